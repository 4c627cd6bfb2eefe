Profile: VGCCarePlan
Parent: CarePlan
Id: VGC-CarePlan
Title: "Care plan of a group clinic"
Description: "The pathway Assess, Engage, Review of one enrolment in a programme of group clinics, with the patient's goals and the actions agreed. One plan lives on through all sessions of the enrolment. UK Core's CarePlan is a draft; this profile rests on FHIR R4 and keeps to that draft's must-support list."
* insert MadeByMapping
* insert IdentifiedBy(care-plan)
* insert AboutOnePatient(subject)
* obeys vgc-care-plan-1 and vgc-care-plan-2 and vgc-care-plan-4

* extension contains
    VGCAsOf named asOf 1..1 MS and
    VGCEnrolmentState named enrolmentState 1..1 MS and
    VGCCycle named cycle 1..1 MS
* extension[asOf] ^short = "The session that the plan was last written from"
* extension[enrolmentState] ^short = "Where the patient is on the pathway"
* extension[cycle] ^short = "Which time round Engage and Review this is, from 1"

* instantiatesCanonical 1..* MS
* instantiatesCanonical ^short = "The pathway that the plan follows: the PlanDefinition VGC-Pathway"
* status MS
* status ^short = "draft (invited) | active | completed (discharged) | revoked (declined, unsuitable, withdrawn)"
* intent MS
* intent = #plan (exactly)
* intent ^short = "Always plan: it orders nothing"
* category 1..* MS
* category.text MS
* category ^short = "The programme and its pathway, in words; the practice may add categories of its own"
* title 1..1 MS
* title ^short = "The programme"
* description 1..1 MS
* description ^short = "The pathway, the state and the cycle in one sentence"
* period MS
* period ^short = "From enrolment to its end, each as exactly as it is known"
* author 1..1 MS
* author ^short = "The organisation that runs the programme"
* addresses 1..* MS
* addresses ^short = "The condition that the programme is for"
* addresses.display MS
* addresses.display ^short = "The condition in words"

* goal MS
* goal ^short = "The patient's goals of this enrolment"
* goal.reference MS
* goal.extension contains VGCGoalId named goalId 0..1 MS
* goal.extension[goalId] ^short = "The clinic's own id of the goal; a goal that the practice adds has none"
* goal ^comment = "Each goal of the clinic is named by the clinic's own id as well: a server gives the Goal an id of its own."

* activity 3..* MS
* activity ^short = "The three steps of the pathway, then the actions agreed; the practice may add activities of its own"
* activity ^slicing.discriminator.type = #pattern
* activity ^slicing.discriminator.path = "detail.code"
* activity ^slicing.rules = #open
* activity ^slicing.description = "The steps of the pathway by their code; what has none of these codes is an action"
* activity obeys vgc-care-plan-3
* activity.detail MS
* activity.detail ^comment = "The plan says its steps and actions itself: they are no resources of their own, so that the plan can be read alone. An activity of the practice may be a reference."
* activity.detail.extension contains VGCAction named action 0..1 MS
* activity.detail.extension[action] ^short = "What is to be done; the description says all, this says the action itself"
* activity.detail.code MS
* activity.detail.code from VGCPathwayValues (preferred)
* activity.detail.code ^short = "The step of the pathway; an action has none"
* activity.detail.goal MS
* activity.detail.goal ^short = "The goal that the action is a step towards"
* activity.detail.goal.reference MS
* activity.detail.goal.extension contains VGCGoalId named goalId 0..1 MS
* activity.detail.goal.extension[goalId] ^short = "The clinic's own id of the goal"
* activity.detail.status MS
* activity.detail.status ^short = "How far the step or action is; unknown rather than guessed"
* activity.detail.doNotPerform 0..0
* activity.detail.doNotPerform ^comment = "An action is something to do. A reader who does not know this modifier would read the opposite."
* activity.detail.scheduled[x] MS
* activity.detail.scheduled[x] ^short = "When, in the words it was said; the clinic sends text"
* activity.detail.performer MS
* activity.detail.performer ^short = "Who; the clinic sends a name or a role as it was said"
* activity.detail.performer.display MS
* activity.detail.description MS
* activity.detail.description ^short = "The step or action in full, sufficient alone"
* activity contains assess 1..1 MS and engage 1..1 MS and review 1..1 MS
* activity[assess] ^short = "Assess"
* activity[assess].detail 1..1 MS
* activity[assess].detail.code 1..1 MS
* activity[assess].detail.code = VGCPathwayCodes#assess
* activity[assess].detail.code.text 1..1 MS
* activity[assess].detail.description 1..1 MS
* activity[engage] ^short = "Engage, in the present cycle"
* activity[engage].detail 1..1 MS
* activity[engage].detail.code 1..1 MS
* activity[engage].detail.code = VGCPathwayCodes#engage
* activity[engage].detail.code.text 1..1 MS
* activity[engage].detail.description 1..1 MS
* activity[review] ^short = "Review, in the present cycle"
* activity[review].detail 1..1 MS
* activity[review].detail.code 1..1 MS
* activity[review].detail.code = VGCPathwayCodes#review
* activity[review].detail.code.text 1..1 MS
* activity[review].detail.description 1..1 MS

