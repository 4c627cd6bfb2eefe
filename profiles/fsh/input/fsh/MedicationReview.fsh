Profile: VGCMedicationReview
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-Procedure
Id: VGC-MedicationReview
Title: "Medication review that was done"
Description: "A medication review that was done in or around a group clinic. That the next one is due is another fact and another resource (VGC-ReviewDue): a review due must never be read as done (hazard H32)."
* insert MadeByMapping
* insert IdentifiedBy(medication-review)
* insert OfOneSession
* insert AboutOnePatient(subject)
* obeys vgc-medication-review-1

* extension contains VGCReviewType named reviewType 1..1 MS
* extension[reviewType] ^short = "Which kind of review it was"
* status MS
* status from VGCMedicationReviewStatusValues (required)
* status ^short = "completed; entered-in-error once it was taken back"
* status ^comment = "What was not done, or not done to the end, is no review."
* insert InWords(code)
* code 1..1
* code from VGCMedicationReviewValues (preferred)
* code ^short = "The kind of review in words, and by code where there is one"
* encounter MS
* encounter ^short = "The patient's own encounter; absent where the patient was not there"
* performed[x] 1..1 MS
* performed[x] only dateTime
* performed[x] ^short = "When the review was done, with its offset from UTC"
* performed[x] ^comment = "When it was done, never when it was imported (hazard H13)."
* performer 1..* MS
* performer ^short = "Who reviewed"
* performer.actor MS
* performer.actor only Reference(Practitioner or PractitionerRole)
* performer.actor ^short = "A member of staff; by name alone where the session does not know them"
* performer.actor ^comment = "Somebody who may answer for it: never the patient, an organisation or a device."
* performer.actor.display 1..1 MS
* performer.actor.display ^short = "The name, as the clinic wrote it"
* outcome MS
* outcome.text 1..1 MS
* outcome ^short = "What came of it, in words"

Invariant: vgc-medication-review-1
Description: "The code of a review that is due (314529007) is never the code of a review that was done (hazard H32)."
* severity = #error
* expression = "code.coding.where(system = 'http://snomed.info/sct' and code = '314529007').empty()"

Extension: VGCReviewType
Id: Extension-VGC-review-type
Title: "Type of medication review"
Description: "Which kind of medication review was done, as the clinic's own lists say it. Procedure.code may be text alone, where the kind has no code."
Context: Procedure
* insert Holds(code)
* value[x] from VGCReviewTypeValues (required)
* value[x] ^short = "structured | opioid | other"

CodeSystem: VGCReviewTypeCodes
Id: VGC-review-type
Title: "Type of medication review"
Description: "Kinds of medication review."
* insert OurCodes
* #structured "Structured" "A structured medication review of all medicines."
* #opioid "Opioid" "A review of opioid medicines."
* #other "Other" "Another medication review."

ValueSet: VGCReviewTypeValues
Id: VGC-review-type
Title: "Type of medication review"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCReviewTypeCodes

ValueSet: VGCMedicationReviewValues
Id: VGC-medication-review
Title: "Medication reviews that were done"
Description: "SNOMED CT concepts for a medication review that was done. Confirm each on a terminology server before its first use in production."
* ^experimental = true
* $sct#1239511000000100
* $sct#287031000000100
* $sct#314530002
* $sct#182836005

ValueSet: VGCMedicationReviewStatusValues
Id: VGC-medication-review-status
Title: "Status of a medication review"
Description: "A review was done, or what was filed of it was an error."
* ^experimental = true
* http://hl7.org/fhir/event-status#completed
* http://hl7.org/fhir/event-status#entered-in-error

Instance: medication-review-opioid
InstanceOf: VGCMedicationReview
Title: "An opioid review"
Description: "A review of opioid medicines by the GP, with its outcome."
Usage: #example
* insert ExampleOfMapping
* extension[reviewType].valueCode = #opioid
* insert ExampleIdentified(ecdcd169-2e5a-5364-9d6a-a73f1cde49c3)
* status = #completed
* code = $sct#287031000000100 "Review of opioid medication"
* code.text = "Review of opioid medication"
* insert ExamplePatient(subject)
* encounter.reference = "Encounter/of-this-session"
* performedDateTime = "2026-04-21T10:50:00+01:00"
* insert ExampleClinician(performer.actor)
* outcome.text = "Slow reduction agreed; see the plan"

Instance: medication-review-other
InstanceOf: VGCMedicationReview
Title: "A review by somebody whom the session does not know"
Description: "A medication review without a code, by a pharmacist known by name only."
Usage: #example
* insert ExampleOfMapping
* extension[reviewType].valueCode = #other
* insert ExampleIdentified(9ddb21eb-2cc0-5c17-aab9-a0ef66a9b88c)
* status = #completed
* code.text = "Medication review"
* insert ExamplePatient(subject)
* performedDateTime = "2026-04-17T15:30:00+01:00"
* performer.actor.display = "Marisol Quennell, pharmacist"
