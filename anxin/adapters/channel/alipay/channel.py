"""Alipay as a `Channel`: page, wap and precreate payment, query, close, refund, refund query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qsl

from anxin.adapters.channel.alipay.gateway import (
    AlipayMerchant,
    GatewayClient,
    NoReply,
    Reply,
    beijing_second,
)
from anxin.domain.channel import (
    Bill,
    ForgedNotice,
    Limits,
    Notice,
    NotPaid,
    NotRefunded,
    Paid,
    PayerMark,
    Recall,
    Refunded,
    RefundOrder,
    Refused,
    Unknown,
    no_mark,
)
from anxin.domain.money import yuan

TIMEOUT_SECONDS: Final = 6
OK: Final = "10000"
PAID: Final = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})
NOT_EXIST: Final = "ACQ.TRADE_NOT_EXIST"
LATER: Final = frozenset(
    {
        "ACQ.SELLER_BALANCE_NOT_ENOUGH",
        "ACQ.REASON_TRADE_BEEN_FREEZEN",
        "ACQ.FREQUENCY_LIMITED",
    }
)
"""Refusals of a refund that may pass: the same number and amount are asked for again."""
DOUBTFUL: Final = frozenset({"ACQ.SYSTEM_ERROR", "ACQ.DISCORDANT_REPEAT_REQUEST"})
"""Refusals of a refund after which only a query can tell whether it happened."""
WAY_CLOSED: Final = frozenset({"ACQ.TRADE_HAS_FINISHED", "ACQ.TRADE_NOT_ALLOW_REFUND"})
"""Refusals that stand for every refund of the trade: the window is over, or it never had one."""
SPACING_SECONDS: Final = 3
MOST_REFUNDS: Final = 1_000
PAYER_IDS: Final = ("buyer_id", "buyer_user_id", "buyer_open_id")
"""Who paid, as notices and as queries call it; newer apps are told the open id alone."""
MOST_FIELDS: Final = 200
_AMOUNT = re.compile(r"[0-9]{1,9}\.[0-9]{2}")


class AlipayChannel:
    """One merchant identity at Alipay's gateway; no call is waited for longer than `timeout_s`.

    `mark_payer` makes of a payer's id what is kept of it.
    """

    def __init__(
        self,
        merchant: AlipayMerchant,
        *,
        timeout_s: float = TIMEOUT_SECONDS,
        mark_payer: PayerMark = no_mark,
    ) -> None:
        self.identity = merchant.app_id
        window = timedelta(days=merchant.refund_days)
        self.limits = Limits(SPACING_SECONDS, MOST_REFUNDS, window)
        self._merchant = merchant
        self._mark_payer = mark_payer
        self._client = GatewayClient(merchant, timeout_s=timeout_s)

    def pay_address(self, *, bill: Bill, phone: bool) -> str:
        """Return the signed address of the pay page (alipay.trade.wap.pay or page.pay)."""
        method, product = (
            ("alipay.trade.wap.pay", "QUICK_WAP_PAY")
            if phone
            else ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY")
        )
        content = {**_content(bill), "product_code": product}
        if phone:
            content["quit_url"] = bill.return_url
        return self._client.address(method, content, return_url=bill.return_url)

    def pay_code(self, *, bill: Bill) -> str | Refused | Unknown:
        """Return the text of a code to scan (alipay.trade.precreate)."""
        reply = self._ask("alipay.trade.precreate", _content(bill))
        if isinstance(reply, Unknown):
            return reply
        if reply.code != OK:
            return Refused(reply.sub_code or reply.code, final=True)
        return str(reply.fields["qr_code"])

    def find_payment(self, *, payment_no: str) -> Paid | NotPaid | Unknown:
        """Ask for a trade (alipay.trade.query). One that nobody opened does not exist yet."""
        reply = self._ask("alipay.trade.query", {"out_trade_no": payment_no})
        if isinstance(reply, Unknown):
            return reply
        if reply.sub_code == NOT_EXIST:
            return NotPaid(payment_no, closed=False)
        if reply.code != OK:
            return Unknown(f"{reply.code} {reply.sub_code}")
        status = reply.fields.get("trade_status")
        if status in PAID or "send_pay_date" in reply.fields:
            return self._paid(reply.fields, account=self._merchant.seller_id)
        return NotPaid(payment_no, closed=status == "TRADE_CLOSED")

    def close_payment(self, *, payment_no: str) -> NotPaid | Refused | Unknown:
        """Close an unpaid trade (alipay.trade.close).

        One that nobody opened does not exist yet, cannot be closed, and can still be opened.
        """
        reply = self._ask("alipay.trade.close", {"out_trade_no": payment_no})
        if isinstance(reply, Unknown):
            return reply
        if reply.code == OK or reply.sub_code == NOT_EXIST:
            return NotPaid(payment_no, closed=reply.code == OK)
        if reply.sub_code == "ACQ.SYSTEM_ERROR" or reply.code == "20000":
            return Unknown(reply.sub_code)
        return Refused(reply.sub_code or reply.code, final=True)

    def refund(self, *, order: RefundOrder) -> Refunded | Refused | Unknown:
        """Ask for a refund (alipay.trade.refund).

        10000 says only that the call was taken: `fund_change=Y` that money moved. Its absence,
        as when a refund is repeated, is for the refund query to settle.
        """
        content = {
            "out_trade_no": order.payment_no,
            "out_request_no": order.refund_no,
            "refund_amount": yuan(order.amount_fen),
            "refund_reason": _plain(order.reason)[:80],
        }
        reply = self._ask("alipay.trade.refund", content)
        if isinstance(reply, Unknown):
            return reply
        if reply.code == OK:
            if reply.fields.get("fund_change") == "Y":
                return Refunded(str(reply.fields.get("trade_no", "")))
            return Unknown("taken without a change of funds")
        if reply.sub_code in DOUBTFUL or reply.code == "20000" or reply.sub_code.startswith("aop."):
            return Unknown(reply.sub_code or reply.code)
        code = reply.sub_code
        return Refused(code or reply.code, final=code not in LATER, way_closed=code in WAY_CLOSED)

    def find_refund(self, *, order: RefundOrder) -> Refunded | NotRefunded | Unknown:
        """Ask for a refund (alipay.trade.fastpay.refund.query).

        10000 without data means that there is no such refund (yet).
        """
        content = {"out_trade_no": order.payment_no, "out_request_no": order.refund_no}
        reply = self._ask("alipay.trade.fastpay.refund.query", content)
        if isinstance(reply, Unknown):
            return reply
        if reply.sub_code == NOT_EXIST:
            return NotRefunded()
        if reply.code != OK:
            return Unknown(f"{reply.code} {reply.sub_code}")
        return _found(reply.fields, order)

    def recall_refund(self, *, order: RefundOrder, serial_no: str) -> Recall:
        """Alipay has no refunds that wait for such a word."""
        return Refused("not_supported", final=True)

    def answer_notice(self, *, taken: bool) -> tuple[int, str, str]:
        """Return the seven characters that Alipay waits for, or something else."""
        return (200, "text/plain", "success") if taken else (404, "text/plain", "fail")

    def read_notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Verify a notice and return what it says.

        A refund's notice comes to the payment's address and looks paid: `refund_fee` or
        `gmt_refund` tell it apart, and it pays nothing again.
        """
        data = _form(body)
        signature = data.pop("sign", "")
        if data.get("sign_type") != "RSA2" or not self._client.is_signed(data, signature):
            raise ForgedNotice("signature")
        if data.get("app_id") != self.identity or data.get("seller_id") != self._merchant.seller_id:
            raise ForgedNotice("another merchant's notice")
        payment_no = data.get("out_trade_no", "")
        about_refund = "gmt_refund" in data or "refund_fee" in data
        if data.get("trade_status") not in PAID or about_refund:
            return Notice(None, payment_no, data.get("out_biz_no", "") if about_refund else "")
        paid = self._paid(data, account=data["seller_id"])
        if isinstance(paid, Unknown):
            raise ForgedNotice(paid.why)
        return Notice(paid, payment_no)

    def _ask(self, method: str, content: dict[str, Any]) -> Reply | Unknown:
        try:
            return self._client.ask(method, content)
        except NoReply as error:
            return Unknown(str(error))

    def _paid(self, fields: Mapping[str, Any], *, account: str) -> Paid | Unknown:
        amount = fen(str(fields.get("total_amount", "")))
        if amount is None or not fields.get("trade_no"):
            return Unknown("a payment without amount or number")
        payer = _payer(fields)
        return Paid(
            str(fields["out_trade_no"]),
            str(fields["trade_no"]),
            amount,
            account,
            self._mark_payer(f"alipay:{payer}") if payer else b"",
        )


