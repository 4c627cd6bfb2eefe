Profile: VGCEncounter
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-Encounter
Id: VGC-Encounter
Title: "Presence in a group clinic"
Description: "One patient's own presence in one session of a group clinic. There is one Encounter for each patient who was there, in person or through a proxy; who did not attend has none. What the patient told, agreed and was taught in the session refers to it. Whether there was a private talk beside the group is not in it, nor in any resource that leads to it (hazard H4)."
* insert MadeByMapping
* insert IdentifiedBy(encounter)
* insert OfOneSession
* insert AboutOnePatient(subject)
* obeys vgc-encounter-1 and vgc-encounter-2 and vgc-encounter-3

* extension contains
    VGCJoin named join 0..* MS and
    VGCIdentityCheck named identityCheck 0..1 MS and
    VGCProxy named proxy 0..1 MS
* extension[join] ^short = "One stay in the meeting; several where the patient left and came back"
* extension[identityCheck] ^short = "How the patient's identity was checked before they were admitted"
* extension[proxy] ^short = "Who was there for the patient, by relation"

* status from VGCEncounterStatusValues (required)
* status ^short = "finished; entered-in-error once it was taken back"
* status ^comment = "Written after the session, and only for somebody who was there: nothing is planned or under way."
* class from VGCEncounterClassValues (required)
* class MS
* class ^short = "VR: by video; AMB: in person"
* class ^comment = "In a session of both kinds, it is how this patient was there."
* class.system 1..1 MS
* class.code 1..1 MS
* type 1..* MS
* type from VGCEncounterTypeValues (preferred)
* type ^short = "Group consultation or group education session, and taking part in a group"
* type ^comment = "A session without individual care is no consultation; it is said in words, without the code of one."
* type.text 1..1 MS
* type.text ^short = "The words, sufficient without a code"
* subject ^comment = "Base R4 allows a Group here. A group's encounter would put everybody's care into everybody's record."
* participant 1..* MS
* participant ^short = "The session's staff, by role; and whoever was beside the patient, by relation only"
* participant ^comment = "Never another patient of the group."
* participant.type 1..* MS
* participant.type ^short = "The role in the session, or 'present with the patient'"
* participant.type.text 1..1 MS
* participant.period MS
* participant.period ^short = "When this member of staff was there, where it is known"
* participant.individual 1..1 MS
* insert SomebodyNamed(participant.individual)
* participant.individual ^short = "A member of staff by professional number; somebody beside the patient by relation, never by name"
* appointment 1..* MS
* appointment ^short = "The patient's own place in the session"
* period 1..1 MS
* period ^short = "The patient's own time there: from the first join to the last leave"
* period ^comment = "The session's times where no join is known. Where the platform does not tell when the patient left, the end is left out: it is not made up."
* period.start 1..1 MS
* period.end MS
* length MS
* length ^short = "Minutes that the patient was there, all stays together"
* length ^comment = "Less than the period where the patient was away in between. Absent means not known, and is never 0."
* length.value 1..1 MS
* length.system 1..1 MS
* length.system = "http://unitsofmeasure.org" (exactly)
* length.code 1..1 MS
* length.code = #min (exactly)
* length.unit MS
* serviceProvider 1..1 MS
* serviceProvider ^short = "The organisation that runs the clinic, by ODS code"
* partOf 0..0
* partOf ^short = "Not used: no encounter of the whole group"
* partOf ^comment = "An encounter that the encounters of all patients hang on would show who was there together (hazard H2); the session's opaque identifier joins them instead."

Invariant: vgc-encounter-1
Description: "No participant is identified by an NHS number: whoever else was there is not named as a patient (hazard H2)."
* severity = #error
* expression = "participant.individual.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').empty()"

Invariant: vgc-encounter-2
Description: "The length is 0 to 1440 minutes (a day)."
* severity = #error
* expression = "length.empty() or (length.value >= 0 and length.value <= 1440)"

Invariant: vgc-encounter-3
Description: "Somebody beside the patient is said by relation alone, without a link or a number that leads to their name."
* severity = #warning
* expression = "participant.individual.where(type = 'RelatedPerson').all(display.exists() and reference.empty() and identifier.empty())"

Extension: VGCJoin
Id: Extension-VGC-join
Title: "Stay in the meeting"
Description: "One stay of the patient in the meeting, from joining to leaving. Stays on two devices may overlap. The end is absent where the platform does not tell it. Encounter.period is the whole, from first to last; the period of a participant is one stay, and no patient is a participant."
Context: Encounter
* insert Holds(Period)
* value[x] ^short = "From joining to leaving"
* valuePeriod.start 1..1 MS
* valuePeriod.end MS

Extension: VGCIdentityCheck
Id: Extension-VGC-identity-check
Title: "Identity check"
Description: "How the patient's identity was checked before they were let into the group (NHS guidance on video consultations). R4 has no element for it."
Context: Encounter
* ^experimental = true
* extension contains
    method 1..1 MS and
    by 0..1 MS and
    at 0..1 MS
* extension[method] ^short = "What was compared, such as name and date of birth; never the answer itself"
* extension[method].value[x] 1..1
* extension[method].value[x] only string
* extension[by] ^short = "The member of staff who checked"
* extension[by].value[x] 1..1
* extension[by].value[x] only string
* extension[at] ^short = "When it was checked, with its offset from UTC"
* extension[at].value[x] 1..1
* extension[at].value[x] only dateTime

