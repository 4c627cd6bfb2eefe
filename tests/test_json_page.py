"""What the page of the JSON documents says of them is what the commands print, and all of it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias, get_args

import click
import pytest

from adapter.errors import LedgerError
from adapter.ledger.ledger import Ledger
from adapter.pull.pull import Pull
from cli.main import command as fhir_vgc
from docs.json_documents import DOCUMENTS, FAILURE, STANDARD
from docs.json_fields import KEYS, PARTS, Field, Kind, Shape
from profiles import wire
from profiles.wire import Resource
from tests.cli.conftest import Run, run
from tests.push import clinic
from tests.push.conftest import Practice, practice

__all__ = ["practice", "run"]

FIXTURES = Path(__file__).parents[1] / "fixtures"
SHAPES = {one.title: one for one in (*DOCUMENTS, FAILURE)}
NOBODY = "http://127.0.0.1:9/fhir"
DOCTOR = "Dr Imogen Vantongeren"

Printed: TypeAlias = list[tuple[Shape, Any]]


class Reader:
    """Holds documents against what is declared of them; `seen` are the fields that occurred."""

    def __init__(self) -> None:
        self.seen: set[Field] = set()
        self.wrong: set[str] = set()

    def read(self, shape: Shape, document: Any) -> None:
        fields = {tuple(re.findall(r"\[\]|[^.\[\]]+", one.path)): one for one in shape.whole}
        self._read(shape, fields, (), document)

    def _read(
        self, shape: Shape, fields: dict[tuple[str, ...], Field], at: tuple[str, ...], value: Any
    ) -> None:
        where = f"{shape.title}: {'.'.join(at)}"
        field = fields.get(at)
        if field is not None:
            self.seen.add(field)
            if value is None and (field.null or field.kind == "any JSON"):
                return
            if not KINDS[field.kind](value):
                self.wrong.add(f"{where} is no {field.kind}")
            if field.words and value not in field.words:
                self.wrong.add(f"{where} is {value}, which is none of {field.words}")
            if field.like is not None:
                self.read(field.like, value)
            if field.kind != "object" or field.like is not None:
                return
        for key, item in steps(value):
            step = next((key for one in fields if one[: len(at) + 1] == (*at, key)), None) or next(
                (
                    one[len(at)]
                    for one in fields
                    if one[: len(at)] == at and one[len(at) :][:1] and one[len(at)] in KEYS
                ),
                None,
            )
            if step is None:
                self.wrong.add(f"{where}.{key} is not declared")
                continue
            if step != key and KEYS[step][1] and key not in KEYS[step][1]:
                self.wrong.add(f"{where}.{key} is none of {KEYS[step][1]}")
            self._read(shape, fields, (*at, step), item)
        if field is None and not isinstance(value, dict | list):
            self.wrong.add(f"{where} is not declared as {value!r}")


def steps(value: Any) -> Iterator[tuple[str, Any]]:
    """What a value holds, by key; each of a list by `[]`."""
    if isinstance(value, dict):
        yield from value.items()
    if isinstance(value, list):
        yield from (("[]", one) for one in value)


def is_a(parsed: Callable[[str], object]) -> Callable[[Any], bool]:
    """Whether a value is a text that can be read so."""

    def holds(value: Any) -> bool:
        try:
            return isinstance(value, str) and bool(parsed(value))
        except ValueError:
            return False

    return holds


KINDS: dict[Kind, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "count": lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    "number": lambda value: isinstance(value, int | Decimal) and not isinstance(value, bool),
    "yes or no": lambda value: isinstance(value, bool),
    "date": is_a(lambda value: dt.date.fromisoformat(value).isoformat() == value),
    "moment": is_a(lambda value: dt.datetime.fromisoformat(value).utcoffset() == dt.timedelta()),
    "UUID": is_a(lambda value: str(uuid.UUID(value)) == value),
    "any JSON": lambda value: True,
    "object": lambda value: isinstance(value, dict),
}


@pytest.fixture
def printed(run: Run, practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Printed:
    """What the commands print while a clinic's session of five goes through all that can become of it."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    documents: Printed = []
    to = ("--to", practice.url)
    people = [clinic.participant(index) for index in range(3)]
    flagged = clinic.participant(3, safeguarding_flag=True)
    held = clinic.participant(4, approval=None)

    def keep(*participants: Any) -> None:
        with Ledger(str(tmp_path / "ledger.db")) as ledger:
            ledger.imports.keep(clinic.session(), participants, [], clinic.at(16))

    def prints(command: str, *arguments: str) -> Any:
        ran = run(*command.split(), *arguments, "--json")
        failed = ran.code == 4 and command != "doctor"
        documents.append((FAILURE if failed else SHAPES[command], ran.document))
        return ran.document

    def refused() -> None:
        practice.faults.add("status", status=422, count=1, method="POST", path="^/?$")

    keep(*people, flagged, held)
    prints("plan", *to)
    prints("push", "--to", NOBODY)
    refused()
    prints("push", *to)
    letter = prints("deadletters list")["deadletters"][0]["filing"]
    prints("deadletters show", letter)
    prints("deadletters retry", letter)
    prints("status")
    refused()
    prints("push", *to)
    prints("deadletters drop", letter, "--reason", "typed by hand")
    prints("deadletters list")
    (filed,) = {one["filing"] for one in prints("show", *to)["filings"] if one["row"] == 3}

    def changes(index: int, text: str) -> None:
        practice.put({**goal_of(practice, index), "description": {"text": text}})

    changes(1, "Walk to the park")
    practice.faults.add("status", status=400, path="^Appointment", count=1)
    practice.faults.add("status", status=400, path="^Task")
    prints("pull", *to, "--out", "changes")
    prints("status")
    practice.faults.clear()
    changes(1, "Walk to the sea")
    with monkeypatch.context() as patched:
        patched.setattr(Pull, "_settle_flags", full)
        prints("pull", *to, "--out", "changes")
    changes(1, "Walk to the pond")
    changes(2, "Walk to the pond")
    said = [one.goals[0].model_copy(update={"text": "Run to the shops"}) for one in people]
    corrected = [clinic.participant(i, goals=(said[i],), approval=clinic.approval_at(15)) for i in (1, 2)]
    keep(people[0], *corrected, flagged)
    prints("plan", *to)
    practice.faults.add("no-history", path="_history", count=1)
    prints("sync", *to, "--out", "changes")
    prints("sync", "--to", "./bundles")
    prints("status")
    one, other = (found["conflict"] for found in prints("conflicts list")["conflicts"])
    prints("conflicts show", one)
    prints("conflicts resolve", one, "--keep", "ours", "--by", DOCTOR)
    value = f"description={wire.dumps({'text': 'Walk, then run'}).decode()}"
    prints("conflicts resolve", other, "--value", value, "--by", DOCTOR)

    keep(*people[:1])
    prints("push", *to)
    prints("status")
    practice.put(clinic.patient(0, deceasedBoolean=True))
    prints("pull", *to)
    prints("status")
    (gone,) = prints("patients list")["patients"]
    prints("patients settle", gone["filing"], "--reason", "the practice confirms it")
    prints("patients list", "--settled")
    prints("patients unsettle", gone["filing"])
    practice.delete(goal_of(practice, 1))
    prints("show", filed, *to)
    for listed in prints("runs list")["runs"]:
        prints("runs show", listed["run"])
    for where in (practice.url, NOBODY):
        prints("doctor", "--to", where)
    prints("schedule show", "cron", *to)
    prints("config show")
    prints("profiles list")
    for source in sorted((FIXTURES / "richford-gate").glob("20*")):
        kept = prints("import", str(source), "--ledger", "other.db")
    prints("sessions list")
    prints("sessions forget", kept["sessions"][0]["session_id"], "--ledger", "other.db")
    prints("import", str(FIXTURES / "broken" / "destroyed-numbers"))
    return documents


