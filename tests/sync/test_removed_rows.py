"""What waits, and whose row is taken off the list: told, looked for if it was sent, and never sent again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from adapter.endpoint import Endpoint
from adapter.ledger.facts import Standing
from adapter.ledger.ledger import Ledger
from adapter.push.delivery import Delivery
from adapter.push.drafts import draft
from adapter.routes.rest import RestRoute
from adapter.settings import Settings
from mappings.identity import participation_id
from profiles.wire import Resource
from tests.push import clinic
from tests.push.conftest import Practice, practice  # noqa: F401
from tests.sync.test_sync import MINUTE, Machine

WRITES = {"method": "POST", "path": "^/?$"}


@pytest.fixture
def machine(practice: Practice, tmp_path: Path) -> Iterator[Machine]:  # noqa: F811
    with Ledger(str(tmp_path / "ledger.db")) as ledger:
        yield Machine(practice, ledger)


class Killed(BaseException):
    """The process is no more."""


def dies_unanswered(machine: Machine, **endpoint: Any) -> None:
    """A round is killed when its first filing was sent, and before anything was made of the answer."""

    def killed(_delivery: Delivery) -> None:
        raise Killed

    def open_route() -> RestRoute:
        return RestRoute(Endpoint(url=machine.practice.url, attempts=1, **endpoint))

    with patch.object(Delivery, "collect", killed), pytest.raises(Killed):
        machine.sync(open_route=open_route).round()
    machine.now += MINUTE


def never_arrives(machine: Machine, **endpoint: Any) -> None:
    machine.practice.faults.add("close-before", count=1, **WRITES)
    dies_unanswered(machine, **endpoint)


def standing(machine: Machine, index: int, session: int = 1) -> Standing:
    filing_id = participation_id(clinic.session(session), clinic.person(index))
    return machine.ledger.filings("practice").standings([filing_id])[filing_id]


def of_the_first(machine: Machine, resource_type: str) -> list[Resource]:
    return [one for one in machine.practice.resources(resource_type) if "Patient/p0" in str(one)]


@pytest.mark.parametrize("later", [1, 60])
def test_what_had_arrived_is_in_the_record_and_the_practice_is_to_take_it_out(
    machine: Machine, later: int
) -> None:
    machine.keep(0, 1)
    dies_unanswered(machine)
    machine.keep(1)
    machine.keep(0, session=2)
    machine.now += later * MINUTE
    done = machine.sync().round()
    assert done.pushed.filings == {"filed": 2}
    (problem,) = done.pushed.problems
    assert "formerly row 2" in problem.where
    assert "no longer on this session's list" in problem.found
    assert standing(machine, 0).state == "filed"
    assert len(of_the_first(machine, "Composition")) == 2
    assert len(of_the_first(machine, "Goal")) == 1
    assert machine.practice.nothing_doubled()


def test_what_never_arrived_holds_the_patient_for_as_long_as_it_may_be_on_its_way(machine: Machine) -> None:
    machine.keep(0, 1)
    never_arrives(machine)
    machine.keep(1)
    machine.keep(0, session=2)
    assert machine.sync().round().pushed.filings == {"filed": 1, "held": 1}
    assert standing(machine, 0).state == "sending"
    machine.now += 5 * MINUTE
    done = machine.sync().round()
    assert done.pushed.filings == {"unchanged": 1, "filed": 1}
    (remark,) = done.pushed.remarks
    assert "formerly row 2: no answer came to it, and nothing of it is at the endpoint" in remark
    assert standing(machine, 0).state == "dropped"
    assert len(of_the_first(machine, "Composition")) == 1
    machine.now += MINUTE
    assert machine.sync().round().pushed.participants == 0


def test_what_was_sent_after_a_long_wait_may_be_on_its_way_for_as_long_as_any(machine: Machine) -> None:
    unapproved(machine)
    machine.sync().round()
    waits = standing(machine, 0).waiting_since
    machine.now += 60 * MINUTE
    machine.keep(0, 1)
    never_arrives(machine)
    machine.keep(1)
    machine.keep(0, session=2)
    assert machine.sync().round().pushed.filings == {"unchanged": 1, "held": 1}
    assert (standing(machine, 0).state, standing(machine, 0).waiting_since) == ("sending", waits)


@pytest.mark.parametrize(
    ("changed", "filings"),
    [
        ({}, {"filed": 1, "unchanged": 1}),
        ({"approval": None}, {"held": 1, "unchanged": 1}),
    ],
)
def test_a_row_that_is_put_back_is_like_any_other(
    machine: Machine, changed: dict[str, Any], filings: dict[str, int]
) -> None:
    """It was dropped by nobody's decision."""
    machine.keep(0, 1)
    never_arrives(machine)
    machine.keep(1)
    machine.now += 10 * MINUTE
    machine.sync().round()
    assert standing(machine, 0).state == "dropped"
    machine.now += MINUTE
    rows = [clinic.participant(0, **changed), clinic.participant(1)]
    machine.ledger.imports.keep(clinic.session(), rows, [], machine.now)
    assert machine.sync().round().pushed.filings == filings


