"""`/live?order=NO&after=SEQ`: tells an open page that its order changed, as server-sent events.
`/live?top_up=NO` tells one that its top-up is paid, or closed without.

One small ASGI process beside the pages. A message carries no content, only the event's number and
kind: the page then asks the site for its own new state, under the site's own permissions. One
query a second serves every open page of a kind. `after` is the last event that the page was made
with, so that nothing is missed between its making and its listening; Last-Event-ID replays what a
broken connection missed.
Source: WHATWG HTML, "Server-sent events".
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from psycopg import AsyncConnection, DataError, OperationalError

from anxin.storage.order.stream import NewEvent, new_events, order_of_session
from anxin.storage.payment.stream import ended_top_ups, top_up_of_session

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

POLL_SECONDS = 1.0
PING_SECONDS = 15.0
PAGES_AT_ONCE = 2000


@dataclass(eq=False, slots=True)
class _Page:
    """An open page: whose it is, the last event it was told of, and what it is to be told next.

    `about` is what the page shows, `order` or `top_up` (whose `id` is its payment's), and what its
    messages are called.
    """

    about: str
    id: UUID
    seq: int
    news: asyncio.Queue[NewEvent] = field(default_factory=lambda: asyncio.Queue(maxsize=100))


class Live:
    """The ASGI application. `origin` is the one site whose pages may listen."""

    def __init__(self, *, database_url: str, origin: str, cookie: str) -> None:
        self._database_url = database_url
        self._origin = origin
        self._cookie = cookie
        self._pages: set[_Page] = set()
        self._connection: AsyncConnection | None = None
        self._connecting = asyncio.Lock()
        self._poller: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._poller = asyncio.create_task(self._poll())
                await send({"type": "lifespan.startup.complete"})
            else:
                if self._poller:
                    self._poller.cancel()
                if self._connection:
                    await self._connection.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.lower(): value for name, value in scope["headers"]}
        if scope["path"] != "/live" or scope["method"] != "GET":
            await self._refuse(send, 404)
            return
        if len(self._pages) >= PAGES_AT_ONCE:
            await self._refuse(send, 503)
            return
        try:
            page = await self._page(scope, headers)
        except OperationalError:
            await self._refuse(send, 503)
            return
        except DataError:
            page = None
        if page is None:
            await self._refuse(send, 404)
            return
        await self._stream(page, receive, send)

    async def _page(self, scope: Scope, headers: dict[bytes, bytes]) -> _Page | None:
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        order_no, seen = asked.get("order", [""])[0], asked.get("after", [""])[0]
        session_key = self._session_key(headers.get(b"cookie", b""))
        if session_key and asked.get("top_up"):
            id = await top_up_of_session(
                await self._connected(), session_key=session_key, payment_no=asked["top_up"][0]
            )
            return _Page("top_up", id, 0) if id else None
        if not order_no or not session_key:
            return None
        found = await order_of_session(
            await self._connected(), session_key=session_key, order_no=order_no
        )
        if found is None:
            return None
        order_id, version = found
        last = headers.get(b"last-event-id", b"").decode("latin-1") or seen
        known = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else version
        return _Page("order", order_id, known)

    def _session_key(self, cookie: bytes) -> str:
        try:
            morsel = SimpleCookie(cookie.decode("latin-1")).get(self._cookie)
        except CookieError:
            return ""
        return morsel.value if morsel else ""

    async def _refuse(self, send: Send, status: int) -> None:
        await send({"type": "http.response.start", "status": status, "headers": self._headers()})
        await send({"type": "http.response.body", "body": b""})

    def _headers(self) -> list[tuple[bytes, bytes]]:
        return [
            (b"content-type", b"text/event-stream"),
            (b"cache-control", b"no-cache"),
            (b"x-accel-buffering", b"no"),
            (b"access-control-allow-origin", self._origin.encode()),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"Origin"),
        ]

    async def _stream(self, page: _Page, receive: Receive, send: Send) -> None:
        self._pages.add(page)
        gone = asyncio.create_task(_until_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self._headers()})
            await send(_body(b"retry: 2000\n\n"))
            async for chunk in _chunks(page, gone):
                await send(_body(chunk))
        finally:
            self._pages.discard(page)
            gone.cancel()

    async def _poll(self) -> None:
        """Ask once a second what is new for the open pages, and keep asking through failures."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if not self._pages:
                continue
            with contextlib.suppress(OperationalError):
                await self._tell(await self._connected())

    async def _tell(self, connection: AsyncConnection) -> None:
        lowest: dict[UUID, int] = {}
        top_ups = {page.id for page in self._pages if page.about == "top_up" and not page.seq}
        for page in self._pages:
            if page.about == "order":
                lowest[page.id] = min(page.seq, lowest.get(page.id, page.seq))
        news = await new_events(connection, after=list(lowest.items())) if lowest else []
        ended = await ended_top_ups(connection, ids=list(top_ups)) if top_ups else []
        for event in (*news, *(NewEvent(id, 1, "top_up_ended") for id in ended)):
            self._pass_on(event)

    def _pass_on(self, event: NewEvent) -> None:
        for page in self._pages:
            if page.id == event.order_id and page.seq < event.seq:
                page.seq = event.seq
                if not page.news.full():
                    page.news.put_nowait(event)

    async def _connected(self) -> AsyncConnection:
        async with self._connecting:
            if self._connection is None or self._connection.closed:
                self._connection = await AsyncConnection.connect(
                    self._database_url, autocommit=True
                )
            return self._connection


async def _chunks(page: _Page, gone: asyncio.Task[None]) -> AsyncIterator[bytes]:
    while not gone.done():
        news = asyncio.create_task(page.news.get())
        await asyncio.wait({news, gone}, timeout=PING_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if news.done():
            event = news.result()
            yield f"id: {event.seq}\nevent: {page.about}\ndata: {event.kind}\n\n".encode()
        else:
            news.cancel()
            yield b": ping\n\n"


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _body(chunk: bytes) -> dict[str, object]:
    return {"type": "http.response.body", "body": chunk, "more_body": True}
