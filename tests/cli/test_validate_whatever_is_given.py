"""Whatever a newcomer gives to `fhir-vgc validate`, it says what that is, and never breaks."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PATIENT = '{"resourceType": "Patient"}'


def deep(opening: str, middle: str, closing: str, depth: int) -> bytes:
    return (opening * depth + middle + closing * depth).encode()


def bundles(depth: int) -> bytes:
    opening = '{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:plinth:one","resource":'
    return deep(opening, PATIENT, "}]}", depth)


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"", 4, "found nothing"),
        (b"\n \n", 4, "found nothing"),
        (codecs.BOM_UTF8 + PATIENT.encode(), 0, "1 passed"),
        (f"{PATIENT}\r\n{PATIENT}\r\n".encode(), 0, "2 passed"),
        (f'{PATIENT}\n{{"resourceType":\n{PATIENT}\n'.encode(), 3, "line 2: not read"),
        (b"<Patient/>", 4, "found XML"),
        (b"family,given\nPlinth,Quorum\n", 4, "does not begin as JSON does"),
        (bytes(range(128, 200)), 4, "does not begin as JSON does"),
        (b'{"resourceType": "Patient", "resourceType": "Goal"}', 4, "an object that has resourceType twice"),
        (b'{"resourceType": "Patient", "name": [{"family": "\xff"}]}', 4, "bytes that are not UTF-8 text"),
        (b'{"resourceType": "Patient", "name": [{"family": "\\ud83d"}]}', 4, "half a character"),
        (b'{"resourceType": "Patient", "id": "a\x00"}', 4, "invalid character"),
        (b'{"resourceType": "Patient", "multipleBirthInteger": 99999999999}', 3, "a whole number of 32 bits"),
        (b'{"resourceType": "Patient", "multipleBirthInteger": 1e400}', 3, "a whole number of 32 bits"),
        (b'{"resourceType": "Patient", "multipleBirthInteger": NaN}', 4, "invalid character"),
        (b'{"resourceType": "Patient", "a": ' + b"9" * 5000 + b"}", 4, "a number too large"),
        (f"{PATIENT}{PATIENT}".encode(), 4, "trailing characters"),
        (b'{"resourceType": {"a": 1}}', 3, "names no resource of FHIR R4"),
        (b'{"resourceType": ""}', 3, "names no resource of FHIR R4"),
        (b'[[{"resourceType": "Patient"}]]', 4, "an array without resources"),
        (bundles(2), 0, "Bundle.entry[0].resource.entry[0].resource"),
        (bundles(200), 0, "passed"),
        (bundles(5000), 4, "elements nested too deeply"),
        (deep('{"resourceType":"Patient","contained":[', PATIENT, "]}", 150), 3, "dom-2"),
        (deep('{"resourceType":"Patient","name":[', "1", "]}", 5000), 4, "elements nested too deeply"),
        (
            b'{"resourceType":"Patient","extension":'
            + deep('[{"url":"https://plinth.example/x","extension":', "[]", "}]", 450)
            + b"}",
            3,
            "nested too deeply to be checked",
        ),
        (
            b'{"resourceType":"Bundle","type":"collection","entry":[null,{"resource":null},7,{"resource":{}}]}',
            3,
            "Bundle.entry[0]",
        ),
        (
            b'{"resourceType":"Goal","meta":7,"contained":7,"extension":7,"text":7,"id":{}}',
            3,
            "should be a list",
        ),
        (
            f'{{"resourceType":"Patient","name":[{{"text":"{"x" * 1_100_000}"}}]}}'.encode(),
            3,
            "text of at most 1,048,576 characters",
        ),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, bytes) else None,
)
def test_whatever_is_given_is_told_and_never_a_defect(run: Run, content: bytes, code: int, told: str) -> None:
    Path("given.json").write_bytes(content)
    ran = run("validate", "given.json")
    assert (ran.code, ran.err) == (code, "")
    assert told in " ".join(ran.out.split())
    outcomes = [json.loads(line) for line in run("validate", "given.json", "--json").out.splitlines()]
    assert {one["resourceType"] for one in outcomes} == {"OperationOutcome"}


def test_a_folder_of_anything_is_read_as_far_as_it_can_be(run: Run) -> None:
    Path("export/more/.hidden").mkdir(parents=True)
    Path("export/a.json").write_text(PATIENT)
    Path("export/noise.json").write_text('{"a": 1}')
    Path("export/cut.ndjson").write_text(f"{PATIENT}\n{PATIENT[:9]}")
    Path("export/nowhere.json").symlink_to("there-is-no-such.json")
    Path("export/more/around").symlink_to("..")
    for name in ("a.pdf", "b.pdf", "more/notes.txt"):
        Path("export", name).touch()
    ran = run("validate", "export", "export", "nowhere.json")
    assert (ran.code, ran.err) == (3, "")
    assert "Not read: 6 other files (.pdf, .txt)" in ran.out
    assert "4 resources: 4 passed, 0 failed" in ran.out
    assert "Could not be read: 7 inputs" in ran.out
