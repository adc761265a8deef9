"""Questions for tests, said briefly: an ordinary order of one card for ¥98.00, delivered on a
Monday at 10:01, asked about four hours later. A test says only what differs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from anxin.adapters.calendar.china import is_working_day
from anxin.domain.policy import STANDARD, Policy, compile_policy
from anxin.domain.scenario import answer_scenario

CHINA = timezone(timedelta(hours=8))
PAID_AT = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
DELIVERED_AT = datetime(2026, 3, 2, 10, 1, tzinfo=CHINA)
COMPLETED_AT = datetime(2026, 3, 3, 10, 0, tzinfo=CHINA)

STANDARD_POLICY: Policy = compile_policy(STANDARD)
SERVED = ("delivered", "activated", "completed")


def scenario(
    *,
    reason: str | None = None,
    kind: str = "card_secret",
    special: str | None = None,
    state: str = "delivered",
    after: timedelta = timedelta(hours=4),
    fen: int = 9800,
    order: Mapping[str, Any] | None = None,
    buyer: Mapping[str, Any] | None = None,
    policy: Any = None,
    **request: Any,
) -> dict[str, Any]:
    """The scenario of a question; `after` is counted from completion, delivery or payment."""
    times = {"paid_at": PAID_AT}
    if state in SERVED:
        times["delivered_at"] = DELIVERED_AT
    if state == "completed":
        times["completed_at"] = COMPLETED_AT
    return {
        "id": "asked",
        "now": (max(times.values()) + after).isoformat(),
        "product": {"kind": kind, "special": special},
        "order": {
            "state": state,
            "tenders": [{"method": "alipay", "fen": fen}],
            **{name: moment.isoformat() for name, moment in times.items()},
            **(order or {}),
        },
        "request": {"reason": reason, **request},
        "buyer": dict(buyer or {}),
        "policy": policy,
    }


def answer(value: object) -> dict[str, Any]:
    """What the standard policy, or the one the scenario names, answers."""
    return answer_scenario(
        value=value, policies={"standard": STANDARD_POLICY}, is_working_day=is_working_day
    )


def ask(**question: Any) -> dict[str, Any]:
    """Asks and gives the answer."""
    return answer(scenario(**question))


def decision(found: Mapping[str, Any]) -> str:
    """An answer in one word: clause, then the refusal or what happens."""
    if "error" in found:
        return f"error: {found['error']}"
    return f"{found['clause']}: {found['code'] or found['tier'] or found['outcome']}"


def tenders(*each: tuple[str, int] | tuple[str, int, int]) -> dict[str, Any]:
    """The tenders of an order: method, fen and what was refunded of it."""
    keys = ("method", "fen", "refunded_fen")
    return {"tenders": [dict(zip(keys, values, strict=False)) for values in each]}


def piece(kind: str, verdict: str = "consistent") -> list[dict[str, str]]:
    """The evidence of one piece."""
    return [{"kind": kind, "verdict": verdict}]


def invalid(**more: Any) -> dict[str, Any]:
    """The issuer says that the card is invalid."""
    return {"issuer_status": "invalid", **more}
