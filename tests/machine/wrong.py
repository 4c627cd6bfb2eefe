"""An adapter with one thing wrong: what stands in the place of a method, made from it as a decorator is."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import Any
from urllib.parse import urlencode

from adapter.gp.client import GpClient, _Request
from adapter.ledger.leases import Lease, Leases
from adapter.pull.round import Round
from adapter.push.books import Books
from adapter.push.planner import Planner
from adapter.push.report import PushReport
from profiles import wire
from profiles.wire import Resource


def latest_first(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda sessions, settings: real(list(sessions)[::-1], settings)


def done_without_it(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *_given, **_named: None


def base_is_what_stands(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _self, _identity, current, _one, _known: current


def unconditional(real: Callable[..., Resource]) -> Callable[..., Resource]:
    def request_for(*given: Any) -> Resource:
        entry = real(*given)
        entry["request"] = {name: entry["request"][name] for name in ("method", "url")}
        return entry

    return request_for


def sent_again(real: Callable[..., Any]) -> Callable[..., Any]:
    """A lost answer is taken for a failure."""

    def transaction(self: GpClient, sent: Resource) -> Resource:
        try:
            return real(self, sent)
        except Exception:
            return real(self, sent)

    return transaction


def of_the_next(real: Callable[..., Any]) -> Callable[..., Any]:
    """Rows that have slipped: one patient's part with another's address."""

    def against_patients(self: Planner, planned: dict[str, Any]) -> None:
        asked = [key for key, one in planned.items() if one.patient is None]
        real(self, planned)
        patients = [planned[key].patient for key in asked]
        for key, patient in zip(asked, patients[1:] + patients[:1], strict=True):
            planned[key] = replace(planned[key], patient=patient)

    return against_patients


def taken_for_filed(real: Callable[..., Any]) -> Callable[..., Any]:
    def record(self: Books, job: Any, state: str, reason: str | None, **named: Any) -> None:
        real(self, job, "filed" if state == "unknown" else state, reason, **named)

    return record


def counted_twice(real: Callable[..., Any]) -> Callable[..., Any]:
    def settle(self: PushReport, *given: Any) -> None:
        real(self, *given)
        real(self, *given)

    return settle


def named_in_a_log(real: Callable[..., Any]) -> Callable[..., Any]:
    def settle(self: Books, job: Any, *given: Any) -> None:
        logging.getLogger("adapter").warning("settled %s", job.draft.filing.person.family)
        real(self, job, *given)

    return settle


def named_in_a_problem(real: Callable[..., Any]) -> Callable[..., Any]:
    def settle(self: PushReport, draft: Any, *given: Any) -> None:
        real(self, draft, *given)
        self.remarks.append(f"{draft.filing.person.nhs_number} is filed")

    return settle


def asked_in_the_url(real: Callable[..., Any]) -> Callable[..., Any]:
    def search(self: GpClient, resource_type: str, parameters: dict[str, str]) -> list[Resource]:
        self._send(_Request("GET", f"/{resource_type}?{urlencode(parameters)}", "Bundle"))
        found: list[Resource] = real(self, resource_type, parameters)
        return found

    return search


def held_on_to(real: Callable[..., Any]) -> Callable[..., Any]:
    held = []

    def attempt(self: GpClient, *given: Any) -> Any:
        answer = real(self, *given)
        held.append([wire.loads(wire.dumps(answer[1])) for _ in range(100)])
        return answer

    return attempt


def taken_by_all(real: Callable[..., Any]) -> Callable[..., Any]:
    def take(self: Leases, endpoint: str, run_id: str, **_shared: bool) -> Lease:
        return Lease(self._engine, endpoint, run_id, 1, inf)

    return take


def without_overlap(real: Callable[..., Any]) -> Callable[..., Any]:
    def init(self: Round, **given: Any) -> None:
        real(self, **given)
        self._overlap = dt.timedelta()

    return init


def always_written(real: Callable[..., Any]) -> Callable[..., Any]:
    def change(self: Planner, *given: Any) -> Any:
        found = real(self, *given)
        return replace(found, action="update") if found.server_id else found

    return change


def never_the_same(real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given, **named: replace(real(*given, **named), action="update")
