Profile: VGCGoal
Parent: Goal
Id: VGC-Goal
Title: "Goal of a group clinic"
Description: "A personal goal in the patient's words. One Goal lives on through all sessions of a programme: each session updates it, and the extension as-of says which session it was last written from. UK Core has no Goal; this profile rests on FHIR R4 alone."
* insert MadeByMapping
* insert IdentifiedBy(goal)
* insert AboutOnePatient(subject)
* obeys vgc-goal-1 and vgc-goal-2 and vgc-goal-3

* extension contains
    VGCAsOf named asOf 1..1 MS and
    VGCGoalId named goalId 1..1 MS and
    VGCImportance named importance 0..1 MS and
    VGCConfidence named confidence 0..1 MS and
    VGCBaseline named baseline 0..1 MS and
    VGCBarriers named barriers 0..1 MS and
    VGCSupport named support 0..1 MS and
    VGCStageGoal named stageGoal 0..* MS and
    VGCCarriedFrom named carriedFrom 0..1 MS and
    VGCSetBy named setBy 1..1 MS and
    VGCAgreedWithClinician named agreedWithClinician 0..1 MS
* extension[asOf] ^short = "The session that the goal was last written from"
* extension[goalId] ^short = "The clinic's own id of the goal, the same at every session"
* extension[importance] ^short = "How much the goal matters to the patient, 0 to 10"
* extension[confidence] ^short = "How sure the patient is of reaching it, 0 to 10"
* extension[baseline] ^short = "Where the patient started from"
* extension[barriers] ^short = "What may hinder"
* extension[support] ^short = "What or who helps"
* extension[stageGoal] ^short = "A smaller goal on the way, in the order of the list"
* extension[carriedFrom] ^short = "The earlier session or goal that this one goes on from"
* extension[setBy] ^short = "Who set the goal"
* extension[agreedWithClinician] ^short = "Whether a clinician agreed to it; absent means not known"

* lifecycleStatus MS
* lifecycleStatus ^short = "Where the goal is in its life; a goal set in a clinic begins as active"
* insert InWords(achievementStatus)
* achievementStatus from http://hl7.org/fhir/ValueSet/goal-achievement (extensible)
* achievementStatus ^short = "How far the patient has come, in words and by code"
* achievementStatus ^comment = "Absent means that nobody has said, which is not the same as no progress."

* category MS
* category ^short = "What part of life the goal is about; the practice may add categories of its own"
* category.text MS
* category.text ^short = "The category in words"
* category.coding MS
* category.coding ^slicing.discriminator.type = #value
* category.coding ^slicing.discriminator.path = "system"
* category.coding ^slicing.rules = #open
* category.coding ^slicing.description = "By the code system; the practice may add codes of its own"
* category.coding contains clinic 0..1 MS
* category.coding[clinic] from VGCGoalCategoryValues (required)
* category.coding[clinic] ^short = "The clinic's own category"
* category.coding[clinic].system 1..1 MS
* category.coding[clinic].system = "https://fhir-vgc.example/CodeSystem/VGC-goal-category" (exactly)
* category.coding[clinic].code 1..1 MS

* insert InWords(description)
* description ^short = "The goal in the patient's words"
* description ^comment = "Never rewritten into a clinical phrase, and never a code alone: receivers lose codes they do not know."

* start[x] only date
* start[x] MS
* start[x] ^short = "When the patient begins, as exactly as it is known: a year, a month or a day"
* start[x] ^comment = "A date only: a coded start such as 'admission' has no meaning here."

* target MS
* target ^short = "What is to be measured, how far, and by when"
* target.measure MS
* target.measure.text MS
* target.measure.text ^short = "What is measured, such as minutes walked in a day"
* target.detail[x] MS
* target.detail[x] ^short = "How far; the clinic sends text, others may send a quantity"
* target.due[x] MS
* target.due[x] ^short = "By when, as exactly as it is known: a year, a month or a day; a practice may give a duration"

