"""Who paid is kept as a mark of the buyer's account: once, with the payment, and nothing more.

By both channels, at their own gateways of the sandbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.db import connection

from anxin.domain.channel import ForgedNotice, Paid
from anxin.domain.tenders import Choice
from anxin.services.order.close import cancel_unpaid
from anxin.services.payment import Begun, Way, take_payment
from anxin.services.wallet import begin_top_up, pay_by_wallet
from anxin.storage.risk.links import list_linked
from anxin.storage.risk.models import Mark
from tests.channel.rails import METHODS
from tests.channel.till import RETURN_URL, Till, open_till
from tests.factories.account import a_buyer
from tests.factories.order import Bought, placed
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink, tap

SHOWN_IN = (
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = 'public' AND data_type IN ('character varying', 'text', 'jsonb')"
)


@pytest.fixture(params=METHODS)
def till(
    request: pytest.FixtureRequest,
    committed: None,
    place: tuple[Sandbox, Sink],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Till]:
    """The shop at each channel's till."""
    with open_till(place=place, patch=monkeypatch, method=request.param) as opened:
        yield opened


def unpaid(*, money_fen: int = 0) -> Bought:
    """An order that waits for its payment."""
    return placed(buyer=a_buyer(money_fen=money_fen))


def somebody() -> str:
    """The name of a payer whom no other test knows."""
    return uuid4().hex[:16]


def marks_of(buyer: UUID) -> list[Mark]:
    """The payers that an account is known with."""
    return list(Mark.objects.filter(account_id=buyer, kind="payer"))


def linked_by(buyer: UUID) -> dict[UUID, list[str]]:
    """The accounts linked to one, and by what."""
    return {one.account_id: one.kinds for one in list_linked(account_id=buyer)}


def test_two_buyers_whom_one_person_paid_for_are_linked_and_a_third_is_not(till: Till) -> None:
    payer, orders = somebody(), [unpaid() for _ in range(3)]
    for bought, who in zip(orders, (payer, payer, somebody()), strict=True):
        till.believe(till.pay_at_channel(bought, payer=who).no)
    one, other, stranger = (bought.buyer for bought in orders)
    assert linked_by(one) == {other: ["payer"]}
    assert linked_by(stranger) == {}


def test_told_twice_and_asked_besides_one_mark_is_kept_seen_once(till: Till) -> None:
    till.sandbox.switch("duplicate", copies=1, count=1)
    bought = unpaid()
    no = till.pay_at_channel(bought, payer=somebody()).no
    for told in till.told(no, count=2):
        assert till.hear(told)
    till.believe(no)
    [mark] = marks_of(bought.buyer)
    assert (mark.times, len(bytes(mark.digest))) == (1, 32)


def test_a_forged_notice_leaves_no_mark(till: Till) -> None:
    for how in till.rail.forgeries:
        till.sandbox.switch("forged", how=how, count=1)
        bought = unpaid()
        forged, genuine = till.told(till.pay_at_channel(bought).no, count=2)
        with pytest.raises(ForgedNotice):
            till.hear(forged)
        assert marks_of(bought.buyer) == [], how
        assert till.hear(genuine)
        assert len(marks_of(bought.buyer)) == 1


def test_a_notice_of_another_sum_is_asked_about_before_its_payer_is_kept(till: Till) -> None:
    bought = unpaid()
    payment = till.pay_at_channel(bought, payer=somebody())
    found = till.channel.find_payment(payment_no=payment.no)
    assert isinstance(found, Paid)
    assert take_payment(method=till.method, paid=replace(found, amount_fen=1), told=True)
    assert marks_of(bought.buyer) == []
    assert till.ask() == 1
    assert len(marks_of(bought.buyer)) == 1


def test_two_orders_paid_by_one_person_are_one_mark_and_by_two_are_two(till: Till) -> None:
    buyer, payer = a_buyer(money_fen=0), somebody()
    for who, count in ((payer, 1), (payer, 1), (somebody(), 2)):
        till.believe(till.pay_at_channel(placed(buyer=buyer), payer=who).no)
        assert len(marks_of(buyer)) == count


def test_who_paid_too_late_is_known_too_since_the_money_goes_back_to_him(till: Till) -> None:
    bought = unpaid()
    no = till.pay_at_channel(bought, payer=somebody()).no
    assert cancel_unpaid(no=bought.no, buyer_id=bought.buyer)
    till.believe(no)
    assert len(marks_of(bought.buyer)) == 1


def test_who_topped_a_wallet_up_is_a_payer(till: Till) -> None:
    buyer = a_buyer(money_fen=0)
    way = Way(RETURN_URL, phone=True, payer_ip="203.0.113.7")
    begun = begin_top_up(
        account_id=buyer,
        amount_fen=700,
        method=till.method,
        form_key=uuid4(),
        way=way,
        outside=till.outside,
    )
    assert isinstance(begun, Begun), begun
    tap(till.rail.page(address=begun.address), payer=somebody())
    till.pass_time(seconds=16)
    assert till.ask() == 1
    assert len(marks_of(buyer)) == 1


def test_what_the_wallet_pays_has_no_payer(till: Till) -> None:
    bought = unpaid(money_fen=200_000)
    assert pay_by_wallet(no=bought.no, buyer_id=bought.buyer) is None
    assert marks_of(bought.buyer) == []


def test_of_what_wallet_and_channel_pay_together_the_channels_payer_is_kept(till: Till) -> None:
    bought = unpaid(money_fen=1_000)
    way = Way(RETURN_URL, phone=True, payer_ip="203.0.113.7")
    choice = Choice(till.method, wallet=True)
    till.believe(till.pay_at_channel(bought, payer=somebody(), choice=choice, way=way).no)
    assert bought.row.state == "cooling_off"
    assert len(marks_of(bought.buyer)) == 1


def test_a_payment_whose_payer_is_not_told_is_taken_all_the_same(till: Till) -> None:
    bought = unpaid()
    found = till.channel.find_payment(payment_no=till.pay_at_channel(bought).no)
    assert isinstance(found, Paid)
    assert take_payment(method=till.method, paid=replace(found, payer=b""))
    assert (bought.row.state, marks_of(bought.buyer)) == ("cooling_off", [])


def test_the_channels_id_of_the_payer_is_kept_nowhere(till: Till) -> None:
    bought = unpaid()
    no = till.pay_at_channel(bought, payer=somebody()).no
    till.believe(no)
    said = till.rail.payer(payment_no=no, channel=till.channel)
    assert said
    with connection.cursor() as cursor:
        cursor.execute(SHOWN_IN)
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE strpos("{column}"::text, %s) > 0', [said]
            )
            assert cursor.fetchone() == (0,), (table, column)
