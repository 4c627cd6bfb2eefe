Profile: VGCAppointment
Parent: https://fhir.hl7.org.uk/StructureDefinition/UKCore-Appointment
Id: VGC-Appointment
Title: "Place in a group clinic"
Description: "One patient's place in one session of a group clinic, and whether they came. There is one Appointment for each patient, never one for the group: an Appointment of several patients shows every reader who attended with whom (hazard H2). A group of ten is ten Appointments, joined by the session's opaque identifier."
* insert MadeByMapping
* insert IdentifiedBy(appointment)
* insert OfOneSession
* obeys vgc-appointment-1 and vgc-appointment-2 and vgc-appointment-3 and vgc-appointment-4

* extension[deliveryChannel] 1..1 MS
* extension[deliveryChannel] ^short = "By video or in person; a session that is both says so in words, without a code"
* extension[deliveryChannel].valueCodeableConcept.text 1..1 MS
* extension[deliveryChannel].valueCodeableConcept.text ^short = "Video | In-person | Video and in person"
* extension contains
    VGCAttendanceStatus named attendanceStatus 1..1 MS and
    VGCAttendanceSource named attendanceSource 0..1 MS and
    VGCAttendanceConfirmedBy named attendanceConfirmedBy 0..1 MS and
    VGCLateMinutes named lateMinutes 0..1 MS
* extension[attendanceStatus] ^short = "How the patient took part, or why not; finer than the status of R4"
* extension[attendanceSource] ^short = "Where the clinic knows it from"
* extension[attendanceConfirmedBy] ^short = "The member of staff who confirmed it"
* extension[lateMinutes] ^short = "How many minutes after the start the patient came"

* status MS
* status ^short = "fulfilled: took part; noshow: did not attend; cancelled: called off, too late or could not connect; booked: not known"
* status ^comment = "So it is filed. The front desk goes on from there with any status of R4; of how the patient took part, the extension is what counts. Never noshow because a platform's report lacks the patient: somebody has to say so (hazard H7)."
* insert InWords(cancelationReason)
* cancelationReason ^short = "Why it was cancelled, in words"
* cancelationReason ^comment = "With the code pat or prov of R4's cancellation reasons where the patient or the practice called off. Too late and could-not-connect have no code, and would be misread under a near one."
* serviceCategory 1..* MS
* serviceCategory ^short = "The national slot category"
* serviceCategory.text 1..1 MS
* serviceCategory.text ^short = "Group Consultation and Group Education, unless the practice's book has another"
* serviceType 1..* MS
* serviceType ^short = "The session's title"
* serviceType.text 1..1 MS
* serviceType.text ^short = "The title in words; it names no patient"
* start 1..1 MS
* start ^short = "Planned start of the session, with its offset from UTC"
* start ^comment = "The plan, not the patient's own time in the meeting: that is the Encounter's period."
* end 1..1 MS
* end ^short = "Planned end of the session"
* participant MS
* participant ^short = "The patient, once, and the clinicians of the session"
* participant ^comment = "Never another patient of the group."
* participant.actor 1..1 MS
* insert MayBePatient(participant.actor)
* insert SomebodyNamed(participant.actor)
* participant.actor ^short = "The patient by NHS number, a clinician by professional number"
* participant.status MS
* participant.status ^short = "accepted, as the place was booked; whether they came is the extension's to say"

Invariant: vgc-appointment-1
Description: "Exactly one participant is a patient: an appointment of several shows who attended with whom (hazard H2)."
* severity = #error
* expression = "participant.where(actor.where(type = 'Patient').exists() or actor.reference.where($this.startsWith('Patient/') or $this.contains('/Patient/')).exists() or actor.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').exists()).count() = 1"

Invariant: vgc-appointment-2
Description: "A no-show is a did-not-attend that was recorded as such, and nothing else: late, cut off or cancelled is no did-not-attend (hazard H7). A warning, for a practice sets its own status."
* severity = #warning
* expression = "(status = 'noshow' implies extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and value = 'did-not-attend').exists()) and (extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and value = 'did-not-attend').exists() implies (status = 'noshow' or status = 'entered-in-error'))"

