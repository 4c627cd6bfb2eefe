"""Every error that fhir-vgc raises on purpose.

    FhirVgcError
    ├── SettingsError          a setting is missing, wrong or contradicts another
    │   └── NotWritten         what a pull brought back cannot be written where it is to be
    ├── SourceError            what the clinic has cannot be read as a session; carries every problem found
    ├── LedgerError            the ledger cannot be opened or written, or is newer than this program
    │   ├── InUse              another run may send to the endpoint now; nothing was sent
    │   ├── NotForgotten       a session stays in the ledger: something of it is in a record, or may be
    │   └── LeaseLost          this run slept too long to send anything more
    └── EndpointError          the GP system's endpoint; carries status, issue and request id
        ├── Unreachable        no connection, or not all of the request left: nothing was processed
        │   └── Stopped        nothing is sent for now: no answers for long, or a certificate not accepted
        │       └── NotBegun   … because the run was asked to end: no request was made at all
        ├── NotProcessed       the endpoint said "not now" (408, 423, 425, 429, 503); nothing was processed
        ├── OutcomeUnknown     the request left and no usable answer came: it may have been processed
        │   └── AnswerTooLarge the answer is larger than we read; asking again would bring the same
        ├── Refused            the endpoint looked at the request and said no (400, 404, 422 …)
        │   ├── TooLarge       … because there is too much in it: send it in smaller parts
        │   ├── PagesBroken    … because its pages lead to no end: what came is good, more may be there
        │   ├── Unfiltered     what came back is of other patients than were asked for: nothing of it is kept
        │   └── PatientRefused … because of the patient (unknown, moved, died, no consent): a person looks
        ├── Conflict           the resource is not the one that we read (409, 410, 412)
        │   ├── AlreadyThere   what was to be created is there already: look whether it is ours
        │   └── Doubled        it was created, and stands there more than once: a person has one removed
        ├── NotAuthorised      who we are, or what we may do, was not accepted (401, 403); or no token
        └── FiledInPart        some resources of a filing are written, others not, and so it has no mark yet

An error's text never holds a name, an NHS number, a request body or a query.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from adapter.problem import Problem


class FhirVgcError(Exception):
    """Root of the tree; `str()` is a sentence for the person at the terminal."""


class SettingsError(FhirVgcError):
    pass


class NotWritten(SettingsError):
    """Raised before the ledger keeps the change, unless its text says that the change is there otherwise."""


class SourceError(FhirVgcError):
    """Nothing of the source was kept; `problems` lists all that was wrong with it."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class LedgerError(FhirVgcError):
    pass


class InUse(LedgerError):
    pass


class NotForgotten(LedgerError):
    pass


class LeaseLost(LedgerError):
    pass


class EndpointError(FhirVgcError):
    """Why a request did not do what it should.

    `status` is the HTTP status, if one came; `issue` the OperationOutcome's issue code; `code` the national
    code in it (Spine, ITK), if it is a known one. `retry_after` is in seconds. `request_id` is ours, as sent.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        issue: str | None = None,
        code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{message} (request {request_id})" if request_id else message)
        self.status = status
        self.issue = issue
        self.code = code
        self.request_id = request_id
        self.retry_after = retry_after


class Unreachable(EndpointError):
    pass


class Stopped(Unreachable):
    """`retry_after` is how long nothing is sent, where it is the circuit that is open."""


class NotBegun(Stopped):
    pass


class NotProcessed(EndpointError):
    pass


class OutcomeUnknown(EndpointError):
    """`unsure` are the identities of what may have been done; None where it may be all that was sent."""

    unsure: Collection[Any] | None = None


class AnswerTooLarge(OutcomeUnknown):
    pass


class Refused(EndpointError):
    pass


class TooLarge(Refused):
    pass


class PagesBroken(Refused):
    pass


class Unfiltered(Refused):
    pass


class PatientRefused(Refused):
    pass


class Conflict(EndpointError):
    pass


class AlreadyThere(Conflict):
    pass


class Doubled(Conflict):
    pass


class NotAuthorised(EndpointError):
    todo = "Look at the credentials, at our clock, and at what the endpoint's people have allowed us."


class FiledInPart(EndpointError):
    """`answers` are the route's answers for what was written, by identity.

    `cause` is why the rest was not; None where a resource was found that has to be looked at first.
    """

    def __init__(
        self, message: str, *, answers: Mapping[Any, Any] | None = None, cause: EndpointError | None = None
    ) -> None:
        super().__init__(message)
        self.answers = answers or {}
        self.cause = cause
