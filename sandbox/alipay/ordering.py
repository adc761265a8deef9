"""alipay.trade.page.pay, .wap.pay and .precreate: a merchant asks for money.

The first two are not calls but pages: the buyer's browser brings the signed request and is sent on
to the pay page. The third answers with a link to show as a QR code, valid for two hours.
"""

from __future__ import annotations

import re
import secrets

from sandbox.alipay.replies import Reply, refuse, succeed
from sandbox.alipay.trade import Trade, find_ordered
from sandbox.alipay.turn import Biz, Turn, text
from sandbox.clock import beijing_text, read_beijing
from sandbox.money import read_yuan

PRECREATE = "alipay.trade.precreate"
CODE_VALID_S = 2 * 3600
LONGEST_WAIT_S = 15 * 86_400
MOST_FEN = 10_000_000_000
WAIT = re.compile(r"([1-9][0-9]{0,4})([mhd])")
WAIT_UNITS_S = {"m": 60, "h": 3600, "d": 86_400}
# Why an order that is known already cannot be paid; one that waits for its buyer can.
OVER = {
    "TRADE_SUCCESS": "ACQ.TRADE_HAS_SUCCESS",
    "TRADE_FINISHED": "ACQ.TRADE_HAS_FINISHED",
    "TRADE_CLOSED": "ACQ.TRADE_HAS_CLOSE",
}


def order_trade(*, turn: Turn, biz: Biz, method: str, notify_url: str, return_url: str) -> Reply:
    """Note down what is to be paid; the reply's `qr_code` is where.

    The same order again gets the same page. Its amount and subject cannot change.
    """
    total_fen = read_yuan(text=text(biz, "total_amount"))
    number, subject = text(biz, "out_trade_no"), text(biz, "subject")
    if not total_fen or total_fen > MOST_FEN or not subject or len(subject) > 256:
        return refuse("ACQ.INVALID_PARAMETER")
    if not 0 < len(number) <= 64:
        return refuse("ACQ.INVALID_PARAMETER")
    expires_at = _expires_at(turn, biz, method)
    if expires_at is None:
        return refuse("ACQ.INVALID_PARAMETER")
    known = find_ordered(tx=turn.tx, out_trade_no=number)
    if known is None:
        known = Trade(
            trade_no=_new_trade_no(turn),
            out_trade_no=number,
            token=secrets.token_urlsafe(24),
            method=method,
            subject=subject,
            body=text(biz, "body"),
            passback_params=text(biz, "passback_params"),
            notify_url=notify_url,
            return_url=return_url,
            quit_url=text(biz, "quit_url"),
            total_fen=total_fen,
            refunded_fen=0,
            status="WAIT_BUYER_PAY",
            created_at=turn.now_s,
            expires_at=expires_at,
            opened_at=None,
            paid_at=None,
            closed_at=None,
        )
        _insert(turn, known)
    if known.status in OVER:
        return refuse(OVER[known.status])
    if (known.total_fen, known.subject) != (total_fen, subject):
        return refuse("ACQ.CONTEXT_INCONSISTENT")
    return succeed(out_trade_no=number, qr_code=f"{turn.origin}/pay/{known.token}")


def _expires_at(turn: Turn, biz: Biz, method: str) -> float | None:
    """When the wait for the buyer ends, by time_expire or timeout_express; None: unreadable."""
    longest = CODE_VALID_S if method == PRECREATE else LONGEST_WAIT_S
    until, wait = text(biz, "time_expire"), text(biz, "timeout_express")
    if until:
        at_s = read_beijing(text=until)
        return at_s if at_s is None else min(at_s, turn.now_s + LONGEST_WAIT_S)
    if wait:
        match = WAIT.fullmatch(wait)
        return match and turn.now_s + min(int(match[1]) * WAIT_UNITS_S[match[2]], LONGEST_WAIT_S)
    return turn.now_s + longest


def _new_trade_no(turn: Turn) -> str:
    """Twenty-eight digits that begin with the day, as Alipay's do."""
    day = beijing_text(at_s=turn.now_s)[:10].replace("-", "")
    return f"{day}22001{secrets.randbelow(10**15):015d}"


def _insert(turn: Turn, trade: Trade) -> None:
    columns = vars(trade)
    turn.tx.execute(
        f"INSERT INTO trade ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        list(columns.values()),
    )
