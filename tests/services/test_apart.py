"""A row that raises each time it is met holds up no other."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from anxin import wiring
from anxin.services import settlement, sweep
from anxin.services.aftersale.submit import submit_case
from anxin.services.aftersale.turns import renewing
from anxin.services.apart import apart, each_apart
from anxin.services.bulk import batch
from anxin.services.failpoint import Struck
from anxin.services.settlement import release_due
from anxin.services.sweep import sweep_due
from anxin.storage.bulk.models import Batch, BatchLine
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import Order
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.order import Bought, paid
from tests.factories.settlement import a_quick_shop, completed

pytestmark = pytest.mark.django_db


class Poison(Exception):
    """What a broken row raises, each time."""


def test_the_others_are_dealt_with_and_counted() -> None:
    def act(row: int) -> bool:
        if row == 2:
            raise Poison
        return row != 3

    assert each_apart([1, 2, 3, 4], act) == 2
    assert apart(lambda: None, what="nothing") == 0


def test_a_process_that_died_is_no_broken_row() -> None:
    def die() -> int:
        raise Struck

    with pytest.raises(Struck):
        apart(die, what="a point")


def test_a_step_of_the_sweep_that_finds_nothing_but_trouble_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(**_limit: int) -> list[Any]:
        raise Poison

    done: list[str] = []
    deadlines = ((broken, lambda _what, _o: 1), (lambda **_l: ["x"], lambda w, _o: done.append(w)))
    monkeypatch.setattr(sweep, "_DEADLINES", deadlines)
    monkeypatch.setattr(sweep, "_SWEPT", (lambda _o: broken(), lambda _o: 5))
    assert sweep_due(outside=wiring.outside()) == 5
    assert done == ["x"]


def test_an_order_that_cannot_be_released_keeps_its_money_and_nobody_elses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = a_quick_shop()
    goods = a_product(shop=shop, cards=5)
    sick, *well = (completed(goods=goods) for _ in range(4))
    release = settlement._Books.release

    def poisoned(books: Any, order: Any) -> Any:
        if order.id == sick.row.id:
            raise Poison
        return release(books, order)

    monkeypatch.setattr(settlement._Books, "release", poisoned)
    assert release_due() == 3
    assert [order.row.settled_fen for order in (sick, *well)] == [0, 9_800, 9_800, 9_800]
    assert release_due() == 0, "it is met again in an hour, and breaks no set until then"
    monkeypatch.setattr(settlement._Books, "release", release)
    Order.objects.filter(id=sick.row.id).update(settle_at="2020-01-01T00:00:00Z")
    assert release_due() == 1
    assert breaches() == []


def test_a_row_of_a_batch_that_raises_is_tried_again_and_those_behind_it_are_submitted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    buyer, goods = a_buyer(money_fen=100_000), a_product(cards=3)
    orders: list[Bought] = [paid(goods=goods, buyer=buyer) for _ in range(3)]
    submit = submit_case

    def poisoned(**asked: Any) -> Any:
        ground = asked["read_ground"]()
        if ground and ground.order_no == orders[0].no:
            raise Poison
        return submit(**asked)

    monkeypatch.setattr(batch, "submit_case", poisoned)
    rows = tuple(batch.Chosen(order.no, None, 9_800) for order in orders)
    no = batch.submit_batch(
        buyer_id=buyer, form=batch.BatchForm(uuid4(), rows), outside=wiring.outside()
    )
    assert answers(no) == ["", "submitted", "submitted"]
    Batch.objects.filter(no=no).update(due_at="2020-01-01T00:00:00Z")
    monkeypatch.setattr(batch, "submit_case", submit)
    assert batch.finish_batches(outside=wiring.outside()) == 1
    assert answers(no) == ["submitted"] * 3


def answers(no: object) -> list[str]:
    """What became of each row of a batch."""
    lines = BatchLine.objects.filter(batch__no=no).order_by("position")
    return list(lines.values_list("answer", flat=True))


def test_a_replacement_that_raises_keeps_no_issuer_from_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Claimed:
        def __init__(self, no: str) -> None:
            self.no = no

    seen: list[str] = []

    def renew(case: Claimed, _outside: object) -> int:
        seen.append(case.no)
        if case.no == "sick":
            raise Poison
        return 0

    monkeypatch.setattr(renewing, "run", lambda _sql, _values: [Claimed("sick"), Claimed("well")])
    monkeypatch.setattr(renewing, "_renew", renew)
    renewing.renew_cards(outside=wiring.outside())
    assert seen == ["sick", "well"]
