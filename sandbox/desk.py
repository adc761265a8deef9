"""The operator's desk: switches and clock over JSON, the book to compare with, a page to look at.

Only this machine gets in, and only by a name that cannot be pointed here from elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.book import Book, Tx
from sandbox.calls import list_calls, tally_calls
from sandbox.clock import FARTHEST_S, Clock, beijing_text
from sandbox.loopback import is_loopback
from sandbox.pages import page, render, table
from sandbox.rail import Accounts
from sandbox.switches import (
    WrongSwitchError,
    add_switch,
    list_switches,
    read_switch,
    remove_switches,
)

DESK_PAGE = Path(__file__).parent / "templates" / "desk.html"
LINK = Path(__file__).parent / "templates" / "wait.html"
MOST_CALLS = 500


class Desk:
    """The desk's addresses; `rails` tells for each provider how to list its accounts.

    `partners` does so for those that hold no money, whose pages show them.
    """

    def __init__(
        self,
        *,
        book: Book,
        clock: Clock,
        rails: Mapping[str, Callable[..., Accounts]],
        partners: Mapping[str, Callable[..., Accounts]],
    ) -> None:
        self._book = book
        self._clock = clock
        self._rails = rails
        self._partners = partners

    def routes(self) -> list[Route]:
        """Where what is done."""
        wanted: list[tuple[str, str, Callable[[Request, object], Response]]] = [
            ("/", "GET", self._show),
            ("/book", "GET", self._tell_book),
            ("/calls", "GET", self._tell_calls),
            ("/calls/tally", "GET", self._tally_calls),
            ("/switches", "GET", self._tell_switches),
            ("/switches", "POST", self._set),
            ("/switches", "DELETE", self._remove),
            ("/switches/clock", "POST", self._shift),
            ("/switches/{id:int}", "DELETE", self._remove),
        ]
        return [Route(path, guarded(act), methods=[method]) for path, method, act in wanted]

    def _show(self, request: Request, _: object) -> Response:
        with self._book.transaction() as tx:
            switches = [switch.as_json() for switch in list_switches(tx=tx)]
            accounts = self._accounts(tx, self._rails)
            calls = list_calls(tx=tx, out_trade_no=None, limit=20)
        shown = ("status", "paid_fen", "refunded_fen", "successful_refunds")
        return page(
            template=DESK_PAGE,
            now=beijing_text(at_s=self._clock.now_s()),
            offset=self._clock.offset_s,
            switches=table(rows=([s["id"], s["kind"], s["on"], json.dumps(s)] for s in switches)),
            trades=table(
                rows=(
                    [rail, _number(number, account), *(account[name] for name in shown)]
                    for rail, trades in accounts.items()
                    for number, account in trades.items()
                )
            ),
            calls=table(rows=([c["method"], c["out_trade_no"], c["code"], c["sub_code"],
                               c["switch"]] for c in calls)),
        )  # fmt: skip

    def _tell_book(self, request: Request, _: object) -> Response:
        with self._book.transaction() as tx:
            return JSONResponse(self._accounts(tx, {**self._rails, **self._partners}))

    def _accounts(self, tx: Tx, of: Mapping[str, Callable[..., Accounts]]) -> dict[str, Accounts]:
        return {name: list_accounts(tx=tx) for name, list_accounts in of.items()}

    def _tell_calls(self, request: Request, _: object) -> Response:
        number = request.query_params.get("out_trade_no")
        with self._book.transaction() as tx:
            return JSONResponse(list_calls(tx=tx, out_trade_no=number, limit=MOST_CALLS))

    def _tally_calls(self, request: Request, _: object) -> Response:
        with self._book.transaction() as tx:
            return JSONResponse(tally_calls(tx=tx))

    def _tell_switches(self, request: Request, _: object) -> Response:
        with self._book.transaction() as tx:
            switches = [switch.as_json() for switch in list_switches(tx=tx)]
        return JSONResponse({"clock_offset_s": self._clock.offset_s, "switches": switches})

    def _set(self, request: Request, given: object) -> Response:
        try:
            switch = read_switch(given=given)
        except WrongSwitchError as error:
            return JSONResponse({"error": str(error)}, status_code=422)
        with self._book.transaction() as tx:
            return JSONResponse({"id": add_switch(tx=tx, switch=switch)}, status_code=201)

    def _remove(self, request: Request, _: object) -> Response:
        with self._book.transaction() as tx:
            remove_switches(tx=tx, switch_id=request.path_params.get("id"))
        return Response(status_code=204)

    def _shift(self, request: Request, given: object) -> Response:
        offset_s = given.get("offset_s") if isinstance(given, dict) else None
        if not isinstance(offset_s, int | float) or not abs(offset_s) <= FARTHEST_S:
            return JSONResponse({"error": "offset_s: at most 20 years"}, status_code=422)
        self._clock.shift(offset_s=offset_s)
        return self._tell_switches(request, None)


def _number(number: str, account: Mapping[str, object]) -> str:
    """An order's number, leading to its pay page where nobody has a phone to scan its code."""
    page_url = account.get("pay_page")
    return render(template=LINK, address=page_url, words=number) if page_url else number


def guarded(
    act: Callable[[Request, object], Response],
) -> Callable[[Request], object]:
    """Let only this machine in. Changes must be JSON, which no page elsewhere can send unasked."""

    async def endpoint(request: Request) -> Response:
        caller = request.client.host if request.client else ""
        if not is_loopback(host=caller) or not is_loopback(host=request.url.hostname or ""):
            return JSONResponse({"error": "only from this machine"}, status_code=403)
        given: object = None
        if request.method == "POST":
            if not request.headers.get("content-type", "").startswith("application/json"):
                return JSONResponse({"error": "send application/json"}, status_code=415)
            try:
                given = json.loads(await request.body())
            except ValueError:
                return JSONResponse({"error": "this is no JSON"}, status_code=400)
        return await run_in_threadpool(act, request, given)

    return endpoint