def test_what_arrived_in_part_waits_for_a_person_and_holds_nobody(machine: Machine) -> None:
    machine.keep(0)
    machine.practice.faults.add("close-before", count=1, method="POST", path="^/?CarePlan")
    dies_unanswered(machine, strategy="single")
    machine.keep()
    machine.keep(0, session=2)
    machine.now += MINUTE
    done = machine.sync().round()
    assert done.pushed.filings == {"filed": 1}
    assert any("filed in part" in problem.found for problem in done.pushed.problems)
    assert standing(machine, 0).state == "conflict"
    assert machine.practice.nothing_doubled()


def test_what_was_filed_before_stays_filed_whether_or_not_its_correction_arrived(machine: Machine) -> None:
    machine.keep(0, 1)
    machine.sync().round()
    machine.now += MINUTE
    machine.keep(0, 1, actions=(), approval=clinic.approval_at(15))
    never_arrives(machine)
    machine.keep(1, actions=(), approval=clinic.approval_at(15))
    machine.now += MINUTE
    done = machine.sync().round()
    assert standing(machine, 0).state == "filed"
    assert any("no longer on this session's list" in problem.found for problem in done.pushed.problems)


@pytest.mark.parametrize("arrives", [True, False])
def test_a_goal_that_a_later_session_shares_does_not_wait_for_ever(machine: Machine, arrives: bool) -> None:
    machine.keep(0)
    machine.sync().round()
    machine.now += MINUTE
    machine.keep(0, session=2, goals=goals("Swim"))
    (dies_unanswered if arrives else never_arrives)(machine)
    machine.ledger.imports.keep(clinic.in_turn(2), [], [], machine.now)
    machine.now += 10 * MINUTE
    machine.keep(0, session=3, goals=goals("Dance"))
    assert machine.sync().round().pushed.filings["filed"] == 1
    (goal,) = of_the_first(machine, "Goal")
    assert goal["description"]["text"] == "Dance"
    assert machine.ledger.filings("practice").conflicts.waiting() == []
    filing_id = participation_id(clinic.session(3), clinic.person(0))
    receipts = machine.ledger.filings("practice").receipts_of([filing_id])
    assert not any(receipt.unsettled for receipt in receipts)


def goals(text: str) -> tuple[Any, ...]:
    return (clinic.participant(0).goals[0].model_copy(update={"text": text}),)


def copied(appointment: Resource) -> Resource:
    """Somebody made it again."""
    return {**appointment, "id": "copy"}


def anothers(appointment: Resource) -> Resource:
    """Somebody put it into another patient's record."""
    actors = [{**one, "actor": {"reference": "Patient/p3"}} for one in appointment["participant"]]
    return {**appointment, "participant": actors}


def anothers_in_full(appointment: Resource) -> Resource:
    """The same, and the record is named as at another server, or by a whole URL."""
    actors = [
        {**one, "actor": {"reference": "http://gp.example/fhir/Patient/p3"}}
        for one in appointment["participant"]
    ]
    return {**appointment, "participant": actors}


@pytest.mark.parametrize(
    ("done_to_it", "todo"),
    [
        (copied, "remove the duplicate"),
        (anothers, "see whose it is"),
        (anothers_in_full, "see whose it is"),
    ],
)
def test_what_cannot_be_taken_for_ours_is_for_the_practice_to_look_at(
    machine: Machine, done_to_it: Callable[[Resource], Resource], todo: str
) -> None:
    machine.keep(0)
    dies_unanswered(machine)
    (appointment,) = machine.practice.resources("Appointment")
    machine.practice.put(done_to_it(appointment))
    machine.keep()
    machine.now += MINUTE
    done = machine.sync().round()
    assert any(todo in problem.todo for problem in done.pushed.problems)
    assert standing(machine, 0).state == "conflict"
    assert done.pushed.requests["write"] == 0


def test_an_endpoint_that_cannot_be_asked_leaves_it_as_it_is(machine: Machine) -> None:
    machine.keep(0)
    never_arrives(machine)
    machine.keep()
    machine.now += dt.timedelta(hours=1)
    fault = machine.practice.faults.add("close-before", method="POST", path="_search$")
    machine.sync().round()
    assert fault.happened
    assert standing(machine, 0).state == "sending"
    machine.practice.faults.clear()
    machine.now += MINUTE
    machine.sync().round()
    assert standing(machine, 0).state == "dropped"


