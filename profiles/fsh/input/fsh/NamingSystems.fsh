// The systems of our identifiers, so that a reader who meets one knows what it identifies. A value is an opaque UUID:
// nothing about the patient can be read from it, and it is never displayed.

RuleSet: OurIdentifiers(kind, name)
* name = "{name}"
* status = #active
* kind = #identifier
* date = "2026-11-21"
* responsible = "The fhir-vgc maintainers"
* uniqueId.type = #uri
* uniqueId.value = "https://fhir-vgc.example/Id/{kind}"
* uniqueId.preferred = true

Instance: VGC-Id-appointment
InstanceOf: NamingSystem
Title: "Identifier: place in a session"
Description: "A patient's place in one session."
Usage: #definition
* insert OurIdentifiers(appointment, VGCIdentifierOfAppointment)
* description = "A patient's place in one session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Appointment.identifier"

Instance: VGC-Id-approval
InstanceOf: NamingSystem
Title: "Identifier: approval"
Description: "An approval of one patient's entry by one clinician at one time; R4 gives a Provenance no identifier, so it is a tag."
Usage: #definition
* insert OurIdentifiers(approval, VGCIdentifierOfApproval)
* description = "An approval of one patient's entry by one clinician at one time; R4 gives a Provenance no identifier, so it is a tag. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Provenance.meta.tag"

Instance: VGC-Id-care-plan
InstanceOf: NamingSystem
Title: "Identifier: care plan"
Description: "A patient's enrolment in a programme, over all its sessions."
Usage: #definition
* insert OurIdentifiers(care-plan, VGCIdentifierOfCarePlan)
* description = "A patient's enrolment in a programme, over all its sessions. A name-based UUID (RFC 4122, version 5) of the organisation's programme, the NHS number and the item: the same on every machine."
* usage = "CarePlan.identifier"

Instance: VGC-Id-consent
InstanceOf: NamingSystem
Title: "Identifier: consent"
Description: "A patient's consent of one kind for one session."
Usage: #definition
* insert OurIdentifiers(consent, VGCIdentifierOfConsent)
* description = "A patient's consent of one kind for one session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Consent.identifier"

Instance: VGC-Id-education
InstanceOf: NamingSystem
Title: "Identifier: education"
Description: "A topic that a patient was taught in a session."
Usage: #definition
* insert OurIdentifiers(education, VGCIdentifierOfEducation)
* description = "A topic that a patient was taught in a session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Procedure.identifier"

Instance: VGC-Id-encounter
InstanceOf: NamingSystem
Title: "Identifier: presence"
Description: "A patient's presence in one session."
Usage: #definition
* insert OurIdentifiers(encounter, VGCIdentifierOfEncounter)
* description = "A patient's presence in one session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Encounter.identifier"

Instance: VGC-Id-entry
InstanceOf: NamingSystem
Title: "Identifier: entry"
Description: "A patient's entry of one session."
Usage: #definition
* insert OurIdentifiers(entry, VGCIdentifierOfEntry)
* description = "A patient's entry of one session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Composition.identifier"

Instance: VGC-Id-goal
InstanceOf: NamingSystem
Title: "Identifier: goal"
Description: "A patient's goal, over all sessions of a programme."
Usage: #definition
* insert OurIdentifiers(goal, VGCIdentifierOfGoal)
* description = "A patient's goal, over all sessions of a programme. A name-based UUID (RFC 4122, version 5) of the organisation's programme, the NHS number and the item: the same on every machine."
* usage = "Goal.identifier"

Instance: VGC-Id-invitation
InstanceOf: NamingSystem
Title: "Identifier: invitation"
Description: "An invitation of a patient to a session."
Usage: #definition
* insert OurIdentifiers(invitation, VGCIdentifierOfInvitation)
* description = "An invitation of a patient to a session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Communication.identifier"

Instance: VGC-Id-measurement
InstanceOf: NamingSystem
Title: "Identifier: measurement"
Description: "A measurement that was shown in a session."
Usage: #definition
* insert OurIdentifiers(measurement, VGCIdentifierOfMeasurement)
* description = "A measurement that was shown in a session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Observation.identifier"

Instance: VGC-Id-medication-line
InstanceOf: NamingSystem
Title: "Identifier: medication plan line"
Description: "A line of a version of a patient's medication plan."
Usage: #definition
* insert OurIdentifiers(medication-line, VGCIdentifierOfMedicationLine)
* description = "A line of a version of a patient's medication plan. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "MedicationRequest.identifier"

