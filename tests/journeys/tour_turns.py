"""Cases at everybody's turn, as each party sees them."""

from __future__ import annotations

from uuid import UUID, uuid4

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.turns.buyer import appeal
from anxin.services.aftersale.turns.proposals import propose
from anxin.services.aftersale.turns.thread import say
from anxin.services.aftersale.turns.verdicts import decide_to_approve
from tests.factories.account import a_reviewer, an_account
from tests.factories.compensation import compensate
from tests.factories.complaint import joined
from tests.factories.turns import (
    buyer_of,
    in_review,
    platform,
    refused_by,
    refused_by_machine,
    shop_of,
    with_merchant,
)


def turn_stops() -> list[tuple[str, str, UUID]]:
    """Return name, path and reader of each page worth looking at."""
    bought, offered = with_merchant()
    waiting, turn = with_merchant()
    half = Remedy("sum", gross_fen=5_000)
    say(no=offered.no, party=buyer_of(bought), form_key=uuid4(), audience="all", said="换了设备")
    propose(no=offered.no, party=shop_of(bought), remedy=half, said="先退一半，卡您留着")
    refused, no_more = refused_by(a_reviewer(role="senior"))
    appellant, appealed = refused_by(a_reviewer(role="senior"))
    appeal(no=appealed.no, buyer_id=appellant.buyer, said="规则写的是可退")
    machine, by_machine = refused_by_machine()
    _, decided = in_review()
    senior = a_reviewer(role="senior")
    say(no=decided.no, party=platform(senior), form_key=uuid4(), audience="staff", said="已核对")
    compensate(no=decided.no, reviewer=senior, fen=10_000, basis="发错两次")
    joined(decided.order.no, said="平台没有处理")
    decide_to_approve(no=decided.no, reviewer=senior, note="")
    supervisor = an_account(role="supervisor").id
    return [
        ("turn-merchant", f"/refunds/{turn.no}/", waiting.buyer),
        ("turn-offered", f"/refunds/{offered.no}/", bought.buyer),
        ("turn-refused", f"/refunds/{no_more.no}/", refused.buyer),
        ("turn-refused-by-machine", f"/refunds/{by_machine.no}/", machine.buyer),
        ("turn-appealed", f"/refunds/{appealed.no}/", appellant.buyer),
        ("turn-edit", f"/refunds/{turn.no}/edit/", waiting.buyer),
        ("shop-cases", "/console/aftersale/", waiting.goods.shop.member),
        ("shop-case", f"/console/aftersale/{turn.no}/", waiting.goods.shop.member),
        ("shop-offered", f"/console/aftersale/{offered.no}/", bought.goods.shop.member),
        ("arbitration", f"/console/cases/{appealed.no}/", supervisor),
        ("decided", f"/console/cases/{decided.no}/", senior.account_id),
        ("complaints", "/console/complaints/", supervisor),
    ]
