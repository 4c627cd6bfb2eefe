"""Writes the pages of what the profiles share: extensions, and value sets with their code systems."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from docs.markdown import code, joined, page, table
from profiles import outline, shipped
from profiles.wire import Resource

SPECIFICATION = "https://hl7.org/fhir/R4"
"""Where FHIR R4 is published."""

_OURS = "VGC-"
_R4_VALUE_SETS = "http://hl7.org/fhir/ValueSet/"


def pages() -> dict[str, str]:
    """The pages by file name."""
    return {
        "extensions.md": page("Extensions", _extensions()),
        "terminology.md": page("Value sets and code systems", _terminology()),
    }


# ── Links, as other pages want them ──────────────────────────────────────────────────────────────────


def extension_link(url: str) -> str:
    """The extension's name, with a link to where it is described."""
    name = outline.last_word(url)
    if _OURS not in name:
        return f"[{name}]({url})"
    return f"[{_name(url)}](extensions.md#{_name(url)})"


def _name(url: str) -> str:
    """What an extension of ours is called: the end of its URL."""
    return outline.last_word(url).removeprefix("Extension-").removeprefix(_OURS)


def extension_value(url: str) -> str:
    """The type of the extension's value, or its parts."""
    try:
        definition = shipped.structure(url)
    except shipped.NotInPackage:
        return "see UK Core"
    return _value(definition)


def value_set_link(url: str) -> str:
    """The value set's name, with a link to its codes."""
    plain = url.partition("|")[0]
    name = outline.last_word(plain)
    if name.startswith(_OURS):
        short = name.removeprefix(_OURS)
        return f"[{short}](terminology.md#{short})"
    if plain.startswith(_R4_VALUE_SETS):
        return f"[{name}]({SPECIFICATION}/valueset-{name}.html)"
    return f"[{name}]({plain})"


# ── Extensions ───────────────────────────────────────────────────────────────────────────────────────


def _extensions() -> Iterator[str]:
    every = [one for one in shipped.definitions("StructureDefinition") if one["type"] == "Extension"]
    yield (
        "FHIR has no place for these facts. None of them changes the meaning of the resource that carries it "
        "(there are no modifier extensions), and each is said in the resource's words as well where it "
        "changes care, so that a system that drops extensions loses no care.\n"
    )
    yield from table(
        ("extension", "value", "on", "what it is"),
        *(
            (
                f"[{_name(one['url'])}](#{_name(one['url'])})",
                _value(one),
                ", ".join(context["expression"] for context in one.get("context", ())),
                one["title"],
            )
            for one in every
        ),
    )
    for one in every:
        yield from _extension(one)


def _extension(definition: Resource) -> Iterator[str]:
    yield f"## {_name(definition['url'])}\n"
    yield f"{definition['description']}\n"
    yield f"- **URL:** `{definition['url']}`"
    yield f"- **On:** {joined(code(one['expression']) for one in definition.get('context', ()))}"
    lines = {line.id: line for line in outline.lines(definition)}
    parts = [line for line in lines.values() if line.name.startswith(":") and line.depth == 1]
    for line in [lines["value[x]"]] if "value[x]" in lines and not parts else ():
        yield f"- **Value:** {_worded(line)}"
    for part in parts:
        held = lines.get(f"{part.id}.value[x]")
        words = _worded(held, part.short) if held else part.short
        yield f"- **Part `{part.name[1:]}`** ({part.cardinality}): {words}"
    for rule in outline.rules(definition):
        yield f"- **{rule.key}** ({rule.severity}): {rule.says} `{rule.expression}`"
    yield ""


def _worded(line: outline.Line, short: str = "") -> str:
    said = [f"{', '.join(line.types)}: {short or line.short}."]
    if line.binding:
        said.append(f"Codes ({line.strength}): {value_set_link(line.binding)}.")
    return " ".join(said)


def _value(definition: Resource) -> str:
    lines = outline.lines(definition)
    parts = [line.name[1:] for line in lines if line.name.startswith(":") and line.depth == 1]
    if parts:
        return f"parts: {', '.join(parts)}"
    return ", ".join(
        kind for line in lines if line.id == "value[x]" and line.max != "0" for kind in line.types
    )


# ── Value sets and code systems ──────────────────────────────────────────────────────────────────────


def _terminology() -> Iterator[str]:
    sets = list(shipped.definitions("ValueSet"))
    yield (
        "A value set is named where an element is bound to it. Codes of our own stand here with their "
        "definitions; those of SNOMED CT, UCUM and HL7 with the words that they travel with. "
        "[Clinical codes](../reference/codes.md) says which SNOMED CT codes are sent.\n"
    )
    yield from table(
        ("value set", "what it holds"),
        *((f"[{_short(one)}](#{_short(one)})", _about(one)) for one in sets),
    )
    for one in sets:
        yield from _value_set(one)
    yield from _identifiers()


def _identifiers() -> Iterator[str]:
    """The systems of the business identifiers, by which everything is found again."""
    systems = list(shipped.definitions("NamingSystem"))
    if systems:
        yield "## Identifier systems\n"
        rows = (
            (
                ", ".join(code(each["value"]) for each in one["uniqueId"]),
                one.get("usage", ""),
                one["description"],
            )
            for one in systems
        )
        yield from table(("system", "in", "what it identifies"), *rows)


def _about(definition: Resource) -> str:
    """What a value set is about; where it is a whole code system of ours, what that is about."""
    systems = [one["system"] for one in definition["compose"]["include"] if one.keys() == {"system"}]
    if len(systems) == 1 and (own := _code_systems().get(systems[0])):
        return str(own["description"])
    return str(definition.get("description", definition["title"]))


def _short(definition: Resource) -> str:
    name: str = definition["id"]
    return name.removeprefix(_OURS)


def _value_set(definition: Resource) -> Iterator[str]:
    yield f"## {_short(definition)}\n"
    yield f"{_about(definition)}\n"
    yield f"`{definition['url']}`\n"
    for included in definition["compose"]["include"]:
        yield from _included(included)
    for excluded in definition["compose"].get("exclude", ()):
        codes = ", ".join(f"`{one['code']}`" for one in excluded.get("concept", ())) or "every code"
        yield f"Without {codes} of `{excluded['system']}`.\n"


def _included(included: Resource) -> Iterator[str]:
    for url in included.get("valueSet", ()):
        yield f"Every code of {value_set_link(url)}.\n"
    if "system" not in included:
        return
    system = included["system"]
    own = _code_systems().get(system)
    concepts = included.get("concept") or (own or {}).get("concept", ())
    for rule in included.get("filter", ()):
        yield f"Codes of `{system}` where {rule['property']} {rule['op']} `{rule['value']}`.\n"
    if not concepts:
        if not included.get("filter"):
            yield f"Every code of `{system}`.\n"
        return
    yield f"Codes of `{system}`:\n"
    defined = {one["code"]: one for one in (own or {}).get("concept", ())}
    rows = []
    for one in concepts:
        full = {**defined.get(one["code"], {}), **one}
        rows.append((code(one["code"]), full.get("display", ""), full.get("definition", "")))
    filled = [place for place in range(3) if any(row[place] for row in rows)]
    head = ("code", "display", "definition")
    yield from table(*(tuple(row[place] for place in filled) for row in [head, *rows]))


@cache
def _code_systems() -> dict[str, Resource]:
    return {one["url"]: one for one in shipped.definitions("CodeSystem")}
