Profile: VGCMedicationPlanLine
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-MedicationRequest
Id: VGC-MedicationPlanLine
Title: "Line of a medication plan"
Description: "One medicine of the plan that was agreed in a group clinic: what to do with it, in words. A plan, never a prescription (hazard H14): it is a proposal in draft, nothing can be issued or dispensed from it, and FHIR's own dose elements are not used, since a system could act on them. The intent `plan` means an authorised prescription in GP systems, so it never occurs."
* insert MadeByMapping
* insert IdentifiedBy(medication-line)
* insert OfOneSession
* insert AboutOnePatient(subject)
* obeys vgc-plan-line-1 and vgc-plan-line-2

* extension contains
    VGCPlanVersion named planVersion 1..1 MS and
    VGCPlanSupersedes named planSupersedes 0..1 MS and
    VGCPlanLine named planLine 1..1 MS and
    VGCPlanDrug named drug 1..1 MS and
    VGCPlanForm named form 0..1 MS and
    VGCPlanStrength named strength 0..1 MS and
    VGCPlanDose named dose 0..1 MS and
    VGCPlanFrequency named frequency 0..1 MS and
    VGCPlanRoute named route 0..1 MS and
    VGCPlanChange named change 1..1 MS and
    VGCPlanStep named step 0..1 MS and
    VGCPlanSteps named steps 0..1 MS and
    VGCPlanNextStepDate named nextStepDate 0..1 MS and
    VGCPlanAgreedBy named agreedBy 0..1 MS and
    VGCPlanPrescriber named prescriber 0..1 MS
* extension[planVersion] ^short = "Version of the plan that the line is of"
* extension[planSupersedes] ^short = "Version of the plan that this one replaces"
* extension[planLine] ^short = "Place of the line in the plan, from 1"
* extension[drug] ^short = "The drug, as it was written down"
* extension[form] ^short = "The form, as it was written down"
* extension[strength] ^short = "The strength, as it was written down"
* extension[dose] ^short = "The dose agreed, in words; nothing is computed"
* extension[frequency] ^short = "How often, in words"
* extension[route] ^short = "The route, in words"
* extension[change] ^short = "What is to be done with the medicine"
* extension[step] ^short = "Which step of a stepwise change this is"
* extension[steps] ^short = "How many steps the change has"
* extension[nextStepDate] ^short = "When the next step is, as exactly as it is known"
* extension[agreedBy] ^short = "Who agreed to it, as the clinic wrote it"
* extension[prescriber] ^short = "Who would prescribe it, as the clinic wrote it"
* extension[medicationRepeatInformation] 0..0
* extension[medicationRepeatInformation] ^comment = "A repeat is an authorised prescription; a plan is not."

* status from VGCPlanLineStatusValues (required)
* status MS
* status ^short = "draft as filed; cancelled, stopped or completed where the practice closes it; entered-in-error once it was taken back"
* status ^comment = "Never active: an active request can be issued from."
* intent MS
* intent = #proposal (exactly)
* intent ^short = "Always proposal; plan and order are prescriptions in GP systems"
* doNotPerform 0..0
* doNotPerform ^comment = "To stop a medicine is said in words and by the change; a reader who does not know this modifier would read the opposite."

* category 1..* MS
* category ^slicing.discriminator.type = #value
* category ^slicing.discriminator.path = "text"
* category ^slicing.rules = #open
* category ^slicing.description = "By its words"
* category contains plan 1..1 MS
* category[plan] ^short = "Says in words that this is no prescription"
* category[plan].text 1..1 MS
* category[plan].text = "Plan, not a prescription" (exactly)

* medication[x] only CodeableConcept
* medication[x] MS
* medication[x] ^short = "Drug, strength and form in words, with the dm+d product where it is known"
* medication[x] ^comment = "A concept and no reference: the line has to be readable alone."
* medication[x].text 1..1 MS
* medication[x].text ^short = "The words, sufficient without a code"
* medication[x].coding ^slicing.discriminator.type = #value
* medication[x].coding ^slicing.discriminator.path = "system"
* medication[x].coding ^slicing.rules = #open
* medication[x].coding ^slicing.description = "By the code system"
* medication[x].coding contains dmd 0..1 MS
* medication[x].coding[dmd] ^short = "The medicine in dm+d: a VTM, VMP or AMP, never an ingredient"
* medication[x].coding[dmd].system 1..1 MS
* medication[x].coding[dmd].system = "https://dmd.nhs.uk" (exactly)
* medication[x].coding[dmd].code 1..1 MS

