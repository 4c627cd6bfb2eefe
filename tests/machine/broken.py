"""The ways in which a promise can be broken, named for the harm."""

from __future__ import annotations


class Doubled(AssertionError):
    """Something stands twice."""


class Lost(AssertionError):
    """What somebody meant to file, or wrote, is nowhere."""


class Overwritten(AssertionError):
    """What the practice wrote is gone, and nothing says why."""


class OutOfOrder(AssertionError):
    """What belongs to one patient went in another order than it was meant to."""


class Misplaced(AssertionError):
    """Something stands in somebody else's record."""


class Unbalanced(AssertionError):
    """The books do not add up."""


class Silent(AssertionError):
    """A conflict that nobody decided on and nobody is asked about."""


class Disclosed(AssertionError):
    """A patient is named where none may be."""


class Torn(AssertionError):
    """The ledger does not open any more, or is half of one."""


class Swollen(AssertionError):
    """More memory is held than there is a need for."""


def require(holds: object, otherwise: type[AssertionError], what: object) -> None:
    """Raise `otherwise` unless it holds."""
    if not holds:
        raise otherwise(what)
