Profile: VGCConsent
Parent: Consent
Id: VGC-Consent
Title: "Consent to a group clinic"
Description: "One consent or agreement of one patient, of one kind, for one session: to being seen in a group, to keeping others' stories confidential, to showing results on the board, and so on. A withdrawal is a new version of the same Consent. It is about the group clinic and nothing else: never feed it to an engine that shares or withholds records, nor to one for opt-outs, which would open or close the record by it. The consent profile of UK Core is a draft: its must-support elements are must-support here, and the profile rests on FHIR R4 alone."
* insert MadeByMapping
* insert IdentifiedBy(consent)
* insert OfOneSession
* insert AboutOnePatient(patient)
* obeys vgc-consent-1 and vgc-consent-2 and vgc-consent-3 and vgc-consent-4 and vgc-consent-5

* extension contains
    VGCConsentMethod named consentMethod 0..1 MS and
    VGCTakenBy named takenBy 0..1 MS and
    VGCWithdrawnAt named withdrawnAt 0..1 MS and
    VGCConsentNote named consentNote 0..1 MS
* extension[consentMethod] ^short = "How it was asked and answered, such as a text message"
* extension[takenBy] ^short = "The member of staff who took it"
* extension[withdrawnAt] ^short = "When it was withdrawn"
* extension[consentNote] ^short = "What was said with it"

* status MS
* status ^short = "active: given; rejected: refused; inactive: withdrawn; proposed: not asked; draft: not known"
* status ^comment = "The clinic files what was answered: active, rejected or inactive. Unknown is never treated as given (hazard H6)."
* insert InWords(scope)
* scope from http://hl7.org/fhir/ValueSet/consent-scope (required)
* scope ^short = "treatment: the group itself and its confidentiality; patient-privacy: all else"
* scope.coding 1..* MS
* category MS
* category ^short = "What was agreed to or refused: the kind, by code and in words"
* category from VGCConsentKindValues (extensible)
* category ^binding.description = "In place of R4's own, which knows advance directives, research and the like, and none of these."
* category.coding MS
* category.coding ^slicing.discriminator.type = #value
* category.coding ^slicing.discriminator.path = "system"
* category.coding ^slicing.rules = #open
* category.coding ^slicing.description = "By the code system; the practice may add categories and codes of its own"
* category.coding contains kind 0..1 MS
* category.coding[kind] from VGCConsentKindValues (required)
* category.coding[kind] ^short = "The kind; one kind is one Consent, so that a yes to the one is never read as a yes to another"
* category.coding[kind].system 1..1 MS
* category.coding[kind].system = "https://fhir-vgc.example/CodeSystem/VGC-consent-kind" (exactly)
* category.coding[kind].code 1..1 MS
* category.text MS
* category.text ^short = "Such as 'Group clinic confidentiality agreement'"
* dateTime MS
* dateTime ^short = "When the patient answered; absent means not known"
* performer 1..* MS
* performer only Reference(Patient or RelatedPerson)
* insert MayBePatient(performer)
* performer ^short = "Who answered: the patient, or a proxy by relation"
* performer ^comment = "Staff take a consent and never give it. Base R4 allows an organisation or a member of staff here."
* organization 1..* MS
* organization ^short = "The organisation that runs the clinic, by ODS code"
* source[x] MS
* source[x] ^short = "The signed form, where there is one"
* source[x] ^comment = "The clinic sends none: what it keeps is the version of the agreement, how it was taken and by whom."
* insert InWords(policyRule)
* policyRule 1..1
* policyRule ^short = "The version of the agreement, in words"
* policyRule ^comment = "Where the version was not recorded, the text says so and the coding is 'unknown' of the data absent reasons: R4 wants a policy with every consent (ppc-1)."
* provision MS
* provision ^short = "The answer: there is none as long as nobody has answered"
* provision.type 1..1 MS
* provision.type ^short = "permit: yes; deny: no, or withdrawn"
* provision.provision 0..0
* provision.provision ^short = "Not used: an answer has no exceptions within it"
* provision.provision ^comment = "A reader that overlooks a nested exception would read a no as a yes (hazard H6). What is answered separately is a Consent of its own, of another kind."

Invariant: vgc-consent-1
Description: "What was answered says so: an active consent permits, a rejected one denies."
* severity = #error
* expression = "(status = 'active' implies provision.where(type = 'permit').exists()) and (status = 'rejected' implies provision.where(type = 'deny').exists())"

Invariant: vgc-consent-2
Description: "What was not asked or is not known is no answer, and permits nothing (hazard H6)."
* severity = #error
* expression = "(status = 'proposed' or status = 'draft') implies provision.empty()"

Invariant: vgc-consent-3
Description: "A consent with a time of withdrawal is no longer active."
* severity = #error
* expression = "status = 'active' implies extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-withdrawn-at').empty()"

