"""The fields of every document that a command prints with `--json`."""

from __future__ import annotations

from docs import json_fields as known
from docs.json_fields import CONFLICT, LETTER, OVERVIEW, PROBLEM, PULLED, PUSHED, RUN, Field, Shape

FAILURE = Shape(
    "A command that could not run",
    "Printed instead of the command's own document, with exit code 4. `sync --every` goes on: it prints it"
    " as that round's line, without `problems`. With exit code 1 or 2 there may be none.",
    (
        Field("error", "text", "why, in a sentence"),
        Field("problems[]", "object", "what is wrong with the clinic's files", like=PROBLEM),
        Field("written[]", "text", "the files that a pull or sync wrote before it failed"),
    ),
)

_PULL = Shape(
    "pull",
    "What changed, without what it says, which is the patient's: that is in the files that are written.",
    (
        Field("endpoint", "text", "where it was pulled from"),
        Field("changed[].kind", "text", "what it is", known.CHANGED_KINDS),
        Field("changed[].change", "text", "what happened to it", known.CHANGED_ACTIONS),
        Field("changed[].resource", "text", "type and id at the endpoint"),
        Field("changed[].ours", "yes or no", "whether the clinic had filed it"),
        Field("changed[].session_date", "date", "the day of the session that it belongs to", null=True),
        Field("changed[].row", "count", "the row of that session's list", null=True),
        Field("changed[].elements[]", "text", "the elements that differ"),
        Field("written[]", "text", "the files of what came back"),
    ),
    PULLED,
)

_SYNC = Shape(
    "sync",
    "One document; with `--every` one for each round, each on its line.",
    (
        Field("run", "UUID", "the run's id"),
        Field("began", "moment", "when the round began"),
        Field("seconds", "number", "how long it took"),
        Field("every_seconds", "number", "with `--every`, how often there is to be one", null=True),
        Field("missed", "count", "rounds that were due before it and did not take place"),
        Field("interrupted", "yes or no", "whether somebody ended it early"),
        Field(
            "basis", "text", "a digest of the settings it pushed under; no more than equal or not", null=True
        ),
        Field(
            "pull",
            "object",
            "what was brought back; null where there is nothing to pull from",
            null=True,
            like=PULLED,
        ),
        Field("push", "object", "what was filed", like=PUSHED),
        Field("written[]", "text", "the files of what came back"),
    ),
)

_STATUS = Shape(
    "status",
    "Where every filing stands.",
    (
        Field("sessions", "count", "sessions that were imported"),
        Field("participants", "count", "participants on their lists"),
        Field("safeguarding[].session_date", "date", "the day of a session with a safeguarding flag"),
        Field("safeguarding[].row", "count", "the row that has it"),
        Field("endpoints.<endpoint>", "object", "each endpoint that something was run for", like=OVERVIEW),
    ),
)

_PLAN = Shape(
    "plan",
    "The elements that differ are a patient's: for whoever may read the record, and for no log.",
    (
        Field("endpoint", "text", "where it would be filed"),
        Field("filings[].filing", "UUID", "the filing's id"),
        Field("filings[].session_id", "text", "its session's id"),
        Field("filings[].row", "count", "its row"),
        Field("filings[].outcome", "text", "what would become of it", known.PLANNED_OUTCOMES),
        Field("filings[].digest", "text", "a digest of its content"),
        Field("filings[].hold", "object", "what holds it, if anything does", null=True),
        Field("filings[].hold.guard", "text", "the guard that holds it", known.GUARDS),
        Field("filings[].hold.reason", "text", "why, and what to do"),
        Field("filings[].resources[].type", "text", "a resource's type"),
        Field("filings[].resources[].identifier", "text", "its business identifier"),
        Field("filings[].resources[].action", "text", "what would be done", known.PLANNED_ACTIONS),
        Field("filings[].resources[].differences[].path", "text", "an element that would change"),
        Field("filings[].resources[].differences[].before", "any JSON", "what is there"),
        Field("filings[].resources[].differences[].after", "any JSON", "what would be there"),
    ),
)

_IMPORT = Shape(
    "import",
    "",
    (
        Field("sessions[].session_id", "text", "the session's id"),
        Field("sessions[].session_date", "date", "its day"),
        Field("sessions[].participants", "count", "participants on its list"),
        Field("sessions[].unmatched", "count", "rows of the reports that belong to none of them"),
        Field("sessions[].notes[]", "text", "what was noticed in the files"),
        Field("sessions[].new", "yes or no", "whether it was not in the ledger already"),
    ),
)

_SESSIONS = Shape(
    "sessions list",
    "`states` and `not_pushed` add up to the participants.",
    (
        Field("sessions[].session_id", "text", "the session's id"),
        Field("sessions[].session_date", "date", "its day"),
        Field("sessions[].start", "moment", "when it began"),
        Field("sessions[].end", "moment", "when it ended"),
        Field("sessions[].title", "text", "its title"),
        Field("sessions[].imported_at", "moment", "when it was last imported"),
        Field("sessions[].participants", "count", "participants on its list"),
        Field("sessions[].endpoints.<endpoint>.states.<state>", "count", "filings of rows that are listed"),
        Field("sessions[].endpoints.<endpoint>.removed.<state>", "count", "filings of rows now gone"),
        Field("sessions[].endpoints.<endpoint>.not_pushed", "count", "of whom nothing was pushed here yet"),
    ),
)

_FORGET = Shape(
    "sessions forget",
    "",
    (
        Field("forgotten.session_id", "text", "the session that was taken out"),
        Field("forgotten.session_date", "date", "its day"),
        Field("forgotten.participants", "count", "participants that were on its list"),
    ),
)

