Profile: VGCEducation
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-Procedure
Id: VGC-Education
Title: "Education given in a group clinic"
Description: "One topic that this patient was taught in a session, such as pacing or sleep. A topic that was planned, or that this patient missed, is not filed: a receiver that keeps no status would show it as given."
* insert MadeByMapping
* insert IdentifiedBy(education)
* insert OfOneSession
* insert AboutOnePatient(subject)
* obeys vgc-education-1

* status MS
* status from VGCEducationStatus (required)
* status ^short = "completed | entered-in-error"
* category 1..1 MS
* category.text 1..1 MS
* category ^short = "Patient education, in words"
* insert InWords(code)
* code 1..1
* code ^short = "The topic in words; a code only where the practice has filled the slot of this topic"
* encounter MS
* encounter only Reference(Encounter)
* encounter ^short = "This patient's own encounter"
* performed[x] 1..1 MS
* performed[x] only dateTime or Period
* performed[x] ^short = "When the session was"
* performed[x] ^comment = "A date that a record can sort by: no age, and no date in words."
* note MS
* note ^short = "What was handed out"
* note.text MS

Invariant: vgc-education-1
Description: "The topic is more than spaces."
* severity = #error
* expression = "code.text.all(replace(' ', '').length() > 0)"

ValueSet: VGCEducationStatus
Id: VGC-education-status
Title: "Status of education given"
Description: "Education is filed once it was given. What was filed by mistake is entered in error, not turned into something that was not done."
* ^experimental = true
* http://hl7.org/fhir/event-status#completed
* http://hl7.org/fhir/event-status#entered-in-error

Instance: education-pacing
InstanceOf: VGCEducation
Title: "Pacing"
Description: "A topic with what was handed out."
Usage: #example
* insert ExampleOfMapping
* identifier[business].value = "24968529-6089-55b7-8002-895006a8257e"
* identifier[session].value = "0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"
* status = #completed
* category.text = "Patient education"
* code.text = "pacing"
* insert ExamplePatient(subject)
* encounter.reference = "urn:uuid:94b9ef05-df7f-56eb-8597-a5590322b4a2"
* performedDateTime = "2026-03-10T10:00:00+00:00"
* note.text = "Leaflet: a day in small steps"
