// The pathway of a group clinic, Assess, Engage, Review, as a definition: what is done when, by whom, and which of our
// profiles records it. Engage and Review go round as long as the condition lasts.

RuleSet: PathwayDefinition(type, id, name)
* url = "https://fhir-vgc.example/{type}/{id}"
* name = "{name}"
* status = #active
* experimental = true

// Something that is proposed or planned for one patient, as a request of one of our profiles.
RuleSet: Proposes(id, name, kind, intent, profile)
* insert PathwayDefinition(ActivityDefinition, {id}, {name})
* subjectCodeableConcept = http://hl7.org/fhir/resource-types#Patient "Patient"
* kind = #{kind}
* intent = #{intent}
* profile = Canonical({profile})

Instance: VGC-book-place
InstanceOf: ActivityDefinition
Title: "Book a place in a session"
Description: "One Appointment for each patient, never one for the group."
Usage: #definition
* insert Proposes(VGC-book-place, VGCBookPlace, Appointment, order, VGCAppointment)
* title = "Book a place in a session"
* description = "One Appointment for each patient, never one for the group."
* participant.type = #practitioner
* participant.role.text = "coordinator"
* timingTiming.code.text = "Once for each session"

Instance: VGC-keep-care-plan
InstanceOf: ActivityDefinition
Title: "Keep the care plan"
Description: "One care plan for each enrolment: opened at Assess, brought up to date at each session, closed when the patient leaves."
Usage: #definition
* insert Proposes(VGC-keep-care-plan, VGCKeepCarePlan, CarePlan, plan, VGCCarePlan)
* title = "Keep the care plan"
* description = "One care plan for each enrolment: opened at Assess, brought up to date at each session, closed when the patient leaves."
* participant.type = #practitioner
* participant.role.text = "clinician"
* timingTiming.code.text = "At each session"

Instance: VGC-plan-medicine
InstanceOf: ActivityDefinition
Title: "Agree a line of the medication plan"
Description: "What was agreed about one medicine. It is a proposal, never a prescription: whoever may prescribe does so in the GP system."
Usage: #definition
* insert Proposes(VGC-plan-medicine, VGCPlanMedicine, MedicationRequest, proposal, VGCMedicationPlanLine)
* title = "Agree a line of the medication plan"
* description = "What was agreed about one medicine. It is a proposal, never a prescription: whoever may prescribe does so in the GP system."
* participant.type = #practitioner
* participant.role.text = "clinician"
* timingTiming.code.text = "At Assess, and at each session where something changes"

Instance: VGC-refer
InstanceOf: ActivityDefinition
Title: "Refer"
Description: "A referral that a clinician decided on, to be made in the GP system."
Usage: #definition
* insert Proposes(VGC-refer, VGCRefer, ServiceRequest, proposal, VGCReferral)
* title = "Refer"
* description = "A referral that a clinician decided on, to be made in the GP system."
* participant.type = #practitioner
* participant.role.text = "clinician"

Instance: VGC-set-review-due
InstanceOf: ActivityDefinition
Title: "Set the next medication review"
Description: "By when the next medication review is due. It is to be done, and was not done."
Usage: #definition
* insert Proposes(VGC-set-review-due, VGCSetReviewDue, Task, plan, VGCReviewDue)
* title = "Set the next medication review"
* description = "By when the next medication review is due. It is to be done, and was not done."
* participant.type = #practitioner
* participant.role.text = "clinician"
* timingTiming.code.text = "At each medication review"

Instance: VGC-plan-next-step
InstanceOf: ActivityDefinition
Title: "Agree the next step"
Description: "A further group clinic, a one-to-one appointment or a consultant, by when, and who sees to it."
Usage: #definition
* insert Proposes(VGC-plan-next-step, VGCPlanNextStep, Task, plan, VGCNextStep)
* title = "Agree the next step"
* description = "A further group clinic, a one-to-one appointment or a consultant, by when, and who sees to it."
* participant.type = #practitioner
* participant.role.text = "facilitator"
* timingTiming.code.text = "At the end of each session"

// ── Rule sets of the plan's actions: a step of the pathway, and what is done in it ───────────────────────────────

RuleSet: Step(id, title, description, when)
* action[+].id = "{id}"
* action[=].title = "{title}"
* action[=].description = "{description}"
* action[=].timingTiming.code.text = "{when}"
* action[=].groupingBehavior = #logical-group
* action[=].selectionBehavior = #any

RuleSet: WhileTheCarePlanSays(state, title, words)
* action[=].code = VGCPathwayCodes#{state} "{title}"
* action[=].code.text = "{title}"
* action[=].condition.kind = #applicability
* action[=].condition.expression.description = "{words}"
* action[=].condition.expression.language = #text/fhirpath
* action[=].condition.expression.expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-enrolment-state').value = '{state}'"
* action[=].input.type = #CarePlan
* action[=].input.profile = Canonical(VGCCarePlan)

