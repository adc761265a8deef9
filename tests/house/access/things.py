"""What addresses are about: real objects, whom each belongs to, and somebody else of that role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anxin.pages import evidence as addresses
from anxin.services.minors.looking import Look, look_into
from anxin.storage.evidence.models import Page
from anxin.storage.minors.queries import list_pages
from anxin.storage.payment.models import Finding
from anxin.storage.reconciliation.models import Difference
from anxin.storage.refund.models import Refund
from tests.console.pages import top_up_to_deliver
from tests.factories import minors
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.batch import a_batch
from tests.factories.catalog import a_product
from tests.factories.channel import Scripted, paid_too_late
from tests.factories.evidence import a_failure, a_piece, read
from tests.factories.fee_claim import a_fee_claim, a_kept_fee
from tests.factories.instants import an_instant
from tests.factories.merchant import a_merchant
from tests.factories.objection import an_objection, charged
from tests.factories.order import Bought, delivered, paid, placed
from tests.factories.payout import asked_payout, no_way_back, to_bank
from tests.factories.quality import a_check, graded, taken_practice
from tests.factories.recall import of_product
from tests.factories.recall import proposed as recall
from tests.factories.reconciliation import Written, a_row, reconciled
from tests.factories.risk import appealed, restricted
from tests.factories.settlement import a_deposit_entry, a_quick_shop, settled_at_once
from tests.factories.standing import proposed
from tests.factories.top_up import a_top_up_to_scan
from tests.factories.turns import refused_by, with_merchant
from tests.factories.use import a_membership


@dataclass(frozen=True, slots=True)
class Thing:
    """The words of an address, and the account of whom they are about (none: of nobody alone)."""

    words: dict[str, Any] = field(default_factory=dict)
    owner: UUID | None = None


def _of_buyer(bought: Bought) -> Thing:
    return Thing({"no": bought.no}, bought.buyer)


def _top_up() -> Thing:
    buyer = a_buyer()
    return Thing({"no": a_top_up_to_scan(buyer=buyer)}, buyer)


def _case() -> Thing:
    bought, case = with_merchant()
    return Thing({"no": case.no}, bought.buyer)


def _case_at_shop() -> Thing:
    bought, case = with_merchant()
    return Thing({"no": case.no}, bought.goods.shop.member)


def _transfer() -> Thing:
    case = a_kept_fee()
    refund = Refund.objects.get(case=case)
    return Thing({"no": case.no, "refund": refund.no}, case.buyer_id)


def _returned_payment() -> Thing:
    bought, refund = paid_too_late(world=Scripted().world())
    return Thing({"no": bought.no, "refund": refund.no}, bought.buyer)


def _kept_fee() -> Thing:
    case = a_kept_fee()
    return Thing({"no": case.no}, case.buyer_id)


def _piece() -> Thing:
    bought = delivered()
    return Thing({"no": a_piece(bought, verdict="consistent").no}, bought.buyer)


def _page_of_evidence() -> Thing:
    bought = delivered()
    page = Page.objects.get(piece=read(bought, a_failure(bought)))
    address = addresses.page_address(page_id=page.id, account_id=bought.buyer)
    return Thing({"token": address.rstrip("/").rpartition("/")[2]}, bought.buyer)


def _piece_of_case() -> Thing:
    bought = delivered()
    piece = a_piece(bought, verdict="consistent")
    case = case_after(bought, reason="card_invalid")
    return Thing({"no": case.no, "piece": piece.no})


def _delivery() -> Thing:
    bought = top_up_to_deliver()
    return Thing({"no": bought.no}, bought.goods.shop.member)


def _own_membership() -> Thing:
    bought = a_membership()
    return Thing({"no": bought.no}, bought.goods.shop.member)


def _own_penalty() -> Thing:
    shop = a_merchant()
    return Thing({"no": proposed(shop=shop).no}, shop.member)


def _finding() -> Thing:
    finding = Finding.objects.create(kind="refund_refused", subject="R-MATRIX", expected_fen=100)
    return Thing({"finding": finding.id})


def _bill_day() -> Thing:
    return Thing({"day": reconciled(Written([a_row("refund")])).id})


def _difference() -> Thing:
    day = reconciled(Written([a_row("refund")]))
    return Thing({"day": day.id, "difference": Difference.objects.get(day_id=day.id).id})


def _payout() -> Thing:
    shop = a_quick_shop()
    settled_at_once(shop=shop)
    return Thing({"no": asked_payout(shop=shop, amount_fen=1_000).no})


def _wallet_payout() -> Thing:
    buyer = no_way_back()
    return Thing({"no": to_bank(buyer=buyer).no}, buyer)


def _batch() -> Thing:
    buyer = a_buyer()
    return Thing({"no": a_batch(buyer)}, buyer)


def _recall() -> Thing:
    return Thing({"no": recall(of_product(delivered().goods)).no})


def _look() -> Thing:
    made, officer = minors.taken(paid())
    minors.opened()
    vault = minors.vault()
    look = look_into(no=made.no, reason="核对关系证明", officer=officer, vault=vault)
    assert isinstance(look, Look), look
    page = list_pages(claim_id=minors.row(made).id)[0]
    return Thing({"look": look.no, "page": page.id}, officer.account_id)


def _graded_decision() -> Thing:
    row = graded(a_check())
    return Thing({"no": row.no}, row.reviewer_id)


def _charged_to_shop() -> Thing:
    bought, case = charged()
    return Thing({"no": case.no}, bought.goods.shop.member)


def _appeal() -> Thing:
    return Thing({"no": appealed().no})


THINGS: dict[str, Callable[[], Thing]] = {
    "": Thing,
    "channel": lambda: Thing({"method": "alipay"}),
    "product": lambda: Thing({"no": a_product().no}),
    "order": lambda: _of_buyer(paid()),
    "unpaid order": lambda: _of_buyer(placed()),
    "delivered order": lambda: _of_buyer(delivered()),
    "case": _case,
    "any case": lambda: Thing(_case().words),
    "case at its shop": _case_at_shop,
    "top-up": _top_up,
    "transfer": _transfer,
    "returned payment": _returned_payment,
    "kept fee": _kept_fee,
    "fee claim": lambda: Thing({"no": a_fee_claim().no}),
    "objection": lambda: Thing({"no": an_objection().no}),
    "refund charged to its shop": _charged_to_shop,
    "piece": _piece,
    "page of evidence": _page_of_evidence,
    "piece of a case": _piece_of_case,
    "restriction": lambda: Thing({}, restricted(buyer=a_buyer(money_fen=0))),
    "delivery": _delivery,
    "own membership": _own_membership,
    "own penalty": _own_penalty,
    "penalty": lambda: Thing({"no": proposed(shop=a_merchant()).no}),
    "batch": _batch,
    "recall": _recall,
    "recalled product": lambda: Thing({"product": a_product().no}),
    "minor's claim": lambda: Thing({"no": minors.submitted(paid()).no}),
    "look at a minor's paper": _look,
    "finding": _finding,
    "refund": lambda: Thing({"no": _transfer().words["refund"]}),
    "finance row": lambda: Thing({"kind": "finding", "key": _finding().words["finding"]}),
    "bill day": _bill_day,
    "difference": _difference,
    "payout": _payout,
    "wallet payout": _wallet_payout,
    "payee": lambda: Thing(_wallet_payout().words),
    "deposit entry": lambda: Thing({"entry": a_deposit_entry().id}),
    "appeal": _appeal,
    "account": lambda: Thing({"key": a_buyer(money_fen=0)}),
    "check": lambda: Thing({"no": a_check().no}),
    "instant refund": lambda: Thing({"no": an_instant().no}),
    "graded decision": _graded_decision,
    "practice case": lambda: Thing({"key": taken_practice().no}),
    "closed case": lambda: Thing({"no": refused_by()[1].no}),
    "shop": lambda: Thing({"merchant": a_merchant().id}),
}
