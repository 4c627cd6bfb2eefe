Profile: VGCQuestionnaireResponse
Parent: QuestionnaireResponse
Id: VGC-QuestionnaireResponse
Title: "Answers to an outcome instrument"
Description: "One filled-in outcome instrument, such as PEG: every answer with the digits that it was given with, and every question that was left out. Of the fourteen known instruments it is checked that every item is a question of the instrument, that no question is answered twice, that each answer is in its range, and that a completed one has all questions, all answered; of any other instrument, that a completed one has no item without an answer. UK Core STU2 has no active profile of it; this one keeps to the must-support list of the later draft, without claiming it."
* insert MadeByMapping
* insert AboutOnePatient(subject)
* obeys vgc-questionnaire-response-1 and vgc-questionnaire-response-2 and vgc-questionnaire-response-3 and vgc-questionnaire-response-4 and vgc-questionnaire-response-5
* obeys vgc-questionnaire-response-6 and vgc-questionnaire-response-7 and vgc-questionnaire-response-8 and vgc-questionnaire-response-9 and vgc-questionnaire-response-10 and vgc-questionnaire-response-11 and vgc-questionnaire-response-12
* obeys vgc-questionnaire-response-13 and vgc-questionnaire-response-14 and vgc-questionnaire-response-15 and vgc-questionnaire-response-16 and vgc-questionnaire-response-17 and vgc-questionnaire-response-18 and vgc-questionnaire-response-19
* obeys vgc-questionnaire-response-20 and vgc-questionnaire-response-21 and vgc-questionnaire-response-22 and vgc-questionnaire-response-23 and vgc-questionnaire-response-24 and vgc-questionnaire-response-25 and vgc-questionnaire-response-26

* extension contains
    VGCInstrument named instrument 1..1 MS and
    VGCInstrumentVersion named instrumentVersion 0..1 MS and
    VGCTimepoint named timepoint 1..1 MS and
    VGCReportedBy named reportedBy 1..1 MS
* extension[instrument] ^short = "Which instrument"
* extension[instrumentVersion] ^short = "Which edition or translation of it"
* extension[timepoint] ^short = "At which point of the programme"
* extension[reportedBy] ^short = "Who gave the answers"

* identifier 1..1 MS
* identifier ^short = "The stable business identifier of these answers, the same at every push"
* identifier.system 1..1 MS
* identifier.system = "https://fhir-vgc.example/Id/questionnaire-response" (exactly)
* identifier.value 1..1 MS
* questionnaire 1..1 MS
* questionnaire ^short = "The Questionnaire of the instrument"
* status MS
* status ^short = "completed only where every question is answered; otherwise in-progress"
* encounter MS
* encounter only Reference(Encounter)
* encounter ^short = "This patient's own encounter; absent where the patient was not there"
* authored 1..1 MS
* authored ^short = "When the questions were answered, never when the answers were imported"
* author 1..1 MS
* insert MayBePatient(author)
* author ^short = "Who wrote the answers down; the same as source"
* source 1..1 MS
* insert MayBePatient(source)
* source ^short = "Who gave the answers: the patient, a proxy, or a member of staff"

* item 1..* MS
* item ^short = "One question of the instrument"
* item.linkId MS
* item.linkId ^short = "The question, by its linkId in the Questionnaire"
* item.text MS
* item.text ^short = "What the question asks about; never the wording of a licensed instrument"
* item.item 0..0
* item.item ^short = "Not used: questions stand side by side"
* item.item ^comment = "Every instrument here is a flat list; an answer within a group would be lost by a reader of one level."
* item.answer 0..1 MS
* item.answer ^short = "The answer; absent where the question was left out, and never made up"
* item.answer.value[x] 1..1 MS
* item.answer.value[x] only integer or decimal
* item.answer.value[x] ^short = "The number that was ticked, with its own digits"
* item.answer.item 0..0
* item.answer.item ^short = "Not used: no question depends on an answer"

Invariant: vgc-questionnaire-response-1
Description: "Of a completed instrument every question is answered."
* severity = #error
* expression = "status = 'completed' implies item.all(answer.exists())"

Invariant: vgc-questionnaire-response-2
Description: "No question is answered twice."
* severity = #error
* expression = "item.linkId.isDistinct()"

Invariant: vgc-questionnaire-response-3
Description: "Where the Questionnaire is one of ours, it is the one of the instrument that is named (hazard H15)."
* severity = #error
* expression = "questionnaire.startsWith('https://fhir-vgc.example/Questionnaire/') implies questionnaire.replaceMatches('[|].*$', '') = 'https://fhir-vgc.example/Questionnaire/' + extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument').value"

Invariant: vgc-questionnaire-response-4
Description: "Who gave the answers is the same in source and in reported-by (hazard H11)."
* severity = #error
* expression = "source.type.empty() or extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-reported-by').value.empty() or source.where(type = 'Patient').exists() = extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-reported-by' and value = 'patient').exists()"