* encounter MS
* encounter ^short = "The patient's own encounter; absent where the patient was not there"
* authoredOn 1..1 MS
* authoredOn ^short = "Start of the session in which the plan was agreed"
* requester MS
* requester only Reference(Practitioner or PractitionerRole or Organization or Patient or RelatedPerson)
* requester ^short = "Who agreed to the line, or else its prescriber; by name alone where the session does not know them"
* requester ^comment = "A person or an organisation, never a device: the name on a plan is that of somebody who answers for it (hazard H35)."
* groupIdentifier 1..1 MS
* groupIdentifier ^short = "The plan that the line is of: one value for all lines of one version"
* groupIdentifier.system 1..1 MS
* groupIdentifier.system = "https://fhir-vgc.example/Id/medication-plan" (exactly)
* groupIdentifier.value 1..1 MS
* note MS
* note ^short = "What else was said about this medicine"

* dosageInstruction 1..1 MS
* dosageInstruction obeys vgc-plan-line-3
* dosageInstruction ^short = "The whole line in words"
* dosageInstruction.text 1..1 MS
* dosageInstruction.text ^short = "Begins 'Plan, not a prescription', then everything that was agreed"
* dosageInstruction.sequence 0..0
* dosageInstruction.sequence ^comment = "There is one instruction, the whole line in words."
* dosageInstruction.additionalInstruction 0..0
* dosageInstruction.additionalInstruction ^comment = "The words are in the text, whole: what stands apart from it could be shown without the plan."
* dosageInstruction.patientInstruction 0..0
* dosageInstruction.patientInstruction ^comment = "A patient would take it for what to do. The words are in the text, which says that it is a plan."
* dosageInstruction.site 0..0
* dosageInstruction.site ^comment = "No dose that a system could act on: the plan would look issuable."
* dosageInstruction.method 0..0
* dosageInstruction.method ^comment = "No dose that a system could act on: the plan would look issuable."
* dosageInstruction.timing 0..0
* dosageInstruction.timing ^comment = "No dose that a system could act on: the plan would look issuable."
* dosageInstruction.asNeeded[x] 0..0
* dosageInstruction.asNeeded[x] ^comment = "No dose that a system could act on: the plan would look issuable."
* dosageInstruction.route 0..0
* dosageInstruction.route ^comment = "No dose that a system could act on: the plan would look issuable."
* dosageInstruction.doseAndRate 0..0
* dosageInstruction.doseAndRate ^comment = "No dose that a system could act on: the plan would look issuable."
* dosageInstruction.maxDosePerPeriod 0..0
* dosageInstruction.maxDosePerAdministration 0..0
* dosageInstruction.maxDosePerLifetime 0..0
* dispenseRequest 0..0
* dispenseRequest ^comment = "Nothing is dispensed from a plan."
* substitution MS
* substitution ^short = "UK Core asks for it on every request"
* substitution.allowed[x] only boolean
* substitution.allowed[x] MS
* substitution.allowed[x] = false (exactly)
* substitution.allowed[x] ^short = "Always false: a plan allows nobody to give another medicine"

Invariant: vgc-plan-line-1
Description: "A step is one of the steps: where both numbers are given, the step is not beyond the last."
* severity = #error
* expression = "(extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-step').exists() and extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-steps').exists()) implies (extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-step').value <= extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-steps').value)"

Invariant: vgc-plan-line-2
Description: "The medicine in words begins with the drug of the plan, in capitals or not: the two should not speak of different drugs. A warning, for a practice may name the medicine its own way."
* severity = #warning
* expression = "medication.text.exists() implies medication.text.lower().startsWith(extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-drug').value.ofType(string).lower())"

Invariant: vgc-plan-line-3
Description: "The words of the line begin with 'Plan, not a prescription', so that they say so wherever they are shown alone (hazard H33)."
* severity = #error
* expression = "text.startsWith('Plan, not a prescription')"

Extension: VGCPlanVersion
Id: Extension-VGC-plan-version
Title: "Version of the medication plan"
Description: "Number of the version of the patient's medication plan that this line is of. MedicationRequest.groupIdentifier joins the lines of one version, and is opaque."
Context: MedicationRequest
* insert Holds(positiveInt)
* value[x] ^short = "1, 2, 3, …"

Extension: VGCPlanSupersedes
Id: Extension-VGC-plan-supersedes
Title: "Superseded version of the medication plan"
Description: "Number of the version that this one was agreed in place of. MedicationRequest.priorPrescription leads to an order, and a plan is none."
Context: MedicationRequest
* insert Holds(positiveInt)
* value[x] ^short = "1, 2, 3, …"

