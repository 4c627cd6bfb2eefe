"""The page of the run left to itself says what its record says: hours, in which nothing was found."""

from __future__ import annotations

import json

from docs.unattended_page import FOLDER, RECORD, pages


def test_the_page_is_what_the_record_gives() -> None:
    assert (FOLDER / "unattended.md").read_text("utf-8") == pages()["unattended.md"], "run make docs"


def test_in_the_recorded_run_nothing_was_doubled_lost_or_overwritten() -> None:
    record = json.loads(RECORD.read_text("utf-8"))
    assert record["found"] == []
    assert record["minutes"] > 120
    for rest in record["rests"]:
        assert set(rest["filings"]) <= {"filed", "unchanged", "held", "conflict"}