Extension: VGCProxy
Id: Extension-VGC-proxy
Title: "Proxy"
Description: "Who was there for the patient: by relation and authority, never by name. What a proxy said is marked as the proxy's (hazard H11). A participant has no place for the authority."
Context: Encounter
* ^experimental = true
* extension contains
    relationship 1..1 MS and
    authority 0..1 MS and
    identity-checked 0..1 MS
* extension[relationship] ^short = "Relation to the patient, such as daughter"
* extension[relationship].value[x] 1..1
* extension[relationship].value[x] only string
* extension[authority] ^short = "By what authority, such as a lasting power of attorney"
* extension[authority].value[x] 1..1
* extension[authority].value[x] only string
* extension[identity-checked] ^short = "Whether the proxy's identity was checked; absent means not known"
* extension[identity-checked].value[x] 1..1
* extension[identity-checked].value[x] only boolean

ValueSet: VGCEncounterStatusValues
Id: VGC-encounter-status
Title: "Status of a presence in a group clinic"
Description: "An encounter of a group clinic is written when it is over; it may be taken back."
* ^experimental = true
* http://hl7.org/fhir/encounter-status#finished "Finished"
* http://hl7.org/fhir/encounter-status#entered-in-error "Entered in Error"

ValueSet: VGCEncounterClassValues
Id: VGC-encounter-class
Title: "Class of a presence in a group clinic"
Description: "By video or in person."
* ^experimental = true
* $v3-ActCode#VR "virtual"
* $v3-ActCode#AMB "ambulatory"

ValueSet: VGCEncounterTypeValues
Id: VGC-encounter-type
Title: "Type of a presence in a group clinic"
Description: "SNOMED CT concepts that were seen in public code lists for group consultations. Whether each is active in the current UK Edition is for a terminology server to confirm; the words suffice without them."
* ^experimental = true
* $sct#1149511000000104 "Group consultation"
* $sct#1323941000000101 "Group consultation via video conference"
* $sct#1092811000000108 "Participant in group session"

Instance: encounter-by-video
InstanceOf: VGCEncounter
Title: "Present by video, with a break"
Description: "The patient joined four minutes late, lost the connection once and came back; her husband was in the room."
Usage: #example
* insert ExampleOfMapping
* extension[join][0].valuePeriod.start = "2026-03-10T10:04:00+00:00"
* extension[join][0].valuePeriod.end = "2026-03-10T10:41:00+00:00"
* extension[join][1].valuePeriod.start = "2026-03-10T10:44:00+00:00"
* extension[join][1].valuePeriod.end = "2026-03-10T11:28:00+00:00"
* extension[identityCheck].extension[method].valueString = "name and date of birth"
* extension[identityCheck].extension[by].valueString = "Rosalind Achebe"
* extension[identityCheck].extension[at].valueDateTime = "2026-03-10T10:04:00+00:00"
* identifier[business].value = "d49127fa-415f-55b6-a5d0-3163d582443f"
* insert ExampleSession
* status = #finished
* class = $v3-ActCode#VR "virtual"
* type[0] = $sct#1323941000000101 "Group consultation via video conference"
* type[0].text = "Group consultation by video"
* type[1] = $sct#1092811000000108 "Participant in group session"
* type[1].text = "Participant in group session"
* insert ExamplePatient(subject)
* participant[0].type.text = "gp"
* participant[0].period.start = "2026-03-10T10:20:00+00:00"
* participant[0].period.end = "2026-03-10T11:15:00+00:00"
* insert ExampleClinician(participant[0].individual)
* participant[1].type.text = "facilitator"
* participant[1].individual.type = "Practitioner"
* participant[1].individual.display = "Rosalind Achebe"
* participant[2].type.text = "present with the patient"
* participant[2].individual.type = "RelatedPerson"
* participant[2].individual.display = "husband"
* appointment = Reference(appointment-came-late)
* period.start = "2026-03-10T10:04:00+00:00"
* period.end = "2026-03-10T11:28:00+00:00"
* length.value = 81
* length.unit = "min"
* length.system = "http://unitsofmeasure.org"
* length.code = #min
* insert ExamplePractice(serviceProvider)

Instance: encounter-by-proxy
InstanceOf: VGCEncounter
Title: "A proxy in person"
Description: "The daughter came to an education session for her father; the times are the session's."
Usage: #example
* insert ExampleOfMapping
* extension[proxy].extension[relationship].valueString = "daughter"
* extension[proxy].extension[authority].valueString = "lasting power of attorney for health and welfare"
* extension[proxy].extension[identity-checked].valueBoolean = true
* identifier[business].value = "c5278039-629b-5a31-b087-89969e383206"
* identifier[session].value = "27273017-d768-4710-38f1-f0142a9f16df"
* status = #finished
* class = $v3-ActCode#AMB "ambulatory"
* type[0].text = "Group education session"
* type[1] = $sct#1092811000000108 "Participant in group session"
* type[1].text = "Participant in group session"
* insert ExamplePatient(subject)
* participant.type.text = "psychologist"
* participant.individual.type = "Practitioner"
* participant.individual.display = "Tomasz Lindqvist"
* appointment.reference = "urn:uuid:589a3196-16a0-5050-ab64-bdcc0b6380e5"
* period.start = "2026-03-17T10:00:00+00:00"
* period.end = "2026-03-17T11:30:00+00:00"
* insert ExamplePractice(serviceProvider)
