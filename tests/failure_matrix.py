"""The failure matrix as data: each fault that a run can meet, and what happens then.

A test says by `@pytest.mark.failure(section, fault)` which row it holds, and by `@pytest.mark.invariant(id)`
what holds after any of them. The page docs/failure-matrix.md is made from both.
"""

from __future__ import annotations

INVARIANTS = {
    "I1": "No intent is lost: each filing is filed, refused for a person to see, or still waiting.",
    "I2": "No clinical resource stands twice: a search by its identifier finds one.",
    "I3": "No update is lost: a version at the endpoint that was not read is never written over.",
    "I4": "Within a patient, filings go in their order.",
    "I5": "Never the wrong patient: what stands at the endpoint is about the patient it was meant for.",
    "I6": "The books balance: everybody and everything read is counted once, in every import and every push.",
    "I7": "A pull's cursor never passes a change that was not seen.",
    "I8": "The ledger opens after any kill, and its schema is never half changed.",
    "I9": "No patient and no secret is in a log, an error, a metric or a temporary file.",
    "I10": "Any command run again comes to the same state.",
    "I11": "Every conflict is settled by a declared rule, which is recorded, or waits for a person.",
    "I12": "Memory does not grow with the size of the input.",
}

SECTIONS = {
    "3.1": "Network and HTTP",
    "3.2": "What a status means",
    "3.3": "Bundles",
    "3.4": "Several at once",
    "3.5": "Pull and cursor",
    "3.6": "Process and disk",
    "3.7": "Data",
    "3.8": "Access and security",
    "3.9": "Schedule",
}

