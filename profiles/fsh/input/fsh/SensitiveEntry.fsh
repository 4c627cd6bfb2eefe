Profile: VGCSensitiveEntry
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-Composition
Id: VGC-SensitiveEntry
Title: "Private note of a group clinic"
Description: "A note that not everybody who reads the record may see: what was said in confidence, risk, safeguarding. It stands apart from the entry, restricted by element and by security labels (R, and NOPAT: not for the online record), with an approval of its own; nothing leads to it, and it leads to nothing (hazard H4). A system that cannot keep the restriction must refuse it rather than show it."
* insert MadeByMapping
* insert ApprovedEntry(sensitive-entry)
* obeys vgc-sensitive-entry-1 and vgc-sensitive-entry-2

* meta.security 1..* MS
* meta.security ^slicing.discriminator.type = #value
* meta.security ^slicing.discriminator.path = "system"
* meta.security ^slicing.rules = #open
* meta.security ^slicing.description = "The confidentiality label, the labels of handling, and any that the practice adds"
* meta.security contains confidentiality 1..1 MS and handling 1..* MS
* meta.security[confidentiality] from VGCRestricted (required)
* meta.security[confidentiality] ^short = "restricted; carried unchanged through every read and write (hazard H26)"
* meta.security[confidentiality].system 1..1 MS
* meta.security[confidentiality].system = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality" (exactly)
* meta.security[confidentiality].code 1..1 MS

* meta.security[handling] ^short = "NOPAT: not to be shown to patient, family or carers without the clinician's authorisation"
* meta.security[handling] ^comment = "R alone keeps staff out and is kept from nobody at home: a patient's online record, and whoever looks at it with or for the patient, is what NOPAT is about (hazard H4)."
* meta.security[handling].system 1..1 MS
* meta.security[handling].system = "http://terminology.hl7.org/CodeSystem/v3-ActCode" (exactly)
* meta.security[handling].code 1..1 MS

* type ^short = "Restricted entry, in words"
* encounter 0..0
* encounter ^short = "Not used: the note is linked to no encounter"
* title = "Private note" (exactly)
* title ^short = "Private note; tells nothing of the content"
* confidentiality 1..1 MS
* confidentiality from VGCRestricted (required)
* confidentiality ^short = "R; never less"
* event 0..0
* event ^short = "Not used: what the note is about stands in its text alone"
* section 1..1 MS
* section ^short = "The note"
* section.title = "Private note" (exactly)
* section.entry 0..0
* section.entry ^short = "Not used: the note leads to no resource"

Invariant: vgc-sensitive-entry-1
Description: "The security label says the same as the element confidentiality (hazard H26)."
* severity = #error
* expression = "(meta.security.where(system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality').code | confidentiality).count() <= 1"

Invariant: vgc-sensitive-entry-2
Description: "A private note carries the label NOPAT: it is shown to no patient, relative or carer unless the clinician says so (hazard H4)."
* severity = #error
* expression = "meta.security.where(system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode' and code = 'NOPAT').exists()"

ValueSet: VGCRestricted
Id: VGC-restricted
Title: "Restricted"
Description: "The confidentialities that a private note may have."
* ^experimental = true
* $v3-Confidentiality#R
* $v3-Confidentiality#V

Instance: private-note
InstanceOf: VGCSensitiveEntry
Title: "A private note"
Description: "Approved by the GP, apart from the entry of the session."
Usage: #example
* insert ExampleOfMapping
* meta.security[confidentiality] = $v3-Confidentiality#R "restricted"
* insert ExampleNotForThePatient
* identifier.value = "12ad51de-1465-53f9-8d63-6e51d476e446"
* status = #final
* type.text = "Restricted entry"
* insert ExamplePatient(subject)
* date = "2026-03-10T10:00:00+00:00"
* insert ExampleClinician(author)
* title = "Private note"
* confidentiality = #R
* attester.mode = #professional
* attester.time = "2026-03-10T12:10:00+00:00"
* insert ExampleClinician(attester.party)
* insert ExamplePractice(custodian)
* section.title = "Private note"
* insert ExampleText(section, [[<p style=\"white-space: pre-wrap\">Asked after the session to speak alone with the GP. An appointment was made.</p>]])

Instance: private-note-not-approved
InstanceOf: VGCSensitiveEntry
Title: "A private note that nobody has approved"
Description: "Preliminary, by the practice, very restricted."
Usage: #example
* insert ExampleOfMapping
* meta.security[confidentiality] = $v3-Confidentiality#V "very restricted"
* insert ExampleNotForThePatient
* identifier.value = "7914247a-26cf-567b-8094-45499df453c2"
* status = #preliminary
* type.text = "Restricted entry"
* insert ExamplePatient(subject)
* date = "2026-03-10T10:00:00+00:00"
* insert ExamplePractice(author)
* title = "Private note"
* confidentiality = #V
* insert ExamplePractice(custodian)
* section.title = "Private note"
* insert ExampleText(section, [[<p style=\"white-space: pre-wrap\">Asks that nobody at home learn of the session.</p>]])
