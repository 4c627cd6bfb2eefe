"""Where our check and the official validator differ is told with its reason; nothing valid is refused."""

from __future__ import annotations

import json
import tomllib

from docs.agreement_page import REASONS, RECORD, differences


def test_each_difference_has_a_reason_and_each_reason_a_difference() -> None:
    reasons = tomllib.loads(REASONS.read_text("utf-8"))
    told = {(who, kind) for who, kinds in reasons.items() for kind in kinds}
    assert told == set(differences(json.loads(RECORD.read_text("utf-8"))))


def test_our_check_refuses_nothing_that_is_valid() -> None:
    assert json.loads(RECORD.read_text("utf-8"))["false_alarms"] == {}
