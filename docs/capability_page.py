"""Writes the CapabilityStatements as tables: what an endpoint has to offer, and what the adapter asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from docs.markdown import code, file_name, joined, listed, page, table
from profiles import outline, shipped
from profiles.wire import Resource

Row: TypeAlias = tuple[str, str, str]
"""What is asked for, whether SHALL, SHOULD or MAY, and what it is for."""

_EXPECTATION = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation"
_STRENGTHS = ("SHALL", "SHOULD", "MAY", "")


def pages() -> dict[str, str]:
    """The page by file name, if the package has a CapabilityStatement."""
    return {"capability.md": page("What an endpoint has to offer", _page())}


def _page() -> Iterator[str]:
    yield "The CapabilityStatements of the package, as tables.\n"
    # what is required of others before what our own program does
    for one in sorted(
        shipped.definitions("CapabilityStatement"), key=lambda one: str(one["kind"]), reverse=True
    ):
        yield from _statement(one)
    yield from _search_parameters()


def _statement(statement: Resource) -> Iterator[str]:
    file = f"CapabilityStatement-{statement['id']}.json"
    yield f"## {statement['title']}\n"
    yield f"{statement['description']}\n"
    yield f"[{file}](../../profiles/package/{file}), `{statement['url']}`\n"
    for rest in statement["rest"]:
        yield f"{rest.get('documentation', '')}\n"
        if "security" in rest:
            yield f"**Security.** {rest['security'].get('description', '')}\n"
            yield from _services(rest["security"].get("service", ()))
        yield from _rows(_offered(rest))
        yield from _resources(rest.get("resource", ()))


def _services(services: Sequence[Resource]) -> Iterator[str]:
    """Each way of proving who asks, as the code that R4 has for it and what is meant by it."""
    for one in services:
        yield f"- {', '.join(code(coding['code']) for coding in one['coding'])}: {one['text']}"
    yield ""


def _resources(resources: Sequence[Resource]) -> Iterator[str]:
    """What holds for most types once, and for each type what is its own."""
    rows = {one["type"]: list(_offered(one)) for one in resources}
    every = dict.fromkeys(row for held in rows.values() for row in held)
    shared = [row for row in every if 2 * sum(row in held for held in rows.values()) > len(rows)]
    apart = {name for name, held in rows.items() if 2 * sum(row in held for row in shared) < len(shared)}
    yield "### Every resource" + (f" but {joined(sorted(apart))}" if apart else "") + "\n"
    yield from _rows(shared)
    for name in sorted(apart):
        yield f"### {name}\n"
        yield from _rows(rows[name])
    yield "### Each resource\n"
    told = []
    for one in resources:
        name = one["type"]
        own = [row for row in rows[name] if row not in shared and name not in apart]
        missing = [row[0] for row in shared if row not in rows[name] and name not in apart]
        said = [
            one.get("documentation", ""),
            *(f"{what}{_in_brackets(how)}{f': {why}' if why else ''}" for what, how, why in own),
        ]
        said.append(f"Without {joined(missing)}." if missing else "")
        profiles = ", ".join(map(_profile_link, one.get("supportedProfile", ())))
        told.append((name, profiles, "<br>".join(filter(None, said)).replace("\n", " ")))
    yield from _filled(("resource", "profiles", "what is its own"), told)


def _offered(part: Resource) -> Iterator[Row]:
    """Interactions, what is said of them as a whole, search parameters and operations."""
    for one in part.get("interaction", ()):
        yield code(one["code"]), _expected(one), one.get("documentation", "")
    if "versioning" in part:
        yield f"versioning: {code(part['versioning'])}", _expected(part.get("_versioning", {})), ""
    for name in ("conditionalCreate", "conditionalUpdate", "readHistory"):
        if part.get(name):
            yield code(name), _expected(part.get(f"_{name}", {})), ""
    if "referencePolicy" in part:
        yield f"references: {listed(part['referencePolicy'])}", "", ""
    for one in part.get("searchParam", ()):
        yield f"search by {code(one['name'])}", _expected(one), one.get("documentation", "")
    for one in part.get("operation", ()):
        yield code(f"${one['name']}"), _expected(one), one.get("documentation", "")


def _rows(rows: Iterator[Row] | Sequence[Row]) -> Iterator[str]:
    """What has the same strength together."""
    ordered = sorted(rows, key=lambda row: _STRENGTHS.index(row[1]))
    if not ordered:
        return
    plain = [(what, how, why.replace("\n", " ")) for what, how, why in ordered]
    yield from _filled(("what", "how strongly", "what it is for"), plain)


def _filled(head: Row, rows: Sequence[Row]) -> Iterator[str]:
    """A table without the columns in which nothing stands."""
    filled = [place for place in range(3) if any(row[place] for row in rows)]
    yield from table(*(tuple(row[place] for place in filled) for row in [head, *rows]))


def _expected(part: Resource) -> str:
    found = [one["valueCode"] for one in part.get("extension", ()) if one["url"] == _EXPECTATION]
    return str(found[0]) if found else ""


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _profile_link(url: str) -> str:
    name = outline.last_word(url)
    short = name.removeprefix("VGC-")
    return f"[{short}]({file_name(short)})" if name != short else name


def _search_parameters() -> Iterator[str]:
    own = list(shipped.definitions("SearchParameter"))
    if own:
        yield "## Search parameters of our own\n"
        yield "No endpoint has to have them; where it has, reports and reviews are easier.\n"
        rows = ((code(one["code"]), one["type"], ", ".join(one["base"]), one["description"]) for one in own)
        yield from table(("code", "type", "of", "what it finds"), *rows)