def _payer(fields: Mapping[str, Any]) -> str:
    """Return the payer's id, the same whether told or asked; empty where Alipay says none.

    >>> _payer({"buyer_user_id": "2088", "buyer_open_id": "074a"}), _payer({"buyer_id": 7})
    ('2088', '')
    """
    told = (fields.get(name) for name in PAYER_IDS)
    return next((value for value in told if isinstance(value, str) and value), "")


def _form(body: bytes) -> dict[str, str]:
    """Read a form; of a field sent twice the last counts, which is the one that is verified."""
    try:
        text = body.decode("utf-8", "replace")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise ForgedNotice("no form") from error


def fen(text: str) -> int | None:
    """Read an amount in yuan with two decimals as fen; `None` for anything else.

    >>> fen("98.00"), fen("98.0"), fen("-1.00")
    (9800, None, None)
    """
    if not _AMOUNT.fullmatch(text):
        return None
    return int(text.replace(".", ""))


def _found(fields: Mapping[str, Any], order: RefundOrder) -> Refunded | NotRefunded | Unknown:
    """Older replies have no `refund_status`: then our own amount stands for success."""
    status, amount = fields.get("refund_status"), fen(str(fields.get("refund_amount", "")))
    if status is None and amount is None:
        return NotRefunded()
    if status in (None, "REFUND_SUCCESS") and amount == order.amount_fen:
        return Refunded(str(fields.get("trade_no", "")))
    return Unknown(f"refund_status {status}, amount {amount}")


def _content(bill: Bill) -> dict[str, Any]:
    return {
        "out_trade_no": bill.payment_no,
        "total_amount": yuan(bill.amount_fen),
        "subject": _plain(bill.subject)[:120],
        "time_expire": beijing_second(bill.expires_at),
    }


def _plain(text: str) -> str:
    """Leave out what Alipay refuses in a subject and what its clients stumble over."""
    return re.sub(r"[/=&{}\"'\\<>\s]+", " ", text).strip()
