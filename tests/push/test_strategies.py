"""A filing is all there or has no mark, whatever an endpoint can do, and is finished by looking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest

from adapter.errors import LeaseLost
from adapter.gp.client import GpClient
from adapter.ledger.learnt import Learnt
from adapter.ledger.leases import Lease
from adapter.ledger.ledger import Ledger
from adapter.routes.rest import RestRoute
from adapter.sandbox.faults import Faults
from adapter.sandbox.policy import Policy
from adapter.sandbox.serve import running
from adapter.sandbox.store import Store
from mappings.binding import references
from mappings.records import Participant
from profiles.wire import Resource
from tests.push import clinic
from tests.push.conftest import Practice

CREATES = ("conditional", "client-ids", "look-first")
DAY = dt.date(2026, 3, 10)
LATER = dt.date(2026, 3, 17)
ALONE = [(clinic.session(), (clinic.participant(0),))]
BASE = {"method": "POST", "path": "^/?$"}
CREATE = {"method": "POST", "path": "^[A-Z][A-Za-z]+$"}


class Opening(Protocol):
    def __call__(self, **policy: Any) -> Practice: ...


@pytest.fixture
def practice_with(tmp_path: Path) -> Iterator[Opening]:
    """Opens an endpoint that chose otherwise than usual, with the practice's patients."""
    with ExitStack() as stack:

        def opened(**policy: Any) -> Practice:
            faults, store = Faults(seed=1), stack.enter_context(Store())
            url = stack.enter_context(running(store, faults, policy=Policy(**policy)))
            found = Practice(url, store, faults, tmp_path)
            for patient in clinic.practice() if policy.get("update_create", True) else ():
                found.put(patient)
            return found

        yield opened


def learnt(practice: Practice, ledger: str = "ledger.db") -> Learnt:
    with Ledger(str(practice.folder / ledger)) as opened:
        return opened.learnt.of("practice")


def confident(session_hour: int = 15) -> Any:
    goal = clinic.participant(0).goals[0].model_copy(update={"confidence": 9})
    return clinic.participant(0, goals=(goal,), approval=clinic.approval_at(session_hour))


def linked(practice: Practice) -> bool:
    """Every link of every resource leads to one that is there."""
    there = {f"{r['resourceType']}/{r['id']}" for r in practice.resources()}
    links = {str(x["reference"]) for r in practice.resources() for x in references(r) if "reference" in x}
    return {link for link in links if not link.startswith("Patient/")} <= there


def without_mark(practice: Practice) -> bool:
    return practice.resources("Provenance") == []


# ── The strategies ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.invariant("I2")
@pytest.mark.hazard("H12")
@pytest.mark.parametrize("creates", CREATES)
@pytest.mark.parametrize("strategy", ["transaction", "batch", "single"])
def test_every_strategy_files_the_same_once_and_updates_it(
    practice: Practice, strategy: str, creates: str
) -> None:
    ways = {"strategy": strategy, "creates": creates}
    session, people = clinic.clinic()
    report = practice.push([(session, people)], **ways)
    assert report.filings == {"filed": 5}, report.as_json()
    assert report.resources["created"] == len(practice.resources())
    assert practice.nothing_doubled()
    assert linked(practice)
    again = practice.push([(session, people)], **ways)
    assert (again.filings, again.requests["write"]) == ({"unchanged": 5}, 0)
    changed = practice.push([(session, (confident(), *people[1:]))], **ways)
    assert changed.filings == {"filed": 1, "unchanged": 4}
    assert changed.resources["updated"] == 2
    elsewhere = practice.push([(session, (confident(), *people[1:]))], "another-machine.db", **ways)
    assert (elsewhere.filings, elsewhere.requests["write"]) == ({"unchanged": 5}, 0)
    assert practice.nothing_doubled()


