"""The partners' own books beside ours: what a card's issuer and a top-up's supplier hold for done.

Each finding is a sentence with the number it is about; an empty list is what should be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from anxin.domain.outside import Outside, Sealed
from anxin.storage.statement import run
from torture.verdict import Book, Wrong

CARDS = """
SELECT o.no, o.issuer, c.state, c.lock, c.lock_no, c.key_no, c.sealed, c.merchant_id,
       o.case_open, c.paid_unlocked_at IS NOT NULL AS unlocked
  FROM anxin_order_ordercard k JOIN anxin_card_card c ON c.id = k.card_id
  JOIN anxin_order_order o ON o.id = k.order_id
 WHERE o.issuer <> '' AND c.state <> 'held'
"""

TOP_UPS = """
SELECT t.no, o.no AS order_no, t.state, t.value_fen, t.receipt_no, o.paid_fen,
       o.refunded_fen + o.reserved_fen AS back_fen,
       EXISTS (SELECT 1 FROM anxin_aftersale_case c
                WHERE c.order_id = o.id AND c.tier IS NOT NULL) AS by_a_person
  FROM anxin_order_supplierorder t JOIN anxin_order_order o ON o.id = t.order_id
"""

GIVEN_BACK = frozenset({"quarantined", "burned"})
NOTHING_TO_LOCK = {"used": "used", "gone": "invalid"}
"""Our word for what cannot be locked any more, and the issuer's."""


def wrong_with_issuer(*, book: Book, outside: Outside, at_rest: bool) -> Iterator[Wrong]:
    """What the issuer's book and ours say differently about the cards of orders.

    `book`: card name -> `status`, `lock_no`. `at_rest`: no lock is being ended or asked for.
    """
    for card in run(CARDS, {}):
        sealed = Sealed(card.key_no, bytes(card.sealed))
        secret = outside.secrets.open(sealed=sealed, bound_to=card.merchant_id.bytes)
        name = outside.issuers[card.issuer].name_of(secret)  # type: ignore[attr-defined]
        theirs = book.get(name, {"status": "invalid", "lock_no": ""})
        yield from _card(card, theirs, at_rest)


def _card(ours: Any, theirs: Mapping[str, Any], at_rest: bool) -> Iterator[Wrong]:
    locked_by_us = theirs["status"] == "locked" and theirs["lock_no"] == ours.lock_no
    if ours.state in GIVEN_BACK:
        lost = NOTHING_TO_LOCK.get(ours.lock) == theirs["status"]
        if not (lost or ours.unlocked or (locked_by_us and ours.lock == "locked")):
            yield Wrong("a card was refunded and can still be used at its issuer", ours.no)
    elif ours.lock == "locked" and not locked_by_us:
        yield Wrong("a card counts as locked and its issuer does not hold it so", ours.no)
    elif at_rest and not ours.case_open and theirs["status"] == "locked":
        yield Wrong("a card is its buyer's and still locked at its issuer", ours.no)


def wrong_with_supplier(*, book: Book, at_rest: bool) -> Iterator[Wrong]:
    """What the supplier's book and ours say differently about top-ups.

    `book`: our number -> `state`, `value_fen`, `receipt_no`.
    """
    ours = {row.no: row for row in run(TOP_UPS, {})}
    for no in book.keys() - ours.keys():
        yield Wrong("the supplier knows an order that is not ours", no)
    arrived: dict[str, int] = {}
    for no, top_up in ours.items():
        theirs = book.get(no, {"state": "", "value_fen": 0, "receipt_no": ""})
        yield from _top_up(top_up, theirs, at_rest)
        fen = theirs["value_fen"] if theirs["state"] == "succeeded" else 0
        arrived[top_up.order_no] = arrived.get(top_up.order_no, 0) + fen
    for top_up in {row.order_no: row for row in ours.values()}.values():
        fen = arrived[top_up.order_no]
        if fen > top_up.paid_fen:
            yield Wrong("paid for once and delivered twice", top_up.order_no)
        elif fen + top_up.back_fen > top_up.paid_fen and not top_up.by_a_person:
            yield Wrong("delivered and paid back as well", top_up.order_no)


def _top_up(ours: Any, theirs: Mapping[str, Any], at_rest: bool) -> Iterator[Wrong]:
    done = theirs["state"] == "succeeded"
    if ours.state == "succeeded" and not done:
        yield Wrong("a top-up counts as delivered and never was", ours.no)
    elif ours.state == "succeeded" and ours.receipt_no != theirs["receipt_no"]:
        yield Wrong("a top-up has another receipt than its supplier gave", ours.no)
    if done and theirs["value_fen"] != ours.value_fen:
        yield Wrong("a top-up was delivered with another worth", ours.no)
    if done and at_rest and ours.state != "succeeded":
        yield Wrong("lost: a top-up was delivered and we do not know", ours.no)
