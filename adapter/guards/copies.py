"""No note twice: neither of two patients nor of two sessions of one patient, not even nearly (hazard H3).

Only the group note may repeat. A copy is most often a paste into the wrong row, or last time's row again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from adapter.guards.hold import Hold
from mappings.records import Narrative, Participant

_SHORTEST_NOTE = 60
"""Whole notes shorter than this, in characters, may be nearly alike by chance."""

_SHORTEST_COPY = 35
"""Texts shorter than this, in characters (some six words), may be word for word the same by chance."""

_OF_ONE = ("pain_story", "health_needs", "problems", "findings")
"""What tells of one patient; nobody else has the same story, however many rows it was pasted to."""

_OF_ONE_SESSION = ("findings", "advice", "plan")
"""What was found, said and agreed this time; what ails a patient may rightly stand as it did last time."""

_TO_SOME = ("advice", "plan")
"""What was agreed with one patient, or said to several: from three on it is what the group was told.

Red flags, safety net and learning point are not compared by themselves. They are standing phrases by their
nature, and rightly the same for any two patients to whom they apply.
"""


def hold_copies(participants: Sequence[Participant], *, similar_notes: float) -> list[Hold | None]:
    """For each participant in turn: held if their note, or a part of it, is another patient's as well.

    `similar_notes` is the share (0 to 1) of equal words from which on two patients' whole notes are held.
    """
    held: list[Hold | None] = [None] * len(participants)
    for found, pairs in (
        ("a note nearly the same as the note", _alike(participants, similar_notes)),
        ("words that are the same as those", _equal(participants)),
    ):
        for pair in pairs:
            for place, other in (pair, pair[::-1]):
                held[place] = held[place] or _copied(f"{found} of row {participants[other].row}")
    return held


def hold_repeated(note: Narrative, before: Narrative, *, similar_notes: float) -> Hold | None:
    """Held if what was found, said and agreed is nearly the same as in the patient's session before."""
    now, then = (
        " ".join(text for field in _OF_ONE_SESSION if (text := getattr(one, field))) for one in (note, before)
    )
    if min(len(now), len(then)) < _SHORTEST_NOTE or not _share(_words(now), _words(then), similar_notes):
        return None
    return Hold(
        "approval",
        "a note nearly the same as the one of this patient's session before",
        "what was found, said and agreed this time",
        "See whether last time's row was copied. If the note is meant, say in repeat_override who made sure, "
        "and why it is the same; anew for each session, since words of an earlier one may be copied as well.",
    )


def meant_anew(override: str, before: Iterable[str]) -> bool:
    """Whether somebody has looked this time: the words of an earlier session come along with a copied row."""
    return _words(override) not in [_words(one) for one in before]


def _copied(found: str) -> Hold:
    return Hold(
        "leakage",
        found,
        "a note of this patient's own",
        "Check whose note it is; what is true of everybody belongs in the group note.",
    )


def _alike(participants: Sequence[Participant], limit: float) -> Iterator[tuple[int, int]]:
    """Pairs whose whole notes share so many of their words, in order, whatever their case."""
    notes = [" ".join(text for _, text in one.narrative if text) for one in participants]
    long = [(place, _words(note)) for place, note in enumerate(notes) if len(note) >= _SHORTEST_NOTE]
    for (one, first), (other, second) in combinations(long, 2):
        if _share(first, second, limit):
            yield one, other


def _share(first: Sequence[str], second: Sequence[str], limit: float) -> bool:
    """Whether two texts have at least that share of their words in common, in their order."""
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= limit and matcher.ratio() >= limit


def _equal(participants: Sequence[Participant]) -> Iterator[tuple[int, int]]:
    """Pairs that have one text of a field word for word."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(participants):
        fields = [(field, getattr(one.narrative, field)) for field in (*_OF_ONE, *_TO_SOME)]
        for field, text in (*fields, ("sensitive_note", one.sensitive_note)):
            plain = " ".join(_words(text or ""))
            if len(plain) >= _SHORTEST_COPY:
                holders[field, plain].append(place)
    for (field, _), places in holders.items():
        if field not in _TO_SOME or len(places) == 2:
            yield from combinations(places, 2)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
