"""The fund-flow bill: every move of the merchant's account, then two lines of totals.

A payment is two moves, the money and its fee; so is a refund, money out and fee back; one that is
closed comes back with its fee taken again. Source: WeChat Pay, "资金账单" of the merchant platform.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.clock import beijing_text
from sandbox.money import yuan
from sandbox.planting import PAYMENT, Line, Planted
from sandbox.span import Span
from sandbox.wechat.billed import order_of, payment_line, refund_line
from sandbox.wechat.bills_trade import plain, ticked
from sandbox.wechat.order import list_orders
from sandbox.wechat.refund import Refund
from sandbox.wechat.turn import Turn

HEADER = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
TOTALS = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"


@dataclass(frozen=True)
class Move:
    """Money into the account, or out of it with `amount_fen` below 0."""

    at_s: float
    number: str
    business: str
    amount_fen: int
    remark: str = ""
    voucher: str = ""


def fund_flow_file(*, turn: Turn, planted: Planted, span: Span) -> list[str] | None:
    """The lines of a bill; nothing where nothing moved."""
    from_s, until_s = span.start.timestamp(), span.end.timestamp()
    closed = [move for move in _closed(turn) if from_s <= move.at_s < until_s]
    moves = sorted([*_moves(planted.lines), *closed], key=lambda move: move.at_s)
    if not moves:
        return None
    balance_fen = sum(move.amount_fen for move in _all(turn) if move.at_s < from_s)
    rows = []
    for place, move in enumerate(moves, 1):
        balance_fen += move.amount_fen
        flow_no = f"{turn.merchant.mchid}{span.date.replace('-', '')}{place:014d}"
        rows.append(_row(move, flow_no, balance_fen))
    summed = [*_moves(planted.summed), *closed]
    return [HEADER, *rows, TOTALS, _totals(summed)]


def _row(move: Move, flow_no: str, balance_fen: int) -> str:
    return ticked(
        [
            beijing_text(at_s=move.at_s),
            move.number,
            flow_no,
            move.business,
            move.business,
            "收入" if move.amount_fen > 0 else "支出",
            yuan(fen=abs(move.amount_fen)),
            signed(balance_fen),
            "system",
            escaped(move.remark),
            escaped(move.voucher),
        ]
    )


def _totals(moves: Sequence[Move]) -> str:
    """Counts are written with a decimal, as WeChat's are."""
    came = [move.amount_fen for move in moves if move.amount_fen > 0]
    went = [-move.amount_fen for move in moves if move.amount_fen < 0]
    counts = [f"{len(amounts):.1f}" for amounts in (moves, came, went)]
    amounts = [yuan(fen=sum(came)), yuan(fen=sum(went))]
    return ticked([counts[0], counts[1], amounts[0], counts[2], amounts[1]])


def _moves(lines: Iterable[Line]) -> list[Move]:
    """The moves of payments and refunds."""
    moves = []
    for line in lines:
        if line.kind == PAYMENT:
            of = (line.created_at, line.trade_no)
            moves.append(Move(*of, "交易", line.amount_fen, voucher=line.out_trade_no))
            moves.append(Move(*of, "扣除交易手续费", -line.fee_fen, voucher=line.out_trade_no))
        else:
            of, voucher = (line.created_at, line.refund_id), f"REF{line.trade_no}"
            moves.append(Move(*of, "退款", -line.amount_fen, line.remark, voucher))
            moves.append(Move(*of, "退还交易手续费", -line.fee_fen, line.remark, voucher))
    return [move for move in moves if move.amount_fen]


def _closed(turn: Turn) -> list[Move]:
    """The moves of refunds that came back to the merchant."""
    rows = turn.tx.execute("SELECT * FROM wechat_refund WHERE status = 'CLOSED'").fetchall()
    moves = []
    for refund in (Refund(**row) for row in rows):
        of = (refund.settled_at or 0, refund.refund_id)
        voucher = f"REF{refund.transaction_id}"
        moves.append(Move(*of, "退款关闭", refund.refund_fen, refund.reason, voucher))
        moves.append(Move(*of, "扣除交易手续费", -refund.fee_fen, refund.reason, voucher))
    return [move for move in moves if move.amount_fen]


def _all(turn: Turn) -> list[Move]:
    """Every move that there ever was, nothing planted."""
    orders = [order for order in list_orders(tx=turn.tx) if order.paid_at is not None]
    refunds = [Refund(**row) for row in turn.tx.execute("SELECT * FROM wechat_refund").fetchall()]
    lines = [
        *(payment_line(order=order) for order in orders),
        *(
            refund_line(
                refund=refund,
                order=order_of(tx=turn.tx, trade_no=refund.transaction_id),
                by_s=turn.now_s,
            )
            for refund in refunds
        ),
    ]
    return [*_moves(lines), *_closed(turn)]


def signed(fen: int) -> str:
    """
    >>> signed(-3580)
    '-35.80'
    """
    return f"{'-' if fen < 0 else ''}{yuan(fen=abs(fen))}"


def escaped(words: str) -> str:
    """A text that cannot be taken for two cells.

    >>> escaped("a,`b")
    'a，b'
    """
    return plain(words).replace(",", "，").replace("`", "")
