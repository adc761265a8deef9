"""Every decision can be made again from what was stored with it, and comes out the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from anxin import wiring
from anxin.domain.scenario import answer_scenario
from anxin.services.policies import policy_of
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import OrderEvent
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product, a_top_up
from tests.factories.order import Bought, delivered, paid, ship, started, view

pytestmark = pytest.mark.django_db


def viewed() -> Bought:
    bought = delivered()
    view(bought)
    return bought


def trusted() -> Bought:
    return delivered(units=3, buyer=a_buyer(credit=90))


def half_arrived() -> Bought:
    bought = started(goods=a_top_up(price_fen=5_000), inputs={"phone": "13800138000"})
    ship(bought, value_fen=3_000)
    return bought


REQUESTS: list[tuple[Callable[[], Bought], str | None, int | None]] = [
    (paid, None, None),
    (lambda: paid(units=3), None, 1),
    (lambda: paid(goods=a_product(price_fen=60_000)), None, None),
    (lambda: paid(buyer=a_buyer(flagged=True)), None, None),
    (trusted, "unwanted", 2),
    (delivered, "unwanted", None),
    (viewed, "unwanted", None),
    (delivered, "card_invalid", None),
    (viewed, "not_received", None),
    (half_arrived, None, None),
    (lambda: delivered(goods=a_product(kind="physical", cards=0)), "no_reason", None),
]


def replayed(case: Case) -> dict[str, object]:
    """Answer the facts stored with the case once more, under the policy version they name."""
    event = OrderEvent.objects.get(
        order_id=case.order_id, kind="case_submitted", data__case=case.no
    )
    facts = event.data["facts"]
    return answer_scenario(
        value=facts,
        policies={facts["policy"]: policy_of(case.policy_id)},
        is_working_day=wiring.working_calendar(),
    )


@pytest.mark.parametrize(("order", "reason", "units"), REQUESTS)
def test_the_stored_facts_give_the_stored_answer(
    order: Callable[[], Bought], reason: str | None, units: int | None
) -> None:
    case = case_after(order(), reason=reason, units=units)
    again = replayed(case)
    assert "error" not in again, again
    for name in ("outcome", "clause", "code", "tier", "cause", "gross_fen", "fee_fen",
                 "refund_fen", "missing", "return_goods"):  # fmt: skip
        assert again[name] == getattr(case, name), name
    due = again["decide_by"]
    assert (datetime.fromisoformat(str(due)) if due else None) == case.decide_by
    assert again["why"] == case.why["zh"]


def test_times_are_judged_at_chinas_offset() -> None:
    case = case_after(paid(goods=a_product(price_fen=60_000)))
    event = OrderEvent.objects.get(order_id=case.order_id, kind="case_submitted")
    assert event.data["facts"]["now"].endswith("+08:00")
    assert case.decide_by is not None
    assert case.decide_by.utcoffset() == timedelta(hours=8)
