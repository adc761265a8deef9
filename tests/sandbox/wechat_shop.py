"""A shop in miniature on WeChat Pay: the real SDK as its client, an HTTP server for its notices."""

from __future__ import annotations

import itertools
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core

from sandbox.keyfiles import keep_key
from sandbox.rsa import sign
from tests.sandbox.process import Answer, Sandbox, ask, wait_until

NUMBERS = (f"W{datetime.now():%H%M%S}{number:04d}" for number in itertools.count(1))
NATIVE_PREFIX = "weixin://wxpay/bizpayurl?pr="


@dataclass(frozen=True)
class Account:
    """What the files of a prepared shop say."""

    mchid: str
    appid: str
    serial_no: str
    public_key_id: str
    key: str
    apiv3_key: str
    public_key: str

    @classmethod
    def read(cls, folder: Path) -> Account:
        """The account of a folder."""
        return cls(
            **json.loads((folder / "wechat.json").read_text()),
            key=(folder / "apiclient_key.pem").read_text(),
            apiv3_key=(folder / "apiv3_key.txt").read_text(),
            public_key=(folder / "wechatpay_public_key.pem").read_text(),
        )


class LocalWeChat(WeChatPay):  # type: ignore[misc]
    """The SDK as it is, but for its address, and replies read as JSON."""

    def __init__(
        self,
        *,
        sandbox: Sandbox,
        by_certificate: bool = False,
        timeout_s: float = 10,
        notify_url: str | None = None,
    ) -> None:
        account = Account.read(sandbox.shop)
        named = {"public_key": account.public_key, "public_key_id": account.public_key_id}
        real = Core._init_certificates
        Core._init_certificates = lambda core: None  # it would ask the real host for them
        try:
            super().__init__(
                wechatpay_type=WeChatPayType.NATIVE,
                mchid=account.mchid,
                private_key=account.key,
                cert_serial_no=account.serial_no,
                appid=account.appid,
                apiv3_key=account.apiv3_key,
                notify_url=notify_url,
                timeout=timeout_s,
                **({} if by_certificate else named),
            )
        finally:
            Core._init_certificates = real
        self.account = account
        self._core._gate_way = sandbox.origin
        if by_certificate:
            self._core._init_certificates()

    def order(self, number: str, total_fen: int, **more: Any) -> tuple[int, dict[str, Any]]:
        """Native, or another product by `pay_type`."""
        given = {"description": "十元充值卡", "amount": {"total": total_fen, "currency": "CNY"}}
        return read(self.pay(out_trade_no=number, **{**given, **more}))

    def find(self, number: str) -> dict[str, Any]:
        """A query by the shop's number."""
        status, said = read(self.query(out_trade_no=number))
        return {"http": status, **said}

    def give_back(
        self, number: str, refund_no: str, refund_fen: int, total_fen: int = 3000, **more: Any
    ) -> tuple[int, dict[str, Any]]:
        """A refund."""
        amount = {"refund": refund_fen, "total": total_fen, "currency": "CNY"}
        return read(self.refund(refund_no, amount, out_trade_no=number, **more))

    def find_refund(self, refund_no: str) -> dict[str, Any]:
        """A query of a refund."""
        status, said = read(self.query_refund(refund_no))
        return {"http": status, **said}


def read(answer: tuple[int, str | bytes]) -> tuple[int, dict[str, Any]]:
    """What the SDK returns, as JSON."""
    status, text = answer
    return status, json.loads(text) if text else {}


@dataclass(frozen=True)
class Received:
    """A notice as it came, and as the SDK reads it: nothing if it is not WeChat Pay's."""

    headers: Mapping[str, str]
    body: bytes
    read: dict[str, Any] | None

    @property
    def id(self) -> str:
        """The notice's number, whoever sent it."""
        return str(json.loads(self.body)["id"])

    @property
    def event(self) -> str:
        """What it says that happened, whoever sent it."""
        return str(json.loads(self.body)["event_type"])

    @property
    def plain(self) -> dict[str, Any]:
        """What was encrypted."""
        assert self.read is not None
        plain: dict[str, Any] = self.read["resource"]
        return plain


class WeChatSink(ThreadingHTTPServer):
    """Takes notices down under the address they came to; answers 204 unless told otherwise."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/notify"
        self.received: dict[str, list[Received]] = {}
        self.answers: dict[str, Iterator[int]] = {}
        self.client: LocalWeChat | None = None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def at(self, number: str) -> str:
        """An address of a test's own."""
        return f"{self.url}/{number}"

    def of(self, number: str) -> list[Received]:
        """The notices that came there, in the order of their arrival."""
        return list(self.received.get(number, []))

    def await_notices(self, number: str, *, count: int) -> list[Received]:
        """Wait for so many notices."""
        wait_until(lambda: len(self.of(number)) >= count)
        return self.of(number)


