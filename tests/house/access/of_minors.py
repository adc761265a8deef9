"""The acts on guardians' claims, with the roles that may really do them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anxin import wiring
from anxin.services.minors.objecting import object_to_freeze
from anxin.services.minors.paying import pay_claim
from anxin.storage.account.models import Account
from tests.factories import minors
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.order import delivered, paid
from tests.house.access.trial import SENIORS, Act, Trial

SAID = "材料已核对"


def _claim() -> Trial:
    return Trial({"no": minors.submitted(paid()).no})


def _claim_and_order() -> Trial:
    """A claim in an officer's hands, with another order of the same account to attach."""
    buyer = a_buyer()
    one, other = paid(buyer=buyer), paid(buyer=buyer)
    made, officer = minors.taken(one)
    return Trial({"no": made.no}, {"order": other.no}, officer.account_id)


def _claim_with_order() -> Trial:
    bought = paid()
    made, officer = minors.taken(bought)
    return Trial({"no": made.no}, {"order": bought.no}, officer.account_id)


def _signing() -> Trial:
    goods = a_product(price_fen=600_000)
    bought = paid(goods=goods, buyer=a_buyer(money_fen=2_000_000))
    made, _ = minors.approved(bought, share=100)
    assert minors.row(made).state == "signing"
    form = {"said": "金额要再核对一次", "shown": minors.shown_of(made)}
    return Trial({"no": made.no}, form)


def _approved() -> Trial:
    made, officer = minors.approved(paid(), share=50)
    return Trial({"no": made.no}, doer=officer.account_id)


def _stuck() -> Trial:
    """A claim whose decider decides no cases any more: no try can pay it."""
    made, officer = minors.approved(delivered(), share=50)
    Account.objects.filter(id=officer.account_id).update(role="agent")
    assert not pay_claim(no=made.no, outside=wiring.outside())
    assert minors.row(made).stuck_at
    return Trial({"no": made.no}, {"said": SAID})


def _approving() -> Trial:
    bought = paid()
    made, officer = minors.taken(bought)
    return Trial({"no": made.no}, {bought.no: "50", "said": SAID}, officer.account_id)


def _in_hand(form: Mapping[str, Any], *, words: bool = True) -> Trial:
    made, officer = minors.taken(paid())
    said = {"said": SAID} if words else {}
    return Trial({"no": made.no}, {**form, **said}, officer.account_id)


def _to_find() -> Trial:
    made = _claim_and_order()
    return Trial(made.words, {"what": made.form["order"]}, made.doer)


def _objected() -> Trial:
    bought = paid()
    made, officer = minors.taken(bought)
    assert object_to_freeze(account_id=bought.buyer, said="账号是我本人的") is None
    return Trial({"no": made.no}, {"upheld": "yes", "said": SAID}, officer.account_id)


def _code_lost() -> Trial:
    """A claim in somebody else's hands: beside him only a supervisor gives a new code."""
    made, _ = minors.taken(paid())
    return Trial({"no": made.no}, {"phone": "13711112222", "reason": "回拨电话核对"})


ACTS: Mapping[str, Act] = {
    "take": Act(SENIORS, _claim),
    "attach": Act(SENIORS, _claim_and_order),
    "detach": Act(SENIORS, _claim_with_order),
    "sign": Act(SENIORS, _signing),
    "back": Act(SENIORS, _signing),
    "again": Act("supervisor", _stuck),
    "undo": Act(SENIORS, _approved),
}
SINGLE: Mapping[str, Act] = {
    "console_minor_approve": Act(SENIORS, _approving),
    "console_minor_look": Act(SENIORS, lambda: _in_hand({"reason": "核对关系证明"}, words=False)),
    "console_minor_find": Act(SENIORS, _to_find),
    "console_minor_reject": Act(SENIORS, lambda: _in_hand({"code": "no_guardian"})),
    "console_minor_ask": Act(SENIORS, lambda: _in_hand({"kinds": ["chat"]})),
    "console_minor_objection": Act(SENIORS, _objected),
    "console_minor_code": Act("supervisor", _code_lost),
    "console_minor_end": Act("supervisor", _stuck),
}
