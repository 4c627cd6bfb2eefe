"""Plays one invented session at the embedded endpoint, step by step, for the worked exchange."""

from __future__ import annotations

from dataclasses import dataclass

from adapter.sandbox.policy import Policy
from docs.exchange_practice import Practice, at, practice
from docs.wire_recorder import Exchange, Message
from profiles import wire


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was exchanged: the first push of a session, the same again, and so on, each in its order.

    `history` and `by_time` are a pull's questions for goals; `lost` is what follows a transaction without an
    answer; `batch` a Bundle that only reads and the first batch; `single` the creation of a Goal by itself.
    """

    first: list[Exchange]
    again: list[Exchange]
    history: Exchange
    by_time: Exchange
    update: list[Exchange]
    race: list[Exchange]
    refusal: list[Exchange]
    lost: list[Exchange]
    batch: tuple[Exchange, Exchange]
    single: Exchange


def recorded() -> Recorded:
    """Play everything, and check that it went as the page says."""
    with practice() as gp:
        first, again = gp.push(), gp.push()
        gp.pull()
        gp.edit("Goal", note=[{"text": "Has new walking shoes."}])
        history = _about_goals(gp.pull())
        gp.edit("Goal", note=[{"text": "Has new walking shoes, and a stick."}])
        by_time = _about_goals(gp.pull(pull="search"))
        update = gp.push(7, at(13))

        def be_quicker(request: Message) -> None:
            if request.first.startswith("POST /fhir "):
                gp.recorder.before = lambda _: None
                gp.edit("Goal", note=[{"text": "Walks with a neighbour now."}])

        gp.recorder.before = be_quicker
        race = gp.push(8, at(14))
        _expect(gp, "filed", "unchanged", "filed", "conflict")
    with practice() as gp:
        gp.faults.add("status", method="POST", path="^/?$", status=422, headers=_JSON, body=_REFUSAL)
        refusal = gp.push()
        _expect(gp, "rejected")
    with practice() as gp:
        gp.faults.add("close-after", method="POST", path="^/?$", count=1)
        # without an answer the transaction is no exchange; what comes before it is as ever
        lost = gp.push()[3:]
        _expect(gp, "filed")
    with practice(Policy(transactions=False)) as gp:
        asked, part, *_ = (one for one in gp.push() if one.request.first.startswith("POST /fhir "))
        _expect(gp, "filed")
    with practice(Policy(transactions=False, batches=False)) as gp:
        single = next(one for one in gp.push() if one.request.first.startswith("POST /fhir/Goal "))
        _expect(gp, "filed")
    return Recorded(first, again, history, by_time, update, race, refusal, lost, (asked, part), single)


_JSON = {"Content-Type": "application/fhir+json; charset=utf-8"}
_REFUSAL = wire.dumps(
    {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "not-supported",
                "diagnostics": "This system has no proposals of medicines.",
                "expression": ["Bundle.entry[4].resource.intent"],
            }
        ],
    }
).decode()


def _about_goals(exchanges: list[Exchange]) -> Exchange:
    return next(one for one in exchanges if one.request.first.split()[1].startswith("/fhir/Goal/_"))


def _expect(gp: Practice, *outcomes: str) -> None:
    if tuple(gp.outcomes) != outcomes:
        raise RuntimeError(f"the filings became {', '.join(gp.outcomes)} instead of {', '.join(outcomes)}")
