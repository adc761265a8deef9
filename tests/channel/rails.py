"""What tests must know of each rail to try every channel in the same words."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anxin import wiring
from anxin.adapters.channel.alipay import AlipayChannel, AlipayMerchant
from anxin.adapters.channel.wechat import WechatChannel, WechatMerchant
from anxin.domain.channel import Bill, Channel, PayerMark
from anxin.services.risk.marks import payer_mark
from config.secrets import load_alipay, load_wechat
from tests.sandbox.process import Sandbox, ask, wait_until
from tests.sandbox.shop import Sink

METHODS = ("alipay", "wechat")
CODE_PREFIX = "weixin://wxpay/bizpayurl?pr="
PATIENT_S = 6.0


@dataclass(frozen=True)
class Told:
    """A notice as it came."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Names:
    """What the sandbox's switches call a rail's calls."""

    code: str
    query: str
    close: str
    refund: str
    refund_query: str


def site_mark() -> PayerMark:
    """What the site makes of a payer's id."""
    return payer_mark(secrets=wiring.outside().secrets)


class Rail(Protocol):
    """One rail of the sandbox, as the shop meets it."""

    method: str
    names: Names
    forgeries: tuple[str, ...]
    merchant: Any

    def channel(self, *, timeout_s: float = PATIENT_S) -> Any:
        """The adapter at the rail's gateway."""
        ...

    def order(self, *, channel: Channel, bill: Bill) -> str:
        """Order a payment; return the page that the buyer pays on."""
        ...

    def page(self, *, address: str) -> str:
        """The page behind what the channel answered: an address, or a code's text."""
        ...

    def account(self, *, payment_no: str) -> dict[str, Any]:
        """What the gateway's book has of a payment; `serial_no` is its own number."""
        ...

    def payer(self, *, payment_no: str, channel: Any) -> str:
        """What the gateway itself calls whoever paid."""
        ...

    def told(self, *, payment_no: str, count: int) -> list[Told]:
        """Wait for so many notices about a payment."""
        ...

    def stop(self) -> None:
        """Take no more notices."""
        ...


class AlipayRail:
    """Alipay: the buyer leaves for an address that redirects to the page."""

    method = "alipay"
    names = Names(
        code="alipay.trade.precreate",
        query="alipay.trade.query",
        close="alipay.trade.close",
        refund="alipay.trade.refund",
        refund_query="alipay.trade.fastpay.refund.query",
    )
    forgeries: tuple[str, ...] = ("wrong_signature", "other_key", "other_app")

    def __init__(self, *, sandbox: Sandbox, sink: Sink) -> None:
        self.sandbox, self.sink = sandbox, sink
        gateway = f"{sandbox.origin}/gateway.do"
        known = load_alipay(sandbox.shop, gateway=gateway, notify_url=sink.url)
        self.merchant = AlipayMerchant(**known)

    def channel(self, *, timeout_s: float = PATIENT_S) -> AlipayChannel:
        """The adapter."""
        return AlipayChannel(self.merchant, timeout_s=timeout_s, mark_payer=site_mark())

    def order(self, *, channel: Channel, bill: Bill) -> str:
        """By the phone's address."""
        address = channel.pay_address(bill=bill, phone=True)
        assert isinstance(address, str), address
        return self.page(address=address)

    def page(self, *, address: str) -> str:
        """Where the gateway sends a browser; a code to scan is a page itself."""
        answer = ask(address)
        return answer.headers["Location"] if answer.status == 303 else address

    def account(self, *, payment_no: str) -> dict[str, Any]:
        """By the shop's number."""
        account = self.sandbox.account(payment_no)
        return {**account, "serial_no": account["trade_no"]}

    def payer(self, *, payment_no: str, channel: AlipayChannel) -> str:
        """The user's id."""
        reply = channel._client.ask("alipay.trade.query", {"out_trade_no": payment_no})
        return str(reply.fields["buyer_user_id"])

    def told(self, *, payment_no: str, count: int) -> list[Told]:
        """As forms, which are signed whatever their encoding."""
        forms = self.sink.await_notices(payment_no, count=count)
        return [Told({}, urlencode(form).encode()) for form in forms]

    def stop(self) -> None:
        """The sink is everybody's."""


class WechatRail:
    """WeChat Pay: the buyer scans a code, whose page the sandbox keeps in the phone's place."""

    method = "wechat"
    names = Names(
        code="wechat.pay.native",
        query="wechat.query",
        close="wechat.close",
        refund="wechat.refund",
        refund_query="wechat.refund_query",
    )
    forgeries: tuple[str, ...] = ("wrong_signature", "other_key", "other_mchid", "stale_timestamp")

    def __init__(self, *, sandbox: Sandbox) -> None:
        self.sandbox, self.letters = sandbox, Letters()
        known = load_wechat(sandbox.shop, gateway=sandbox.origin, notify_url=self.letters.url)
        self.merchant = WechatMerchant(**known)

    def channel(self, *, timeout_s: float = PATIENT_S) -> WechatChannel:
        """The adapter."""
        return WechatChannel(self.merchant, timeout_s=timeout_s, mark_payer=site_mark())

    def order(self, *, channel: Channel, bill: Bill) -> str:
        """By code."""
        code = channel.pay_code(bill=bill)
        assert isinstance(code, str), code
        return self.page(address=code)

    def page(self, *, address: str) -> str:
        """The page behind a code; the address for a phone is the page itself."""
        if not address.startswith(CODE_PREFIX):
            return address
        return f"{self.sandbox.origin}/wxpay/{address.removeprefix(CODE_PREFIX)}"

    def account(self, *, payment_no: str) -> dict[str, Any]:
        """By the shop's number."""
        account = self.sandbox.account(payment_no, rail="wechat")
        return {**account, "serial_no": account["transaction_id"]}

    def payer(self, *, payment_no: str, channel: WechatChannel) -> str:
        """The user's openid."""
        reply = channel._client.ask(channel._client.query, out_trade_no=payment_no)
        return str(reply.fields["payer"]["openid"])

    def told(self, *, payment_no: str, count: int) -> list[Told]:
        """Those whose inside names the payment, whoever signed them."""
        wait_until(lambda: len(self._about(payment_no)) >= count)
        return self._about(payment_no)

    def _about(self, payment_no: str) -> list[Told]:
        letters = list(self.letters.received)
        return [told for told in letters if self.inside(told)["out_trade_no"] == payment_no]

    def inside(self, told: Told) -> dict[str, Any]:
        """What a notice carries, decrypted and not verified."""
        sealed = json.loads(told.body)["resource"]
        nonce, about = sealed["nonce"].encode(), sealed["associated_data"].encode()
        text = base64.b64decode(sealed["ciphertext"])
        read: dict[str, Any] = json.loads(
            AESGCM(self.merchant.apiv3_key.encode()).decrypt(nonce, text, about)
        )
        return read

    def stop(self) -> None:
        """Close the letter box."""
        self.letters.shutdown()
        self.letters.server_close()


class Letters(ThreadingHTTPServer):
    """Takes notices down as they come and is content with each."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/notify/wechat/"
        self.received: list[Told] = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    server: Letters

    def do_POST(self) -> None:
        """Take a notice."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(Told(dict(self.headers), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def open_rail(*, method: str, sandbox: Sandbox, sink: Sink) -> Rail:
    """The rail of a method."""
    if method == "wechat":
        return WechatRail(sandbox=sandbox)
    return AlipayRail(sandbox=sandbox, sink=sink)
