"""The tree of errors is what its docstring draws, and an error says what a person needs and no more."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import adapter
import adapter.errors
import cli
import mappings
import profiles
from adapter.errors import EndpointError, FhirVgcError, SourceError
from adapter.gp.answers import _BY_STATUS
from adapter.problem import Problem

DRAWN = re.findall(r"^ {4}([ │]*[├└]── )?(\w+)(?: +(.+))?$", adapter.errors.__doc__ or "", re.MULTILINE)


def drawn_tree() -> dict[str, str]:
    """Each error's parent, as the branches of the docstring show it."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for branch, name, _ in DRAWN:
        depth = len(branch) // 4
        path[depth:] = [name]
        if depth:
            parents[name] = path[depth - 1]
    return parents


def real_tree(root: type[FhirVgcError]) -> dict[str, str]:
    parents = {}
    for error in root.__subclasses__():
        parents |= {error.__name__: root.__name__, **real_tree(error)}
    return parents


def test_the_tree_of_the_docstring_is_the_tree_of_the_classes() -> None:
    """Of all classes, wherever in the program they are."""
    for package in (profiles, mappings, adapter, cli):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name:
                importlib.import_module(module.name)
    assert drawn_tree() == real_tree(FhirVgcError)
    assert len(drawn_tree()) >= 10


@pytest.mark.parametrize("name", ["NotProcessed", "Conflict", "NotAuthorised"])
def test_the_statuses_of_the_docstring_are_those_that_lead_there(name: str) -> None:
    (told,) = (text for _, drawn, text in DRAWN if drawn == name)
    listed = {int(status) for status in re.findall(r"\b\d{3}\b", told)}
    assert listed == {status for status, error in _BY_STATUS.items() if error.__name__ == name}


@pytest.mark.parametrize("error", [SourceError, EndpointError, *EndpointError.__subclasses__()])
def test_an_error_is_its_sentence(error: type[FhirVgcError]) -> None:
    assert str(error("The file is empty")) == "The file is empty"


def test_an_endpoints_error_tells_the_request_to_ask_for() -> None:
    error = EndpointError("refused", status=422, issue="value", request_id="r-1", retry_after=3.0)
    assert str(error) == "refused (request r-1)"
    assert (error.status, error.issue, error.request_id, error.retry_after) == (422, "value", "r-1", 3.0)


def test_a_sources_error_carries_every_problem() -> None:
    problems = [Problem(f"row {row}", "a number of 9 digits", "10 digits", "Correct it.") for row in (2, 5)]
    assert SourceError("2 problems", problems).problems == tuple(problems)
    assert SourceError("none").problems == ()


def test_a_problem_is_one_sentence_and_one_thing_to_do() -> None:
    problem = Problem("session.xlsx, sheet goals, row 4, column confidence", "11", "0 to 10", "Correct it.")
    assert str(problem) == (
        "session.xlsx, sheet goals, row 4, column confidence: found 11; expected 0 to 10. Correct it."
    )
    assert list(problem.as_json()) == ["where", "found", "expected", "todo"]
