Profile: VGCScore
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation
Id: VGC-Score
Title: "Score of an outcome instrument"
Description: "The score of one filled-in outcome instrument, such as PEG or PHQ-9. A missing answer is never made up: then there is no score, and the resource says why."
* insert MadeByMapping
* insert IdentifiedBy(score)
* insert OfOneSession
* insert AboutOnePatient(subject)
* insert FiledObservation
* insert SurveyCategory
* obeys vgc-score-1 and vgc-score-2 and vgc-score-3 and vgc-score-4 and vgc-score-5 and vgc-score-6 and vgc-score-7 and vgc-score-8 and vgc-score-9 and vgc-score-10 and vgc-score-11

* extension contains
    VGCInstrument named instrument 1..1 MS and
    VGCTimepoint named timepoint 1..1 MS
* extension[instrument] ^short = "Which instrument"
* extension[timepoint] ^short = "At which point of the programme"

* insert InWords(code)
* code from VGCScoreCode (preferred)
* code ^short = "The instrument with its range and direction, in words; a code where the practice has confirmed it"
* code ^comment = "Some scales are better high, some low: a figure without its direction is misread (hazard H15)."
* performer ^short = "The practice, which made the score or took it over"

* value[x] MS
* value[x] only Quantity
* value[x] ^short = "The score; absent where it could not be made"
* valueQuantity.value 1..1 MS
* valueQuantity.value ^short = "A mean with one decimal place, a sum as a whole number"
* valueQuantity.unit 1..1 MS
* valueQuantity.system 1..1 MS
* valueQuantity.system = $ucum (exactly)
* valueQuantity.code 1..1 MS
* valueQuantity.code = #{score} (exactly)
* valueQuantity.code ^comment = "The same for every instrument, so that no score is read as a measured quantity."
* valueQuantity.comparator 0..0
* valueQuantity.comparator ^short = "Not used: a score is one figure"
* insert InWords(dataAbsentReason)
* dataAbsentReason ^short = "Why there is no score"

* derivedFrom MS
* derivedFrom only Reference(QuestionnaireResponse or Observation)
* derivedFrom ^short = "The answers that the score was made from, where they are filed"

Invariant: vgc-score-1
Description: "There is a score, or the reason why there is none."
* severity = #error
* expression = "value.exists() or dataAbsentReason.exists()"

Invariant: vgc-score-2
Description: "A score of phq-2 is from 0 to 6 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'phq-2').exists() implies value.all(value >= 0 and value <= 6)"

Invariant: vgc-score-3
Description: "A score of peg, nprs, bpi-sf-severity or bpi-sf-interference is from 0 to 10 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'peg' or value = 'nprs' or value = 'bpi-sf-severity' or value = 'bpi-sf-interference')).exists() implies value.all(value >= 0 and value <= 10)"

Invariant: vgc-score-4
Description: "A score of pseq-2 is from 0 to 12 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pseq-2').exists() implies value.all(value >= 0 and value <= 12)"

Invariant: vgc-score-5
Description: "A score of gad-7 is from 0 to 21 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'gad-7').exists() implies value.all(value >= 0 and value <= 21)"

Invariant: vgc-score-6
Description: "A score of phq-9 is from 0 to 27 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'phq-9').exists() implies value.all(value >= 0 and value <= 27)"

Invariant: vgc-score-7
Description: "A score of pseq is from 0 to 60 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pseq').exists() implies value.all(value >= 0 and value <= 60)"

Invariant: vgc-score-8
Description: "A score of eq-vas or pam-13 is from 0 to 100 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'eq-vas' or value = 'pam-13')).exists() implies value.all(value >= 0 and value <= 100)"

Invariant: vgc-score-9
Description: "A score of swemwbs is from 7 to 35 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'swemwbs').exists() implies value.all(value >= 7 and value <= 35)"

Invariant: vgc-score-10
Description: "A score of wemwbs is from 14 to 70 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'wemwbs').exists() implies value.all(value >= 14 and value <= 70)"

Invariant: vgc-score-11
Description: "The instrument is one that is known, so that its range can be checked. A warning: another one is filed unchecked."
* severity = #warning
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'peg' or value = 'nprs' or value = 'bpi-sf-severity' or value = 'bpi-sf-interference' or value = 'phq-9' or value = 'phq-2' or value = 'gad-7' or value = 'pseq' or value = 'pseq-2' or value = 'wemwbs' or value = 'swemwbs' or value = 'eq-5d-5l' or value = 'eq-vas' or value = 'pam-13')).exists()"

ValueSet: VGCScoreCode
Id: VGC-score-code
Title: "Codes of scores"
Description: "SNOMED CT concepts of scores that a practice may confirm for use. Most instruments have none; their text suffices."
* ^experimental = true
* $sct#720433000
* $sct#445455005
* $sct#718466001
* $sct#718426000

Instance: score-peg
InstanceOf: VGCScore
Title: "A PEG score"
Description: "The mean of three answers, with the answers that it was made from."
Usage: #example
* insert ExampleOfMapping
* insert ExampleSurvey
* extension[instrument].valueCode = #peg
* extension[timepoint].valueCode = #baseline
* identifier[business].value = "277d4fb8-f72c-5338-88f9-eada76ed7df0"
* identifier[session].value = "0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"
* status = #final
* code.text = "PEG pain score (0 to 10, lower is better)"
* insert ExamplePatient(subject)
* encounter.reference = "urn:uuid:94b9ef05-df7f-56eb-8597-a5590322b4a2"
* effectiveDateTime = "2026-03-10T09:50:00+00:00"
* insert ExamplePractice(performer)
* valueQuantity.value = 7.0
* valueQuantity.unit = "score"
* valueQuantity.system = $ucum
* valueQuantity.code = #{score}
* derivedFrom.reference = "urn:uuid:ec337704-80d3-5f24-88e0-7bc57d9e11d4"

Instance: score-missing
InstanceOf: VGCScore
Title: "No score"
Description: "A PHQ-9 with an answer missing: no score, and the reason. The practice has confirmed the code."
Usage: #example
* insert ExampleOfMapping
* insert ExampleSurvey
* extension[instrument].valueCode = #phq-9
* extension[timepoint].valueCode = #follow-up
* identifier[business].value = "fae30e2e-49e5-57e3-9e7d-474a6fdf99b6"
* identifier[session].value = "0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"
* status = #final
* code = $sct#720433000 "PHQ-9 score"
* code.text = "PHQ-9 score (0 to 27, lower is better)"
* insert ExamplePatient(subject)
* effectiveDateTime = "2026-06-09T09:50:00+01:00"
* insert ExamplePractice(performer)
* dataAbsentReason = $data-absent-reason#unknown
* dataAbsentReason.text = "No score: an answer is missing"
