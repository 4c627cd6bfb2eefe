Profile: VGCWhatMatters
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation
Id: VGC-WhatMatters
Title: "What matters to the patient"
Description: "What is most important to the patient, as it was said at the start of a group clinic, in the patient's own words."
* insert MadeByMapping
* insert IdentifiedBy(what-matters)
* insert OfOneSession
* insert AboutOnePatient(subject)
* insert FiledObservation
* insert SurveyCategory
* obeys vgc-what-matters-1 and vgc-what-matters-2

* extension contains VGCVerbatim named verbatim 1..1 MS
* extension[verbatim] ^short = "Whether these are the very words"

* insert InWords(code)
* code from VGCWhatMattersCode (preferred)
* code ^short = "What matters to me, in words and by code"

* performer only Reference(Patient or RelatedPerson)
* insert MayBePatient(performer)
* performer ^short = "Who said it: the patient, or somebody who speaks for the patient"
* performer ^comment = "Never a member of staff: what a clinician believes to matter stands in the entry."

* value[x] 1..1 MS
* value[x] only string
* value[x] ^short = "The words, and nothing else"
* value[x] ^comment = "No label and no remark within it: whether it is verbatim travels in an extension."
* dataAbsentReason 0..0
* dataAbsentReason ^short = "Not used: where nothing was said, there is no observation"
* component 0..0
* component ^short = "Not used: the words stay together"

Invariant: vgc-what-matters-1
Description: "A patient who speaks here is the record's own patient: where subject and performer are both named by NHS number, or both by the id of a Patient, it is the same (hazard H2)."
* insert SamePatient(subject, performer)

Invariant: vgc-what-matters-2
Description: "The words are more than spaces."
* severity = #error
* expression = "value.all(replace(' ', '').length() > 0)"

Extension: VGCVerbatim
Id: Extension-VGC-verbatim
Title: "Verbatim"
Description: "Whether the text is what the patient said, word for word, or a summary by who wrote it down. R4 has no element for it."
Context: Observation
* insert Holds(boolean)
* value[x] ^short = "true: word for word; false: a summary"

ValueSet: VGCWhatMattersCode
Id: VGC-what-matters-code
Title: "What matters to me"
Description: "The SNOMED CT concept of the About Me standard for what is most important to a person. The text suffices where a system has no code."
* ^experimental = true
* $sct#1515861000000103 "What is most important to me"

Instance: what-matters-allotment
InstanceOf: VGCWhatMatters
Title: "What matters, word for word"
Description: "Said by the patient at the start of a session by video."
Usage: #example
* insert ExampleOfMapping
* insert ExampleSurvey
* extension[verbatim].valueBoolean = true
* identifier[business].value = "364969af-511b-5cf5-8edc-0406a6619592"
* identifier[session].value = "0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"
* status = #final
* code = $sct#1515861000000103 "What is most important to me"
* code.text = "What matters to me"
* insert ExamplePatient(subject)
* encounter.reference = "urn:uuid:94b9ef05-df7f-56eb-8597-a5590322b4a2"
* effectiveDateTime = "2026-03-10T10:00:00+00:00"
* insert ExamplePatient(performer)
* valueString = "Getting back to the allotment before the beans are over"

Instance: what-matters-by-proxy
InstanceOf: VGCWhatMatters
Title: "What matters, told by a relative"
Description: "A summary of what a daughter told for her father, without any code."
Usage: #example
* insert ExampleOfMapping
* insert ExampleSurvey
* extension[verbatim].valueBoolean = false
* identifier[business].value = "7811a57c-3f6f-510b-a2ec-b8355679a44b"
* identifier[session].value = "0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"
* status = #final
* code.text = "What matters to me"
* insert ExamplePatient(subject)
* effectiveDateTime = "2026-03-10T10:00:00+00:00"
* performer.type = "RelatedPerson"
* performer.display = "Proxy of the patient"
* valueString = "Sitting through Sunday lunch with the family"
