"""The process: `granian --interface asgi --workers 1 … sandbox.server:application`.

One worker, since each outbox has one postman.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

import sandbox.alipay.rail
import sandbox.wechat.rail
from sandbox.book import Book
from sandbox.clock import Clock
from sandbox.desk import Desk
from sandbox.identity import people as identity
from sandbox.issuer import cards as issuer
from sandbox.partners import partner_routes
from sandbox.postman import Postman
from sandbox.settings import Settings
from sandbox.supplier import orders as supplier

HERE = Path(__file__).parent
TABLES = sorted(HERE.glob("*/*.sql"))


def build(*, settings: Settings) -> Starlette:
    """The application with its book open."""
    book = Book(path=settings.data / "book.sqlite3", tables=TABLES)
    clock = Clock(book=book)
    opened = (
        sandbox.alipay.rail.open_rail(book=book, clock=clock, settings=settings),
        sandbox.wechat.rail.open_rail(book=book, clock=clock, settings=settings),
    )
    rails = [rail for rail in opened if rail]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        rounds = [asyncio.create_task(Postman(mail=rail.mail).run()) for rail in rails]
        yield
        for round_ in rounds:
            round_.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)

    desk = Desk(
        book=book,
        clock=clock,
        rails={rail.name: rail.list_accounts for rail in rails},
        partners={
            "issuer": issuer.list_accounts,
            "supplier": supplier.list_accounts,
            "identity": identity.list_accounts,
        },
    )
    routes = [
        *(route for rail in rails for route in rail.routes),
        *partner_routes(book=book, clock=clock, data=settings.data),
        *desk.routes(),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    application = Starlette(routes=routes, lifespan=lifespan)
    for rail in rails:
        setattr(application.state, rail.name, rail.provider)
    return application


application = build(settings=Settings.read(env=os.environ))
