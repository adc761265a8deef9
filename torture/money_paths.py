"""The ways of money besides paying and giving back: wallets, banks, settlement, bills."""

from __future__ import annotations

import html
import re
from datetime import datetime, time, timedelta
from uuid import uuid4

from anxin.domain.reconciliation.days import BEIJING
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import Order
from anxin.storage.payment.models import Payment, TopUp, Withdrawal
from anxin.storage.reconciliation.models import Day, Difference
from anxin.storage.refund.models import Refund
from torture.channel_page import confirm
from torture.visitor import Buyer
from torture.walk import LATER, Walk, look, paid_by_wallet, placed, through_channel

MORNING = timedelta(days=1, hours=11)
"""From midnight on: when the bill of a day can be fetched for sure."""
BILL_AGAIN = timedelta(minutes=16)
LOST_S = 0.3
WEEK_AND_A_DAY = timedelta(days=8)


def topped_up(walk: Walk) -> None:
    """Money is put into the wallet through Alipay, and part of it withdrawn the way it came."""
    buyer = walk.buyer()
    page = buyer.post("/wallet/", yuan="30", method="alipay", form_key=str(uuid4()), next="")
    found = re.search(r'content="0;url=([^"]+)"', page.text)
    assert found is not None, "no page of Alipay's to go to"
    confirm(html.unescape(found[1]))
    buyer.get("/wallet/returned/")
    walk.until(_latest_is_credited, nudge=LATER)
    buyer.post("/wallet/withdraw/", amount="20.00", form_key=str(uuid4()))
    under_way = Withdrawal.objects.filter(ended_at=None)
    walk.until(lambda: look(under_way) is None, nudge=LATER)


def lost(walk: Walk) -> None:
    """A refund never reaches Alipay: it is asked about, and sent again under its number."""
    buyer = walk.buyer()
    no = through_channel(walk, buyer, walk.card)
    spoilt = {"on": "alipay.trade.refund", "out_trade_no": _payment_of(no), "seconds": LOST_S}
    with walk.switched("timeout_before_commit", **spoilt):
        buyer.ask_back(no, reason="", units=None, twice=False)
        walk.until(lambda: _refund_state(no) == "succeeded", nudge=LATER)


def changed_mind(walk: Walk) -> None:
    """Left for Alipay with a part held, came back, and paid the rest through WeChat Pay."""
    buyer = walk.buyer()
    paid_by_wallet(buyer, walk.instant)
    no = placed(buyer, walk.card)
    buyer.leave(no, method="alipay", mixed=True)
    address = buyer.leave(no, method="wechat", mixed=True)
    if address:
        confirm(address)
    buyer.get(f"/orders/{no}/returned/")
    walk.until(lambda: buyer.get(f"/orders/{no}/pay/").location == f"/orders/{no}/", nudge=LATER)


def never_came_back(walk: Walk) -> None:
    """Left for Alipay with a part held, and never came back: closed there, free here."""
    buyer = walk.buyer()
    paid_by_wallet(buyer, walk.instant)
    no = placed(buyer, walk.card)
    buyer.leave(no, method="alipay", mixed=True)
    walk.havoc.move_clock(by=timedelta(minutes=20))
    held = Payment.objects.filter(order__no=no, state__in=("held", "waiting"))
    walk.until(lambda: look(held) is None, nudge=timedelta(minutes=10))


def bank_refused(walk: Walk) -> None:
    """The buyer's bank takes no refund: recalled, and in the wallet by consent and four eyes."""
    buyer, no = _refunded(walk, "refund_abnormal", until="abnormal")
    _to_wallet(walk, buyer, no)


def closed_by_channel(walk: Walk) -> None:
    """WeChat Pay closes a refund that it had accepted: it goes on under a new number."""
    _refunded(walk, "refund_closed", until="succeeded")


def sent_back(walk: Walk) -> None:
    """A refund arrived and came back days later: undone, and in the wallet by another way."""
    buyer, no = _refunded(walk, "refund_sent_back", until="succeeded")
    walk.havoc.move_clock(by=timedelta(days=1, minutes=5))
    for _ in range(4):
        walk.hasten("confirm_refunds")
        if walk.until(lambda: _refund_state(no) == "abnormal"):
            break
        walk.havoc.move_clock(by=timedelta(days=2))
    _to_wallet(walk, buyer, no)


