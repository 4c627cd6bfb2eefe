"""Asking an endpoint for several patients at once, and for fewer where one of them cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from adapter.errors import EndpointError, NotAuthorised, NotProcessed, PagesBroken, Unfiltered, Unreachable

_Found = TypeVar("_Found")

_ALONE = 3
"""Patients who are asked for alone, when all of them together were refused: the first, a middle, the last."""

_MOST_REFUSALS = 8
"""Refusals in one question without an answer to any patient of it; then the rest are not asked for."""

_GATEWAY_GAVE_UP = frozenset((502, 504))


@dataclass(frozen=True, slots=True)
class Withheld:
    """A patient, as asked for, of whom the endpoint does not tell, though it answers otherwise."""

    patient: str
    error: EndpointError


def may_be_of_one(error: Exception) -> bool:
    """Whether the same may be answered for one patient, or one type, and others be told of.

    It may: a refusal, a failure that lasts, more than is read, what is not JSON. No answer, being put off,
    and who we are (401) are about the endpoint; an error of our own is about neither.
    """
    if not isinstance(error, EndpointError) or isinstance(error, Unfiltered | NotProcessed | Unreachable):
        return False
    if isinstance(error, NotAuthorised):
        return error.status == 403
    return isinstance(error, PagesBroken) or error.status not in (None, *_GATEWAY_GAVE_UP)


class Several:
    """For one run at one endpoint: who was refused alone is asked for apart from then on."""

    def __init__(self) -> None:
        self._apart: set[str] = set()
        self._silent: set[str] = set()
        """Types of which nobody is told of."""

    def ask(
        self,
        resource_type: str,
        patients: Sequence[str],
        search: Callable[[Sequence[str]], Iterator[_Found]],
        others: Callable[[], bool],
    ) -> Iterator[_Found | Withheld]:
        """All that `search` finds of a type for these patients, and who of them is withheld.

        After a refusal some are asked for alone, and the rest by halves: what came before it comes again.
        Where nobody is told of, `others` says whether the endpoint answers otherwise. Raises the refusal
        if not; and at once what can be no single patient's affair, or comes of a type of which nobody was.
        """
        left = [[one for one in patients if one not in self._apart]]
        left += [[one] for one in patients if one in self._apart]
        left = [some for some in left if some]
        withheld: list[Withheld] = []
        refused, answered, heard = 0, False, False
        while left:
            some, *left = left
            error = yield from _refusal(search, some)
            if error is None:
                answered = heard = True
                self._silent.discard(resource_type)
            elif resource_type in self._silent:
                raise error
            else:
                refused += 1
                left = [*_fewer(some, first=refused == 1), *left]
                if len(some) == 1:
                    self._apart.update(some)
                    withheld.append(Withheld(some[0], error))
                if not heard and (refused > _ALONE or not left):
                    self._silent.add(resource_type)
                    heard = others()
                    if not heard:
                        raise error
                    self._silent.discard(resource_type)
                if not answered and refused == _MOST_REFUSALS:
                    withheld += [Withheld(one, error) for rest in left for one in rest]
                    left = []
            if heard:
                yield from withheld
                withheld = []


def _refusal(
    search: Callable[[Sequence[str]], Iterator[_Found]], some: Sequence[str]
) -> Generator[_Found, None, EndpointError | None]:
    """What is found for some, and at its end why it is not all, if that may be about one of them."""
    try:
        yield from search(some)
    except EndpointError as error:
        if not may_be_of_one(error):
            raise
        return error
    return None


def _fewer(some: list[str], *, first: bool) -> list[list[str]]:
    """Whom to ask for next instead of all of these; nobody instead of one."""
    if len(some) == 1:
        return []
    alone = [some[0], some[len(some) // 2], some[-1]] if first else []
    rest = [one for one in some if one not in alone]
    half = len(rest) // 2
    parts = [*([one] for one in dict.fromkeys(alone)), rest[:half], rest[half:]]
    return [part for part in parts if part]
