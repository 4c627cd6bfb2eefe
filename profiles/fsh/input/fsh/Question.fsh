Profile: VGCQuestion
Parent: Communication
Id: VGC-Question
Title: "Question asked in a group clinic"
Description: "One question that the patient asked in the session and that may stand in their record, with the answer. Questions stay with the clinic unless somebody says that they are for the record. The communication profile of UK Core is a draft; this one rests on FHIR R4 alone."
* insert MadeByMapping
* insert IdentifiedBy(question)
* insert OfOneSession
* insert AboutOnePatient(subject)
* obeys vgc-question-1

* extension contains VGCAnswered named answered 0..1 MS
* extension[answered] ^short = "Whether the question was answered"

* status MS
* status from VGCAnsweredStatusValues (required)
* status ^short = "completed | entered-in-error"
* category 1..* MS
* category ^short = "Question asked in the group clinic, in words"
* category.text 1..1 MS
* insert InWords(topic)
* topic ^short = "The theme that the question was put under"
* encounter MS
* encounter ^short = "This patient's own encounter; absent where the record holds none"
* sent 1..1 MS
* sent ^short = "Start of the session, with its offset from UTC"
* recipient only Reference(Organization or HealthcareService or Practitioner or PractitionerRole or CareTeam)
* recipient ^short = "Who was asked; the clinic sends none"
* recipient ^comment = "Never the patients who heard it, nor the group (hazard H2)."
* sender 1..1 MS
* sender only Reference(Patient or RelatedPerson)
* insert MayBePatient(sender)
* sender ^short = "The patient; another system may name who asked for them"
* payload 1..1 MS
* payload ^short = "The question; each question is a Communication of its own"
* payload.content[x] only string
* payload.content[x] MS
* payload.content[x] ^short = "As the patient asked it; it names no other patient"
* note MS
* note ^short = "The answer, which somebody else gave"
* note.text MS
* note.text ^short = "The answer in words"

Invariant: vgc-question-1
Description: "A question is from the patient whose record it is in: where subject and sender are both named by NHS number, or both by the id of a Patient, it is the same (hazard H1)."
* insert SamePatient(subject, sender)

Extension: VGCAnswered
Id: Extension-VGC-answered
Title: "Answered"
Description: "Whether the question was answered in the session. What is noted beside an unanswered one may say what is to be found out."
Context: Communication
* insert Holds(boolean)
* value[x] ^short = "true: answered; false: still open; absent: not known"

Instance: question-answered
InstanceOf: VGCQuestion
Title: "A question with its answer"
Description: "Asked under the theme medicines, and answered by the pharmacist."
Usage: #example
* insert ExampleOfMapping
* extension[answered].valueBoolean = true
* identifier[business].value = "a7235796-839c-5a0e-b5e8-cd15b80fdd50"
* insert ExampleSession
* status = #completed
* category.text = "Question asked in the group clinic"
* insert ExamplePatient(subject)
* topic.text = "Medicines"
* encounter = Reference(encounter-by-video)
* sent = "2026-03-10T10:00:00+00:00"
* insert ExamplePatient(sender)
* payload.contentString = "Can I halve the morning tablet myself?"
* note.text = "No: this tablet must not be broken. The dose is reduced with the smaller strength instead."

Instance: question-open
InstanceOf: VGCQuestion
Title: "A question that is still open"
Description: "Asked before the session by a patient who then did not come, so there is no encounter."
Usage: #example
* insert ExampleOfMapping
* extension[answered].valueBoolean = false
* identifier[business].value = "303c4143-61d6-5702-a651-4ac743569e3a"
* insert ExampleSession
* status = #completed
* category.text = "Question asked in the group clinic"
* insert ExamplePatient(subject)
* sent = "2026-03-10T10:00:00+00:00"
* insert ExamplePatient(sender)
* payload.contentString = "Is swimming good for my back?"
