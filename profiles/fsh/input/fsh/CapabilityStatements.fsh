// What a GP system's endpoint has to offer so that group clinics can be filed in its records, and what the adapter
// asks of it. Both are held against the adapter's own requests by a test.

Alias: $expectation = http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation
Alias: $security-service = http://terminology.hl7.org/CodeSystem/restful-security-service

RuleSet: Statement(id, name)
* url = "https://fhir-vgc.example/CapabilityStatement/{id}"
* name = "{name}"
* status = #active
* experimental = true
* date = "2026-11-21"
* fhirVersion = #4.0.1
* format = #json
* implementationGuide = "https://fhir-vgc.example/ImplementationGuide/fhir-vgc.r4"

// ── Rule sets of the endpoint's statement: each thing with how much it is expected, and why ──────────────────────

RuleSet: Offers(code, expectation, why)
* rest.resource[=].interaction[+].code = #{code}
* rest.resource[=].interaction[=].extension.url = $expectation
* rest.resource[=].interaction[=].extension.valueCode = #{expectation}
* rest.resource[=].interaction[=].documentation = "{why}"

RuleSet: SystemOffers(code, expectation, why)
* rest.interaction[+].code = #{code}
* rest.interaction[=].extension.url = $expectation
* rest.interaction[=].extension.valueCode = #{expectation}
* rest.interaction[=].documentation = "{why}"

RuleSet: FindsBy(name, type, definition, expectation, why)
* rest.resource[=].searchParam[+].name = "{name}"
* rest.resource[=].searchParam[=].definition = "{definition}"
* rest.resource[=].searchParam[=].type = #{type}
* rest.resource[=].searchParam[=].extension.url = $expectation
* rest.resource[=].searchParam[=].extension.valueCode = #{expectation}
* rest.resource[=].searchParam[=].documentation = "{why}"

RuleSet: FindsByIdentity(name, definition)
* insert FindsBy({name}, token, {definition}, SHALL, [[The business identifier, as system|value: how an entry is found again after an answer was lost, and from another machine. Up to 25 of them in one search, separated by commas.]])

// A resource type that is filed. R4 has no place for an expectation of conditional requests and of the history: where
// they are only SHOULD, their flags are left out and the text says it. Versions are SHALL.
RuleSet: Files(type, why)
* rest.resource[+].type = #{type}
* rest.resource[=].documentation = "{why}"
* rest.resource[=].versioning = #versioned-update
* rest.resource[=].referencePolicy[0] = #literal
* rest.resource[=].referencePolicy[+] = #logical
* insert Offers(read, SHALL, [[What is to be updated is read first; a resource that was deleted is answered 410, or 404.]])
* insert Offers(create, SHALL, [[As an entry of a transaction; of a batch or by itself where no transactions are offered. Conditional create (ifNoneExist) SHOULD be honoured: then two machines that file the same session file it once. Where it is not, the adapter looks before and after each create, and cannot rule out a double that is created in between.]])
* insert Offers(update, SHALL, [[As an entry of a transaction, or as a create is sent, with ifMatch. A stale version SHALL be refused with 412 (409 is understood too): what the practice has changed is never written over. Conditional update by identifier SHOULD be honoured; it is used where a version is not known. An entry that should not have been filed is updated to entered-in-error; nothing is ever deleted.]])
* insert Offers(search-type, SHALL, [[By POST to _search, so that nothing about a patient stands in a URL.]])
* insert Offers(history-instance, SHOULD, [[Tells whether anybody changed an entry since another machine filed it. Without it such an entry is left to a person.]])
* insert Offers(vread, MAY, [[Shows a person the version that was filed beside the one that stands now.]])
* insert Offers(history-type, MAY, [[Brings back what the practice changed, deletions included.]])
* rest.resource[=].operation.name = "validate"
* rest.resource[=].operation.definition = "http://hl7.org/fhir/OperationDefinition/Resource-validate"
* rest.resource[=].operation.documentation = "SHOULD be offered: a vendor and a practice can then see before the first filing what would be refused, and why."

