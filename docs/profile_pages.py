"""Writes `docs/profiles`: a page for each profile, from the package, and where its elements come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from docs import agreement_page, capability_page, definition_pages, exchange_page
from docs.definition_pages import SPECIFICATION, extension_link, extension_value, value_set_link
from docs.lineage_tables import stays, where_it_comes_from
from docs.markdown import code, file_name, page, table
from mappings import ownership
from profiles import definitions, outline, shipped, wire
from profiles.wire import Resource

PACKAGE = "../../profiles/package"
"""The package's folder, from a page in `docs/profiles`."""

_MANY_TYPES = 8

_BASES = {
    "https://fhir.hl7.org.uk/StructureDefinition/": "https://simplifier.net/guide/uk-core-implementation-guide-stu2",
    "http://hl7.org/fhir/StructureDefinition/": SPECIFICATION,
}


FOLDER = Path(__file__).parent / "profiles"

_LIST = re.compile(r"(?<=<!-- list, made by `make docs` -->\n).*?(?=<!-- end of the list -->)", re.DOTALL)
"""What `README.md`, which people write, leaves to be made."""


def pages() -> dict[str, str]:
    """Every page of the folder that is made, by file name; the index with its list."""
    made = {file_name(shipped.short_name(one)): _profile(one) for one in shipped.profiles()}
    index = (FOLDER / "README.md").read_text("utf-8")
    return {
        "README.md": _LIST.sub(lambda _: "\n".join(["", *_list()]), index),
        **made,
        **definition_pages.pages(),
        **capability_page.pages(),
        **agreement_page.pages(),
        **exchange_page.pages(),
        "stays-with-the-clinic.md": page("What stays with the clinic", stays()),
    }


def _list() -> Iterator[str]:
    """Every profile with its resource and the first sentence of what it is for."""
    rows = []
    for one in shipped.profiles():
        name = shipped.short_name(one)
        first = one["description"].partition(". ")[0].rstrip(".")
        rows.append((f"[{name}]({file_name(name)})", one["type"], f"{first}."))
    yield from table(("profile", "resource", "what it is for"), *rows)


def _profile(definition: Resource) -> str:
    return page(definition["title"], _sections(definition))


def _sections(definition: Resource) -> Iterator[str]:
    body = [
        *_elements(definition),
        *_rules(definition),
        *_extensions(definition),
        "## Where it comes from\n",
        *where_it_comes_from(shipped.short_name(definition), definition),
        *_who_decides(definition),
        *_examples(definition),
        *_refused(definition),
    ]
    titles = [line.strip("# \n") for line in body if line.startswith("## ")]
    links = [f"[{title}](#{title.lower().replace(' ', '-')})" for title in titles]
    yield f"{definition['description']}\n"
    yield from _facts(definition)
    yield " · ".join([*links, "[How to read this page](README.md#how-to-read-a-page)"]) + "\n"
    yield from body


def _facts(definition: Resource) -> Iterator[str]:
    base = definition["baseDefinition"]
    where = next(page for start, page in _BASES.items() if base.startswith(start))
    own = outline.last_word(base)
    if where == SPECIFICATION:
        based = f"[{own} of FHIR R4]({SPECIFICATION}/{own.lower()}.html)"
    else:
        based = f"{own} of [UK Core STU2 2.0.1]({where}), and so on {definition['type']} of FHIR R4"
    file = f"StructureDefinition-{definition['id']}.json"
    yield f"- **Canonical URL:** `{definition['url']}`"
    yield f"- **Based on:** {based}"
    yield f"- **Definition:** [{file}]({PACKAGE}/{file})"
    yield ""


def _elements(definition: Resource) -> Iterator[str]:
    yield "## Elements\n"
    spoken = {element["id"].partition(".")[2] for element in definition["differential"]["element"]}
    rows = [
        (
            f"`{line.id}`",
            line.cardinality,
            "S" if line.must_support else "",
            _type(line),
            _said(line),
        )
        for line in outline.lines(definition)
        if line.id in spoken and line.name != "extension"
    ]
    yield from table(("element", "how many", "MS", "type", "what it is"), *rows)


def _type(line: outline.Line) -> str:
    if line.extension:
        return extension_value(line.extension)
    if len(line.types) > _MANY_TYPES:
        return "any type of the base"
    return ", ".join(line.types).replace("Reference(Resource)", "Reference(any)")


