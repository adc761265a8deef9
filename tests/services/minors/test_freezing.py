"""While a claim runs no secret is shown and nothing is bought; afterwards all is as before."""

from __future__ import annotations

import pytest

from anxin.services.minors.deciding import reject_claim
from anxin.services.minors.finding import attach_order
from anxin.services.minors.telling import NotDone
from anxin.services.minors.writing import submit_claim, withdraw_claim, write_purchases
from anxin.services.order.place import NotPlaced, Placed
from anxin.services.order.view import NotShown
from anxin.services.payment.begin import NotPaid
from anxin.services.wallet import pay_by_wallet
from anxin.storage.account.models import Account
from anxin.storage.risk.links import list_linked
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product, a_top_up
from tests.factories.clock import sweep_after
from tests.factories.minors import (
    an_officer,
    approve,
    drafted,
    purchases,
    submitted,
    taken,
    vault,
)
from tests.factories.order import Bought, delivered, place, placed, view

pytestmark = pytest.mark.django_db

FROZEN = NotShown("frozen")


@pytest.fixture
def bought() -> Bought:
    """A delivered card that nobody looked at."""
    return delivered(buyer=a_buyer(money_fen=300_000))


def test_a_known_order_number_stops_secrets_and_purchases_at_once(bought: Bought) -> None:
    waiting = placed(buyer=bought.buyer)
    drafted(bought)
    assert isinstance(view(bought), list), "nothing stands still for a draft"
    submitted(bought)
    other = a_product()
    assert view(bought) == FROZEN
    assert place(buyer=bought.buyer, goods=other) == NotPlaced("frozen")
    assert pay_by_wallet(no=waiting.no, buyer_id=bought.buyer) == NotPaid("frozen")
    assert isinstance(place(buyer=a_buyer(), goods=other), Placed)


def test_the_account_itself_is_not_restricted(bought: Bought) -> None:
    submitted(bought)
    account = Account.objects.get(id=bought.buyer)
    assert (account.is_active, account.flagged) == (True, False)


def test_a_name_alone_stops_nobody_until_a_senior_has_found_the_order(bought: Bought) -> None:
    made, officer = taken()
    assert isinstance(view(bought), list)
    found = attach_order(no=made.no, order_no=bought.no, officer=officer, vault=vault())
    assert found is None
    assert view(bought) == FROZEN


def test_withdrawn_or_rejected_all_is_as_before(bought: Bought) -> None:
    made = submitted(bought)
    assert withdraw_claim(no=made.no) is None
    assert isinstance(view(bought), list)
    again, officer = taken(bought)
    assert view(bought) == FROZEN
    reject_claim(no=again.no, code="consented", said="同意过", officer=officer)
    assert isinstance(view(bought), list)


def test_another_claim_keeps_its_own_freeze(bought: Bought) -> None:
    first, second = submitted(bought), submitted(bought, guardian=9)
    withdraw_claim(no=first.no)
    assert view(bought) == FROZEN
    withdraw_claim(no=second.no)
    assert isinstance(view(bought), list)


def test_secrets_that_were_given_back_whole_stay_shut(bought: Bought) -> None:
    view(bought)
    made, officer = taken(bought)
    assert approve(made, [bought], 100, officer) is None
    sweep_after(seconds=11)
    assert view(bought) == FROZEN
    assert isinstance(place(buyer=bought.buyer, goods=a_product()), Placed)


def test_orders_of_two_accounts_are_not_mixed(bought: Bought) -> None:
    made, officer = taken(bought)
    other = delivered()
    found = attach_order(no=made.no, order_no=other.no, officer=officer, vault=vault())
    assert found == NotDone("other_account")
    unknown = attach_order(no=made.no, order_no="X", officer=officer, vault=vault())
    assert unknown == NotDone("no_such_order")
    stranger = an_officer()
    refused = attach_order(no=made.no, order_no=bought.no, officer=stranger, vault=vault())
    assert refused == NotDone("not_assigned")


@pytest.mark.parametrize(
    ("target", "frozen"), [(" 138 1234 5678 ", True), ("13812345679", False), ("", False)]
)
def test_a_name_and_whom_it_topped_up_stop_the_account_at_once(target: str, frozen: bool) -> None:
    topped = delivered(goods=a_top_up(price_fen=5_000), inputs={"phone": "13812345678"})
    name = Account.objects.get(id=topped.buyer).username
    made = drafted()
    told = purchases(account=name, target=target)
    assert write_purchases(no=made.no, form=told, vault=vault()) is None
    assert submit_claim(no=made.no, vault=vault()) is None
    said = place(buyer=topped.buyer, goods=a_product())
    assert (said == NotPlaced("frozen")) is frozen


TWO_FIELDS = [
    {"name": "account", "label": "充值账号", "label_en": "Account"},
    {"name": "server", "label": "区服", "label_en": "Server"},
]


@pytest.mark.parametrize(
    ("target", "frozen"),
    [
        ("player8812345", True),
        ("PLAYER 8812345", True),
        ("player881234", False),
        ("艾欧尼亚", False),
    ],
)
def test_of_an_account_and_its_server_the_account_is_enough_and_the_server_is_not(
    target: str, frozen: bool
) -> None:
    goods = a_top_up(price_fen=5_000, inputs=TWO_FIELDS)
    topped = delivered(goods=goods, inputs={"account": "Player8812345", "server": "艾欧尼亚"})
    name = Account.objects.get(id=topped.buyer).username
    made = drafted()
    told = purchases(account=name, target=target)
    assert write_purchases(no=made.no, form=told, vault=vault()) is None
    assert submit_claim(no=made.no, vault=vault()) is None
    said = place(buyer=topped.buyer, goods=a_product())
    assert (said == NotPlaced("frozen")) is frozen


def test_what_many_accounts_share_stops_none_of_them_and_links_none() -> None:
    goods = a_top_up(price_fen=5_000, inputs=TWO_FIELDS)
    crowd = [
        delivered(goods=goods, inputs={"account": f"player88123{n}", "server": "Server1000"})
        for n in range(6)
    ]
    assert list_linked(account_id=crowd[0].buyer) == ()
    name = Account.objects.get(id=crowd[0].buyer).username
    made = drafted()
    told = purchases(account=name, target="Server1000")
    assert write_purchases(no=made.no, form=told, vault=vault()) is None
    assert submit_claim(no=made.no, vault=vault()) is None
    assert isinstance(place(buyer=crowd[0].buyer, goods=a_product()), Placed)


def test_two_on_one_server_are_not_linked_by_it() -> None:
    goods = a_top_up(price_fen=5_000, inputs=TWO_FIELDS)
    one = delivered(goods=goods, inputs={"account": "player881231", "server": "Server2000"})
    delivered(goods=goods, inputs={"account": "player881232", "server": "Server2000"})
    assert list_linked(account_id=one.buyer) == ()
