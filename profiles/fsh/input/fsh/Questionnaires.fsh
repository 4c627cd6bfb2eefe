// The Questionnaires of the outcome instruments that the clinic uses: linkIds, ranges, and a name for each question.
// No instrument's wording stands here, since several are under licence. A test holds these equal to the registry
// that answers are checked by.

RuleSet: OutcomeInstrument(id, name)
* url = "https://fhir-vgc.example/Questionnaire/{id}"
* name = "{name}"
* status = #active
* experimental = true
* subjectType = #Patient

// A question answered by a whole number.
RuleSet: Question(linkId, lowest, highest)
* item[+].linkId = "{linkId}"
* item[=].type = #integer
* item[=].extension[0].url = "http://hl7.org/fhir/StructureDefinition/minValue"
* item[=].extension[0].valueInteger = {lowest}
* item[=].extension[1].url = "http://hl7.org/fhir/StructureDefinition/maxValue"
* item[=].extension[1].valueInteger = {highest}

// A rating from 0 to 10, of which a half is an answer.
RuleSet: Rating(linkId)
* item[+].linkId = "{linkId}"
* item[=].type = #decimal
* item[=].extension[0].url = "http://hl7.org/fhir/StructureDefinition/minValue"
* item[=].extension[0].valueDecimal = 0
* item[=].extension[1].url = "http://hl7.org/fhir/StructureDefinition/maxValue"
* item[=].extension[1].valueDecimal = 10

Instance: peg
InstanceOf: Questionnaire
Title: "PEG pain score"
Description: "Three questions; the score is the mean of all answers, from 0 to 10; lower is better."
Usage: #definition
* insert OutcomeInstrument(peg, PEG)
* title = "PEG pain score"
* description = "Three questions; the score is the mean of all answers, from 0 to 10; lower is better."
* copyright = "Free to use. Questions are named here by what they ask about, not in the words of the instrument."
* insert Rating(pain)
* item[=].text = "Pain"
* insert Rating(enjoyment)
* item[=].text = "Enjoyment"
* insert Rating(activity)
* item[=].text = "Activity"

Instance: nprs
InstanceOf: Questionnaire
Title: "Numeric pain rating"
Description: "One question; the score is the answer itself, from 0 to 10; lower is better."
Usage: #definition
* insert OutcomeInstrument(nprs, NPRS)
* title = "Numeric pain rating"
* description = "One question; the score is the answer itself, from 0 to 10; lower is better."
* copyright = "Free to use. Questions are named here by what they ask about, not in the words of the instrument."
* insert Rating(pain)
* item[=].text = "Pain"

Instance: bpi-sf-severity
InstanceOf: Questionnaire
Title: "BPI-SF pain severity"
Description: "Four questions; the score is the mean of all answers, from 0 to 10; lower is better."
Usage: #definition
* insert OutcomeInstrument(bpi-sf-severity, BPISFSeverity)
* title = "BPI-SF pain severity"
* description = "Four questions; the score is the mean of all answers, from 0 to 10; lower is better."
* copyright = "Needs permission of the owner. Questions are only named here; take their wording from the owner."
* insert Rating(worst)
* item[=].text = "Worst"
* insert Rating(least)
* item[=].text = "Least"
* insert Rating(average)
* item[=].text = "Average"
* insert Rating(now)
* item[=].text = "Now"

Instance: bpi-sf-interference
InstanceOf: Questionnaire
Title: "BPI-SF pain interference"
Description: "Seven questions; the score is the mean of all answers, from 0 to 10; lower is better."
Usage: #definition
* insert OutcomeInstrument(bpi-sf-interference, BPISFInterference)
* title = "BPI-SF pain interference"
* description = "Seven questions; the score is the mean of all answers, from 0 to 10; lower is better."
* copyright = "Needs permission of the owner. Questions are only named here; take their wording from the owner."
* insert Rating(activity)
* item[=].text = "Activity"
* insert Rating(mood)
* item[=].text = "Mood"
* insert Rating(walking)
* item[=].text = "Walking"
* insert Rating(work)
* item[=].text = "Work"
* insert Rating(relations)
* item[=].text = "Relations"
* insert Rating(sleep)
* item[=].text = "Sleep"
* insert Rating(enjoyment)
* item[=].text = "Enjoyment"