Invariant: vgc-questionnaire-response-5
Description: "A patient who answers is the record's own patient: where subject and source are both named by NHS number, or both by the id of a Patient, it is the same (hazard H2)."
* insert SamePatient(subject, source)

Invariant: vgc-questionnaire-response-12
Description: "A patient who writes answers down is the record's own patient: where subject and author are both named by NHS number, or both by the id of a Patient, it is the same (hazard H2)."
* insert SamePatient(subject, author)

Invariant: vgc-questionnaire-response-6
Description: "An answer to phq-9, phq-2 or gad-7 is from 0 to 3 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'phq-9' or value = 'phq-2' or value = 'gad-7')).exists() implies item.answer.value.all($this >= 0 and $this <= 3)"

Invariant: vgc-questionnaire-response-7
Description: "An answer to pseq or pseq-2 is from 0 to 6 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'pseq' or value = 'pseq-2')).exists() implies item.answer.value.all($this >= 0 and $this <= 6)"

Invariant: vgc-questionnaire-response-8
Description: "An answer to peg, nprs, bpi-sf-severity or bpi-sf-interference is from 0 to 10 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'peg' or value = 'nprs' or value = 'bpi-sf-severity' or value = 'bpi-sf-interference')).exists() implies item.answer.value.all($this >= 0 and $this <= 10)"

Invariant: vgc-questionnaire-response-9
Description: "An answer to eq-vas is from 0 to 100 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'eq-vas').exists() implies item.answer.value.all($this >= 0 and $this <= 100)"

Invariant: vgc-questionnaire-response-10
Description: "An answer to pam-13 is from 1 to 4 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pam-13').exists() implies item.answer.value.all($this >= 1 and $this <= 4)"

Invariant: vgc-questionnaire-response-11
Description: "An answer to wemwbs, swemwbs or eq-5d-5l is from 1 to 5 (hazard H15)."
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'wemwbs' or value = 'swemwbs' or value = 'eq-5d-5l')).exists() implies item.answer.value.all($this >= 1 and $this <= 5)"

// For an invariant: the questions of a known instrument, by their linkIds. Of a completed one all are there; that each is
// answered, and none twice, other invariants say.
RuleSet: QuestionsOf(instrument, count, linkIds)
* severity = #error
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = '{instrument}').exists() implies (item.linkId.all(matches('{linkIds}')) and (status = 'completed' implies item.count() = {count}))"

Invariant: vgc-questionnaire-response-13
Description: "Of peg, every item is one of its 3 questions (pain, enjoyment, activity); it is completed only where all of them are there."
* insert QuestionsOf(peg, 3, [[^(pain|enjoyment|activity)$]])

Invariant: vgc-questionnaire-response-14
Description: "Of nprs, the item is its one question (pain)."
* insert QuestionsOf(nprs, 1, [[^pain$]])

Invariant: vgc-questionnaire-response-15
Description: "Of bpi-sf-severity, every item is one of its 4 questions (worst, least, average, now); it is completed only where all of them are there."
* insert QuestionsOf(bpi-sf-severity, 4, [[^(worst|least|average|now)$]])

Invariant: vgc-questionnaire-response-16
Description: "Of bpi-sf-interference, every item is one of its 7 questions (activity, mood, walking, work, relations, sleep, enjoyment); it is completed only where all of them are there."
* insert QuestionsOf(bpi-sf-interference, 7, [[^(activity|mood|walking|work|relations|sleep|enjoyment)$]])

Invariant: vgc-questionnaire-response-17
Description: "Of phq-9, every item is one of its 9 questions (1 to 9); it is completed only where all of them are there."
* insert QuestionsOf(phq-9, 9, [[^[1-9]$]])

Invariant: vgc-questionnaire-response-18
Description: "Of phq-2, every item is one of its 2 questions (1 to 2); it is completed only where all of them are there."
* insert QuestionsOf(phq-2, 2, [[^[12]$]])

Invariant: vgc-questionnaire-response-19
Description: "Of gad-7, every item is one of its 7 questions (1 to 7); it is completed only where all of them are there."
* insert QuestionsOf(gad-7, 7, [[^[1-7]$]])

Invariant: vgc-questionnaire-response-20
Description: "Of pseq, every item is one of its 10 questions (1 to 10); it is completed only where all of them are there."
* insert QuestionsOf(pseq, 10, [[^([1-9]|10)$]])

Invariant: vgc-questionnaire-response-21
Description: "Of pseq-2, every item is one of its 2 questions (1 to 2); it is completed only where all of them are there."
* insert QuestionsOf(pseq-2, 2, [[^[12]$]])

