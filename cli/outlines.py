"""How a profile reads in a terminal: a table of its elements, then its extensions and its rules."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import click

from cli.output import counted
from profiles import shipped
from profiles.outline import Line, last_word, lines, rules
from profiles.wire import Resource

_WIDEST_NAME = 30


def show_list(profiles: Sequence[Resource], manifest: Resource) -> None:
    """One line for each profile: name, resource, title."""
    click.secho(f"{manifest['name']} {manifest['version']}: {counted(len(profiles), 'profile')}", bold=True)
    names = [shipped.short_name(profile) for profile in profiles]
    name_width = max(map(len, names), default=0)
    type_width = max((len(profile["type"]) for profile in profiles), default=0)
    for name, profile in zip(names, profiles, strict=True):
        _row(f"  {name:<{name_width}}  {profile['type']:<{type_width}}  ", [profile["title"]])


def show_structure(definition: Resource) -> None:
    """A profile or an extension, whole."""
    click.secho(f"{definition['id']}: {definition['title']}", bold=True)
    for label, value in _facts(definition):
        _row(f"  {label:<8}  ", [value])
    click.echo()
    _row("  ", [definition["description"]])
    told = lines(definition)
    if definition["type"] == "Extension":
        told = [line for line in told if not _every_extension_has(line)]
    elements, extensions = [one for one in told if not one.extension], [one for one in told if one.extension]
    _section("Elements (MS: must support)", bool(elements))
    _show_elements(elements)
    _section("Extensions", bool(extensions))
    _show_extensions(extensions)
    held = rules(definition)
    _section("Rules", bool(held))
    for rule in held:
        click.echo(f"  {rule.key}  {rule.severity}, at {rule.path}")
        _row("      ", [rule.says])


def _facts(definition: Resource) -> list[tuple[str, str]]:
    places = [context["expression"] for context in definition.get("context", ())]
    return [
        ("url", definition["url"]),
        ("version", definition["version"]),
        ("based on", definition["baseDefinition"]),
        *([("used on", ", ".join(places))] if places else []),
    ]


def _section(title: str, is_there: bool) -> None:
    if is_there:
        click.secho(f"\n{title}", bold=True)


def _show_elements(elements: Sequence[Line]) -> None:
    width = _width(elements)
    for line in elements:
        fixed = f"= {line.fixed}" if line.fixed else ""
        codes = f"codes ({line.strength}): {last_word(line.binding)}" if _binds(line) else ""
        _show_line(line, width, [" | ".join(line.types), fixed, line.short, codes])


def _show_extensions(extensions: Sequence[Line]) -> None:
    width = _width(extensions)
    for line in extensions:
        holder = line.id.rpartition(".")[0]
        _show_line(line, width, [_value(line.extension), line.short, f"at {holder}" if holder else ""])


def _name(line: Line) -> str:
    if line.extension:
        return last_word(line.extension).removeprefix("Extension-").removeprefix("VGC-")
    return f"{'  ' * line.depth}{line.name}"


def _width(shown: Sequence[Line]) -> int:
    return min(max((len(_name(line)) for line in shown), default=0), _WIDEST_NAME)


def _show_line(line: Line, width: int, texts: Sequence[str]) -> None:
    name = _name(line)
    if len(name) > width:
        click.echo(f"  {name}")
        name = ""
    is_used = line.max != "0"
    head = f"  {name:<{width}}  {line.cardinality:<4} {'MS' if line.must_support and is_used else '  '}  "
    _row(head, texts if is_used else ["not used", line.short])


def _value(url: str) -> str:
    """What an extension of ours holds: the types of its value, or the names of its parts."""
    with suppress(shipped.NotInPackage):
        told = lines(shipped.structure(url))
        values = [kind for line in told if line.id == "value[x]" and line.max != "0" for kind in line.types]
        parts = [
            line.name.removeprefix(":") for line in told if line.name.startswith(":") and line.depth == 1
        ]
        return " | ".join(values) or f"{', '.join(parts)} (see `profiles show`)"
    return last_word(url)


def _binds(line: Line) -> bool:
    # an example binding of the base says nothing of what is wanted
    return bool(line.binding) and line.strength != "example"


def _every_extension_has(line: Line) -> bool:
    return line.name == "url" or (line.name == "extension" and line.max == "0")


def _row(head: str, texts: Sequence[str]) -> None:
    """Texts under each other to the right of a head, each wrapped to the terminal."""
    width = max(min(shutil.get_terminal_size().columns, 100) - len(head), 30)
    told: list[Any] = [piece for text in texts if text for piece in _wrapped(text, width)]
    for place, piece in enumerate(told or [""]):
        click.echo((head if place == 0 else " " * len(head)) + piece)


def _wrapped(text: str, width: int) -> list[str]:
    # a URL or a code is never parted
    return textwrap.wrap(text, width, break_on_hyphens=False, break_long_words=False)
