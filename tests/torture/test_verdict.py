"""The verdict over the channel's book and ours finds every kind of difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from anxin import wiring
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from torture.ending import forgotten
from torture.model.paths import PATHS
from torture.model.stage import Stage
from torture.verdict import wrong_now, wrong_with
from torture.visitor import Memory

Account = dict[str, Any]


@pytest.fixture
def stage(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A shop where one order was paid through the channel and given back."""
    stage = Stage()
    monkeypatch.setattr(wiring, "outside", lambda: stage.outside)
    PATHS["channel"](stage)
    yield stage


def sentences(stage: Stage, change: Callable[[Account], None] | None = None) -> list[str]:
    """What is found after the channel's account of the payment was changed."""
    book = stage.rail.book()
    if change:
        change(next(iter(book.values())))
    return [wrong.sentence for wrong in wrong_with(book=book, at_rest=True)]


def never_paid(account: Account) -> None:
    """The channel took nothing."""
    account["paid_fen"] = 0


def took_more(account: Account) -> None:
    """The channel took more than we know of."""
    account["paid_fen"] += 1


def never_refunded(account: Account) -> None:
    """The channel gave nothing back."""
    account.update(refunded_fen=0, refunds={})


def refunded_twice(account: Account) -> None:
    """The channel gave back once more, under a number of nobody's."""
    account["paid_fen"] *= 2
    account["refunded_fen"] *= 2
    (refund,) = account["refunds"].values()
    account["refunds"]["another"] = refund


def refunded_less(account: Account) -> None:
    """The channel gave back a fen less."""
    account["refunded_fen"] -= 1
    (refund,) = account["refunds"].values()
    refund["refund_fen"] -= 1


DIFFERENCES = (
    (never_paid, "a payment is lost"),
    (took_more, "a payment is lost"),
    (never_refunded, "lost: a refund counts as made"),
    (refunded_twice, "paid twice"),
    (refunded_less, "a refund was made with another sum"),
)


@pytest.mark.parametrize(("change", "begins"), DIFFERENCES)
def test_each_difference_is_found(
    stage: Stage, change: Callable[[Account], None], begins: str
) -> None:
    assert sentences(stage) == []
    assert any(sentence.startswith(begins) for sentence in sentences(stage, change))


def test_a_payment_that_is_not_ours_is_found(stage: Stage) -> None:
    book = {**stage.rail.book(), "stranger": {"paid_fen": 1, "refunded_fen": 0, "refunds": {}}}
    found = [wrong.sentence for wrong in wrong_with(book=book, at_rest=True)]
    assert found == ["the channel knows a payment that is not ours"]


def test_what_is_still_under_way_is_lost_only_when_all_is_at_rest(stage: Stage) -> None:
    Refund.objects.update(state="unknown")
    book = stage.rail.book()
    assert list(wrong_with(book=book, at_rest=False)) == []
    assert [w.sentence[:4] for w in wrong_with(book=book, at_rest=True)] == ["lost"]


def test_a_refund_and_a_payment_that_nobody_looks_after_are_found(stage: Stage) -> None:
    assert wrong_now() == []
    Refund.objects.update(state="unknown", next_try_at=None)
    Payment.objects.filter(method="alipay").update(
        state="waiting", captured_fen=0, reserved_fen=0, refunded_fen=0, sent_fen=0
    )
    found = {wrong.sentence for wrong in wrong_now()}
    assert "a refund is under way and nobody will look after it" in found
    assert "a payment waits and nobody will ask about it" in found


def test_what_was_acknowledged_and_is_gone_is_found(stage: Stage) -> None:
    known = next(iter(stage.oracle.orders))
    told = Memory(orders={known}, paid={known})
    assert list(forgotten(told)) == []
    gone = str(uuid4())
    told = Memory(orders={gone}, cases={gone}, seen={(known, 1)})
    assert [wrong.sentence for wrong in forgotten(told)] == [
        "an order was acknowledged and is gone",
        "a case was acknowledged and is gone",
        "a secret was shown off the record",
    ]