def full(*_: Any) -> None:
    """As where a ledger has no more room."""
    raise LedgerError("the disk is full")


def goal_of(practice: Practice, index: int) -> Resource:
    """The one goal of a patient that the practice has."""
    subject = f"Patient/{clinic.patient(index)['id']}"
    (goal,) = (one for one in practice.resources("Goal") if one["subject"]["reference"] == subject)
    return goal


def test_every_field_that_is_printed_is_on_the_page_and_none_is_made_up(printed: Printed) -> None:
    reader = Reader()
    for shape, document in printed:
        reader.read(shape, document)
    never = {
        f"{one.title}: {field.path}"
        for one in (*SHAPES.values(), *PARTS)
        for field in one.fields
        if field not in reader.seen
    }
    assert sorted(reader.wrong | never) == []


def test_every_command_with_json_is_on_the_page() -> None:
    described = {one.title for one in DOCUMENTS} | set(STANDARD)
    assert set(commands(fhir_vgc, "")) == described


def commands(command: click.Command, name: str) -> Iterator[str]:
    """The names of the commands that take `--json`."""
    if any("--json" in one.opts for one in command.params):
        yield name
    if isinstance(command, click.Group):
        context = click.Context(command)
        for one in command.list_commands(context):
            found = command.get_command(context, one)
            assert found is not None
            yield from commands(found, f"{name} {one}".strip())


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"queued": [{"endpoint": "practice", "patient": "p1"}]}, "patient is not declared"),
        ({"queued": [{"endpoint": 3}]}, "endpoint is no text"),
        ({"queued": [{"filing": "f52f7ad1"}]}, "filing is no UUID"),
        ({"queued": [{"endpoint": None}]}, "endpoint is no text"),
    ],
)
def test_what_is_printed_otherwise_is_noticed(document: Any, told: str) -> None:
    reader = Reader()
    reader.read(SHAPES["deadletters retry"], document)
    assert [one for one in reader.wrong if told in one]


def test_every_kind_of_value_is_used_and_can_be_told() -> None:
    used = {field.kind for one in (*SHAPES.values(), *PARTS) for field in one.fields}
    assert used == set(get_args(Kind)) == set(KINDS)


def test_a_name_means_the_same_in_every_document() -> None:
    kinds: dict[str, set[Kind]] = {}
    for field in (field for one in (*SHAPES.values(), *PARTS) for field in one.fields):
        if field.kind != "object":
            kinds.setdefault(field.path.rpartition(".")[2], set()).add(field.kind)
    assert {name: sorted(told) for name, told in kinds.items() if len(told) > 1} == {}
