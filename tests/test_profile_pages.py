"""The pages of the profiles say what the package and the mappers do, of every field of the records."""

from __future__ import annotations

import pytest

from adapter.intake.workbook.sheets import IDENTITY, SHEETS
from docs import profile_pages
from docs.lineage import READERS, observed
from docs.record_fields import leaves, names, variations
from docs.sample_records import SAMPLES
from docs.workbook_columns import columns
from profiles import shipped

_MADE = "<!-- Made by `make docs`"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return profile_pages.pages()


def test_the_pages_are_what_the_package_and_the_mappers_give(made: dict[str, str]) -> None:
    stale = [name for name, text in made.items() if (profile_pages.FOLDER / name).read_text("utf-8") != text]
    assert stale == [], "run make docs"


def test_there_is_no_made_page_that_nothing_makes(made: dict[str, str]) -> None:
    written = {page.name for page in profile_pages.FOLDER.glob("*.md") if _MADE in page.read_text("utf-8")}
    assert written <= made.keys()


def test_every_field_of_the_records_is_changed_in_a_sample() -> None:
    """Then each is in a mapping table, or is listed as staying with the clinic because nothing changed."""
    changed = {field for sample in SAMPLES for field, _ in variations(sample)}
    assert set(names()) - changed == set(), "docs/sample_records.py knows nothing of it"


def test_a_variation_changes_the_field_that_it_names() -> None:
    for field, changed in variations(SAMPLES[0]):
        before, after = (
            [
                (leaf.path, leaf.value)
                for record, name in ((one.session, "Session"), (one.participant, "Participant"))
                for leaf in leaves(record, name)
                if leaf.field == field
            ]
            for one in (SAMPLES[0], changed)
        )
        assert before != after, field


def test_every_column_of_the_workbook_feeds_a_field() -> None:
    seen = {(sheet, column.name) for held in columns().values() for sheet, column in held}
    everything = {
        (sheet.name, column.name)
        for sheet in SHEETS
        for column in sheet.columns
        if column not in IDENTITY or sheet.name == "participants"
    }
    # a strength without its unit becomes one text with it when it is read
    assert everything - seen == {("medication", "strength_unit")}


def test_every_profile_is_sent_and_read_back() -> None:
    every = {shipped.short_name(one) for one in shipped.profiles()}
    assert observed().keys() == every == READERS.keys()


def test_the_observation_sees_what_a_mapper_does() -> None:
    goal = observed()["Goal"]
    assert goal.sources["extension:confidence"] == {"Participant.goals[].confidence"}
    assert ("extension:confidence", "Participant.goals[].confidence") in goal.returned
    assert ("statusDate", "Session.session_date") not in goal.returned
    assert goal.held["extension:confidence"] != set()
    assert "Participant.next_step.kind" in observed()["NextStep"].presence
    assert observed()["Score"].links["derivedFrom"] == {"QuestionnaireResponse"}
