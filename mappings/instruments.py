"""The outcome instruments the clinic uses: their items, ranges, direction and scoring rule, as data.

Source: evaluation reference, section 7, and codes reference, section 9. Items are named by what they ask
about, not in the wording of the instrument, which for several is under licence. A missing answer is never
imputed: then there is no score.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from mappings.records import Assessment, Score


class OutOfRange(ValueError):
    """An answer that the instrument does not have; the text names instrument, item and range."""


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
    `mid` is the minimal important difference. `code` names the concept in `codes.py`.
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
    ),
    Instrument(
        "bpi-sf-interference", "BPI-SF pain interference",
        _rated("Activity", "Mood", "Walking", "Work", "Relations", "Sleep", "Enjoyment"),
        "mean", 0, 10, "lower", "score_bpi_interference", licence="needs permission of the owner",
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
    ),
)  # fmt: skip

INSTRUMENTS: Mapping[str, Instrument] = {row.id: row for row in _REGISTRY}
"""Every instrument known, by the id that assessments and scores carry; others go unchecked and unscored."""


def faults(assessment: Assessment) -> tuple[str, ...]:
    """What is wrong with the answers: an unknown item, one given twice, one out of range."""
    return tuple(f"{assessment.instrument}: {fault}" for fault in _faults(assessment))


def _faults(assessment: Assessment) -> Iterator[str]:
    instrument = INSTRUMENTS.get(assessment.instrument)
    if instrument is None:
        return
    items = {item.id: item for item in instrument.items}
    seen: set[str] = set()
    for answer in assessment.answers:
        if answer.item in seen:
            yield f"item {answer.item} is given twice"
        seen.add(answer.item)
        if answer.item not in items:
            yield f"there is no item {answer.item}, expected {', '.join(items)}"
        elif answer.value is not None and (fault := items[answer.item].fault(answer.value)):
            yield fault


def score_fault(score: Score) -> str | None:
    """What is wrong with a score that the clinic supplied, or None."""
    instrument = INSTRUMENTS.get(score.instrument)
    if instrument is None or score.value is None:
        return None
    if instrument.lowest is None or instrument.highest is None:
        return f"{score.instrument} has no single score"
    if not instrument.lowest <= score.value <= instrument.highest:
        return f"{score.instrument} is {score.value}, expected {instrument.lowest} to {instrument.highest}"
    return None


def complete(assessment: Assessment) -> bool:
    """Whether every item of the instrument was answered."""
    instrument = INSTRUMENTS.get(assessment.instrument)
    answered = {answer.item for answer in assessment.answers if answer.value is not None}
    asked = {answer.item for answer in assessment.answers}
    return answered >= asked | ({item.id for item in instrument.items} if instrument else set())


def score(assessment: Assessment) -> Score | None:
    """The score by the instrument's own rule; its value is None where an answer is missing.

    None where the instrument has no rule here. Raises `OutOfRange`.
    """
    instrument = INSTRUMENTS.get(assessment.instrument)
    if instrument is None or instrument.rule is None:
        return None
    if wrong := faults(assessment):
        raise OutOfRange("; ".join(wrong))
    value: Decimal | None = None
    if complete(assessment):
        answers = [answer.value for answer in assessment.answers if answer.value is not None]
        total = sum(answers, Decimal(0))
        value = instrument.rounded(total / len(answers)) if instrument.rule == "mean" else total
    return Score(
        instrument=assessment.instrument, timepoint=assessment.timepoint, at=assessment.at, value=value
    )


def scores(assessments: Iterable[Assessment], supplied: Iterable[Score]) -> tuple[Score, ...]:
    """The scores to file: those that the clinic supplied, and those that its answers give.

    Where both are there for one instrument and timepoint, the supplied one stands; `disagreements` says where
    they differ. Answers that are not the instrument's own give no score.
    """
    given = tuple(supplied)
    known = {(one.instrument, one.timepoint) for one in given}
    return given + tuple(
        one for one in _computed(assessments) if (one.instrument, one.timepoint) not in known
    )


def disagreements(assessments: Iterable[Assessment], supplied: Iterable[Score]) -> tuple[str, ...]:
    """Supplied scores that are not what the answers to the same questions give (hazard H15)."""
    computed = {(one.instrument, one.timepoint): one.value for one in _computed(assessments)}
    return tuple(
        f"{one.instrument}: the {one.timepoint} score is {one.value}, its answers give {value}"
        for one in supplied
        if one.value is not None
        and (value := computed.get((one.instrument, one.timepoint))) is not None
        and INSTRUMENTS[one.instrument].rounded(one.value) != value
    )


def _computed(assessments: Iterable[Assessment]) -> list[Score]:
    return [one for assessment in assessments if not faults(assessment) and (one := score(assessment))]


def risk_answer(assessment: Assessment) -> bool:
    """Whether an answer may mean risk to the patient, which a clinician must see first (hazard H34).

    An answer under an item that the instrument does not have counts too: it might be that one.
    """
    instrument = INSTRUMENTS.get(assessment.instrument)
    if instrument is None or instrument.risk_item is None:
        return False
    harmless = {item.id for item in instrument.items} - {instrument.risk_item}
    return any(answer.value and answer.item not in harmless for answer in assessment.answers)