def test_what_was_held_waits_no_more_once_its_row_is_gone(machine: Machine) -> None:
    rows = [clinic.participant(0, approval=None), clinic.participant(1)]
    machine.ledger.imports.keep(clinic.session(), rows, [], machine.now)
    assert machine.sync().round().pushed.filings == {"held": 1, "filed": 1}
    machine.now += MINUTE
    machine.keep(1)
    done = machine.sync().round()
    assert done.pushed.filings == {"unchanged": 1}
    (remark,) = done.pushed.remarks
    assert "formerly row 2: it waited to be sent, and its row is no longer on the session's list" in remark
    assert standing(machine, 0).state == "dropped"
    assert machine.ledger.filings("practice").waiting() == []
    machine.now += MINUTE
    assert machine.sync().round().pushed.remarks == []


def test_nothing_waits_of_a_session_whose_list_is_empty_now(machine: Machine) -> None:
    machine.ledger.imports.keep(clinic.session(), [clinic.participant(0, approval=None)], [], machine.now)
    assert machine.sync().round().pushed.filings == {"held": 1}
    machine.now += MINUTE
    machine.keep()
    machine.sync().round()
    assert standing(machine, 0).state == "dropped"


def test_a_held_row_that_is_put_back_is_like_any_other(machine: Machine) -> None:
    machine.ledger.imports.keep(clinic.session(), [clinic.participant(0, approval=None)], [], machine.now)
    machine.sync().round()
    machine.now += MINUTE
    machine.keep(1)
    machine.sync().round()
    machine.now += MINUTE
    machine.keep(0, 1)
    assert machine.sync().round().pushed.filings == {"filed": 1, "unchanged": 1}


def test_an_entry_whose_correction_was_held_stays_filed_and_is_told_of(machine: Machine) -> None:
    machine.keep(0, 1)
    machine.sync().round()
    machine.now += MINUTE
    rows = [clinic.participant(0, approval=None), clinic.participant(1)]
    machine.ledger.imports.keep(clinic.session(), rows, [], machine.now)
    assert machine.sync().round().pushed.filings == {"held": 1, "unchanged": 1}
    machine.now += MINUTE
    machine.keep(1)
    done = machine.sync().round()
    assert standing(machine, 0).state == "filed"
    (problem,) = done.pushed.problems
    assert "no longer on this session's list" in problem.found


def unapproved(machine: Machine) -> None:
    rows = [clinic.participant(0, approval=None), clinic.participant(1)]
    machine.ledger.imports.keep(clinic.session(), rows, [], machine.now)


def unreachable(machine: Machine) -> None:
    machine.practice.faults.add("close-before", method="POST", path="_search$")


@pytest.mark.parametrize("waits", [unapproved, unreachable])
def test_what_was_sent_without_an_answer_and_held_since_is_looked_for_before_it_is_let_go(
    machine: Machine, waits: Callable[[Machine], None]
) -> None:
    machine.keep(0, 1)
    dies_unanswered(machine)
    waits(machine)
    assert machine.sync().round().pushed.filings["unknown"] == 1
    machine.practice.faults.clear()
    machine.now += MINUTE
    machine.keep(1)
    done = machine.sync().round()
    assert standing(machine, 0).state == "filed"
    assert any("no longer on this session's list" in problem.found for problem in done.pushed.problems)


def refused_in_part(machine: Machine) -> None:
    """The first filing is refused when a part of it is written."""
    machine.keep(0)
    machine.practice.faults.add("status", status=422, count=1, method="POST", path="^/?CarePlan")
    at = Endpoint(url=machine.practice.url, attempts=1, strategy="single")
    assert machine.sync(open_route=lambda: RestRoute(at)).round().pushed.filings == {"rejected": 1}
    machine.now += MINUTE


def sent_again(machine: Machine) -> None:
    (letter,) = machine.ledger.dead_letters.listed()
    assert machine.ledger.dead_letters.retry(letter, machine.now)


def held_since(machine: Machine) -> None:
    machine.keep(0, approval=clinic.approval_at(23), actions=())
    machine.sync(clock=lambda: clinic.at(12)).round()
    assert standing(machine, 0).state == "held"


@pytest.mark.parametrize("waits", [sent_again, held_since])
def test_a_part_of_an_entry_is_told_of_when_what_is_missing_will_not_be_sent(
    machine: Machine, waits: Callable[[Machine], None]
) -> None:
    refused_in_part(machine)
    waits(machine)
    machine.now += MINUTE
    machine.keep()
    done = machine.sync().round()
    assert standing(machine, 0).state == "conflict"
    assert any("filed in part" in problem.found for problem in done.pushed.problems)
    assert len(machine.ledger.filings("practice").no_longer_listed()) == 1