Invariant: vgc-questionnaire-response-22
Description: "Of wemwbs, every item is one of its 14 questions (1 to 14); it is completed only where all of them are there."
* insert QuestionsOf(wemwbs, 14, [[^([1-9]|1[0-4])$]])

Invariant: vgc-questionnaire-response-23
Description: "Of swemwbs, every item is one of its 7 questions (1 to 7); it is completed only where all of them are there."
* insert QuestionsOf(swemwbs, 7, [[^[1-7]$]])

Invariant: vgc-questionnaire-response-24
Description: "Of eq-5d-5l, every item is one of its 5 questions (mobility, self-care, usual-activities, pain-or-discomfort, anxiety-or-depression); it is completed only where all of them are there."
* insert QuestionsOf(eq-5d-5l, 5, [[^(mobility|self-care|usual-activities|pain-or-discomfort|anxiety-or-depression)$]])

Invariant: vgc-questionnaire-response-25
Description: "Of eq-vas, the item is its one question (health)."
* insert QuestionsOf(eq-vas, 1, [[^health$]])

Invariant: vgc-questionnaire-response-26
Description: "Of pam-13, every item is one of its 13 questions (1 to 13); it is completed only where all of them are there."
* insert QuestionsOf(pam-13, 13, [[^([1-9]|1[0-3])$]])

Extension: VGCInstrumentVersion
Id: Extension-VGC-instrument-version
Title: "Version of an instrument"
Description: "Which edition, short form or translation of the instrument was used, as the clinic names it. QuestionnaireResponse.questionnaire|version is the version of our Questionnaire, not the edition that the patient filled in."
Context: QuestionnaireResponse
* insert Holds(string)
* value[x] ^short = "As the clinic names it"

Extension: VGCReportedBy
Id: Extension-VGC-reported-by
Title: "Reported by"
Description: "Who gave the answers. What somebody else answered for a patient is not compared with the patient's own answers. QuestionnaireResponse.source says who, and often by a name in words alone."
Context: QuestionnaireResponse
* insert Holds(code)
* value[x] from VGCReportedByValues (required)
* value[x] ^short = "patient | staff | proxy"

CodeSystem: VGCReportedByCodes
Id: VGC-reported-by
Title: "Reported by"
Description: "Who answers the questions of an outcome instrument."
* insert OurCodes
* #patient "Patient" "The patient answered."
* #staff "Staff" "A member of staff answered from what the patient said or what was seen."
* #proxy "Proxy" "Somebody who speaks for the patient answered."

ValueSet: VGCReportedByValues
Id: VGC-reported-by
Title: "Reported by"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCReportedByCodes

Instance: answers-peg
InstanceOf: VGCQuestionnaireResponse
Title: "Three answers to PEG"
Description: "Complete, by the patient, before the programme."
Usage: #example
* insert ExampleOfMapping
* extension[instrument].valueCode = #peg
* extension[instrumentVersion].valueString = "2009, English"
* extension[timepoint].valueCode = #baseline
* extension[reportedBy].valueCode = #patient
* identifier.value = "ec337704-80d3-5f24-88e0-7bc57d9e11d4"
* questionnaire = "https://fhir-vgc.example/Questionnaire/peg"
* status = #completed
* insert ExamplePatient(subject)
* encounter.reference = "urn:uuid:94b9ef05-df7f-56eb-8597-a5590322b4a2"
* authored = "2026-03-10T09:50:00+00:00"
* insert ExamplePatient(author)
* insert ExamplePatient(source)
* item[0].linkId = "pain"
* item[0].text = "Pain"
* item[0].answer.valueDecimal = 7
* item[1].linkId = "enjoyment"
* item[1].text = "Enjoyment"
* item[1].answer.valueDecimal = 7.5
* item[2].linkId = "activity"
* item[2].text = "Activity"
* item[2].answer.valueDecimal = 6.5

Instance: answers-phq-2-incomplete
InstanceOf: VGCQuestionnaireResponse
Title: "PHQ-2 with a question left out"
Description: "Answered by a proxy; a question left out stays without an answer, and the instrument in progress."
Usage: #example
* insert ExampleOfMapping
* extension[instrument].valueCode = #phq-2
* extension[timepoint].valueCode = #follow-up
* extension[reportedBy].valueCode = #proxy
* identifier.value = "e2720670-1afd-53c4-8d51-72be4ce2c475"
* questionnaire = "https://fhir-vgc.example/Questionnaire/phq-2"
* status = #in-progress
* insert ExamplePatient(subject)
* authored = "2026-06-09T09:50:00+01:00"
* author.type = "RelatedPerson"
* author.display = "Proxy of the patient"
* source.type = "RelatedPerson"
* source.display = "Proxy of the patient"
* item[0].linkId = "1"
* item[0].text = "Interest or pleasure"
* item[0].answer.valueInteger = 2
* item[1].linkId = "2"
* item[1].text = "Feeling down"
