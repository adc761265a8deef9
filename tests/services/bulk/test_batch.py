"""A batch is one form about many orders: each is submitted once, and each says what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from anxin import wiring
from anxin.services import failpoint
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.bulk.batch import BatchForm, Chosen, NotTaken, finish_batches, submit_batch
from anxin.services.bulk.quoting import MOST_ROWS, Quoted, Wanted, list_choosable, quote_rows
from anxin.services.failpoint import Struck
from anxin.storage.aftersale.ground import (
    ground_by_buyer,
    grounds_by_orders,
    grounds_of_buyer,
)
from anxin.storage.aftersale.models import Case
from anxin.storage.bulk.batches import batch_of_buyer, list_lines
from anxin.storage.bulk.models import Batch, BatchLine
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product, a_trusting_policy
from tests.factories.clock import let_pass
from tests.factories.order import Bought, delivered, paid, view
from tests.services.bulk.test_recall_compared import through_channel
from tests.services.test_hot_path import statements

pytestmark = pytest.mark.django_db

PRICE, MONEY = 9_800, 500_000
FEE = 490


def some_orders(**account: object) -> tuple[UUID, list[Bought]]:
    """A buyer with an order that cools off, one whose card was seen, one whose card was not."""
    buyer = a_buyer(money_fen=MONEY, **account)
    goods = a_product(cards=10)
    orders = [
        paid(goods=goods, buyer=buyer),
        delivered(goods=goods, buyer=buyer),
        delivered(goods=goods, buyer=buyer),
    ]
    view(orders[1])
    return buyer, orders


def form(orders: list[Bought], *, shown: int = 0, key: UUID | None = None) -> BatchForm:
    """The form that confirms these orders, as no longer wanted."""
    rows = tuple(Chosen(bought.no, "unwanted", shown) for bought in orders)
    return BatchForm(key or uuid4(), rows)


def send(buyer: UUID, sent: BatchForm) -> str:
    """Send a form that is taken; return the batch's number."""
    answer = submit_batch(buyer_id=buyer, form=sent, outside=wiring.outside())
    assert isinstance(answer, str), answer
    return answer


@dataclass(frozen=True)
class Confirmed:
    """A row as the page showed it."""

    order_no: str
    refund_fen: int


def confirmed(quoted: list[Quoted]) -> list[Confirmed]:
    """What the page shows of quoted rows."""
    return [Confirmed(one.ground.order_no, one.refund_fen) for one in quoted]


def answers(buyer: UUID, no: str) -> list[tuple[str, str, str | None]]:
    """What became of each row: answer, code, state of its case."""
    found = batch_of_buyer(no=no, buyer_id=buyer)
    assert found is not None
    return [(row.answer, row.code, row.case_state) for row in list_lines(batch_id=found.id)]


def test_each_order_has_its_own_case_and_its_own_answer() -> None:
    buyer, orders = some_orders()
    no = send(buyer, form(orders))
    assert answers(buyer, no) == [
        ("submitted", "", "refunded"),
        ("submitted", "", "rejected"),
        ("submitted", "", "refunded"),
    ]
    assert balance(account_id=buyer) == MONEY - PRICE - FEE
    assert Batch.objects.get(no=no).due_at is None
    assert breaches() == []


def test_a_form_sent_again_is_the_same_batch_and_pays_nothing_twice() -> None:
    buyer, orders = some_orders()
    sent = form(orders)
    assert len({send(buyer, sent) for _ in range(3)}) == 1
    assert Case.objects.filter(buyer_id=buyer).count() == 3
    assert balance(account_id=buyer) == MONEY - PRICE - FEE


def test_other_content_under_its_key_is_declined() -> None:
    buyer, orders = some_orders()
    sent = form(orders[:1])
    send(buyer, sent)
    other = form(orders, key=sent.form_key)
    answer = submit_batch(buyer_id=buyer, form=other, outside=wiring.outside())
    assert answer == NotTaken("form_reused")
    assert Case.objects.filter(buyer_id=buyer).count() == 1


def test_after_a_crash_in_the_middle_sending_it_again_completes_it() -> None:
    buyer, orders = some_orders()
    sent, passed = form(orders), []

    def die_at_the_second() -> None:
        passed.append(1)
        if len(passed) == 2:
            raise Struck

    failpoint.arm({"batch.submitted_not_noted": die_at_the_second})
    try:
        with pytest.raises(Struck):
            submit_batch(buyer_id=buyer, form=sent, outside=wiring.outside())
    finally:
        failpoint.arm({})
    assert BatchLine.objects.filter(answer="").count() == 2
    assert [row[2] for row in answers(buyer, send(buyer, sent))] == [
        "refunded", "rejected", "refunded",
    ]  # fmt: skip
    assert Case.objects.filter(buyer_id=buyer).count() == 3
    assert balance(account_id=buyer) == MONEY - PRICE - FEE


def test_a_job_goes_on_where_nobody_comes_back() -> None:
    buyer, orders = some_orders()
    failpoint.arm({"batch.submitted_not_noted": lambda: (_ for _ in ()).throw(Struck())})
    with pytest.raises(Struck):
        submit_batch(buyer_id=buyer, form=form(orders), outside=wiring.outside())
    failpoint.arm({})
    assert finish_batches(outside=wiring.outside()) == 0
    let_pass(minutes=2)
    assert finish_batches(outside=wiring.outside()) == 1
    assert BatchLine.objects.filter(answer="").count() == 0
    assert Case.objects.filter(buyer_id=buyer).count() == 3
    assert finish_batches(outside=wiring.outside()) == 0


def test_what_gives_back_less_than_was_shown_is_not_submitted() -> None:
    buyer, orders = some_orders()
    no = send(buyer, form(orders[2:], shown=PRICE))
    assert answers(buyer, no) == [("declined", "changed", None)]
    assert orders[2].row.refunded_fen == 0


