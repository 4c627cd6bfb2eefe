"""Says no: an OperationOutcome for every error, and the exception that carries one to the edge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from profiles.wire import Resource


class Refusal(Exception):
    """The request is refused: an HTTP `status`, a FHIR issue `code`, a sentence, and the elements concerned.

    The sentence goes to the client and may go to a log, so it never repeats a value of the resource.
    """

    def __init__(
        self,
        status: int,
        code: str,
        diagnostics: str,
        *expression: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(diagnostics)
        self.status = status
        self.code = code
        self.expression = expression
        self.headers = dict(headers or {})
        self.issues: list[Resource] = [issue(code, diagnostics, *expression)]

    def outcome(self) -> Resource:
        return operation_outcome(self.issues)

    @classmethod
    def of(cls, status: int, issues: list[Resource]) -> Refusal:
        """A refusal for several reasons at once, such as every element that is wrong."""
        first = issues[0]
        refusal = cls(status, first["code"], first["diagnostics"], *first.get("expression", ()))
        refusal.issues = issues
        return refusal


def issue(code: str, diagnostics: str, *expression: str, severity: str = "error") -> Resource:
    """One OperationOutcome.issue; `code` is of http://hl7.org/fhir/issue-type."""
    said: Resource = {"severity": severity, "code": code, "diagnostics": diagnostics}
    if expression:
        said["expression"] = list(expression)
    return said


def operation_outcome(issues: Iterable[Resource]) -> Resource:
    return {"resourceType": "OperationOutcome", "issue": list(issues)}
