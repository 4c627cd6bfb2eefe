Profile: VGCInvitation
Parent: Communication
Id: VGC-Invitation
Title: "Invitation to a group clinic"
Description: "One invitation that the practice sent to one patient, for one session. It is filed once, if the record does not hold it already. That it was sent does not say that it was received. The communication profile of UK Core is a draft; this one rests on FHIR R4 alone."
* insert MadeByMapping
* insert IdentifiedBy(invitation)
* insert OfOneSession
* insert AboutOnePatient(subject)
* insert SentMessage
* obeys vgc-invitation-1 and vgc-invitation-2 and vgc-invitation-3

* extension contains
    VGCInvitationSource named invitationSource 1..1 MS and
    VGCInvitationTemplate named invitationTemplate 0..1 MS and
    VGCDelivery named delivery 0..1 MS and
    VGCAlreadyInRecord named alreadyInRecord 0..1 MS
* extension[invitationSource] ^short = "How the patient came to be invited"
* extension[invitationTemplate] ^short = "The wording that was sent, by the practice's own name for it"
* extension[delivery] ^short = "What the channel says of the delivery"
* extension[alreadyInRecord] ^short = "Whether the record was found to hold this invitation already; only false is filed"

* status from VGCInvitationStatusValues (required)
* status ^short = "completed: sent; not-done: could not be delivered; entered-in-error"
* statusReason MS
* statusReason ^short = "Why it was not done"
* statusReason.text 1..1 MS
* category ^short = "Invitation to a group clinic, in words"
* topic 1..1
* topic ^short = "The session's title"
* sent ^short = "When it was sent; absent means not known"
* recipient 1..1 MS
* recipient only Reference(Patient)
* insert MayBePatient(recipient)
* recipient ^short = "The patient, alone"
* recipient ^comment = "One recipient for each message: several would show each of them who else is invited (hazard H2)."
* sender 1..1 MS
* sender only Reference(Organization or HealthcareService or Practitioner or PractitionerRole)
* sender ^short = "The organisation that runs the clinic, by ODS code; never a patient"
* reasonCode MS
* reasonCode ^short = "Why this patient was invited"
* reasonCode.text 1..1 MS

// What invitation and reply have in common: a message in words, by one channel or another.
RuleSet: SentMessage
* status MS
* category 1..* MS
* category.text 1..1 MS
* medium MS
* medium from VGCChannelValues (extensible)
* medium ^short = "The channel: sms | app | email | letter | phone | in-person; another one in words"
* medium.text 1..1 MS
* topic MS
* topic.text 1..1 MS
* sent MS

Invariant: vgc-invitation-1
Description: "An invitation is to the patient whose record it is in: where subject and recipient are both named by NHS number, or both by id, it is the same (hazard H1)."
* insert SamePatient(subject, recipient)

Invariant: vgc-invitation-2
Description: "An invitation whose delivery failed is not done, and says why; every other one has no such reason."
* severity = #error
* expression = "(extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-delivery' and value = 'failed').exists() implies (status = 'not-done' or status = 'entered-in-error')) and (status = 'not-done' implies statusReason.exists()) and (status = 'completed' implies statusReason.empty())"

Invariant: vgc-invitation-3
Description: "An invitation that the record holds already is not filed a second time (hazard H12)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-already-in-record' and value = true).empty()"

Extension: VGCInvitationSource
Id: Extension-VGC-invitation-source
Title: "Source of an invitation"
Description: "How the patient came to be invited. Communication.reasonCode is why, not how."
Context: Communication
* insert Holds(code)
* value[x] from VGCInvitationSourceValues (required)
* value[x] ^short = "search | ad-hoc | self | other"

Extension: VGCInvitationTemplate
Id: Extension-VGC-invitation-template-name
Title: "Template of an invitation"
Description: "The wording that was sent, by the practice's own name for it. The message itself stays with the messaging system. Communication.instantiatesUri wants a URI, and the practice's name is none."
Context: Communication
// The HL7 validator overlooks files whose name ends in "template.json", so the id is not the end of the URL here.
* ^url = "https://fhir-vgc.example/StructureDefinition/Extension-VGC-invitation-template"
* insert Holds(string)
* value[x] ^short = "Name or number of the template"

Extension: VGCDelivery
Id: Extension-VGC-delivery
Title: "Delivery of a message"
Description: "What the channel says of the delivery. E-mail gives no reliable proof; delivered does not say that it was read. Communication.status tells only failed from the rest."
Context: Communication
* insert Holds(code)
* value[x] from VGCDeliveryValues (required)
* value[x] ^short = "sent | delivered | failed | unknown"

