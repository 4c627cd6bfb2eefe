// What several profiles share: aliases, and rule sets that say one thing each.

Alias: $sct = http://snomed.info/sct
Alias: $ucum = http://unitsofmeasure.org
Alias: $dmd = https://dmd.nhs.uk
Alias: $nhs-number = https://fhir.nhs.uk/Id/nhs-number
Alias: $ods = https://fhir.nhs.uk/Id/ods-organization-code
Alias: $gmc = https://fhir.hl7.org.uk/Id/gmc-number
Alias: $data-absent-reason = http://terminology.hl7.org/CodeSystem/data-absent-reason
Alias: $observation-category = http://terminology.hl7.org/CodeSystem/observation-category
Alias: $v3-ActCode = http://terminology.hl7.org/CodeSystem/v3-ActCode
Alias: $v3-Confidentiality = http://terminology.hl7.org/CodeSystem/v3-Confidentiality
Alias: $headings = https://fhir.hl7.org.uk/CodeSystem/UKCore-RecordStandardHeadings

// What every profile has. Of the mapping that made the resource: whoever writes such a resource by hand names its own
// software there.
RuleSet: MadeByMapping
* ^experimental = true
* ^purpose = "Must-support is three duties. Fill the element where the fact is known. Store it, and give it back as it was. Show to people only what is for reading, and only as the security labels allow: words (text, value, note, title, section), status, dates, and who; never identifier, meta, what joins resources, identity checks or details of a proxy, and never a SensitiveEntry outside its label. An element that is 0..0 stays out, whatever its base says of must-support."
* meta 1..1 MS
* meta.source 1..1 MS
* meta.profile 1..* MS

// Identifiers as a list, of which one is ours: `identifiedBy(goal)`.
RuleSet: IdentifiedBy(kind)
* identifier 1..* MS
* identifier ^slicing.discriminator.type = #value
* identifier ^slicing.discriminator.path = "system"
* identifier ^slicing.rules = #open
* identifier ^slicing.description = "By the system of the identifier"
* identifier contains business 1..1 MS
* identifier[business] ^short = "The stable business identifier of this resource, the same at every push"
* identifier[business].system 1..1 MS
* identifier[business].system = "https://fhir-vgc.example/Id/{kind}" (exactly)
* identifier[business].value 1..1 MS

// A resource that belongs to one session carries the session's opaque identifier as well.
RuleSet: OfOneSession
* identifier contains session 0..1 MS
* identifier[session] ^short = "The session, opaque; it joins what one meeting gave, and names nobody"
* identifier[session].system 1..1 MS
* identifier[session].system = "https://fhir-vgc.example/Id/session" (exactly)
* identifier[session].value 1..1 MS

// One patient, and no group: what is in a record is about the record's patient.
RuleSet: AboutOnePatient(element)
* {element} 1..1 MS
* {element} only Reference(Patient)
* {element} ^short = "The patient; never a group"
* {element} obeys vgc-patient-1 and vgc-patient-2

Invariant: vgc-patient-1
Description: "The patient is referred to by a reference or by an identifier; a name alone is nobody (hazard H1)."
* severity = #error
* expression = "reference.exists() or identifier.value.exists()"

Invariant: vgc-patient-2
Description: "An NHS number is ten digits, without spaces."
* severity = #error
* expression = "identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value.all(matches('^[0-9]{10}$'))"

// For an invariant: two elements that both may name a patient name the same one, whatever their type says of them.
// Numbers are compared with numbers and ids with ids; nobody can tell a number from an id. Mostly the two are alike, which
// is soon seen.
RuleSet: SamePatient(one, other)
* severity = #error
* expression = "{other}.empty() or {one} = {other} or (({one}.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | {other}.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and ({one}.reference | {other}.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)"

// Whoever is named as a patient anywhere: the number as for the subject.
RuleSet: MayBePatient(element)
* {element} obeys vgc-patient-2

// Somebody who answers for something (hazard H35).
RuleSet: SomebodyNamed(element)
* {element} obeys vgc-named-1

Invariant: vgc-named-1
Description: "Whoever is named is named by a reference, by an identifier, or by a name together with the type of who it is (hazard H35)."
* severity = #error
* expression = "reference.exists() or identifier.value.exists() or (display.exists() and type.exists())"

// Codes may be lost on the way; the words may not (hazard H33).
RuleSet: InWords(element)
* {element} MS
* {element}.text 1..1 MS
* {element}.text ^short = "The words, sufficient without a code"

// A simple extension: one value of one type.
RuleSet: Holds(type)
* ^experimental = true
* value[x] 1..1 MS
* value[x] only {type}

// A code system of ours: complete, and its codes are written exactly so.
RuleSet: OurCodes
* ^caseSensitive = true
* ^content = #complete
* ^experimental = true

// For examples: made by the mapping, about an invented patient.
RuleSet: ExampleOfMapping
* meta.source = "https://fhir-vgc.example/mapping/2"

RuleSet: ExampleNotForThePatient
* meta.security[handling] = $v3-ActCode#NOPAT "no disclosure to patient, family or caregivers without attending provider's authorization"

RuleSet: ExamplePatient(element)
* {element}.type = "Patient"
* {element}.identifier.system = $nhs-number
* {element}.identifier.value = "9990000018"

RuleSet: ExamplePractice(element)
* {element}.type = "Organization"
* {element}.identifier.system = $ods
* {element}.identifier.value = "A99999"

