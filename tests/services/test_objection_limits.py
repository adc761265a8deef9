"""What no merchant can contest, and who never decides what a merchant contests."""

from __future__ import annotations

import pytest

from anxin.domain.channel import Processing
from anxin.services.aftersale.contest import NotContested
from anxin.services.aftersale.moving import Reviewer
from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import breaches
from anxin.storage.merchant.models import Member
from tests.factories.aftersale import case_after
from tests.factories.channel import Scripted, paid_by_channel
from tests.factories.complaint import joined
from tests.factories.objection import an_objection, charged, decide_objection, objected

pytestmark = pytest.mark.django_db


def test_what_a_channel_took_back_meanwhile_is_not_the_machines() -> None:
    world = Scripted(Processing("S-1")).world()
    bought = paid_by_channel(world=world)
    case = case_after(bought, outside=world)
    assert case.state == "refunding"
    Case.objects.filter(id=case.id).update(cause="merchant")
    assert joined(bought.no, source="chargeback", fen=9_800) is None
    case.refresh_from_db()
    assert case.state == "refunded" and breaches() == []
    assert objected(case, bought) == NotContested("not_charged")


def test_whoever_made_it_does_not_decide_it_though_no_member_any_more() -> None:
    charge = charged()
    objection, member = an_objection(charge), charge[0].goods.shop.member
    Member.objects.filter(account_id=member).delete()
    Account.objects.filter(id=member).update(role="senior")
    turned = Reviewer(member, "senior")
    refused = decide_objection(no=objection.no, reviewer=turned, grant=True, said="说得对")
    assert refused == NotContested("own_merchant")
