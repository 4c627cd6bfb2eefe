from __future__ import annotations

import pytest

from adapter.intake.platforms.names import DIAL_IN, is_telephone, read_name


@pytest.mark.parametrize(
    ("written", "text", "flags"),
    [
        ("Ada Example", "Ada Example", set()),
        ("Ada Example (Guest)", "Ada Example", {"guest"}),
        ("Ada Example (External) (UNVERIFIED)", "Ada Example", {"external", "unverified"}),
        ("Ada Example (ext)", "Ada Example", {"external"}),
        ("Ada (Guest) Example", "Ada (Guest) Example", set()),
        ("[Quay Practice] Ada Example", "Ada Example", {"company"}),
        ("Ada [Quay] Example", "Ada [Quay] Example", set()),
        ("Ada Example (愛田)", "Ada Example (愛田)", set()),
        ("Ada \u00a0  Example", "Ada Example", set()),
        ("Example, Ada", "Example, Ada", set()),
        ("(Guest)", "(Guest)", set()),
    ],
)
def test_what_platforms_add_to_a_name_is_taken_off(written: str, text: str, flags: set[str]) -> None:
    name = read_name(written)
    assert name is not None
    assert (name.text, name.flags, name.original) == (text, flags, None)
    assert not name.dial_in


@pytest.mark.parametrize("written", ["", "   ", "\u00a0"])
def test_no_name_is_no_name(written: str) -> None:
    assert read_name(written) is None


@pytest.mark.parametrize(
    "number",
    [
        "+44 7700 900123",
        "07700 900***",
        "(01632) 960-001",
        "+44.1632.960.001",
        "4477009**",
        "*******",
        "+1‑202‑555‑0101",
    ],
)
def test_a_telephone_number_is_never_kept_as_a_name(number: str) -> None:
    name = read_name(f"{number} (Unverified)")
    assert name is not None
    assert (name.text, name.dial_in, name.flags) == (DIAL_IN, True, {"unverified"})


@pytest.mark.parametrize("number", ["Ada 07700 900123", "123456", "+", "Room 1632 960001"])
def test_other_names_with_digits_are_no_telephones(number: str) -> None:
    assert not is_telephone(number)


@pytest.mark.parametrize(
    ("written", "shown", "original"),
    [
        ("Jo (Rowan Sample-Smith)", "Jo", "Rowan Sample-Smith"),
        ("Jo (he/him) (Rowan Sample)", "Jo (he/him)", "Rowan Sample"),
        ("Jo (Rowan (Ro) Sample)", "Jo", "Rowan (Ro) Sample"),
        ("Jo (Rowan Sample", "Jo (Rowan Sample", None),
        ("Jo Rowan) Sample)", "Jo Rowan) Sample)", None),
        ("(Rowan Sample)", "(Rowan Sample)", None),
        ("Jo ()", "Jo ()", None),
        ("Jo (Rowan Sample (Guest))", "Jo", "Rowan Sample"),
    ],
)
def test_zoom_writes_the_original_name_in_the_last_balanced_brackets(
    written: str, shown: str, original: str | None
) -> None:
    name = read_name(written, original_in_brackets=True)
    assert name is not None
    assert (name.text, name.original) == (shown, original)


@pytest.mark.parametrize("zoom", [True, False])
def test_a_telephone_that_was_given_a_name_loses_its_number(zoom: bool) -> None:
    name = read_name("Jo (+44 7700 900123)", original_in_brackets=zoom)
    assert name is not None
    assert (name.text, name.original, name.dial_in) == ("Jo", None, True)


@pytest.mark.parametrize("written", ["Ada's Notetaker", "read.ai meeting notes", "Fireflies.ai for Ada"])
def test_note_taking_programs_are_known(written: str) -> None:
    name = read_name(written)
    assert name is not None
    assert name.bot


def test_a_person_is_no_program() -> None:
    name = read_name("Ada Noteman")
    assert name is not None
    assert not name.bot
