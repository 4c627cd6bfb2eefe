"""What is filed for the example of everything; `python -m tests.mappings.agreed` writes it down anew."""

from __future__ import annotations

from pathlib import Path

from mappings.assembly import assemble
from mappings.records import Approval
from mappings.vocabulary import Part
from profiles import wire
from tests.mappings.examples import SESSION, full_participant

AGREED = Path(__file__).parent / "golden" / "filing.json"


def filing() -> str:
    """The resources of a whole filing, for people to compare."""
    approval = Approval(by=SESSION.staff[0].name, at=SESSION.planned_end)
    participant = full_participant("the").model_copy(update={"sensitive_approval": approval})
    parts: frozenset[Part] = frozenset({"individual", "group-note", "extras", "sensitive"})
    made = assemble(SESSION, participant, parts)
    return wire.pretty([item.body for item in made.resources]) + "\n"


if __name__ == "__main__":
    AGREED.parent.mkdir(exist_ok=True)
    AGREED.write_text(filing(), "utf-8")
