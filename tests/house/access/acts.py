"""Every act of every address that takes several, with the roles that may really do it.

An address such as `.../act/<act>/` lets a role in; which of its acts that role may take is said by
the service behind. Each line makes a thing on which the act can be taken now, with the form that it
needs, so that nothing but the role stands in the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from anxin.console.aftersale import views as shops_turn
from anxin.console.complaint import views as complaints
from anxin.console.finance import views as finance
from anxin.console.minors import acts as minors_acts
from anxin.console.recall import views as recall_views
from anxin.console.standing import desk
from anxin.domain.remedy import Remedy
from anxin.pages import dealing
from anxin.services.aftersale.review import ask_for_evidence
from anxin.services.aftersale.turns.buyer import send_back
from anxin.services.aftersale.turns.proposals import Party, propose
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.standing.models import Penalty
from anxin.web.aftersale import turns as buyers_turn
from tests.console.pages import returning_case
from tests.factories import standing
from tests.factories.account import a_reviewer
from tests.factories.catalog import a_product
from tests.factories.merchant import a_merchant
from tests.factories.order import Bought
from tests.factories.turns import (
    buyer_of,
    in_review,
    refused_by,
    refused_by_machine,
    shop_of,
    with_merchant,
)
from tests.factories.use import a_membership, in_form
from tests.house.access import of_minors, of_money, of_recalls, of_review, of_shops
from tests.house.access.trial import Act, Trial

NOBODY = ""
REVIEWERS = "agent senior supervisor"
PENALISERS = "supervisor operator"

DISPATCHED: Mapping[str, Mapping[str, object]] = {
    "refund_act": buyers_turn._ACTS,
    "refund_deal": dealing._ACTS,
    "console_aftersale_act": shops_turn._ACTS,
    "console_aftersale_deal": dealing._ACTS,
    "console_deal": dealing._ACTS,
    "console_compensation": complaints._DONE,
    "console_finance_hold": finance._ACTS,
    "console_recall_shelf": recall_views._ACTS,
    "console_minor_act": minors_acts._ACTS,
    "console_penalty_act": desk.ACTS,
}
"""The addresses that take an act, with the table of the code that knows their acts."""


def _of_buyer(made: tuple[Bought, Case], form: Mapping[str, Any] | None = None) -> Trial:
    bought, case = made
    return Trial({"no": case.no}, form or {}, bought.buyer)


def _of_shop(made: tuple[Bought, Case], form: Mapping[str, Any] | None = None) -> Trial:
    bought, case = made
    return Trial({"no": case.no}, form or {}, bought.goods.shop.member)


def _reviewed(form: Mapping[str, Any] | None = None) -> Trial:
    return Trial({"no": in_review()[1].no}, form or {})


def _said() -> dict[str, Any]:
    return {"form_key": str(uuid4()), "audience": "all", "said": "请看一下"}


class _Sent(SimpleUploadedFile):
    """A file that can be sent again by whoever tries next."""

    def read(self, *args: Any, **kwargs: Any) -> bytes:
        """Read it from the beginning."""
        self.seek(0)
        return bytes(super().read(*args, **kwargs))


def _file() -> dict[str, Any]:
    return {"audience": "all", "evidence": _Sent("核对.png", b"a file", "image/png")}


ADDRESS = {"receiver": "退货组", "phone": "021-55550001", "address": "上海市示范路 9 号"}
SUM = {"kind": "sum", "fen": "10.00"}
"""An offer of ten yuan."""


def _offered(by: str, made: tuple[Bought, Case]) -> tuple[Bought, Case]:
    """A case in which one side has offered something that waits for an answer."""
    bought, case = made
    party: Party = {"buyer": buyer_of, "shop": shop_of}[by](bought)
    remedy = Remedy("sum", gross_fen=1_000)
    assert propose(no=case.no, party=party, remedy=remedy, said="") is None
    return made


def _proposal(made: tuple[Bought, Case]) -> dict[str, Any]:
    return {"proposal": Proposal.objects.get(case=made[1], state="open").no}


def _answered_by_buyer() -> Trial:
    made = _offered("shop", with_merchant())
    return _of_buyer(made, _proposal(made))


def _answered_by_shop() -> Trial:
    made = _offered("buyer", with_merchant())
    return _of_shop(made, _proposal(made))


def _answered_by_platform() -> Trial:
    made = _offered("buyer", in_review())
    return Trial({"no": made[1].no}, _proposal(made))


def _returning() -> tuple[Bought, Case]:
    case, bought = returning_case()
    return bought, case


def _asked() -> tuple[Bought, Case]:
    """A case whose reviewer asks the buyer something in words."""
    bought, case = in_review()
    said = "您是在哪个区服兑换的？"
    assert ask_for_evidence(no=case.no, reviewer=a_reviewer(), kinds=(), said=said) is None
    return bought, case


def _sent_back() -> tuple[Bought, Case]:
    bought, case = _returning()
    sent = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    assert sent is None
    return bought, case


def _penalty(penalty: Penalty) -> Trial:
    penalty.refresh_from_db()
    form = {"version": str(penalty.version), "said": "商家的陈述已看过，依据成立"}
    return Trial({"no": penalty.no}, form)


def _to_protect() -> Trial:
    goods = a_product()
    return _penalty(standing.proposed(shop=goods.shop, goods=goods))


def _confirmed() -> tuple[Any, Penalty]:
    shop = a_merchant()
    return shop, standing.confirmed(shop=shop)


def _rectified() -> Trial:
    goods = a_product()
    shop = goods.shop
    penalty = standing.confirmed(shop=shop, kind="delist", product_no=goods.no)
    assert standing.rectify(penalty, shop) is None
    return _penalty(penalty)


def _appealed() -> Trial:
    shop, penalty = _confirmed()
    assert standing.appeal(penalty, shop) is None
    return _penalty(penalty)


ACTS: Mapping[str, Mapping[str, Act]] = {
    "refund_act": {
        "platform": Act("buyer", lambda: _of_buyer(with_merchant())),
        "person": Act("buyer", lambda: _of_buyer(refused_by_machine())),
        "nudge": Act("buyer", lambda: _of_buyer(in_review())),
        "appeal": Act("buyer", lambda: _of_buyer(refused_by(), {"said": "请再看一次"})),
        "answer": Act("buyer", lambda: _of_buyer(_asked(), {"said": "国服"})),
        "parcel": Act(
            "buyer", lambda: _of_buyer(_returning(), {"carrier": "顺丰", "parcel": "SF1234567"})
        ),
    },
    "refund_deal": {
        "say": Act("buyer", lambda: _of_buyer(with_merchant(), _said())),
        "offer": Act("buyer", lambda: _of_buyer(with_merchant(), SUM)),
        "accept": Act("buyer", _answered_by_buyer),
        "decline": Act("buyer", _answered_by_buyer),
        "arbitrate": Act("buyer", lambda: _of_buyer(_offered("shop", with_merchant()))),
        "file": Act("buyer", lambda: _of_buyer(with_merchant(), _file())),
    },
    "console_aftersale_act": {
        "agree": Act("merchant", lambda: _of_shop(with_merchant())),
        "object": Act("merchant", lambda: _of_shop(with_merchant(), {"said": "卡密没有问题"})),
        "received": Act("merchant", lambda: _of_shop(_sent_back())),
        "dispute": Act("merchant", lambda: _of_shop(_sent_back(), {"said": "退回来的是空盒"})),
        "address": Act("merchant", lambda: _of_shop(_returning(), ADDRESS)),
    },
    "console_aftersale_deal": {
        "say": Act("merchant", lambda: _of_shop(with_merchant(), _said())),
        "offer": Act("merchant", lambda: _of_shop(with_merchant(), SUM)),
        "accept": Act("merchant", _answered_by_shop),
        "decline": Act("merchant", _answered_by_shop),
        "arbitrate": Act("merchant", lambda: _of_shop(_offered("buyer", with_merchant()))),
        "file": Act("merchant", lambda: _of_shop(with_merchant(), _file())),
    },
    "console_deal": {
        "say": Act(REVIEWERS, lambda: _reviewed(_said())),
        "offer": Act(REVIEWERS, lambda: _reviewed(SUM)),
        "accept": Act(REVIEWERS, _answered_by_platform),
        "decline": Act(REVIEWERS, _answered_by_platform),
        "arbitrate": Act(NOBODY, _answered_by_platform),
        "file": Act(REVIEWERS, lambda: _reviewed(_file())),
    },
    "console_compensation": of_money.COMPENSATION,
    "console_finance_hold": of_money.HOLD,
    "console_recall_shelf": of_recalls.ACTS,
    "console_minor_act": of_minors.ACTS,
    "console_penalty_act": {
        "confirm": Act(PENALISERS, lambda: _penalty(standing.heard(shop=a_merchant()))),
        "drop": Act(PENALISERS, lambda: _penalty(standing.proposed(shop=a_merchant()))),
        "protect": Act(PENALISERS, _to_protect),
        "lift": Act(PENALISERS, lambda: _penalty(_confirmed()[1])),
        "wanting": Act(PENALISERS, _rectified),
        "uphold": Act("senior supervisor operator", _appealed),
        "overturn": Act("senior supervisor operator", _appealed),
    },
}
"""By the name of the address and its act."""


def _membership() -> Trial:
    bought = a_membership()
    at = in_form(bought.row.delivered_at)
    form = {"version": bought.row.version, "units": "0", "at": at}
    return Trial({"no": bought.no}, form, bought.goods.shop.member)


SINGLE: Mapping[str, Act] = {
    "console_use": Act("merchant", _membership),
    **of_recalls.SINGLE,
    **of_minors.SINGLE,
    **of_money.SINGLE,
    **of_review.SINGLE,
    **of_shops.SINGLE,
}
"""Addresses with one act, whoever the page lets in."""
