"""What a channel took back is not paid again, and what was paid already is not booked twice."""

from __future__ import annotations

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.storage.aftersale.models import Complaint
from anxin.storage.ledger.queries import breaches
from anxin.storage.risk.models import Abuse
from tests.channel.test_settled_refunds import settled_by_channel
from tests.channel.till import Till
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.complaint import joined
from tests.factories.settlement import money_of


def test_what_a_chargeback_took_is_not_refunded_again(till: Till) -> None:
    bought = till.paid()
    assert joined(bought.no, source="chargeback", fen=9_800) is None
    assert Complaint.objects.get(order__no=bought.no).taken_fen == 9_800
    assert bought.row.refunded_fen == 9_800
    case = case_after(bought)
    assert (case.state, case.code) == ("rejected", "nothing_left")
    assert till.send() == 0
    assert breaches() == []


def test_a_chargeback_of_settled_money_is_drawn_from_the_merchant(till: Till) -> None:
    bought = settled_by_channel(till)
    assert joined(bought.no, source="chargeback", fen=12_000) is None
    assert (bought.row.refunded_fen, bought.row.settled_fen) == (12_000, 2 * 9_800 - 12_000)
    assert money_of(bought.goods.shop.id).payable_fen == 2 * 9_800 - 12_000
    assert breaches() == []


def test_a_review_gives_no_more_than_a_chargeback_has_left(till: Till) -> None:
    bought = till.paid(goods=a_product(price_fen=60_000))
    case = case_after(bought)
    assert case.state == "platform_review"
    assert joined(bought.no, source="chargeback", fen=40_000) is None
    senior = a_reviewer(role="senior")
    whole = approve_case(no=case.no, reviewer=senior, note="")
    assert whole == NotDecided("nothing_left")
    rest = Remedy("sum", gross_fen=20_000)
    assert approve_case(no=case.no, reviewer=senior, note="", remedy=rest) is None
    till.send()
    assert bought.row.refunded_fen == 60_000
    assert breaches() == []


def test_a_chargeback_after_the_refund_is_contested_and_not_booked(till: Till) -> None:
    bought = till.paid()
    assert case_after(bought).state == "refunding"
    till.send()
    assert joined(bought.no, source="chargeback", fen=9_800) is None
    assert Complaint.objects.get(order__no=bought.no).taken_fen == 0
    assert bought.row.refunded_fen == 9_800
    [abuse] = Abuse.objects.filter(account_id=bought.buyer)
    assert abuse.kind == "chargeback_after_refund"
    assert breaches() == []
