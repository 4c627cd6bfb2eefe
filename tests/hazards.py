"""The hazards that this software can bring about or prevent: what it does, and what it leaves to people.

A test says by `@pytest.mark.hazard(id)` which of them it helps to hold. The page docs/hazards.md is made
from both. It is where a clinical safety officer begins, not a hazard log: severity, likelihood and acceptance
are theirs.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hazard:
    """What may harm, what the software does about it, and what is left to people."""

    title: str
    does: str
    people: str


HAZARDS = {
    "H1": Hazard(
        "A note in the wrong patient's record",
        "NHS number, date of birth and surname must all agree with the GP system's own patient, read before "
        "each write. A name alone never identifies. Rows that slid, twins and namesakes are held.",
        "Confirm each of a look-alike pair; match those whom the platform shows by name only.",
    ),
    "H2": Hazard(
        "Another patient's name or story in a note",
        "Every text is read against everybody else on the list: names, numbers, addresses, dates of birth. "
        "Only the group note may repeat, and it names nobody.",
        "Read the entry before approving it: a story can give somebody away without a name.",
    ),
    "H3": Hazard(
        "Notes that are copies of each other",
        "Individual notes of one session that are nearly the same are held in both rows. What was found, "
        "said and agreed is also held against what was filed for the same patient from the session before, "
        "and goes only once somebody says, anew for each session, that it is meant to be the same. What ails "
        "a patient may repeat.",
        "See which of the two is meant, or say why it is the same. What another patient was told in an "
        "earlier session is not compared, nor what was filed from elsewhere: before this software came, with "
        "another ledger, or at another endpoint.",
    ),
    "H4": Hazard(
        "A sensitive entry is seen by the wrong reader, or hides the rest",
        "A sensitive note is an entry of its own, restricted, with an approval of its own; nothing leads to "
        "it. A safeguarding flag writes nothing.",
        "Set and check visibility in the GP system, whose labels may not survive a move of the record.",
    ),
    "H5": Hazard(
        "A safeguarding concern waits",
        "A flag is told at once, whatever else is held or missing.",
        "Act on it: the software tells whoever runs it, and nobody else.",
    ),
    "H6": Hazard(
        "Writing without agreement, or leaving care unrecorded for want of it",
        "The agreement as it last stood decides what may be filed. Care that was given is filed even where "
        "the group was refused; where nobody asked, it waits for an answer or a named override, which "
        "counts for one session: the words of an earlier one may have been copied with their row.",
        "Record the agreement, and who overrode it and why.",
    ),
    "H7": Hazard(
        "Recorded as absent although there, or the other way round",
        "A report never says that somebody did not attend. While anybody is unmatched or a report is "
        "incomplete, an absence needs a person's name.",
        "Say who was there, and match those who are unmatched.",
    ),
    "H8": Hazard(
        "The place of a restricted patient comes out",
        "An S flag on the list stops every step: the GP system is not even asked. Into a record that the GP "
        "system itself marks as restricted nothing is written.",
        "Flag them on the list, and keep their entry by hand.",
    ),
    "H9": Hazard(
        "A note for somebody who moved, died or left",
        "The GP system's own patient is read at the time of writing; who is not active, has died or was "
        "merged is held, and so is a record that has become another person's: nothing of it is brought back.",
        "Find out where the entry belongs.",
    ),
    "H10": Hazard(
        "Opt-outs stop care, or data are shared against them",
        "Flags that do not concern direct care stop nothing.",
        "There is no evaluation export yet; until then nothing is shared.",
    ),
    "H11": Hazard(
        "A relative's words as the patient's",
        "Who attended for whom is recorded; what a proxy said is not put in the patient's mouth.",
        "Make sure that the proxy may speak for the patient.",
    ),
    "H12": Hazard(
        "Goals, reviews or plans twice",
        "Each resource has an identifier that is the same on every machine. After a lost answer the "
        "endpoint is looked at before anything is sent; duplicates are told, never chosen between. One "
        "meeting with two workbooks is held: a patient is filed for one of two sessions at overlapping "
        "times.",
        "Have the practice remove a duplicate that others made; keep one workbook of a meeting. Sessions of "
        "which another ledger alone knows are not compared.",
    ),
    "H13": Hazard(
        "The wrong day or hour",
        "Dates that can be read two ways are refused, unless the session's date settles them; the hour that "
        "comes twice is told.",
        "Enter the session's date.",
    ),
    "H14": Hazard(
        "A plan taken for a prescription, or a wrong opioid equivalent",
        "A plan is never an order and says so in words; an endpoint that makes an order of one gets nothing "
        "more. An equivalent names its table; methadone and what cannot be counted have none.",
        "Prescribe in the GP system; confirm each figure.",
    ),
    "H15": Hazard(
        "A wrong score or scale",
        "Answers are held to their range, totals are computed again, a missing answer gives no score, the "
        "direction goes with the score.",
        "Choose the time point, and resolve a total that differs.",
    ),
    "H16": Hazard(
        "A draft becomes record, or somebody approves who may not",
        "Approval is for exactly what was approved, by a clinician of the session; any change needs a new "
        "one.",
        "Read what is approved.",
    ),
    "H17": Hazard(
        "Disclosure by logs, errors, addresses, metrics or files",
        "Nothing that is logged, raised, counted or named holds a patient; searches are posted; files are "
        "for their owner alone.",
        "Protect the ledger's disk and its backups: it holds patients' records.",
    ),
    "H18": Hazard(
        "Somebody is recognised by what the group knows",
        "The group note names nobody and tells nothing that the session keeps to itself. No figure that it "
        "gives has a session, a day or a group in it.",
        "What people in the group know of each other is no matter of the software: agree on confidentiality, "
        "show first names only, offer a talk alone. Keep reports from naming places and dates.",
    ),
    "H19": Hazard(
        "Figures that identify, or claim too much",
        "There is no evaluation yet, and no figure about patients: what is counted are filings, requests and "
        "runs of an endpoint.",
        "Do not draw figures from the ledger by hand. Whoever publishes a figure answers for small numbers, "
        "and for what an uncontrolled programme can show.",
    ),
    "H20": Hazard(
        "Notes are not in the record when they are needed",
        "Status and metrics tell what waits and for how long; a sync files what was imported in each round.",
        "Look at the status every day; set an alarm on the metrics.",
    ),
    "H21": Hazard(
        "A spreadsheet spoils numbers and dates",
        "Numbers that lost digits or zeros, formulas and dates made of text are refused with row and "
        "column; formulas are neutralised on export.",
        "Correct the cells.",
    ),
    "H22": Hazard(
        "A clinician's edit is written over",
        "An update is for the version that was read, joined with what the practice changed; what both "
        "changed waits as a conflict.",
        "Decide the conflicts.",
    ),
    "H23": Hazard(
        "Shown as filed, but it is not",
        "Filed means answered for, resource by resource; everything else has a name of its own, and the "
        "books add up. Some of what was filed is looked for in each run.",
        "Look at what is unknown, held or rejected.",
    ),
    "H24": Hazard(
        "A part of an entry without the rest",
        "A filing is one transaction; where there are none, the mark that it is complete is written last "
        "and the next run finishes it.",
        "Nothing, unless it is told to wait for a person.",
    ),
    "H25": Hazard(
        "A wrong code, unit or status",
        "Codes come from one checked list, and others only once somebody confirmed them; the words always "
        "go along; units have codes only if they are known.",
        "Confirm the practice's own codes.",
    ),
    "H26": Hazard(
        "A label of confidentiality is lost",
        "Labels of the server are carried. The first filing of a run is read back: an endpoint that loses a "
        "label of it gets nothing more, and what else it leaves out is told.",
        "Check visibility in the GP system.",
    ),
    "H27": Hazard(
        "What was withdrawn stays",
        "What is no longer said becomes entered-in-error; deletions at the practice are told and never "
        "undone.",
        "Erase copies of files and the ledger when their time is over: no command does it yet.",
    ),
    "H28": Hazard(
        "Old data as current",
        "Pulls read with an overlap; what is incomplete is told as incomplete.",
        "Look at when the last pull went through.",
    ),
    "H29": Hazard(
        "A changed mapping that nobody looked at",
        "Each resource says which version of the mapping made it; a test compares an example of everything "
        "with what was agreed.",
        "Have a clinician look at the difference before a release.",
    ),
    "H30": Hazard(
        "A dangerous endpoint passes as good",
        "What an endpoint states is tried out, and quirks are remembered; the first filing of a run is read "
        "back before the next one goes.",
        "There is no kit of conformance tests for vendors yet.",
    ),
    "H31": Hazard(
        "A replacement is refused, and both are void",
        "Nothing is replaced as a whole: a correction updates what is there. If a receiver refuses it all "
        "the same, also with the code for a refused replacement (20014), nothing is sent again by itself: it "
        "becomes a dead letter, and the first entry stays told as filed.",
        "Ask the practice whether the first entry still stands; if both are void, have a clinician approve "
        "it anew, then let it be sent again or write it by hand.",
    ),
    "H32": Hazard(
        "What is read back is misread",
        "Due is kept apart from done; what is withheld is told as incomplete; values of the practice's own "
        "are left to it.",
        "Read the pulled workbook as what the practice holds, not as what was agreed.",
    ),
    "H33": Hazard(
        "A receiver changes or loses a code",
        "The words alone say everything; a plan is never coded as an order.",
        "See how the GP system shows the first entries.",
    ),
    "H34": Hazard(
        "A risk answer is seen too late",
        "A positive answer to a self-harm item holds the entry until somebody has seen it.",
        "See it, and say who did.",
    ),
    "H35": Hazard(
        "The wrong name on an entry",
        "Without an approver who is on the staff list, nothing is filed; the approver goes with the entry.",
        "Keep the staff list right.",
    ),
}

NOT_YET = {
    "H10": "Exports for evaluation are not built.",
    "H18": "Exports for evaluation are not built.",
    "H19": "Evaluation is not built, and so neither are small cells hidden nor caveats printed.",
    "H30": "The conformance kit is not built; its part is the first filing's proof.",
    "H31": "Messages (MESH) are not built; in them, a refused replacement voids the original as well.",
}
"""What is not built, or not in full; where nothing of a hazard can happen yet, no test holds it."""