def _said(line: outline.Line) -> str:
    """The element in words: what it is, what it must be, from which codes, and why."""
    said = [f"{line.short.rstrip('.')}." if line.short else ""]
    if line.extension:
        said.append(f"Extension {extension_link(line.extension)}.")
    if line.fixed:
        said.append(f"Always `{line.fixed}`.")
    if line.binding and (line.strength in ("required", "extensible") or "VGC-" in line.binding):
        said.append(f"Codes ({line.strength}): {value_set_link(line.binding)}.")
    said.append(line.comment)
    return " ".join(filter(None, said)).replace("\n", " ")


def _rules(definition: Resource) -> Iterator[str]:
    rules = outline.rules(definition)
    if not rules:
        return
    yield "## Rules\n"
    for rule in rules:
        yield f"- **{rule.key}** ({rule.severity}, at `{rule.path}`): {rule.says}"
        yield f"  <br>`{rule.expression}`"
    yield ""


def _extensions(definition: Resource) -> Iterator[str]:
    used = [line for line in outline.lines(definition) if line.extension]
    if not used:
        return
    yield "## Extensions\n"
    yield f"The URL of each is `{definitions.extension('NAME')}`, unless it is one of UK Core.\n"
    rows = (
        (
            extension_link(line.extension),
            extension_value(line.extension),
            _definition(line.extension).get("description", line.short),
        )
        for line in used
    )
    yield from table(("extension", "value", "meaning"), *rows)


def _definition(url: str) -> Resource:
    try:
        return shipped.structure(url)
    except shipped.NotInPackage:
        return {}


_OWNERS = {
    "clinic": "the clinic",
    "practice": "the practice",
    "newest": "who spoke last",
    "ask": "a person",
}


def _who_decides(definition: Resource) -> Iterator[str]:
    """Whose value stands where the clinic and the practice have both changed an element."""
    if definition["type"] in _NEVER_CHANGED:
        return
    yield "## Who decides\n"
    yield (
        "What one side alone has changed keeps that side's value. Where clinic and practice have both "
        "changed an element, differently, since it was filed, this decides; for an element that is not named "
        "here, a person is asked.\n"
    )
    rows = (
        (", ".join(code(name) for name in (one.element, *one.follows)), _OWNERS[one.owner], one.because)
        for one in ownership.owned(shipped.short_name(definition))
    )
    yield from table(("element", "who decides", "why"), *rows)


_NEVER_CHANGED = ("Provenance",)
"""Types that are written once: another approval is another resource."""


# ── Examples, valid and not ──────────────────────────────────────────────────────────────────────────


def _examples(definition: Resource) -> Iterator[str]:
    valid = _valid().get(definition["url"], {})
    if not valid:
        return
    yield "## Example\n"
    fullest = max(valid, key=lambda name: len(valid[name]))
    yield f"[{fullest}]({PACKAGE}/example/{fullest})\n"
    yield f"```json\n{valid[fullest].strip()}\n```\n"
    others = [f"[{name}]({PACKAGE}/example/{name})" for name in sorted(valid) if name != fullest]
    if others:
        yield f"More: {', '.join(others)}.\n"


@cache
def _valid() -> Mapping[str, Mapping[str, str]]:
    """Profile → the text of each of its examples by file name."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((shipped.FOLDER / "example").glob("*.json")):
        text = path.read_text("utf-8")
        held: Any = wire.loads(text)
        for profile in held.get("meta", {}).get("profile", ()) if "resourceType" in held else ():
            found.setdefault(profile, {})[path.name] = text
    return found


def _refused(definition: Resource) -> Iterator[str]:
    refused = [one for one in _invalid() if one["profile"] == definition["url"]]
    if not refused:
        return
    yield "## What is refused\n"
    yield "Each is a valid example with one thing changed; a validator must find it for the reason given.\n"
    rows = [
        (
            f"[{one['file'].removesuffix('.json')}]({PACKAGE}/tests/{one['file']})",
            one["says"],
            f"{one['kind']}, {code(one['rule'].rpartition('/')[2])} at `{one['path']}`",
        )
        for one in refused
    ]
    yield from table(("resource", "why", "what a validator reports"), *rows)


@cache
def _invalid() -> list[Resource]:
    index: list[Resource] = wire.loads(Path(shipped.FOLDER, "tests", "invalid.json").read_bytes())
    return index
