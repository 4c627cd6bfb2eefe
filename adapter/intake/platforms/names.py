"""Reading the display names of meeting platforms: what is the name, and what was added to it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

DIAL_IN = "dial-in participant"

_SUFFIX = re.compile(r"\s*\((external|ext|unverified|guest)\)\s*$", re.IGNORECASE)
_COMPANY = re.compile(r"^\s*\[[^\[\]]*\]\s*(?=\S)")
_TELEPHONE = re.compile(r"\+?[\d\s().*\-‐‑–]+")  # the dashes are hyphens that telephone systems really send
_BOT = re.compile(
    r"note\s?-?taker\b|\b(read|otter|fireflies|fathom)\.ai\b|\bmeeting notes$|\botterpilot\b", re.IGNORECASE
)
_FLAG = {"external": "external", "ext": "external", "unverified": "unverified", "guest": "guest"}


@dataclass(frozen=True, slots=True)
class DisplayName:
    """A display name taken apart. `original` is the name before it was changed in the meeting (Zoom)."""

    text: str = field(repr=False)
    flags: frozenset[str] = frozenset()
    original: str | None = field(default=None, repr=False)
    dial_in: bool = False
    bot: bool = False


def read_name(written: str, *, original_in_brackets: bool = False) -> DisplayName | None:
    """Take a display name apart; None when there is none.

    `original_in_brackets` is for Zoom, which writes `New name (Original name)`; elsewhere trailing brackets
    hold a second spelling and stay. A telephone number is never kept: not as the name, not as the original.
    """
    text, flags = _without_additions(" ".join(unicodedata.normalize("NFC", written).split()))
    if not text:
        return None
    if is_telephone(text):
        return DisplayName(DIAL_IN, flags, dial_in=True)
    shown, original = _split_last_brackets(text)
    dial_in = original is not None and is_telephone(original)
    if dial_in:
        original, text = None, shown
    elif original_in_brackets and original is not None:
        original, more = _without_additions(original)
        text, flags = shown, flags | more
    else:
        original = None
    return DisplayName(text, flags, original, dial_in, bot=bool(_BOT.search(text)))


def is_telephone(text: str) -> bool:
    """Whether a text is a telephone number, masked (`+44 7700 ***123`) or not: at least 7 digits or masks."""
    return bool(_TELEPHONE.fullmatch(text)) and sum(c.isdigit() or c == "*" for c in text) >= 7


def _without_additions(text: str) -> tuple[str, frozenset[str]]:
    flags = set()
    while (found := _SUFFIX.search(text)) and found.start():
        flags.add(_FLAG[found[1].lower()])
        text = text[: found.start()]
    if found := _COMPANY.match(text):
        flags.add("company")
        text = text[found.end() :]
    return text, frozenset(flags)


def _split_last_brackets(text: str) -> tuple[str, str | None]:
    """`A (B (C) D)` is `A` and `B (C) D`; brackets that do not balance, or hold everything, are the name."""
    if not text.endswith(")"):
        return text, None
    depth = 0
    for position in range(len(text) - 1, 0, -1):
        depth += {")": 1, "(": -1}.get(text[position], 0)
        if depth == 0:
            before, inside = text[:position].rstrip(), text[position + 1 : -1].strip()
            return (before, inside) if before and inside else (text, None)
    return text, None
