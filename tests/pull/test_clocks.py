"""What a pull makes of clocks that are wrong, disagree or are set: nothing is missed, and it is said."""

from __future__ import annotations

import datetime as dt

import pytest

from adapter.ledger.ledger import Ledger
from tests.pull.conftest import TwoWays, answering, prescription
from tests.push import clinic

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
TOLD = [("new", "MedicationRequest", "Patient/p1")]

pytestmark = [pytest.mark.failure("3.5", "the server's clock is wrong"), pytest.mark.invariant("I7")]


@pytest.fixture
def known(practice: TwoWays) -> TwoWays:
    """A practice that everything was pulled from; nobody there has a prescription."""
    practice.keep([clinic.clinic()])
    practice.pull()
    return practice


def prescribe(practice: TwoWays, stamped: dt.timedelta, patient: str = "Patient/p1") -> None:
    """Somebody prescribes; the endpoint stamps it so much later than now."""
    practice.faults.add("committed-late", seconds=-stamped.total_seconds())
    practice.add(prescription(patient))
    practice.faults.clear()


@pytest.mark.parametrize(
    ("ahead", "found"),
    [
        (5 * MINUTE, "its clock is 5 minutes ahead of ours"),
        (-2 * HOUR, "its clock is 120 minutes behind ours"),
    ],
)
def test_a_wrong_clock_is_for_a_person_to_set(known: TwoWays, ahead: dt.timedelta, found: str) -> None:
    with answering(ahead=ahead):
        report = known.pull().report
    (problem,) = report.problems
    assert (problem.where, problem.found) == ("the endpoint", found)
    assert not report.complete
    assert known.pull().report.problems == []


def test_clocks_that_differ_a_little_are_no_matter(known: TwoWays) -> None:
    with answering(ahead=MINUTE):
        report = known.pull().report
    assert (report.problems, report.remarks) == ([], [])


def test_a_clock_that_was_set_back_leads_to_a_full_comparison(known: TwoWays) -> None:
    """Both clocks are of one machine."""
    known.pull()
    prescribe(known, -2 * HOUR)
    with answering(later=-2 * HOUR):
        pulled = known.pull(ahead=-2 * HOUR)
    assert pulled.told == TOLD
    assert "A clock was set" in pulled.report.remarks[0]


@pytest.mark.parametrize("method", ["history", "search"])
@pytest.mark.parametrize("ahead", [20 * MINUTE, 3 * HOUR])
def test_what_is_stamped_by_a_clock_that_was_put_right_is_found_hours_later(
    known: TwoWays, method: str, ahead: dt.timedelta
) -> None:
    prescribe(known, ahead, "Patient/p0")
    with answering(ahead=ahead):
        assert len(known.pull(pull=method).told) == 1
    prescribe(known, 5 * MINUTE)
    with answering(later=4 * HOUR):
        pulled = known.pull(pull=method, ahead=4 * HOUR)
        assert pulled.told == TOLD
        assert pulled.report.methods["MedicationRequest"] == "sweep"
        assert "A clock was set" in pulled.report.remarks[0]
        again = known.pull(pull=method, ahead=4 * HOUR)
    assert (again.told, again.report.remarks) == ([], [])
    assert again.report.methods["MedicationRequest"] == method


def test_what_was_not_compared_to_its_end_after_a_clock_was_set_is_compared_again(known: TwoWays) -> None:
    prescribe(known, 20 * MINUTE, "Patient/p0")
    with answering(ahead=20 * MINUTE):
        known.pull()
    prescribe(known, 5 * MINUTE)
    with answering(later=4 * HOUR):
        known.faults.add("status", path="^MedicationRequest", status=400)
        assert not known.pull(ahead=4 * HOUR).report.complete
        known.faults.clear()
        assert known.pull(ahead=4 * HOUR).told == TOLD


def test_by_how_much_the_clock_was_ahead_is_kept_with_each_cursor(known: TwoWays) -> None:
    with answering(ahead=20 * MINUTE):
        known.pull()
    with Ledger(str(known.folder / "ledger.db")) as ledger:
        skews = {cursor.skew for cursor in ledger.cursors("practice").all().values()}
    assert all(skew is not None and abs(skew - 20 * MINUTE) <= dt.timedelta(seconds=2) for skew in skews)


@pytest.mark.parametrize("method", ["history", "search"])
@pytest.mark.parametrize("behind", [20 * MINUTE, 14 * HOUR])
def test_the_first_row_of_a_type_is_found_though_it_is_stamped_by_another_clock_than_the_answers(
    known: TwoWays, method: str, behind: dt.timedelta
) -> None:
    known.pull(pull=method)
    prescribe(known, -behind)
    assert known.pull(pull=method).told == TOLD
    assert known.pull(pull=method).told == []


@pytest.mark.parametrize("method", ["history", "search"])
def test_the_first_row_of_a_type_is_found_though_the_endpoint_is_days_ahead(
    practice: TwoWays, method: str
) -> None:
    practice.keep([clinic.clinic()])
    with answering(ahead=72 * HOUR):
        practice.pull(pull=method)
        prescribe(practice, -HOUR)
        assert practice.pull(pull=method).told == TOLD
