"""The process: `granian --interface asgi --workers 1 … sandbox.server:application`.

One worker, since the outbox has one postman.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.alipay.accounts import list_accounts
from sandbox.alipay.cashier import show_pay_page, use_pay_page
from sandbox.alipay.delivery import Postman
from sandbox.alipay.gateway import serve_gateway
from sandbox.alipay.keys import Merchant, keep_gateway_key
from sandbox.alipay.turn import Provider
from sandbox.book import Book
from sandbox.clock import Clock
from sandbox.desk import Desk
from sandbox.issuer import cards as issuer
from sandbox.partners import partner_routes
from sandbox.settings import Settings
from sandbox.supplier import orders as supplier

HERE = Path(__file__).parent


def build(*, settings: Settings) -> Starlette:
    """The application with its book open."""
    tables = [HERE / part / "tables.sql" for part in ("alipay", "partner", "issuer", "supplier")]
    book = Book(path=settings.data / "book.sqlite3", tables=tables)
    clock = Clock(book=book)
    alipay = Provider(
        book=book,
        clock=clock,
        merchant=Merchant.read(path=settings.merchant),
        key=keep_gateway_key(data=settings.data),
        origin=settings.origin,
        ladder_divisor=settings.ladder_divisor,
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        round_ = asyncio.create_task(Postman(provider=alipay).run())
        yield
        round_.cancel()
        with suppress(asyncio.CancelledError):
            await round_

    routes = [
        Route("/gateway.do", serve_gateway, methods=["GET", "POST"]),
        Route("/pay/{token}", show_pay_page, methods=["GET"]),
        Route("/pay/{token}", use_pay_page, methods=["POST"]),
        *partner_routes(book=book, clock=clock, data=settings.data),
        *Desk(
            book=book,
            clock=clock,
            rails={"alipay": list_accounts},
            partners={"issuer": issuer.list_accounts, "supplier": supplier.list_accounts},
        ).routes(),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    application = Starlette(routes=routes, lifespan=lifespan)
    application.state.alipay = alipay
    return application


application = build(settings=Settings.read(env=os.environ))