// What is done, by whom (patient or practitioner, and as what), and what records it; then, where it depends, on what.
RuleSet: Does(id, title, description, who, role, type, profile)
* action[=].action[+].id = "{id}"
* action[=].action[=].title = "{title}"
* action[=].action[=].description = "{description}"
* action[=].action[=].participant.type = #{who}
* action[=].action[=].participant.role.text = "{role}"
* action[=].action[=].output.type = #{type}
* action[=].action[=].output.profile = Canonical({profile})

RuleSet: RecordsAlso(type, profile)
* action[=].action[=].output[+].type = #{type}
* action[=].action[=].output[=].profile = Canonical({profile})

RuleSet: AsDefinedBy(definition)
* action[=].action[=].definitionCanonical = "https://fhir-vgc.example/ActivityDefinition/{definition}"

RuleSet: Only(words)
* action[=].action[=].textEquivalent = "{words}"

Instance: VGC-Pathway
InstanceOf: PlanDefinition
Title: "Assess, Engage, Review"
Description: "The pathway of a group clinic for people with a lasting condition: what is done at each step, by whom, and which profile records it."
Usage: #definition
* insert PathwayDefinition(PlanDefinition, VGC-Pathway, VGCPathway)
* title = "Assess, Engage, Review"
* description = "The pathway of a group clinic for people with a lasting condition. A patient is assessed once, then engaged in sessions and reviewed, over and over, as long as the condition lasts."
* purpose = "To say once what a practice does in such a clinic, and where in the record each part of it is found. A practice may leave out what it does not do; the resources of an action are filed only for what was done."
* usage = "Not to be executed: people run the clinic, and a clinician approves each patient's entry. A care plan follows this pathway, and its extension enrolment-state says where the patient is. The patient may go back a step, go on one-to-one, or leave at any time."
* type = http://terminology.hl7.org/CodeSystem/plan-definition-type#clinical-protocol "Clinical Protocol"
* subjectCodeableConcept = http://hl7.org/fhir/resource-types#Patient "Patient"

