"""The supplier's page: its orders, and a way to bring an open one to its end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.book import Book
from sandbox.clock import Clock, beijing_text
from sandbox.desk import guarded
from sandbox.pages import page, table
from sandbox.supplier.orders import finish, list_orders, pass_time

PAGE = Path(__file__).parent / "templates" / "orders.html"
SHOWN = 50


@dataclass(frozen=True)
class Pages:
    """The pages of one supplier."""

    book: Book
    clock: Clock

    def routes(self) -> list[Route]:
        """Where what is shown and done."""
        return [
            Route("/supplier/", guarded(self._show), methods=["GET"]),
            Route("/supplier/desk/orders/{order_no}", guarded(self._finish), methods=["POST"]),
        ]

    def _show(self, request: Request, _: object) -> Response:
        with self.book.transaction() as tx:
            pass_time(tx=tx, now_s=self.clock.now_s())
            orders = list_orders(tx=tx, limit=SHOWN)
        rows = (
            [order.order_no, order.state, order.reason, order.receipt_no, order.value_fen,
             beijing_text(at_s=order.accepted_at)]
            for order in orders
        )  # fmt: skip
        return page(template=PAGE, orders=table(rows=rows))

    def _finish(self, request: Request, given: object) -> Response:
        outcome = given.get("state") if isinstance(given, dict) else None
        if outcome not in ("succeeded", "failed"):
            return JSONResponse({"error": "state: succeeded or failed"}, status_code=422)
        with self.book.transaction() as tx:
            done = finish(
                tx=tx,
                order_no=request.path_params["order_no"],
                outcome=outcome,
                now_s=self.clock.now_s(),
            )
        if not done:
            return JSONResponse({"error": "no open order of that number"}, status_code=404)
        return Response(status_code=204)
