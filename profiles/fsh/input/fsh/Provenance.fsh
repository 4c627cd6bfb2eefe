Profile: VGCProvenance
Parent: Provenance
Id: VGC-Provenance
Title: "Approval of a filing"
Description: "A clinician read one patient's entry of a session and approved it: who stands for it, when, for which resources, and what software assembled them. A new approval is a new Provenance. R4 gives a Provenance no identifier, so its stable business identifier travels as a tag. The provenance profile of UK Core is a draft; this one rests on FHIR R4 alone."
* insert MadeByMapping

* meta.tag 1..* MS
* meta.tag ^slicing.discriminator.type = #value
* meta.tag ^slicing.discriminator.path = "system"
* meta.tag ^slicing.rules = #open
* meta.tag ^slicing.description = "By the system of the tag"
* meta.tag contains approval 1..1 MS
* meta.tag[approval] ^short = "The stable business identifier of this approval, the same at every push"
* meta.tag[approval].system 1..1 MS
* meta.tag[approval].system = "https://fhir-vgc.example/Id/approval" (exactly)
* meta.tag[approval].code 1..1 MS
* meta.tag[approval].code ^short = "It can be searched for with _tag"

* target MS
* target ^short = "The resources that the approval was given for, all of one patient"
* recorded MS
* recorded ^short = "When the clinician approved, with its offset from UTC"
* insert InWords(activity)
* activity 1..1
* activity ^short = "What was done: read and approved"
* agent MS
* agent ^slicing.discriminator.type = #pattern
* agent ^slicing.discriminator.path = "type"
* agent ^slicing.rules = #open
* agent ^slicing.description = "By what the agent did"
* agent contains
    attester 1..1 MS and
    assembler 1..* MS
* agent[attester] ^short = "The clinician who read the entry and stands for it"
* agent[attester] ^comment = "One person, never a robot or a shared account (hazards H16 and H35); each patient's entry is approved by itself."
* agent[attester].type 1..1 MS
* agent[attester].type = http://terminology.hl7.org/CodeSystem/provenance-participant-type#attester
* agent[attester].type.text 1..1 MS
* agent[attester].role MS
* agent[attester].role ^short = "Their role in the session, where the session knows them"
* agent[attester].role.text 1..1 MS
* agent[attester].who MS
* agent[attester].who only Reference(Practitioner or PractitionerRole)
* insert SomebodyNamed(agent[attester].who)
* agent[attester].who ^short = "The clinician, by professional number and name"
* agent[assembler] ^short = "The software that made the resources"
* agent[assembler].type 1..1 MS
* agent[assembler].type = http://terminology.hl7.org/CodeSystem/provenance-participant-type#assembler
* agent[assembler].type.text 1..1 MS
* agent[assembler].who MS
* agent[assembler].who only Reference(Device or Organization)
* agent[assembler].who ^short = "The software by name, or whose it is"
* signature MS
* signature ^short = "A digital signature, where there is one"
* signature ^comment = "The clinic sends none; a system that signs keeps it."

Instance: provenance-approved
InstanceOf: VGCProvenance
Title: "Approved by the GP"
Description: "The GP of the session read the patient's entry an hour after the session and approved it."
Usage: #example
* insert ExampleOfMapping
* meta.tag[approval].code = #34433087-3c69-530a-aaac-7e71f3578e56
* target[0] = Reference(appointment-came-late)
* target[1] = Reference(encounter-by-video)
* target[2] = Reference(consent-confidentiality)
* target[3] = Reference(question-answered)
* recorded = "2026-03-10T12:30:00+00:00"
* activity.text = "Entry of a group clinic read and approved"
* agent[attester].type.text = "Attester"
* agent[attester].role.text = "gp"
* insert ExampleClinician(agent[attester].who)
* agent[assembler].type.text = "Assembler"
* agent[assembler].who.type = "Device"
* agent[assembler].who.display = "fhir-vgc"

Instance: provenance-approved-by-name
InstanceOf: VGCProvenance
Title: "Approved by somebody known by name"
Description: "The approver is known by name alone; the references are those of a filing before a server has given ids."
Usage: #example
* insert ExampleOfMapping
* meta.tag[approval].code = #688efeab-46fa-56b8-a58e-c64e813d9261
* target[0].reference = "urn:uuid:589a3196-16a0-5050-ab64-bdcc0b6380e5"
* target[1].reference = "urn:uuid:c5278039-629b-5a31-b087-89969e383206"
* recorded = "2026-03-17T12:05:00+00:00"
* activity.text = "Entry of a group clinic read and approved"
* agent[attester].type.text = "Attester"
* agent[attester].who.type = "Practitioner"
* agent[attester].who.display = "Dr Hyacinth Nwachukwu"
* agent[assembler].type.text = "Assembler"
* agent[assembler].who.type = "Device"
* agent[assembler].who.display = "fhir-vgc"
