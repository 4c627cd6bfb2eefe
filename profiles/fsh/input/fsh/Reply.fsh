Profile: VGCReply
Parent: Communication
Id: VGC-Reply
Title: "Reply to an invitation"
Description: "A patient's yes or no to an invitation. No answer, a waiting list and what a clinician decided stay with the clinic: they are not the patient's words. The communication profile of UK Core is a draft; this one rests on FHIR R4 alone."
* insert MadeByMapping
* insert IdentifiedBy(reply)
* insert OfOneSession
* insert AboutOnePatient(subject)
* insert SentMessage
* obeys vgc-reply-1

* extension contains
    VGCReplyStatus named replyStatus 1..1 MS and
    VGCWantsOneToOne named wantsOneToOne 0..1 MS
* extension[replyStatus] ^short = "Yes or no"
* extension[wantsOneToOne] ^short = "Whether the patient would rather be seen alone"

* inResponseTo MS
* inResponseTo ^short = "The invitation, where it was filed"
* status from VGCAnsweredStatusValues (required)
* status ^short = "completed | entered-in-error"
* category ^short = "The answer in words, sufficient without a code"
* topic 1..1
* topic ^short = "The session's title"
* sent ^short = "When the patient answered; absent means not known"
* recipient 1..* MS
* recipient only Reference(Organization or HealthcareService or Practitioner or PractitionerRole)
* recipient ^short = "The organisation that runs the clinic, by ODS code"
* recipient ^comment = "Never another patient, nor the group (hazard H2)."
* sender 1..1 MS
* sender only Reference(Patient or RelatedPerson)
* insert MayBePatient(sender)
* sender ^short = "The patient; the clinic sends no other, another system may name who answered for them"
* reasonCode MS
* reasonCode ^short = "Why the patient declined, as they said it"
* reasonCode.text 1..1 MS

Invariant: vgc-reply-1
Description: "A reply is from the patient whose record it is in: where subject and sender are both named by NHS number, or both by the id of a Patient, it is the same (hazard H1)."
* insert SamePatient(subject, sender)

Extension: VGCReplyStatus
Id: Extension-VGC-reply-status
Title: "Answer to an invitation"
Description: "What the patient answered. The status of an Appointment's participant knows it too, but a reply comes before there is a place."
Context: Communication
* insert Holds(code)
* value[x] from VGCReplyStatusValues (required)
* value[x] ^short = "accepted | declined"

Extension: VGCWantsOneToOne
Id: Extension-VGC-wants-one-to-one
Title: "Wants a one-to-one appointment"
Description: "Whether the patient would rather be seen alone. A group is an offer, and a no to it is no refusal of care."
Context: Communication
* insert Holds(boolean)
* value[x] ^short = "true: would rather be seen alone; absent means not known"

CodeSystem: VGCReplyStatusCodes
Id: VGC-reply-status
Title: "State of an invitation"
Description: "Where an invitation to a group clinic stands."
* insert OurCodes
* #planned "Planned" "On the list; nothing was sent."
* #invited "Invited" "Sent; no answer yet."
* #undeliverable "Undeliverable" "The channel says that it did not arrive."
* #no-response "No response" "The time to answer is over."
* #accepted "Accepted" "The patient said yes."
* #declined "Declined" "The patient said no."
* #waitlisted "On the waiting list" "The patient said yes, and the session is full."
* #unsuitable "Unsuitable" "A clinician decided against the group for this patient."
* #withdrawn "Withdrawn" "The patient said yes, and called off before the session."

ValueSet: VGCReplyStatusValues
Id: VGC-reply-status
Title: "Answer to an invitation"
Description: "The two states that are a patient's answer, and so may be filed; the others stay with the clinic."
* ^experimental = true
* VGCReplyStatusCodes#accepted
* VGCReplyStatusCodes#declined

ValueSet: VGCAnsweredStatusValues
Id: VGC-answered-status
Title: "Status of what a patient said"
Description: "What a patient said was said; the filing of it may be taken back."
* ^experimental = true
* http://hl7.org/fhir/event-status#completed "Completed"
* http://hl7.org/fhir/event-status#entered-in-error "Entered in Error"

Instance: reply-accepted
InstanceOf: VGCReply
Title: "Accepted"
Description: "A yes by text message, two hours after the invitation."
Usage: #example
* insert ExampleOfMapping
* extension[replyStatus].valueCode = #accepted
* identifier[business].value = "05c0b499-1dd0-54dd-b22d-7196e4885b7c"
* insert ExampleSession
* inResponseTo = Reference(invitation-by-text-message)
* status = #completed
* category.text = "Invitation to a group clinic accepted"
* medium = VGCChannelCodes#sms
* medium.text = "sms"
* insert ExamplePatient(subject)
* topic.text = "Living well with pain"
* sent = "2026-02-17T12:00:00+00:00"
* insert ExamplePractice(recipient)
* insert ExamplePatient(sender)

Instance: reply-declined
InstanceOf: VGCReply
Title: "Declined"
Description: "A no by telephone, with the wish to be seen alone; the invitation is not in the record."
Usage: #example
* insert ExampleOfMapping
* extension[replyStatus].valueCode = #declined
* extension[wantsOneToOne].valueBoolean = true
* identifier[business].value = "fb465e66-73ca-5915-86b2-b85c995a774f"
* insert ExampleSession
* status = #completed
* category.text = "Invitation to a group clinic declined"
* medium = VGCChannelCodes#phone
* medium.text = "phone"
* insert ExamplePatient(subject)
* topic.text = "Living well with pain"
* sent = "2026-02-18T09:15:00+00:00"
* insert ExamplePractice(recipient)
* insert ExamplePatient(sender)
* reasonCode.text = "Does not want to speak in front of others"
