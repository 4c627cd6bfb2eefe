"""What the answers to an outcome instrument give: whether they are possible, their score, and any risk.

A missing answer is never imputed: then there is no score (hazard H15).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from mappings.instruments import INSTRUMENTS
from mappings.records import Assessment, Score


class OutOfRange(ValueError):
    """An answer that the instrument does not have; the text names instrument, item and range."""


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


def occasion(one: Assessment | Score) -> str:
    """What joins a score to its answers: the instrument, the timepoint, and the day."""
    return f"{one.instrument} {one.timepoint} {one.at.date()}"


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

    Where both are there for one occasion, the supplied one stands; `disagreements` says where they differ.
    Answers that are not the instrument's own give no score.
    """
    given = tuple(supplied)
    known = {occasion(one) for one in given}
    return given + tuple(one for one in _computed(assessments) if occasion(one) not in known)


def disagreements(assessments: Iterable[Assessment], supplied: Iterable[Score]) -> tuple[str, ...]:
    """Supplied scores that are not what the answers to the same questions give (hazard H15)."""
    computed = {occasion(one): one.value for one in _computed(assessments)}
    return tuple(
        f"{one.instrument}: the {one.timepoint} score is {one.value}, its answers give {value}"
        for one in supplied
        if one.value is not None
        and (value := computed.get(occasion(one))) is not None
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
