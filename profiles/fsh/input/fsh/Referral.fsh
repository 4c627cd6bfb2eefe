Profile: VGCReferral
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-ServiceRequest
Id: VGC-Referral
Title: "Referral decided on in a group clinic"
Description: "A referral that a clinician decided on. It is a proposal until it was sent, since the referral itself is made in the GP system; what is not needed, or not decided yet, is not filed at all."
* insert MadeByMapping
* insert IdentifiedBy(referral)
* insert OfOneSession
* insert AboutOnePatient(subject)
* obeys vgc-referral-1 and vgc-referral-2

* status MS
* status ^short = "active as filed, completed once it was sent and has an outcome; a practice may set any status of R4"
* intent MS
* intent from VGCReferralIntentValues (required)
* intent ^short = "proposal until it was sent, then order"
* doNotPerform 0..0
* doNotPerform ^comment = "A referral that is not to be made is not filed; who does not know this modifier would read the opposite."
* category 1..* MS
* category.text 1..1 MS
* category ^short = "Referral, in words"
* priority MS
* priority ^short = "routine | urgent | asap | stat; absent where nobody said"
* insert InWords(code)
* code 1..1
* code from VGCReferralValues (preferred)
* code ^short = "To whom, in words, and by code where the words can only mean one"
* encounter MS
* encounter ^short = "The patient's own encounter; absent where the patient was not there"
* authoredOn MS
* authoredOn ^short = "When the referral was sent; absent until then"
* requester 1..1 MS
* requester only Reference(Practitioner or PractitionerRole or Organization)
* requester ^short = "The organisation that runs the programme"
* requester ^comment = "A referral is a clinician's or a practice's, never a patient's or a device's."
* insert InWords(performerType)
* performerType 1..1
* performerType ^short = "To whom, as the clinic wrote it"
* reasonCode MS
* reasonCode.text 1..1 MS
* reasonCode ^short = "Why, in words"
* note MS
* note ^short = "What came of it"

Invariant: vgc-referral-1
Description: "A referral that was sent is an order and has the time of sending; one that was not sent is a proposal and has none. A warning, for systems date what they take in."
* severity = #warning
* expression = "(intent = 'order') = authoredOn.exists()"

Invariant: vgc-referral-2
Description: "A referral that was not sent is not completed. A warning, for a practice may close a proposal."
* severity = #warning
* expression = "status = 'completed' implies intent = 'order'"

ValueSet: VGCReferralIntentValues
Id: VGC-referral-intent
Title: "Intent of a referral"
Description: "A referral is proposed until it was sent."
* ^experimental = true
* http://hl7.org/fhir/request-intent#proposal
* http://hl7.org/fhir/request-intent#order

ValueSet: VGCReferralValues
Id: VGC-referral
Title: "Referrals of a group clinic"
Description: "SNOMED CT concepts for referrals that a group clinic for chronic pain decides on. Confirm each on a terminology server before its first use in production."
* ^experimental = true
* $sct#306265007
* $sct#871731000000106 "Referral to social prescribing service"

Instance: referral-proposed
InstanceOf: VGCReferral
Title: "A referral that was not sent yet"
Description: "Decided on in the session, to be made in the GP system."
Usage: #example
* insert ExampleOfMapping
* insert ExampleIdentified(d991a72b-7bc6-94eb-04e5-f7cfcc0b9270)
* status = #active
* intent = #proposal
* category.text = "Referral"
* priority = #routine
* code = $sct#306265007 "Referral to pain management specialist"
* code.text = "Referral to: consultant in pain medicine"
* insert ExamplePatient(subject)
* encounter.reference = "Encounter/of-this-session"
* insert ExamplePractice(requester)
* performerType.text = "consultant in pain medicine"
* reasonCode.text = "No better after two cycles, sleep worse"

Instance: referral-sent
InstanceOf: VGCReferral
Title: "A referral that was sent and has an outcome"
Description: "To a service that has no code, in words alone."
Usage: #example
* insert ExampleOfMapping
* insert ExampleIdentified(48dd8573-2ed6-5182-9832-a2831500f0d0)
* status = #completed
* intent = #order
* category.text = "Referral"
* code.text = "Referral to: community gym on prescription"
* insert ExamplePatient(subject)
* authoredOn = "2026-04-22T09:15:00+01:00"
* insert ExamplePractice(requester)
* performerType.text = "community gym on prescription"
* note.text = "First visit on 4 May"
