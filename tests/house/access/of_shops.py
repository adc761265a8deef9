"""Acts of merchants and about them, with who may really do them, and something to do them on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from anxin.services.standing.closing import close_shop
from tests.console.pages import top_up_to_deliver
from tests.factories import standing
from tests.factories.catalog import a_product
from tests.factories.merchant import Shop, a_merchant
from tests.factories.order import delivered
from tests.factories.recall import REASON
from tests.factories.settlement import a_quick_shop, settled_at_once
from tests.house.access.trial import Act, Trial
from tests.services.turns.test_replacing import agreed

PENALISERS = "supervisor operator"
SAID = "这批卡来自同一个上家，我们已经停售"
ADDRESS = {"receiver": "退货组", "phone": "021-55550001", "address": "上海市示范路 9 号"}


def once(**form: str) -> dict[str, str]:
    """A form with a key of its own."""
    return {"form_key": str(uuid4()), **form}


def _of(shop: Shop, form: Mapping[str, Any], **words: Any) -> Trial:
    return Trial(words, form, shop.member)


def _to_deliver() -> Trial:
    bought = top_up_to_deliver()
    form = {"version": bought.row.version, "receipt_no": "YD-1", "value": "50"}
    return _of(bought.goods.shop, form, no=bought.no)


def _to_deliver_again() -> Trial:
    bought, case = agreed(kind="physical")
    return _of(bought.goods.shop, {"receipt_no": "SF1234567"}, no=case.no)


def _with_a_balance(form: Mapping[str, str]) -> Trial:
    shop = a_quick_shop()
    settled_at_once(shop=shop)
    return _of(shop, form)


def _open_shop() -> Trial:
    return Trial({}, once(why="盘点", sure="on"))


def _closed_shop() -> Trial:
    shop = a_merchant()
    refused = close_shop(merchant_id=shop.id, actor=shop.member, why="盘点", form_key=uuid4())
    assert refused is None
    return _of(shop, {})


def _proposed() -> Trial:
    shop = a_merchant()
    return _of(shop, {"said": SAID}, no=standing.proposed(shop=shop).no)


def _confirmed() -> Trial:
    shop = a_merchant()
    return _of(shop, {"said": SAID}, no=standing.confirmed(shop=shop).no)


def _delisted() -> Trial:
    goods = a_product()
    penalty = standing.confirmed(shop=goods.shop, kind="delist", product_no=goods.no)
    return _of(goods.shop, {"said": SAID}, no=penalty.no)


def _about(form: Mapping[str, str]) -> Trial:
    return Trial({"merchant": a_merchant().id}, form)


def _recall() -> Trial:
    goods = a_product(cards=2)
    delivered(goods=goods)
    return Trial({"product": goods.no}, once(scope="product", reason=REASON, step="freeze"))


WARNING = {"kind": "warning", "basis": "cards_failing", "why": standing.WHY}

SINGLE: Mapping[str, Act] = {
    "console_deliver": Act("merchant", _to_deliver),
    "console_aftersale_again": Act("merchant", _to_deliver_again),
    "console_return_address": Act("merchant", lambda: Trial({}, ADDRESS)),
    "console_withdraw": Act("merchant", lambda: _with_a_balance(once(amount="10"))),
    "console_deposit_top_up": Act("merchant", lambda: _with_a_balance(once(amount="10"))),
    "console_close_shop": Act("merchant", _open_shop),
    "console_reopen_shop": Act("merchant", _closed_shop),
    "console_penalty_answer": Act("merchant", _proposed),
    "console_penalty_appeal": Act("merchant", _confirmed),
    "console_penalty_rectified": Act("merchant", _delisted),
    "console_propose": Act(PENALISERS, lambda: _about(once(**WARNING))),
    "console_deposit_term": Act(PENALISERS, lambda: _about({"amount": "100", "why": SAID})),
    "console_settle_days": Act(PENALISERS, lambda: _about({"days": "3", "why": SAID})),
    "console_recall_new": Act(PENALISERS, _recall),
}
"""Addresses with one act: a shop's own, and what is done about one."""
