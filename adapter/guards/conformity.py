"""What leaves meets its profile; and of what comes back, what a decision rests on can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapter.guards.hold import Hold
from profiles.check import Issue, check
from profiles.wire import Resource

_IDENTIFIES = tuple(
    f"Patient.{element}" for element in ("identifier", "name", "birthDate", "deceased", "link", "active")
)
"""What a patient is recognised by, and what says that nothing may be written."""


def hold_nonconforming(resource: Resource) -> Hold | None:
    """Why a resource may not be sent: the first rule of its profile that it does not meet."""
    for issue in _errors(resource):
        return Hold(
            "mapping",
            f"{issue.path} does not meet its profile: {issue.message}",
            "resources that meet the published profiles",
            "This is a defect of fhir-vgc: report it, and file this entry by hand.",
        )
    return None


def hold_unreadable(patient: Resource) -> Hold | None:
    """Why the endpoint's own Patient cannot be relied on: what identifies it is not FHIR R4.

    An empty element says nothing wrong, and faults elsewhere are the practice's own affair.
    """
    for issue in _errors(patient):
        if issue.path.startswith(_IDENTIFIES) and issue.rule not in ("empty", "null"):
            return Hold(
                "identity",
                f"{issue.path} at the endpoint is not valid FHIR R4: {issue.message}",
                "a Patient by whom the person can be recognised",
                "Nothing was written. Show this to whoever runs the endpoint.",
            )
    return None


def spoilt(merged: Resource, theirs: Resource, profiles: Sequence[str]) -> bool:
    """Whether a merged resource breaks a rule of its profiles that what it was merged with keeps."""
    return any(_broken(merged, profile) - _broken(theirs, profile) for profile in profiles)


def first_fault(changed: Resource, before: Resource, profile: str) -> str | None:
    """The first rule of the profile that a resource breaks and kept before, as place and words."""
    found = sorted(_broken(changed, profile) - _broken(before, profile))
    return next((f"{path}: {message}" for path, _, message in found), None)


def _broken(resource: Resource, profile: str) -> set[tuple[str, str, str]]:
    found = check(resource, profile).issues
    return {(issue.path, issue.rule, issue.message) for issue in found if issue.severity == "error"}


def lost(sent: Resource, back: Resource) -> Iterator[str]:
    """What a resource read back does not meet any more of the profile that it was sent with, in words.

    An endpoint may keep less than it is sent: nothing of ours relies on it, but somebody should know.
    """
    for profile in sent["meta"]["profile"]:
        for issue in check(back, profile).issues:
            if issue.severity == "error":
                yield f"{issue.path}: {issue.message}"


def _errors(resource: Resource) -> Iterator[Issue]:
    return (issue for issue in check(resource).issues if issue.severity == "error")