def reconciled(walk: Walk) -> None:
    """A day's bill says that a refund is under way, which our books have as done: asked about."""
    buyer = walk.buyer()
    no = through_channel(walk, buyer, walk.card, method="wechat")
    buyer.ask_back(no, reason="", units=None, twice=False)
    walk.until(lambda: _refund_state(no) == "succeeded", nudge=LATER)
    payment = _payment_of(no)
    planted = {"kind": "bill_processing", "on": "wechat.bill.refund", "out_trade_no": payment}
    walk.ground.desk("/switches", planted)
    now = datetime.now(BEIJING) + walk.havoc.ahead
    midnight = datetime.combine(now.date(), time(), BEIJING)
    walk.havoc.move_clock(by=midnight + MORNING - now)
    walk.days.append(now.date())
    days = Day.objects.filter(day=now.date(), rail="wechat", state="reconciled", due_at=None)
    open_ones = Difference.objects.filter(payment_no=payment, settled_at=None)
    for _ in range(4):
        walk.hasten("reconcile_due")
        if walk.until(lambda: look(days) is not None and look(open_ones) is None):
            break
        walk.havoc.move_clock(by=BILL_AGAIN)


def settled(walk: Walk) -> None:
    """Kept until the merchant has the money, then given back all the same."""
    buyer = walk.buyer()
    no = paid_by_wallet(buyer, walk.instant)
    _order_is(walk, no, state="delivered")
    walk.havoc.move_clock(by=WEEK_AND_A_DAY)
    _order_is(walk, no, state="completed")
    walk.havoc.move_clock(by=WEEK_AND_A_DAY)
    _order_is(walk, no, settled_fen=walk.instant.price_fen)
    case = buyer.ask_back(no, reason="system_duplicate", units=None, twice=False)
    if case:
        walk.senior.post(f"/console/cases/{case}/approve/", note="")
    given = Case.objects.filter(order__no=no, state="refunded")
    walk.until(lambda: look(given) is not None, nudge=LATER)


PATHS = (
    topped_up,
    lost,
    changed_mind,
    never_came_back,
    bank_refused,
    closed_by_channel,
    sent_back,
    reconciled,
    settled,
)


def _refunded(walk: Walk, kind: str, *, until: str) -> tuple[Buyer, str]:
    """An order paid through WeChat Pay whose refund it makes this of."""
    buyer = walk.buyer()
    no = through_channel(walk, buyer, walk.card, method="wechat")
    with walk.switched(kind, on="wechat.refund", out_trade_no=_payment_of(no)):
        buyer.ask_back(no, reason="", units=None, twice=False)
        walk.until(lambda: _refund_state(no) == until, nudge=LATER)
    return buyer, no


def _to_wallet(walk: Walk, buyer: Buyer, no: str) -> None:
    """Two of finance and the buyer agree on the wallet, on the page of its case or its order.

    A withdrawal needs nobody's word: it is waited for. Then it is there.
    """
    refund = _refund_of(no)
    if refund is None:
        return
    if refund.cause != "withdrawal":
        first, second = walk.finance
        first.post(f"/console/finance/refunds/{refund.no}/wallet/")
        second.post(f"/console/finance/refunds/{refund.no}/wallet/", confirm="1")
        page = f"/refunds/{refund.case.no}" if refund.case else f"/orders/{no}"
        buyer.post(f"{page}/transfers/{refund.no}/wallet/")
    walk.until(lambda: _refund_state(no) in ("succeeded", "failed"), nudge=LATER)


def _latest_is_credited() -> bool:
    top_up = look(TopUp.objects.filter(source="alipay").order_by("-id"))
    return top_up is not None and top_up.credited_at is not None


def _refund_of(no: str) -> Refund | None:
    """The latest refund of an order: the one that has not been followed by another."""
    return look(Refund.objects.filter(payment__order__no=no, refund=None).order_by("-id"))


def _refund_state(no: str) -> str:
    refund = _refund_of(no)
    return refund.state if refund else ""


def _payment_of(no: str) -> str:
    payment = look(Payment.objects.filter(order__no=no).exclude(method="wallet").order_by("-id"))
    assert payment is not None
    return payment.no


def _order_is(walk: Walk, no: str, **columns: object) -> None:
    walk.until(lambda: look(Order.objects.filter(no=no, **columns)) is not None)
