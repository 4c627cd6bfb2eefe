"""What each HTTP answer means (failure matrix 3.2), and that no answer's content reaches a message."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from adapter.errors import (
    AlreadyThere,
    Conflict,
    EndpointError,
    NotAuthorised,
    NotProcessed,
    OutcomeUnknown,
    PatientRefused,
    Refused,
    TooLarge,
)
from adapter.gp.answers import RETRY_AFTER_LIMIT, Received, error_of_entry, resource_in
from profiles import wire

PATIENT = {"resourceType": "Patient", "id": "p1"}


def answer(status: int, body: Any = b"", **headers: str) -> Received:
    """What came back for a request of id `r-1`; a body that is no bytes is sent as FHIR JSON."""
    named = CaseInsensitiveDict({name.replace("_", "-"): value for name, value in headers.items()})
    return Received(status, named, body if isinstance(body, bytes) else wire.dumps(body), "r-1")


def error_of(status: int, body: Any = b"", **headers: str) -> EndpointError:
    with pytest.raises(EndpointError) as caught:
        resource_in(answer(status, body, **headers))
    assert caught.value.status == status
    assert caught.value.request_id == "r-1"
    assert "(request r-1)" in str(caught.value)
    return caught.value


def outcome(code: Any = "processing", severity: str = "error", **issue: Any) -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code, **issue}]}


@pytest.mark.parametrize("status", [200, 201])
def test_a_resource_is_given_as_it_came(status: int) -> None:
    assert resource_in(answer(status, PATIENT)) == PATIENT


def test_an_empty_answer_to_a_success_is_none() -> None:
    assert resource_in(answer(204)) is None


@pytest.mark.parametrize("severity", ["warning", "information"])
def test_an_outcome_without_an_error_is_a_success(severity: str) -> None:
    body = outcome("informational", severity)
    assert resource_in(answer(200, body)) == body


@pytest.mark.failure("3.2", "200 with an error inside")
@pytest.mark.parametrize("severity", ["error", "fatal"])
def test_a_success_with_an_error_inside_is_an_unknown_outcome(severity: str) -> None:
    """Never a success, and not surely a refusal either: somebody has to look."""
    error = error_of(200, outcome("processing", severity))
    assert type(error) is OutcomeUnknown
    assert "error inside" in str(error)


@pytest.mark.failure("3.2", "304")
@pytest.mark.failure("3.2", "400 without an outcome")
@pytest.mark.failure("3.2", "an unknown status")
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, Refused),
        (302, Refused),
        (303, OutcomeUnknown),
        (304, OutcomeUnknown),
        (307, Refused),
        (308, Refused),
        (400, Refused),
        (401, NotAuthorised),
        (403, NotAuthorised),
        (404, Refused),
        (405, Refused),
        (406, Refused),
        (408, NotProcessed),
        (409, Conflict),
        (410, Conflict),
        (412, Conflict),
        (413, TooLarge),
        (415, Refused),
        (418, Refused),
        (422, Refused),
        (423, NotProcessed),
        (425, NotProcessed),
        (429, NotProcessed),
        (500, OutcomeUnknown),
        (501, Refused),
        (502, OutcomeUnknown),
        (503, NotProcessed),
        (504, OutcomeUnknown),
        (599, OutcomeUnknown),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>gateway</html>", outcome()], ids=["empty", "HTML", "FHIR"])
def test_each_status_means_one_error_whatever_comes_with_it(
    status: int, kind: type[EndpointError], body: Any
) -> None:
    assert type(error_of(status, body)) is kind


@pytest.mark.failure("3.1", "a proxy's page instead of FHIR")
@pytest.mark.parametrize(
    "body",
    [
        b"<html>Please log in</html>",
        b'{"resourceType": "Bundle", "entry": [',
        b"[]",
        b"{}",
        b"null",
        b"\xff\xfe",
        b"1e99999999999999999999",
    ],
    ids=["HTML", "cut", "a list", "no type", "null", "not UTF-8", "a number"],
)
def test_a_success_that_is_not_fhir_is_an_unknown_outcome(body: bytes) -> None:
    error = error_of(200, body)
    assert type(error) is OutcomeUnknown
    assert "not FHIR JSON" in str(error)


@pytest.mark.failure("3.2", "400 with an outcome, 405, 406, 415")
def test_the_first_error_of_an_outcome_is_told_with_its_element() -> None:
    issues = [
        {"severity": "warning", "code": "informational"},
        {"severity": "error", "code": "required", "expression": ["Goal.target[0].dueDate"]},
        {"severity": "error", "code": "value"},
    ]
    error = error_of(422, {"resourceType": "OperationOutcome", "issue": issues})
    assert error.issue == "required"
    assert "issue required at Goal.target[0].dueDate" in str(error)


def test_the_element_of_a_choice_is_told() -> None:
    body = outcome("value", expression=["Bundle.entry[3].resource.ofType(Goal).lifecycleStatus"])
    assert "at Bundle.entry[3].resource.ofType(Goal).lifecycleStatus" in str(error_of(400, body))


@pytest.mark.failure("3.2", "400 with an outcome, 405, 406, 415")
@pytest.mark.parametrize("status", [200, 400, 409, 422, 500])
@pytest.mark.parametrize(
    "issue",
    [
        {"diagnostics": "No match for Quill, 9990000018"},
        {"details": {"text": "Quill 9990000018"}},
        {"code": "Quill"},
        {"code": "quill"},
        {"code": ["9990000018"]},
        {"expression": ["Patient.where(identifier='9990000018')"]},
        {"expression": ["Patient[9990000018]"]},
        {"expression": "Patient.name.where(family='Quill')"},
        {"location": ["/f:Patient/f:name[@value='Quill']"]},
    ],
)
def test_nothing_that_an_endpoint_writes_of_a_patient_is_repeated(status: int, issue: dict[str, Any]) -> None:
    """T-H17: an endpoint may put anything into an outcome."""
    told = str(error_of(status, outcome(**{"code": "processing", **issue})))
    assert "quill" not in told.lower()
    assert "9990000018" not in told


@pytest.mark.parametrize("issues", [{}, {"code": "x"}, [], [None], ["x"], "x", None, [{"code": None}]])
def test_a_malformed_outcome_is_still_told_by_its_status(issues: Any) -> None:
    error = error_of(422, {"resourceType": "OperationOutcome", "issue": issues})
    assert (type(error), error.issue) == (Refused, None)


# ── Retry-After ──────────────────────────────────────────────────────────────────────────────────────


def wait_asked_for(text: str) -> float | None:
    return error_of(429, Retry_After=text).retry_after


@pytest.mark.failure("3.2", "408, 425, 429, 503")
@pytest.mark.parametrize(
    ("text", "seconds"), [("0", 0), ("7", 7), (" 120 ", 120), ("1.5", 1.5), ("600", 600), ("601", 600)]
)
def test_seconds_are_waited_as_asked_up_to_a_limit(text: str, seconds: float) -> None:
    assert wait_asked_for(text) == seconds


def test_a_date_is_waited_for() -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)
    wait = wait_asked_for(format_datetime(soon, usegmt=True))
    assert wait is not None
    assert 60 < wait <= 90


@pytest.mark.failure("3.2", "408, 425, 429, 503")
def test_a_date_that_is_past_is_now() -> None:
    assert wait_asked_for("Wed, 21 Oct 2015 07:28:00 GMT") == 0


@pytest.mark.failure("3.2", "408, 425, 429, 503")
@pytest.mark.parametrize("text", ["Fri, 31 Dec 2999 23:59:59 GMT", "99999999999", "9" * 400])
def test_an_absurd_wait_is_capped(text: str) -> None:
    assert wait_asked_for(text) == RETRY_AFTER_LIMIT


@pytest.mark.parametrize("text", ["", "soon", "-1", "nan", "inf", "Wed, 99 Foo 2026", "12:00"])
def test_what_says_no_wait_leaves_it_to_us(text: str) -> None:
    assert wait_asked_for(text) is None


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_no_header_asks_for_more_than_the_limit_or_for_nonsense(text: str) -> None:
    wait = wait_asked_for(text)
    assert wait is None or 0 <= wait <= RETRY_AFTER_LIMIT


# ── What the issue says more than the status ─────────────────────────────────────────────────────────


@pytest.mark.failure("3.2", "409")
@pytest.mark.failure("3.2", "412")
@pytest.mark.failure("3.2", "422")
@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (409, "duplicate", AlreadyThere),
        (422, "duplicate", AlreadyThere),
        (400, "duplicate", AlreadyThere),
        (409, "lock-error", NotProcessed),
        (409, "transient", NotProcessed),
        (409, "throttled", NotProcessed),
        (409, "conflict", Conflict),
        (409, "processing", Conflict),
        (412, "multiple-matches", Conflict),
        (400, "too-costly", TooLarge),
        (403, "too-costly", TooLarge),
        (422, "processing", Refused),
    ],
)
def test_a_status_of_several_meanings_is_read_with_its_issue(
    status: int, code: str, kind: type[EndpointError]
) -> None:
    assert type(error_of(status, outcome(code))) is kind


@pytest.mark.failure("3.2", "413, or too many entries")
@pytest.mark.parametrize(
    "words",
    [
        "The number of entries in the bundle exceeded the configured limit of 500.",
        "Bundle has too many resources: maximum is 20",
        "Transaction too large",
    ],
)
@pytest.mark.parametrize("place", ["diagnostics", "details"])
def test_too_many_entries_are_understood_where_they_are_only_told_in_words(words: str, place: str) -> None:
    said = {"diagnostics": words} if place == "diagnostics" else {"details": {"text": words}}
    assert type(error_of(400, outcome("invalid", **said))) is TooLarge


@pytest.mark.parametrize(
    "words", ["Value exceeds the maximum length of the element", "The bundle has no entry", "Too many names"]
)
def test_another_refusal_is_not_taken_for_too_many_entries(words: str) -> None:
    assert type(error_of(400, outcome("invalid", diagnostics=words))) is Refused


# ── National codes (GP boundary 4.1, 4.2, 6.4) ───────────────────────────────────────────────────────

SPINE = "https://fhir.nhs.uk/STU3/CodeSystem/Spine-ErrorOrWarningCode-1"
SPINE_AS_IN_EXAMPLES = "https://fhir.nhs.uk/STU3/ValueSet/Spine-ErrorOrWarningCode-1"
ITK = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1"
PROXY = "http://fhir.nhs.net/ValueSet/gpconnect-schedule-response-code-1-0"


def national(system: str, code: str, issue: str = "processing") -> dict[str, Any]:
    return outcome(issue, details={"coding": [{"system": system, "code": code, "display": "Quill"}]})


@pytest.mark.failure("3.2", "a national code in the outcome")
@pytest.mark.parametrize("system", [SPINE, SPINE_AS_IN_EXAMPLES])
@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "INVALID_NHS_NUMBER", PatientRefused),
        (400, "INVALID_PATIENT_DEMOGRAPHICS", PatientRefused),
        (400, "INVALID_IDENTIFIER_SYSTEM", Refused),
        (403, "NO_PATIENT_CONSENT", PatientRefused),
        (403, "NO_ORGANISATION_CONSENT", NotAuthorised),
        (403, "NO_ORGANISATIONAL_CONSENT", NotAuthorised),
        (403, "ACCESS_DENIED", NotAuthorised),
        (403, "ACCESS DENIED", NotAuthorised),
        (403, "access-denied", NotAuthorised),
        (404, "PATIENT_NOT_FOUND", PatientRefused),
        (404, "NO_RECORD_FOUND", Refused),
        (409, "DUPLICATE_REJECTED", AlreadyThere),
        (422, "INVALID_RESOURCE", Refused),
        (422, "REFERENCE_NOT_FOUND", Refused),
        (500, "INTERNAL_SERVER_ERROR", OutcomeUnknown),
        (500, "BAD_REQUEST", Refused),
        (501, "NOT_IMPLEMENTED", Refused),
        (500, "PATIENT_SENSITIVE", PatientRefused),
    ],
)
def test_a_code_of_the_spine_goes_before_the_status_in_either_spelling(
    system: str, status: int, code: str, kind: type[EndpointError]
) -> None:
    error = error_of(status, national(system, code))
    assert type(error) is kind
    assert error.code == code.upper().replace(" ", "_").replace("-", "_")
    assert f"code {error.code}" in str(error)


@pytest.mark.failure("3.2", "a national code in the outcome")
@pytest.mark.hazard("H9")
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("10009", Refused),
        ("20009", Refused),
        ("20007", AlreadyThere),
        ("20008", AlreadyThere),
        ("20015", TooLarge),
        ("30002", PatientRefused),
        ("30003", PatientRefused),
        ("30004", PatientRefused),
    ],
)
def test_a_code_of_itk_goes_before_the_status(code: str, kind: type[EndpointError]) -> None:
    assert type(error_of(400, national(ITK, code))) is kind


@pytest.mark.parametrize("code", ["SOMETHING_NEW", "99999", "QUILL", ""])
@pytest.mark.parametrize("system", [SPINE, ITK, "https://elsewhere.example/Spine-ErrorOrWarningCode-1"])
@pytest.mark.parametrize(("status", "kind"), [(404, Refused), (409, AlreadyThere), (500, OutcomeUnknown)])
def test_an_unknown_code_leaves_it_to_status_and_issue_and_is_not_repeated(
    system: str, code: str, status: int, kind: type[EndpointError]
) -> None:
    error = error_of(status, national(system, code, "duplicate"))
    assert (type(error), error.code) == (kind, None)
    assert "QUILL" not in str(error)


def test_a_code_of_the_spine_is_not_one_in_another_system() -> None:
    error = error_of(400, national("https://elsewhere.example/codes", "PATIENT_NOT_FOUND"))
    assert (type(error), error.code) == (Refused, None)


@pytest.mark.failure("3.2", "a national code in the outcome")
@pytest.mark.parametrize(
    ("code", "kind"),
    [("400", Refused), ("403", NotAuthorised), ("405", Refused), ("415", Refused), ("502", OutcomeUnknown)],
)
def test_the_proxy_gives_its_status_as_a_code(code: str, kind: type[EndpointError]) -> None:
    assert type(error_of(500, national(PROXY, code))) is kind


def test_the_proxys_own_example_is_no_json_and_still_understood_by_its_status() -> None:
    body = wire.dumps(national(PROXY, "403"))[:-1] + b",}"
    assert type(error_of(403, body)) is NotAuthorised


@pytest.mark.failure("3.2", "404 on an update")
def test_of_several_errors_the_one_with_a_national_code_counts() -> None:
    body = outcome("processing")
    body["issue"] += national(SPINE, "PATIENT_NOT_FOUND", "not-found")["issue"]
    assert type(error_of(404, body)) is PatientRefused


def test_a_national_error_inside_a_success_is_still_an_unknown_outcome() -> None:
    assert type(error_of(200, national(SPINE, "BAD_REQUEST"))) is OutcomeUnknown


@pytest.mark.parametrize("details", [None, [], "x", {"coding": None}, {"coding": [None, {"code": 5}]}])
def test_malformed_details_are_passed_over(details: Any) -> None:
    assert type(error_of(404, outcome("not-found", details=details))) is Refused


# ── Entries of a batch ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.failure("3.2", "429 inside a batch")
@pytest.mark.parametrize(
    ("response", "kind"),
    [
        ({"status": "201 Created"}, None),
        ({"status": "200"}, None),
        ({"status": "204 No Content"}, None),
        ({"status": "429 Too Many Requests"}, NotProcessed),
        ({"status": "412 Precondition Failed"}, Conflict),
        ({"status": "409", "outcome": outcome("lock-error")}, NotProcessed),
        ({"status": "422", "outcome": outcome("duplicate")}, AlreadyThere),
        ({"status": "404", "outcome": national(SPINE, "PATIENT_NOT_FOUND")}, PatientRefused),
        ({"status": "200 OK", "outcome": outcome("processing")}, OutcomeUnknown),
        ({"status": "500"}, OutcomeUnknown),
        ({"status": "201", "outcome": outcome("informational", "information")}, None),
        ({"status": "created"}, OutcomeUnknown),
        ({}, OutcomeUnknown),
        (None, OutcomeUnknown),
        ("201", OutcomeUnknown),
    ],
)
def test_each_entry_of_a_batch_means_what_it_would_mean_alone(
    response: Any, kind: type[EndpointError] | None
) -> None:
    error = error_of_entry(response)
    assert (type(error) if error is not None else None) is kind


@pytest.mark.failure("3.5", "the server's clock is wrong")
def test_a_date_to_wait_for_is_held_against_the_endpoints_own_clock() -> None:
    """Whatever our clock says: the difference is theirs."""
    error = error_of(503, Retry_After="Wed, 21 Oct 2015 07:28:30 GMT", Date="Wed, 21 Oct 2015 07:28:00 GMT")
    assert error.retry_after == 30