@pytest.mark.failure("3.3", "a batch done in part")
@pytest.mark.failure("3.4", "a reference to what still waits")
@pytest.mark.hazard("H24")
@pytest.mark.parametrize("strategy", ["batch", "single"])
def test_the_mark_is_written_last_and_the_entry_that_a_reader_sees_before_it(
    practice: Practice, strategy: str
) -> None:
    practice.push(ALONE, strategy=strategy)
    written = sorted(practice.resources(), key=lambda resource: str(resource["meta"]["lastUpdated"]))
    kinds = [resource["resourceType"] for resource in written]
    assert kinds[0] == "Appointment" or strategy == "batch"
    assert kinds[-2:] == ["Composition", "Provenance"]


@pytest.mark.parametrize(
    ("policy", "strategy"),
    [
        ({}, ("transaction", "conditional")),
        ({"conditional_create": False}, ("transaction", "client-ids")),
        ({"transactions": False}, ("batch", "conditional")),
        ({"transactions": False, "batches": False}, ("single", "conditional")),
        ({"transactions": False, "batches": False, "conditional_create": False}, ("single", "client-ids")),
    ],
)
def test_what_an_endpoint_states_is_what_is_used(
    practice_with: Opening, policy: dict[str, bool], strategy: tuple[str, str]
) -> None:
    practice = practice_with(**policy)
    assert practice.push([clinic.clinic()]).filings == {"filed": 5}
    facts = learnt(practice)
    assert (facts.strategy, facts.creates) == strategy
    assert facts.quirks == set()
    assert practice.nothing_doubled()
    assert linked(practice)
    assert practice.push([clinic.clinic()], "another-machine.db").filings == {"unchanged": 5}


def test_an_endpoint_that_says_nothing_of_itself_gets_the_most_careful_way(practice: Practice) -> None:
    practice.faults.add("status", status=404, path="^metadata$")
    practice.faults.add("status", status=404, **BASE)
    assert practice.push([clinic.clinic()]).filings == {"filed": 5}
    facts = learnt(practice)
    assert (facts.strategy, facts.creates) == ("single", "look-first")
    assert linked(practice)


@pytest.mark.hazard("H30")
def test_an_endpoint_that_states_what_it_does_not_do_is_found_out_and_remembered(
    practice: Practice,
) -> None:
    fault = practice.faults.add("status", status=501, **BASE)
    assert practice.push([clinic.clinic()]).filings == {"filed": 5}
    assert learnt(practice).quirks == {"no-transactions", "no-batches"}
    tried = fault.happened
    later = (clinic.session(2, LATER), (clinic.participant(0, day=LATER),))
    assert practice.push([later]).filings == {"filed": 1}
    assert fault.happened == tried


@pytest.mark.failure("3.3", "the server gives another id")
def test_ids_that_an_endpoint_does_not_take_are_left_to_it(practice_with: Opening) -> None:
    practice = practice_with(conditional_create=False)
    practice.faults.add("status", status=405, method="PUT", path="^[A-Z]")
    report = practice.push(ALONE, strategy="single")
    assert report.filings == {"filed": 1}
    assert learnt(practice).quirks == {"client-ids-refused"}
    assert learnt(practice).creates == "look-first"


# ── Endpoints that lie ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.3", "references are not rewritten")
def test_links_that_an_endpoint_did_not_rewrite_are_mended_and_not_left_to_it_again(
    practice: Practice,
) -> None:
    practice.faults.add("references-not-rewritten")
    report = practice.push([clinic.clinic()])
    assert report.filings == {"filed": 5}, report.as_json()
    assert linked(practice)
    assert practice.nothing_doubled()
    assert learnt(practice).quirks == {"references-not-rewritten"}
    assert learnt(practice).strategy == "batch"
    assert practice.push([clinic.clinic()]).filings == {"unchanged": 5}
    assert practice.push([clinic.clinic()], "another-machine.db").filings == {"unchanged": 5}


