"""What goes wrong and what happens then, with the tests that hold it: the failure matrix and the hazards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from docs.markdown import page, table
from tests import failure_matrix, hazards
from tests.marks import Mark, held_by

FOLDER = Path(__file__).parent


def pages() -> dict[str, str]:
    """Both pages by file name."""
    return {
        "failure-matrix.md": page("What happens when something fails", _matrix()),
        "hazards.md": page("Hazards, and what holds them", _hazards()),
    }


def _matrix() -> Iterator[str]:
    rows = sum(len(faults) for faults in failure_matrix.MATRIX.values())
    yield f"""\
For whoever runs it or answers for its safety. Each of the {rows} rows is a fault that a run can meet; the
last column names the tests that make it happen and look at what comes of it. *Looked for first* means:
nothing is sent again before the endpoint was asked, by the resource's own identifier, whether it is there
already. `make test` runs them all, but for those under `tests/peers/`, which need real servers
(`make test-peers`); `pytest -m failure` runs the rows alone.
"""
    if failure_matrix.NOT_YET:
        yield "Not held yet:\n"
        for (section, fault), reason in failure_matrix.NOT_YET.items():
            yield f"- {section}, {fault}: {reason}"
        yield ""
    yield "## What holds after every fault\n"
    yield from table(
        ("", "invariant", "held by"),
        *((key, text, _linked(held_by("invariant", key))) for key, text in failure_matrix.INVARIANTS.items()),
    )
    for section, faults in failure_matrix.MATRIX.items():
        yield f"## {section} {failure_matrix.SECTIONS[section]}\n"
        yield from table(
            ("fault", "what happens", "held by"), *(_row(section, fault, faults) for fault in faults)
        )


def _row(section: str, fault: str, faults: Mapping[str, str]) -> tuple[str, str, str]:
    happens = faults[fault]
    if reason := failure_matrix.NOT_TESTABLE.get((section, fault)):
        happens += f" **Not testable here:** {reason}"
    if reason := failure_matrix.NOT_YET.get((section, fault)):
        happens += f" **Not yet:** {reason}"
    return fault, happens, _linked(held_by("failure", section, fault))


def _hazards() -> Iterator[str]:
    yield """\
For the clinical safety officer, as a beginning and not as a hazard log: severity, likelihood and acceptance
are theirs (DCB0129), and nothing here is accepted on their behalf. The last column names tests without which
no change is let in. What each fault of network, endpoint or machine leads to: [the failure
matrix](failure-matrix.md).
"""
    yield from table(
        ("", "hazard", "what the software does", "what is left to people", "held by"),
        *(
            (
                key,
                hazard.title,
                hazard.does + (f" **Not yet:** {hazards.NOT_YET[key]}" if key in hazards.NOT_YET else ""),
                hazard.people,
                _linked(held_by("hazard", key)),
            )
            for key, hazard in hazards.HAZARDS.items()
        ),
    )


def _linked(tests: Iterable[Mark]) -> str:
    return "<br>".join(f"[{test.promise}](../tests/{test.file})" for test in tests)
