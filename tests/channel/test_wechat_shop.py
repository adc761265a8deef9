"""An order's whole way through WeChat Pay: by the shop's own services, over real commits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from anxin.adapters.channel.wechat import WechatChannel
from anxin.services.refund import confirm_reroute, consent, propose_reroute
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.payment.models import Finding
from tests.channel.till import Till, open_till, payment_of, refunds_of
from tests.channel.wechat.platform import Platform
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.order import Bought, placed
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink

PRICE_FEN = 9_800


@pytest.fixture
def till(
    committed: None, place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Till]:
    """The shop at WeChat Pay's till."""
    with open_till(place=place, patch=monkeypatch, method="wechat") as opened:
        yield opened


def went_back_once(till: Till, bought: Bought) -> None:
    """Check that gateway, refund, order and ledger agree."""
    (refund,) = refunds_of(bought)
    account = till.rail.account(payment_no=refund.payment.no)
    made = {no: made["refund_fen"] for no, made in account["refunds"].items()}
    assert made == {refund.no: refund.refund_fen}
    assert (account["refunded_fen"], refund.state) == (PRICE_FEN, "succeeded")
    assert refund.serial_no == account["refunds"][refund.no]["refund_id"]
    assert (bought.row.refunded_fen, bought.row.reserved_fen) == (PRICE_FEN, 0)
    assert breaches() == []


def test_a_code_that_is_scanned_pays_the_order(till: Till) -> None:
    bought = placed(buyer=a_buyer(money_fen=0))
    payment = till.pay_at_channel(bought)
    assert (payment.method, payment.identity) == ("wechat", till.channel.identity)
    (told,) = till.told(payment.no)
    assert till.hear(told)
    assert (bought.row.state, bought.row.paid_fen) == ("cooling_off", PRICE_FEN)
    assert breaches() == []


def test_a_lost_notice_is_made_good_by_asking(till: Till) -> None:
    till.sandbox.switch("lost", times=15, count=1)
    bought = placed(buyer=a_buyer(money_fen=0))
    till.pay_at_channel(bought)
    till.pass_time(seconds=16)
    till.ask()
    assert (bought.row.state, bought.row.paid_fen) == ("cooling_off", PRICE_FEN)


def test_a_refund_is_taken_first_and_arrives_later(till: Till) -> None:
    bought = till.paid()
    case_after(bought)
    till.send()
    assert [refund.state for refund in refunds_of(bought)] == ["processing"]
    till.send_until_done()
    went_back_once(till, bought)


@pytest.mark.parametrize(
    "kind", ("timeout_after_commit", "error_500_after_commit", "stale_timestamp")
)
def test_a_refund_whose_answer_is_lost_arrives_once(till: Till, kind: str) -> None:
    bought = till.paid()
    case_after(bought)
    till.hasten()
    held = {"seconds": 2} if kind.startswith("timeout") else {}
    till.sandbox.switch(kind, on="wechat.refund", count=1, **held)
    till.send()
    assert [refund.state for refund in refunds_of(bought)] == ["unknown"]
    till.send_until_done()
    went_back_once(till, bought)


def test_a_refund_goes_back_through_the_identity_that_was_paid_however_many_are_newer(
    till: Till,
) -> None:
    bought = till.paid()
    case_after(bought)
    newer = WechatChannel(Platform().merchant(mchid="1900000002"))
    till.outside = replace(
        till.outside, channels={"wechat": newer}, former={"wechat": (till.channel,)}
    )
    till.send_until_done()
    went_back_once(till, bought)
    assert payment_of(bought).identity == till.channel.identity != newer.identity


def test_a_refund_that_no_bank_takes_goes_to_the_wallet_once_all_agree(till: Till) -> None:
    bought = till.paid()
    till.sandbox.switch("refund_abnormal", on="wechat.refund", count=1)
    case_after(bought)
    till.send_until_done()
    (refund,) = refunds_of(bought)
    assert (refund.state, refund.next_try_at) == ("abnormal", None)
    assert Finding.objects.filter(kind="refund_abnormal", subject=refund.no).exists()
    assert consent(refund_no=refund.no, buyer_id=bought.buyer) is None
    assert propose_reroute(refund_no=refund.no, by=an_account(role="finance").id) is None
    assert confirm_reroute(refund_no=refund.no, by=an_account(role="finance").id) is None
    till.send_until_done()
    (refund,) = refunds_of(bought)
    made = till.rail.account(payment_no=refund.payment.no)["refunds"][refund.no]
    assert (refund.state, made["received_account"]) == ("succeeded", "商户结算银行账户")
    assert balance(account_id=bought.buyer) == PRICE_FEN
    assert breaches() == []


def test_a_refund_that_wechat_pay_closed_is_never_taken_for_done(till: Till) -> None:
    bought = till.paid()
    till.sandbox.switch("refund_closed", on="wechat.refund", count=1)
    case_after(bought)
    till.send_until_done()
    account = till.rail.account(payment_no=payment_of(bought).no)
    states = {refund.state for refund in refunds_of(bought)}
    assert account["refunded_fen"] == sum(
        refund.refund_fen for refund in refunds_of(bought) if refund.state == "succeeded"
    )
    assert states == {"failed", "succeeded"}
    assert bought.row.refunded_fen == account["refunded_fen"] == PRICE_FEN
    assert breaches() == []
