"""Each clause of POLICY.md at its edges: who is refunded, who is refused, and by which rule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.domain.asking import DELIVERED_AT, answer, ask, decision, invalid, piece, scenario

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FAILED = piece("activation_failure")

BEFORE_DELIVERY = [
    ("an unpaid order is cancelled", {"state": "awaiting_payment"}, "unpaid: cancel"),
    ("a cancelled order is closed", {"state": "cancelled"}, "closed: nothing_left"),
    ("no reason is needed before delivery", {"state": "cooling_off"}, "undelivered: approve"),
    (
        "an undelivered order is refunded even if units count as used",
        {"state": "delivering", "order": {"used_units": 1}},
        "undelivered: approve",
    ),
    (
        "the issuer's word counts for nothing before delivery",
        {"state": "delivering", "issuer_status": "used", "reason": "card_invalid"},
        "undelivered: approve",
    ),
    (
        "more delivered than ordered leaves nothing to give back",
        {"state": "delivering", "order": {"ordered_value_fen": 5, "delivered_value_fen": 6}},
        "undelivered: nothing_left",
    ),
    (
        "the value delivered counts only while delivering",
        {"state": "cooling_off", "order": {"ordered_value_fen": 5, "delivered_value_fen": 6}},
        "undelivered: approve",
    ),
]
JUDGED_ALIKE = [
    ("a price that changed is an unwanted card", {"reason": "price_changed"}, "unused_card"),
    ("an outage is an unwanted card", {"reason": "game_outage"}, "unused_card"),
    ("a wrong payment is an unwanted card", {"reason": "wrong_payment"}, "unused_card"),
    ("a failed top-up was not received", {"reason": "top_up_failed"}, "not_received"),
    ("a wrong credit is a wrong item", {"reason": "credited_wrongly"}, "proven_fault"),
    ("paid twice is a duplicate by the system", {"reason": "paid_twice"}, "system_duplicate"),
]
INVALID_CARDS = [
    ("an invalid card is refunded whatever the buyer says", {"reason": "unwanted"}, "approve"),
    ("… that it did not arrive", {"reason": "not_received"}, "approve"),
    ("… that it came late", {"reason": "arrived_late"}, "approve"),
    ("… a day and a second later by a senior", {"reason": "mistake", "after": DAY + SECOND},
     "senior"),
]  # fmt: skip
PHYSICAL = [
    ("goods may be returned for no reason", {"reason": "no_reason"}, "physical_no_reason: approve"),
    (
        "until the last second of the 7th day after",
        {"reason": "unwanted", "after": timedelta(days=7, hours=13, minutes=58, seconds=59)},
        "physical_no_reason: approve",
    ),
    (
        "not from midnight on",
        {"reason": "unwanted", "after": timedelta(days=7, hours=13, minutes=59)},
        "no_longer: too_late",
    ),
    (
        "customised goods never",
        {"reason": "unwanted", "special": "customised"},
        "special: special_goods",
    ),
    (
        "discounted goods as well",
        {"reason": "unwanted", "special": "limited_discount"},
        "physical_no_reason: approve",
    ),
    (
        "discounted goods are special once the days are over",
        {"reason": "unwanted", "special": "limited_discount", "after": 8 * DAY},
        "special: special_goods",
    ),
    (
        "used goods are refused by the same clause",
        {"reason": "unwanted", "order": {"used_units": 1}},
        "physical_no_reason: already_used",
    ),
    (
        "faults of goods are heard for 15 days",
        {"reason": "quality", "after": 15 * DAY, "evidence": piece("comparison")},
        "proven_fault: expedited",
    ),
    ("and no longer", {"reason": "quality", "after": 15 * DAY + SECOND},
     "fault_too_late: too_late"),
    ("15 days to say it did not arrive", {"reason": "not_received", "after": 15 * DAY},
     "not_received: need_evidence"),
    ("and no longer to say so", {"reason": "not_received", "after": 15 * DAY + SECOND},
     "not_received: too_late"),
]  # fmt: skip
NOT_RECEIVED = [
    ("an unviewed card was not received", {}, "not_received: approve"),
    ("for 72 hours", {"after": 72 * HOUR}, "not_received: approve"),
    ("and no longer", {"after": 72 * HOUR + SECOND}, "not_received: too_late"),
    ("a viewed card was", {"order": {"viewed_units": 1}}, "not_received: was_viewed"),
    ("one viewed of many is enough", {"order": {"ordered_units": 9, "viewed_units": 1}},
     "not_received: was_viewed"),
    ("a used unit was viewed", {"order": {"used_units": 1}}, "not_received: was_viewed"),
    ("a used card was received", {"issuer_status": "used"}, "not_received: already_used"),
    ("viewed is said before used", {"issuer_status": "used", "order": {"viewed_units": 1}},
     "not_received: was_viewed"),
    ("viewing means nothing for a top-up", {"kind": "top_up", "order": {"viewed_units": 1}},
     "not_received: need_evidence"),
    ("a used top-up was", {"kind": "top_up", "order": {"used_units": 1}},
     "not_received: already_used"),
    ("the issuer knows nothing of top-ups", {"kind": "top_up", "issuer_status": "invalid"},
     "not_received: need_evidence"),
    ("a receipt for a card is not looked at", {"order": {"receipt": "confirmed"}},
     "not_received: approve"),
]  # fmt: skip
USED = [
    ("a used card stays", {"reason": "unwanted", "issuer_status": "used"}, "used: already_used"),
    ("faulty or not", {"reason": "quality", "order": {"used_units": 1}}, "used: already_used"),
    ("twice paid is given back even so", {"reason": "system_duplicate", "issuer_status": "used",
     "order": {"fault": "system_duplicate"}}, "system_duplicate: approve"),
    ("what is left unused can be faulty",
     {"reason": "quality", "order": {"ordered_units": 2, "used_units": 1}, "evidence": FAILED},
     "proven_fault: expedited"),
    ("used and refunded together leave nothing",
     {"reason": "quality", "order": {"ordered_units": 2, "used_units": 1, "refunded_units": 1}},
     "used: already_used"),
    ("all refunded is not a matter of use",
     {"reason": "quality", "order": {"used_units": 1, "refunded_units": 1}},
     "proven_fault: nothing_left"),
    ("used goods are no matter of this clause",
     {"kind": "physical", "reason": "quality", "order": {"used_units": 1}},
     "proven_fault: already_used"),
    ("somebody else used it before",
     {"reason": "quality", "issuer_status": "used",
      "issuer_used_at": (DELIVERED_AT - SECOND).isoformat()}, "proven_fault: approve"),
    ("used in the second of delivery is used by the buyer",
     {"reason": "quality", "issuer_status": "used", "issuer_used_at": DELIVERED_AT.isoformat()},
     "used: already_used"),
]  # fmt: skip
FAULTS = [
    ("a fault is heard for 24 hours", {"after": 24 * HOUR}, "proven_fault: expedited"),
    ("and no longer", {"after": 24 * HOUR + SECOND}, "fault_too_late: too_late"),
    ("counted from completion", {"state": "completed", "after": 24 * HOUR},
     "proven_fault: expedited"),
    ("… and no longer than that", {"state": "completed", "after": 24 * HOUR + SECOND},
     "fault_too_late: too_late"),
    ("activation restarts nothing", {"state": "activated", "after": 24 * HOUR + SECOND},
     "fault_too_late: too_late"),
    ("customised or not", {"special": "customised"}, "proven_fault: expedited"),
]  # fmt: skip
CARDS = [
    ("an unviewed card comes back", {}, "unused_card: approve"),
    ("for 24 hours", {"after": 24 * HOUR}, "unused_card: approve"),
    ("and no longer", {"after": 24 * HOUR + SECOND}, "no_longer: too_late"),
    ("completion restarts nothing", {"state": "completed", "after": HOUR * 2},
     "no_longer: too_late"),
    ("a viewed one does not", {"order": {"viewed_units": 1}}, "unused_card: was_viewed"),
    ("unless the issuer knows it unused",
     {"order": {"viewed_units": 1}, "issuer_status": "unused"}, "unused_card: approve"),
    ("a special one does not", {"special": "limited_discount"}, "special: special_goods"),
    ("all but the viewed and refunded leaves nothing",
     {"order": {"ordered_units": 3, "viewed_units": 2, "refunded_units": 1}},
     "unused_card: was_viewed"),
    ("a membership does not", {"kind": "membership"}, "no_longer: already_served"),
    ("a customised service does not", {"kind": "service", "special": "customised"},
     "special: special_goods"),
]  # fmt: skip


def late(kind: str, took: timedelta, **more: Any) -> dict[str, Any]:
    """A question about what took so long to be delivered."""
    times = {"paid_at": (DELIVERED_AT - took).isoformat()}
    order = {**times, **more.pop("order", {})}
    return {"kind": kind, "reason": "arrived_late", "order": order, **more}


HALF_HOUR = timedelta(minutes=30)
LATE = [
    ("a card in 30 minutes is on time", late("card_secret", HALF_HOUR), "late: was_on_time"),
    ("a second more is late", late("card_secret", HALF_HOUR + SECOND), "late: approve"),
    ("a top-up in 24 hours is on time", late("top_up", DAY), "late: was_on_time"),
    ("a second more is late too", late("top_up", DAY + SECOND), "late: approve"),
    ("goods in 15 days are on time", late("physical", 15 * DAY), "late: was_on_time"),
    ("a second more is late as well", late("physical", 15 * DAY + SECOND), "late: approve"),
    ("24 hours to say so", late("card_secret", DAY, after=DAY), "late: approve"),
    ("and no longer", late("card_secret", DAY, after=DAY + SECOND), "late: too_late"),
    ("7 days for goods", late("physical", 16 * DAY, after=7 * DAY), "late: approve"),
    ("and no longer than 7", late("physical", 16 * DAY, after=7 * DAY + SECOND), "late: too_late"),
    ("a viewed card is kept", late("card_secret", DAY, order={"viewed_units": 1}),
     "late: was_viewed"),
    ("unless it is unused",
     late("card_secret", DAY, order={"viewed_units": 1}, issuer_status="unused"), "late: approve"),
    ("on time is said before too late", late("card_secret", SECOND, after=9 * DAY),
     "late: was_on_time"),
    ("an unviewed card that was used is used", late("card_secret", DAY, issuer_status="used"),
     "late: already_used"),
]  # fmt: skip
VALUE = [
    ("everything arrived", {}, "partly_delivered: fully_delivered"),
    ("a part is missing", {"order": {"ordered_value_fen": 50, "delivered_value_fen": 30}},
     "partly_delivered: approve"),
    ("used or not",
     {"order": {"ordered_value_fen": 50, "delivered_value_fen": 30, "used_units": 1}},
     "partly_delivered: approve"),
    ("already given back",
     {"order": {"ordered_value_fen": 50, "delivered_value_fen": 30,
                "shortfall_refunded_fen": 3920}}, "partly_delivered: nothing_left"),
]  # fmt: skip


def _with(rows: list[Any], **shared: Any) -> list[Any]:
    return [(says, {**shared, **question}, expected) for says, question, expected in rows]


@pytest.mark.parametrize(
    ("says", "question", "expected"),
    [
        *BEFORE_DELIVERY,
        *_with(PHYSICAL, kind="physical"),
        *_with(NOT_RECEIVED, reason="not_received"),
        *USED,
        *_with(FAULTS, reason="card_invalid", evidence=FAILED),
        *_with(CARDS, reason="unwanted"),
        *LATE,
        *_with(VALUE, reason="partly_delivered", kind="top_up"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_clause_that_matches_first_decides(
    says: str, question: dict[str, Any], expected: str
) -> None:
    assert decision(ask(**question)) == expected, says


@pytest.mark.parametrize(("says", "question", "clause"), JUDGED_ALIKE)
def test_some_reasons_are_judged_as_another(
    says: str, question: dict[str, Any], clause: str
) -> None:
    assert ask(**question)["clause"] == clause, says


@pytest.mark.parametrize(("says", "question", "expected"), INVALID_CARDS)
def test_a_card_the_issuer_calls_invalid_is_the_merchants_fault(
    says: str, question: dict[str, Any], expected: str
) -> None:
    found = ask(**question, **invalid())
    assert (found["tier"] or found["outcome"], found["cause"]) == (expected, "merchant"), says


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-09T15:59:59+00:00", "physical_no_reason: approve"),
        ("2026-03-09T16:00:00+00:00", "no_longer: too_late"),
    ],
)
def test_days_of_goods_are_counted_at_the_offset_of_delivery(now: str, expected: str) -> None:
    question = {**scenario(kind="physical", reason="unwanted"), "now": now}
    assert decision(answer(question)) == expected