Invariant: vgc-appointment-3
Description: "The place of a patient who took part, or whose proxy did, is fulfilled. A warning, for a practice sets its own status."
* severity = #warning
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and (value = 'attended-full' or value = 'attended-partial' or value = 'attended-by-proxy' or value = 'withdrew-during')).exists() implies (status = 'fulfilled' or status = 'entered-in-error')"

Invariant: vgc-appointment-4
Description: "Who came too late, could not connect or was called off has a cancelled place, with the reason. A warning, for a practice sets its own status."
* severity = #warning
* expression = "extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and (value = 'late-not-admitted' or value = 'technical-failure' or value = 'cancelled-by-patient' or value = 'cancelled-by-practice')).exists() implies ((status = 'cancelled' and cancelationReason.exists()) or status = 'entered-in-error')"

Extension: VGCAttendanceStatus
Id: Extension-VGC-attendance-status
Title: "Attendance"
Description: "How the patient took part in the session, or why not. The status of an Appointment knows fewer cases, and national data know three: attended, did not attend, unknown."
Context: Appointment
* insert Holds(code)
* value[x] from VGCAttendanceStatusValues (required)
* value[x] ^short = "attended-full | attended-partial | attended-by-proxy | withdrew-during | did-not-attend | late-not-admitted | technical-failure | cancelled-by-patient | cancelled-by-practice | unknown"

Extension: VGCAttendanceSource
Id: Extension-VGC-attendance-source
Title: "Source of the attendance"
Description: "Where the clinic knows the attendance from. A platform's report is evidence of who was there, never of who was not. R4 has no place for it: the status of a participant says only whether a place was accepted."
Context: Appointment
* insert Holds(code)
* value[x] from VGCAttendanceSourceValues (required)
* value[x] ^short = "facilitator | platform | sign-in-sheet | inferred"

Extension: VGCAttendanceConfirmedBy
Id: Extension-VGC-attendance-confirmed-by
Title: "Attendance confirmed by"
Description: "The member of staff who confirmed the attendance, as the clinic names them. An Appointment has no element for who recorded it."
Context: Appointment
* insert Holds(string)
* value[x] ^short = "Name of the member of staff; never of a patient"

Extension: VGCLateMinutes
Id: Extension-VGC-late-minutes
Title: "Minutes late"
Description: "How many minutes after the start the patient came. Absent means not known; 0 means on time."
Context: Appointment
* obeys vgc-late-minutes-1
* insert Holds(integer)
* value[x] ^short = "Whole minutes, 0 to 1440"

Invariant: vgc-late-minutes-1
Description: "Minutes late are a whole number from 0 to 1440 (a day)."
* severity = #error
* expression = "value >= 0 and value <= 1440"

CodeSystem: VGCAttendanceStatusCodes
Id: VGC-attendance-status
Title: "Attendance"
Description: "How a patient took part in a session of a group clinic, or why not."
* insert OurCodes
* #attended-full "Attended" "Present for the part of the session that concerned them."
* #attended-partial "Attended in part" "Came late or left early; care was given."
* #attended-by-proxy "Attended by proxy" "Somebody with authority to speak for the patient was there in their place."
* #withdrew-during "Withdrew during the session" "Was there, then left and withdrew their consent; care that was given before stands."
* #did-not-attend "Did not attend" "No contact; said by a person, never concluded by a machine."
* #late-not-admitted "Too late to be admitted" "Came after the limit and was not let in; not a did-not-attend."
* #technical-failure "Could not connect" "Tried to join and could not."
* #cancelled-by-patient "Cancelled by the patient" "The patient called off before the start."
* #cancelled-by-practice "Cancelled by the practice" "The practice called off before the start."
* #unknown "Unknown" "Nobody has said, and the platform does not tell."

ValueSet: VGCAttendanceStatusValues
Id: VGC-attendance-status
Title: "Attendance"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCAttendanceStatusCodes

