"""How cases wait for somebody outside: an issuer or a supplier that says nothing, or too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from anxin import wiring
from anxin.domain.issuer import CardStatus
from anxin.domain.outside import Outside
from anxin.services.aftersale.asking import ask_issuers
from anxin.services.numbers import new_no
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import SupplierOrder
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product, a_top_up
from tests.factories.clock import sweep_after
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered, started, view


class Issuer:
    """An issuer that says this of cards, and locks none."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = statuses

    def find_status(self, *, secrets: Sequence[str]) -> tuple[CardStatus, ...]:
        """Say it of as many as are asked for."""
        return tuple(CardStatus(status) for status in self.statuses[: len(secrets)])


def outside(*statuses: str) -> Outside:
    """The world with that issuer in it, and with a supplier that is never called."""
    known: Any = {"sandbox": Issuer(*statuses)}
    return replace(wiring.outside(), issuers=known, suppliers={})


def seen(*, units: int) -> Bought:
    """Cheap cards with an issuer that their buyer has looked at, and a picture of their fault."""
    goods = a_product(issuer="sandbox", price_fen=900)
    bought = delivered(goods=goods, units=units)
    assert isinstance(view(bought), list)
    a_piece(bought, verdict="consistent")
    return bought


def issuer_asked(*statuses: str, reason: str, answers: bool = True) -> Case:
    """A request that waits for its issuer's word, which comes or does not."""
    world = outside(*statuses)
    case = case_after(seen(units=len(statuses)), reason=reason, outside=world)
    assert (case.state, case.waits_for) == ("submitted", "issuer_status")
    if answers:
        assert ask_issuers(outside=world) == 1
    return case


def supplier_asked() -> Case:
    """A cancellation that waits for the supplier who is at it."""
    bought = started(goods=a_top_up(supplier="sandbox"), inputs={"phone": "13800138000"})
    row = bought.row
    SupplierOrder.objects.create(
        order=row, attempt=1, no=new_no(), supplier="sandbox", value_fen=row.paid_fen,
        state="accepted",
    )  # fmt: skip
    case = case_after(bought, outside=outside())
    assert (case.state, case.waits_for) == ("submitted", "supplier")
    return case


def lock_awaited(**span: float) -> Case:
    """A refund that waits for an issuer's lock, and so long after."""
    case = issuer_asked("unused", reason="unwanted")
    case.refresh_from_db()
    assert case.state == "approved"
    if span:
        sweep_after(**span)
    return case
