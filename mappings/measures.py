"""Which Observations are the clinic's measures: our own, and those of an instrument that it uses."""

from __future__ import annotations

from mappings import wording
from mappings.codes import CodeSet
from mappings.instruments import INSTRUMENTS
from profiles.definitions import BASE, SNOMED_CT
from profiles.wire import Resource


class Measures:
    """Told by our profile or identifier, by an instrument's code that is in force, or by its title."""

    def __init__(self, codes: CodeSet) -> None:
        titles = {row.code: wording.instrument(row.id) for row in INSTRUMENTS.values()}
        self._codes = {
            coding["code"]
            for name, title in titles.items()
            for coding in codes.concept(name, title).get("coding", ())
        }
        self._titles = {title.casefold() for title in titles.values()}
        self._titles |= {row.title.casefold() for row in INSTRUMENTS.values()}

    def include(self, observation: Resource) -> bool:
        """Whether it is one of them, whatever the Observation is like."""
        meta = observation.get("meta")
        profiles = meta.get("profile") if isinstance(meta, dict) else None
        named = [str(url) for url in profiles] if isinstance(profiles, list) else []
        named += [str(one.get("system")) for one in _elements(observation, "identifier")]
        if any(name.startswith(BASE) for name in named):
            return True
        code = observation.get("code")
        if not isinstance(code, dict):
            return False
        snomed = {one.get("code") for one in _elements(code, "coding") if one.get("system") == SNOMED_CT}
        return bool(snomed & self._codes) or str(code.get("text")).casefold() in self._titles


def _elements(holder: Resource, name: str) -> list[Resource]:
    found = holder.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
