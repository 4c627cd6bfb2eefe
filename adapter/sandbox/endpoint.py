"""Answers one request, whether it came by HTTP or as an entry of a Bundle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any, TypeAlias

from adapter.sandbox.addresses import Address, Shape
from adapter.sandbox.capability import capability_statement
from adapter.sandbox.exchange import Answer, Asked
from adapter.sandbox.histories import history
from adapter.sandbox.interactions import Interactions
from adapter.sandbox.outcome import Refusal
from adapter.sandbox.policy import Policy
from adapter.sandbox.searchsets import Searchsets
from adapter.sandbox.store import Store
from adapter.sandbox.transaction import Transactions

Interaction: TypeAlias = Callable[[Address, Any, Asked], Answer]


class Endpoint:
    """One FHIR endpoint over one store."""

    def __init__(self, store: Store, policy: Policy) -> None:
        self.policy = policy
        self._store = store
        do = Interactions(store, policy)
        searchsets = Searchsets(store, policy)
        bundles = Transactions(do, self.answer, self.check_method)
        self._interactions: Mapping[Shape, Mapping[str, Interaction]] = {
            "system": {"POST": lambda _, body, asked: bundles.answer(body, asked)},
            "metadata": {
                "GET": lambda _, __, asked: Answer(200, resource=capability_statement(asked.base, policy))
            },
            "system-history": {
                "GET": lambda at, _, asked: history(store, policy, None, None, at.pairs, asked)
            },
            "type": {
                "GET": lambda at, _, asked: searchsets.search(at.type, at.pairs, asked),
                "POST": lambda at, body, asked: do.create(at.type, body, asked),
                "PUT": lambda at, body, asked: do.update_match(at.type, at.query, body, asked),
                "DELETE": lambda at, _, asked: do.delete_match(at.type, at.query, asked),
            },
            "type-search": {"POST": lambda at, _, asked: searchsets.search(at.type, at.pairs, asked)},
            "type-history": {
                "GET": lambda at, _, asked: history(store, policy, at.type, None, at.pairs, asked)
            },
            "instance": {
                "GET": lambda at, _, asked: do.read(at.type, at.id, asked),
                "PUT": lambda at, body, asked: do.update(at.type, at.id, body, asked),
                "DELETE": lambda at, _, asked: do.delete(at.type, at.id, asked),
            },
            "instance-history": {
                "GET": lambda at, _, asked: history(store, policy, at.type, at.id, at.pairs, asked)
            },
            "version": {"GET": lambda at, _, asked: do.read_version(at.type, at.id, at.version, asked)},
        }

    def answer(self, method: str, address: Address, body: Any, asked: Asked) -> Answer:
        """Raises `Refusal` as `check_method` and the interaction do."""
        self.check_method(method, address)
        late = asked.lapses.get("committed-late")
        with self._store.late(late.seconds) if late else nullcontext():
            return self._interactions[address.shape][method](address, body, asked)

    def check_method(self, method: str, address: Address) -> None:
        """Raises `Refusal` 405 for a method that the address does not have."""
        methods = self._interactions[address.shape]
        if method not in methods:
            allowed = ", ".join(methods)
            raise Refusal(
                405,
                "not-supported",
                f"Here this endpoint answers only: {allowed}.",
                headers={"Allow": allowed},
            )