MATRIX: dict[str, dict[str, str]] = {
    "3.1": {
        "the endpoint cannot be reached": "Nothing was sent: tried again, then told.",
        "a certificate that is not accepted": (
            "Stopped before anything is sent, for a person. Certificates are always verified."
        ),
        "no answer to connecting": "Nothing was sent: tried again, then told.",
        "time runs out before the request was sent in full": "Not processed: sent again.",
        "time runs out after the request was sent": (
            "It may have been done: never sent again before it was looked for by its identifier, and, where "
            "that would double it, before five minutes have passed. A read is repeated."
        ),
        "the connection is reset while sending": (
            "Once a byte of the body is gone, the outcome is unknown: looked for first."
        ),
        "the answer breaks off": "The outcome is unknown: looked for first. A read is repeated.",
        "the answer drips": "A deadline for the whole answer ends it; then looked for first.",
        "the endpoint hangs": (
            "The deadline ends it, looked for first; after some in a row the endpoint is left alone, and one "
            "request tries it later."
        ),
        "a proxy's page instead of FHIR": "Never a success: a read is repeated, a write is looked for first.",
        "compression that is not as announced": (
            "Read in the other way as well; what stays unreadable is an unknown outcome."
        ),
        "a redirect": (
            "307 and 308 are followed on the same host only; our token and the patient go nowhere else."
        ),
        "a kept connection was closed": (
            "Opened again; a request that may have arrived is repeated only if it reads."
        ),
        "nonsense or a huge body": "Read up to a limit, then given up; what was written is looked for first.",
        "the answer is another resource": "Never taken for the one asked for: an unknown outcome.",
    },
    "3.2": {
        "200 with an error inside": "Not a success: looked for first.",
        "201 without Location or ETag": "The id is taken from the body; without one, looked for first.",
        "202": "Taken in, and perhaps done later: looked for first, and not sent again too soon.",
        "304": "We make no conditional reads, so it is no answer: asked again.",
        "400 with an outcome, 405, 406, 415": (
            "Refused: a dead letter with the issue's code and element, never its words."
        ),
        "400 without an outcome": "Refused: a dead letter with the status alone.",
        "401": "Asked once more with a new token, then held for a person.",
        "403": "Held for a person; a code that means this patient's consent holds this patient alone.",
        "404 on an update": (
            "A patient who is not known holds the filing; a resource that is gone is a conflict."
        ),
        "408, 425, 429, 503": (
            "Not processed: sent again after Retry-After (seconds or date, ten minutes at most); 425 without "
            "one after five minutes."
        ),
        "409": (
            "Read with its issue: a stale version is a conflict, a duplicate is looked for, a lock is tried "
            "once more."
        ),
        "410": "A conflict: what the practice deleted is not created again.",
        "412": "A conflict: the practice's version stays. Several matches are never chosen between.",
        "413, or too many entries": (
            "Halved, keeping together what belongs together; the smaller limit is remembered. After a 504 it "
            "is looked for first."
        ),
        "422": "Refused: a dead letter; where it means a duplicate, what is there is looked at.",
        "423": "Not processed: sent again.",
        "500 that did commit": "Looked for first: found, it counts as filed and is not sent again.",
        "502 and 504": "A write is looked for first; a read is repeated.",
        "an unknown status": "4xx is refused, anything else is an unknown outcome; both are told.",
        "a national code in the outcome": "It goes before the status.",
        "429 inside a batch": "Those entries are sent again, and no others.",
    },
    "3.3": {
        "a transaction is run as a batch": (
            "Seen by its entries, or by what stayed after a refusal; from then on it is treated as none, and "
            "the filing is finished or told."
        ),
        "one bad entry rolls back all": (
            "That patient's filing is refused as a whole, with the entry named; the others go on."
        ),
        "fewer or reordered answers": (
            "Matched by place and by type; otherwise the outcome is unknown and each resource is looked for."
        ),
        "references are not rewritten": (
            "The first filing is read back; a link left as it was sent is mended or stops the run, and the "
            "endpoint is written to in another way from then on."
        ),
        "a reference that leads nowhere": "Refused here, before anything is sent.",
        "a limit smaller than advertised": "As for 413.",
        "a conditional reference with none or two matches": (
            "None is ever sent: references lead to what was read or to what travels along. Two patients of "
            "one number are never chosen between."
        ),
        "one identity twice in a bundle": "Refused here, before anything is sent.",
        "the server gives another id": "The server's id is taken on and kept.",
        "a batch done in part": (
            "Each entry has its own result; the entry's mark of completeness is written last and only then "
            "is it filed."
        ),
        "a duplicate fullUrl or a missing request": (
            "Never made: each entry has its identity and its request."
        ),
        "a very large bundle": (
            "Never made: a bundle holds one patient's part of one session, and no more entries than were "
            "found to be taken."
        ),
    },
    "3.4": {
        "two runs on one ledger": (
            "One has the endpoint by a lease with a growing number; the other is told which and exits."
        ),
        "two machines to one endpoint": (
            "They use the same identifiers, so the second finds what the first wrote."
        ),
        "two create the same thing at once": "Found by looking afterwards: a conflict, nothing is deleted.",
        "parallel edits of one goal": (
            "Merged element by element, by who owns what; the rest waits as a conflict with both sides. "
            "Never written over."
        ),
        "an update of what was deleted": "A conflict.",
        "an update of a patient who was merged": (
            "Held: the record takes no entries any more, or is another one."
        ),
        "a reference to what still waits": (
            "What is referred to goes first; later filings of a patient wait for earlier ones."
        ),
        "shared rows that everybody writes": (
            "None are written: staff and organisations are named, not filed."
        ),
    },
    "3.5": {
        "the same time on both sides of a page": (
            "Read with an overlap; a version that was seen is no change."
        ),
        "a row that was committed late": (
            "Read again from the cursor less the overlap; the cursor is the earlier of the run's start and "
            "the newest seen."
        ),
        "the server's clock is wrong": (
            "Cursors use the server's times only. Two minutes' difference is for a person to see to, and who "
            "spoke last then decides nothing; a clock that was set means comparing everything."
        ),
        "pages that loop, end nowhere or leave the host": (
            "Noticed, and asked for again in smaller parts; what is missing then is told; the cursor stays. "
            "Another host is never asked."
        ),
        "a page that changes while it is read": "The overlap brings it again; what was seen is no change.",
        "_lastUpdated is not supported": "Everything is compared by its content.",
        "rows that were not asked for": "Left out, and told.",
        "something was deleted": "Told once as withdrawn.",
        "a version that is no number, or none": "Compared as text; without one, by content.",
        "our own writes come back": "No change, and nothing is sent back.",
        "a restart in the middle of the pages": "It goes on from the last page that was kept.",
        "data-awaiting-filing and the like": "Marked as incomplete: absence is no evidence.",
        "the filter is ignored": "Other patients' records are noticed; that pull stops and is told.",
        "one type is refused, or always fails": (
            "The other types come back; it is told of, and asked for again from where it stood."
        ),
    },
    "3.6": {
        "killed at any step": (
            "The next run looks first for what was under way; a migration is whole or undone."
        ),
        "stopped for longer than the lease": "It has lost the endpoint: it sends and marks nothing more.",
        "disk full or read-only": "Stops before anything is sent that is not on disk, with one sentence.",
        "database busy": "Waits ten seconds at most, then says so; nothing is kept by halves.",
        "a damaged database": "Refused, unchanged, with one sentence; `doctor` looks at every page.",
        "power loss": "What was answered for is on disk: WAL with full synchronisation.",
        "an older program on a newer ledger": "Refused, unchanged.",
        "the clock goes backwards": "Waits do not use it. One that was ahead hides nothing that comes after.",
        "too few file descriptors": "One clear sentence; nothing is kept by halves.",
        "a giant note": "Texts have a limit, and a workbook one for what it unpacks to.",
    },
    "3.7": {
        "an NHS number that is wrong, missing or another's": "Held or refused before anything is written.",
        "two patients of one name": "A person has to match them; twins need an identity check each.",
        "empty, blank and missing": (
            "Blank is unknown and never a default; spaces around a value do not count."
        ),
        "an unknown code": "Goes as text alone; none is made up.",
        "decimals": "Every digit is kept, from the file to the record and back.",
        "partial, wrong and skipped dates": "Kept partial or refused; never filled up, never guessed.",
        "times of other zones": "Read as the same moment; written with their offset.",
        "unusual letters and long texts": (
            "Names are compared in one form; texts stay as they were, up to a limit."
        ),
        "markup, formulas and control characters": (
            "Kept as text and escaped where shown; control characters are refused with their place."
        ),
        "XML entities and zip bombs": "Refused before they are opened.",
        "a confidentiality label": "Carried; a change by the server is seen.",
        "consent withdrawn in between": "The group's part is held back; care that was given is filed.",
        "died or moved in between": "The record is read at the time of writing: held.",
        "a session deleted or an attendance twice": (
            "Told, and corrected by a new version; nothing is deleted silently."
        ),
        "the clinician edited the goal after us": (
            "Merged by who owns what, or a conflict; never written over."
        ),
        "a mapping gives something new": "A test compares it with what was agreed, and fails.",
    },
    "3.8": {
        "another signing key": "The file is read anew: the next token is signed with the new key.",
        "our clock is a little wrong": (
            "No matter to a server that allows for it; a refusal beside a wrong clock says so."
        ),
        "a token shorter than the run": "Replaced before it ends; each attempt has an id of its own.",
        "a token id used twice": "Never: each assertion has a new one.",
        "a scope that shrinks": "403: no new token is asked for; held, and told.",
        "a token endpoint that fails now and then": (
            "Asked once more, then left alone for a minute; it counts in the rate."
        ),
        "secrets in what is shown": "Named by their place, never shown.",
        "an address on another host": "Never followed: neither redirects nor pages.",
        "paths that lead out of an archive": (
            "We unpack no archive to disk; a workbook is read in memory, and a filing's file has a name of "
            "our making."
        ),
        "line breaks in what is logged": "Escaped: nothing can begin a line of its own.",
        "TLS verification off": "Refused, unless the endpoint is marked as not live.",
        "a client certificate that is missing, ended or wrong": (
            "Told before the first write; `doctor` tells of its end thirty days ahead."
        ),
        "settings that are dangerous or wrong": "TOML and JSON only, which run nothing; each key is checked.",
        "a compromised dependency": "Not held by a test of this suite.",
    },
    "3.9": {
        "missed rounds": "Made up by one.",
        "overlapping rounds": "The lease lets one run.",
        "the hour that comes twice": "Rounds are counted in UTC: each has its own.",
        "a round longer than its interval": "The next one waits, and it is told.",
        "many restarts": "At least a minute between two rounds, and some chance in when they begin.",
        "stopped while running": (
            "What is under way is finished and recorded; the rest is left for the next run."
        ),
        "settings that are changed meanwhile": (
            "Ended before the next round; whoever starts it again has the new ones."
        ),
        "an endpoint that is left alone": "Filings wait; one request tries it, and then all go on.",
    },
}

NOT_TESTABLE = {
    ("3.6", "power loss"): (
        "Cutting the power needs a machine of its own. That the database is in the modes that promise it is "
        "tested."
    ),
}
"""Why no test here can make the fault happen; a test may still hold what it rests on."""

NOT_YET: dict[tuple[str, str], str] = {
    ("3.8", "a compromised dependency"): (
        "Dependencies are given by range, without pinned hashes or a list of parts."
    ),
}
"""What is not done as the row says, or not shown by a test, and why."""
