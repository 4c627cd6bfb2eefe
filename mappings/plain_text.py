"""One value of a resource as people write it: a concept by its words, a figure with its unit, a plain dose.

Nothing is interpreted, and nothing is left out of a value that has no plain form: that is shown as its JSON.
Whatever the value is like, nothing is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from profiles import wire
from profiles.wire import Resource

_LONGEST = 1_000
"""Characters of a value that has no plain form: an attachment can have millions."""

_UNITS = {
    "s": "second",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "wk": "week",
    "mo": "month",
    "a": "year",
}
"""Units of time (FHIR R4, value set units-of-time)."""


def plain(value: Any) -> str:
    """A value in words; nothing for None, and for a list or an object that is empty."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(plain, value)))
    if isinstance(value, dict):
        return _element(value) if value else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def in_short(value: Any) -> str:
    """A value as its JSON, where it is an object or a list; what is very long is cut, and says so."""
    text = wire.dumps(value).decode() if isinstance(value, dict | list) else plain(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"


def element(name: str, value: Any) -> str:
    """The element of that name in words; of a list, an activity has a line of its own."""
    render = _RENDERERS.get(name)
    if render is None:
        return plain(value)
    items = value if isinstance(value, list) else [value]
    texts = (render(item) if isinstance(item, dict) else plain(item) for item in items)
    return ("\n" if name == "activity" else "; ").join(filter(None, texts))


def choice(holder: Mapping[str, Any], name: str) -> Any:
    """The value of an element whose name ends in its type, such as `value[x]`; None where there is none.

    Were there several, which FHIR does not allow, all of them.
    """
    stem = name.removesuffix("[x]")
    found = [
        value for key, value in holder.items() if key.startswith(stem) and key[len(stem) :][:1].isupper()
    ]
    return found[0] if len(found) == 1 else found or None


def _element(value: Resource) -> str:
    if "value" in value:
        return _listed(value.get("comparator"), value["value"], value.get("unit") or value.get("code"))
    if text := next(filter(None, _names(value)), ""):
        return text
    if set(value) <= {"start", "end"}:
        return f"{plain(value.get('start')) or '…'} to {plain(value.get('end')) or '…'}"
    if set(value) <= {"low", "high"}:
        return f"{plain(value.get('low')) or '…'} to {plain(value.get('high')) or '…'}"
    if set(value) == {"numerator", "denominator"}:
        return f"{plain(value['numerator'])} in {plain(value['denominator'])}"
    return in_short(value)


def _names(value: Resource) -> Iterator[str]:
    """What a concept, an annotation or a reference is called, the best first."""
    coded = value.get("coding")
    first = coded[0] if isinstance(coded, list) and coded and isinstance(coded[0], dict) else {}
    said = (value.get(name) for name in ("text", "display", "what", "reference"))
    number = value.get("identifier")
    by_number = number.get("value") if isinstance(number, dict) else None
    for text in (*said, first.get("display"), first.get("code"), by_number):
        if isinstance(text, str):
            yield text


def _listed(*values: Any) -> str:
    return " ".join(filter(None, map(plain, values)))


def _labelled(rest: Mapping[str, Any]) -> Iterator[str]:
    """What is left of an element, by FHIR's own names."""
    for name, value in rest.items():
        if name not in ("id", "extension") and (text := plain(value)):
            yield f"{name}: {text}"


# ── Elements with parts ──────────────────────────────────────────────────────────────────────────────


def _dosage(dosage: Resource) -> str:
    rest = dict(dosage)
    parts = [plain(rest.pop("text", None))]
    rates = rest.pop("doseAndRate", None)
    parts += [_dose_and_rate(one) for one in (rates if isinstance(rates, list) else [rates])]
    parts.append(_timing(rest.pop("timing", None)))
    if isinstance(as_needed := rest.pop("asNeededBoolean", None), bool):
        parts.append("as needed" if as_needed else "not as needed")
    elif as_needed is not None:
        parts.append(f"as needed: {plain(as_needed)}")
    if reason := plain(rest.pop("asNeededCodeableConcept", None)):
        parts.append(f"as needed: {reason}")
    return ", ".join(filter(None, (*parts, *_labelled(rest))))


def _dose_and_rate(value: Any) -> str:
    if not isinstance(value, dict):
        return plain(value)
    doses = {name: given for name, given in value.items() if name.startswith("dose")}
    rest = {name: given for name, given in value.items() if name not in doses}
    return ", ".join(filter(None, (*map(plain, doses.values()), *_labelled(rest))))


def _timing(value: Any) -> str:
    if not isinstance(value, dict):
        return plain(value)
    rest = dict(value)
    parts = [plain(rest.pop("code", None))]
    repeat = rest.pop("repeat", None)
    parts += _repeat(repeat) if isinstance(repeat, dict) else [plain(repeat)]
    return ", ".join(filter(None, (*parts, *_labelled(rest))))


def _repeat(repeat: Resource) -> list[str]:
    """How often in how long, as the figures have it: `4 times in 1 day`."""
    rest = dict(repeat)
    often = _span(rest.pop("frequency", None), rest.pop("frequencyMax", None))
    period = _span(rest.pop("period", None), rest.pop("periodMax", None))
    unit = plain(rest.pop("periodUnit", None))
    unit = _UNITS.get(unit, unit) + ("" if period == "1" or unit not in _UNITS else "s")
    times = f"{often} {'time' if often == '1' else 'times'}" if often else ""
    long = f"{period} {unit}".strip()
    within = f"in {long}" if times and long else f"period: {long}" if long else ""
    return [" ".join(filter(None, (times, within))), *_labelled(rest)]


def _span(lowest: Any, highest: Any) -> str:
    return " to ".join(filter(None, (plain(lowest), plain(highest))))


def _activity(activity: Resource) -> str:
    """What is to be done, whether it is, when and by whom, each said once; or where it stands."""
    rest = dict(activity)
    detail = rest.pop("detail", None)
    detail = dict(detail) if isinstance(detail, dict) else {}
    no = plain(detail.pop("doNotPerform", None))
    said = plain(detail.pop("description", None))
    when = [detail.pop(name) for name in tuple(detail) if name.startswith("scheduled")]
    for value in (detail.pop("code", None), detail.pop("status", None), *when, detail.pop("performer", None)):
        text = plain(value)
        if text not in said and text.replace("-", " ") not in said:
            said = "; ".join(filter(None, (said, text)))
    detail.pop("goal", None)  # by its address
    first = f"do not perform: {no}" if no else ""
    return "; ".join(filter(None, (first, said, *_labelled(detail), *_labelled(rest))))


def _named_value(name: str) -> Callable[[Resource], str]:
    """What has a name in the element `name`, and a value: `Systolic: 128 mmHg`."""

    def render(holder: Resource) -> str:
        value = plain(choice(holder, "value"))
        rest = {key: one for key, one in holder.items() if key != name and not key.startswith("value")}
        first = ": ".join(filter(None, (plain(holder.get(name)), value)))
        return ", ".join(filter(None, (first, *_labelled(rest))))

    return render


def _participant(participant: Resource) -> str:
    rest = dict(participant)
    first = ": ".join(filter(None, (plain(rest.pop("actor", None)), plain(rest.pop("status", None)))))
    return ", ".join(filter(None, (first, *_labelled(rest))))


def _link(link: Resource) -> str:
    kind = plain(link.get("type"))
    return _listed(link.get("other"), f"({kind})" if kind else "")


_RENDERERS: Mapping[str, Callable[[Resource], str]] = {
    "dosageInstruction": _dosage,
    "dosage": _dosage,
    "activity": _activity,
    "component": _named_value("code"),
    "output": _named_value("type"),
    "participant": _participant,
    "link": _link,
    "modifierExtension": in_short,
}
"""Name of an element → its words."""