* statusDate 1..1 MS
* statusDate ^short = "Day of the session at which the status was last said"
* expressedBy MS
* insert MayBePatient(expressedBy)
* expressedBy ^short = "The patient, where the patient set the goal, alone or with a clinician"

Invariant: vgc-goal-1
Description: "A goal that the patient set, alone or with a clinician, says that the patient expressed it."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-set-by').value.where($this = 'patient' or $this = 'patient-with-clinician').exists() implies expressedBy.exists()"

Invariant: vgc-goal-2
Description: "A goal speaks of one patient: where subject and expressedBy both name one by NHS number, or both by id, it is the same (hazard H1)."
* insert SamePatient(subject, expressedBy)

Invariant: vgc-goal-3
Description: "The clinic gives a goal one category at most, and says it in words as well."
* severity = #error
* expression = "category.coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-goal-category').count() <= 1 and category.where(coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-goal-category').exists()).all(text.exists())"

Invariant: vgc-rating-1
Description: "A rating is a whole number from 0 to 10."
* severity = #error
* expression = "value >= 0 and value <= 10"

Extension: VGCImportance
Id: Extension-VGC-importance
Title: "Importance of a goal"
Description: "How much the goal matters to the patient, from 0 (not at all) to 10 (more than anything). Goal.priority and the standard extension goal-acceptance know high, medium and low, as others judge it."
Context: Goal
* obeys vgc-rating-1
* insert Holds(integer)
* value[x] ^short = "0 to 10"

Extension: VGCConfidence
Id: Extension-VGC-confidence
Title: "Confidence in reaching a goal"
Description: "How sure the patient is of reaching the goal, from 0 (not at all) to 10 (entirely). A low figure is a reason to make the goal smaller, not a failure."
Context: Goal
* obeys vgc-rating-1
* insert Holds(integer)
* value[x] ^short = "0 to 10"

Extension: VGCBaseline
Id: Extension-VGC-baseline
Title: "Baseline of a goal"
Description: "Where the patient started from, in words or a figure, to compare with the target. R4 has no element for it."
Context: Goal
* insert Holds(string)
* value[x] ^short = "The starting point, as it was said"

Extension: VGCBarriers
Id: Extension-VGC-barriers
Title: "Barriers to a goal"
Description: "What may hinder, as the patient sees it. Goal.addresses is for conditions and needs, not for what hinders."
Context: Goal
* insert Holds(string)
* value[x] ^short = "In the patient's words"

Extension: VGCSupport
Id: Extension-VGC-support
Title: "Support for a goal"
Description: "What or who helps the patient. No other patient of the group is ever named here."
Context: Goal
* insert Holds(string)
* value[x] ^short = "In the patient's words"

Extension: VGCStageGoal
Id: Extension-VGC-stage-goal
Title: "Stage goal"
Description: "A smaller goal on the way to this one; several stand in their order. The standard extension goal-relationship leads to another Goal; a stage goal is words, without a life of its own."
Context: Goal
* insert Holds(string)
* value[x] ^short = "The smaller goal, in words"

Extension: VGCCarriedFrom
Id: Extension-VGC-carried-from
Title: "Carried from"
Description: "The earlier session or goal that this goal goes on from, as the clinic names it. It is text and never a link: an earlier goal may be in another record system. The standard extension goal-relationship leads to another Goal; the clinic names a session or a goal in words."
Context: Goal
* insert Holds(string)
* value[x] ^short = "The earlier session or goal, as the clinic names it"

Extension: VGCSetBy
Id: Extension-VGC-set-by
Title: "Set by"
Description: "Who set the goal. Goal.expressedBy is one person, and does not tell a goal set alone from one set together."
Context: Goal
* insert Holds(code)
* value[x] from VGCGoalSetByValues (required)
* value[x] ^short = "patient | patient-with-clinician | clinician | proxy"