// How what the practice changed comes back.
RuleSet: BringsBack(patient)
* insert FindsBy(patient, reference, {patient}, SHOULD, [[Brings back one patient's part, where changes cannot be asked for by time.]])
* insert BringsBackByTime

RuleSet: BringsBackByTime
* insert FindsBy(_lastUpdated, date, http://hl7.org/fhir/SearchParameter/Resource-lastUpdated, SHOULD, [[Brings back what the practice changed since the last time. The time is the endpoint's own.]])

Instance: VGC-GpEndpoint
InstanceOf: CapabilityStatement
Title: "A GP endpoint that takes group clinics"
Description: "What the FHIR endpoint of a GP system SHALL, SHOULD and MAY offer so that a group clinic can be filed in each patient's record, safely and once."
Usage: #definition
* insert Statement(VGC-GpEndpoint, VGCGpEndpoint)
* title = "A GP endpoint that takes group clinics"
* description = "What the FHIR endpoint of a GP system offers so that a group clinic can be filed in each patient's record: SHALL is needed, and the adapter uses it; SHOULD makes filing safer, or brings back what the practice changed; MAY helps people and reports."
* kind = #requirements
* rest.mode = #server
* rest.documentation = """
  **One patient's part of one session is one transaction**, of 3 resources (somebody who did not come) to about 30. It SHALL be filed as a whole or not at all, and each entry of the answer SHALL stand in the place of the entry that it answers, with `status`, `location` and `etag`. References between its entries (`urn:uuid:…`) SHALL be rewritten to the ids that the endpoint gives.

  **What is kept.** Every element that a profile marks as must-support SHALL be kept and given back as it was, and shown to people only as the security labels allow: text beside codes, our extensions, `meta.profile`, `meta.source`, `meta.tag` and `meta.security`, both identifiers, the digits of a decimal, the offset of a time. What the endpoint keeps beyond that it SHOULD give back as well. Every change, by whomever, SHALL make a new version.

  **References.** A patient is referred to by the endpoint's own id and by NHS number. Staff and organisations are referred to by professional number or ODS code alone, or by name: the endpoint SHALL accept that, and need not have them as resources.

  **Refusals** SHALL be an OperationOutcome with `severity` and `code`, and SHOULD have `expression`; their text SHOULD NOT repeat what the patient said. What was not processed (429, 503) SHOULD say so with `Retry-After`. A redirect is followed only with 307 or 308 and to the endpoint itself. The link to the next page of a search SHALL lead to the endpoint itself.

  **A practice works on.** What was filed may be changed, corrected and deleted in the GP system at any time; the adapter notices, writes nothing over, and asks a person.
  """
* rest.security.service[0] = $security-service#SMART-on-FHIR "SMART-on-FHIR"
* rest.security.service[=].text = "SMART Backend Services"
* rest.security.service[+] = $security-service#Certificates "Certificates"
* rest.security.service[=].text = "Mutual TLS"
* rest.security.description = "An endpoint that holds real records SHALL use TLS 1.2 or later and SHALL require authorisation; one with invented patients, reached from its own machine only, need not. It SHOULD offer SMART Backend Services (private_key_jwt with RS384 or ES384; scopes system/*.rs to read and system/*.cu to write, or those of each type), and MAY require mutual TLS. A bearer token from another source is sent as it is. 401 SHALL mean that the token is not accepted, 403 that it does not allow the request. The clinician who approved an entry is in its Provenance and Composition: the token is the software's."
* insert SystemOffers(transaction, SHALL, [[How everything is filed: one patient's part of one session, as a whole or not at all.]])
* insert SystemOffers(batch, MAY, [[Used only where no transactions are offered. Then a reader may see part of an entry while it is filed; the Provenance, written last, says that all of it is there.]])
* rest.searchParam.name = "_count"
* rest.searchParam.type = #number
* rest.searchParam.extension.url = $expectation
* rest.searchParam.extension.valueCode = #SHALL
* rest.searchParam.documentation = "Is sent with every search (100 before filing, up to 1000 to bring changes back). It SHALL NOT be refused; the endpoint may give fewer at once, with a link to the next page."

* rest.resource[+].type = #Patient
* rest.resource[=].documentation = "Looked up before anything is written: NHS number, date of birth, surname and given name have to agree with what the clinic knows, and a patient who has died, left or was merged into another record is not written to (hazards H1, H8, H9). So identifier, name, birthDate, and, where they apply, active, deceased[x] and link SHALL be given. A Patient is never created or changed."
* rest.resource[=].supportedProfile = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"
* insert Offers(search-type, SHALL, [[By POST to _search, so that no NHS number stands in a URL.]])
* insert Offers(read, SHOULD, [[Follows a link to the record that a patient was merged into.]])
* insert FindsBy(identifier, token, http://hl7.org/fhir/SearchParameter/Patient-identifier, SHALL, [[NHS numbers, as https://fhir.nhs.uk/Id/nhs-number|value. Up to 25 of them in one search, separated by commas.]])
* insert FindsBy(_lastUpdated, date, http://hl7.org/fhir/SearchParameter/Resource-lastUpdated, SHOULD, [[Brings back who died, left or was merged since the last time.]])

* insert Files(Appointment, [[One place in one session for each patient; never one for the group.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCAppointment)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/Appointment-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/Appointment-patient)
* insert FindsBy(attendance, token, https://fhir-vgc.example/SearchParameter/VGC-attendance, MAY, [[Tells apart what Appointment.status does not: late, cut off, called off.]])

* insert Files(Encounter, [[Who was there, in person or through a proxy. What the patient said and was taught in the session refers to it.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCEncounter)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/clinical-patient)

* insert Files(Composition, [[The entry that a reader of the record sees, and the private note beside it. A Composition has one identifier in R4, so it does not carry the session's: go by its encounter.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCEntry)
* rest.resource[=].supportedProfile[+] = Canonical(VGCSensitiveEntry)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/clinical-patient)
* insert FindsBy(encounter, reference, http://hl7.org/fhir/SearchParameter/clinical-encounter, MAY, [[What belongs to one patient's part in one session.]])

* insert Files(Provenance, [[The clinician's approval. R4 gives it no identifier: the business identifier is a tag, which the endpoint keeps and searches.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCProvenance)
* insert FindsByIdentity(_tag, http://hl7.org/fhir/SearchParameter/Resource-tag)
* insert FindsBy(target, reference, http://hl7.org/fhir/SearchParameter/Provenance-target, SHOULD, [[The approval of a resource. R4 finds a Provenance by a patient only where the patient is its target, and ours has others.]])
* insert BringsBackByTime

* insert Files(Consent, [[What the patient agreed to, one kind in each.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCConsent)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/clinical-patient)

* insert Files(Communication, [[Invitation, reply, and questions that the patient wants in the record.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCInvitation)
* rest.resource[=].supportedProfile[+] = Canonical(VGCReply)
* rest.resource[=].supportedProfile[+] = Canonical(VGCQuestion)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/Communication-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/Communication-patient)

* insert Files(Observation, [[What matters to the patient, measurements, scores, and the estimate of the daily opioid dose.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCWhatMatters)
* rest.resource[=].supportedProfile[+] = Canonical(VGCMeasurement)
* rest.resource[=].supportedProfile[+] = Canonical(VGCScore)
* rest.resource[=].supportedProfile[+] = Canonical(VGCOralMorphineEquivalent)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/clinical-patient)
* insert FindsBy(instrument, token, https://fhir-vgc.example/SearchParameter/VGC-instrument, MAY, [[Scores and answers by outcome instrument.]])
* insert FindsBy(timepoint, token, https://fhir-vgc.example/SearchParameter/VGC-timepoint, MAY, [[A baseline apart from a follow-up.]])

* insert Files(QuestionnaireResponse, [[The patient's answers to an outcome instrument. A QuestionnaireResponse has one identifier in R4, so it does not carry the session's: go by its encounter.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCQuestionnaireResponse)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/QuestionnaireResponse-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/QuestionnaireResponse-patient)
* insert FindsBy(encounter, reference, http://hl7.org/fhir/SearchParameter/QuestionnaireResponse-encounter, MAY, [[What belongs to one patient's part in one session.]])
* insert FindsBy(instrument, token, https://fhir-vgc.example/SearchParameter/VGC-instrument, MAY, [[Scores and answers by outcome instrument.]])
* insert FindsBy(timepoint, token, https://fhir-vgc.example/SearchParameter/VGC-timepoint, MAY, [[A baseline apart from a follow-up.]])

* insert Files(Goal, [[A goal lives on through all sessions of a programme; the practice may change it, and then it is not written over.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCGoal)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/clinical-patient)
* insert FindsBy(as-of, date, https://fhir-vgc.example/SearchParameter/VGC-as-of, MAY, [[By the session that it was last written from.]])

* insert Files(CarePlan, [[The patient's way through the programme. It lives on through all its sessions.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCCarePlan)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/clinical-patient)
* insert FindsBy(as-of, date, https://fhir-vgc.example/SearchParameter/VGC-as-of, MAY, [[By the session that it was last written from.]])
* insert FindsBy(enrolment-state, token, https://fhir-vgc.example/SearchParameter/VGC-enrolment-state, MAY, [[Where the patient is on the pathway.]])

* insert Files(MedicationRequest, [[A line of the medication plan: a proposal, never a prescription. An endpoint that issues, dispenses or lists it as a current medicine does harm (hazard H14).]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCMedicationPlanLine)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/clinical-patient)

* insert Files(Procedure, [[Education that was given, and a medication review that was done.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCEducation)
* rest.resource[=].supportedProfile[+] = Canonical(VGCMedicationReview)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/clinical-patient)

* insert Files(Task, [[What is to be done: a medication review that is due, and the next step. Neither is done yet.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCReviewDue)
* rest.resource[=].supportedProfile[+] = Canonical(VGCNextStep)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/Task-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/Task-patient)
* insert FindsBy(due, date, https://fhir-vgc.example/SearchParameter/VGC-due, MAY, [[What is to be done by when.]])

* insert Files(ServiceRequest, [[A referral that a clinician decided on. The referral itself is made in the GP system.]])
* rest.resource[=].supportedProfile[0] = Canonical(VGCReferral)
* insert FindsByIdentity(identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert BringsBack(http://hl7.org/fhir/SearchParameter/clinical-patient)

// ── The adapter ───────────────────────────────────────────────────────────────────────────────────────────────────

RuleSet: Asks(code)
* rest.resource[=].interaction[+].code = #{code}

RuleSet: AsksBy(name, type, definition)
* rest.resource[=].searchParam[+].name = "{name}"
* rest.resource[=].searchParam[=].definition = "{definition}"
* rest.resource[=].searchParam[=].type = #{type}

RuleSet: AsksByTime
* insert AsksBy(_lastUpdated, date, http://hl7.org/fhir/SearchParameter/Resource-lastUpdated)
* insert Asks(history-type)

RuleSet: Sends(type, search, definition)
* rest.resource[+].type = #{type}
* rest.resource[=].versioning = #versioned-update
* rest.resource[=].conditionalCreate = true
* rest.resource[=].conditionalUpdate = true
* rest.resource[=].referencePolicy[0] = #literal
* rest.resource[=].referencePolicy[+] = #logical
* insert Asks(read)
* insert Asks(create)
* insert Asks(update)
* insert Asks(search-type)
* insert Asks(history-instance)
* insert AsksBy({search}, token, {definition})

// What a pull brings back.
RuleSet: Pulls(patient)
* insert AsksBy(patient, reference, {patient})
* insert AsksByTime

RuleSet: Authorises(code, text)
* rest.security.service[+] = $security-service#{code} "{code}"
* rest.security.service[=].text = "{text}"

Instance: VGC-Adapter
InstanceOf: CapabilityStatement
Title: "The adapter"
Description: "What fhir-vgc asks of an endpoint and sends to it, no more and no less."
Usage: #definition
* insert Statement(VGC-Adapter, VGCAdapter)
* title = "The adapter"
* description = "What fhir-vgc asks of an endpoint and sends to it, no more and no less. VGC-GpEndpoint says what of this an endpoint needs to offer."
* kind = #capability
* software.name = "fhir-vgc"
* rest.mode = #client
* rest.documentation = """
  **Before the first filing of a run** the adapter reads `/metadata` and stops where the endpoint is not R4. The first filing of a run is searched for and held against what was sent, before a second patient's is sent.

  **How a filing is sent.** As one transaction. Where the endpoint states none, a Bundle that only reads (`Patient?_id=fhir-vgc-asks`) is sent to see whether it takes one after all; where it does not, a batch, and failing that single requests: in the order of the references, the Provenance last, which says that all of it is there. A create has `ifNoneExist`; where that is not offered, it is an update under an id of the adapter's with `ifNoneMatch` of `*` (to an endpoint that states `updateCreate`), or a plain create between two searches.

  **What is tried once at an endpoint**, with what is to be filed anyway: the first update is sent under version 0, which has to be refused; one resource is read back to see whether its `urn:uuid:` references were rewritten; under ids of the adapter's, one create is sent twice, and the second has to be refused.

  **Order.** One patient's filings are sent one after the other; those of different patients side by side, 4 at a time unless set otherwise.

  **Every request** has `Accept: application/fhir+json`, an `X-Request-ID` of its own, and an `X-Correlation-ID` that all requests of one operation share. A Bundle has `Prefer: return=minimal`, a single write `Prefer: return=representation`. Searches are sent by POST as a form, and only the history of a type has parameters in its address (`_since`, `_count`). A search before filing asks for up to 25 identifiers, with `_count=100`. Links to further pages are followed on the same host only.

  **Bringing changes back** (pull), type by type: by the history of the type where it is stated; else by `patient` and `_lastUpdated`, and once a day everything by `patient` alone. An endpoint that does not heed `_sort` or `_lastUpdated` is understood, one that answers with other patients' resources is not asked any further. Which types are not offered is told, and not asked for.

  **No answer to what was to be filed** is an unknown outcome: everything of it is searched for by identifier before anything else is sent for that patient. 408, 423, 425, 429 and 503 are asked again, when `Retry-After` says so; 409, 410 and 412 are a conflict that a person settles. 307 and 308 are followed on the same host; any other redirect is refused.
  """
* insert Authorises(OAuth, [[A bearer token from a file or the environment that something else keeps fresh]])
* insert Authorises(SMART-on-FHIR, [[SMART Backend Services: private_key_jwt by RS384 or ES384, the token endpoint from .well-known/smart-configuration or named in the settings]])
* insert Authorises(Basic, [[A user name and a password]])
* insert Authorises(Certificates, [[Mutual TLS: a client certificate, alone or with any of the others]])
* rest.security.description = "TLS, with the server's certificate checked (a test system may be let off). Besides the services listed: the NHS API platform's application-restricted access (private_key_jwt by RS512), and the headers and unsigned token of GP Connect through the Spine proxy, which forwards neither transactions nor searches by POST, so nothing is filed that way. Secrets and tokens are read anew for each request; 401 is tried once more with a new token."
* rest.interaction[0].code = #transaction
* rest.interaction[=].documentation = "One patient's part of one session."
* rest.interaction[+].code = #batch
* rest.interaction[=].documentation = "The same, in parts, at an endpoint without transactions."
* rest.searchParam[0].name = "_count"
* rest.searchParam[=].type = #number
* rest.searchParam[+].name = "_sort"
* rest.searchParam[=].type = #special
* rest.searchParam[=].documentation = "_lastUpdated, with a search for what changed; an endpoint need not heed it."

* rest.resource[+].type = #Patient
* rest.resource[=].documentation = "Never written."
* rest.resource[=].supportedProfile = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"
* insert Asks(read)
* insert Asks(search-type)
* insert AsksBy(identifier, token, http://hl7.org/fhir/SearchParameter/Patient-identifier)
* insert AsksBy(_id, token, http://hl7.org/fhir/SearchParameter/Resource-id)
* insert AsksByTime

* rest.resource[+].type = #Organization
* rest.resource[=].documentation = "Read only where a patient's record has moved to another practice, and the Patient refers to that practice by an id. Never written; no endpoint has to have it."
* insert Asks(read)

* rest.resource[+].type = #MedicationStatement
* rest.resource[=].documentation = "The practice's own list, brought back where the endpoint offers it. Never written; no endpoint has to have it."
* insert Asks(read)
* insert Asks(search-type)
* insert Pulls(http://hl7.org/fhir/SearchParameter/clinical-patient)

* insert Sends(Appointment, identifier, http://hl7.org/fhir/SearchParameter/Appointment-identifier)
* insert Pulls(http://hl7.org/fhir/SearchParameter/Appointment-patient)
* rest.resource[=].supportedProfile[0] = Canonical(VGCAppointment)

* insert Sends(Encounter, identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* rest.resource[=].supportedProfile[0] = Canonical(VGCEncounter)

* insert Sends(Composition, identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* rest.resource[=].supportedProfile[0] = Canonical(VGCEntry)
* rest.resource[=].supportedProfile[+] = Canonical(VGCSensitiveEntry)

* insert Sends(Provenance, _tag, http://hl7.org/fhir/SearchParameter/Resource-tag)
* rest.resource[=].supportedProfile[0] = Canonical(VGCProvenance)

* insert Sends(Consent, identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* rest.resource[=].supportedProfile[0] = Canonical(VGCConsent)

* insert Sends(Communication, identifier, http://hl7.org/fhir/SearchParameter/Communication-identifier)
* rest.resource[=].supportedProfile[0] = Canonical(VGCInvitation)
* rest.resource[=].supportedProfile[+] = Canonical(VGCReply)
* rest.resource[=].supportedProfile[+] = Canonical(VGCQuestion)

* insert Sends(Observation, identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert Pulls(http://hl7.org/fhir/SearchParameter/clinical-patient)
* rest.resource[=].supportedProfile[0] = Canonical(VGCWhatMatters)
* rest.resource[=].supportedProfile[+] = Canonical(VGCMeasurement)
* rest.resource[=].supportedProfile[+] = Canonical(VGCScore)
* rest.resource[=].supportedProfile[+] = Canonical(VGCOralMorphineEquivalent)

* insert Sends(QuestionnaireResponse, identifier, http://hl7.org/fhir/SearchParameter/QuestionnaireResponse-identifier)
* rest.resource[=].supportedProfile[0] = Canonical(VGCQuestionnaireResponse)

* insert Sends(Goal, identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert Pulls(http://hl7.org/fhir/SearchParameter/clinical-patient)
* rest.resource[=].supportedProfile[0] = Canonical(VGCGoal)

* insert Sends(CarePlan, identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert Pulls(http://hl7.org/fhir/SearchParameter/clinical-patient)
* rest.resource[=].supportedProfile[0] = Canonical(VGCCarePlan)

* insert Sends(MedicationRequest, identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert Pulls(http://hl7.org/fhir/SearchParameter/clinical-patient)
* rest.resource[=].supportedProfile[0] = Canonical(VGCMedicationPlanLine)

* insert Sends(Procedure, identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* rest.resource[=].supportedProfile[0] = Canonical(VGCEducation)
* rest.resource[=].supportedProfile[+] = Canonical(VGCMedicationReview)

* insert Sends(Task, identifier, http://hl7.org/fhir/SearchParameter/Task-identifier)
* insert Pulls(http://hl7.org/fhir/SearchParameter/Task-patient)
* rest.resource[=].supportedProfile[0] = Canonical(VGCReviewDue)
* rest.resource[=].supportedProfile[+] = Canonical(VGCNextStep)

* insert Sends(ServiceRequest, identifier, http://hl7.org/fhir/SearchParameter/clinical-identifier)
* insert Pulls(http://hl7.org/fhir/SearchParameter/clinical-patient)
* rest.resource[=].supportedProfile[0] = Canonical(VGCReferral)
