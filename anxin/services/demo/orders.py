"""Demo orders at every station, walked there by the site's own use cases, paid both ways."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from anxin.domain.outside import Outside
from anxin.domain.tenders import Choice
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.review import reject_case
from anxin.services.aftersale.submit import CaseForm, Submitted, submit_case
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.clock import NotADemo
from anxin.services.demo.checks import load_demo_checks
from anxin.services.order.close import cancel_unpaid
from anxin.services.order.deliver import confirm_receipt, report_delivery, waive_cooling_off
from anxin.services.order.place import OrderForm, Placed, place_order
from anxin.services.order.view import view_cards
from anxin.services.payment import Begun, Way, ask_payments, ask_soon, pay_order
from anxin.services.wallet import pay_by_wallet
from anxin.storage.account.models import Account
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.catalog.models import Product
from anxin.storage.merchant.models import Member
from anxin.storage.order.models import Order

Tap = Callable[[str], None]
"""Opens the address of a payment page and taps 付款 on it."""

TOLD_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class _Story:
    """Who tells the demo orders: a buyer, the outside world, and a finger for payment pages."""

    buyer: UUID
    outside: Outside
    tap: Tap

    def placed(self, chapter: str, title: str, units: int = 1) -> str:
        """Place an order for the product whose title begins so; once per chapter."""
        product = Product.objects.get(title__startswith=title)
        form = OrderForm(
            form_key=uuid5(NAMESPACE_URL, f"demo-order:{chapter}"),
            units=units,
            inputs={field["name"]: "13800138000" for field in product.inputs},
            acknowledged=True,
        )
        answer = place_order(
            buyer_id=self.buyer, product_no=product.no, form=form, outside=self.outside
        )
        assert isinstance(answer, Placed), answer
        return answer.order_no

    def paid(self, chapter: str, title: str, units: int = 1) -> str:
        """Place an order and pay it out of the wallet."""
        no = self.placed(chapter, title, units)
        refused = pay_by_wallet(no=no, buyer_id=self.buyer)
        assert refused is None, refused
        return no

    def paid_by_alipay(self, chapter: str, title: str) -> str:
        """Place an order and pay it on Alipay's page; believed once Alipay says so."""
        no = self.placed(chapter, title)
        begun = pay_order(
            no=no,
            buyer_id=self.buyer,
            choice=Choice("alipay"),
            way=Way("http://localhost/", phone=True),
            outside=self.outside,
        )
        assert isinstance(begun, Begun), begun
        self.tap(begun.address)
        ask_soon(no=no, buyer_id=self.buyer)
        ask_payments(outside=self.outside)
        self._told_paid(no)
        return no

    def _told_paid(self, no: str) -> None:
        """Wait until the order is paid: a job or a notice may have been quicker, and be at it."""
        end = time.monotonic() + TOLD_WITHIN_S
        while not Order.objects.filter(no=no, paid_at__isnull=False).exists():
            assert time.monotonic() < end, f"nobody says that {no} is paid"
            time.sleep(0.1)

    def delivered(self, no: str) -> str:
        """Waive the cooling-off, so that cards are delivered and others wait for the merchant."""
        waive_cooling_off(no=no, buyer_id=self.buyer)
        return no

    def delivered_by_hand(self, no: str) -> str:
        """Have the merchant deliver all of an order that waits for a hand."""
        self.delivered(no)
        member = Member.objects.get(account__username="merchant")
        refused = report_delivery(
            no=no,
            merchant_id=member.merchant_id,
            actor=member.account_id,
            receipt_no=f"DEMO-{no[:6]}",
            value_fen=Order.objects.values_list("paid_fen", flat=True).get(no=no),
        )
        assert refused is None, refused
        return no

    def asked(self, no: str, reason: str | None = None, units: int | None = None) -> str:
        """Ask for a refund; return the case's number."""
        form = CaseForm(
            form_key=uuid5(NAMESPACE_URL, f"demo-case:{no}"), reason=reason, units=units
        )
        answer = submit_case(
            read_ground=lambda: ground_by_buyer(
                buyer_id=self.buyer, order_no=no, form_key=form.form_key
            ),
            form=form,
            outside=self.outside,
        )
        assert isinstance(answer, Submitted), answer
        return answer.case_no

    def viewed(self, no: str) -> str:
        """Look at every card of a delivered order."""
        view_cards(
            no=no, buyer_id=self.buyer, unit=None, ip=None, device="demo", outside=self.outside
        )
        return no


