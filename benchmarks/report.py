"""What was measured, as a JSON document and as the README's table."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure
from profiles.wire import loads, pretty

_HERE = Path(__file__).parent
_LIBRARIES = ("fhir.resources", "pydantic", "msgspec", "requests", "sqlalchemy", "click", "fhirpy")


def write(figures: Iterable[Figure]) -> None:
    """Write `results.json`, and the table between the README's marks.

    Earlier figures stay where nothing was measured anew.
    """
    results = _HERE / "results.json"
    told = {_name(figure): figure for figure in loads(results.read_bytes())["figures"]}
    told |= {_name(figure): figure for figure in (one.as_json() for one in figures)}
    listed = list(told.values())
    results.write_text(pretty({"machine": machine(), "figures": listed}) + "\n", "utf-8")
    readme = _HERE / "README.md"
    begin, end = "<!-- results -->\n", "<!-- end of results -->"
    before, _, rest = readme.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    readme.write_text(before + begin + "\n" + table(listed) + "\n" + end + after, "utf-8")


def _name(figure: dict[str, Any]) -> tuple[str, str]:
    return figure["subject"], figure["peer"]


def machine() -> dict[str, Any]:
    """The class of the machine, and the versions of what was measured with."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    hapi = re.search(r"<hapi.version>(.*?)<", (_HERE.parent / "tests/peers/hapi/pom.xml").read_text())
    return {
        "cores": os.cpu_count(),
        "memory GiB": round(memory / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "HAPI FHIR": hapi[1] if hapi else "",
        **{library: version(library) for library in _LIBRARIES},
    }


def table(figures: Sequence[dict[str, Any]]) -> str:
    """One line for each figure: medians, and the ratio with its least and most."""
    lines = ["| what | beside | ours | theirs | ratio | aim |", "|---|---|--:|--:|--:|---|"]
    for figure in figures:
        ours, theirs = (_shown(figure[side]["median"], figure["unit"]) for side in ("ours", "theirs"))
        ratio = figure["ratio"]
        spread = f" ({ratio['least']:.2f}–{ratio['most']:.2f})" if figure["rounds"] > 1 else ""
        lines.append(
            f"| {figure['subject']} | {figure['peer']} | {ours} | {theirs} |"
            f" **{ratio['median']:.2f}**{spread} | {figure['aim']} |"
        )
    return "\n".join(lines) + "\n"


def _shown(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 1_000 else f"{value:.4g} {unit}"
