from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapter.intake.note import Note
from adapter.intake.platforms.attendance import PlatformPerson, union_seconds
from adapter.intake.platforms.names import read_name
from adapter.intake.platforms.stays import Stay, people_of
from adapter.intake.times import LONDON, Moment, interval_between
from adapter.likeness import folded

START = datetime(2026, 3, 26, 18, 0, tzinfo=LONDON)


def _stay(
    row: int,
    name: str = "Ada Example",
    *,
    email: str | None = None,
    minutes: tuple[int, int] | None = None,
    stated: int | None = None,
    unbroken: bool = True,
) -> Stay:
    display = read_name(name, original_in_brackets=True)
    assert display is not None
    joined, left = (
        (Moment(START + timedelta(minutes=minute)) for minute in minutes) if minutes else (None, None)
    )
    interval = interval_between(joined, left)
    known = (interval,) if interval and unbroken else ()
    return Stay(display, (row,), email, None, joined, left, known, stated)


def _people(*stays: Stay) -> tuple[list[tuple[int, ...]], list[tuple[str, tuple[int, ...]]]]:
    people, notes = people_of(stays)
    return [person.rows for person in people], [(note.kind, note.rows) for note in notes]


def test_the_same_address_is_one_person_also_on_two_devices() -> None:
    people, notes = people_of(
        [
            _stay(1, email="ada@home.example", minutes=(0, 60)),
            _stay(2, email="ADA@home.example", minutes=(30, 90)),
        ]
    )
    (person,) = people
    assert (person.rows, person.seconds, len(person.joins), notes) == ((1, 2), 90 * 60, 2, ())


def test_the_same_name_at_different_times_without_address_is_one_person() -> None:
    people, notes = people_of([_stay(1, minutes=(0, 20)), _stay(2, "ADA  example", minutes=(30, 60))])
    (person,) = people
    assert (person.display_name, person.other_names) == ("Ada Example", ("ADA example",))
    assert (person.rows, person.seconds, notes) == ((1, 2), 50 * 60, ())


def test_the_same_name_at_the_same_time_is_two_people_and_a_note() -> None:
    assert _people(_stay(1, minutes=(0, 30)), _stay(2, minutes=(20, 60))) == (
        [(1,), (2,)],
        [("same-name", (1, 2))],
    )


def test_a_leave_at_the_minute_of_a_join_is_no_overlap() -> None:
    assert _people(_stay(1, minutes=(0, 30)), _stay(2, minutes=(30, 60))) == ([(1, 2)], [])


def test_the_same_name_at_unknown_times_is_two_people_and_a_note() -> None:
    assert _people(_stay(1), _stay(2, minutes=(20, 60))) == ([(1,), (2,)], [("same-name", (1, 2))])


def test_the_same_name_with_different_addresses_is_two_people_and_a_note() -> None:
    stays = (
        _stay(1, email="ada@home.example", minutes=(0, 10)),
        _stay(2, email="ada@work.example", minutes=(20, 30)),
    )
    assert _people(*stays) == ([(1,), (2,)], [("same-name", (1, 2))])


def test_the_same_name_with_and_without_address_is_two_people_and_a_note() -> None:
    stays = (_stay(1, email="ada@home.example", minutes=(0, 10)), _stay(2, minutes=(20, 30)))
    assert _people(*stays) == ([(1,), (2,)], [("same-name", (1, 2))])


def test_a_name_in_another_order_is_never_joined_silently() -> None:
    stays = (_stay(1, "Ada Example", minutes=(0, 10)), _stay(2, "EXAMPLE, Ada", minutes=(20, 30)))
    assert _people(*stays) == ([(1,), (2,)], [("same-name", (1, 2))])


def test_one_address_under_two_names_is_joined_and_said() -> None:
    stays = (
        _stay(1, "Ada Example", email="home@home.example", minutes=(0, 10)),
        _stay(2, "Rowan Sample", email="home@home.example", minutes=(20, 30)),
    )
    assert _people(*stays) == ([(1, 2)], [("shared-email", (1, 2))])


def test_telephones_are_never_joined() -> None:
    stays = (_stay(1, "+44 7700 900123", minutes=(0, 10)), _stay(2, "+44 7700 900123", minutes=(20, 30)))
    assert _people(*stays) == ([(1,), (2,)], [])


def test_a_renamed_person_is_not_joined_with_the_first_spelling() -> None:
    stays = (_stay(1, "Jo (Rowan Sample)", minutes=(0, 10)), _stay(2, "Jo", minutes=(20, 30)))
    assert _people(*stays) == ([(1,), (2,)], [("same-name", (1, 2))])


def test_stated_time_counts_before_the_span_of_one_row() -> None:
    (person,), _ = people_of([_stay(1, minutes=(0, 60), stated=40 * 60, unbroken=False)])
    assert (person.seconds, person.joins) == (40 * 60, ())
    assert person.first_join == START
    assert person.last_leave == START + timedelta(minutes=60)


def test_stated_times_of_two_devices_never_exceed_the_time_that_passed() -> None:
    (person,), _ = people_of(
        [
            _stay(1, email="a@b.example", minutes=(0, 60), stated=50 * 60, unbroken=False),
            _stay(2, email="a@b.example", minutes=(0, 60), stated=40 * 60, unbroken=False),
        ]
    )
    assert person.seconds == 60 * 60


def test_an_unknown_part_makes_the_whole_unknown_and_not_zero() -> None:
    (person,), _ = people_of([_stay(1, email="a@b.example", minutes=(0, 60)), _stay(2, email="a@b.example")])
    assert (person.seconds, person.minutes) == (None, None)


names = st.sampled_from(["Ada Example", "ada example", "Example, Ada", "Jo (Ada Example)", "07700 900123"])
emails = st.sampled_from([None, None, "ada@home.example", "Ada@Home.example", "jo@home.example"])
spans = st.none() | st.tuples(st.integers(0, 90), st.integers(0, 60)).map(lambda s: (s[0], s[0] + s[1]))
drawn_stays = st.lists(st.tuples(names, emails, spans), max_size=10).map(
    lambda drawn: [_stay(row, n, email=e, minutes=m) for row, (n, e, m) in enumerate(drawn, 1)]
)


@given(drawn_stays)
def test_every_row_ends_in_exactly_one_person(stays: list[Stay]) -> None:
    people, _ = people_of(stays)
    assert sorted(row for person in people for row in person.rows) == list(range(1, len(stays) + 1))


@given(drawn_stays)
def test_people_of_one_name_are_always_noted(stays: list[Stay]) -> None:
    people, notes = people_of(stays)
    noted = {row for note in notes if note.kind == "same-name" for row in note.rows}
    named = [person for person in people if not person.dial_in]
    for person in named:
        for other in named:
            if other is not person and folded(other.display_name) == folded(person.display_name):
                assert set(person.rows) <= noted


@given(drawn_stays)
def test_nobody_attends_longer_than_between_the_first_join_and_the_last_leave(stays: list[Stay]) -> None:
    for person in people_of(stays)[0]:
        if person.seconds is not None:
            assert person.first_join is not None
            assert person.last_leave is not None
            assert person.seconds <= person.last_leave.timestamp() - person.first_join.timestamp()
            assert person.seconds == union_seconds(person.joins)


def test_notes_name_nobody() -> None:
    people, notes = people_of([_stay(1, minutes=(0, 30)), _stay(2, minutes=(20, 60))])
    assert all(isinstance(person, PlatformPerson) for person in people)
    assert all(isinstance(note, Note) and "Ada" not in note.text for note in notes)
