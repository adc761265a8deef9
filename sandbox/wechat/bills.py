"""/v3/bill/tradebill, /v3/bill/fundflowbill and /v3/billdownload/file: what was booked on a day.

Source: WeChat Pay, "申请交易账单", "申请资金账单" and "下载账单". A bill is there from ten o'clock
of the next day. The reply names a hash over the file as it is unpacked, and an address that is good
for thirty seconds, is asked for with a signature and answers without one.
"""

from __future__ import annotations

import gzip
import hashlib
import secrets
from datetime import datetime, timedelta

from sandbox.clock import BEIJING
from sandbox.planting import Planted, plant
from sandbox.span import Span
from sandbox.wechat.billed import bill_lines
from sandbox.wechat.bills_fund import fund_flow_file
from sandbox.wechat.bills_trade import trade_file
from sandbox.wechat.replies import Reply, refuse, succeed
from sandbox.wechat.turn import Call, Turn

LINK_VALID_S = 30
KEPT = timedelta(days=92)
BASIC = "BASIC"


def tell_trade_bill(*, turn: Turn, call: Call) -> Reply:
    """Name the address of a trade bill: of payments, of refunds, or of both."""
    return _tell(turn, call, call.query.get("bill_type", "ALL"))


def tell_fund_flow_bill(*, turn: Turn, call: Call) -> Reply:
    """Name the address of a bill of the account's moves; only the basic account has any."""
    return _tell(turn, call, f"FUND_{call.query.get('account_type', BASIC)}")


def hand_out_file(*, turn: Turn, call: Call) -> Reply:
    """The file behind an address, as long as that is good."""
    row = turn.tx.execute(
        "SELECT content FROM wechat_bill_file WHERE token = ? AND valid_until > ?",
        [call.query["token"], turn.now_s],
    ).fetchone()
    if row is None:
        return refuse("INVALID_REQUEST", "账单下载地址已失效，请重新申请账单")
    return Reply(200, row["content"], media="application/octet-stream")


def _tell(turn: Turn, call: Call, kind: str) -> Reply:
    span = Span.read(date=call.query["bill_date"])
    if span is None:
        return _wrong(call, "must be a day")
    now = datetime.fromtimestamp(turn.now_s, BEIJING)
    if span.start > now or span.start < now - KEPT:
        return refuse("INVALID_REQUEST", "请检查bill_date：仅支持三个月内的账单")
    if turn.now_s < span.ready_s:
        return refuse("STATEMENT_CREATING")
    lines = bill_lines(tx=turn.tx, span=span)
    planted = plant(tx=turn.tx, rail="wechat", lines=lines)
    text = _text(turn, kind, planted, span)
    if text is None:
        return refuse("NO_STATEMENT_EXIST")
    whole = ("\ufeff" + "".join(f"{line}\r\n" for line in text)).encode()
    sent = whole[: len(whole) // 2] if planted.truncated else whole
    packed = gzip.compress(sent, mtime=0) if "tar_type" in call.query else sent
    return succeed(
        {
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(whole).hexdigest(),
            "download_url": _keep(turn, packed),
        }
    )


def _text(turn: Turn, kind: str, planted: Planted, span: Span) -> list[str] | None:
    """The lines of a bill; nothing where nothing happened."""
    if kind == f"FUND_{BASIC}":
        return fund_flow_file(turn=turn, planted=planted, span=span)
    if kind in ("ALL", "SUCCESS", "REFUND"):
        return trade_file(turn=turn, kind=kind, planted=planted)
    return None


def _keep(turn: Turn, content: bytes) -> str:
    """Lay a file down to be fetched; returns its address."""
    token = secrets.token_urlsafe(24)
    turn.tx.execute("DELETE FROM wechat_bill_file WHERE valid_until < ?", [turn.now_s - 86_400])
    turn.tx.execute(
        "INSERT INTO wechat_bill_file VALUES (?, ?, ?)",
        [token, content, turn.now_s + LINK_VALID_S],
    )
    return f"{turn.provider.origin}/v3/billdownload/file?token={token}"


def _wrong(call: Call, issue: str) -> Reply:
    detail = {"field": "/bill_date", "value": call.query["bill_date"], "issue": issue}
    return refuse("PARAM_ERROR", detail={**detail, "location": "query"})
