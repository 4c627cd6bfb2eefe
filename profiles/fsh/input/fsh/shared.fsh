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

// The mapping that made the resource; whoever writes such a resource by hand names its own software there.
RuleSet: MadeByMapping
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

// Codes may be lost on the way; the words may not (hazard H33).
RuleSet: InWords(element)
* {element} MS
* {element}.text 1..1 MS
* {element}.text ^short = "The words, sufficient without a code"

// A simple extension: one value of one type.
RuleSet: Holds(type)
* value[x] 1..1 MS
* value[x] only {type}

// A code system of ours: complete, and its codes are written exactly so.
RuleSet: OurCodes
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false

// For examples: made by the mapping, about an invented patient.
RuleSet: ExampleOfMapping
* meta.source = "https://fhir-vgc.example/mapping/1"

RuleSet: ExamplePatient(element)
* {element}.type = "Patient"
* {element}.identifier.system = $nhs-number
* {element}.identifier.value = "9990000018"

RuleSet: ExamplePractice(element)
* {element}.type = "Organization"
* {element}.identifier.system = $ods
* {element}.identifier.value = "A99999"