def test_a_row_that_cannot_be_submitted_does_not_hold_up_the_others() -> None:
    buyer, orders = some_orders()
    case_after(orders[1], reason="card_invalid")
    no = send(buyer, form([orders[1], orders[2]]))
    assert answers(buyer, no) == [("declined", "case_open", None), ("submitted", "", "refunded")]


def test_somebody_elses_order_makes_the_whole_form_none() -> None:
    buyer, orders = some_orders()
    sent = form([*orders[:1], delivered()])
    answer = submit_batch(buyer_id=buyer, form=sent, outside=wiring.outside())
    assert answer == NotTaken("not_found")
    assert (Batch.objects.count(), orders[0].row.refunded_fen) == (0, 0)


@pytest.mark.parametrize(("count", "code"), [(0, "nothing_chosen"), (MOST_ROWS + 1, "too_many")])
def test_a_batch_has_at_least_one_row_and_at_most_fifty(count: int, code: str) -> None:
    buyer = a_buyer()
    rows = tuple(Chosen(f"N{n}", None, 0) for n in range(count))
    answer = submit_batch(buyer_id=buyer, form=BatchForm(uuid4(), rows), outside=wiring.outside())
    assert answer == NotTaken(code)


def test_rows_are_quoted_as_they_will_be_decided_one_after_another() -> None:
    goods = a_product(kind="membership", cards=0, price_fen=13_000, policy_id=a_trusting_policy())
    buyer = a_buyer(money_fen=MONEY, credit=90)
    orders = [delivered(goods=goods, buyer=buyer) for _ in range(2)]
    wanted = [Wanted(bought.no, "quality") for bought in orders]
    quoted = quote_rows(buyer_id=buyer, wanted=wanted, outside=wiring.outside())
    foretold = [one.answer.outcome for one in quoted if one.answer]
    rows = tuple(
        Chosen(w.order_no, w.reason, q.refund_fen) for w, q in zip(wanted, quoted, strict=True)
    )
    no = send(buyer, BatchForm(uuid4(), rows))
    assert foretold == ["instant", "review"]
    assert [row[2] for row in answers(buyer, no)] == ["refunded", "merchant_turn"]


def test_the_sixth_cancellation_of_a_week_is_foretold_to_need_a_person() -> None:
    buyer, goods = a_buyer(money_fen=MONEY), a_product(cards=10)
    orders = [paid(goods=goods, buyer=buyer) for _ in range(6)]
    quoted = quote_rows(
        buyer_id=buyer,
        wanted=[Wanted(bought.no, None) for bought in orders],
        outside=wiring.outside(),
    )
    foretold = [one.answer.outcome for one in quoted if one.answer]
    send(buyer, BatchForm(uuid4(), tuple(Chosen(b.no, None, 0) for b in orders)))
    decided = Case.objects.filter(buyer_id=buyer).order_by("id").values_list("outcome", flat=True)
    assert foretold == list(decided) == ["approve"] * 5 + ["review"]


def test_the_list_says_of_each_order_what_it_gives_back_or_why_not() -> None:
    buyer, orders = some_orders()
    asked = delivered(buyer=buyer)
    case_after(asked, reason="card_invalid")
    listed, more = list_choosable(buyer_id=buyer, outside=wiring.outside())
    found = {one.order.no: one for one in listed}
    assert not more and len(found) == 4
    assert found[asked.no].barred == "case_open"
    assert found[orders[1].no].barred in ("needs_evidence", "was_viewed")
    fresh, cooling = found[orders[2].no], found[orders[0].no]
    assert fresh.first and fresh.first.answer.refund_fen == PRICE - FEE
    assert cooling.first and cooling.first.answer.refund_fen == PRICE
    assert "system_duplicate" not in [option.reason for option in fresh.options]


def test_the_list_takes_as_many_statements_for_many_orders_as_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    buyer, goods = a_buyer(money_fen=MONEY), a_product(cards=10)
    counted = []
    for _ in range(2):
        delivered(goods=goods, buyer=buyer)
        delivered(goods=goods, buyer=buyer)
        list_choosable(buyer_id=buyer, outside=wiring.outside())
        with statements(monkeypatch) as seen:
            list_choosable(buyer_id=buyer, outside=wiring.outside())
        counted.append(len(seen))
    assert counted == [2, 2]


def test_what_was_withdrawn_can_be_chosen_again() -> None:
    buyer, orders = some_orders()
    case = case_after(orders[1], reason="card_invalid")
    assert withdraw_case(no=case.no, buyer_id=buyer) is None
    assert len(answers(buyer, send(buyer, form(orders)))) == 3


def test_what_a_channel_paid_goes_where_the_form_says() -> None:
    goods = a_product(cards=9)
    for destination, state in (("wallet", "refunded"), ("original", "refunding")):
        bought = through_channel(goods, mixed=False)
        rows = (Chosen(bought.no, "unwanted", 1),)
        no = send(bought.buyer, BatchForm(uuid4(), rows, destination))
        assert [row[2] for row in answers(bought.buyer, no)] == [state]


def test_many_grounds_are_what_each_is_by_itself() -> None:
    buyer, orders = some_orders()
    case_after(orders[2], reason="unwanted", units=1)
    nos = [bought.no for bought in orders]
    many = grounds_of_buyer(buyer_id=buyer, order_nos=[*nos, delivered().no])
    assert many == {no: ground_by_buyer(buyer_id=buyer, order_no=no) for no in nos}
    by_key = grounds_by_orders(order_ids=[bought.row.id for bought in orders])
    assert {ground.order_no: ground for ground in by_key} == many
