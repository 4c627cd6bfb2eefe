// What R4 has no search parameter for, and a reader of these records asks for. Everything else is found by the
// parameters of R4: by identifier (a session's resources too), patient, encounter, date and status.

RuleSet: OurSearch(code, type)
* url = "https://fhir-vgc.example/SearchParameter/VGC-{code}"
* status = #active
* experimental = true
* code = #{code}
* type = #{type}
* multipleOr = true

RuleSet: SearchByDate
* comparator[0] = #eq
* comparator[+] = #gt
* comparator[+] = #lt
* comparator[+] = #ge
* comparator[+] = #le

Instance: VGC-attendance
InstanceOf: SearchParameter
Title: "Attendance"
Description: "Appointments by how the patient took part. Appointment.status knows fewer cases: who came too late and who could not connect are both cancelled there, and only the extension tells them apart from a place that was called off."
Usage: #definition
* insert OurSearch(attendance, token)
* name = "VGCAttendance"
* description = "Appointments by how the patient took part in the session, or why not: a code of the code system VGC-attendance-status."
* base = #Appointment
* expression = "Appointment.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status').value"

Instance: VGC-as-of
InstanceOf: SearchParameter
Title: "As of"
Description: "Goals and care plans by the session that they were last written from: before a review, those which no session has touched for a while."
Usage: #definition
* insert OurSearch(as-of, date)
* insert SearchByDate
* name = "VGCAsOf"
* description = "Goals and care plans by the planned start of the session that they were last written from."
* base[0] = #Goal
* base[+] = #CarePlan
* expression = "Goal.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-as-of').value | CarePlan.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-as-of').value"

Instance: VGC-enrolment-state
InstanceOf: SearchParameter
Title: "State of the enrolment"
Description: "Care plans by where the patient is on the pathway: who waits for a review, who goes on one-to-one. CarePlan.status is coarser: all of these are active there."
Usage: #definition
* insert OurSearch(enrolment-state, token)
* name = "VGCEnrolmentState"
* description = "Care plans by where the patient is on the pathway of the programme: a code of the code system VGC-enrolment-state."
* base = #CarePlan
* expression = "CarePlan.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-enrolment-state').value"

Instance: VGC-instrument
InstanceOf: SearchParameter
Title: "Outcome instrument"
Description: "Scores and answers by outcome instrument. Most scores have no code that one could search for, and a score without its instrument says nothing."
Usage: #definition
* insert OurSearch(instrument, token)
* name = "VGCInstrument"
* description = "Scores and answers by the short name of their outcome instrument, such as peg."
* base[0] = #Observation
* base[+] = #QuestionnaireResponse
* expression = "Observation.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument').value | QuestionnaireResponse.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument').value"

Instance: VGC-timepoint
InstanceOf: SearchParameter
Title: "Timepoint"
Description: "Scores and answers by the point of the programme, so that a baseline is compared with a follow-up and with nothing else."
Usage: #definition
* insert OurSearch(timepoint, token)
* name = "VGCTimepoint"
* description = "Scores and answers by the point of the programme at which they were given: a code of the code system VGC-timepoint."
* base[0] = #Observation
* base[+] = #QuestionnaireResponse
* expression = "Observation.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-timepoint').value | QuestionnaireResponse.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-timepoint').value"

Instance: VGC-due
InstanceOf: SearchParameter
Title: "Due"
Description: "Tasks by when they are to be done: the medication reviews that are due next month. R4 searches the period in which a Task was carried out, and not by when it should be. It looks at the end alone: a period without a start has begun at any time."
Usage: #definition
* insert OurSearch(due, date)
* insert SearchByDate
* name = "VGCDue"
* description = "Tasks by the day, month or year by which they are to be done."
* base = #Task
* expression = "Task.restriction.period.end"
