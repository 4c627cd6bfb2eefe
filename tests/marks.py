"""Which tests hold which row, invariant or hazard: read from the marks in their sources, without a run."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parent
KINDS = {"failure": 2, "invariant": 1, "hazard": 1}
"""The marks and how many texts each has."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of one test: `file` is under tests/, `named` what the mark names."""

    kind: str
    named: tuple[str, ...]
    file: str
    test: str

    @property
    def promise(self) -> str:
        """The test's name as words."""
        return self.test.removeprefix("test_").replace("_", " ")


@functools.cache
def marks() -> tuple[Mark, ...]:
    """Every mark of the suite in the order of the files. Raises `ValueError` for one that cannot be read."""
    return tuple(mark for file in sorted(TESTS.rglob("test_*.py")) for mark in _of_file(file))


def held_by(kind: str, *named: str) -> list[Mark]:
    """The tests that hold a row, an invariant or a hazard."""
    return [mark for mark in marks() if mark.kind == kind and mark.named == named]


def _of_file(file: Path) -> Iterator[Mark]:
    source = file.read_text("utf-8")
    if not any(f"mark.{kind}" in source for kind in KINDS):
        return
    where = file.relative_to(TESTS).as_posix()
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and (kind := _kind(decorator.func)) in KINDS:
                named = tuple(
                    text.value
                    for text in decorator.args
                    if isinstance(text, ast.Constant) and isinstance(text.value, str)
                )
                if not len(named) == len(decorator.args) == KINDS[kind] or decorator.keywords:
                    raise ValueError(f"{where}, {node.name}: a {kind} mark has {KINDS[kind]} texts")
                yield Mark(kind, named, where, node.name)


def _kind(function: ast.expr) -> str:
    """`failure` of `pytest.mark.failure`."""
    text = ast.unparse(function)
    return text.removeprefix("pytest.mark.") if text.startswith("pytest.mark.") else ""
