Profile: VGCMeasurement
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation
Id: VGC-Measurement
Title: "Result shown in a group clinic"
Description: "One result of this patient that was on the board of a group clinic, such as a weight, with the unit that the clinic wrote. It repeats what was measured elsewhere; it is not a new examination."
* insert MadeByMapping
* insert IdentifiedBy(measurement)
* insert OfOneSession
* insert AboutOnePatient(subject)
* insert FiledObservation
* obeys vgc-measurement-1

* insert InWords(code)
* code ^short = "What was measured, in words; a code only where the practice has confirmed it"
* performer ^short = "The practice, or who measured it"

* value[x] 1..1 MS
* value[x] only Quantity
* value[x] from VGCUnit (preferred)
* valueQuantity.value 1..1 MS
* valueQuantity.value ^short = "The figure with the digits it was given with: 81.0 stays 81.0"
* valueQuantity.unit 1..1 MS
* valueQuantity.unit ^short = "The unit as the clinic wrote it"
* valueQuantity.system MS
* valueQuantity.system = $ucum (exactly)
* valueQuantity.code MS
* valueQuantity.code ^short = "The unit in UCUM, where there is one"
* valueQuantity.comparator 0..0
* valueQuantity.comparator ^short = "Not used: a result is one figure"
* valueQuantity.comparator ^comment = "Readers that drop 'less than' would show a limit as a result."
* dataAbsentReason 0..0
* dataAbsentReason ^short = "Not used: a result that was not there was not on the board"

Invariant: vgc-measurement-1
Description: "The unit has a code and the code's system, or neither."
* severity = #error
* expression = "value.code.exists() = value.system.exists()"

ValueSet: VGCUnit
Id: VGC-unit
Title: "Units of measured results"
Description: "UCUM codes of the units that results on a clinic's board usually have. Any other unit may be sent as text."
* ^experimental = true
* $ucum#%
* $ucum#/min
* $ucum#cm
* $ucum#g
* $ucum#g/L
* $ucum#kg
* $ucum#kg/m2
* $ucum#m
* $ucum#mg
* $ucum#min
* $ucum#mL/min/{1.73_m2}
* $ucum#mm[Hg]
* $ucum#mmol/L
* $ucum#mmol/mol
* $ucum#Cel
* $ucum#umol/L

Instance: measurement-weight
InstanceOf: VGCMeasurement
Title: "A weight"
Description: "A weight with a unit that UCUM has."
Usage: #example
* insert ExampleOfMapping
* identifier[business].value = "71983ee3-3a02-5622-a8da-541aec813cbc"
* identifier[session].value = "0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"
* status = #final
* code.text = "Weight"
* insert ExamplePatient(subject)
* encounter.reference = "urn:uuid:94b9ef05-df7f-56eb-8597-a5590322b4a2"
* effectiveDateTime = "2026-03-03T09:30:00+00:00"
* insert ExamplePractice(performer)
* valueQuantity.value = 81.0
* valueQuantity.unit = "kg"
* valueQuantity.system = $ucum
* valueQuantity.code = #kg

Instance: measurement-steps
InstanceOf: VGCMeasurement
Title: "Steps in a day"
Description: "A result with a unit in words alone."
Usage: #example
* insert ExampleOfMapping
* identifier[business].value = "5c29c78a-92fa-56f0-ace7-581c3ccbfe4e"
* identifier[session].value = "0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"
* status = #final
* code.text = "Steps"
* insert ExamplePatient(subject)
* effectiveDateTime = "2026-03-09T21:00:00+00:00"
* insert ExamplePractice(performer)
* valueQuantity.value = 4210
* valueQuantity.unit = "steps a day"
