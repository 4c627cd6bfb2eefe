"""The way of writing is the safest that is stated or found by asking, and not known to fail."""

from __future__ import annotations

from typing import Any

import pytest

from adapter.endpoint import Endpoint
from adapter.errors import SettingsError
from adapter.ledger.learnt import NOTHING, Learnt, Quirk
from adapter.routes.strategy import BundleType, Offer, Strategy, choose, offer

ALL = Offer(transactions=True, batches=True, conditional_create=True, update_create=True)


def chosen(stated: Offer, learnt: Learnt = NOTHING, taken: tuple[str, ...] = (), **ways: Any) -> Strategy:
    def takes(kind: BundleType) -> bool:
        return kind in taken

    return choose(Endpoint(url="https://gp.example/fhir", **ways), stated, learnt, takes)


@pytest.mark.parametrize(
    ("stated", "taken", "expected"),
    [
        (ALL, (), Strategy("transaction", "conditional")),
        (Offer(), (), Strategy("single", "look-first")),
        (Offer(), ("transaction",), Strategy("transaction", "look-first")),
        (Offer(), ("batch",), Strategy("batch", "look-first")),
        (Offer(batches=True, update_create=True), (), Strategy("batch", "client-ids")),
    ],
)
def test_what_is_stated_or_answered_decides(
    stated: Offer, taken: tuple[str, ...], expected: Strategy
) -> None:
    assert chosen(stated, taken=taken) == expected


@pytest.mark.parametrize(
    ("quirks", "expected"),
    [
        (("transaction-as-batch",), Strategy("batch", "conditional")),
        (("no-transactions", "no-batches"), Strategy("single", "conditional")),
        (("references-not-rewritten",), Strategy("batch", "conditional")),
        (("if-none-exist-ignored",), Strategy("transaction", "client-ids")),
        (("if-none-exist-ignored", "references-not-rewritten"), Strategy("transaction", "client-ids")),
        (("if-none-exist-ignored", "client-ids-refused"), Strategy("transaction", "look-first")),
        (("if-none-exist-ignored", "if-none-match-ignored"), Strategy("transaction", "look-first")),
    ],
)
def test_what_is_known_to_fail_is_not_used_again(quirks: tuple[Quirk, ...], expected: Strategy) -> None:
    assert chosen(ALL, Learnt(quirks=frozenset(quirks))) == expected


@pytest.mark.parametrize("strategy", ["transaction", "batch", "single"])
@pytest.mark.parametrize("creates", ["conditional", "client-ids", "look-first"])
def test_the_settings_decide_before_anything_else(strategy: Any, creates: Any) -> None:
    knowing = Learnt(quirks=frozenset({"transaction-as-batch", "if-none-exist-ignored"}))
    assert chosen(ALL, knowing, strategy=strategy, creates=creates) == Strategy(strategy, creates)


@pytest.mark.parametrize("strategy", ["transaction", "batch"])
def test_what_the_settings_want_and_the_endpoint_has_not_is_told(strategy: Any) -> None:
    with pytest.raises(SettingsError, match="does not offer"):
        chosen(Offer(), strategy=strategy)


def test_a_statement_is_read_for_all_types_that_can_be_created() -> None:
    def resource(kind: str, *interactions: str, **capabilities: Any) -> dict[str, Any]:
        return {"type": kind, "interaction": [{"code": code} for code in interactions], **capabilities}

    able = resource("Goal", "create", conditionalCreate=True, updateCreate=True)
    unable = resource("Task", "create", conditionalCreate=False)
    unwritten = resource("OperationDefinition", "read")

    def stated(*resources: dict[str, Any]) -> Offer:
        return offer({"fhirVersion": "4.0.1", "rest": [{"mode": "server", "resource": list(resources)}]})

    assert stated(able, unwritten) == Offer(conditional_create=True, update_create=True)
    assert stated(able, unable) == Offer()
    assert stated() == offer(None) == Offer()


@pytest.mark.parametrize(
    "stated",
    [
        {"fhirVersion": None},
        {"rest": None},
        {"rest": "server"},
        {"rest": [None]},
        {"rest": {"mode": "server"}},
        {"rest": [{"resource": None, "interaction": None}]},
        {"rest": [{"resource": [None], "interaction": [None]}]},
        {"rest": [{"resource": [{"interaction": None}], "interaction": [{"code": ["transaction"]}]}]},
    ],
)
def test_what_is_no_statement_states_nothing(stated: dict[str, Any]) -> None:
    assert offer({"fhirVersion": "4.0.1", **stated}) == Offer()