Instance: phq-9
InstanceOf: Questionnaire
Title: "PHQ-9 score"
Description: "Nine questions; the score is the sum of all answers, from 0 to 27; lower is better."
Usage: #definition
* insert OutcomeInstrument(phq-9, PHQ9)
* title = "PHQ-9 score"
* description = "Nine questions; the score is the sum of all answers, from 0 to 27; lower is better."
* copyright = "Free to use. Questions are named here by what they ask about, not in the words of the instrument."
* insert Question(1, 0, 3)
* item[=].text = "Interest or pleasure"
* insert Question(2, 0, 3)
* item[=].text = "Feeling down"
* insert Question(3, 0, 3)
* item[=].text = "Sleep"
* insert Question(4, 0, 3)
* item[=].text = "Energy"
* insert Question(5, 0, 3)
* item[=].text = "Appetite"
* insert Question(6, 0, 3)
* item[=].text = "Feeling bad about oneself"
* insert Question(7, 0, 3)
* item[=].text = "Concentration"
* insert Question(8, 0, 3)
* item[=].text = "Moving slowly or restless"
* insert Question(9, 0, 3)
* item[=].text = "Thoughts of death or self-harm"

Instance: phq-2
InstanceOf: Questionnaire
Title: "PHQ-2 score"
Description: "Two questions; the score is the sum of all answers, from 0 to 6; lower is better."
Usage: #definition
* insert OutcomeInstrument(phq-2, PHQ2)
* title = "PHQ-2 score"
* description = "Two questions; the score is the sum of all answers, from 0 to 6; lower is better."
* copyright = "Free to use. Questions are named here by what they ask about, not in the words of the instrument."
* insert Question(1, 0, 3)
* item[=].text = "Interest or pleasure"
* insert Question(2, 0, 3)
* item[=].text = "Feeling down"

Instance: gad-7
InstanceOf: Questionnaire
Title: "GAD-7 score"
Description: "Seven questions; the score is the sum of all answers, from 0 to 21; lower is better."
Usage: #definition
* insert OutcomeInstrument(gad-7, GAD7)
* title = "GAD-7 score"
* description = "Seven questions; the score is the sum of all answers, from 0 to 21; lower is better."
* copyright = "Free to use. Questions are named here by what they ask about, not in the words of the instrument."
* insert Question(1, 0, 3)
* item[=].text = "Nervous"
* insert Question(2, 0, 3)
* item[=].text = "Control of worrying"
* insert Question(3, 0, 3)
* item[=].text = "Worrying about different things"
* insert Question(4, 0, 3)
* item[=].text = "Trouble relaxing"
* insert Question(5, 0, 3)
* item[=].text = "Restless"
* insert Question(6, 0, 3)
* item[=].text = "Irritable"
* insert Question(7, 0, 3)
* item[=].text = "Afraid"

Instance: pseq
InstanceOf: Questionnaire
Title: "PSEQ pain self-efficacy score"
Description: "Ten questions; the score is the sum of all answers, from 0 to 60; higher is better."
Usage: #definition
* insert OutcomeInstrument(pseq, PSEQ)
* title = "PSEQ pain self-efficacy score"
* description = "Ten questions; the score is the sum of all answers, from 0 to 60; higher is better."
* copyright = "Free to use with acknowledgement. Questions are named here by what they ask about, not in the words of the instrument."
* insert Question(1, 0, 6)
* item[=].text = "Enjoyment"
* insert Question(2, 0, 6)
* item[=].text = "Household"
* insert Question(3, 0, 6)
* item[=].text = "Social life"
* insert Question(4, 0, 6)
* item[=].text = "Coping"
* insert Question(5, 0, 6)
* item[=].text = "Work"
* insert Question(6, 0, 6)
* item[=].text = "Leisure"
* insert Question(7, 0, 6)
* item[=].text = "Without medication"
* insert Question(8, 0, 6)
* item[=].text = "Goals"
* insert Question(9, 0, 6)
* item[=].text = "Normal life"
* insert Question(10, 0, 6)
* item[=].text = "Becoming more active"

Instance: pseq-2
InstanceOf: Questionnaire
Title: "PSEQ-2 pain self-efficacy score"
Description: "Two questions; the score is the sum of all answers, from 0 to 12; higher is better."
Usage: #definition
* insert OutcomeInstrument(pseq-2, PSEQ2)
* title = "PSEQ-2 pain self-efficacy score"
* description = "Two questions; the score is the sum of all answers, from 0 to 12; higher is better."
* copyright = "Free to use with acknowledgement. Questions are named here by what they ask about, not in the words of the instrument."
* insert Question(1, 0, 6)
* item[=].text = "Work"
* insert Question(2, 0, 6)
* item[=].text = "Normal life"

