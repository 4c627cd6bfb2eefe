"""How filings are written at one endpoint: by the settings, what it states, what it does, what was learnt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from adapter.endpoint import Endpoint
from adapter.errors import SettingsError
from adapter.ledger.learnt import Learnt, Quirk
from mappings.elements import objects
from profiles.wire import Resource

BundleType: TypeAlias = Literal["transaction", "batch"]
Carriage: TypeAlias = Literal["transaction", "batch", "single"]
Creates: TypeAlias = Literal["conditional", "client-ids", "look-first"]


@dataclass(frozen=True, slots=True)
class Strategy:
    """How the resources of a filing travel, and what keeps one from being created twice."""

    carriage: Carriage
    creates: Creates


@dataclass(frozen=True, slots=True)
class Offer:
    """What an endpoint's CapabilityStatement says, as far as it concerns writing."""

    transactions: bool = False
    batches: bool = False
    conditional_create: bool = False
    update_create: bool = False


def offer(statement: Resource | None) -> Offer:
    """What is stated; nothing where there is no statement. Raises `SettingsError` where it is not FHIR R4."""
    statement = statement or {}
    version = str(statement.get("fhirVersion") or "4.0.1")
    if not version.startswith("4.0"):
        raise SettingsError(f"the endpoint speaks FHIR {version}; expected R4 (4.0.1)")
    rest = objects(statement, "rest")
    interactions = {str(item.get("code")) for one in rest for item in objects(one, "interaction")}
    creatable = [
        resource
        for one in rest
        for resource in objects(one, "resource")
        if "create" in {str(item.get("code")) for item in objects(resource, "interaction")}
    ]
    return Offer(
        transactions="transaction" in interactions,
        batches="batch" in interactions,
        conditional_create=_all(creatable, "conditionalCreate"),
        update_create=_all(creatable, "updateCreate"),
    )


def choose(
    endpoint: Endpoint,
    stated: Offer,
    learnt: Learnt,
    takes: Callable[[Literal["transaction", "batch"]], bool],
) -> Strategy:
    """The settings decide; `auto` is the safest that is stated, or found by asking, and not known to fail.

    `takes` asks the endpoint by a Bundle that only reads. Raises `SettingsError` where the settings want
    what the endpoint does not offer.
    """
    creates = _creates(endpoint, stated, learnt)
    carriage = endpoint.strategy
    if carriage != "auto":
        if carriage != "single" and not _offers(stated, carriage) and not takes(carriage):
            raise SettingsError(
                f'the endpoint does not offer what strategy = "{carriage}" needs. Nothing was sent;'
                ' strategy = "auto" uses what it offers'
            )
        return Strategy(carriage, creates)
    if _whole(learnt, creates) and (stated.transactions or takes("transaction")):
        return Strategy("transaction", creates)
    if "no-batches" not in learnt.quirks and (stated.batches or takes("batch")):
        return Strategy("batch", creates)
    return Strategy("single", creates)


def _creates(endpoint: Endpoint, stated: Offer, learnt: Learnt) -> Creates:
    if endpoint.creates != "auto":
        return endpoint.creates
    if stated.conditional_create and not learnt.quirks & _NO_CONDITIONAL:
        return "conditional"
    if stated.update_create and not learnt.quirks & _NO_CLIENT_IDS:
        return "client-ids"
    return "look-first"


_NO_CONDITIONAL: frozenset[Quirk] = frozenset({"if-none-exist-ignored"})
_NO_CLIENT_IDS: frozenset[Quirk] = frozenset({"client-ids-refused", "if-none-match-ignored"})


def _whole(learnt: Learnt, creates: Creates) -> bool:
    """Whether a transaction is one; without links between its entries none can be left as it is."""
    if learnt.quirks & {"no-transactions", "transaction-as-batch"}:
        return False
    return creates == "client-ids" or "references-not-rewritten" not in learnt.quirks


def _offers(stated: Offer, carriage: BundleType) -> bool:
    return stated.transactions if carriage == "transaction" else stated.batches


def _all(resources: list[Resource], capability: str) -> bool:
    return bool(resources) and all(resource.get(capability) is True for resource in resources)
