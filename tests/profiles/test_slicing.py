"""An item is in the slice that its discriminators say, whatever they look at; what cannot be told is told."""

from __future__ import annotations

import pytest

from profiles import wire
from profiles.check import Checker
from profiles.checking.snapshots import package
from profiles.wire import Resource
from tests.profiles.derived import PLINTH
from tests.profiles.sliced import CASES, DEFINITIONS, Case
from tests.profiles.test_check import told


class Beside:
    """These definitions, and those of our package."""

    def __init__(self, *definitions: Resource) -> None:
        self._known = {one["url"]: one for one in definitions}

    def definition(self, url: str) -> Resource | None:
        return self._known.get(url.partition("|")[0]) or package().definition(url)


CHECKER = Checker(Beside(*DEFINITIONS))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.profile}: {case.name}")
def test_an_item_is_in_the_slice_that_its_discriminators_say(case: Case) -> None:
    before = wire.dumps(case.resource)
    report = CHECKER.check(case.resource, f"{PLINTH}/{case.profile}")
    assert sorted(told(report)) == sorted(case.errors)
    unjudged = [(one.path, one.what) for one in report.not_checked if "slice" in one.what]
    assert unjudged == list(case.not_checked)
    assert wire.dumps(case.resource) == before