* insert Step(invite, Invite, [[Patients are found by a search of the practice, such as all on a high dose of opioids, or invited by a clinician who has seen them.]], [[Before Assess]])
* insert Does(send-invitation, [[Send the invitation]], [[Once; not where the record already has it.]], practitioner, coordinator, Communication, VGCInvitation)
* insert Only([[Only if it went out: a planned or failed message is not filed.]])
* insert Does(reply, [[Reply]], [[The patient's own yes or no. No answer is no refusal.]], patient, patient, Communication, VGCReply)
* insert Only([[Only a yes or a no.]])

* insert Step(assess, Assess, [[A doctor or pharmacist hears the patient's story before the first group.]], [[Once, before the first session; by video, telephone or in person]])
* insert WhileTheCarePlanSays(assess, Assess, [[The patient's care plan says assess: somebody has said yes to the group, or has been asked in person.]])
* insert Does(pain-story, [[Hear the story and the needs]], [[In the patient's own words where they are known.]], practitioner, clinician, Composition, VGCEntry)
* insert Does(baseline, [[Take a baseline]], [[The outcome instruments that the practice uses, at the timepoint baseline.]], patient, patient, QuestionnaireResponse, VGCQuestionnaireResponse)
* insert RecordsAlso(Observation, VGCScore)
* insert Does(opioid-dose, [[Work out the daily opioid dose]], [[As oral morphine equivalent, by a named table; where it cannot be worked out, the reason.]], practitioner, pharmacist, Observation, VGCOralMorphineEquivalent)
* insert Only([[Only for a patient who takes opioids.]])
* insert Does(first-plan, [[Agree the first medication plan]], [[Version 1 of the plan.]], practitioner, clinician, MedicationRequest, VGCMedicationPlanLine)
* insert AsDefinedBy(VGC-plan-medicine)
* insert Only([[Only for medicines that were talked about; one on which nothing was agreed says so.]])
* insert Does(open-care-plan, [[Open the care plan]], [[One for each enrolment in a programme.]], practitioner, clinician, CarePlan, VGCCarePlan)
* insert AsDefinedBy(VGC-keep-care-plan)

* insert Step(engage, Engage, [[A session of the group: usually eight to fifteen patients, a clinician and a facilitator, for an hour or two.]], [[At each session; again after each Review]])
* insert WhileTheCarePlanSays(engage, Engage, [[The patient's care plan says engage: the patient was assessed, or was reviewed and comes again.]])
* action[=].relatedAction.actionId = "assess"
* action[=].relatedAction.relationship = #after-end
* insert Does(book-place, [[Book a place]], [[Whether the patient came is said afterwards, by a person: nobody did not attend because a file does not show them.]], practitioner, coordinator, Appointment, VGCAppointment)
* insert AsDefinedBy(VGC-book-place)
* insert Does(agree, [[Agree to the group]], [[To being in a group and to keeping what others say confidential; for each session.]], patient, patient, Consent, VGCConsent)
* insert Only([[What was not asked is not known, and permits nothing.]])
* insert Does(measure-before, [[Fill in the instruments]], [[Before the session, or after it, as the timepoint says.]], patient, patient, QuestionnaireResponse, VGCQuestionnaireResponse)
* insert RecordsAlso(Observation, VGCScore)
* insert Does(be-there, [[Be there]], [[After the facilitator has checked who it is; in person or through a proxy.]], patient, patient, Encounter, VGCEncounter)
* insert Only([[Only for a patient who was there.]])
* insert Does(what-matters, [[Say what matters]], [[At the start, in the patient's own words.]], patient, patient, Observation, VGCWhatMatters)
* insert Only([[Only with the patient's agreement to the group.]])
* insert Does(results-board, [[Show results on the board]], [[Only what the patient agreed to show.]], practitioner, facilitator, Observation, VGCMeasurement)
* insert Only([[Only with the patient's consent to the results board.]])
* insert Does(ask, [[Ask questions]], [[The teaching is chosen from them.]], patient, patient, Communication, VGCQuestion)
* insert Only([[Only a question that is meant for the record.]])
* insert Does(consult, [[Consult each patient in turn]], [[Findings, advice, and what to do if it gets worse, while the others listen.]], practitioner, clinician, Composition, VGCEntry)
* insert Only([[A session of teaching alone has no consultation.]])
* insert Does(private-talk, [[Talk in private]], [[What not everybody who reads the record may see is a note of its own, approved by itself.]], practitioner, clinician, Composition, VGCSensitiveEntry)
* insert Only([[Only where there was such a talk.]])
* insert Does(teach, [[Teach]], [[In small pieces: pain and its management, pacing, breathing, sleep, movement, diet.]], practitioner, facilitator, Procedure, VGCEducation)
* insert Only([[Only topics that this patient received.]])
* insert Does(plan-again, [[Agree the medication plan anew]], [[The next version of the plan, and what of it is new.]], practitioner, clinician, MedicationRequest, VGCMedicationPlanLine)
* insert AsDefinedBy(VGC-plan-medicine)
* insert Only([[Only where something was agreed or talked about.]])
* insert Does(refer, [[Ask a consultant or another service]], [[If it is needed.]], practitioner, clinician, ServiceRequest, VGCReferral)
* insert AsDefinedBy(VGC-refer)
* insert Only([[Only if a clinician has decided that it is needed. Not decided is not no.]])
* insert Does(set-goal, [[Set a goal]], [[At the end, in the patient's own words, with how sure the patient is of it; the goal of last time is looked at first.]], patient, patient, Goal, VGCGoal)
* insert RecordsAlso(CarePlan, VGCCarePlan)
* insert Does(approve, [[Read and approve the entry]], [[One patient at a time; any later change needs a new approval.]], practitioner, clinician, Provenance, VGCProvenance)
* insert RecordsAlso(Composition, VGCEntry)
* insert Only([[Nothing is filed without it.]])

* insert Step(review, Review, [[What has come of it, in a group or one-to-one.]], [[After each Engage, as agreed with the patient]])
* insert WhileTheCarePlanSays(review, Review, [[The patient's care plan says review: the patient has taken part in a session.]])
* action[=].relatedAction.actionId = "engage"
* action[=].relatedAction.relationship = #after-end
* insert Does(review-medicines, [[Review the medicines]], [[A review that was done. It is another thing than one that is due.]], practitioner, clinician or pharmacist, Procedure, VGCMedicationReview)
* insert Only([[Only if it was done.]])
* insert Does(next-review, [[Set the next review]], [[By when the next one is due.]], practitioner, clinician or pharmacist, Task, VGCReviewDue)
* insert AsDefinedBy(VGC-set-review-due)
* insert Only([[A patient without medicines to review needs none.]])
* insert Does(follow-up, [[Measure again]], [[The same instruments as at the baseline, at the timepoint follow-up.]], patient, patient, QuestionnaireResponse, VGCQuestionnaireResponse)
* insert RecordsAlso(Observation, VGCScore)
* insert Does(review-goals, [[Look at the goals]], [[Reached, changed, carried on or given up: the same Goal, a new version.]], patient, patient, Goal, VGCGoal)
* insert RecordsAlso(CarePlan, VGCCarePlan)
* insert Does(next-step, [[Agree the next step]], [[Another session (then Engage again), one-to-one care, a consultant, or no more.]], practitioner, facilitator, Task, VGCNextStep)
* insert AsDefinedBy(VGC-plan-next-step)
* insert Only([[No Task where no further step was agreed.]])