Extension: VGCPlanLine
Id: Extension-VGC-plan-line
Title: "Place in the medication plan"
Description: "Place of the line in the plan as it was written down, from 1: the order can matter to who reads it."
Context: MedicationRequest
* insert Holds(positiveInt)
* value[x] ^short = "1, 2, 3, …"

Extension: VGCPlanDrug
Id: Extension-VGC-plan-drug
Title: "Drug of the plan"
Description: "The drug, as it was written down in the plan. The concept's text has drug, strength and form together, and cannot be taken apart again."
Context: MedicationRequest
* insert Holds(string)
* value[x] ^short = "The name of the drug"

Extension: VGCPlanForm
Id: Extension-VGC-plan-form
Title: "Form of the plan"
Description: "The form of the medicine, as it was written down, such as capsules. Medication.form would need a Medication, from which medicines are issued."
Context: MedicationRequest
* insert Holds(string)
* value[x] ^short = "The form, in words"

Extension: VGCPlanStrength
Id: Extension-VGC-plan-strength
Title: "Strength of the plan"
Description: "The strength of the medicine, as it was written down, such as 300 mg. Medication.ingredient would need a Medication, from which medicines are issued."
Context: MedicationRequest
* insert Holds(string)
* value[x] ^short = "The strength, in words"

Extension: VGCPlanDose
Id: Extension-VGC-plan-dose
Title: "Dose of the plan"
Description: "The dose agreed, in words. It is text on purpose: a dose in FHIR's dose elements would make the plan look issuable."
Context: MedicationRequest
* insert Holds(string)
* value[x] ^short = "The dose, in words"

Extension: VGCPlanFrequency
Id: Extension-VGC-plan-frequency
Title: "Frequency of the plan"
Description: "How often the medicine is taken, in words. It is text on purpose: timing in FHIR's dose elements would make the plan look issuable."
Context: MedicationRequest
* insert Holds(string)
* value[x] ^short = "How often, in words"

Extension: VGCPlanRoute
Id: Extension-VGC-plan-route
Title: "Route of the plan"
Description: "The route by which the medicine is taken, in words. It is text on purpose: a route in FHIR's dose elements would make the plan look issuable."
Context: MedicationRequest
* insert Holds(string)
* value[x] ^short = "The route, in words"

Extension: VGCPlanChange
Id: Extension-VGC-plan-change
Title: "Change to a medicine"
Description: "What was agreed to do with the medicine. R4 has no element for it: statusReason is why a request has its status."
Context: MedicationRequest
* insert Holds(code)
* value[x] from VGCPlanChangeValues (required)
* value[x] ^short = "start | stop | increase | decrease | no-change | switch | not-agreed"

Extension: VGCPlanStep
Id: Extension-VGC-plan-step
Title: "Step of a stepwise change"
Description: "Which step of a stepwise change, such as a slow reduction, this line is. Steps are never computed or proposed by software. Dosage.sequence orders instructions that a system acts on."
Context: MedicationRequest
* insert Holds(positiveInt)
* value[x] ^short = "1, 2, 3, …"

Extension: VGCPlanSteps
Id: Extension-VGC-plan-steps
Title: "Steps of a stepwise change"
Description: "How many steps the change has in all."
Context: MedicationRequest
* insert Holds(positiveInt)
* value[x] ^short = "1, 2, 3, …"

Extension: VGCPlanNextStepDate
Id: Extension-VGC-plan-next-step-date
Title: "Date of the next step"
Description: "When the next step of the change is, as exactly as it is known: a year, a month or a day. Dates of FHIR's dose and dispense elements would make the plan look issuable."
Context: MedicationRequest
* insert Holds(date)
* value[x] ^short = "A year, a month or a day"

Extension: VGCPlanAgreedBy
Id: Extension-VGC-plan-agreed-by
Title: "Agreed by"
Description: "Who agreed to the line, as the clinic wrote it: a member of staff by name, or the patient. MedicationRequest.requester is one person; a line may be agreed by one and prescribed by another."
Context: MedicationRequest
* insert Holds(string)
* value[x] ^short = "A name or a role of this patient's care"

Extension: VGCPlanPrescriber
Id: Extension-VGC-plan-prescriber
Title: "Prescriber of the plan"
Description: "Who would have to prescribe it, as the clinic wrote it. Being named here authorises nothing. MedicationRequest.requester is one person; a line may be agreed by one and prescribed by another."
Context: MedicationRequest
* insert Holds(string)
* value[x] ^short = "A name or a role"

