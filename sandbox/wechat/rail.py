"""WeChat Pay as the process takes it in."""

from __future__ import annotations

from sandbox.book import Book
from sandbox.clock import Clock
from sandbox.rail import Rail
from sandbox.settings import Settings
from sandbox.wechat.accounts import list_accounts
from sandbox.wechat.cashier import cashier_routes
from sandbox.wechat.delivery import mail
from sandbox.wechat.gateway import gateway_routes
from sandbox.wechat.keys import GatewayKeys, Merchant
from sandbox.wechat.turn import Provider


def open_rail(*, book: Book, clock: Clock, settings: Settings) -> Rail | None:
    """WeChat Pay with its keys read; nothing where none were made."""
    folder = settings.data / "wechat"
    if not (folder / "merchant.json").exists():
        return None
    provider = Provider(
        book=book,
        clock=clock,
        merchant=Merchant.read(folder=folder),
        keys=GatewayKeys.read(folder=folder),
        origin=settings.origin,
        ladder_divisor=settings.ladder_divisor,
        refund_delay_s=settings.refund_delay_s,
    )
    routes = [*gateway_routes(), *cashier_routes()]
    return Rail("wechat", provider, routes, mail(provider=provider), list_accounts)