def load_demo_orders(*, outside: Outside, tap: Tap) -> bool:
    """Put orders in every state into the demo shop, once; say whether they were put.

    Raises `NotADemo` on a site that is none.
    """
    if not outside.demo:
        raise NotADemo
    buyer = Account.objects.get(username="buyer").id
    if Order.objects.filter(buyer_id=buyer).exists():
        return False
    story = _Story(buyer, outside, tap)
    _before_delivery(story)
    _after_delivery(story)
    _refunds(story)
    load_demo_checks(asked=_in_review(story))
    if "alipay" in outside.channels:
        _by_alipay(story)
    if outside.issuers and outside.suppliers:
        _by_partners(story)
    return True


def _before_delivery(story: _Story) -> None:
    cancel_unpaid(no=story.placed("cancelled", "Q币"), buyer_id=story.buyer)
    story.delivered(story.paid("delivering", "移动话费"))
    story.paid("cooling-off", "腾讯视频")
    story.placed("unpaid", "Xbox")


def _after_delivery(story: _Story) -> None:
    story.delivered(story.paid("delivered", "Steam 充值卡 100"))
    story.viewed(story.delivered(story.paid("viewed", "Xbox")))
    received = story.viewed(story.delivered(story.paid("completed", "Steam 充值卡 100")))
    confirm_receipt(no=received, buyer_id=story.buyer)
    story.delivered_by_hand(story.paid("topped-up", "Q币"))


def _refunds(story: _Story) -> None:
    story.asked(story.paid("refunded", "Steam 充值卡 100"))
    story.asked(story.delivered(story.paid("part", "Steam 充值卡 100", units=3)), "unwanted", 1)
    story.asked(story.viewed(story.delivered(story.paid("refused", "Xbox"))), "unwanted")
    story.asked(
        story.viewed(story.delivered(story.paid("evidence", "Steam 充值卡 100"))), "card_invalid"
    )
    story.asked(story.paid("review", "Steam 充值卡 648"))
    withdrawn = story.asked(story.paid("withdrawn", "Steam 充值卡 648"))
    withdraw_case(no=withdrawn, buyer_id=story.buyer)
    rejected = story.asked(story.paid("rejected", "Steam 充值卡 648"))
    agent = Account.objects.get(username="agent")
    reject_case(
        no=rejected,
        reviewer=Reviewer(agent.id, agent.role),
        code="no_rule",
        said="请先与商家确认订单内容，仍要取消可以重新申请。",
    )
    story.asked(story.delivered_by_hand(story.paid("returning", "无线游戏手柄")), "no_reason")


def _in_review(story: _Story) -> tuple[str, str]:
    """Two more costly cases, for a person to decide."""
    one, other = (
        story.asked(story.paid(f"checked-{name}", "Steam 充值卡 648")) for name in ("one", "other")
    )
    return one, other


def _by_alipay(story: _Story) -> None:
    story.paid_by_alipay("alipay-cooling-off", "Steam 充值卡 100")
    story.delivered(story.paid_by_alipay("alipay-delivered", "Steam 充值卡 100"))
    story.asked(story.paid_by_alipay("alipay-refunded", "Xbox"))


def _by_partners(story: _Story) -> None:
    """A card that its issuer can be asked about, and a top-up that its supplier is at."""
    story.viewed(story.delivered(story.paid("issued", "星辰点券卡")))
    story.delivered(story.paid("supplied", "秒充话费"))