@pytest.mark.failure("3.3", "references are not rewritten")
@pytest.mark.parametrize("status", [403, 404, 503])
def test_an_entry_is_filed_although_it_cannot_be_read_whether_its_links_hold(
    practice: Practice, status: int
) -> None:
    """Told that nothing of it was filed, somebody would write it by hand as well."""
    fault = practice.faults.add("status", status=status, method="GET", path="^[A-Z][A-Za-z]+/[^/]+$")
    assert practice.push(ALONE).filings == {"filed": 1}
    assert fault.happened
    assert practice.nothing_doubled()


@pytest.mark.failure("3.3", "references are not rewritten")
@pytest.mark.parametrize("status", [422, 503])
def test_links_that_could_not_be_mended_are_mended_by_the_next_push(practice: Practice, status: int) -> None:
    practice.faults.add("references-not-rewritten")
    practice.faults.add("status", status=status, method="PUT", nth=2)
    assert practice.push(ALONE).filings == {"unknown": 1}
    assert not linked(practice)
    practice.faults.clear()
    assert practice.push(ALONE).filings == {"filed": 1}
    assert linked(practice)
    assert practice.nothing_doubled()


@pytest.mark.failure("3.3", "a transaction is run as a batch")
@pytest.mark.parametrize("lie", ["transaction-as-batch", "not-undone"])
def test_a_transaction_that_is_none_is_seen_by_what_it_leaves_and_finished_in_another_way(
    practice: Practice, lie: str
) -> None:
    """A 200 answer with failed entries, or a refusal that left something behind (failure matrix 3.3, 4)."""
    practice.faults.add(lie, **BASE)
    practice.faults.add("entry-fails", entry=9, status=422, count=1, **BASE)
    report = practice.push(ALONE)
    assert report.balanced
    assert report.filings in ({"unknown": 1}, {"rejected": 1})
    assert learnt(practice).quirks == {"transaction-as-batch"}
    with Ledger(str(practice.folder / "ledger.db")) as ledger:
        for letter in (
            ledger.dead_letters.listed("practice") if hasattr(ledger.dead_letters, "listed") else ()
        ):
            assert letter
    report = practice.push(ALONE, "another-machine.db")
    assert report.complete, report.as_json()
    assert practice.nothing_doubled()
    assert linked(practice)


@pytest.mark.failure("3.3", "a transaction is run as a batch")
@pytest.mark.parametrize("failing", [0, 1, 2])
@pytest.mark.parametrize("correction", [True, False])
def test_a_part_that_a_refusal_left_is_told_whichever_entry_was_refused(
    practice: Practice, correction: bool, failing: int
) -> None:
    if correction:
        practice.push(ALONE)
    there = practice.versions()
    practice.faults.add("not-undone", **BASE)
    practice.faults.add("entry-fails", entry=failing, status=422, count=1, **BASE)
    report = practice.push([(clinic.session(), (confident(15),))])
    assert report.filings == {"rejected": 1}
    assert practice.versions() > there
    assert "filed in part" in report.problems[0].found


@pytest.mark.failure("3.3", "a transaction is run as a batch")
def test_a_refusal_of_which_nobody_can_see_whether_it_left_a_part_is_looked_into(practice: Practice) -> None:
    practice.push(ALONE)
    refused = practice.faults.add("status", status=422, count=1, **BASE)
    practice.faults.add("status", status=403, method="GET", path="^Goal/", nth=2, count=1)
    assert practice.push([(clinic.session(), (confident(15),))]).filings == {"unknown": 1}
    assert refused.happened
    assert practice.push([(clinic.session(), (confident(15),))]).filings == {"filed": 1}


@pytest.mark.failure("3.4", "parallel edits of one goal")
@pytest.mark.hazard("H22")
def test_an_endpoint_that_ignores_if_match_is_found_out_by_the_update_itself(practice: Practice) -> None:
    practice.push(ALONE)
    practice.faults.add("ignore-if-match")
    session = ALONE[0][0]
    assert practice.push([(session, (confident(),))]).filings == {"filed": 1}
    assert learnt(practice).quirks == {"if-match-ignored"}
    (goal,) = practice.resources("Goal")
    assert goal["meta"]["versionId"] == "2"