Instance: wemwbs
InstanceOf: Questionnaire
Title: "WEMWBS wellbeing score"
Description: "Fourteen questions; the score is the sum of all answers, from 14 to 70; higher is better."
Usage: #definition
* insert OutcomeInstrument(wemwbs, WEMWBS)
* title = "WEMWBS wellbeing score"
* description = "Fourteen questions; the score is the sum of all answers, from 14 to 70; higher is better."
* copyright = "Needs registration with the owner. Questions are only named here; take their wording from the owner."
* insert Question(1, 1, 5)
* item[=].text = "Statement 1"
* insert Question(2, 1, 5)
* item[=].text = "Statement 2"
* insert Question(3, 1, 5)
* item[=].text = "Statement 3"
* insert Question(4, 1, 5)
* item[=].text = "Statement 4"
* insert Question(5, 1, 5)
* item[=].text = "Statement 5"
* insert Question(6, 1, 5)
* item[=].text = "Statement 6"
* insert Question(7, 1, 5)
* item[=].text = "Statement 7"
* insert Question(8, 1, 5)
* item[=].text = "Statement 8"
* insert Question(9, 1, 5)
* item[=].text = "Statement 9"
* insert Question(10, 1, 5)
* item[=].text = "Statement 10"
* insert Question(11, 1, 5)
* item[=].text = "Statement 11"
* insert Question(12, 1, 5)
* item[=].text = "Statement 12"
* insert Question(13, 1, 5)
* item[=].text = "Statement 13"
* insert Question(14, 1, 5)
* item[=].text = "Statement 14"

Instance: swemwbs
InstanceOf: Questionnaire
Title: "SWEMWBS wellbeing score"
Description: "Seven questions; the score is made only by the table of its owner, from 7 to 35; higher is better."
Usage: #definition
* insert OutcomeInstrument(swemwbs, SWEMWBS)
* title = "SWEMWBS wellbeing score"
* description = "Seven questions; the score is made only by the table of its owner, from 7 to 35; higher is better."
* copyright = "Needs registration; score by conversion table. Questions are only named here; take their wording from the owner."
* insert Question(1, 1, 5)
* item[=].text = "Statement 1"
* insert Question(2, 1, 5)
* item[=].text = "Statement 2"
* insert Question(3, 1, 5)
* item[=].text = "Statement 3"
* insert Question(4, 1, 5)
* item[=].text = "Statement 4"
* insert Question(5, 1, 5)
* item[=].text = "Statement 5"
* insert Question(6, 1, 5)
* item[=].text = "Statement 6"
* insert Question(7, 1, 5)
* item[=].text = "Statement 7"

Instance: eq-5d-5l
InstanceOf: Questionnaire
Title: "EQ-5D-5L profile"
Description: "Five questions; a profile of five answers; an index only by a value set that the user has."
Usage: #definition
* insert OutcomeInstrument(eq-5d-5l, EQ5D5L)
* title = "EQ-5D-5L profile"
* description = "Five questions; a profile of five answers; an index only by a value set that the user has."
* copyright = "Licensed; index by a configured value set only. Questions are only named here; take their wording from the owner."
* insert Question(mobility, 1, 5)
* item[=].text = "Mobility"
* insert Question(self-care, 1, 5)
* item[=].text = "Self-care"
* insert Question(usual-activities, 1, 5)
* item[=].text = "Usual activities"
* insert Question(pain-or-discomfort, 1, 5)
* item[=].text = "Pain or discomfort"
* insert Question(anxiety-or-depression, 1, 5)
* item[=].text = "Anxiety or depression"

Instance: eq-vas
InstanceOf: Questionnaire
Title: "EQ-VAS health today"
Description: "One question; the score is the answer itself, from 0 to 100; higher is better."
Usage: #definition
* insert OutcomeInstrument(eq-vas, EQVAS)
* title = "EQ-VAS health today"
* description = "One question; the score is the answer itself, from 0 to 100; higher is better."
* copyright = "Licensed. Questions are only named here; take their wording from the owner."
* insert Question(health, 0, 100)
* item[=].text = "Health today"

Instance: pam-13
InstanceOf: Questionnaire
Title: "PAM-13 patient activation score"
Description: "Thirteen questions; the score is made only by the table of its owner, from 0 to 100; higher is better."
Usage: #definition
* insert OutcomeInstrument(pam-13, PAM13)
* title = "PAM-13 patient activation score"
* description = "Thirteen questions; the score is made only by the table of its owner, from 0 to 100; higher is better."
* copyright = "Licensed; score by the owner's table only. Questions are only named here; take their wording from the owner."
* insert Question(1, 1, 4)
* item[=].text = "Statement 1"
* insert Question(2, 1, 4)
* item[=].text = "Statement 2"
* insert Question(3, 1, 4)
* item[=].text = "Statement 3"
* insert Question(4, 1, 4)
* item[=].text = "Statement 4"
* insert Question(5, 1, 4)
* item[=].text = "Statement 5"
* insert Question(6, 1, 4)
* item[=].text = "Statement 6"
* insert Question(7, 1, 4)
* item[=].text = "Statement 7"
* insert Question(8, 1, 4)
* item[=].text = "Statement 8"
* insert Question(9, 1, 4)
* item[=].text = "Statement 9"
* insert Question(10, 1, 4)
* item[=].text = "Statement 10"
* insert Question(11, 1, 4)
* item[=].text = "Statement 11"
* insert Question(12, 1, 4)
* item[=].text = "Statement 12"
* insert Question(13, 1, 4)
* item[=].text = "Statement 13"