Extension: VGCAgreedWithClinician
Id: Extension-VGC-agreed-with-clinician
Title: "Agreed with a clinician"
Description: "Whether a clinician of the session agreed to the goal. Absent means that it is not known. The standard extension goal-acceptance wants the individual who agreed; the clinic knows only that somebody did."
Context: Goal
* insert Holds(boolean)
* value[x] ^short = "true: agreed; false: not agreed"

CodeSystem: VGCGoalCategoryCodes
Id: VGC-goal-category
Title: "Goal category"
Description: "Parts of life that the goals of a group clinic for people in chronic pain are about."
* insert OurCodes
* #movement "Movement" "Walking, exercise, strength, everyday movement."
* #sleep "Sleep" "Falling asleep, sleeping through, rest."
* #medication "Medication" "Taking, reducing or understanding medicines."
* #mood "Mood" "Mood, worry, relaxation."
* #social "Social life" "Family, friends, going out."
* #work "Work" "Paid or unpaid work, study."
* #diet "Diet" "Eating and drinking."
* #other "Other" "Another part of life, which the description tells."

ValueSet: VGCGoalCategoryValues
Id: VGC-goal-category
Title: "Goal category"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCGoalCategoryCodes

CodeSystem: VGCGoalSetByCodes
Id: VGC-goal-set-by
Title: "Goal set by"
Description: "Who sets a goal in a group clinic."
* insert OurCodes
* #patient "Patient" "The patient set the goal."
* #patient-with-clinician "Patient with clinician" "The patient set the goal together with a clinician."
* #clinician "Clinician" "A clinician proposed the goal."
* #proxy "Proxy" "Somebody who speaks for the patient set the goal."

ValueSet: VGCGoalSetByValues
Id: VGC-goal-set-by
Title: "Goal set by"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCGoalSetByCodes

Instance: goal-walk
InstanceOf: VGCGoal
Title: "A goal with everything said"
Description: "Walking to the allotment: measured, with a date, stage goals and ratings, after the second session."
Usage: #example
* insert ExampleOfMapping
* extension[asOf].valueDateTime = "2026-04-21T10:00:00+01:00"
* extension[goalId].valueString = "walk"
* extension[importance].valueInteger = 9
* extension[confidence].valueInteger = 6
* extension[baseline].valueString = "10 minutes, twice a week"
* extension[barriers].valueString = "Stiff in the morning, and the hill on the way back"
* extension[support].valueString = "My daughter walks with me on Sundays"
* extension[stageGoal][0].valueString = "To the corner and back every day"
* extension[stageGoal][1].valueString = "To the allotment without a rest"
* extension[carriedFrom].valueString = "Engage 1"
* extension[setBy].valueCode = #patient-with-clinician
* extension[agreedWithClinician].valueBoolean = true
* identifier[business].value = "62445abd-558a-568f-9bd5-88db67aef3f7"
* lifecycleStatus = #active
* achievementStatus = http://terminology.hl7.org/CodeSystem/goal-achievement#improving
* achievementStatus.text = "improving"
* category.coding[clinic].code = #movement
* category.text = "movement"
* description.text = "Walk to the allotment and back, three times a week"
* insert ExamplePatient(subject)
* startDate = "2026-03-10"
* target.measure.text = "minutes walked at a time"
* target.detailString = "30"
* target.dueDate = "2026-06"
* statusDate = "2026-04-21"
* insert ExamplePatient(expressedBy)

Instance: goal-sleep-by-proxy
InstanceOf: VGCGoal
Title: "A goal with little said"
Description: "What a daughter said for her father: nothing but the goal itself."
Usage: #example
* insert ExampleOfMapping
* extension[asOf].valueDateTime = "2026-03-10T10:00:00+00:00"
* extension[goalId].valueString = "g2"
* extension[setBy].valueCode = #proxy
* identifier[business].value = "649daabe-3b0d-5255-8b12-ccbcfd73b82d"
* lifecycleStatus = #proposed
* description.text = "Sleep through until five"
* insert ExamplePatient(subject)
* statusDate = "2026-03-10"
