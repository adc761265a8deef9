"""The shop with an issuer and a supplier: its use cases and jobs, at the running sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from anxin import wiring
from anxin.services.aftersale.asking import ask_issuers
from anxin.services.clock import set_clock_ahead
from anxin.services.issuer import lock_cards
from anxin.services.supplier import deliver_top_ups
from anxin.services.sweep import sweep_due
from anxin.storage.aftersale.models import Case
from anxin.storage.card.models import Card
from anxin.storage.ledger.queries import balance
from anxin.storage.order.models import OrderEvent, SupplierOrder
from tests.factories.aftersale import case_after
from tests.factories.card import stock
from tests.factories.catalog import Goods, a_product, a_top_up
from tests.factories.order import Bought, delivered, started
from tests.partner.counter import PATIENCE_S, open_counter
from tests.sandbox.partner import new_cards
from tests.sandbox.process import Sandbox, ask


class Shop:
    """The shop's side, and the sandbox's."""

    def __init__(self, *, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.secrets: dict[str, list[str]] = {}
        self.ahead_s = 0.0
        self._open()

    def _open(self, **client: float) -> None:
        counter = open_counter(self.sandbox, **client)
        self.issuer = counter.issuer
        self.outside = replace(
            wiring.outside(),
            issuers={"sandbox": counter.issuer},
            suppliers={"sandbox": counter.supplier},
        )

    def hasten(self) -> None:
        """Wait for no answer longer than a moment."""
        self._open(timeout_s=PATIENCE_S)

    def cards_on_sale(self, *, count: int = 3, known: Sequence[str] = (), **page: Any) -> Goods:
        """A card product whose cards the issuer made, or `known` ones."""
        goods = a_product(cards=0, issuer="sandbox", **page)
        made = list(known) or new_cards(self.sandbox, count=count)
        stock(product_id=goods.id, merchant_id=goods.shop.id, known=made)
        self.secrets[goods.no] = made
        return goods

    def sold(self, *, units: int = 1, **order: object) -> Bought:
        """An order whose cards the buyer has."""
        order.setdefault("goods", self.cards_on_sale(count=units))
        return delivered(units=units, **order)

    def secrets_of(self, bought: Bought) -> list[str]:
        """The secrets of an order's cards, by unit."""
        cards = Card.objects.filter(ordercard__order__no=bought.no).order_by("ordercard__unit")
        boxes = {self.blind(bought, secret): secret for secret in self.secrets[bought.goods.no]}
        return [boxes[bytes(card.blind_index)] for card in cards]

    def blind(self, bought: Bought, secret: str) -> bytes:
        """How the shop finds a secret unopened."""
        return self.outside.secrets.blind_index(plain=secret, owner=bought.goods.shop.id.bytes)

    def topped_up_goods(self, **page: Any) -> Goods:
        """A top-up that the supplier delivers."""
        return a_top_up(supplier="sandbox", **page)

    def ordered(self, **order: object) -> Bought:
        """A top-up that waits for its supplier."""
        order.setdefault("goods", self.topped_up_goods())
        order.setdefault("inputs", {"phone": "13800138000"})
        return started(**order)

    def asked(self, bought: Bought, **form: object) -> Case:
        """The case that the refund form makes."""
        return case_after(bought, outside=self.outside, **form)

    def lock(self) -> int:
        """What the job does with locks."""
        return lock_cards(outside=self.outside)

    def ask_issuers(self) -> int:
        """What the job does with cases that wait for the issuer."""
        return ask_issuers(outside=self.outside)

    def deliver(self) -> int:
        """What the job does with top-ups."""
        return deliver_top_ups(outside=self.outside)

    def sweep(self) -> int:
        """What is due by now is done."""
        return sweep_due(outside=self.outside)

    def pass_time(self, **span: float) -> None:
        """Set both clocks ahead together."""
        seconds = timedelta(**span).total_seconds()
        self.ahead_s += seconds
        self.sandbox.pass_time(seconds=seconds)
        set_clock_ahead(ahead=timedelta(seconds=self.ahead_s), outside=wiring.outside())

    def reset(self) -> None:
        """No switch, no time ahead."""
        self.sandbox.clear()
        if self.ahead_s:
            self.sandbox.pass_time(seconds=-self.ahead_s)
            self.ahead_s = 0.0

    def book(self, kind: str) -> dict[str, dict[str, str]]:
        """The partner's side of the books."""
        found: dict[str, dict[str, str]] = ask(f"{self.sandbox.origin}/book").json()[kind]
        return found

    def calls(self, method: str, number: str) -> int:
        """How often the partner was called with a number."""
        calls = self.sandbox.calls(number)
        return sum(call["method"] == method for call in calls)

    def finish(self, bought: Bought, outcome: str) -> None:
        """Have the supplier bring the order's latest top-up to its end."""
        url = f"{self.sandbox.origin}/supplier/desk/orders/{top_ups(bought)[-1].no}"
        assert ask(url, data={"state": outcome}).status == 204


def money(bought: Bought) -> int:
    """What the buyer's wallet holds."""
    return balance(account_id=bought.buyer)


def state(case: Case) -> str:
    """Where a case stands now."""
    return str(Case.objects.values_list("state", flat=True).get(id=case.id))


def cards(bought: Bought) -> list[tuple[str, str]]:
    """State and lock of an order's cards, by unit."""
    found = Card.objects.filter(ordercard__order__no=bought.no).order_by("ordercard__unit")
    return list(found.values_list("state", "lock"))


def top_ups(bought: Bought) -> list[SupplierOrder]:
    """What the supplier was asked for, by attempt."""
    return list(SupplierOrder.objects.filter(order__no=bought.no).order_by("attempt"))


def kinds(bought: Bought) -> Sequence[str]:
    """What happened to an order, in sequence."""
    events = OrderEvent.objects.filter(order__no=bought.no).order_by("seq")
    return list(events.values_list("kind", flat=True))