* note MS
* note ^short = "Why the enrolment ended"

Invariant: vgc-care-plan-1
Description: "A plan is not active when the patient was discharged, declined, was unsuitable or has withdrawn."
* severity = #error
* expression = "status = 'active' implies extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-enrolment-state').value.where($this = 'discharged' or $this = 'declined' or $this = 'unsuitable' or $this = 'withdrawn').empty()"

Invariant: vgc-care-plan-2
Description: "An activity is a step towards a goal of this plan; goals are compared by the last part of their references. A warning, for a practice may plan towards goals of its own."
* severity = #warning
* expression = "activity.detail.goal.reference.select(replaceMatches('^.*/', '')).all($this in %resource.goal.reference.select(replaceMatches('^.*/', '')))"

Invariant: vgc-care-plan-3
Description: "An action of the clinic (one with our extension) is described in full, and is a step towards a goal with the clinic's own id."
* severity = #error
* expression = "detail.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-action').exists() implies (detail.description.exists() and detail.goal.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-goal-id').exists())"

Invariant: vgc-care-plan-4
Description: "The programme and the condition are said in words: in one category and in one of addresses at least."
* severity = #error
* expression = "category.text.exists() and addresses.display.exists()"

Extension: VGCEnrolmentState
Id: Extension-VGC-enrolment-state
Title: "State of the enrolment"
Description: "Where the patient is on the pathway of the programme. The plan's status is coarser: one-to-one care goes on by the same active plan."
Context: CarePlan
* insert Holds(code)
* value[x] from VGCEnrolmentStateValues (required)
* value[x] ^short = "invited | assess | engage | review | one-to-one | discharged | declined | unsuitable | withdrawn"

Extension: VGCCycle
Id: Extension-VGC-cycle
Title: "Cycle"
Description: "Which time round Engage and Review this is: the pathway goes round as long as the condition lasts."
Context: CarePlan
* insert Holds(positiveInt)
* value[x] ^short = "1, 2, 3, …"

Extension: VGCAction
Id: Extension-VGC-action
Title: "Action"
Description: "What is to be done, without who, when and how far; the description beside it says all of it."
Context: CarePlan.activity.detail
* insert Holds(string)
* value[x] ^short = "The action, as it was agreed"

CodeSystem: VGCEnrolmentStateCodes
Id: VGC-enrolment-state
Title: "Enrolment state"
Description: "Where a patient is on the pathway of a programme of group clinics."
* insert OurCodes
* #invited "Invited" "Invited, and not yet begun."
* #assess "Assess" "Being assessed: is a group clinic right for this patient?"
* #engage "Engage" "Taking part in the group clinics of this cycle."
* #review "Review" "Reviewing what came of this cycle."
* #one-to-one "One-to-one" "Goes on by the same plan in one-to-one care."
* #discharged "Discharged" "Left the programme as intended."
* #declined "Declined" "Did not want to take part."
* #unsuitable "Unsuitable" "Was assessed, and a group clinic was not right."
* #withdrawn "Withdrawn" "Began, and did not want to go on."

ValueSet: VGCEnrolmentStateValues
Id: VGC-enrolment-state
Title: "Enrolment state"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCEnrolmentStateCodes

CodeSystem: VGCPathwayCodes
Id: VGC-pathway
Title: "Step of the pathway"
Description: "The three steps of the pathway of group clinics."
* insert OurCodes
* #assess "Assess" "Is a group clinic right for this patient, and what matters to them?"
* #engage "Engage" "The group clinics of this cycle."
* #review "Review" "What came of this cycle, and what is next?"