_CONFLICTS_SHOW = Shape(
    "conflicts show",
    "What each side says is a patient's: for whoever may read the record, and for no log.",
    (
        Field("questions[].element", "text", "an element that a person is asked about"),
        Field("questions[].filed", "any JSON", "what was filed"),
        Field("questions[].clinic", "any JSON", "what the clinic says now"),
        Field("questions[].practice", "any JSON", "what the practice says now"),
        Field("filed", "any JSON", "the resource as it was filed"),
        Field("clinic", "any JSON", "the clinic's resource"),
        Field("practice", "any JSON", "the practice's resource"),
    ),
    CONFLICT,
)

_RESOLVE = Shape(
    "conflicts resolve",
    "",
    (
        Field("conflict", "text", "the conflict's id"),
        Field("by", "text", "who chose"),
        Field("choice.<element>.keep", "text", "whose value", ("ours", "theirs")),
        Field("choice.<element>.value", "any JSON", "another value, instead of `keep`"),
    ),
)

_SHOW = Shape(
    "show",
    "Without an id the list, `filings`; with one the record, of which `resources` is a patient's.",
    (
        Field("filings[].filing", "UUID", "the filing's id"),
        Field("filings[].session_id", "text", "its session's id"),
        Field("filings[].row", "count", "its row"),
        Field("filings[].state", "text", "where it stands", known.STATES),
        Field("filing", "UUID", "the filing that was read back"),
        Field("resources[]", "any JSON", "a FHIR resource, as the endpoint has it"),
        Field("missing[]", "text", "type and id of what was filed and cannot be found"),
    ),
)

DOCUMENTS = (
    _PULL,
    _SYNC,
    _STATUS,
    Shape("conflicts list", "", (Field("conflicts[]", "object", "what is to decide", like=CONFLICT),)),
    _CONFLICTS_SHOW,
    _RESOLVE,
    _SESSIONS,
    _FORGET,
    Shape(
        "patients list",
        "",
        (
            Field("patients[].endpoint", "text", "the endpoint that keeps the record"),
            Field("patients[].filing", "UUID", "the newest filing of the patient, to name it by"),
            Field("patients[].session_date", "date", "the day of its session", null=True),
            Field("patients[].row", "count", "its row"),
            Field("patients[].where", "text", "the same, in words"),
            Field("patients[].found", "text", "what was found there"),
            Field("patients[].expected", "text", "what was expected"),
            Field("patients[].todo", "text", "what to do"),
            Field("patients[].settled", "object", "who is settled, with `--settled`", null=True),
            Field("patients[].settled.reason", "text", "why"),
            Field("patients[].settled.by", "text", "who says so"),
            Field("patients[].settled.at", "moment", "when"),
        ),
    ),
    Shape(
        "patients settle",
        "",
        (
            Field("settled.endpoint", "text", "the endpoint that keeps the record"),
            Field("settled.filing", "UUID", "the filing that the patient was named by"),
            Field("settled.by", "text", "who has seen to it"),
        ),
    ),
    Shape(
        "patients unsettle",
        "",
        (
            Field("unsettled.endpoint", "text", "the endpoint that keeps the record"),
            Field("unsettled.filing", "UUID", "the filing that the patient was named by"),
        ),
    ),
    Shape("deadletters list", "", (Field("deadletters[]", "object", "the dead letters", like=LETTER),)),
    Shape("deadletters show", "", (), LETTER),
    Shape(
        "deadletters retry",
        "",
        (
            Field("queued[].endpoint", "text", "where"),
            Field("queued[].filing", "UUID", "a filing that the next push or sync sends"),
        ),
    ),
    Shape(
        "deadletters drop",
        "",
        (
            Field("dropped.endpoint", "text", "where"),
            Field("dropped.filing", "UUID", "the filing that is not sent any more"),
            Field("dropped.by", "text", "who decided"),
        ),
    ),
    Shape("runs list", "", (Field("runs[]", "object", "the runs, the newest first", like=RUN),)),
    Shape(
        "runs show",
        "`books` is what the run's command printed, but for `written`, and of a pull `endpoint` and"
        " `changed`; of a run that failed, what was known of it.",
        (Field("books", "any JSON", "the run's books"),),
        RUN,
    ),
    Shape(
        "doctor",
        "",
        (
            Field("<where>[].check", "text", "what was looked at", known.CHECKS),
            Field("<where>[].verdict", "text", "how it was found", known.VERDICTS),
            Field("<where>[].found", "text", "what was found"),
            Field("<where>[].todo", "text", "what to do; empty if nothing"),
        ),
    ),
    Shape("push", "", (), PUSHED),
    _PLAN,
    _IMPORT,
    _SHOW,
    Shape(
        "schedule show",
        "",
        (
            Field("scheduler", "text", "for which scheduler"),
            Field("unit", "text", "the unit, ready to use"),
        ),
    ),
    Shape(
        "config show",
        "",
        (
            Field("<setting>.value", "any JSON", "its value; a secret is only named, never shown"),
            Field("<setting>.from", "text", "where the value comes from"),
        ),
    ),
    Shape(
        "profiles list",
        "",
        (
            Field("package", "text", "the name of the FHIR package"),
            Field("version", "text", "its version"),
            Field("profiles[].name", "text", "the profile's short name"),
            Field("profiles[].url", "text", "its canonical URL"),
            Field("profiles[].version", "text", "its version"),
            Field("profiles[].type", "text", "the type of resource that it is for"),
            Field("profiles[].title", "text", "its title"),
            Field("profiles[].description", "text", "what it is for"),
        ),
    ),
)
"""The documents that are described here, each by its command's name."""

STANDARD = {
    "validate": "a FHIR R4 OperationOutcome for each resource or Bundle, each on its line",
    "profiles show": "the StructureDefinition",
}
"""Commands that print FHIR, which its specification describes."""
