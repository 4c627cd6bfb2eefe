"""The house keeps its shape: imports run one way, each module says its one job, and one alone logs."""

from __future__ import annotations

import ast
import functools
import graphlib
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import grimp
import pytest
from importlinter import cli as import_linter

HOUSE = Path(__file__).parents[1]
ROOMS = ("cli", "adapter", "mappings", "profiles")
MODULES = sorted(path for room in ROOMS for path in (HOUSE / room).rglob("*.py"))
LONGEST = 350
NOT_INSTALLED = HOUSE / "profiles" / "fsh"
"""The sources of the profiles and their compilation, which needs what development needs."""
DECLARATIONS = {
    "mappings/records.py",
    "adapter/intake/workbook/sheets.py",
    "profiles/checking/fhirpath/shipped.py",
}
"""One declaration after the other: to part them would hide that they are one list. The last is made."""


def modules_that(breaks: Callable[[Path], object]) -> list[str]:
    """The names of the modules that break a rule."""
    return [str(module.relative_to(HOUSE)) for module in MODULES if breaks(module)]


def test_imports_run_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(HOUSE)
    kept = import_linter.lint_imports(config_filename=str(HOUSE / "pyproject.toml"), no_cache=True)
    assert kept == import_linter.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_no_module_imports_in_a_circle() -> None:
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) >= len(MODULES)
    graphlib.TopologicalSorter(imports).prepare()  # raises CycleError, which names the circle


def test_every_module_begins_with_one_sentence_that_says_its_job() -> None:
    def says_none_or_several(module: Path) -> bool:
        first = (ast.get_docstring(ast.parse(module.read_text("utf-8"))) or "").partition("\n\n")[0]
        return not first.endswith(".") or re.search(r"[.!?]\s+[A-Z`]", first) is not None

    assert modules_that(says_none_or_several) == []


def test_every_module_is_short_enough_to_be_read_at_once() -> None:
    long = modules_that(lambda module: len(module.read_text("utf-8").splitlines()) > LONGEST)
    assert set(long) <= DECLARATIONS


def test_every_module_is_named_for_its_job() -> None:
    catch_all = re.compile(r"(^|_)(utils?|helpers?|manager|common|misc|base)(_|$)")
    assert modules_that(lambda module: catch_all.search(module.stem)) == []


@pytest.mark.invariant("I9")
@pytest.mark.hazard("H17")
def test_only_the_journal_logs() -> None:
    """Hazard H17: it takes nothing but events. The sandbox alone says which of its own lines failed."""
    logging = modules_that(lambda module: "logging" in _imported(module))
    assert [name for name in logging if not name.startswith("adapter/sandbox/")] == [
        "adapter/telemetry/journal.py"
    ]


def test_no_module_imports_what_an_installation_would_lack() -> None:
    def lacks(module: Path) -> set[str]:
        if NOT_INSTALLED in module.parents:
            return set()
        foreign = _imported(module) - set(sys.stdlib_module_names) - set(ROOMS)
        return {name for name in foreign if not _declared() & _providers()[_PART_OF.get(name, name)]}

    assert modules_that(lacks) == []


def test_no_installed_module_imports_what_compiles_the_profiles() -> None:
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    compiling = {"profiles.fsh", *graph.find_descendants("profiles.fsh")}
    imported_by = {name for one in compiling for name in graph.find_modules_that_directly_import(one)}
    assert imported_by <= compiling


_PART_OF = {"pydantic_core": "pydantic"}
"""Packages whose names are part of another one's public face."""


def _imported(module: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").partition(".")[0])
    return found


@functools.cache
def _declared() -> frozenset[str]:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]
    return frozenset(_plain(re.split(r"[<>=;\[ ]", line)[0]) for line in project["dependencies"])


@functools.cache
def _providers() -> dict[str, set[str]]:
    """The distributions that each importable package comes from."""
    found = importlib.metadata.packages_distributions()
    return {name: {_plain(one) for one in distributions} for name, distributions in found.items()}


def _plain(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()