ValueSet: VGCPathwayValues
Id: VGC-pathway
Title: "Step of the pathway"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCPathwayCodes

// An action has no slice of its own, so this example is written as a plain CarePlan.
Instance: care-plan-engage
InstanceOf: CarePlan
Title: "A plan in its first cycle"
Description: "Engaged, with one goal and one action towards it."
Usage: #example
* insert ExampleOfMapping
* meta.profile = Canonical(VGCCarePlan)
* extension[0].url = Canonical(VGCAsOf)
* extension[=].valueDateTime = "2026-03-10T10:00:00+00:00"
* extension[+].url = Canonical(VGCEnrolmentState)
* extension[=].valueCode = #engage
* extension[+].url = Canonical(VGCCycle)
* extension[=].valuePositiveInt = 1
* identifier.system = "https://fhir-vgc.example/Id/care-plan"
* identifier.value = "c8a006fd-e87b-5087-9417-167eac49f6b7"
* instantiatesCanonical = "https://fhir-vgc.example/PlanDefinition/VGC-Pathway"
* status = #active
* intent = #plan
* category.text = "Chronic pain group clinic: Assess, Engage, Review"
* title = "Chronic pain group clinic"
* description = "Pathway Assess, Engage, Review; now: engage, cycle 1"
* insert ExamplePatient(subject)
* period.start = "2026-01"
* insert ExamplePractice(author)
* addresses.display = "Chronic pain"
* insert ExampleGoalReference(goal)
* activity[0].detail.code = VGCPathwayCodes#assess
* activity[=].detail.code.text = "Assess"
* activity[=].detail.status = #completed
* activity[=].detail.description = "Assess"
* activity[+].detail.code = VGCPathwayCodes#engage
* activity[=].detail.code.text = "Engage 1"
* activity[=].detail.status = #in-progress
* activity[=].detail.description = "Engage 1"
* activity[+].detail.code = VGCPathwayCodes#review
* activity[=].detail.code.text = "Review 1"
* activity[=].detail.status = #not-started
* activity[=].detail.description = "Review 1"
* activity[+].detail.extension.url = Canonical(VGCAction)
* activity[=].detail.extension.valueString = "Put the shoes by the door the night before"
* insert ExampleGoalReference(activity[=].detail.goal)
* activity[=].detail.status = #in-progress
* activity[=].detail.scheduledString = "every evening"
* activity[=].detail.performer.display = "patient"
* activity[=].detail.description = "Action: Put the shoes by the door the night before; who: patient; when: every evening; status: in progress"

RuleSet: ExampleGoalReference(element)
* {element}.extension.url = Canonical(VGCGoalId)
* {element}.extension.valueString = "walk"
* {element}.reference = "Goal/goal-walk"

Instance: care-plan-withdrawn
InstanceOf: VGCCarePlan
Title: "A plan that ended early"
Description: "The patient withdrew; what was done by then is not guessed."
Usage: #example
* insert ExampleOfMapping
* extension[asOf].valueDateTime = "2026-06-09T10:00:00+01:00"
* extension[enrolmentState].valueCode = #withdrawn
* extension[cycle].valuePositiveInt = 2
* identifier[business].value = "43b25f54-86e0-5fa9-b7eb-9edd06881e8d"
* instantiatesCanonical = "https://fhir-vgc.example/PlanDefinition/VGC-Pathway"
* status = #revoked
* category.text = "Chronic pain group clinic: Assess, Engage, Review"
* title = "Chronic pain group clinic"
* description = "Pathway Assess, Engage, Review; now: withdrawn, cycle 2"
* insert ExamplePatient(subject)
* period.start = "2026-01"
* period.end = "2026-06-09"
* insert ExamplePractice(author)
* addresses.display = "Chronic pain"
* activity[assess].detail.code.text = "Assess"
* activity[assess].detail.status = #unknown
* activity[assess].detail.description = "Assess"
* activity[engage].detail.code.text = "Engage 2"
* activity[engage].detail.status = #unknown
* activity[engage].detail.description = "Engage 2"
* activity[review].detail.code.text = "Review 2"
* activity[review].detail.status = #cancelled
* activity[review].detail.description = "Review 2"
* note.text = "Moving house in July"
