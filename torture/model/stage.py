"""The stage: the site's use cases beside the oracle, each step told to both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from django.test import RequestFactory

from anxin import wiring
from anxin.domain.tenders import Choice
from anxin.services import failpoint
from anxin.services.aftersale.submit import CaseForm, Declined, Submitted, submit_case
from anxin.services.clock import set_clock_ahead
from anxin.services.order.deliver import report_delivery, waive_cooling_off
from anxin.services.order.place import NotPlaced, OrderForm, place_order
from anxin.services.order.view import NotShown, view_cards
from anxin.services.payment import Begun, NotPaid, PaidAtOnce, Way, ask_payments, pay_order
from anxin.services.refund import send_refunds
from anxin.services.sweep import sweep_due
from anxin.services.wallet import pay_by_wallet, top_up_demo
from anxin.storage.aftersale.ground import Ground, ground_by_buyer
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import Order
from anxin.storage.payment.models import Payment
from anxin.web.payment.views import channel_notice
from torture.model.death import persist
from torture.model.oracle import PAY_WITHIN_S, Expected, Oracle
from torture.model.rail import Rail
from torture.model.turns import LAST_ROUNDS, WEEKS_S, Turns, stuck
from torture.model.world import compare, count_up, is_under_way, shares_of
from torture.shop import Goods, a_buyer, open_shop, put_on_shelf

BUYERS, MONEY_FEN = 2, 60_000
GOODS = (
    ("card_secret", 9_800, 10, 20),
    ("card_secret", 1_500, 0, 12),
    ("membership", 3_000, 5, 0),
)
"""Kind, price, minutes of cooling-off, cards in stock."""
ROUNDS_TO_REST = 25
CALM_S = 6 * 3600 + 5
BEGINNINGS = {"begun": Begun, "paid": PaidAtOnce, "refused": NotPaid}


class Stage(Turns):
    """A site with buyers and goods, its oracle, and a channel of which nobody can be sure."""

    def __init__(self) -> None:
        self.rail = Rail()
        self.oracle = Oracle()
        self.outside = replace(wiring.outside(), channels={"alipay": self.rail}, demo=True)
        shop = open_shop()
        self.goods: list[Goods] = [
            put_on_shelf(shop=shop, kind=kind, price_fen=fen, cooling_minutes=minutes, stock=stock)
            for kind, fen, minutes, stock in GOODS
        ]
        self.buyers = [a_buyer(money_fen=MONEY_FEN) for _ in range(BUYERS)]
        self.oracle.wallet = dict.fromkeys(range(BUYERS), MONEY_FEN)
        self.seat()

    def compare(self, *, at_rest: bool = False) -> None:
        """Check every property. Raises `AssertionError` naming all that is wrong."""
        compare(oracle=self.oracle, rail=self.rail, buyers=self.buyers, at_rest=at_rest)

    def place(self, *, buyer: int, goods: int, units: int, taps: int = 1) -> str | None:
        """Send one checkout form as often as tapped; return the order's number if it stands."""
        wanted = self.goods[goods]
        form = OrderForm(uuid4(), units, {}, acknowledged=True)
        send = lambda: place_order(  # noqa: E731
            buyer_id=self.buyers[buyer], product_no=wanted.no, form=form, outside=self.outside
        )
        answers = {persist(send) for _ in range(taps)}
        (answer,) = answers
        if isinstance(answer, NotPlaced):
            assert answer.code in ("sold_out", "too_many_unpaid"), answer
            return None
        self.oracle.orders[answer.order_no] = Expected(
            buyer=buyer,
            price_fen=wanted.price_fen,
            units=units,
            cooling_s=wanted.cooling_minutes * 60,
            cards=wanted.cards,
            due_s=self.oracle.now_s + PAY_WITHIN_S,
        )
        return answer.order_no

    def pay_by_wallet(self, no: str) -> None:
        """Pay out of the wallet."""
        refused = persist(lambda: pay_by_wallet(no=no, buyer_id=self._buyer(no)))
        assert (refused.code if refused else None) == self.oracle.wallet_pays(no)

    def leave_to_pay(self, no: str, *, mixed: bool = False) -> str | None:
        """Go to the channel's page; return the payment's number if there is a page to go to.

        `mixed`: the wallet pays what it can.
        """
        begin = lambda: pay_order(  # noqa: E731
            no=no,
            buyer_id=self._buyer(no),
            choice=Choice("alipay", wallet=mixed),
            way=Way(""),
            outside=self.outside,
        )
        expected, answer = self.oracle.leaves(no, mixed=mixed), persist(begin)
        assert isinstance(answer, BEGINNINGS[expected]), answer
        if not isinstance(answer, Begun):
            return None
        payment_no = answer.address.partition(":")[2]
        asked = self.oracle.orders[no].asked
        asked[payment_no] = self.rail.trades[payment_no].total_fen
        return payment_no

    def top_up(self, *, buyer: int, fen: int) -> None:
        """Put money into a wallet, once per form."""
        form_key = uuid4()
        put = lambda: top_up_demo(  # noqa: E731
            account_id=self.buyers[buyer],
            amount_fen=fen,
            form_key=form_key,
            outside=self.outside,
        )
        assert persist(put) is None
        self.oracle.wallet[buyer] += fen

    def buy(self, *, buyer: int, goods: int, units: int, how: str) -> str | None:
        """Place an order and pay it by `wallet`, `channel` or `both`; return its number."""
        no = self.place(buyer=buyer, goods=goods, units=units)
        if no and how == "wallet":
            self.pay_by_wallet(no)
        elif no:
            payment_no = self.leave_to_pay(no, mixed=how == "both")
            if payment_no:
                self.rail.buyer_pays(payment_no)
                persist(lambda: self.notify(self.rail.notices[-1]))
                self.learn()
        return no

    def view(self, no: str, unit: int) -> None:
        """Look at a card."""
        look = lambda: view_cards(  # noqa: E731
            no=no,
            buyer_id=self._buyer(no),
            unit=unit,
            ip=None,
            device="model",
            outside=self.outside,
        )
        shown = persist(look)
        refused = shown.code if isinstance(shown, NotShown) else None
        assert refused == self.oracle.may_view(no, unit)

    def waive(self, no: str) -> None:
        """Have it delivered at once."""
        waive = lambda: waive_cooling_off(no=no, buyer_id=self._buyer(no))  # noqa: E731
        assert persist(waive) == self.oracle.waived(no)

    def ask_back(
        self,
        no: str,
        *,
        reason: str,
        units: int | None,
        to: str = "original",
        meanwhile: Callable[[], object] | None = None,
    ) -> None:
        """Ask for a refund; `meanwhile` happens between its first reading and its saving."""
        acts = [meanwhile] if meanwhile else []
        served = Order.objects.get(no=no).delivered_at is not None
        form = CaseForm(uuid4(), reason if served else None, units, destination=to)

        def read_ground() -> Ground | None:
            ground = ground_by_buyer(buyer_id=self._buyer(no), order_no=no, form_key=form.form_key)
            if acts:
                acts.pop()()
            return ground

        send = lambda: submit_case(read_ground=read_ground, form=form, outside=self.outside)  # noqa: E731
        self._hear_decision(no, persist(send), still=meanwhile is None)

    def withdraw(self, no: str) -> None:
        """Take a request back."""
        self.act(no, "withdraw")

    def review(self, no: str, *, yes: bool) -> None:
        """Decide a case that waits for a person; a merchant is not asked any more."""
        case = self._open_case(no)
        if case and case.state == "merchant_turn":
            self.act(no, "platform")
        self.act(no, "approve" if yes else "reject")

    def ship(self, no: str) -> None:
        """The merchant reports all that is owed."""
        goods, expected = self.goods[-1], self.oracle.orders[no]
        report = lambda: report_delivery(  # noqa: E731
            no=no,
            merchant_id=goods.merchant_id,
            actor=goods.member_id,
            receipt_no="SF-1",
            value_fen=expected.total_fen - expected.gross_fen,
        )
        refused = persist(report)
        assert (refused is None) == self.oracle.shipped(no), refused

    def send(self, *, meanwhile: Callable[[], object] | None = None) -> None:
        """What the job does with refunds; `meanwhile` happens while its first call is on."""
        self.rail.meanwhile = meanwhile
        persist(lambda: send_refunds(outside=self.outside))
        self.rail.meanwhile = None

    def ask_about_payments(self) -> None:
        """What the job does with payments."""
        persist(lambda: ask_payments(outside=self.outside))
        self.learn()

    def sweep(self) -> None:
        """What is due is done."""
        before, slept = set(Case.objects.values_list("no", flat=True)), self.asleep()
        persist(lambda: sweep_due(outside=self.outside))
        for no in self.oracle.swept():
            case = Case.objects.filter(order__no=no).exclude(no__in=before).first()
            if case:
                self._hear_decision(no, Submitted(case.no, no))
        self.awake(slept)

    def notify(self, body: bytes) -> int:
        """A notice knocks at the site's own door; return the status it is answered with."""
        request = RequestFactory().post("/notify/alipay/", body, content_type="application/json")
        return int(channel_notice(request, "alipay").status_code)

    def learn(self) -> None:
        """Tell the oracle which payments the site knows of by now."""
        captured = Payment.objects.filter(method="alipay", state="captured")
        rows = captured.order_by("id").values_list("order__no", "no", "captured_fen")
        for order_no, no, fen in rows:
            self.oracle.channel_paid(str(order_no), no, fen)

    def pass_time(self, span_s: int) -> None:
        """Time goes on."""
        self.oracle.now_s += span_s
        self.rail.now_s += span_s
        set_clock_ahead(ahead=timedelta(seconds=self.oracle.now_s), outside=self.outside)

    def rest(self) -> None:
        """Let everything have its time, then compare for good."""
        failpoint.arm({})
        self.rail.troubles.clear()
        for _ in range(ROUNDS_TO_REST):
            self.rail.finish()
            self.send()
            self.ask_about_payments()
            if not is_under_way():
                break
            self.pass_time(CALM_S)
        self.compare(at_rest=True)
        for _ in range(LAST_ROUNDS):
            self.pass_time(WEEKS_S)
            self.sweep()
        self.compare()
        assert not stuck(self.oracle.now_s), stuck(self.oracle.now_s)
        count_up(rail=self.rail)

    def _buyer(self, no: str):  # type: ignore[no-untyped-def]
        return self.buyers[self.oracle.orders[no].buyer]

    def _open_case(self, no: str) -> Case | None:
        return Case.objects.filter(order__no=no, closed_at__isnull=True).first()

    def _hear_decision(self, no: str, answer: Submitted | Declined, *, still: bool = True) -> None:
        """Tell the oracle what the policy said. `still`: nothing moved since the order was read."""
        expected = self.oracle.orders[no]
        if isinstance(answer, Declined):
            if not still:
                return
            assert (answer.code == "case_open") == bool(expected.case), answer
            assert (answer.code == "unpaid") == (expected.state == "awaiting_payment"), answer
            return
        case = Case.objects.get(no=answer.case_no)
        back = case.gross_fen, case.fee_fen, case.units, shares_of(case)
        self.oracle.decided(no, case.outcome, *back)
