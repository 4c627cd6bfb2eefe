Profile: VGCNextStep
Parent: Task
Id: VGC-NextStep
Title: "Next step after a group clinic"
Description: "What somebody has to arrange for the patient after a group clinic: planned, not done, and no appointment yet. Where nothing is to be arranged, or nothing was decided, there is no such task. UK Core's Task is a draft; this profile rests on FHIR R4 and keeps to that draft's must-support list."
* insert MadeByMapping
* insert IdentifiedBy(next-step)
* insert PlannedTask
* code from VGCNextStepValues (preferred)
* code ^short = "What is to be arranged, in words and by the clinic's code"
* focus ^short = "What the step is about, where the practice links it"
* owner.display MS
* owner.display ^short = "The name, as the clinic wrote it"
* restriction ^short = "By when; absent where no date was named"
* restriction.period.end ^short = "The day, month or year by which the step is to be taken"
* obeys vgc-next-step-1

Invariant: vgc-next-step-1
Description: "A step names its owner by a reference, an identifier or at least a name."
* severity = #error
* expression = "owner.exists() implies (owner.reference.exists() or owner.identifier.value.exists() or owner.display.exists())"

CodeSystem: VGCNextStepCodes
Id: VGC-next-step
Title: "Next step"
Description: "What somebody has to arrange after a group clinic."
* insert OurCodes
* #vgc "Next group clinic" "A place in the next group clinic is to be arranged."
* #one-to-one "One-to-one appointment" "An appointment with one member of staff is to be arranged."
* #consultant "Consultant review" "A review by a consultant is to be arranged; whether to refer is another decision."

ValueSet: VGCNextStepValues
Id: VGC-next-step
Title: "Next step"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCNextStepCodes

Instance: next-step-group-clinic
InstanceOf: VGCNextStep
Title: "The next group clinic, as filed"
Description: "A place in the next group clinic, by a month."
Usage: #example
* insert ExampleOfMapping
* insert ExampleIdentified(364969af-511b-5cf5-8edc-0406a6619592)
* status = #requested
* code = VGCNextStepCodes#vgc
* code.text = "Next group clinic to be arranged"
* insert ExamplePatient(for)
* encounter.reference = "Encounter/of-this-session"
* authoredOn = "2026-03-10T11:30:00+00:00"
* insert ExamplePractice(requester)
* owner.display = "Front desk"
* restriction.period.end = "2026-04"

Instance: next-step-one-to-one
InstanceOf: VGCNextStep
Title: "A one-to-one appointment, as the practice has taken it up"
Description: "No date was named; with what a practice may add: links, a reason and an input."
Usage: #example
* insert ExampleOfMapping
* insert ExampleIdentified(4ec68a70-662b-54e9-a254-0a726ef6bd9f)
* status = #in-progress
* code = VGCNextStepCodes#one-to-one
* code.text = "One-to-one appointment to be arranged"
* focus.reference = "CarePlan/care-plan-engage"
* insert ExamplePatient(for)
* authoredOn = "2026-03-10T11:30:00+00:00"
* insert ExamplePractice(requester)
* insert ExampleClinician(owner)
* reasonCode.text = "Prefers to talk alone"
* reasonReference.reference = "Goal/goal-sleep-by-proxy"
* input.type.text = "Ring before"
* input.valueString = "After four in the afternoon"
