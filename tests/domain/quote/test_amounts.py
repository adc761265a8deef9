"""What is paid back, to the fen: units, value, the split over tenders, and the fee."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.asking import ask, piece, tenders

THREE = {"ordered_units": 3}
HALF_SENT = {"ordered_value_fen": 50, "delivered_value_fen": 30}
UNITS = [
    ("one of three is a third, rounded down", {"units": 1, "order": THREE, "fen": 10_000}, 3333),
    ("all of three is everything", {"units": 3, "order": THREE, "fen": 10_000}, 10_000),
    ("no units named means all", {"order": THREE, "fen": 10_000}, 10_000),
    (
        "more than is left is cut down to it, and the last one gets the rest",
        {"units": 3, "order": {**THREE, "refunded_units": 2, **tenders(("wallet", 100, 66))}},
        34,
    ),
    (
        "never more than is left",
        {"units": 1, "order": {**THREE, "refunded_units": 1, **tenders(("wallet", 100, 90))}},
        10,
    ),
    (
        "viewed units of an unknown card are left out",
        {"order": {**THREE, "viewed_units": 1}, "fen": 10_000},
        6666,
    ),
    (
        "used ones are, even if the issuer knows the rest unused",
        {"order": {**THREE, "viewed_units": 2, "used_units": 1}, "issuer_status": "unused",
         "fen": 10_000},
        6666,
    ),
    (
        "refunded and viewed ones are left out together",
        {"order": {**THREE, "viewed_units": 1, "refunded_units": 1, **tenders(("wallet", 99, 33))}},
        33,
    ),
]  # fmt: skip
VALUE = [
    ("what did not arrive", {"order": HALF_SENT, "fen": 5000}, 2000),
    ("rounded down", {"order": {"ordered_value_fen": 3, "delivered_value_fen": 1}, "fen": 100}, 66),
    (
        "less what was given back for it",
        {"order": {**HALF_SENT, "shortfall_refunded_fen": 500}, "fen": 5000},
        1500,
    ),
    ("never more than is left", {"order": {**HALF_SENT, **tenders(("wallet", 100, 80))}}, 20),
    ("whatever units are asked for", {"units": 1, "order": {**HALF_SENT, **THREE}, "fen": 50}, 20),
    ("even if every unit was refunded", {"order": {**HALF_SENT, "refunded_units": 1}}, 3920),
]


def to_each(found: dict[str, Any]) -> list[tuple[str, int]]:
    return [(share["method"], share["fen"]) for share in found["by_tender"]]


@pytest.mark.parametrize(("says", "question", "gross_fen"), UNITS)
def test_units_are_paid_back_in_proportion(
    says: str, question: dict[str, Any], gross_fen: int
) -> None:
    assert ask(reason="unwanted", **question)["gross_fen"] == gross_fen, says


@pytest.mark.parametrize(("says", "question", "gross_fen"), VALUE)
def test_value_is_paid_back_for_what_did_not_arrive(
    says: str, question: dict[str, Any], gross_fen: int
) -> None:
    served = ask(reason="partly_delivered", kind="top_up", **question)
    on_the_way = ask(state="delivering", kind="top_up", **question)
    assert (served["gross_fen"], on_the_way["gross_fen"]) == (gross_fen, gross_fen), says


SPLITS = [
    ("coupon and points go back as such", {"state": "cooling_off"},
     [("wechat", 7000), ("coupon", 2000), ("points", 1000)],
     [("wechat", 7000), ("coupon", 2000), ("points", 1000)]),
    ("a third goes back to each by its share", {"state": "cooling_off", "units": 1, "order": THREE},
     [("wechat", 7000), ("coupon", 2000), ("points", 1000)],
     [("wechat", 2333), ("coupon", 667), ("points", 333)]),
    ("equal remainders favour the earlier", {"state": "cooling_off", "units": 1, "order": THREE},
     [("wechat", 50), ("alipay", 50)],
     [("wechat", 17), ("alipay", 16)]),
    ("a full tender leaves its part to the earliest with room",
     {"state": "cooling_off", "units": 1, "order": {"ordered_units": 2}},
     [("wechat", 100, 100), ("alipay", 100, 90), ("wallet", 100)],
     [("alipay", 10), ("wallet", 100)]),
    ("two tenders of one method stay apart", {"state": "cooling_off"},
     [("bank_card", 30), ("bank_card", 70)],
     [("bank_card", 30), ("bank_card", 70)]),
    ("the fee is taken on cash only", {"reason": "unwanted"},
     [("coupon", 9000), ("wechat", 1000)],
     [("coupon", 9000), ("wechat", 950)]),
    ("half a fen of fee is rounded up", {"reason": "unwanted"},
     [("wechat", 50), ("coupon", 50)],
     [("wechat", 47), ("coupon", 50)]),
    ("less than half is none", {"reason": "unwanted"}, [("wechat", 9)], [("wechat", 9)]),
    ("no cash, no fee", {"reason": "unwanted"}, [("points", 900)], [("points", 900)]),
    ("a cash tender that gets nothing leaves its fee to another",
     {"reason": "unwanted", "units": 1, "order": {"ordered_units": 2, "refunded_units": 1}},
     [("alipay", 1000, 1000), ("wechat", 1000)],
     [("wechat", 950)]),
    ("a fee above what a tender gets is borne by the next",
     {"reason": "unwanted", "order": {"ordered_units": 2, "refunded_units": 1}},
     [("alipay", 1000, 990), ("wechat", 1000)],
     [("wechat", 959)]),
]  # fmt: skip


@pytest.mark.parametrize(("says", "question", "paid", "back"), SPLITS)
def test_it_goes_back_the_way_it_was_paid(
    says: str, question: dict[str, Any], paid: list[Any], back: list[Any]
) -> None:
    order = {**question.get("order", {}), **tenders(*paid)}
    found = ask(**{**question, "order": order})
    assert [share for share in to_each(found) if share[1]] == back, (says, found)
    assert found["refund_fen"] == sum(fen for _, fen in back)


FEES = [
    ("an unused card costs the fee", {"reason": "unwanted"}, 490),
    ("a duplicate costs it too", {"reason": "duplicate_order"}, 490),
    ("unless the other order is named",
     {"reason": "duplicate_order", "order": {"duplicate_of": "A-1"}}, 0),
    ("naming one helps no other reason",
     {"reason": "mistake", "order": {"duplicate_of": "A"}}, 490),
    ("nothing delivered, no fee", {"reason": "unwanted", "state": "cooling_off"}, 0),
    ("goods come back free of charge", {"reason": "unwanted", "kind": "physical"}, 0),
    ("the merchant's fault is free", {"reason": "not_received"}, 0),
    ("an invalid card is free whatever is said",
     {"reason": "unwanted", "issuer_status": "invalid"}, 0),
    ("the platform's fault is free",
     {"reason": "system_duplicate", "evidence": piece("payment_record")}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("says", "question", "fee_fen"), FEES)
def test_only_a_buyers_own_cause_ever_costs_a_fee(
    says: str, question: dict[str, Any], fee_fen: int
) -> None:
    found = ask(**question)
    assert (found["fee_fen"], found["refund_fen"]) == (fee_fen, 9800 - fee_fen), says


def test_a_refusal_and_a_cancelled_unpaid_order_pay_nothing() -> None:
    for found in (ask(state="awaiting_payment"), ask(reason="unwanted", kind="service")):
        assert (found["gross_fen"], found["fee_fen"], found["refund_fen"]) == (0, 0, 0)
        assert found["by_tender"] == []


def test_what_would_be_paid_is_said_while_evidence_is_missing() -> None:
    found = ask(reason="quality")
    assert (found["outcome"], found["refund_fen"]) == ("need_evidence", 9800)
    assert to_each(found) == [("alipay", 9800)]
