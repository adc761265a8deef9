"""The counter: a shop at an issuer, a supplier and a bank in memory, and all their books."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from anxin import wiring
from anxin.domain.outside import Outside
from anxin.domain.reconciliation.days import day_of
from anxin.domain.tenders import Choice
from anxin.services.aftersale.asking import ask_issuers
from anxin.services.aftersale.submit import CaseForm, Submitted, submit_case
from anxin.services.bulk.recall import run_recalls
from anxin.services.cards import import_cards
from anxin.services.clock import set_clock_ahead
from anxin.services.evidence import Received, Sent, read_pieces, receive_piece
from anxin.services.issuer import lock_cards
from anxin.services.order.place import OrderForm, Placed, place_order
from anxin.services.payment import Begun, Way, pay_order, take_payment
from anxin.services.refund import (
    send_refunds,
)
from anxin.services.supplier import deliver_top_ups
from anxin.services.sweep import sweep_due
from anxin.services.wallet import pay_by_wallet
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.catalog.models import Product
from anxin.storage.reconciliation import queries
from torture.evidence import Album
from torture.model.death import persist
from torture.model.partners import Banks, Bills, Issuer, Supplier
from torture.partners import wrong_with_issuer, wrong_with_supplier
from torture.shop import Goods, a_buyer, a_senior, open_shop, put_on_shelf
from torture.verdict import Wrong, wrong_now, wrong_with, wrong_withdrawals

PHONE = {"name": "phone", "label": "充值手机号", "label_en": "Phone"}
MONEY_FEN = 5_000
HALF_AN_HOUR_S = 31 * 60
DAY_S = 86_400


class Counter:
    """A shop with a bank, an issuer and a supplier, of all of which nobody can be sure."""

    def __init__(self) -> None:
        self.banks, self.issuer, self.supplier = Banks(), Issuer(), Supplier()
        self.outside: Outside = replace(
            wiring.outside(),
            channels={"alipay": self.banks},
            issuers={"memory": self.issuer},
            suppliers={"memory": self.supplier},
            demo=True,
        )
        self.album = Album()
        self.bills = Bills(self.banks, day=day_of(queries.clock()))
        self._shop = open_shop()
        self.buyer = a_buyer(money_fen=MONEY_FEN)
        self.senior = a_senior()
        self._ahead_s = 0

    def card(self, *, issuer: str = "") -> Goods:
        """A card on sale, with or without an issuer, delivered as soon as it is paid."""
        goods = put_on_shelf(
            shop=self._shop,
            kind="card_secret",
            price_fen=1_200,
            cooling_minutes=0,
            stock=0,
            issuer=issuer,
        )
        import_cards(
            product_id=Product.objects.get(no=goods.no).id,
            merchant_id=goods.merchant_id,
            name="batch",
            secrets=[uuid4().hex],
            outside=self.outside,
        )
        return goods

    def top_up_goods(self) -> Goods:
        """A top-up that the supplier delivers."""
        return put_on_shelf(
            shop=self._shop,
            kind="top_up",
            price_fen=2_000,
            cooling_minutes=0,
            stock=0,
            supplier="memory",
            inputs=[PHONE],
        )

    def place(self, goods: Goods, **inputs: str) -> str:
        """Order one."""
        form = OrderForm(uuid4(), 1, inputs, acknowledged=True)
        order = lambda: place_order(  # noqa: E731
            buyer_id=self.buyer, product_no=goods.no, form=form, outside=self.outside
        )
        placed = persist(order)
        assert isinstance(placed, Placed), placed
        return placed.order_no

    def by_wallet(self, goods: Goods, **inputs: str) -> str:
        """Order one and pay it out of the wallet."""
        no = self.place(goods, **inputs)
        assert persist(lambda: pay_by_wallet(no=no, buyer_id=self.buyer)) is None
        return no

    def by_channel(self, goods: Goods) -> str:
        """Order one and pay it through the channel."""
        no, begun = self.begin(goods)
        self.paid(begun)
        return no

    def begin(self, goods: Goods) -> tuple[str, object]:
        """Order one and leave for the channel's page."""
        no = self.place(goods)
        pay = lambda: pay_order(  # noqa: E731
            no=no, buyer_id=self.buyer, choice=Choice("alipay"), way=Way(""), outside=self.outside
        )
        return no, persist(pay)

    def paid(self, begun: object) -> None:
        """The buyer pays on the channel's page, and the site is told."""
        assert isinstance(begun, Begun), begun
        payment_no = begun.address.partition(":")[2]
        self.banks.buyer_pays(payment_no)
        found = self.banks.find_payment(payment_no=payment_no)
        persist(lambda: take_payment(method="alipay", paid=found))  # type: ignore[arg-type]

    def ask_back(self, no: str, reason: str | None = None) -> str:
        """Ask all of it back; return the case's number."""
        form = CaseForm(uuid4(), reason, None)
        send = lambda: submit_case(  # noqa: E731
            read_ground=lambda: ground_by_buyer(
                buyer_id=self.buyer, order_no=no, form_key=form.form_key
            ),
            form=form,
            outside=self.outside,
        )
        answer = persist(send)
        assert isinstance(answer, Submitted), answer
        return answer.case_no

    def jobs(self) -> None:
        """What the jobs do by themselves, each once."""
        for job in (ask_issuers, lock_cards, deliver_top_ups, send_refunds, sweep_due):
            persist(lambda job=job: job(outside=self.outside))  # type: ignore[misc]
        persist(run_recalls)
        persist(lambda: read_pieces(outside=self.outside, tools=self.album.tools))

    def show(self, no: str, lines: tuple[str, ...]) -> None:
        """Show a page that says so."""
        data = "\n".join(lines).encode()
        send = lambda: receive_piece(  # noqa: E731
            order_no=no,
            buyer_id=self.buyer,
            sent=Sent(io.BytesIO(data), "page.png", "activation_failure"),
            files=self.album,
        )
        assert isinstance(persist(send), Received)

    def pass_time(self, span_s: int) -> None:
        """Time goes on."""
        self._ahead_s += span_s
        self.banks.now_s += span_s
        set_clock_ahead(ahead=timedelta(seconds=self._ahead_s), outside=self.outside)

    def rest(self) -> None:
        """Give everything its time."""
        for _ in range(3):
            self.pass_time(HALF_AN_HOUR_S)
            self.jobs()

    def wrong(self) -> list[Wrong]:
        """All that is wrong, by the books of everybody."""
        book = self.banks.book()
        return [
            *wrong_now(),
            *wrong_with(book=book, at_rest=True),
            *wrong_withdrawals(book=book),
            *wrong_with_issuer(book=self.issuer.book(), outside=self.outside, at_rest=True),
            *wrong_with_supplier(book=self.supplier.book(), at_rest=True),
        ]
