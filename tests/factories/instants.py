"""Refunds that a buyer's credit paid before review, drawn to be looked at."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from anxin.domain.quality import CHECK_DAYS
from anxin.services.numbers import new_no
from anxin.services.quality.instants import draw_instants, look_at_instant
from anxin.services.risk.restricting import Officer
from anxin.storage.aftersale.models import Case
from anxin.storage.columns import ClockNow
from anxin.storage.quality.models import InstantLook
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product, a_trusting_policy
from tests.factories.order import Bought, delivered
from tests.factories.quality import a_day_later
from tests.factories.risk import an_officer

FOUND = "两张卡之后都在同一设备上用掉了"


def paid_unseen(*, buyer: UUID | None = None) -> tuple[Bought, Case]:
    """A membership that is said to be faulty, paid back at once for the buyer's credit."""
    goods = a_product(kind="membership", cards=0, price_fen=9_800, policy_id=a_trusting_policy())
    bought = delivered(goods=goods, buyer=buyer or a_buyer(credit=90))
    case = case_after(bought, reason="quality")
    assert (case.state, case.outcome) == ("refunded", "instant"), (case.state, case.outcome)
    return bought, case


def drawn_instant(case: Case) -> InstantLook:
    """What was drawn of a case on the day after."""
    a_day_later()
    draw_instants()
    return InstantLook.objects.get(case=case)


def picked(case: Case) -> InstantLook:
    """What would stand there once the lot had fallen on a case, without waiting for that."""
    due_at = ClockNow() + timedelta(days=CHECK_DAYS)
    row = InstantLook.objects.create(case=case, no=new_no(), due_at=due_at)
    row.refresh_from_db()
    return row


def an_instant() -> InstantLook:
    """One that waits to be looked at."""
    return drawn_instant(paid_unseen()[1])


def doubted(row: InstantLook, *, by: Officer | None = None, said: str = FOUND) -> InstantLook:
    """The same, once somebody has said that it should have been reviewed first."""
    who = by or an_officer("senior")
    assert look_at_instant(no=row.no, by=who, fine=False, said=said) is None
    row.refresh_from_db()
    return row
