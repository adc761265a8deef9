"""Malformed scenarios: told what is wrong and where, never a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.asking import answer, scenario

PLACES: list[tuple[dict[str, Any], str]] = [
    # what is changed in an ordinary scenario, and what the error must name
    ({"now": None}, "now"),
    ({"now": "2026-03-02T14:00:00"}, "now"),
    ({"now": "2026-03-02"}, "now"),
    ({"now": "yesterday"}, "now"),
    ({"now": 1772431200}, "now"),
    ({"now": "2026-03-02T10:00:59+08:00"}, "now"),
    ({"now": "0001-01-01T00:00:00+14:00"}, "now"),
    ({"now": "9999-12-31T23:59:59-12:00"}, "now"),
    ({"when": "2026-03-02T14:00:00+08:00"}, "when"),
    ({"id": None}, "id"),
    ({"id": ["a"]}, "id"),
    ({"id": True}, "id"),
    ({"order": None}, "order"),
    ({"order": []}, "order"),
    ({"product": "card_secret"}, "product"),
    ({"product": {"kind": "voucher"}}, "product.kind"),
    ({"product": {"kind": 7}}, "product.kind"),
    ({"product": {"special": "vip"}}, "product.special"),
    ({"product": {"price": 7}}, "product.price"),
    ({"policy": "generous"}, "policy"),
    ({"policy": 7}, "policy"),
    ({"policy": {"name": "mine"}}, "policy"),
    ({"request": []}, "request"),
    ({"request": {}}, "request.reason"),
    ({"request": {"reason": "bored"}}, "request.reason"),
    ({"request": {"reason": "unwanted", "units": 0}}, "request.units"),
    ({"request": {"reason": "unwanted", "units": 2}}, "request.units"),
    ({"request": {"reason": "unwanted", "units": True}}, "request.units"),
    ({"request": {"reason": "unwanted", "issuer_status": "lost"}}, "request.issuer_status"),
    ({"request": {"reason": "unwanted", "issuer_used_at": "1 May"}}, "request.issuer_used_at"),
    ({"request": {"reason": "unwanted", "evidence": {}}}, "request.evidence"),
    ({"request": {"reason": "unwanted", "evidence": [None]}}, "request.evidence[0]"),
    ({"request": {"reason": "unwanted", "evidence": [{}]}}, "request.evidence[0].kind"),
    ({"request": {"reason": "unwanted", "evidence": [{"kind": "photo"}]}},
     "request.evidence[0].kind"),
    ({"request": {"reason": "unwanted", "evidence": [{"kind": "other", "verdict": "fine"}]}},
     "request.evidence[0].verdict"),
    ({"buyer": {"credit": 101}}, "buyer.credit"),
    ({"buyer": {"credit": -1}}, "buyer.credit"),
    ({"buyer": {"credit": 60.0}}, "buyer.credit"),
    ({"buyer": {"flagged": 1}}, "buyer.flagged"),
    ({"buyer": {"cancels_7d": -1}}, "buyer.cancels_7d"),
    ({"buyer": {"name": "Li"}}, "buyer.name"),
]  # fmt: skip
ORDERS: list[tuple[dict[str, Any], str]] = [
    ({"state": None}, "order.state"),
    ({"state": "lost"}, "order.state"),
    ({"tenders": None}, "order.tenders"),
    ({"tenders": {}}, "order.tenders"),
    ({"tenders": ["alipay"]}, "order.tenders[0]"),
    ({"tenders": [{"fen": 1}]}, "order.tenders[0].method"),
    ({"tenders": [{"method": "alipay"}]}, "order.tenders[0].fen"),
    ({"tenders": [{"method": "cash", "fen": 1}]}, "order.tenders[0].method"),
    ({"tenders": [{"method": "alipay", "fen": -1}]}, "order.tenders[0].fen"),
    ({"tenders": [{"method": "alipay", "fen": 1.0}]}, "order.tenders[0].fen"),
    ({"tenders": [{"method": "alipay", "fen": "1"}]}, "order.tenders[0].fen"),
    ({"tenders": [{"method": "alipay", "fen": True}]}, "order.tenders[0].fen"),
    ({"tenders": [{"method": "alipay", "fen": 10**40}]}, "order.tenders[0].fen"),
    ({"tenders": [{"method": "alipay", "fen": 1, "refunded_fen": 2}]},
     "order.tenders[0].refunded_fen"),
    ({"ordered_units": 0}, "order.ordered_units"),
    ({"viewed_units": 2}, "order.viewed_units"),
    ({"used_units": 2}, "order.used_units"),
    ({"used_units": -1}, "order.used_units"),
    ({"refunded_units": 2}, "order.refunded_units"),
    ({"ordered_value_fen": -1}, "order.ordered_value_fen"),
    ({"shortfall_refunded_fen": 0.5}, "order.shortfall_refunded_fen"),
    ({"receipt": "lost"}, "order.receipt"),
    ({"fault": "earthquake"}, "order.fault"),
    ({"duplicate_of": 7}, "order.duplicate_of"),
    ({"paid_at": "2026-03-02 10:00"}, "order.paid_at"),
    ({"delivered_at": None}, "order.delivered_at"),
    ({"colour": "red"}, "order.colour"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "place"),
    [*PLACES, *[({"order": {**scenario()["order"], **each}}, where) for each, where in ORDERS]],
    ids=str,
)
def test_what_is_wrong_is_named_with_its_place(change: dict[str, Any], place: str) -> None:
    found = answer({**scenario(reason="unwanted"), **change})
    assert set(found) == {"id", "error"}
    assert place in [part.partition(":")[0] for part in found["error"].split("; ")], found


@pytest.mark.parametrize("value", [None, 7, "scenario", [], [{}], True, 1.5])
def test_a_scenario_that_is_no_object_has_no_id(value: object) -> None:
    found = answer(value)
    assert found["id"] is None
    assert found["error"]


NEEDED = [
    ("not_received", {"delivered_at"}, "order.delivered_at"),
    ("quality", {"delivered_at"}, "order.delivered_at"),
    ("arrived_late", {"paid_at"}, "order.paid_at"),
    ("unwanted", {"delivered_at"}, "order.delivered_at"),
]


@pytest.mark.parametrize(("reason", "gone", "place"), NEEDED)
def test_the_times_that_the_deciding_clause_needs_are_required(
    reason: str, gone: set[str], place: str
) -> None:
    found = answer(scenario(reason=reason, order=dict.fromkeys(gone)))
    assert found["error"].startswith(place)


def test_completion_is_required_once_completed() -> None:
    found = answer(scenario(reason="quality", state="completed", order={"completed_at": None}))
    assert found["error"].startswith("order.completed_at")


@pytest.mark.parametrize("reason", ["partly_delivered", "system_duplicate"])
def test_times_that_no_clause_looks_at_may_be_left_out(reason: str) -> None:
    no_times = {"paid_at": None, "delivered_at": None}
    assert "error" not in answer(scenario(reason=reason, order=no_times))


def test_null_is_the_same_as_left_out() -> None:
    full = scenario(reason="unwanted")
    sparse = {key: value for key, value in full.items() if value and key != "product"}
    nulls = {**full, "product": {"kind": None, "special": None}, "buyer": {"credit": None}}
    assert answer(nulls) == answer(sparse)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
PATHS = [("order", key) for key in scenario()["order"]] + [
    ("order", "tenders"), ("order", "ordered_units"), ("order", "used_units"),
    ("order", "delivered_value_fen"), ("order", "ordered_value_fen"), ("request", "reason"),
    ("request", "units"), ("request", "evidence"), ("request", "issuer_used_at"),
    ("buyer", "credit"), ("product", "kind"), ("policy", "clauses"), ("now", ""), ("id", ""),
    ("policy", ""), ("order", ""),
]  # fmt: skip


@given(value=json_values)
@settings(max_examples=150, deadline=None)
def test_any_json_at_all_gets_an_error(value: object) -> None:
    assert "error" in answer(value)


@given(path=st.sampled_from(PATHS), value=json_values)
@settings(max_examples=600, deadline=None)
def test_any_json_in_any_place_gets_an_answer_or_an_error(
    path: tuple[str, str], value: object
) -> None:
    whole = scenario(reason="unwanted")
    outer, inner = path
    whole[outer] = {**(whole[outer] or {}), inner: value} if inner else value
    found = answer(whole)
    assert ("error" in found) != ("outcome" in found)