Extension: VGCAlreadyInRecord
Id: Extension-VGC-already-in-record
Title: "Already in the record"
Description: "Whether the patient's record was found to hold this invitation already: a batch message may have put its own code there. Absent means that nobody looked."
Context: Communication
* insert Holds(boolean)
* value[x] ^short = "false: the record did not hold it"

CodeSystem: VGCInvitationSourceCodes
Id: VGC-invitation-source
Title: "Source of an invitation"
Description: "How patients come to be invited to a group clinic."
* insert OurCodes
* #search "Search" "Found by a search of the practice's records."
* #ad-hoc "Ad hoc" "A clinician thought of the patient, in a consultation for instance."
* #self "Self" "The patient asked to come."
* #other "Other" "Another way."

ValueSet: VGCInvitationSourceValues
Id: VGC-invitation-source
Title: "Source of an invitation"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCInvitationSourceCodes

CodeSystem: VGCDeliveryCodes
Id: VGC-delivery
Title: "Delivery of a message"
Description: "What a channel says of the delivery of a message."
* insert OurCodes
* #sent "Sent" "It left; nothing more is known."
* #delivered "Delivered" "The channel says that it arrived."
* #failed "Failed" "The channel says that it did not arrive."
* #unknown "Unknown" "The channel says nothing."

ValueSet: VGCDeliveryValues
Id: VGC-delivery
Title: "Delivery of a message"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCDeliveryCodes

CodeSystem: VGCChannelCodes
Id: VGC-channel
Title: "Channel of a message"
Description: "By what a practice and its patients reach each other."
* insert OurCodes
* #sms "Text message" "A text message to a mobile phone."
* #app "App" "A message in an app, such as the NHS App."
* #email "E-mail" "An e-mail."
* #letter "Letter" "A letter by post."
* #phone "Telephone" "A telephone call."
* #in-person "In person" "Face to face."

ValueSet: VGCChannelValues
Id: VGC-channel
Title: "Channel of a message"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCChannelCodes

ValueSet: VGCInvitationStatusValues
Id: VGC-invitation-status
Title: "Status of an invitation"
Description: "An invitation is filed when it was sent, or could not be delivered; it may be taken back."
* ^experimental = true
* http://hl7.org/fhir/event-status#completed "Completed"
* http://hl7.org/fhir/event-status#not-done "Not Done"
* http://hl7.org/fhir/event-status#entered-in-error "Entered in Error"

Instance: invitation-by-text-message
InstanceOf: VGCInvitation
Title: "Invited by text message"
Description: "Found by a search, invited by text message three weeks before; the channel says that it arrived."
Usage: #example
* insert ExampleOfMapping
* extension[invitationSource].valueCode = #search
* extension[invitationTemplate].valueString = "pain-clinic-invitation-2"
* extension[delivery].valueCode = #delivered
* extension[alreadyInRecord].valueBoolean = false
* identifier[business].value = "adeb56a7-c2fc-5c66-9ac7-9eeaf8ed2513"
* insert ExampleSession
* status = #completed
* category.text = "Invitation to a group clinic"
* medium = VGCChannelCodes#sms
* medium.text = "sms"
* insert ExamplePatient(subject)
* topic.text = "Living well with pain"
* sent = "2026-02-17T10:00:00+00:00"
* insert ExamplePatient(recipient)
* insert ExamplePractice(sender)
* reasonCode.text = "Pain for more than a year, and a new opioid prescription"

Instance: invitation-not-delivered
InstanceOf: VGCInvitation
Title: "Not delivered"
Description: "An e-mail that came back."
Usage: #example
* insert ExampleOfMapping
* extension[invitationSource].valueCode = #ad-hoc
* extension[delivery].valueCode = #failed
* identifier[business].value = "680cfd71-e183-5bc1-b0f0-e92efbd433f7"
* insert ExampleSession
* status = #not-done
* statusReason.text = "The message could not be delivered"
* category.text = "Invitation to a group clinic"
* medium = VGCChannelCodes#email
* medium.text = "email"
* insert ExamplePatient(subject)
* topic.text = "Living well with pain"
* sent = "2026-02-17T10:00:00+00:00"
* insert ExamplePatient(recipient)
* insert ExamplePractice(sender)
