"""A case's page says where the money is, also where it went another way than was asked for."""

from __future__ import annotations

import pytest

from anxin.domain.channel import Refused
from anxin.domain.outside import Outside
from anxin.services.refund import confirm_reroute, consent, propose_reroute, send_refunds
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance
from anxin.storage.refund.models import Refund
from tests.console.pages import browser, words
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.channel import Scripted, paid_by_channel
from tests.factories.clock import let_pass

pytestmark = pytest.mark.django_db


def test_what_went_to_the_wallet_instead_is_looked_for_there(
    channel: Scripted, world: Outside
) -> None:
    bought = paid_by_channel(world=world)
    case = case_after(bought)
    refund = Refund.objects.get(case=case)
    stuck = {"state": "abnormal", "trouble": "closed_twice", "next_try_at": None}
    Refund.objects.filter(id=refund.id).update(**stuck)
    assert consent(refund_no=refund.no, buyer_id=bought.buyer) is None
    one, other = an_account(role="finance").id, an_account(role="finance").id
    assert propose_reroute(refund_no=refund.no, by=one) is None
    assert confirm_reroute(refund_no=refund.no, by=other) is None
    channel.sent = channel.found = Refused("closed", final=True)
    let_pass(seconds=11)
    send_refunds(outside=world)
    assert Case.objects.get(id=case.id).state == "refunded"
    assert balance(account_id=bought.buyer) == refund.refund_fen
    said = words(browser(bought.buyer).get(f"/refunds/{case.no}/"))
    assert "钱已退回钱包" in said and "看钱包" in said
    assert "原路" not in said.split("处理进度")[0]