@pytest.mark.parametrize("creates", ["auto", "look-first"])
def test_a_refused_impossible_version_is_proof_that_versions_count(practice: Practice, creates: str) -> None:
    practice.push(ALONE, creates=creates)
    session = ALONE[0][0]
    assert practice.push([(session, (confident(),))], creates=creates).filings == {"filed": 1}
    assert "if-match" in learnt(practice).proven
    assert practice.push([(session, (confident(16),))], creates=creates).requests["write"] == 1


def test_an_id_that_is_taken_and_written_over_is_not_used_again(practice_with: Opening) -> None:
    practice = practice_with(conditional_create=False)
    practice.faults.add("ignore-if-none-match")
    assert practice.push([clinic.clinic()]).filings == {"filed": 5}
    assert learnt(practice).quirks == {"if-none-match-ignored"}
    assert learnt(practice).creates == "look-first"
    assert practice.nothing_doubled()
    assert practice.push([clinic.clinic()], "another-machine.db").filings == {"unchanged": 5}


@pytest.mark.failure("3.2", "412")
@pytest.mark.failure("3.4", "two create the same thing at once")
def test_two_of_one_identity_are_a_conflict_and_conditions_are_not_trusted_again(practice: Practice) -> None:
    practice.push(ALONE)
    (goal,) = practice.resources("Goal")
    del goal["meta"]
    practice.put({**goal, "id": "twice"})
    report = practice.push(ALONE, "another-machine.db")
    assert report.filings == {"conflict": 1}
    assert learnt(practice, "another-machine.db").quirks == {"if-none-exist-ignored"}


# ── Ceilings ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.2", "413, or too many entries")
@pytest.mark.failure("3.3", "a limit smaller than advertised")
@pytest.mark.failure("3.3", "a very large bundle")
@pytest.mark.parametrize("policy", [{}, {"transactions": False}])
@pytest.mark.parametrize("most", [1, 4, 9])
def test_what_is_too_much_at_once_is_sent_in_parts_and_the_ceiling_is_remembered(
    practice_with: Opening, policy: dict[str, bool], most: int
) -> None:
    practice = practice_with(most_entries=most, **policy)
    assert practice.push([clinic.clinic()]).filings == {"filed": 5}
    facts = learnt(practice)
    assert facts.taken <= most
    assert facts.most_entries is None or facts.most_entries <= most
    assert practice.nothing_doubled()
    assert linked(practice)
    fewer = practice.push([(clinic.session(2), (clinic.participant(0),))]).requests["write"]
    again = practice.push([(clinic.session(3), (clinic.participant(0),))]).requests["write"]
    assert fewer == again


@pytest.mark.failure("3.2", "413, or too many entries")
def test_a_gateway_that_gave_up_on_a_large_filing_gets_smaller_ones(practice: Practice) -> None:
    practice.faults.add("status-after", status=504, count=1, **BASE)
    assert practice.push(ALONE).filings == {"filed": 1}
    whole = len(practice.resources())
    assert learnt(practice).most_entries == whole // 2


def test_a_gateway_that_gave_up_once_on_what_was_taken_before_teaches_nothing(practice: Practice) -> None:
    practice.push(ALONE)
    practice.faults.add("status-after", status=504, count=1, **BASE)
    later = (clinic.session(2, LATER), (clinic.participant(1, day=LATER),))
    assert practice.push([later]).filings == {"filed": 1}
    assert learnt(practice).most_entries is None


# ── Broken off ───────────────────────────────────────────────────────────────────────────────────────


class Killed(BaseException):
    pass