Invariant: vgc-consent-4
Description: "A patient answers for themselves alone: where patient and performer are both named by NHS number, or both by the id of a Patient, it is the same (hazard H1)."
* insert SamePatient(patient, performer)

Invariant: vgc-consent-5
Description: "A consent is of exactly one kind, and its category says which in words as well."
* severity = #error
* expression = "category.coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-consent-kind').count() = 1 and category.where(coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-consent-kind').exists()).all(text.exists())"

Extension: VGCConsentMethod
Id: Extension-VGC-consent-method
Title: "How the consent was taken"
Description: "How it was asked and answered: a reply to a text message, a form, by word of mouth at log-in. Consent.source is a form or another consent, and no words."
Context: Consent
* insert Holds(string)
* value[x] ^short = "In words"

Extension: VGCTakenBy
Id: Extension-VGC-taken-by
Title: "Consent taken by"
Description: "The member of staff who took the consent, as the clinic names them. They heard the answer; they did not give it, so they are no performer. Consent.verification says who confirmed a consent with the patient afterwards, which is another fact."
Context: Consent
* insert Holds(string)
* value[x] ^short = "Name of the member of staff"

Extension: VGCWithdrawnAt
Id: Extension-VGC-withdrawn-at
Title: "Withdrawn at"
Description: "When the patient withdrew. Care that was given before stands; everything beyond it is no longer filed (hazard H6). Consent.provision.period may have an end that was agreed beforehand, so its end does not say this."
Context: Consent
* insert Holds(dateTime)
* value[x] ^short = "With its offset from UTC"

Extension: VGCConsentNote
Id: Extension-VGC-consent-note
Title: "Note on a consent"
Description: "What the patient said with it, such as which results may be shown. R4's Consent has no note."
Context: Consent
* insert Holds(string)
* value[x] ^short = "In words; it names no other patient"

CodeSystem: VGCConsentKindCodes
Id: VGC-consent-kind
Title: "Kind of consent"
Description: "What patients of a group clinic are asked to agree to."
* insert OurCodes
* #group "Group consultation" "To be seen in a group, where the others hear what is said."
* #confidentiality-agreement "Confidentiality agreement" "To keep confidential what is heard of others, and to know that others promised the same."
* #results-board "Results board" "To show named results on a board that the group sees."
* #contact-email "Contact by e-mail" "To be contacted by e-mail."
* #contact-sms "Contact by text message" "To be contacted by text message."
* #evaluation "Evaluation" "To the use of answers in the evaluation of the clinic."
* #recording "Recording" "To a recording of the session."

ValueSet: VGCConsentKindValues
Id: VGC-consent-kind
Title: "Kind of consent"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCConsentKindCodes

Instance: consent-confidentiality
InstanceOf: VGCConsent
Title: "The confidentiality agreement, given"
Description: "The patient answered a text message with YES on the evening before the session."
Usage: #example
* insert ExampleOfMapping
* extension[consentMethod].valueString = "Replied YES to a text message"
* extension[takenBy].valueString = "Rosalind Achebe"
* identifier[business].value = "8db241a5-eafb-5310-af93-0f87d84c2d3b"
* insert ExampleSession
* status = #active
* scope = http://terminology.hl7.org/CodeSystem/consentscope#treatment
* scope.text = "Treatment"
* category.coding[kind].code = #confidentiality-agreement
* category.text = "Group clinic confidentiality agreement"
* insert ExamplePatient(patient)
* dateTime = "2026-03-09T18:20:00+00:00"
* insert ExamplePatient(performer)
* insert ExamplePractice(organization)
* policyRule.text = "Group clinic agreement, version 3"
* provision.type = #permit

Instance: consent-results-board-withdrawn
InstanceOf: VGCConsent
Title: "Results on the board, withdrawn by a proxy"
Description: "The daughter who came for her father withdrew his consent during the session; the version of the agreement was not recorded."
Usage: #example
* insert ExampleOfMapping
* extension[withdrawnAt].valueDateTime = "2026-03-10T10:25:00+00:00"
* extension[consentNote].valueString = "Blood pressure may be shown, weight not; later neither"
* identifier[business].value = "18ea158d-3d7e-5891-a108-c65b32a04239"
* insert ExampleSession
* status = #inactive
* scope = http://terminology.hl7.org/CodeSystem/consentscope#patient-privacy
* scope.text = "Privacy consent"
* category.coding[kind].code = #results-board
* category.text = "Consent to show results on the group's board"
* insert ExamplePatient(patient)
* performer.type = "RelatedPerson"
* performer.display = "Proxy: daughter"
* insert ExamplePractice(organization)
* policyRule = $data-absent-reason#unknown
* policyRule.text = "Version of the agreement not recorded"
* provision.type = #deny
