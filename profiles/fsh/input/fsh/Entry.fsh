Profile: VGCEntry
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-Composition
Id: VGC-Entry
Title: "Entry of a group clinic"
Description: "What a reader of the record sees of one patient's part in a group clinic: sections under the record's own headings, each complete in words, with links to the resources behind it. What changes care stands first; what is the same for everybody stands last. For a patient who was not there it is an administrative entry, which says so and no more."
* insert MadeByMapping
* insert ApprovedEntry(entry)
* obeys vgc-entry-1 and vgc-entry-2 and vgc-entry-3 and vgc-entry-4

* meta.security MS
* meta.security ^slicing.discriminator.type = #value
* meta.security ^slicing.discriminator.path = "system"
* meta.security ^slicing.rules = #open
* meta.security ^slicing.description = "The labels of handling, and any that the practice adds"
* meta.security contains handling 0..* MS
* meta.security[handling] ^short = "NOPAT where the patient asks that the entry not show online"
* meta.security[handling] ^comment = "It keeps the entry out of the online record until somebody of the practice has set its visibility; the extension beside it says why."
* meta.security[handling].system 1..1 MS
* meta.security[handling].system = "http://terminology.hl7.org/CodeSystem/v3-ActCode" (exactly)
* meta.security[handling].code 1..1 MS

* extension contains VGCOnlineVisible named onlineVisible 1..1 MS
* extension[onlineVisible] ^short = "Whether the patient wants the entry to show online"

* type ^short = "Report of clinical encounter, or Administrative entry"
* encounter MS
* encounter only Reference(Encounter)
* encounter ^short = "This patient's own encounter; an administrative entry has none"
* title ^short = "Group clinic, and the session's title; names nobody"
* confidentiality 1..1 MS
* confidentiality from VGCEntryConfidentiality (required)
* confidentiality ^short = "N; the practice may make it R or V"
* event MS
* event ^short = "Why there was no encounter, such as a did-not-attend"
* event.code 1..* MS
* event.code.text 1..1 MS
* event.code.text ^short = "The words, sufficient without a code"

* section ^slicing.discriminator.type = #value
* section ^slicing.discriminator.path = "title"
* section ^slicing.rules = #open
* section ^slicing.description = "By the title; the entry has many more sections than those that a rule is about"
* section.title ^short = "By which the section is read back"
* section.code MS
* section.code.text 1..1 MS
* section.code ^short = "The record standard heading; absent where there is none that fits"
* section.entry MS
* section.entry ^short = "The resources that the words rest on"
* section contains attendance 1..1 MS and medicationPlan 0..1 MS and groupNote 0..1 MS

* section[attendance] ^short = "Whether and how the patient took part; always there"
* section[attendance].title = "Attendance" (exactly)
* section[attendance].code 1..1 MS
* section[attendance].code = $headings#attendance-details

* section[medicationPlan] ^short = "What is planned with medicines; the title itself says that it is no prescription (hazard H14)"
* section[medicationPlan].title = "Medication plan (a plan, not a prescription)" (exactly)
* section[medicationPlan].code 1..1 MS
* section[medicationPlan].code = $headings#medications-and-medical-devices

* section[groupNote] ^short = "What is the same in every participant's entry; names nobody (hazard H2)"
* section[groupNote].title = "About the group clinic" (exactly)
* section[groupNote].code 1..1 MS
* section[groupNote].code = $headings#attendance-details
* section[groupNote].entry 0..0
* section[groupNote].entry ^short = "Not used: the group note leads to no resource"

Invariant: vgc-entry-1
Description: "No two sections have the same title: a section is read back by it."
* severity = #error
* expression = "section.title.isDistinct()"

Invariant: vgc-entry-2
Description: "An administrative entry, for a patient who was not there, says so and no more: no encounter, and no section but the attendance (hazard H6)."
* severity = #error
* expression = "type.text = 'Administrative entry' implies (encounter.empty() and section.count() = 1)"

Invariant: vgc-entry-3
Description: "A private note is no section of the entry that all see; it is a SensitiveEntry of its own (hazard H4)."
* severity = #error
* expression = "section.where(title = 'Private note').empty()"

Invariant: vgc-entry-4
Description: "An entry that the patient asks not to show online carries the label NOPAT, by which a system keeps it from showing (hazard H4)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-online-visible' and value = 'hide-requested').exists() implies meta.security.where(system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode' and code = 'NOPAT').exists()"

Extension: VGCOnlineVisible
Id: Extension-VGC-online-visible
Title: "Visible online"
Description: "What is known of the patient's wish that the entry show in the patient's online record. It asks a person of the practice to set the visibility (hazard H4). A security label says who may be shown the entry, and has no word for a wish; where the wish is to hide it, the label NOPAT goes with it, on which systems act."
Context: Composition
* insert Holds(code)
* value[x] from VGCOnlineVisibleValues (required)
* value[x] ^short = "show | hide-requested | unknown"

CodeSystem: VGCOnlineVisibleCodes
Id: VGC-online-visible
Title: "Visible online"
Description: "What a patient wishes of an entry's visibility in the online record."
* insert OurCodes
* #show "Show" "The patient agrees that the entry shows online."
* #hide-requested "Hide requested" "The patient asks that the entry not show online; somebody at the practice decides, and sets it."
* #unknown "Unknown" "Nobody asked."

ValueSet: VGCOnlineVisibleValues
Id: VGC-online-visible
Title: "Visible online"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCOnlineVisibleCodes

