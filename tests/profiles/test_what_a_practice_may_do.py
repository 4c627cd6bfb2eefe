"""What a practice or another system does to a filed resource is at most warned of, unless it does harm."""

from __future__ import annotations

from typing import Any

import jsonpatch
import pytest

from profiles import wire
from profiles.check import check
from profiles.checking.snapshots import PACKAGE

GOAL = {"reference": "https://practice.example/fhir/Goal/of-the-practice"}
OWN = {"coding": [{"system": "https://practice.example/kinds", "code": "own"}]}
DUE_IN_SNOMED = {"system": "http://snomed.info/sct", "code": "314529007"}
IN_WEEKS = {"value": 12, "unit": "weeks", "system": "http://unitsofmeasure.org", "code": "wk"}


def put(path: str, value: Any) -> dict[str, Any]:
    return {"op": "add", "path": path, "value": value}


def gone(path: str) -> dict[str, Any]:
    return {"op": "remove", "path": path}


def warned(name: str, *changes: dict[str, Any]) -> set[str]:
    """Which of our rules warn of an example that was changed; nothing may be an error."""
    (path,) = (PACKAGE / "example").glob(f"*-{name}.json")
    report = check(jsonpatch.apply_patch(wire.loads(path.read_bytes()), list(changes)))
    assert [issue for issue in report.issues if issue.severity == "error"] == []
    return {issue.rule for issue in report.issues if issue.rule.startswith("vgc-")}


@pytest.mark.parametrize(
    ("name", "change", "rule"),
    [
        ("appointment-came-late", put("/status", "arrived"), "vgc-appointment-3"),
        ("appointment-did-not-attend", put("/status", "fulfilled"), "vgc-appointment-2"),
        ("appointment-cancelled-by-practice", gone("/cancelationReason"), "vgc-appointment-4"),
        ("referral-proposed", put("/authoredOn", "2026-04-22"), "vgc-referral-1"),
        ("referral-proposed", put("/status", "completed"), "vgc-referral-2"),
        ("plan-line-taper", put("/medicationCodeableConcept/text", "Zydol 50 mg"), "vgc-plan-line-2"),
        ("care-plan-engage", put("/activity/-", {"detail": {"status": "unknown", "goal": [GOAL]}}),
         "vgc-care-plan-2"),
        ("score-peg", put("/extension/0/valueCode", "own-scale"), "vgc-score-11"),
    ],
)  # fmt: skip
def test_what_is_unusual_is_warned_of(name: str, change: dict[str, Any], rule: str) -> None:
    assert warned(name, change) == {rule}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("plan-line-taper", put("/status", "cancelled")),
        ("plan-line-taper", put("/status", "stopped")),
        ("plan-line-taper", put("/status", "completed")),
        ("plan-line-taper", put("/medicationCodeableConcept/text", "TRAMADOL 50 mg")),
        ("referral-proposed", put("/status", "on-hold")),
        ("consent-results-board-withdrawn", put("/provision/type", "permit")),
        ("consent-confidentiality", put("/category/-", OWN)),
        ("consent-confidentiality", put("/category/0/coding/-", OWN["coding"][0])),
        ("review-due-in-a-month", put("/code/coding", [DUE_IN_SNOMED])),
        ("review-due-in-a-month", gone("/code/coding")),
        ("next-step-group-clinic", put("/code/coding", OWN["coding"])),
        ("next-step-group-clinic", gone("/code/coding")),
        ("goal-walk", put("/category/0", OWN)),
        ("goal-walk", put("/target/0", {"measure": OWN, "dueDuration": IN_WEEKS})),
        ("care-plan-engage", put("/category/-", OWN)),
        ("care-plan-engage", put("/goal/-", GOAL)),
        ("care-plan-engage", put("/activity/-", {"reference": {"reference": "ServiceRequest/1"}})),
        ("care-plan-engage", put("/goal/0/reference", "https://practice.example/fhir/Goal/goal-walk")),
        ("entry-of-a-session", put("/meta/security", OWN["coding"])),
    ],
)  # fmt: skip
def test_what_is_harmless_is_let_pass(name: str, change: dict[str, Any]) -> None:
    assert warned(name, change) == set()


def test_one_patient_by_number_and_by_id_is_one_patient() -> None:
    address = {"type": "Patient", "reference": "https://practice.example/fhir/Patient/17"}
    assert warned("goal-walk", put("/subject/reference", "Patient/17"), put("/expressedBy", address)) == set()
