"""Facts written down as a scenario of POLICY.md, so that a decision can be replayed and explained.

`anxin quote` answers the record exactly as the decision was made: neutral values are left out.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from anxin.domain.quote.facts import BuyerFacts, Facts, OrderFacts, Piece, RequestFacts, Tender


def facts_record(*, id: str, facts: Facts, policy: str) -> dict[str, Any]:
    """Return the scenario of these facts under the policy named `policy`."""
    product = {"kind": facts.kind, **({"special": facts.special} if facts.special else {})}
    return {
        "id": id,
        "now": facts.now.isoformat(),
        "policy": policy,
        "product": product,
        "order": _stated(facts.order),
        "request": _stated(facts.request),
        "buyer": _stated(facts.buyer),
    }


def _stated(facts: OrderFacts | RequestFacts | BuyerFacts | Piece | Tender) -> dict[str, Any]:
    values = ((f, getattr(facts, f.name)) for f in fields(facts))
    return {f.name: _plain(value) for f, value in values if value != f.default}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_stated(part) for part in value]
    return value