class _Handler(BaseHTTPRequestHandler):
    server: WeChatSink

    def do_POST(self) -> None:
        """Take a notice."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        number = self.path.rpartition("/")[2]
        assert self.server.client is not None
        try:
            known = self.server.client.callback(self.headers, body)
        except ValueError:  # the SDK's way to meet a serial that it does not know
            known = None
        received = Received(dict(self.headers), body, known)
        self.server.received.setdefault(number, []).append(received)
        self.send_response(next(self.server.answers.get(number, iter(())), 204))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class WeChatShop:
    """A client and its sink, and what a test does with them again and again."""

    def __init__(self, *, sandbox: Sandbox, sink: WeChatSink, by_certificate: bool = False) -> None:
        self.sandbox = sandbox
        self.sink = sink
        self.client = LocalWeChat(sandbox=sandbox, by_certificate=by_certificate)
        sink.client = self.client

    def order(self, total_fen: int = 3000, **more: Any) -> tuple[str, str]:
        """A new order and its pay page; its notices come to an address of its own."""
        number = next(NUMBERS)
        given = {"notify_url": self.sink.at(number), **more}
        status, said = self.client.order(number, total_fen, **given)
        assert status == 200, said
        return number, self.page(said["code_url"])

    def page(self, code_url: str) -> str:
        """The page in the place of the phone."""
        assert code_url.startswith(NATIVE_PREFIX)
        return f"{self.sandbox.origin}/wxpay/{code_url.removeprefix(NATIVE_PREFIX)}"

    def paid_order(self, total_fen: int = 3000, **more: Any) -> str:
        """A new order that was paid."""
        number, page = self.order(total_fen, **more)
        assert "付款成功" in ask(page, form={"do": "pay"}).text
        return number

    def refund(self, number: str, refund_no: str, fen: int, **more: Any) -> dict[str, Any]:
        """A refund that is accepted, told to the order's address."""
        given = {"notify_url": self.sink.at(number), **more}
        status, said = self.client.give_back(number, refund_no, fen, **given)
        assert status == 200, said
        return said

    def settled(self, refund_no: str) -> dict[str, Any]:
        """What became of a refund, once something did."""
        wait_until(lambda: self.client.find_refund(refund_no)["status"] != "PROCESSING")
        return self.client.find_refund(refund_no)


def signed(
    sandbox: Sandbox,
    method: str,
    target: str,
    body: bytes = b"",
    *,
    at_s: float | None = None,
    said: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers of a request, signed as the docs say, with parts of the test's own."""
    stamp = str(int(time.time() if at_s is None else at_s))
    nonce = secrets.token_hex(16)
    text = f"{method}\n{target}\n{stamp}\n{nonce}\n".encode() + body + b"\n"
    account = Account.read(sandbox.shop)
    signature = sign(key=keep_key(path=sandbox.shop / "apiclient_key.pem"), text=text)
    parts = {
        "mchid": account.mchid,
        "nonce_str": nonce,
        "signature": signature,
        "timestamp": stamp,
        "serial_no": account.serial_no,
        **(said or {}),
    }
    pairs = ",".join(f'{name}="{value}"' for name, value in parts.items())
    return {
        "Authorization": f"WECHATPAY2-SHA256-RSA2048 {pairs}",
        "Accept": "application/json",
        "Content-Type": "application/json",
        "User-Agent": "a test",
    }


def post(
    sandbox: Sandbox,
    target: str,
    content: object,
    *,
    headers: Mapping[str, str] | None = None,
    **said: Any,
) -> Answer:
    """A signed POST past the SDK; a header given as empty is left out."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    sent = {**signed(sandbox, "POST", target, body, **said), **(headers or {})}
    kept = {name: value for name, value in sent.items() if value}
    return ask(f"{sandbox.origin}{target}", method="POST", body=body, headers=kept)


def get(
    sandbox: Sandbox, target: str, *, headers: Mapping[str, str] | None = None, **said: Any
) -> Answer:
    """A signed GET past the SDK."""
    sent = {**signed(sandbox, "GET", target, **said), **(headers or {})}
    return ask(f"{sandbox.origin}{target}", headers=sent)
