"""How buyers behave, well or not, and what is counted of it."""

from __future__ import annotations

from uuid import UUID

from anxin.storage.aftersale.models import Case
from anxin.storage.risk.facts import facts_of
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import delivered, paid, view


def facts(buyer: UUID) -> dict[str, object]:
    """The counts of a buyer that are not nothing."""
    found = facts_of(account_id=buyer)
    assert found is not None
    risk = {name: getattr(found.risk, name) for name in found.risk.__dataclass_fields__}
    return {name: count for name, count in risk.items() if count}


def given(case: Case) -> None:
    """Have a case granted by whoever would have to."""
    Case.objects.filter(id=case.id).update(state="refunded")


def cancel(buyer: UUID, *, times: int, note: str = "") -> None:
    """Cancel so many orders while they cool off."""
    goods = a_product(cards=times)
    for _ in range(times):
        given(case_after(paid(buyer=buyer, goods=goods), note=note))


def give_back(buyer: UUID, *, times: int) -> None:
    """Return so many cards that were never viewed."""
    goods = a_product(cards=times, price_fen=1_000)
    for _ in range(times):
        given(case_after(delivered(buyer=buyer, goods=goods), reason="unwanted"))


def suspect(buyer: UUID) -> None:
    """Do what together flags: cancel, return, and ask money back for codes that were seen."""
    cancel(buyer, times=10)
    give_back(buyer, times=10)
    goods = a_product(cards=4, price_fen=1_000)
    for _ in range(4):
        bought = delivered(buyer=buyer, goods=goods)
        view(bought)
        case = case_after(bought, reason="card_invalid")
        Case.objects.filter(id=case.id).update(
            state="refunded", cause="merchant", closed_at="2026-01-01T00:00+08:00"
        )
