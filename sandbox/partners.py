"""The issuer, the supplier and whoever confirms real names, put together for the process."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import Route

from sandbox.book import Book
from sandbox.clock import Clock
from sandbox.identity import keys as identity_keys
from sandbox.identity.people import ACTIONS as IDENTITY_ACTIONS
from sandbox.issuer import keys as issuer_keys
from sandbox.issuer.locking import ACTIONS as ISSUER_ACTIONS
from sandbox.issuer.pages import Pages as IssuerPages
from sandbox.partner.gate import Gate
from sandbox.partner.keys import Account
from sandbox.supplier import keys as supplier_keys
from sandbox.supplier.orders import ACTIONS as SUPPLIER_ACTIONS
from sandbox.supplier.pages import Pages as SupplierPages


def partner_routes(*, book: Book, clock: Clock, data: Path) -> list[Route]:
    """The addresses of all three, with the cards in the book that the shop was handed."""
    issuer = Account.keep(path=issuer_keys.account_file(data=data))
    supplier = Account.keep(path=supplier_keys.account_file(data=data))
    identity = Account.keep(path=identity_keys.account_file(data=data))
    pages = IssuerPages(book=book, clock=clock, account=issuer)
    handed = issuer_keys.first_cards_file(data=data)
    if handed.exists():
        pages.deliver(known=handed.read_text().split())
    return [
        *Gate(book=book, clock=clock, account=issuer, actions=ISSUER_ACTIONS).routes(),
        *Gate(book=book, clock=clock, account=supplier, actions=SUPPLIER_ACTIONS).routes(),
        *Gate(book=book, clock=clock, account=identity, actions=IDENTITY_ACTIONS).routes(),
        *pages.routes(),
        *SupplierPages(book=book, clock=clock).routes(),
    ]