CodeSystem: VGCAttendanceSourceCodes
Id: VGC-attendance-source
Title: "Source of the attendance"
Description: "Where a clinic knows a patient's attendance from."
* insert OurCodes
* #facilitator "Facilitator" "A member of staff saw it and said so."
* #platform "Platform" "The attendance report of the video platform."
* #sign-in-sheet "Sign-in sheet" "The list that people sign at the door."
* #inferred "Inferred" "Concluded from something else, such as an answered questionnaire."

ValueSet: VGCAttendanceSourceValues
Id: VGC-attendance-source
Title: "Source of the attendance"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCAttendanceSourceCodes

RuleSet: ExampleSession
* identifier[session].value = "0b8e2c1a-5a44-4f0e-8f0d-9b3c2f1d7a60"

Instance: appointment-came-late
InstanceOf: VGCAppointment
Title: "Came late, and took part"
Description: "A place in a session by video: the patient joined four minutes late and care was given."
Usage: #example
* insert ExampleOfMapping
* extension[deliveryChannel].valueCodeableConcept = https://fhir.hl7.org.uk/CodeSystem/UKCore-DeliveryChannel#Video "Video"
* extension[deliveryChannel].valueCodeableConcept.text = "Video"
* extension[attendanceStatus].valueCode = #attended-partial
* extension[attendanceSource].valueCode = #platform
* extension[attendanceConfirmedBy].valueString = "Rosalind Achebe"
* extension[lateMinutes].valueInteger = 4
* identifier[business].value = "1e4256a9-0d4e-5c0c-b088-8821d3b3f924"
* insert ExampleSession
* status = #fulfilled
* serviceCategory.text = "Group Consultation and Group Education"
* serviceType.text = "Living well with pain"
* start = "2026-03-10T10:00:00+00:00"
* end = "2026-03-10T11:30:00+00:00"
* insert ExamplePatient(participant[0].actor)
* participant[0].status = #accepted
* insert ExampleClinician(participant[1].actor)
* participant[1].status = #accepted

Instance: appointment-did-not-attend
InstanceOf: VGCAppointment
Title: "Did not attend"
Description: "A place in a session by video and in person; a facilitator said that the patient did not come."
Usage: #example
* insert ExampleOfMapping
* extension[deliveryChannel].valueCodeableConcept.text = "Video and in person"
* extension[attendanceStatus].valueCode = #did-not-attend
* extension[attendanceSource].valueCode = #facilitator
* extension[attendanceConfirmedBy].valueString = "Rosalind Achebe"
* identifier[business].value = "94b9ef05-df7f-56eb-8597-a5590322b4a2"
* insert ExampleSession
* status = #noshow
* serviceCategory.text = "Group Consultation and Group Education"
* serviceType.text = "Living well with pain"
* start = "2026-03-10T10:00:00+00:00"
* end = "2026-03-10T11:30:00+00:00"
* insert ExamplePatient(participant.actor)
* participant.status = #accepted

Instance: appointment-cancelled-by-practice
InstanceOf: VGCAppointment
Title: "Cancelled by the practice"
Description: "A place in a session face to face that the practice called off."
Usage: #example
* insert ExampleOfMapping
* extension[deliveryChannel].valueCodeableConcept = https://fhir.hl7.org.uk/CodeSystem/UKCore-DeliveryChannel#In-person "In-person"
* extension[deliveryChannel].valueCodeableConcept.text = "In-person"
* extension[attendanceStatus].valueCode = #cancelled-by-practice
* identifier[business].value = "719b07e0-800d-5fbc-91e7-d464f2f3bc21"
* insert ExampleSession
* status = #cancelled
* cancelationReason = http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason#prov
* cancelationReason.text = "Cancelled by the practice"
* serviceCategory.text = "Group Consultation and Group Education"
* serviceType.text = "Living well with pain"
* start = "2026-03-10T10:00:00+00:00"
* end = "2026-03-10T11:30:00+00:00"
* insert ExamplePatient(participant.actor)
* participant.status = #accepted
