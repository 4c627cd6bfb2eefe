"""What is known of an endpoint and how it is written to, as sentences for a person."""

from __future__ import annotations

from adapter.ledger.learnt import Learnt, Quirk

_STRATEGIES = {
    "transaction": "Each filing is one transaction: all of it or nothing.",
    "batch": "Each filing is sent in batches; its Provenance, written last, says that it is complete.",
    "single": "Each resource is sent alone; the Provenance, written last, says that a filing is complete.",
}

_CREATES = {
    "conditional": "Doubles are prevented by If-None-Exist.",
    "client-ids": "Doubles are prevented by ids of ours with If-None-Match, and by looking before and after.",
    "look-first": "Doubles are prevented by looking before and after.",
}

_QUIRKS: dict[Quirk, str] = {
    "no-transactions": "It states transactions and does not take them.",
    "no-batches": "It states batches and does not take them.",
    "transaction-as-batch": "It keeps a part of a transaction that fails, so transactions are not used.",
    "references-not-rewritten": "It does not rewrite the references within a transaction.",
    "if-none-exist-ignored": "It held one resource twice, so If-None-Exist is not trusted.",
    "if-none-match-ignored": "It writes over what is there in spite of If-None-Match.",
    "if-match-ignored": "It takes an update of a version that is not there any more: an edit made by the"
    " practice at the very same moment could be lost.",
    "client-ids-refused": "It states that a client may choose ids, and does not take them.",
}


def findings(learnt: Learnt) -> list[str]:
    """One sentence for each thing that is known; nothing of an endpoint that was never used."""
    told = [_STRATEGIES.get(learnt.strategy or "", ""), _CREATES.get(learnt.creates or "", "")]
    if learnt.most_entries is not None:
        told.append(f"It takes at most {learnt.most_entries} resources at once; larger filings go in parts.")
    if (slowed := learnt.slowed) is not None:
        told.append(
            f"It last refused us for being too fast on {slowed.refused_at.day} {slowed.refused_at:%b %Y}:"
            f" {slowed.a_second:g} requests a second, and more as it takes them."
        )
    told += [_QUIRKS[quirk] for quirk in sorted(learnt.quirks)]
    return [sentence for sentence in told if sentence]
