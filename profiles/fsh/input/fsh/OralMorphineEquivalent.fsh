Profile: VGCOralMorphineEquivalent
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation
Id: VGC-OralMorphineEquivalent
Title: "Estimated oral morphine equivalent"
Description: "An estimate of what a patient's opioids amount to in mg of oral morphine a day. An annotation for review, never for switching medicines (hazard H14): it is nothing without the table it was computed by, and it is absent, never zero, where a dose is unknown or a medicine is one that must not be converted."
* insert MadeByMapping
* insert IdentifiedBy(oral-morphine-equivalent)
* insert OfOneSession
* insert AboutOnePatient(subject)
* insert FiledObservation
* obeys vgc-oral-morphine-equivalent-1 and vgc-oral-morphine-equivalent-3

* extension contains
    VGCTableId named tableId 1..1 MS and
    VGCTableVersion named tableVersion 1..1 MS and
    VGCUncomputable named uncomputable 0..* MS
* extension[tableId] ^short = "The table that the estimate is by"
* extension[tableVersion] ^short = "The version of the table"
* extension[uncomputable] ^short = "A medicine that could not be counted; then there is no figure"
* insert InWords(code)
* code ^short = "Oral morphine equivalent, estimated, a day; no code is known for it"
* effective[x] ^short = "The moment that the estimate is of, with its offset from UTC"
* performer ^short = "The organisation that runs the programme"

* value[x] only Quantity
* value[x] MS
* value[x] ^short = "Milligrams of oral morphine in 24 hours"
* value[x] obeys vgc-oral-morphine-equivalent-2
* value[x].value 1..1 MS
* value[x].comparator 0..0
* value[x].comparator ^comment = "The figure, or none: 'at least 40' would be read as 40."
* value[x].unit 1..1 MS
* value[x].system 1..1 MS
* value[x].system = $ucum (exactly)
* value[x].code 1..1 MS
* value[x].code = #mg/d (exactly)
* dataAbsentReason MS
* dataAbsentReason.text 1..1 MS
* dataAbsentReason ^short = "Why there is no figure"
* dataAbsentReason ^comment = "Methadone, an unknown dose, a medicine outside the table: then there is no figure, and never zero or a part of it."
* note 1..* MS
* note ^short = "The table and its version in words, what it leaves out, and what the estimate is not for"
* component 0..0
* component ^comment = "The estimate is one figure for the day; a part of it could be taken for the whole."

Invariant: vgc-oral-morphine-equivalent-1
Description: "There is a figure, or a reason why there is none."
* severity = #error
* expression = "value.exists() or dataAbsentReason.exists()"

Invariant: vgc-oral-morphine-equivalent-3
Description: "Where a medicine could not be counted there is no figure: what the others amount to would be read as the whole (hazard H14)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-uncomputable').exists() implies value.empty()"

Invariant: vgc-oral-morphine-equivalent-2
Description: "The estimate is not negative."
* severity = #error
* expression = "value >= 0"

Extension: VGCTableId
Id: Extension-VGC-table-id
Title: "Conversion table"
Description: "Id of the table of factors that the estimate was computed by. Tables disagree, so a figure without its table says nothing, and figures of two tables are never compared. Observation.method is a concept, whose code may be lost on the way, and has no version."
Context: Observation
* insert Holds(string)
* value[x] ^short = "Such as fpm-2020"

Extension: VGCTableVersion
Id: Extension-VGC-table-version
Title: "Version of the conversion table"
Description: "Version of that table: a changed factor is a new version."
Context: Observation
* insert Holds(string)
* value[x] ^short = "The version, as the table says it"

Extension: VGCUncomputable
Id: Extension-VGC-uncomputable
Title: "Medicine that could not be counted"
Description: "A medicine for which the table gives no equivalent, or whose dose is unknown. Observation.component would put it beside figures; the note says it too, for people."
Context: Observation
* insert Holds(string)
* value[x] ^short = "The medicine, in words"

Instance: oral-morphine-equivalent-of-tramadol
InstanceOf: VGCOralMorphineEquivalent
Title: "An estimate"
Description: "What three capsules of tramadol 50 mg amount to."
Usage: #example
* insert ExampleOfMapping
* extension[tableId].valueString = "fpm-2020"
* extension[tableVersion].valueString = "1"
* insert ExampleIdentified(82f00b27-0274-5305-92ac-cc3b05f6e3b4)
* status = #final
* code.text = "Oral morphine equivalent, estimated, a day"
* insert ExamplePatient(subject)
* encounter.reference = "Encounter/of-this-session"
* effectiveDateTime = "2026-04-21T10:50:00+01:00"
* insert ExamplePractice(performer)
* valueQuantity.value = 15.0
* valueQuantity.unit = "mg/24h"
* note.text = "By table fpm-2020, version 1. An estimate for review, not for switching medicines."

Instance: oral-morphine-equivalent-not-computable
InstanceOf: VGCOralMorphineEquivalent
Title: "No estimate"
Description: "Methadone is never converted, so there is no figure, and a reason."
Usage: #example
* insert ExampleOfMapping
* extension[tableId].valueString = "fpm-2020"
* extension[tableVersion].valueString = "1"
* extension[uncomputable].valueString = "Methadone"
* insert ExampleIdentified(5423647b-b7c0-5e7e-935d-5e87de1dbf7c)
* status = #final
* code.text = "Oral morphine equivalent, estimated, a day"
* insert ExamplePatient(subject)
* effectiveDateTime = "2026-04-21T10:50:00+01:00"
* insert ExamplePractice(performer)
* dataAbsentReason = $data-absent-reason#unknown
* dataAbsentReason.text = "It cannot be computed; see the note"
* note.text = "By table fpm-2020, version 1. Not computable: Methadone. An estimate for review, not for switching medicines."
