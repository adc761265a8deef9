"""Evidence, who decides, until when, and whether goods come back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.domain.asking import answer, ask, decision, piece, scenario

FAILED = piece("activation_failure")
COMPARED = piece("comparison")

EVIDENCE = [
    ("an invalid card asks for its failure", {"reason": "card_invalid"}, ["activation_failure"]),
    ("a comparison does not show that", {"reason": "card_invalid", "evidence": COMPARED},
     ["activation_failure"]),
    ("other faults ask for either", {"reason": "quality"}, ["activation_failure", "comparison"]),
    ("a failure will do", {"reason": "wrong_item", "evidence": FAILED}, []),
    ("and so will a comparison", {"reason": "not_as_described", "evidence": COMPARED}, []),
    ("what cannot be read was not sent",
     {"reason": "quality", "evidence": piece("comparison", "unreadable")},
     ["activation_failure", "comparison"]),
    ("another kind of piece is not it", {"reason": "quality", "evidence": piece("other")},
     ["activation_failure", "comparison"]),
    ("a piece that disagrees was sent all the same",
     {"reason": "quality", "evidence": piece("comparison", "inconsistent")}, []),
    ("the issuer's word is enough", {"reason": "quality", "issuer_status": "invalid"}, []),
    ("a card is looked up in the viewing record", {"reason": "not_received"}, []),
    ("a top-up asks what did not arrive", {"reason": "not_received", "kind": "top_up"},
     ["not_arrived"]),
    ("unless the supplier knows", {"reason": "not_received", "kind": "top_up",
     "order": {"receipt": "missing"}}, []),
    ("a confirmed receipt asks as well", {"reason": "not_received", "kind": "top_up",
     "order": {"receipt": "confirmed"}}, ["not_arrived"]),
    ("paid twice asks for the payment", {"reason": "paid_twice"}, ["payment_record"]),
    ("unless the system knows", {"reason": "paid_twice", "order": {"fault": "system_duplicate"}},
     []),
]  # fmt: skip


@pytest.mark.parametrize(("says", "question", "missing"), EVIDENCE)
def test_evidence_is_asked_for_by_the_clause(
    says: str, question: dict[str, Any], missing: list[str]
) -> None:
    found = ask(**question)
    assert found["missing"] == missing, says
    assert (found["outcome"] == "need_evidence") == bool(missing), says


COOLING = {"state": "cooling_off"}
FAULT = {"reason": "quality", "evidence": COMPARED}
SMALL = {**FAULT, "fen": 2000}
GOODS = {**SMALL, "kind": "physical"}
GOOD_CREDIT = {"credit": 80}
DISAGREES = {"reason": "quality", "evidence": piece("comparison", "inconsistent")}
ROUTES = [
    ("cooling-off is paid in seconds", COOLING, "undelivered: approve"),
    ("¥500.00 is not large", {**COOLING, "fen": 50_000}, "undelivered: approve"),
    ("a fen more is", {**COOLING, "fen": 50_001}, "undelivered: first_line"),
    ("¥5000.00 is not very large", {**COOLING, "fen": 500_000}, "undelivered: first_line"),
    ("a fen more is that", {**COOLING, "fen": 500_001}, "undelivered: senior"),
    ("four cancels are few", {**COOLING, "buyer": {"cancels_7d": 4}}, "undelivered: approve"),
    ("five are many", {**COOLING, "buyer": {"cancels_7d": 5}}, "undelivered: first_line"),
    ("seven refunds are few", {**COOLING, "buyer": {"refunds_30d": 7}}, "undelivered: approve"),
    ("eight are many", {**COOLING, "buyer": {"refunds_30d": 8}}, "undelivered: first_line"),
    ("work on a customised order has begun",
     {"state": "delivering", "special": "customised"}, "undelivered: first_line"),
    ("but not while cooling off", {**COOLING, "special": "customised"}, "undelivered: approve"),
    ("a flag comes before size", {**COOLING, "fen": 50_001, "buyer": {"flagged": True}},
     "undelivered: senior"),
    ("a suspicious piece is for a senior", {**FAULT, "evidence": piece("comparison", "suspicious")},
     "proven_fault: senior"),
    ("a suspicious piece of another kind as well",
     {**COOLING, "evidence": piece("other", "suspicious")}, "undelivered: senior"),
    ("a late fault is for a senior", {"reason": "quality", "issuer_status": "invalid",
     "after": timedelta(days=2)}, "fault_too_late: senior"),
    ("a disagreeing piece is for a person", {**DISAGREES, "buyer": GOOD_CREDIT},
     "proven_fault: first_line"),
    ("unless the records prove it", {**DISAGREES, "issuer_status": "invalid"},
     "proven_fault: approve"),
    ("good credit pays at once", {**FAULT, "buyer": GOOD_CREDIT}, "proven_fault: instant"),
    ("up to ¥200.00 in a day", {**FAULT, "fen": 15_000,
     "buyer": {**GOOD_CREDIT, "instant_24h_fen": 5000}}, "proven_fault: instant"),
    ("and not a fen more", {**FAULT, "fen": 15_000,
     "buyer": {**GOOD_CREDIT, "instant_24h_fen": 5001}}, "proven_fault: expedited"),
    ("79 is not good credit", {**FAULT, "buyer": {"credit": 79}}, "proven_fault: expedited"),
    ("small amounts are paid on pictures that agree", SMALL, "proven_fault: approve"),
    ("up to ¥20.00", {**FAULT, "fen": 2001}, "proven_fault: expedited"),
    ("to buyers of fair credit", {**SMALL, "buyer": {"credit": 59}}, "proven_fault: expedited"),
    ("without a refund in 30 days", {**SMALL, "buyer": {"refunds_30d": 1}},
     "proven_fault: expedited"),
    ("what cannot be read does not count against them",
     {**SMALL, "evidence": COMPARED + piece("other", "unreadable")}, "proven_fault: approve"),
    ("goods come back first, however small", GOODS, "proven_fault: expedited"),
    ("and however good the credit", {**GOODS, "buyer": GOOD_CREDIT}, "proven_fault: expedited"),
    ("goods that never came need not come back",
     {"kind": "physical", "reason": "not_received", "evidence": piece("not_arrived"), "fen": 2000},
     "not_received: approve"),
    ("the supplier's word is a record", {"kind": "top_up", "reason": "not_received",
     "order": {"receipt": "missing"}, "evidence": piece("not_arrived", "inconsistent")},
     "not_received: approve"),
    ("a picture of a double payment is none", {"reason": "paid_twice",
     "evidence": piece("payment_record")}, "system_duplicate: expedited"),
]  # fmt: skip


@pytest.mark.parametrize(("says", "question", "expected"), ROUTES)
def test_the_first_step_of_the_route_that_holds_decides(
    says: str, question: dict[str, Any], expected: str
) -> None:
    assert decision(ask(**question)) == expected, says


DUE = [
    ("a Monday's request is due on Tuesday", "2026-03-02T11:00:00+08:00", "2026-03-03T11:00:00"),
    ("a Friday's on Monday", "2026-03-06T17:00:00+08:00", "2026-03-09T17:00:00"),
    ("a Saturday's counts from Monday 09:00", "2026-03-07T00:30:00+08:00", "2026-03-10T09:00:00"),
    ("a Sunday's as well", "2026-03-08T23:00:00+08:00", "2026-03-10T09:00:00"),
    ("a make-up Saturday is worked", "2026-02-14T10:00:00+08:00", "2026-02-24T10:00:00"),
    ("holidays are not", "2026-09-30T16:00:00+08:00", "2026-10-08T16:00:00"),
    ("a request in the holidays waits", "2026-10-02T16:00:00+08:00", "2026-10-09T09:00:00"),
    ("beyond the calendar it is Monday to Friday", "2031-10-03T10:00:00+08:00",
     "2031-10-06T10:00:00"),
]  # fmt: skip


@pytest.mark.parametrize(("says", "now", "due"), DUE)
def test_a_review_is_due_on_the_working_calendar(says: str, now: str, due: str) -> None:
    value = scenario(state="cooling_off", fen=60_000, order={"paid_at": None})
    assert answer({**value, "now": now})["decide_by"] == f"{due}+08:00", says


def test_the_working_calendar_is_read_at_the_offset_of_the_question() -> None:
    value = scenario(state="cooling_off", fen=60_000, order={"paid_at": None})
    sunday_in_china = {**value, "now": "2026-03-06T20:00:00+00:00"}
    assert answer(sunday_in_china)["decide_by"] == "2026-03-09T20:00:00+00:00"


def test_goods_take_three_working_days_and_expedited_one_hour() -> None:
    goods = scenario(kind="physical", state="cooling_off", fen=60_000)
    assert answer(goods)["decide_by"] == "2026-03-05T14:00:00+08:00"
    assert ask(**FAULT)["decide_by"] == "2026-03-02T15:01:00+08:00"


RETURNS = [
    ("goods come back", {"reason": "unwanted"}, True),
    ("even while evidence is missing", {"reason": "quality"}, True),
    ("not if they never came", {"reason": "not_received", "evidence": piece("not_arrived")}, False),
    ("nor for a missing part", {"reason": "partly_delivered",
     "order": {"ordered_value_fen": 2, "delivered_value_fen": 1}}, False),
    ("nor where it is refused", {"reason": "unwanted", "special": "customised"}, False),
    ("nor before they were sent", {"reason": "unwanted", "state": "delivering"}, False),
    ("nor where nothing is a thing", {"reason": "unwanted", "kind": "card_secret"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("says", "question", "come_back"), RETURNS)
def test_goods_that_were_served_come_back(
    says: str, question: dict[str, Any], come_back: bool
) -> None:
    assert ask(**{"kind": "physical", **question})["return_goods"] is come_back, says
