"""Alipay as the process takes it in."""

from __future__ import annotations

from starlette.routing import Route

from sandbox.alipay.accounts import list_accounts
from sandbox.alipay.bills import hand_out_bill
from sandbox.alipay.cashier import show_pay_page, use_pay_page
from sandbox.alipay.delivery import mail
from sandbox.alipay.gateway import serve_gateway
from sandbox.alipay.keys import Merchant, keep_gateway_key
from sandbox.alipay.turn import Provider
from sandbox.book import Book
from sandbox.clock import Clock
from sandbox.rail import Rail
from sandbox.settings import Settings


def open_rail(*, book: Book, clock: Clock, settings: Settings) -> Rail:
    """Alipay with its keys read."""
    provider = Provider(
        book=book,
        clock=clock,
        merchant=Merchant.read(path=settings.merchant),
        key=keep_gateway_key(data=settings.data),
        origin=settings.origin,
        ladder_divisor=settings.ladder_divisor,
    )
    routes = [
        Route("/gateway.do", serve_gateway, methods=["GET", "POST"]),
        Route("/pay/{token}", show_pay_page, methods=["GET"]),
        Route("/pay/{token}", use_pay_page, methods=["POST"]),
        Route("/bill/download", hand_out_bill, methods=["GET"]),
    ]
    return Rail("alipay", provider, routes, mail(provider=provider), list_accounts)