ValueSet: VGCEntryConfidentiality
Id: VGC-entry-confidentiality
Title: "Confidentiality of an entry"
Description: "An entry is filed as normal. A practice may restrict it afterwards, and nobody opens it up to less than normal."
* ^experimental = true
* $v3-Confidentiality#N
* $v3-Confidentiality#R
* $v3-Confidentiality#V

Instance: entry-of-a-session
InstanceOf: VGCEntry
Title: "An entry of a session by video"
Description: "Approved by the GP, with a medication plan, a goal and the group note."
Usage: #example
* insert ExampleOfMapping
* extension[onlineVisible].valueCode = #show
* identifier.value = "e58666f3-1234-5380-95dc-a43e91865fc4"
* status = #final
* type = $sct#371531000 "Report of clinical encounter"
* type.text = "Report of clinical encounter"
* insert ExamplePatient(subject)
* encounter.reference = "urn:uuid:94b9ef05-df7f-56eb-8597-a5590322b4a2"
* date = "2026-03-10T10:00:00+00:00"
* insert ExampleClinician(author)
* title = "Group clinic: Chronic pain group clinic"
* confidentiality = #N
* attester.mode = #professional
* attester.time = "2026-03-10T12:05:00+00:00"
* insert ExampleClinician(attester.party)
* insert ExamplePractice(custodian)
* section[attendance].title = "Attendance"
* section[attendance].code = $headings#attendance-details "Attendance details"
* section[attendance].code.text = "Attendance details"
* insert ExampleText(section[attendance], [[<p style=\"white-space: pre-wrap\">Attended a group clinic (by video, 10 March 2026)</p>]])
* section[attendance].entry.reference = "urn:uuid:94b9ef05-df7f-56eb-8597-a5590322b4a2"
* section[medicationPlan].title = "Medication plan (a plan, not a prescription)"
* section[medicationPlan].code = $headings#medications-and-medical-devices "Medications and medical devices"
* section[medicationPlan].code.text = "Medications and medical devices"
* insert ExampleText(section[medicationPlan], [[<ul><li style=\"white-space: pre-wrap\">A plan, not a prescription: plan version 1</li><li style=\"white-space: pre-wrap\">decrease Dihydrocodeine 30 mg tablets; dose: one tablet; how often: twice a day; agreed by patient</li></ul>]])
* section[medicationPlan].entry.reference = "urn:uuid:f4b3dc97-5358-5cce-a140-96dab3352361"
* section[groupNote].title = "About the group clinic"
* section[groupNote].code = $headings#attendance-details "Attendance details"
* section[groupNote].code.text = "Attendance details"
* insert ExampleText(section[groupNote], [[<p style=\"white-space: pre-wrap\">Group clinic by video: Chronic pain group clinic.<br/>Format: individual care in a group, with education.<br/>This was a group setting. Consent and confidentiality were agreed (agreement: 2026-01).<br/>Present by role: GP, facilitator.<br/>Topics: pacing.</p>]])

Instance: entry-of-absence
InstanceOf: VGCEntry
Title: "An administrative entry"
Description: "A patient who did not attend: the entry says so and no more. Nobody has approved it yet."
Usage: #example
* insert ExampleOfMapping
* extension[onlineVisible].valueCode = #unknown
* identifier.value = "873cced8-8baf-5b18-9a2b-ce0e6fb87004"
* status = #preliminary
* type.text = "Administrative entry"
* insert ExamplePatient(subject)
* date = "2026-03-10T10:00:00+00:00"
* insert ExamplePractice(author)
* title = "Group clinic: Chronic pain group clinic"
* confidentiality = #N
* insert ExamplePractice(custodian)
* event.code.text = "Did not attend group clinic"
* section[attendance].title = "Attendance"
* section[attendance].code = $headings#attendance-details "Attendance details"
* section[attendance].code.text = "Attendance details"
* insert ExampleText(section[attendance], [[<p style=\"white-space: pre-wrap\">Did not attend the group clinic (by video, 10 March 2026); confirmed by Rosalind Achebe</p>]])

Instance: entry-not-for-online
InstanceOf: VGCEntry
Title: "An entry that is not to show online"
Description: "The patient asks that the entry not show in the online record: the label keeps it from showing."
Usage: #example
* insert ExampleOfMapping
* insert ExampleNotForThePatient
* extension[onlineVisible].valueCode = #hide-requested
* identifier.value = "0d2f6c8e-1b7a-5c43-9e50-6f0a2b8d4c17"
* status = #final
* type = $sct#371531000 "Report of clinical encounter"
* type.text = "Report of clinical encounter"
* insert ExamplePatient(subject)
* encounter.reference = "urn:uuid:94b9ef05-df7f-56eb-8597-a5590322b4a2"
* date = "2026-03-10T10:00:00+00:00"
* insert ExampleClinician(author)
* title = "Group clinic: Chronic pain group clinic"
* confidentiality = #N
* attester.mode = #professional
* attester.time = "2026-03-10T12:05:00+00:00"
* insert ExampleClinician(attester.party)
* insert ExamplePractice(custodian)
* section[attendance].title = "Attendance"
* section[attendance].code = $headings#attendance-details "Attendance details"
* section[attendance].code.text = "Attendance details"
* insert ExampleText(section[attendance], [[<p style=\"white-space: pre-wrap\">Attended a group clinic (by video, 10 March 2026)</p>]])
* section[attendance].entry.reference = "urn:uuid:94b9ef05-df7f-56eb-8597-a5590322b4a2"
