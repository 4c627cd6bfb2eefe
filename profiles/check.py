"""Does this resource meet its profile? Structure, bindings, slices, references, invariants; offline."""

from __future__ import annotations

from profiles.checking.issues import Report
from profiles.wire import Resource


def check(resource: Resource, profile: str | None = None) -> Report:
    """Hold one resource (wire form) against the profiles that it names, or against `profile` alone.

    A resource that names no profile of the package is held against its base type, FHIR R4; a Bundle and
    each resource within it likewise. Raises `UnknownProfile` where `profile` is not in the package.
    """
    raise NotImplementedError
