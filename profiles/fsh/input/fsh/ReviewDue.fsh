Profile: VGCReviewDue
Parent: Task
Id: VGC-ReviewDue
Title: "Medication review that is due"
Description: "The date by which the next medication review is due. It was not done yet: a review that was done is another resource (VGC-MedicationReview), and neither may be read as the other (hazard H32). UK Core's Task is a draft; this profile rests on FHIR R4 and keeps to that draft's must-support list."
* insert MadeByMapping
* insert IdentifiedBy(review-due)
* insert PlannedTask
* obeys vgc-review-due-1
* code from VGCReviewDueValues (preferred)
* code ^short = "Which kind of review is due, in words and by the clinic's code"
* code ^comment = "A practice may put its own code there, or 314529007, the SNOMED CT code of a medication review that is due. The other SNOMED CT codes of a medication review mean that it was done, so none of them stands here."
* focus ^short = "What the review is about, where the practice links it"
* restriction 1..1 MS
* restriction.period.end ^short = "The day, month or year by which the review is due"

Invariant: vgc-review-due-1
Description: "The code of a review that was done is never the code of a review that is due (hazard H32)."
* severity = #error
* expression = "code.coding.where(system = 'http://snomed.info/sct' and (code = '1239511000000100' or code = '314530002' or code = '287031000000100' or code = '88551000000109' or code = '391156007' or code = '1127441000000107' or code = '719329004' or code = '719327002' or code = '719328007' or code = '719478008' or code = '719326006' or code = '182836005' or code = '1811000124107' or code = '870661000000100' or code = '526421000000109' or code = '526431000000106')).empty()"

CodeSystem: VGCReviewDueCodes
Id: VGC-review-due
Title: "Medication review due"
Description: "Kinds of medication review that can be due. They say that a review is to be done, never that it was."
* insert OurCodes
* #structured "Structured medication review due" "A structured medication review of all medicines is to be done."
* #opioid "Opioid medication review due" "A review of opioid medicines is to be done."
* #other "Medication review due" "Another medication review is to be done."

ValueSet: VGCReviewDueValues
Id: VGC-review-due
Title: "Medication review due"
Description: "Every code of the code system of the same name, and the SNOMED CT concept of a medication review that is due, which is a situation and nothing that was done."
* ^experimental = true
* include codes from system VGCReviewDueCodes
* $sct#314529007

Instance: review-due-in-a-month
InstanceOf: VGCReviewDue
Title: "A review that is due, as filed"
Description: "A structured medication review due some day of a month."
Usage: #example
* insert ExampleOfMapping
* insert ExampleIdentified(1d0ae9dc-13f2-5211-80a8-caf4f48b7d02)
* status = #requested
* code = VGCReviewDueCodes#structured
* code.text = "Structured medication review due"
* insert ExamplePatient(for)
* encounter.reference = "Encounter/of-this-session"
* authoredOn = "2026-04-21T11:30:00+01:00"
* insert ExamplePractice(requester)
* restriction.period.end = "2026-10"

Instance: review-due-taken-up
InstanceOf: VGCReviewDue
Title: "A review that is due, as the practice has taken it up"
Description: "An opioid review due on a day, with what a practice may add: an owner, a reason, links and an input."
Usage: #example
* insert ExampleOfMapping
* insert ExampleIdentified(1775765e-cb48-51ad-94ff-5c290cae9493)
* status = #accepted
* code = VGCReviewDueCodes#opioid
* code.text = "Opioid medication review due"
* focus.reference = "MedicationRequest/plan-line-taper"
* insert ExamplePatient(for)
* authoredOn = "2026-04-21T11:30:00+01:00"
* insert ExamplePractice(requester)
* insert ExampleClinician(owner)
* reasonCode.text = "Slow reduction under way"
* reasonReference.reference = "Observation/oral-morphine-equivalent-of-tramadol"
* restriction.period.end = "2026-07-21"
* input.type.text = "Ask about"
* input.valueString = "Sleep since the last step"
