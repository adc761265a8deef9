"""Placing an order: the page as seen, the policy as shown, the cards held."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from anxin.domain.outside import Outside, Sealed
from anxin.domain.request import TWIN_MINUTES
from anxin.domain.terms import needs_risk_hint
from anxin.services.failpoint import here
from anxin.services.numbers import new_no
from anxin.services.policies import policy_of
from anxin.services.risk.marks import note_inputs
from anxin.storage.account.models import Account
from anxin.storage.catalog import queries as catalog
from anxin.storage.catalog.models import ProductPage
from anxin.storage.columns import ClockNow
from anxin.storage.minors.freezes import is_frozen
from anxin.storage.order import queries as orders
from anxin.storage.order.models import Order, OrderEvent
from anxin.storage.statement import run

UNPAID_ORDERS = 5
UNITS_PER_ORDER = 20
PAY_WITHIN = timedelta(minutes=15)
NOT_SHOWN = ("id", "merchant_id", "policy_id", "issuer", "supplier", "stock", "stopped")
"""What of a product its page does not show, and so does not keep."""


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What the buyer chose at checkout. `inputs`: what a top-up must be told, by field name."""

    form_key: UUID
    units: int
    inputs: Mapping[str, str]
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """The order stands (again, if the same form had been sent before)."""

    order_no: str


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """Nothing was saved; `code` says why."""

    code: str


class _SoldOut(Exception):
    """Fewer cards could be held than asked for; the transaction is undone."""


def place_order(
    *, buyer_id: UUID, product_no: str, form: OrderForm, outside: Outside
) -> Placed | NotPlaced:
    """Place an order for a product on sale and hold its cards until it is paid or expires."""
    product = catalog.product(no=product_no)
    if product is None:
        return NotPlaced("not_found")
    if product.stopped:
        twin = _placed_before(buyer_id, form.form_key)
        return Placed(twin) if twin else NotPlaced(f"stopped_{product.stopped}")
    refused = _refused(product, form)
    if refused:
        return NotPlaced(refused)
    try:
        with transaction.atomic():
            placed = _place(buyer_id, product, form, outside)
    except _SoldOut:
        return NotPlaced("sold_out")
    except IntegrityError:
        twin = _placed_before(buyer_id, form.form_key)
        if twin is None:
            raise
        return Placed(twin)
    here("order.placed_not_answered")
    return placed


def _refused(product: catalog.ProductRow, form: OrderForm) -> str | None:
    if not 1 <= form.units <= UNITS_PER_ORDER:
        return "units_out_of_range"
    names = {field["name"] for field in product.inputs}
    if set(form.inputs) != names or not all(value.strip() for value in form.inputs.values()):
        return "inputs_missing"
    strict = needs_risk_hint(
        policy=policy_of(product.policy_id),
        kind=product.kind,
        special=product.special,
        cooling_off_minutes=product.cooling_off_minutes,
        price_fen=product.price_fen * form.units,
    )
    return "not_acknowledged" if strict and not form.acknowledged else None


def _placed_before(buyer_id: UUID, form_key: UUID) -> str | None:
    found = Order.objects.filter(buyer_id=buyer_id, form_key=form_key).values_list("no", flat=True)
    return found.first()


def _place(
    buyer_id: UUID, product: catalog.ProductRow, form: OrderForm, outside: Outside
) -> Placed | NotPlaced:
    """Write the order. The buyer's row is locked, so that parallel forms are counted one by one."""
    Account.objects.select_for_update(no_key=True).get(id=buyer_id)
    twin = _placed_before(buyer_id, form.form_key)
    if twin:
        return Placed(twin)
    if is_frozen(account_id=buyer_id):
        return NotPlaced("frozen")
    if orders.count_unpaid(buyer_id=buyer_id) >= UNPAID_ORDERS:
        return NotPlaced("too_many_unpaid")
    no = new_no()
    sealed = _sealed_inputs(form, no, outside)
    order = Order.objects.create(
        no=no,
        buyer_id=buyer_id,
        merchant_id=product.merchant_id,
        product_id=product.id,
        page_id=_page_of(product),
        policy_id=product.policy_id,
        kind=product.kind,
        special=product.special,
        issuer=product.issuer,
        supplier=product.supplier,
        title=product.title,
        units=form.units,
        total_fen=product.price_fen * form.units,
        cooling_off_minutes=product.cooling_off_minutes,
        inputs_masked={name: masked(value) for name, value in form.inputs.items()},
        inputs_sealed=sealed.data if sealed else None,
        inputs_key_no=sealed.key_no if sealed else None,
        form_key=form.form_key,
        acknowledged_at=ClockNow() if form.acknowledged else None,
        duplicate_of_id=_twin_of(buyer_id, product),
        due_at=ClockNow() + PAY_WITHIN,
    )
    note_inputs(account_id=buyer_id, kind=product.kind, inputs=form.inputs, outside=outside)
    if product.kind == "card_secret":
        _hold_cards(order.id, product.id, form.units)
    OrderEvent.objects.create(
        order_id=order.id,
        seq=1,
        kind="order_placed",
        states=["awaiting_payment"],
        actor=buyer_id,
        role="buyer",
    )
    here("order.placed_not_committed")
    return Placed(no)


def _sealed_inputs(form: OrderForm, no: str, outside: Outside) -> Sealed | None:
    if not form.inputs:
        return None
    return outside.secrets.seal(plain=json.dumps(dict(form.inputs)), bound_to=no.encode())


def masked(value: str) -> str:
    """Hide the middle of a personal value: its ends are enough to recognise it.

    >>> masked("13800138000"), masked("ab")
    ('138****8000', '**')
    """
    value = value.strip()
    if len(value) < 8:
        return value[:1] * (len(value) > 2) + "*" * (len(value) - (len(value) > 2))
    return f"{value[:3]}****{value[-4:]}"


def _twin_of(buyer_id: UUID, product: catalog.ProductRow) -> UUID | None:
    no = orders.recent_twin(buyer_id=buyer_id, product_id=product.id, minutes=TWIN_MINUTES)
    return Order.objects.values_list("id", flat=True).get(no=no) if no else None


def _page_of(product: catalog.ProductRow) -> UUID:
    """Keep the page as the buyer saw it, once per content."""
    content = {name: value for name, value in asdict(product).items() if name not in NOT_SHOWN}
    content["policy"] = str(product.policy_id)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()
    page, _ = ProductPage.objects.get_or_create(
        product_id=product.id, sha256=digest, defaults={"content": content}
    )
    return page.id


HOLD_CARDS = """
WITH picked AS (
  SELECT id, row_number() OVER (ORDER BY id) AS unit FROM (
    SELECT id FROM anxin_card_card
     WHERE product_id = %(product_id)s::uuid AND state = 'available'
     ORDER BY id LIMIT %(units)s::int FOR UPDATE SKIP LOCKED) free
), held AS (
  UPDATE anxin_card_card c SET state = 'held' FROM picked p WHERE c.id = p.id
)
INSERT INTO anxin_order_ordercard (card_id, order_id, unit)
SELECT id, %(order_id)s::uuid, unit FROM picked RETURNING card_id
"""


def _hold_cards(order_id: UUID, product_id: UUID, units: int) -> None:
    """Hold `units` cards, each locked past other buyers' locks. Raises `_SoldOut` if too few."""
    held = run(HOLD_CARDS, {"order_id": order_id, "product_id": product_id, "units": units})
    if len(held) < units:
        raise _SoldOut