CodeSystem: VGCPlanChangeCodes
Id: VGC-plan-change
Title: "Change to a medicine"
Description: "What a medication plan agrees to do with one medicine."
* insert OurCodes
* #start "Start" "Begin to take it."
* #stop "Stop" "Take it no more."
* #increase "Increase" "Take more of it."
* #decrease "Decrease" "Take less of it."
* #no-change "No change" "Go on as before."
* #switch "Switch" "Take another medicine in its place; the words say which."
* #not-agreed "Not agreed" "It was talked about, and nothing was agreed."

ValueSet: VGCPlanChangeValues
Id: VGC-plan-change
Title: "Change to a medicine"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCPlanChangeCodes

ValueSet: VGCPlanLineStatusValues
Id: VGC-plan-line-status
Title: "Status of a line of a medication plan"
Description: "A line is filed as a draft. The practice may close it (cancelled, stopped, completed), and it is entered in error once it was taken back. The other statuses could be issued from."
* ^experimental = true
* http://hl7.org/fhir/CodeSystem/medicationrequest-status#draft
* http://hl7.org/fhir/CodeSystem/medicationrequest-status#cancelled
* http://hl7.org/fhir/CodeSystem/medicationrequest-status#stopped
* http://hl7.org/fhir/CodeSystem/medicationrequest-status#completed
* http://hl7.org/fhir/CodeSystem/medicationrequest-status#entered-in-error

Instance: plan-line-taper
InstanceOf: VGCMedicationPlanLine
Title: "A step of a slow reduction"
Description: "The second of four steps, in a plan that replaces an earlier one."
Usage: #example
* insert ExampleOfMapping
* extension[planVersion].valuePositiveInt = 2
* extension[planSupersedes].valuePositiveInt = 1
* extension[planLine].valuePositiveInt = 1
* extension[drug].valueString = "Tramadol"
* extension[form].valueString = "capsules"
* extension[strength].valueString = "50 mg"
* extension[dose].valueString = "one capsule"
* extension[frequency].valueString = "three times a day"
* extension[route].valueString = "by mouth"
* extension[change].valueCode = #decrease
* extension[step].valuePositiveInt = 2
* extension[steps].valuePositiveInt = 4
* extension[nextStepDate].valueDate = "2026-05-05"
* extension[agreedBy].valueString = "Dr Hyacinth Nwachukwu"
* extension[prescriber].valueString = "Dr Hyacinth Nwachukwu"
* insert ExampleIdentified(10adf348-2c4b-7d89-9344-7cbaed90dafc)
* status = #draft
* category[plan].text = "Plan, not a prescription"
* medicationCodeableConcept.text = "Tramadol 50 mg capsules"
* insert ExamplePatient(subject)
* encounter.reference = "Encounter/of-this-session"
* authoredOn = "2026-04-21T10:02:00+01:00"
* insert ExampleClinician(requester)
* groupIdentifier.value = "196555bd-18d2-56e2-9908-a96c90557ef6"
* note.text = "Back to the step before if sleep gets worse"
* dosageInstruction.text = "Plan, not a prescription: decrease Tramadol 50 mg capsules; dose: one capsule; how often: three times a day; route: by mouth; step 2 of 4; next step 5 May 2026; agreed by Dr Hyacinth Nwachukwu; prescriber: Dr Hyacinth Nwachukwu; note: Back to the step before if sleep gets worse; plan version 2, in place of version 1"
* substitution.allowedBoolean = false

Instance: plan-line-not-agreed
InstanceOf: VGCMedicationPlanLine
Title: "A medicine on which nothing was agreed"
Description: "It was talked about, and nothing was agreed; the medicine is in words alone."
Usage: #example
* insert ExampleOfMapping
* extension[planVersion].valuePositiveInt = 2
* extension[planLine].valuePositiveInt = 2
* extension[drug].valueString = "Tramadol hydrochloride"
* extension[change].valueCode = #not-agreed
* insert ExampleIdentified(1c324f1f-c965-0456-aa0b-d591d0eb41e4)
* status = #draft
* category[plan].text = "Plan, not a prescription"
* medicationCodeableConcept.text = "Tramadol hydrochloride"
* insert ExamplePatient(subject)
* authoredOn = "2026-04-21T10:02:00+01:00"
* groupIdentifier.value = "196555bd-18d2-56e2-9908-a96c90557ef6"
* dosageInstruction.text = "Plan, not a prescription: no change agreed for Tramadol hydrochloride; plan version 2"
* substitution.allowedBoolean = false
