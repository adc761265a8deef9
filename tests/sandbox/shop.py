"""A shop in miniature: the real SDK as its client, a small HTTP server for its notices."""

from __future__ import annotations

import itertools
import json
import threading
import urllib.parse
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from alipay import AliPay
from alipay.utils import AliPayConfig

from tests.sandbox.process import Answer, Sandbox, ask, wait_until

NUMBERS = (f"T{datetime.now():%H%M%S}{number:04d}" for number in itertools.count(1))
BEIJING = timezone(timedelta(hours=8))


class LocalAliPay(AliPay):  # type: ignore[misc]
    """The SDK as it is, but for an address of our own, the sandbox's time, and one repair."""

    def __init__(self, *, sandbox: Sandbox, timeout_s: float = 10, **given: Any) -> None:
        account = json.loads((sandbox.shop / "alipay.json").read_text())
        known = {
            "appid": account["app_id"],
            "app_private_key_string": (sandbox.shop / "app_private_key.pem").read_text(),
            "alipay_public_key_string": (sandbox.shop / "alipay_public_key.pem").read_text(),
            "config": AliPayConfig(timeout=timeout_s),
        }
        super().__init__(**{**known, **given})
        self.sandbox = sandbox
        self._gateway = f"{sandbox.origin}/gateway.do"

    def build_body(self, *given: Any, **more: Any) -> dict[str, Any]:
        """The SDK takes the machine's local time for Beijing's."""
        now = datetime.now(BEIJING) + timedelta(seconds=self.sandbox.offset_s)
        body: dict[str, Any] = super().build_body(*given, **more)
        return {**body, "timestamp": now.strftime("%Y-%m-%d %H:%M:%S")}

    def _get_string_to_be_signed(self, raw: str, name: str) -> str:
        """The SDK counts braces even within texts; this reads the value as JSON does."""
        start = raw.index("{", raw.index(f'"{name}"'))
        return raw[start : json.JSONDecoder().raw_decode(raw, start)[1]]

    def refund(self, number: str, amount: str, request_no: str = "", **more: Any) -> dict[str, Any]:
        """alipay.trade.refund."""
        if request_no:
            more["out_request_no"] = request_no
        reply: dict[str, Any] = self.api_alipay_trade_refund(
            refund_amount=amount, out_trade_no=number, **more
        )
        return reply

    def find_refund(self, number: str, request_no: str, **more: Any) -> dict[str, Any]:
        """alipay.trade.fastpay.refund.query."""
        asked = {"out_trade_no": number, "out_request_no": request_no, **more}
        reply: dict[str, Any] = self.server_api("alipay.trade.fastpay.refund.query", asked)
        return reply

    def find(self, number: str) -> dict[str, Any]:
        """alipay.trade.query."""
        reply: dict[str, Any] = self.api_alipay_trade_query(out_trade_no=number)
        return reply

    def page_url(self, number: str, amount: str, **more: Any) -> str:
        """The address that the buyer's browser is sent to."""
        given = {"subject": "十元充值卡", "out_trade_no": number, "total_amount": amount, **more}
        return f"{self._gateway}?{self.api_alipay_trade_page_pay(**given)}"


class Sink(ThreadingHTTPServer):
    """Takes notices down; answers `success` unless told otherwise for a trade."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/notify?from=alipay"
        self.received: list[dict[str, str]] = []
        self.answers: dict[str, Iterator[tuple[int, str]]] = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def of(self, number: str) -> list[dict[str, str]]:
        """The notices about a trade, in the order of their arrival."""
        return [notice for notice in list(self.received) if notice["out_trade_no"] == number]

    def await_notices(self, number: str, *, count: int) -> list[dict[str, str]]:
        """Wait for so many notices about a trade."""
        wait_until(lambda: len(self.of(number)) >= count)
        return self.of(number)


class _Handler(BaseHTTPRequestHandler):
    server: Sink

    def do_POST(self) -> None:
        """Take a notice."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        notice = dict(urllib.parse.parse_qsl(body, strict_parsing=True))
        self.server.received.append(notice)
        status, text = next(
            self.server.answers.get(notice["out_trade_no"], iter(())), (200, "success")
        )
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.url)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Shop:
    """A client and its sink, and what a test does with them again and again."""

    def __init__(self, *, sandbox: Sandbox, sink: Sink) -> None:
        self.sandbox = sandbox
        self.sink = sink
        self.client = LocalAliPay(sandbox=sandbox, app_notify_url=sink.url)

    def order(self, amount: str = "30.00", **more: Any) -> tuple[str, str]:
        """A new order and its pay page."""
        number = next(NUMBERS)
        answer = ask(self.client.page_url(number, amount, **more))
        assert answer.status == 303, answer.text
        return number, answer.headers["Location"]

    def paid_order(self, amount: str = "30.00", **more: Any) -> str:
        """A new order whose buyer opened its page, paid, and whose shop was told."""
        number, page = self.order(amount, **more)
        assert "沙箱" in ask(page).text
        tap(page)
        return number


def tap(page: str, do: str = "pay", *, payer: str = "1") -> Answer:
    """Press a button of a pay page, as whom the page names first or as somebody else."""
    return ask(page, form={"do": do, "payer": payer})


def is_genuine(client: LocalAliPay, params: dict[str, str]) -> bool:
    """Whether the SDK takes a notice, or what came with a return_url, for Alipay's."""
    params = dict(params)
    return bool(client.verify(params, params.pop("sign")))
