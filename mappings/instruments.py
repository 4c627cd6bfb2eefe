"""The outcome instruments the clinic uses: their items, ranges, direction and scoring rule, as data.

Source: evaluation reference, section 7, and codes reference, section 9. Items are named by what they ask
about, not in the wording of the instrument, which for several is under licence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal


@dataclass(frozen=True)
class Item:
    """One item: lowest and highest answer, and whether only whole numbers are answers."""

    id: str
    text: str
    lowest: int
    highest: int
    whole: bool = True

    def fault(self, value: Decimal) -> str | None:
        if not self.lowest <= value <= self.highest:
            return f"item {self.id} is {value}, expected {self.lowest} to {self.highest}"
        if self.whole and value != value.to_integral_value():
            return f"item {self.id} is {value}, expected a whole number"
        return None


@dataclass(frozen=True)
class Instrument:
    """One row of the registry.

    `rule` is None where a score needs a licence or a conversion table that we do not have: then only a score
    that the clinic supplies is filed. A mean is given to one decimal place, rounded half up; a sum exactly.
    `mid` is the minimal important difference. `code` names the concept in `codes.py`. `names` are
    those by which records may call it, beside its id and title.
    """

    id: str
    title: str
    items: tuple[Item, ...]
    rule: Literal["mean", "sum"] | None
    lowest: int | None
    highest: int | None
    better: Literal["lower", "higher"]
    code: str
    mid: Decimal | None = None
    risk_item: str | None = None
    unit: str = "{score}"
    licence: str = "free to use"
    names: tuple[str, ...] = ()

    def improvement(self, before: Decimal, after: Decimal) -> Decimal:
        """Change from before to after; positive when the patient is better, whatever the direction."""
        return after - before if self.better == "higher" else before - after

    def rounded(self, value: Decimal) -> Decimal:
        """The value with the decimal places that scores of this instrument have."""
        return value.quantize(Decimal("0.1"), ROUND_HALF_UP) if self.rule == "mean" else value


def _rated(*names: str) -> tuple[Item, ...]:
    """Numeric ratings from 0 to 10; a half is an answer."""
    return tuple(Item(_id(name), name, 0, 10, whole=False) for name in names)


def _numbered(lowest: int, highest: int, *names: str) -> tuple[Item, ...]:
    return tuple(Item(str(number), name, lowest, highest) for number, name in enumerate(names, 1))


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")


_REGISTRY = (
    Instrument(
        "peg", "PEG pain score", _rated("Pain", "Enjoyment", "Activity"),
        "mean", 0, 10, "lower", "score_peg", mid=Decimal("1.0"),
    ),
    Instrument(
        "nprs", "Numeric pain rating", _rated("Pain"), "sum", 0, 10, "lower", "score_nprs"
    ),
    Instrument(
        "bpi-sf-severity", "BPI-SF pain severity", _rated("Worst", "Least", "Average", "Now"),
        "mean", 0, 10, "lower", "score_bpi_severity", licence="needs permission of the owner",
        names=("BPI severity", "BPI-SF severity"),
    ),
    Instrument(
        "bpi-sf-interference", "BPI-SF pain interference",
        _rated("Activity", "Mood", "Walking", "Work", "Relations", "Sleep", "Enjoyment"),
        "mean", 0, 10, "lower", "score_bpi_interference", licence="needs permission of the owner",
        names=("BPI interference", "BPI-SF interference"),
    ),
    Instrument(
        "phq-9", "PHQ-9 score",
        _numbered(
            0, 3, "Interest or pleasure", "Feeling down", "Sleep", "Energy", "Appetite",
            "Feeling bad about oneself", "Concentration", "Moving slowly or restless",
            "Thoughts of death or self-harm",
        ),
        "sum", 0, 27, "lower", "score_phq-9", mid=Decimal(5), risk_item="9",
    ),
    Instrument(
        "phq-2", "PHQ-2 score", _numbered(0, 3, "Interest or pleasure", "Feeling down"),
        "sum", 0, 6, "lower", "score_phq-2",
    ),
    Instrument(
        "gad-7", "GAD-7 score",
        _numbered(
            0, 3, "Nervous", "Control of worrying", "Worrying about different things", "Trouble relaxing",
            "Restless", "Irritable", "Afraid",
        ),
        "sum", 0, 21, "lower", "score_gad-7",
    ),
    Instrument(
        "pseq", "PSEQ pain self-efficacy score",
        _numbered(
            0, 6, "Enjoyment", "Household", "Social life", "Coping", "Work", "Leisure",
            "Without medication", "Goals", "Normal life", "Becoming more active",
        ),
        "sum", 0, 60, "higher", "score_pseq", licence="free to use with acknowledgement",
    ),
    Instrument(
        "pseq-2", "PSEQ-2 pain self-efficacy score", _numbered(0, 6, "Work", "Normal life"),
        "sum", 0, 12, "higher", "score_pseq-2", licence="free to use with acknowledgement",
    ),
    Instrument(
        "wemwbs", "WEMWBS wellbeing score",
        _numbered(1, 5, *(f"Statement {number}" for number in range(1, 15))),
        "sum", 14, 70, "higher", "score_wemwbs", licence="needs registration with the owner",
    ),
    Instrument(
        "swemwbs", "SWEMWBS wellbeing score",
        _numbered(1, 5, *(f"Statement {number}" for number in range(1, 8))),
        None, 7, 35, "higher", "score_swemwbs", licence="needs registration; score by conversion table",
    ),
    Instrument(
        "eq-5d-5l", "EQ-5D-5L profile",
        tuple(
            Item(_id(name), name, 1, 5)
            for name in (
                "Mobility", "Self-care", "Usual activities", "Pain or discomfort", "Anxiety or depression",
            )
        ),
        None, None, None, "lower", "score_eq-5d-5l", licence="licensed; index by a configured value set only",
    ),
    Instrument(
        "eq-vas", "EQ-VAS health today", (Item("health", "Health today", 0, 100),),
        "sum", 0, 100, "higher", "score_eq_vas", licence="licensed",
    ),
    Instrument(
        "pam-13", "PAM-13 patient activation score",
        _numbered(1, 4, *(f"Statement {number}" for number in range(1, 14))),
        None, 0, 100, "higher", "score_pam-13", licence="licensed; score by the owner's table only",
        names=("PAM",),
    ),
)  # fmt: skip

INSTRUMENTS: Mapping[str, Instrument] = {row.id: row for row in _REGISTRY}
"""Every instrument known, by the id that assessments and scores carry; others go unchecked and unscored."""
