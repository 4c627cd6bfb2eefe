// Extensions that more than one of our resources carry; what one profile alone uses stands in its own file.

Extension: VGCAsOf
Id: Extension-VGC-as-of
Title: "As of"
Description: "The planned start of the session that a lasting resource (a goal, a care plan) was last written from. Of two versions, the one that is as of the later session is the newer one, whichever was filed first. Goal.statusDate is a day and CarePlan.created the first writing, so neither can order two sessions."
Context: Goal, CarePlan
* insert Holds(dateTime)
* value[x] ^short = "Planned start of the session, with its offset from UTC"
* value[x] ^comment = "The planned start, not the real one: when a session really began is often learnt, or corrected, only later, and two sessions of one day keep their order by it."

Extension: VGCGoalId
Id: Extension-VGC-goal-id
Title: "Goal id"
Description: "The clinic's own id of a goal, stable over the sessions of a programme. On a reference to a goal it says which goal is meant, whatever id the server has given it. The business identifier cannot stand for it: it is opaque, and nobody can read from it which goal the clinic means."
Context: Goal, CarePlan.goal, CarePlan.activity.detail.goal
* obeys vgc-goal-id-1
* insert Holds(string)
* value[x] ^short = "Letters, digits, dot, hyphen and underscore; at most 64"

Invariant: vgc-goal-id-1
Description: "A goal id is 1 to 64 letters, digits, dots, hyphens or underscores."
* severity = #error
* expression = "value.matches('^[A-Za-z0-9._-]{1,64}$')"

Extension: VGCInstrument
Id: Extension-VGC-instrument
Title: "Outcome instrument"
Description: "Which outcome instrument the answers or the score are of, by its short name, such as `peg`. Instruments come and go, so the list is open. A score's code cannot say it, since most instruments have none; on answers it repeats the questionnaire, so that both are searched for alike."
Context: QuestionnaireResponse, Observation
* obeys vgc-instrument-1
* insert Holds(code)
* value[x] ^short = "Short name of the instrument, such as peg"

Invariant: vgc-instrument-1
Description: "The short name of an instrument is 1 to 40 small letters, digits or hyphens."
* severity = #error
* expression = "value.matches('^[a-z0-9-]{1,40}$')"

Extension: VGCTimepoint
Id: Extension-VGC-timepoint
Title: "Timepoint"
Description: "At which point of the programme the instrument was filled in; chosen by a person, never guessed from the date."
Context: QuestionnaireResponse, Observation
* insert Holds(code)
* value[x] from VGCTimepointValues (required)
* value[x] ^short = "baseline | pre | post | follow-up | other"

CodeSystem: VGCTimepointCodes
Id: VGC-timepoint
Title: "Timepoint"
Description: "The points of a programme at which an outcome instrument is filled in."
* insert OurCodes
* #baseline "Baseline" "Before the first group clinic of the programme."
* #pre "Before" "Before one session, to compare with an answer after it."
* #post "After" "After one session, or at the end of the programme."
* #follow-up "Follow-up" "Some time after the end of the programme."
* #other "Other" "Another point in time, which the date tells."

ValueSet: VGCTimepointValues
Id: VGC-timepoint
Title: "Timepoint"
Description: "Every code of the code system of the same name."
* ^experimental = true
* include codes from system VGCTimepointCodes
