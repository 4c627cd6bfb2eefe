"""Whatever a vendor has is read, one resource after the other; what is none is said with its place."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import sys
import tracemalloc
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles import wire
from profiles.checking.reading import Found, read
from profiles.checking.sources import Sources
from profiles.checking.texts import Text, Unreadable, texts

GOAL = {"resourceType": "Goal", "id": "a"}
TASK = {"resourceType": "Task", "id": "b"}


def reading(data: bytes, *, by_line: bool = False) -> list[tuple[str, Any]]:
    """Each thing read as its place, and the resource or what was found instead."""
    return told(texts(io.BytesIO(data), "f", by_line=by_line))


def found_in(source: Iterable[Text | Unreadable]) -> list[Found | Unreadable]:
    return [one for text in source for one in (read(text) if isinstance(text, Text) else (text,))]


def told(source: Iterable[Text | Unreadable]) -> list[tuple[str, Any]]:
    things = found_in(source)
    return [(one.where, one.resource if isinstance(one, Found) else one.found) for one in things]


@pytest.mark.parametrize(
    "data",
    [
        wire.dumps(GOAL),
        wire.dumps(GOAL) + b"\n",
        b"\n\n  " + wire.pretty(GOAL).encode(),
        codecs.BOM_UTF8 + wire.pretty(GOAL).encode(),
        b'{\r\n"resourceType": "Goal",\r\n"id": "a"\r\n}\r\n',
    ],
)
def test_one_resource_is_read_however_it_is_laid_out(data: bytes) -> None:
    ((where, resource),) = reading(data)
    assert where.partition(",")[0] == "f"
    assert resource == GOAL


def test_a_bundle_is_one_resource() -> None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": GOAL}, {"resource": TASK}]}
    assert reading(wire.pretty(bundle).encode()) == [("f", bundle)]


def test_an_array_is_read_item_by_item() -> None:
    assert reading(wire.dumps([GOAL, TASK])) == [("f, item 1", GOAL), ("f, item 2", TASK)]
    assert reading(wire.pretty([GOAL, TASK]).encode()) == [("f, item 1", GOAL), ("f, item 2", TASK)]


def test_an_item_that_is_no_resource_costs_no_other_item() -> None:
    found = "JSON that is an object without resourceType"
    assert reading(wire.dumps([{}, GOAL])) == [("f, item 1", found), ("f, item 2", GOAL)]


def test_lines_are_counted_as_an_editor_does() -> None:
    data = b"\n" + wire.dumps(GOAL) + b"\n\n" + wire.dumps(TASK)
    assert reading(data) == [("f, line 2", GOAL), ("f, line 4", TASK)]


def test_a_broken_line_costs_no_other_line() -> None:
    lines = [b'{"resourceType":"Goal",}', wire.dumps(GOAL), wire.dumps(TASK)[:-9], b"7", wire.dumps(TASK)]
    assert reading(b"\n".join(lines)) == [
        ("f, line 1, column 24", "text that is not JSON (trailing comma in object)"),
        ("f, line 2", GOAL),
        ("f, line 3", "JSON that breaks off"),
        ("f, line 4", "JSON that is a number"),
        ("f, line 5", TASK),
    ]


def test_a_first_line_that_breaks_off_is_a_line_where_the_name_promises_lines() -> None:
    data = wire.dumps(GOAL)[:-5] + b"\n" + wire.dumps(TASK)
    assert reading(data, by_line=True) == [("f, line 1", "JSON that breaks off"), ("f, line 2", TASK)]


def test_one_indented_resource_is_read_whatever_the_name_promises() -> None:
    assert reading(wire.pretty(GOAL).encode(), by_line=True) == [("f", GOAL)]


RESOURCES = st.fixed_dictionaries(
    {"resourceType": st.sampled_from(["Goal", "Task"])},
    optional={
        "note": st.text(),
        "list": st.lists(st.dictionaries(st.text(), st.text(), max_size=2), max_size=3),
    },
)


@given(st.lists(RESOURCES, min_size=1, max_size=4), st.booleans())
def test_lines_and_documents_are_told_apart_by_their_content(resources: list[Any], promised: bool) -> None:
    lines = b"".join(wire.dumps(one) + b"\n" for one in resources)
    assert [what for _, what in reading(lines, by_line=promised)] == resources
    document = wire.pretty(resources[0]).encode()
    assert [what for _, what in reading(document, by_line=promised)] == resources[:1]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "nothing"),
        (b" \n\n", "nothing"),
        (b"<Goal xmlns='http://hl7.org/fhir'/>", "XML"),
        (b"\n<?xml version='1.0'?>", "XML"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"<HTML>", "a web page"),
        (wire.pretty(GOAL).encode("utf-16"), "text in UTF-16"),
        (wire.pretty(GOAL).encode("utf-16-le"), "text in UTF-16"),
        (wire.pretty(GOAL).encode("utf-16-be"), "text in UTF-16"),
        (b"PK\x03\x04...", "a ZIP archive"),
        (b"\x1f\x8b\x08\x00", "data compressed by gzip"),
        (b"[]", "JSON that is an array without resources"),
        (b'[{"name": "Quill"}, {}]', "JSON that is an array without resources"),
        (b'{"name": "Quill"}', "JSON that is an object without resourceType"),
        (b"null", "JSON that is null"),
        (b"true", "JSON that is true or false"),
        (b'"Quill"', "JSON that is a text"),
        (b"1.5", "JSON that is a number"),
        (b"family,given", "something that does not begin as JSON does"),
        (b'{"note": "\xe9"}', "bytes that are not UTF-8 text"),
        (b'{"note": "\\ud83d"}', "half a character"),
        (b'{"a": 1e99999999999999999999}', "JSON with a number too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "JSON with a number too large"),
        (b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}", "JSON with elements nested too deeply"),
        (b'{\n "note": "Quill', "JSON that breaks off"),
    ],
)
def test_what_is_given_instead_of_resources_is_named(data: bytes, found: str) -> None:
    (one,) = found_in(texts(io.BytesIO(data), "f"))
    assert isinstance(one, Unreadable)
    assert (one.where.partition(",")[0], one.found) == ("f", found)
    assert one.todo.endswith(".")


def test_a_mistake_in_a_document_has_its_line_and_column() -> None:
    assert reading('{\n  "note": "é", oops\n}'.encode())[0][0] == "f, line 2, column 16"


@pytest.mark.parametrize("text", [b'"\xe9"', b'"\\ud83d"'])
def test_a_character_that_is_none_has_its_line_and_column(text: bytes) -> None:
    assert reading(b'{\n  "note": ' + text + b"}")[0][0] == "f, line 2, column 12"


@given(st.binary() | st.text('{}[]",:0123456789eE.-\\udtrue\n<').map(str.encode), st.booleans())
def test_any_bytes_are_resources_or_are_said_not_to_be(data: bytes, promised: bool) -> None:
    assert reading(data, by_line=promised)


# ── Files, folders, standard input ───────────────────────────────────────────────────────────────────


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (
        "out/b.json",
        "out/a.ndjson",
        "out/c/d.JSON",
        "out/c/e.jsonl.gz",
        "out/.index.json",
        "out/.git/f.json",
    ):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(wire.dumps(GOAL)) if path.suffix == ".gz" else wire.dumps(GOAL))
    for name in ("out/goal.xml", "out/task.xml", "out/README", "out/package.json"):
        Path(name).touch()
    sources = Sources(["out"])
    assert [where for where, _ in told(sources)] == [
        "out/a.ndjson, line 1",
        "out/b.json, line 1",
        "out/c/d.JSON, line 1",
        "out/c/e.jsonl.gz, line 1",
    ]
    assert sources.not_read == {".xml": 2, "no suffix": 1, "package.json": 1}


def test_what_cannot_be_opened_costs_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "goal.json").write_bytes(wire.pretty(GOAL).encode())
    (tmp_path / "empty").mkdir()
    (tmp_path / "cut.ndjson.gz").write_bytes(gzip.compress(wire.dumps(GOAL))[:-9])
    names = [str(tmp_path / name) for name in ("nowhere.json", "empty", "cut.ndjson.gz", "goal.json")]
    found = [what for _, what in told(Sources(names))]
    assert found == [
        "nothing that can be read (No such file or directory)",
        "no .json or .ndjson file in it",
        "a damaged gzip file",
        GOAL,
    ]


def test_standard_input_is_a_place_like_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "goal.json").write_bytes(wire.pretty(GOAL).encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(wire.dumps(TASK))))
    sources = Sources(["-", str(tmp_path / "goal.json")])
    assert told(sources) == [("standard input, line 1", TASK), (f"{tmp_path}/goal.json", GOAL)]
    assert sources.share() is None


def test_standard_input_that_is_closed_has_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert told(Sources(["-"])) == [("standard input", "nothing")]


def test_a_name_is_shown_fit_for_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[2Jb\udcff.json"
    file.write_bytes(wire.pretty(GOAL).encode())
    ((where, _),) = told(Sources([str(file)]))
    assert where.isprintable()


def test_the_share_that_is_behind_grows_to_the_whole(tmp_path: Path) -> None:
    for name in ("a.ndjson", "b.ndjson"):
        (tmp_path / name).write_bytes((wire.dumps(GOAL) + b"\n") * 20_000)
    sources = Sources([str(tmp_path)])
    shares = [sources.share() or 0 for _ in sources]
    assert 0 < shares[0] < shares[-1] <= 1
    assert shares == sorted(shares)
    assert sources.share() == 1


@pytest.mark.invariant("I12")
def test_lines_are_read_in_flat_memory(tmp_path: Path) -> None:
    file = tmp_path / "goals.ndjson"
    file.write_bytes((wire.dumps({**GOAL, "note": "x" * 1000}) + b"\n") * 10_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in Sources([str(file)])) == 10_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < file.stat().st_size / 10


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.text() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False),
        )
    ),
    st.booleans(),
)
def test_no_name_that_stands_twice_gets_through_and_none_that_does_not_is_told(
    items: list[tuple[str, Any]], spaced: bool
) -> None:
    colon, comma = (b" : ", b",\n") if spaced else (b":", b",")
    inner = comma.join(wire.dumps(name) + colon + wire.dumps(value) for name, value in items)
    (one,) = found_in([Text("f", None, b'{"resourceType":"Goal","inner":{' + inner + b"}}")])
    assert isinstance(one, Found) == (len({name for name, _ in items}) == len(items))


@pytest.mark.parametrize("layout", [None, 2])
def test_a_name_that_stands_twice_in_an_object_is_told_and_not_chosen_from(layout: int | None) -> None:
    goal = json.dumps({"resourceType": "Goal", "subject": {"reference": "Patient/1"}}, indent=layout)
    twice = goal.replace('"subject"', '"subject": {"reference": "Patient/2"}, "subject"')
    (found,) = found_in(texts(io.BytesIO(twice.encode()), "goal.json"))
    assert isinstance(found, Unreadable)
    assert found.found == "an object that has subject twice"
    assert isinstance(found_in(texts(io.BytesIO(goal.encode()), "goal.json"))[0], Found)