// What is observed in a clinic: known, of one patient, at one moment, and said by somebody.
RuleSet: FiledObservation
* status MS
* status from VGCFiledObservationStatus (required)
* status ^short = "final | amended | corrected | entered-in-error"
* encounter MS
* encounter only Reference(Encounter)
* encounter ^short = "This patient's own encounter; absent where the patient was not there"
* effective[x] 1..1 MS
* effective[x] only dateTime
* effective[x] ^short = "When it was said or measured, never when it was imported"
* performer 1..* MS

ValueSet: VGCFiledObservationStatus
Id: VGC-filed-observation-status
Title: "Status of a filed observation"
Description: "What a record may hold of a clinic's observations. A clinician approves them before they are filed, so none is registered or preliminary."
* ^experimental = true
* http://hl7.org/fhir/observation-status#final
* http://hl7.org/fhir/observation-status#amended
* http://hl7.org/fhir/observation-status#corrected
* http://hl7.org/fhir/observation-status#entered-in-error

// What a person was asked, or answered in a questionnaire.
RuleSet: SurveyCategory
* category 1..* MS
* category ^slicing.discriminator.type = #pattern
* category ^slicing.discriminator.path = "$this"
* category ^slicing.rules = #open
* category ^slicing.description = "The category survey, and any that the practice adds"
* category contains survey 1..1 MS
* category[survey] = $observation-category#survey
* category[survey] ^short = "What a person was asked"

RuleSet: ExampleSurvey
* category[survey] = $observation-category#survey "Survey"
* category[survey].text = "Survey"

// An entry of the record: one patient's, dated as the session, answered for by who approved it.
RuleSet: ApprovedEntry(kind)
* identifier 1..1 MS
* identifier ^short = "The stable business identifier of this entry, the same at every push"
* identifier.system 1..1 MS
* identifier.system = "https://fhir-vgc.example/Id/{kind}" (exactly)
* identifier.value 1..1 MS
* insert AboutOnePatient(subject)
* insert InWords(type)
* type 1..1
* status MS
* status ^short = "preliminary until a clinician has approved it, then final"
* date 1..1 MS
* date ^short = "When the session was, never when it was imported"
* title 1..1 MS
* author 1..* MS
* author only Reference(Practitioner or PractitionerRole or Organization)
* author ^short = "The clinician who approved the entry; until then, the practice"
* insert SomebodyNamed(author)
* author ^comment = "Never the patient, a relative or a machine: somebody answers for what a record says (hazards H16 and H35)."
* attester MS
* attester ^short = "The clinician's approval"
* attester.mode MS
* attester.time MS
* attester.time ^short = "When it was approved"
* attester.party MS
* attester.party only Reference(Practitioner or PractitionerRole)
* attester.party ^short = "Who approved it: a clinician"
* insert SomebodyNamed(attester.party)
* custodian 1..1 MS
* custodian ^short = "The practice"
* section 1..* MS
* section.title 1..1 MS
* section.text 1..1 MS
* section.text ^short = "What a reader sees; complete without any code or link (hazard H33)"
* section.section 0..0
* section.section ^short = "Not used: sections stand side by side"
* section.section ^comment = "A section within a section would be lost by readers of one level, of which the clinic is one."
* section.emptyReason 0..0
* section.emptyReason ^short = "Not used: a section with nothing to say is left out"
* obeys vgc-approved-1

Invariant: vgc-approved-1
Description: "A final or amended entry carries a clinician's approval: who, and when (hazard H16)."
* severity = #error
* expression = "(status = 'final' or status = 'amended') implies attester.where((mode = 'professional' or mode = 'legal') and time.exists() and party.exists()).exists()"

RuleSet: ExampleClinician(element)
* {element}.type = "Practitioner"
* {element}.identifier.system = $gmc
* {element}.identifier.value = "9990009"
* {element}.display = "Dr Hyacinth Nwachukwu"

RuleSet: ExampleIdentified(own)
* identifier[business].value = "{own}"
* identifier[session].value = "71983ee3-3a02-e622-e8da-541aec813cbc"

// A task of the practice that a group clinic has planned for one patient.
RuleSet: PlannedTask
* insert OfOneSession
* insert AboutOnePatient(for)
* status MS
* status ^short = "requested when filed; the practice goes on from there"
* intent MS
* intent = #plan (exactly)
* intent ^short = "Always plan: something planned, not ordered and not done"
* insert InWords(code)
* code 1..1
* code.coding MS
* focus MS
* encounter MS
* encounter ^short = "The patient's own encounter; absent where the patient was not there"
* authoredOn 1..1 MS
* authoredOn ^short = "End of the session"
* requester 1..1 MS
* requester ^short = "The organisation that runs the programme"
* owner MS
* owner ^short = "Who sees to it; absent where nobody was named"
* owner only Reference(Practitioner or PractitionerRole or Organization or CareTeam or HealthcareService)
* owner ^comment = "Staff of this patient's care; a task is not given to a patient or a device."
* reasonCode MS
* reasonCode ^short = "Why, where the practice says so"
* reasonReference MS
* reasonReference ^short = "What it rests on, where the practice links it"
* restriction MS
* restriction ^short = "By when"
* restriction.period 1..1 MS
* restriction.period.end 1..1 MS
* restriction.recipient only Reference(Practitioner or PractitionerRole or Organization)
* restriction.recipient ^comment = "No group and no other person: a task in one record names nobody of another."
* input MS
* input ^short = "What else is needed for it, where the practice says so"

// The narrative of an element, from XHTML without the div around it.
RuleSet: ExampleText(element, content)
* {element}.text.status = #generated
* {element}.text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">{content}</div>"