Instance: VGC-Id-medication-plan
InstanceOf: NamingSystem
Title: "Identifier: medication plan"
Description: "A version of a patient's medication plan; all its lines carry it."
Usage: #definition
* insert OurIdentifiers(medication-plan, VGCIdentifierOfMedicationPlan)
* description = "A version of a patient's medication plan; all its lines carry it. A name-based UUID (RFC 4122, version 5) of the organisation's programme, the NHS number and the item: the same on every machine."
* usage = "MedicationRequest.groupIdentifier"

Instance: VGC-Id-medication-review
InstanceOf: NamingSystem
Title: "Identifier: medication review"
Description: "A medication review that was done in a session."
Usage: #definition
* insert OurIdentifiers(medication-review, VGCIdentifierOfMedicationReview)
* description = "A medication review that was done in a session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Procedure.identifier"

Instance: VGC-Id-next-step
InstanceOf: NamingSystem
Title: "Identifier: next step"
Description: "The next step that was agreed with a patient in a session."
Usage: #definition
* insert OurIdentifiers(next-step, VGCIdentifierOfNextStep)
* description = "The next step that was agreed with a patient in a session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Task.identifier"

Instance: VGC-Id-oral-morphine-equivalent
InstanceOf: NamingSystem
Title: "Identifier: oral morphine equivalent"
Description: "An estimate of a patient's daily opioid dose, made for a session."
Usage: #definition
* insert OurIdentifiers(oral-morphine-equivalent, VGCIdentifierOfOralMorphineEquivalent)
* description = "An estimate of a patient's daily opioid dose, made for a session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Observation.identifier"

Instance: VGC-Id-question
InstanceOf: NamingSystem
Title: "Identifier: question"
Description: "A question that a patient asked in a session."
Usage: #definition
* insert OurIdentifiers(question, VGCIdentifierOfQuestion)
* description = "A question that a patient asked in a session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Communication.identifier"

Instance: VGC-Id-questionnaire-response
InstanceOf: NamingSystem
Title: "Identifier: answers"
Description: "A patient's answers to one outcome instrument at one time."
Usage: #definition
* insert OurIdentifiers(questionnaire-response, VGCIdentifierOfQuestionnaireResponse)
* description = "A patient's answers to one outcome instrument at one time. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "QuestionnaireResponse.identifier"

Instance: VGC-Id-referral
InstanceOf: NamingSystem
Title: "Identifier: referral"
Description: "A referral that was decided on in a session."
Usage: #definition
* insert OurIdentifiers(referral, VGCIdentifierOfReferral)
* description = "A referral that was decided on in a session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "ServiceRequest.identifier"

Instance: VGC-Id-reply
InstanceOf: NamingSystem
Title: "Identifier: reply"
Description: "A patient's reply to an invitation."
Usage: #definition
* insert OurIdentifiers(reply, VGCIdentifierOfReply)
* description = "A patient's reply to an invitation. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Communication.identifier"

Instance: VGC-Id-review-due
InstanceOf: NamingSystem
Title: "Identifier: review due"
Description: "A medication review that is due."
Usage: #definition
* insert OurIdentifiers(review-due, VGCIdentifierOfReviewDue)
* description = "A medication review that is due. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Task.identifier"

Instance: VGC-Id-score
InstanceOf: NamingSystem
Title: "Identifier: score"
Description: "A score of one outcome instrument at one time."
Usage: #definition
* insert OurIdentifiers(score, VGCIdentifierOfScore)
* description = "A score of one outcome instrument at one time. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Observation.identifier"

Instance: VGC-Id-sensitive-entry
InstanceOf: NamingSystem
Title: "Identifier: private note"
Description: "A private note of one patient's session."
Usage: #definition
* insert OurIdentifiers(sensitive-entry, VGCIdentifierOfSensitiveEntry)
* description = "A private note of one patient's session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Composition.identifier"

Instance: VGC-Id-session
InstanceOf: NamingSystem
Title: "Identifier: session"
Description: "A session of a group clinic; it joins what one meeting gave, and is the same in several patients' records."
Usage: #definition
* insert OurIdentifiers(session, VGCIdentifierOfSession)
* description = "A session of a group clinic; it joins what one meeting gave, and is the same in several patients' records. A UUID that the clinic chose, at random or by name."
* usage = "The second identifier of what belongs to one session"

Instance: VGC-Id-what-matters
InstanceOf: NamingSystem
Title: "Identifier: what matters"
Description: "What a patient said matters to them, in one session."
Usage: #definition
* insert OurIdentifiers(what-matters, VGCIdentifierOfWhatMatters)
* description = "What a patient said matters to them, in one session. A name-based UUID (RFC 4122, version 5) of the session, the NHS number and the item: the same on every machine."
* usage = "Observation.identifier"
