from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from adapter.errors import SourceError
from adapter.intake.forms.export import read_forms
from adapter.intake.opening import refuse
from adapter.intake.platforms.teams import read_teams
from adapter.intake.platforms.zoom import read_zoom
from adapter.intake.recognise import recognise
from tests.intake.reports import FILES, sample, sample_utf16


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir() if path.suffix != ".xlsx"))
def test_every_sample_is_recognised_by_what_is_in_it(name: str) -> None:
    assert recognise(sample(name), "download") == name.split("-")[0]


def test_the_extension_and_the_encoding_do_not_matter() -> None:
    assert recognise(sample_utf16("teams-v2-uk.tsv"), "zoom.xlsx") == "teams"


def test_a_forms_workbook_is_recognised() -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["ID", "Start time", "Completion time", "Email", "Name", "Pain"])
    written = io.BytesIO()
    workbook.save(written)
    assert recognise(written.getvalue(), "download") == "forms"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nhs_number,family,given\n9990000018,Example,Ada\n",
        b"Created At,Author,Subject,Body,Section,Attachment\n2026-03-09,anonymous,,Hello,Pain,\n",
        b"18:00:01\tAda:\tHello\n",
        b"{",
        b"[]",
        b'{"resourceType": "Bundle"}',
        b"PK\x03\x04 broken",
        b"\x89PNG\r\n\x1a\n\x81",
    ],
)
def test_every_other_file_is_unknown(data: bytes) -> None:
    assert recognise(data, "download") == "unknown"


def test_the_canonical_workbook_is_left_to_others() -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["nhs_number", "family", "given"])
    written = io.BytesIO()
    workbook.save(written)
    assert recognise(written.getvalue(), "download") == "unknown"


def test_a_refusal_names_the_kinds_of_file_and_is_short() -> None:
    (problem,) = refuse("download.csv").problems
    assert problem.where == "download.csv"
    for kind in ("fhir-vgc workbook new", "Teams or Zoom", "column map"):
        assert kind in problem.expected
    assert len(str(problem)) < 350


SESSIONS = {
    "teams-v2-uk.tsv": date(2022, 11, 15),
    "teams-graph.json": date(2026, 7, 20),
    "zoom-current.csv": date(2026, 3, 9),
    "zoom-webinar.csv": date(2025, 3, 22),
    "forms-quiz.csv": None,
}


@given(st.sampled_from(sorted(SESSIONS)), st.floats(0, 1), st.binary(max_size=3), st.booleans())
def test_a_damaged_file_is_read_with_balanced_books_or_refused_with_a_reason(
    name: str, place: float, damage: bytes, cut: bool
) -> None:
    whole = sample(name)
    at = round(place * len(whole))
    data = whole[:at] + damage + (b"" if cut else whole[at + 1 :])
    try:
        match recognise(data, "download"):
            case "teams":
                counts = read_teams(data, "download", SESSIONS[name]).counts
            case "zoom":
                counts = read_zoom(data, "download", SESSIONS[name]).counts
            case "forms":
                counts = read_forms(data, "download").counts
            case "unknown":
                raise refuse("download")
    except SourceError as refusal:
        found = [problem.where for problem in refusal.problems]
        if not found:
            raise
    else:
        assert counts.read == counts.used + counts.merged + counts.rejected + counts.unmatched
