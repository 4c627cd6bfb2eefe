"""The doctor's word on what runs have learnt of an endpoint."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from adapter.doctor.finding import Finding, Verdict
from adapter.errors import LedgerError
from adapter.ledger.database import engine_of
from adapter.ledger.learnt import NOTHING, Learnt, LearntFacts
from adapter.ledger.schema import SCHEMA
from adapter.ledger.version import schema_of
from adapter.routes.findings import findings


def look_at_learnt(target: str, endpoint: str) -> Iterator[Finding]:
    """How the endpoint is written to, and what it was found not to do; nothing before it was used.

    `target` is the ledger: what is wrong with that is told elsewhere, and it is not changed.
    """
    known = _known(target, endpoint)
    if told := " ".join(findings(known)):
        # what the practice writes at the same moment could be lost: its sentence says whom to tell
        verdict: Verdict = "warning" if "if-match-ignored" in known.quirks else "well"
        yield Finding("learnt", verdict, told, "Tell whoever runs it.")


def _known(target: str, endpoint: str) -> Learnt:
    if "://" not in target and not os.path.exists(Path(target).expanduser()):
        return NOTHING
    engine = engine_of(target)
    try:
        with engine.connect() as connection:
            if schema_of(connection) != SCHEMA:
                return NOTHING
        return LearntFacts(engine).of(endpoint)
    except LedgerError:
        return NOTHING
    finally:
        engine.dispose()
