"""Running it unattended: where everything stands, what ran, and what was refused, for people and as JSON."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapter.interrupt import Interrupt
from adapter.ledger.ledger import Ledger
from adapter.turn import turn
from tests.cli.conftest import Run
from tests.push import clinic
from tests.push.conftest import Practice, practice  # noqa: F401

NOW = dt.datetime(2026, 3, 11, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def to(practice: Practice) -> tuple[str, str]:  # noqa: F811
    return "--to", practice.url


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(str(tmp_path / "ledger.db")) as opened:
        yield opened


@pytest.fixture
def refused(practice: Practice, run: Run, imported: None, to: tuple[str, str]) -> str:  # noqa: F811
    """The first filing was refused, and the fifth is held; the id of the first."""
    practice.faults.add("status", status=422, count=1, method="POST", path="^/?$")
    assert run("push", *to).code == 3
    (letter,) = run("deadletters", "list", "--json").document["deadletters"]
    assert isinstance(letter["filing"], str)
    return letter["filing"]


def endpoint_of(run: Run) -> Any:
    (endpoint,) = run("status", "--json").document["endpoints"].values()
    return endpoint


def adds_up(run: Run) -> bool:
    status = run("status", "--json").document
    return all(
        endpoint["balanced"]
        and sum(endpoint["states"].values()) + endpoint["not_pushed"] == status["participants"]
        for endpoint in status["endpoints"].values()
    )


# ── status ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.invariant("I1")
@pytest.mark.invariant("I6")
@pytest.mark.hazard("H23")
@pytest.mark.usefixtures("refused")
def test_the_counts_add_up_whatever_happens(run: Run, ledger: Ledger, to: tuple[str, str]) -> None:
    assert endpoint_of(run)["states"] == {"filed": 3, "held": 1, "rejected": 1}
    assert adds_up(run)
    ledger.imports.keep(clinic.in_turn(2), [clinic.participant(0), clinic.participant(1)], [], NOW)
    assert endpoint_of(run)["not_pushed"] == 2
    assert adds_up(run)
    run("sync", *to)
    assert endpoint_of(run)["states"] == {"filed": 2, "unchanged": 3, "held": 1, "rejected": 1}
    assert adds_up(run)


def name_it(folder: Path, to: tuple[str, str]) -> None:
    (folder / "fhir-vgc.toml").write_text(f'[endpoints.practice]\nurl = "{to[1]}/"\n')


@pytest.mark.invariant("I1")
@pytest.mark.parametrize("command", ["push", "sync", "pull"])
def test_an_endpoint_that_is_named_after_it_was_used_by_its_address_is_the_same(
    run: Run,
    practice: Practice,  # noqa: F811
    refused: str,
    to: tuple[str, str],
    tmp_path: Path,
    command: str,
) -> None:
    before = endpoint_of(run)["states"]
    written = practice.versions()
    name_it(tmp_path, to)
    ran = run(command, "--to", "practice", "--json")
    assert ran.code == 3 or command == "pull"
    assert list(run("status", "--json").document["endpoints"]) == ["practice"]
    assert practice.versions() == written
    if command == "pull":
        assert endpoint_of(run)["states"] == before
        assert ran.document["changed"] == []
    else:
        assert endpoint_of(run)["states"] == {"unchanged": 3, "rejected": 1, "held": 1}
    assert run("deadletters", "retry", refused, "--to", "practice").code == 0
    run("sync", "--to", "practice")
    assert endpoint_of(run)["states"]["held"] == 1
    assert adds_up(run)
    assert [one["endpoint"] for one in run("runs", "list", "--json").document["runs"]] == ["practice"] * 3


@pytest.mark.usefixtures("imported")
def test_filings_under_the_name_and_under_the_address_are_told_and_left(
    run: Run, to: tuple[str, str], tmp_path: Path
) -> None:
    name_it(tmp_path, to)
    run("push", "--to", "practice")
    (tmp_path / "fhir-vgc.toml").unlink()
    run("push", *to)
    assert "this is the address of" not in run("status").out
    name_it(tmp_path, to)
    for _ in range(2):
        assert run("status").out.count("this is the address of practice, and both have filings") == 1
        assert set(run("status", "--json").document["endpoints"]) == {"practice", to[1]}
        run("push", "--to", "practice")


@pytest.mark.usefixtures("refused")
def test_rows_that_were_taken_off_their_list_are_counted_apart(run: Run, ledger: Ledger) -> None:
    ledger.imports.keep(clinic.session(), [clinic.participant(index) for index in (0, 1)], [], NOW)
    endpoint = endpoint_of(run)
    assert endpoint["states"] == {"filed": 1, "rejected": 1}
    assert endpoint["removed"] == {"filed": 2, "held": 1}
    assert endpoint["filings"] == 5
    assert adds_up(run)
    assert len(endpoint["no_longer_listed"]) == 2
    assert "of rows that were taken off their lists since: 2 filed, 1 held" in run("status").out


@pytest.mark.invariant("I1")
@pytest.mark.usefixtures("imported")
def test_content_that_was_imported_anew_is_queued_until_a_run_has_looked_at_it(
    run: Run, ledger: Ledger, to: tuple[str, str]
) -> None:
    session, people = clinic.clinic()
    ledger.imports.keep(session, people, [], clinic.at(13))
    run("push", *to)
    assert endpoint_of(run)["states"] == {"filed": 5}
    walks = (people[1].goals[0].model_copy(update={"text": "Walk to the pond"}),)
    corrected = people[1].model_copy(update={"goals": walks, "approval": clinic.approval_at(15)})
    shifted = [one.model_copy(update={"row": one.row + 1}) for one in (people[0], corrected, *people[2:])]
    ledger.imports.keep(session, shifted, [], dt.datetime.now(dt.UTC))
    endpoint = endpoint_of(run)
    assert (endpoint["states"], adds_up(run)) == ({"filed": 4, "queued": 1}, True)
    (waiting,) = endpoint["waiting"]
    assert (waiting["in_record"], waiting["since"]) == (True, endpoint["waiting_since"])
    assert "imported with other content since" in waiting["reason"]
    assert ledger.figures.filings() == {to[1]: endpoint["states"]}
    assert set(ledger.figures.waiting_since()) == {to[1]}
    run("sync", *to)
    assert endpoint_of(run)["states"] == {"filed": 1, "unchanged": 4}


@pytest.mark.usefixtures("imported")
def test_what_the_next_run_finds_unchanged_is_queued_no_longer(
    run: Run, ledger: Ledger, to: tuple[str, str]
) -> None:
    session, people = clinic.clinic()
    ledger.imports.keep(session, people[:3], [], clinic.at(13))
    run("push", *to)
    ledger.imports.keep(session, people[:3], [], dt.datetime.now(dt.UTC))
    assert endpoint_of(run)["states"] == {"filed": 3}
    debriefed = session.model_copy(update={"debrief": "Begin earlier next time"})
    ledger.imports.keep(debriefed, people[:3], [], dt.datetime.now(dt.UTC))
    assert endpoint_of(run)["states"] == {"queued": 3}
    run("sync", *to)
    assert endpoint_of(run)["states"] == {"unchanged": 3}


@pytest.mark.hazard("H20")
@pytest.mark.usefixtures("refused")
def test_the_status_says_what_ran_last_and_how_long_something_waits(run: Run) -> None:
    endpoint = endpoint_of(run)
    assert endpoint["last_run"]["command"] == "push"
    assert endpoint["last_run"]["outcome"] == "done"
    oldest = min(one["since"] for one in endpoint["waiting"])
    assert endpoint["waiting_since"] == oldest
    assert endpoint["pulled_at"] is None
    ran = run("status")
    assert ran.code == 3
    assert "5 participants: 3 filed, 1 held, 1 rejected" in ran.out
    assert "last run: push" in ran.out
    assert "waiting, the oldest for" in ran.out


def test_after_a_sync_the_status_says_when_was_pulled(run: Run, imported: None, to: tuple[str, str]) -> None:
    run("sync", *to)
    assert endpoint_of(run)["pulled_seconds_ago"] < 60
    assert "last pulled:" in run("status").out


def test_a_run_is_under_way_failed_or_killed(run: Run, ledger: Ledger) -> None:
    run("push", "--to", "http://127.0.0.1:9/fhir")
    with turn(ledger, "sync", "practice", lambda: NOW):
        assert run("runs", "list", "--json").document["runs"][-1]["outcome"] == "under way"
    ledger.runs.start("push", "practice", NOW + dt.timedelta(hours=1))
    outcomes = [one["outcome"] for one in run("runs", "list", "--to", "practice", "--json").document["runs"]]
    assert outcomes == ["killed", "killed"]


def test_the_status_loads_nothing_that_plans_or_sends() -> None:
    import subprocess
    import sys

    script = (
        "import sys; sys.argv = ['fhir-vgc', 'status', '--ledger', 'sqlite://']\n"
        "from cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'requests', 'openpyxl', 'fhir', 'starlette', 'adapter.push.drafts', 'adapter.push.push',"
        " 'adapter.intake', 'profiles.check', 'prometheus_client'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.hazard("H9")
def test_who_died_and_is_held_for_it_is_one_thing_to_do(
    run: Run,
    practice: Practice,  # noqa: F811
    imported: None,
    to: tuple[str, str],
) -> None:
    practice.put(clinic.patient(1, deceasedDateTime="2026-03-09"))
    run("sync", *to)
    ran = run("sync", *to)
    assert "2 things for a person to do:" in ran.out  # and an approval
    assert ran.out.count("the GP system says that the patient has died") == 1
    (newest, *_) = run("runs", "list", "--json").document["runs"]
    assert "2 things for a person to do then:" in run("runs", "show", newest["run"]).out


# ── runs ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_run_is_shown_with_its_books(run: Run, imported: None, to: tuple[str, str]) -> None:
    done = run("sync", *to, "--json").document
    assert list(done) == [
        "run",
        "began",
        "seconds",
        "every_seconds",
        "missed",
        "interrupted",
        "basis",
        "pull",
        "push",
        "written",
    ]
    assert done.pop("written") == []
    shown = run("runs", "show", done["run"][:8], "--json").document
    assert list(shown) == [
        "run",
        "command",
        "endpoint",
        "began",
        "ended",
        "outcome",
        "error",
        "problems",
        "books",
    ]
    assert shown["problems"] == 1
    assert shown["books"] == done
    ran = run("runs", "show", done["run"])
    assert ran.code == 0
    assert "filings: 4 filed, 1 held" in ran.out
    assert "no clinician's approval" in ran.out
    listed = run("runs", "list").out
    assert done["run"][:8] in listed
    assert "sync" in listed


def test_what_a_run_pulled_is_told_by_kind(
    run: Run,
    imported: None,
    practice: Practice,  # noqa: F811
    to: tuple[str, str],
) -> None:
    run("sync", *to)
    goal = practice.resources("Goal")[0]
    practice.put({**goal, "description": {"text": "Swim"}})
    pulled = run("sync", *to, "--json").document
    ran = run("runs", "show", pulled["run"])
    told = " ".join(ran.out.split())
    assert "changes: goals (1 changed) methods:" in told
    assert f"methods: Patient by {pulled['pull']['methods']['Patient']}, Goal by" in told
    assert "{" not in told


def test_a_run_that_failed_says_why(run: Run, imported: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    run("push", "--to", "http://127.0.0.1:9/fhir")
    (listed,) = run("runs", "list", "--json").document["runs"]
    assert (listed["outcome"], listed["error"]) == (
        "failed",
        "no connection to 127.0.0.1:9: it cannot be reached",
    )
    assert "it cannot be reached" in run("runs", "show", listed["run"][:8]).out
    assert "it cannot be reached" in run("status").out


@pytest.mark.parametrize("command", ["push", "pull", "sync"])
def test_a_run_that_left_something_undone_was_interrupted(
    run: Run, imported: None, to: tuple[str, str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    if command == "pull":
        run("push", *to)
    with monkeypatch.context() as patched:
        always = property(lambda _: True, lambda *_: None)
        patched.setattr(Interrupt, "asked", always, raising=False)
        assert run(command, *to).code == 130
    newest = run("runs", "list", "--json").document["runs"][0]
    assert (newest["command"], newest["outcome"]) == (command, "interrupted")
    assert f"{command}, interrupted" in run("runs", "show", newest["run"]).out
    assert "interrupted" in run("status").out
    assert run(command, *to).code in (0, 3)
    assert run("runs", "list", "--json").document["runs"][0]["outcome"] == "done"


@pytest.mark.parametrize(
    "command", [("runs", "list"), ("deadletters", "list"), ("deadletters", "retry", "--all")]
)
def test_an_endpoint_that_nothing_was_run_for_is_not_shown_as_well(
    run: Run, ledger: Ledger, command: tuple[str, ...]
) -> None:
    ledger.runs.start("push", "practice", NOW, "aaaaaaaa-0000-4000-8000-000000000001")
    assert run(*command, "--to", "practice").code == 0
    ran = run(*command, "--to", "practise")
    assert (ran.code, ran.out, "(known: practice)" in ran.err) == (4, "", True)


def test_which_run_is_meant_must_be_clear(run: Run, ledger: Ledger) -> None:
    ledger.runs.start("push", "practice", NOW, "aaaaaaaa-0000-4000-8000-000000000001")
    ledger.runs.start("push", "practice", NOW, "aaaaaaaa-0000-4000-8000-000000000002")
    assert "several runs have an id that begins with aaaa" in run("runs", "show", "aaaa").err
    ran = run("runs", "show", "%")
    assert (ran.code, "no run has an id" in ran.err) == (4, True)
    assert run("runs", "show", "aaaaaaaa-0000-4000-8000-000000000001").code == 0


# ── dead letters ─────────────────────────────────────────────────────────────────────────────────────


def test_a_dead_letter_says_where_it_belongs_and_why(run: Run, refused: str) -> None:
    ran = run("deadletters", "list")
    assert ran.code == 3
    assert f"rejected: filing {refused[:8]}, session of 2026-03-10, row 2" in ran.out
    assert "422" in ran.out
    assert "1 dead letter to decide on, 0 dropped." in ran.out
    letter = run("deadletters", "show", refused[:8], "--json").document
    assert list(letter) == [
        "endpoint",
        "filing",
        "session_id",
        "session_date",
        "row",
        "state",
        "reason",
        "run",
        "since",
    ]


@pytest.mark.parametrize("which", ["one", "all"])
def test_what_is_queued_goes_with_the_next_run(
    run: Run, refused: str, to: tuple[str, str], which: str
) -> None:
    assert run("push", *to, "--json").document["filings"]["rejected"] == 1
    ran = run("deadletters", "retry", refused if which == "one" else "--all")
    assert ran.out == "1 filing queued: the next push or sync sends what is queued.\n"
    assert endpoint_of(run)["states"]["queued"] == 1
    assert "the next run sends it" in run("status").out
    assert adds_up(run)
    assert run("sync", *to, "--json").document["push"]["filings"]["filed"] == 1
    assert run("deadletters", "list").out == "0 dead letters to decide on, 0 dropped.\n"


def test_what_is_dropped_is_counted_with_who_and_why(run: Run, refused: str, to: tuple[str, str]) -> None:
    ran = run("deadletters", "drop", refused, "--reason", "typed by hand", "--by", "Col Abernethy")
    assert ran.code == 0
    endpoint = endpoint_of(run)
    assert endpoint["states"] == {"filed": 3, "held": 1, "dropped": 1}
    assert [one["state"] for one in endpoint["waiting"]] == ["held"]
    assert adds_up(run)
    letter = run("deadletters", "show", refused, "--json").document
    assert letter["reason"].startswith("dropped by Col Abernethy: typed by hand. It was refused:")
    assert "422" in letter["reason"]
    assert "retry" not in letter["reason"]
    books = run("push", *to, "--json").document
    assert (books["filings"]["dropped"], books["requests"]["write"]) == (1, 0)
    again = run("deadletters", "retry", refused)
    assert (again.code, "was dropped already" in again.err) == (4, True)
    assert "a clinician approves the entry again" in again.err


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--reason", ("--reason", "999 000 0018 is typed by hand")),
        ("--by", ("--reason", "typed", "--by", "9990000018")),
    ],
)
def test_a_decision_with_an_nhs_number_in_it_is_refused_and_not_repeated(
    run: Run, refused: str, option: str, said: tuple[str, ...]
) -> None:
    ran = run("deadletters", "drop", refused, *said)
    assert (ran.code, option in ran.err, "an NHS number is in it" in ran.err) == (2, True, True)
    assert "0018" not in ran.out + ran.err
    assert endpoint_of(run)["states"]["rejected"] == 1


def test_who_is_logged_in_decides_unless_said(run: Run, refused: str) -> None:
    dropped = run("deadletters", "drop", refused, "--reason", "typed by hand", "--json").document
    assert dropped["dropped"]["by"] == getpass.getuser()


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("deadletters", "drop", "f52f7ad1"), 2, "--reason"),
        (("deadletters", "drop", "f52f7ad1", "--reason", " "), 2, "say why"),
        (("deadletters", "retry"), 2, "name one filing, or say --all"),
        (("deadletters", "retry", "f52f7ad1", "--all"), 2, "name one filing, or say --all"),
        (("deadletters", "show", "f52f7ad1"), 4, "no dead letter has an id that begins with f52f7ad1"),
    ],
)
def test_what_was_not_understood_changes_nothing(
    run: Run, arguments: tuple[str, ...], code: int, told: str
) -> None:
    ran = run(*arguments)
    assert ran.code == code
    assert told in ran.err


def test_nobody_is_named(run: Run, refused: str, to: tuple[str, str]) -> None:
    printed = ""
    for arguments in (
        ("status",),
        ("status", "--json"),
        ("runs", "list"),
        ("sync", *to),
        ("deadletters", "list"),
        ("deadletters", "show", refused),
    ):
        ran = run(*arguments)
        printed += ran.out + ran.err
    for planted in (*clinic.NUMBERS, *clinic.FAMILIES, "Zephyra", *clinic.STORIES):
        assert planted not in printed


# ── sync ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("every", ["15", "0m", "-5m", "8d", "1.5h", "soon", ""])
def test_a_time_that_is_none_is_not_understood(run: Run, every: str) -> None:
    ran = run("sync", "--to", "practice", "--every", every)
    assert (ran.code, ran.out) == (2, "")
    assert "is not a time such as 90s, 15m, 2h or 1d" in ran.err


def test_an_endpoint_in_use_is_left_alone(run: Run, ledger: Ledger, imported: None, tmp_path: Path) -> None:
    where = f"folder:{tmp_path / 'bundles'}"
    with turn(ledger, "sync", where, lambda: NOW) as lease:
        for command in ("push", "sync"):
            ran = run(command, "--to", "./bundles")
            assert (ran.code, ran.out) == (4, "")
            assert f"in use by run {lease.run_id[:8]} (sync), under way since 11 Mar 2026" in ran.err
            assert "one that was killed lets go within 60 seconds" in ran.err
    assert run("push", "--to", "./bundles").code == 3