def test_what_was_refused_as_a_whole_is_let_go_as_what_was_never_sent(machine: Machine) -> None:
    machine.keep(0)
    machine.practice.faults.add("status", status=422, count=1, method="POST", path="^/?$")
    machine.sync().round()
    machine.now += MINUTE
    sent_again(machine)
    machine.keep()
    machine.now += MINUTE
    assert machine.sync().round().pushed.problems == []
    assert standing(machine, 0).state == "dropped"


def test_what_cannot_be_looked_for_now_is_not_let_go(machine: Machine) -> None:
    refused_in_part(machine)
    sent_again(machine)
    machine.keep()
    unreachable(machine)
    machine.now += MINUTE
    machine.sync().round()
    assert standing(machine, 0).state == "queued"


def test_what_another_worker_sends_meanwhile_is_not_let_go(machine: Machine) -> None:
    machine.ledger.imports.keep(clinic.session(), [clinic.participant(0, approval=None)], [], machine.now)
    machine.sync().round()
    with machine.ledger.leases.taken("practice", "worker") as lease:
        removed = machine.ledger.removed("practice", lease)
        (waiting,) = removed.waiting(clinic.session().session_id, ())
        machine.ledger.filings("practice", lease).settle(
            draft(clinic.session(), [clinic.participant(0)], Settings(ledger="unused"))[0].filing,
            "Patient/p0",
            "unknown",
            None,
            "worker",
            machine.now,
        )
        date = clinic.session().session_date
        assert not removed.settle(waiting, date, "dropped", None, "other", machine.now, absent=())
    assert standing(machine, 0).state == "unknown"


def no_longer_listed(machine: Machine) -> None:
    """The first of two is filed, and then taken off the list."""
    machine.keep(0, 1)
    machine.sync().round()
    machine.now += MINUTE
    machine.keep(1)
    assert len(machine.sync().round().pushed.problems) == 1
    machine.now += MINUTE


def test_an_entry_that_is_on_no_list_is_told_of_in_each_round_until_it_is_taken_out(machine: Machine) -> None:
    no_longer_listed(machine)
    for _ in range(2):
        (problem,) = machine.sync().round().pushed.problems
        assert "no longer on this session's list" in problem.found
        machine.now += MINUTE
    (entry,) = of_the_first(machine, "Composition")
    machine.practice.store.delete("Composition", entry["id"])
    done = machine.sync().round()
    assert done.pushed.problems == []
    (remark,) = done.pushed.remarks
    assert "formerly row 2: the practice has taken out what was filed of it" in remark
    assert standing(machine, 0).state == "dropped"
    assert machine.ledger.filings("practice").no_longer_listed() == []
    machine.now += MINUTE
    assert machine.sync().round().pushed.participants == 0


def test_an_entry_that_is_struck_out_counts_as_taken_out(machine: Machine) -> None:
    no_longer_listed(machine)
    (entry,) = of_the_first(machine, "Composition")
    machine.practice.put({**entry, "status": "entered-in-error"})
    assert machine.sync().round().pushed.problems == []
    assert standing(machine, 0).state == "dropped"


def test_a_row_that_is_put_back_after_its_entry_was_taken_out_is_filed_anew(machine: Machine) -> None:
    no_longer_listed(machine)
    (entry,) = of_the_first(machine, "Composition")
    machine.practice.store.delete("Composition", entry["id"])
    machine.sync().round()
    machine.now += MINUTE
    machine.keep(0, 1)
    assert machine.sync().round().pushed.filings == {"filed": 1, "unchanged": 1}
    assert len(of_the_first(machine, "Composition")) == 1
    assert machine.practice.nothing_doubled()


def test_an_entry_that_cannot_be_looked_for_is_told_of_as_before(machine: Machine) -> None:
    no_longer_listed(machine)
    (entry,) = of_the_first(machine, "Composition")
    machine.practice.store.delete("Composition", entry["id"])
    machine.practice.faults.add("status", status=500, method="GET", path="^Composition/")
    assert len(machine.sync().round().pushed.problems) == 1
    assert standing(machine, 0).state == "filed"


def test_an_entry_that_a_search_does_not_show_yet_was_not_taken_out(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_longer_listed(machine)
    monkeypatch.setattr(RestRoute, "find", lambda _self, items: {item.identity: [] for item in items})
    problems = machine.sync().round().pushed.problems
    assert any("no longer on this session's list" in problem.found for problem in problems)
    assert standing(machine, 0).state == "filed"


def test_no_entry_counts_as_taken_out_where_the_record_itself_is_gone(machine: Machine) -> None:
    no_longer_listed(machine)
    (entry,) = of_the_first(machine, "Composition")
    machine.practice.store.delete("Composition", entry["id"])
    machine.practice.store.delete("Patient", "p0")
    assert len(machine.sync().round().pushed.problems) == 1
    assert standing(machine, 0).state == "filed"
