"""Every error that fhir-vgc raises on purpose.

    FhirVgcError
    ├── SettingsError          a setting is missing, wrong or contradicts another
    ├── SourceError            what the clinic has cannot be read as a session; carries every problem found
    ├── LedgerError            the ledger cannot be opened or written, or is newer than this program
    │   ├── InUse              another run may send to the endpoint now; nothing was sent
    │   └── LeaseLost          this run slept too long to send anything more
    └── EndpointError          the GP system's endpoint; carries status, issue and request id
        ├── Unreachable        no connection, so nothing was processed
        ├── NotProcessed       the endpoint said "not now" (408, 423, 425, 429, 503); nothing was processed
        ├── OutcomeUnknown     the request left and no usable answer came: it may have been processed
        ├── Refused            the endpoint looked at the request and said no (400, 404, 422 …)
        ├── Conflict           the resource is not the one that we read (409, 410, 412)
        └── NotAuthorised      who we are, or what we may do, was not accepted (401, 403); or no token

An error's text never holds a name, an NHS number, a request body or a query.
"""

from __future__ import annotations

from collections.abc import Sequence

from adapter.problem import Problem


class FhirVgcError(Exception):
    """Root of the tree; `str()` is a sentence for the person at the terminal."""


class SettingsError(FhirVgcError):
    pass


class SourceError(FhirVgcError):
    """Nothing of the source was kept; `problems` lists all that was wrong with it."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class LedgerError(FhirVgcError):
    pass


class InUse(LedgerError):
    pass


class LeaseLost(LedgerError):
    pass


class EndpointError(FhirVgcError):
    """`status` is the HTTP status, if one came; `issue` the first OperationOutcome issue code."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        issue: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{message} (request {request_id})" if request_id else message)
        self.status = status
        self.issue = issue
        self.request_id = request_id
        self.retry_after = retry_after


class Unreachable(EndpointError):
    pass


class NotProcessed(EndpointError):
    pass


class OutcomeUnknown(EndpointError):
    pass


class Refused(EndpointError):
    pass


class Conflict(EndpointError):
    pass


class NotAuthorised(EndpointError):
    pass
