"""How people are referred to: the patient by NHS number, staff by professional number and as typed."""

from __future__ import annotations

import pytest
from hypothesis import given

from mappings.context import Context, staff_reference
from mappings.records import Staff
from profiles.definitions import GMC_NUMBER, GPHC_NUMBER, NHS_NUMBER, NMC_NUMBER, SDS_USER
from tests.mappings import strategies as some
from tests.mappings.examples import plain_context


@pytest.mark.failure("3.4", "shared rows that everybody writes")
@pytest.mark.parametrize(
    ("known", "system"),
    [
        ({"gmc": "7000001"}, GMC_NUMBER),
        ({"gphc": "2000001"}, GPHC_NUMBER),
        ({"nmc": "12A3456E"}, NMC_NUMBER),
        ({"sds_user_id": "000123456789"}, SDS_USER),
    ],
)
def test_staff_are_referred_to_by_their_professional_number(known: dict[str, str], system: str) -> None:
    reference = staff_reference(Staff.model_validate({"name": "Dr Amina Okafor", "role": "gp", **known}))
    (number,) = known.values()
    assert reference["identifier"] == {"system": system, "value": number}


def test_staff_are_shown_as_the_record_spells_their_name() -> None:
    reference = plain_context().staff("  dr amina  okafor")
    assert reference["display"] == "  dr amina  okafor"
    assert reference["identifier"] == {"system": GMC_NUMBER, "value": "7000001"}


def test_somebody_the_session_does_not_know_is_a_name_and_nothing_else() -> None:
    assert plain_context().staff("Dr Elsewhere") == {"display": "Dr Elsewhere"}


def test_a_clinician_whom_the_session_does_not_know_is_still_a_person() -> None:
    context = plain_context()
    assert context.clinician("Dr Elsewhere") == {"type": "Practitioner", "display": "Dr Elsewhere"}
    assert context.clinician("Dr Amina Okafor") == context.staff("Dr Amina Okafor")


@given(some.contexts)
def test_the_patient_is_referred_to_by_nhs_number_and_never_by_name(context: Context) -> None:
    assert context.patient == {
        "type": "Patient",
        "identifier": {"system": NHS_NUMBER, "value": context.person.nhs_number},
    }