def kill_after(monkeypatch: pytest.MonkeyPatch, step: int, *, before: bool) -> None:
    """The process dies before or after its write number `step`."""
    steps = iter(range(1, 1_000))

    def dying(name: str) -> None:
        real = getattr(GpClient, name)

        def send(client: GpClient, given: Resource) -> Resource:
            number = next(steps)
            if before and number == step:
                raise Killed
            answer: Resource = real(client, given)
            if number == step:
                raise Killed
            return answer

        monkeypatch.setattr(GpClient, name, send)

    dying("write")
    dying("transaction")


def shortly(day: dt.date) -> Participant:
    """A participant with fewer resources, so that there are fewer steps to die at."""
    return clinic.participant(0, day=day, education=(), referrals=(), next_step=None, review_due=None)


@pytest.mark.failure("3.3", "a batch done in part")
@pytest.mark.hazard("H24")
@pytest.mark.parametrize("creates", CREATES)
@pytest.mark.parametrize(
    ("strategy", "policy"), [("single", {}), ("batch", {}), ("auto", {"most_entries": 3})]
)
def test_a_filing_broken_off_at_any_step_is_marked_only_when_it_is_finished_by_the_next_run(
    practice_with: Opening,
    monkeypatch: pytest.MonkeyPatch,
    strategy: str,
    policy: dict[str, Any],
    creates: str,
) -> None:
    practice = practice_with(**policy)
    ways = {"strategy": strategy, "creates": creates, "connections": 1}
    number, died = 0, True
    while died:
        number += 1
        day = DAY + dt.timedelta(days=number)
        sessions = [(clinic.session(number, day), (shortly(day),))]
        marks = len(practice.resources("Provenance"))
        with monkeypatch.context() as patched:
            kill_after(patched, number // 2 + 1, before=number % 2 == 1)
            try:
                practice.push(sessions, **ways)
                died = False
            except Killed:
                marked = len(practice.resources("Provenance")) > marks
                there = len(practice.resources())
        if died:
            # until then the endpoint may be at work on what was sent last
            report = practice.push(sessions, later=dt.timedelta(minutes=6), **ways)
            assert report.complete, report.as_json()
            assert not marked or len(practice.resources()) == there
        assert practice.nothing_doubled()
        assert linked(practice)
        assert len(practice.resources("Provenance")) == marks + 1
    assert number > 4


@pytest.mark.failure("3.3", "one bad entry rolls back all")
@pytest.mark.parametrize("strategy", ["batch", "single"])
def test_a_resource_that_is_refused_leaves_the_filing_without_its_mark_and_is_named(
    practice: Practice, strategy: str
) -> None:
    path = "^Goal$" if strategy == "single" else "^/?$"
    action = {"action": "status"} if strategy == "single" else {"action": "entry-fails", "entry": 1}
    practice.faults.add(status=422, method="POST", path=path, **action)
    report = practice.push(ALONE, strategy=strategy)
    assert report.filings == {"rejected": 1}
    assert "filed in part" in report.problems[0].found
    assert "422" in report.problems[0].found
    assert without_mark(practice)
    practice.faults.clear()
    assert practice.push(ALONE, "another-machine.db", strategy=strategy).filings == {"filed": 1}
    assert practice.nothing_doubled()
    assert len(practice.resources("Provenance")) == 1


@pytest.mark.failure("3.2", "429 inside a batch")
def test_entries_of_a_batch_that_are_put_off_are_sent_again_and_only_those(practice: Practice) -> None:
    fault = practice.faults.add(
        "entry-fails", entry=1, status=429, headers={"Retry-After": "0"}, count=1, **BASE
    )
    report = practice.push(ALONE, strategy="batch")
    assert fault.happened == 1
    assert report.filings == {"filed": 1}
    assert practice.nothing_doubled()
    assert all(resource["meta"]["versionId"] == "1" for resource in practice.resources())


@pytest.mark.parametrize("action", ["close-after", "close-before", "truncated"])
@pytest.mark.parametrize("nth", [1, 3, 100])
def test_a_lost_answer_to_one_of_many_writes_is_settled_by_looking(
    practice: Practice, action: str, nth: int
) -> None:
    written = practice.push(ALONE, strategy="single").requests["write"]
    sessions = [(clinic.session(2, LATER), (clinic.participant(1, day=LATER),))]
    practice.faults.add(action, nth=min(nth, written), count=1, **CREATE)
    report = practice.push(sessions, strategy="single")
    assert report.balanced
    practice.faults.clear()
    assert practice.push(sessions, strategy="single").complete
    assert practice.nothing_doubled()
    assert linked(practice)
    assert len(practice.resources("Provenance")) == 2


@pytest.mark.failure("3.2", "201 without Location or ETag")
@pytest.mark.parametrize("creates", CREATES)
@pytest.mark.parametrize("status", [200, 201, 204, 207])
def test_what_is_done_and_not_said_where_is_looked_for_and_the_rest_goes_on(
    practice: Practice, status: int, creates: str
) -> None:
    """Each write is answered without a word of where the resource is."""
    practice.faults.add("status-after", status=status, method="POST", path=CREATE["path"])
    practice.faults.add("status-after", status=status, method="PUT")
    report = practice.push(ALONE, strategy="single", creates=creates)
    assert report.filings == {"filed": 1}
    assert report.requests["write"] == len(practice.resources())
    assert practice.nothing_doubled()
    assert linked(practice)


@pytest.mark.failure("3.2", "202")
@pytest.mark.hazard("H12")
@pytest.mark.parametrize("creates", CREATES)
@pytest.mark.parametrize("strategy", ["auto", "single"])
def test_what_was_taken_in_and_is_not_done_yet_is_sent_once(
    practice: Practice, strategy: str, creates: str
) -> None:
    where = {"Location": f"{practice.url}/Appointment/queued"}
    practice.faults.add("status", status=202, headers=where, method="POST", path="^(Appointment)?/?$")
    practice.faults.add("status", status=202, headers=where, method="PUT")
    report = practice.push(ALONE, strategy=strategy, creates=creates)
    assert report.filings == {"unknown": 1}
    assert report.requests["write"] == 1


@pytest.mark.hazard("H12")
@pytest.mark.parametrize("strategy", ["auto", "single"])
def test_what_is_said_to_be_there_and_cannot_be_seen_is_not_sent_again(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, strategy: str
) -> None:
    """The endpoint's searches are behind its conditions."""
    practice.push(ALONE, "another-machine.db")
    there = practice.versions()
    with monkeypatch.context() as patched:
        patched.setattr(RestRoute, "find", lambda _route, items: {item.identity: [] for item in items})
        report = practice.push(ALONE, strategy=strategy)
    assert (report.filings, report.requests["write"]) == ({"unknown": 1}, 1)
    assert practice.push(ALONE, strategy=strategy).complete
    assert practice.versions() == there


def test_what_is_found_on_the_way_is_looked_at_before_the_mark_is_written(practice: Practice) -> None:
    """Another machine filed the goal of an earlier session; this ledger does not know of it."""
    earlier = (clinic.session(1), (clinic.participant(0),))
    later = (clinic.session(2), (clinic.participant(0),))
    practice.push([earlier], "another-machine.db", strategy="single")
    assert practice.push([later], strategy="single").filings == {"filed": 1}
    assert practice.nothing_doubled()
    assert len(practice.resources("Goal")) == 1
    assert practice.push([later], strategy="single").filings == {"unchanged": 1}


def test_a_run_that_lost_its_lease_between_two_writes_makes_no_third(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = iter(range(1_000))

    def require(lease: Lease) -> None:
        if next(asked) == 4:
            raise LeaseLost("this run slept")

    with monkeypatch.context() as patched:
        patched.setattr(Lease, "require", require)
        with pytest.raises(LeaseLost):
            practice.push(ALONE, strategy="single")
    assert len(practice.resources()) == 3
    assert practice.push(ALONE, strategy="single").filings == {"filed": 1}
    assert practice.nothing_doubled()
