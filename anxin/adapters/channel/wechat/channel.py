"""WeChat Pay as a `Channel`: native and H5 payment, query, close, refunds and their ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from wechatpayv3 import WeChatPayType

from anxin.adapters.channel.wechat.codes import (
    NO_CLOSING,
    NO_ORDER,
    NO_REFUND,
    is_not_there,
    refusal,
)
from anxin.adapters.channel.wechat.gateway import (
    Call,
    Event,
    Reply,
    Unproven,
    WechatClient,
    WechatMerchant,
)
from anxin.adapters.channel.wechat.reading import paid, payment_state, refund_state
from anxin.domain.channel import (
    Bill,
    ForgedNotice,
    Limits,
    Notice,
    NotPaid,
    NotRefunded,
    Paid,
    PayerMark,
    Processing,
    Recall,
    RefundOrder,
    RefundState,
    Refused,
    Unknown,
    no_mark,
)

TIMEOUT_SECONDS: Final = 6
LIMITS: Final = Limits(spacing_s=60, most_refunds=50, window=timedelta(days=365), binds_number=True)
"""WeChat Pay, "申请退款": a minute between refunds of a payment, fifty of them, within a year."""
BEIJING: Final = ZoneInfo("Asia/Shanghai")
CODE_ONLY: Final = Refused("code_only", final=True)
MOST_DESCRIPTION_BYTES: Final = 127
MOST_REASON_BYTES: Final = 80


class WechatChannel:
    """One merchant identity at the gateway; no call is waited for longer than `timeout_s`.

    Numbers go into paths as they are: letters, digits, `_` and `-` only. `mark_payer` makes of a
    payer's id what is kept of it.
    """

    limits = LIMITS

    def __init__(
        self,
        merchant: WechatMerchant,
        *,
        timeout_s: float = TIMEOUT_SECONDS,
        mark_payer: PayerMark = no_mark,
    ) -> None:
        self.identity = merchant.mchid
        self._merchant = merchant
        self._mark_payer = mark_payer
        self._client = WechatClient(merchant, timeout_s=timeout_s)

    def pay_address(self, *, bill: Bill, phone: bool) -> str | Refused | Unknown:
        """Return the address of the H5 page, which leads a phone's browser into WeChat.

        There is none for a desk, and none where the buyer's address is not known or this machine's
        own: WeChat Pay opens the page only to the address it was ordered from.
        """
        payer_ip = _outer_ip(bill.payer_ip)
        if not phone or payer_ip is None:
            return CODE_ONLY
        scene = {"payer_client_ip": payer_ip, "h5_info": {"type": "Wap"}}
        address = self._order(bill, WeChatPayType.H5, "h5_url", scene_info=scene)
        if not isinstance(address, str):
            return address
        joint = "&" if "?" in address else "?"
        return f"{address}{joint}redirect_url={quote(bill.return_url, safe='')}"

    def pay_code(self, *, bill: Bill) -> str | Refused | Unknown:
        """Return the text of a code to scan (native)."""
        return self._order(bill, WeChatPayType.NATIVE, "code_url")

    def _order(
        self, bill: Bill, kind: WeChatPayType, wanted: str, **more: Any
    ) -> str | Refused | Unknown:
        reply = self._ask(
            self._client.pay,
            pay_type=kind,
            description=_within(bill.subject, MOST_DESCRIPTION_BYTES) or bill.payment_no,
            out_trade_no=bill.payment_no,
            amount={"total": bill.amount_fen, "currency": "CNY"},
            time_expire=bill.expires_at.astimezone(BEIJING).isoformat(timespec="seconds"),
            **more,
        )
        if isinstance(reply, Unknown):
            return reply
        if reply.status != 200:
            return refusal(reply=reply, never=NO_ORDER)
        address = reply.fields.get(wanted)
        return address if isinstance(address, str) and address else Unknown(f"no {wanted}")

    def find_payment(self, *, payment_no: str) -> Paid | NotPaid | Unknown:
        """Ask for a transaction by our number. One that was never ordered does not exist."""
        reply = self._ask(self._client.query, out_trade_no=payment_no)
        if isinstance(reply, Unknown):
            return reply
        if is_not_there(reply=reply):
            return NotPaid(payment_no, closed=False)
        if reply.status != 200:
            return Unknown(f"{reply.status} {reply.code}".strip())
        return payment_state(
            fields=reply.fields,
            payment_no=payment_no,
            mchid=self.identity,
            mark_payer=self._mark_payer,
        )

    def close_payment(self, *, payment_no: str) -> NotPaid | Refused | Unknown:
        """Close an unpaid transaction: 204, also when it is closed already."""
        reply = self._ask(self._client.close, out_trade_no=payment_no)
        if isinstance(reply, Unknown):
            return reply
        if reply.status == 204 or is_not_there(reply=reply):
            return NotPaid(payment_no, closed=reply.status == 204)
        return refusal(reply=reply, never=NO_CLOSING)

    def refund(self, *, order: RefundOrder) -> RefundState | Refused | Unknown:
        """Ask for a refund. 200 says only that it was taken: its `status` is what counts."""
        reply = self._ask(
            self._client.refund,
            out_refund_no=order.refund_no,
            out_trade_no=order.payment_no,
            amount={"refund": order.amount_fen, "total": order.total_fen, "currency": "CNY"},
            reason=_within(order.reason, MOST_REASON_BYTES),
        )
        if isinstance(reply, Unknown):
            return reply
        if reply.status != 200:
            return refusal(reply=reply, never=NO_REFUND)
        return refund_state(fields=reply.fields, order=order)

    def find_refund(self, *, order: RefundOrder) -> RefundState | NotRefunded | Unknown:
        """Ask for a refund by its number."""
        reply = self._ask(self._client.query_refund, out_refund_no=order.refund_no)
        if isinstance(reply, Unknown):
            return reply
        if is_not_there(reply=reply):
            return NotRefunded()
        if reply.status != 200:
            return Unknown(f"{reply.status} {reply.code}".strip())
        return refund_state(fields=reply.fields, order=order)

    def recall_refund(self, *, order: RefundOrder, serial_no: str) -> Recall:
        """Have an abnormal refund's money sent to the merchant's own bank account."""
        reply = self._ask(
            self._client.abnormal_refund,
            refund_id=serial_no,
            out_refund_no=order.refund_no,
            type="MERCHANT_BANK_CARD",
        )
        if isinstance(reply, Unknown):
            return reply
        if reply.status != 200:
            return refusal(reply=reply, never=NO_REFUND)
        return Processing(serial_no)

    def answer_notice(self, *, taken: bool) -> tuple[int, str, str]:
        """Return what WeChat Pay waits for within five seconds; anything but 2xx comes again."""
        said = {"code": "SUCCESS"} if taken else {"code": "FAIL", "message": "not taken"}
        return 200 if taken else 404, "application/json", json.dumps(said)

    def read_notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Verify and decrypt a notice and return what it says.

        A signed one is WeChat Pay's, a decrypted one was meant for whoever has our key; its
        `mchid` must be ours all the same, and a payment's `appid`.
        """
        try:
            event = self._client.read(headers=headers, body=body)
        except Unproven as error:
            raise ForgedNotice(str(error)) from error
        self._check_addressee(event)
        payment_no = str(event.fields.get("out_trade_no", ""))
        if event.kind.startswith("REFUND."):
            refund_no = str(event.fields.get("out_refund_no", ""))
            return Notice(None, payment_no, refund_no, event.kind != "REFUND.SUCCESS")
        if event.kind != "TRANSACTION.SUCCESS" or event.fields.get("trade_state") != "SUCCESS":
            return Notice(None, payment_no)
        if not payment_no:
            raise ForgedNotice("no number")
        found = paid(fields=event.fields, mark_payer=self._mark_payer)
        if isinstance(found, Unknown):
            raise ForgedNotice(found.why)
        return Notice(found, payment_no)

    def _check_addressee(self, event: Event) -> None:
        names_app = event.kind.startswith("TRANSACTION.")
        app = event.fields.get("appid") if names_app else self._merchant.appid
        if event.fields.get("mchid") != self.identity or app != self._merchant.appid:
            raise ForgedNotice("another merchant's notice")

    def _ask(self, call: Call, **content: Any) -> Reply | Unknown:
        try:
            return self._client.ask(call, **content)
        except Unproven as error:
            return Unknown(str(error))


def _outer_ip(text: str) -> str | None:
    """Return the address of a buyer as others see it; `None` if there is none or it is our own.

    >>> _outer_ip("203.0.113.7"), _outer_ip("::ffff:203.0.113.7"), _outer_ip("127.0.0.1")
    ('203.0.113.7', '203.0.113.7', None)
    """
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return None if address.is_loopback or address.is_unspecified else str(address)


def _within(text: str, most_bytes: int) -> str:
    """Cut a text to so many bytes, between characters; control characters become spaces.

    >>> _within("订单退款", 7)
    '订单'
    """
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return plain.encode("utf-8", "replace")[:most_bytes].decode("utf-8", "ignore")
