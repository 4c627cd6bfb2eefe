"""An endpoint that answers with absolute references says nothing else than one that has them relative."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from adapter.gp.answers import Received
from adapter.gp.connections import Connections
from tests.push.conftest import Practice
from tests.push.test_elsewhere import FIRST, LAST, LONG, SHORT, alone, taught


@pytest.fixture(autouse=True)
def absolute(practice: Practice) -> Iterator[None]:
    real = Connections.send

    def send(self: Connections, *given: Any) -> Received:
        received = real(self, *given)
        into = rb'"reference":"' + practice.url.encode() + rb"/\1"
        body = re.sub(rb'"reference":\s*"([A-Z][A-Za-z]+/)', into, received.body)
        return replace(received, body=body)

    with patch.object(Connections, "send", send):
        yield


def test_what_was_filed_is_unchanged_and_is_corrected_without_asking_anybody(practice: Practice) -> None:
    assert practice.push(alone(education=LONG, approval=FIRST)).filings == {"filed": 1}
    assert practice.push(alone(education=LONG, approval=FIRST)).filings == {"unchanged": 1}
    assert practice.push(alone(education=SHORT, approval=LAST)).filings == {"filed": 1}
    assert taught(practice) == {"pacing": "completed", "sleep": "entered-in-error"}


def test_what_another_ledger_filed_there_is_taken_back(practice: Practice) -> None:
    assert practice.push(alone(education=LONG, approval=FIRST)).filings == {"filed": 1}
    assert practice.push(alone(education=SHORT, approval=LAST), "new.db").filings == {"filed": 1}
    assert taught(practice) == {"pacing": "completed", "sleep": "entered-in-error"}


def test_the_practices_edit_is_seen_and_kept(practice: Practice) -> None:
    assert practice.push(alone(education=SHORT, approval=FIRST)).filings == {"filed": 1}
    (entry,) = practice.resources("Composition")
    practice.put({**entry, "title": "Seen by the practice"})
    assert practice.push(alone(education=LONG, approval=LAST)).filings == {"filed": 1}
    (entry,) = practice.resources("Composition")
    assert entry["title"] == "Seen by the practice"
    assert "sleep</li>" in str(entry["section"])
