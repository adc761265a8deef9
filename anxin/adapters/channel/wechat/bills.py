"""WeChat Pay's trade bill: asked for by day, fetched packed, its hash checked, its rows read.

Source: WeChat Pay v3, "申请交易账单", "下载账单" and "交易账单". The file bears no signature: the
signed reply that names its address names the SHA-1 of what is in it. Cells begin with a backtick
and are not quoted; columns and totals are found by their names, which changed over the years.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from datetime import date
from typing import Final

from anxin.adapters.channel.sheet import (
    Row,
    columns_of,
    fit,
    read_count,
    read_fen,
    read_time,
    require,
)
from anxin.adapters.channel.wechat.gateway import Reply, Unproven, WechatClient, WechatMerchant
from anxin.domain.reconciliation import (
    BillContent,
    BillFile,
    BillRow,
    BrokenBill,
    Declared,
    FeeTerms,
    NoBill,
    NotReady,
    Unreachable,
    check_bill,
)

TIMEOUT_SECONDS: Final = 20
MOST_PACKED_BYTES: Final = 50_000_000
MOST_BYTES: Final = 200_000_000
GZIP_MAGIC: Final = b"\x1f\x8b"
NAME, TIME, STATE, MERCHANT = "商品名称", "交易时间", "交易状态", "商户号"
OUR_NO, ORDER_ID, FEE = "商户订单号", "微信订单号", "手续费"
REFUND_NO, REFUND_ID, REFUND_STATE = "商户退款单号", "微信退款单号", "退款状态"
TAKEN: Final = ("应结订单金额", "总金额")
GIVEN: Final = ("退款金额",)
ALL_ROWS, ALL_FEES = "总交易单数", "手续费总金额"
ALL_TAKEN: Final = ("应结订单总金额", "总交易额")
ALL_GIVEN: Final = ("退款总金额", "总退款金额")
REFUND_STATES: Final = {
    "SUCCESS": "done",
    "PROCESSING": "processing",
    "CHANGE": "abnormal",
    "ABNORMAL": "abnormal",
    "CLOSED": "closed",
    "FAIL": "closed",
}


class WechatBills:
    """The bills of one merchant identity; `terms` are its contract's, where they are known."""

    rail = "wechat"

    def __init__(
        self,
        merchant: WechatMerchant,
        *,
        terms: FeeTerms | None,
        timeout_s: float = TIMEOUT_SECONDS,
    ) -> None:
        self.identity = merchant.mchid
        self.identities: tuple[str, ...] = (merchant.mchid,)
        self.terms = terms
        self._gateway = merchant.gateway
        self._client = WechatClient(merchant, timeout_s=timeout_s)

    def fetch(self, *, day: date) -> BillFile | NoBill | NotReady | Unreachable:
        """Ask where the bill of a day is and what its hash is, and fetch it."""
        try:
            reply = self._client.ask(self._client.trade_bill, bill_date=f"{day:%Y-%m-%d}")
        except Unproven as error:
            return Unreachable(str(error))
        if reply.status != 200:
            return _without_address(reply)
        address, told_hash = (str(reply.fields.get(n, "")) for n in ("download_url", "hash_value"))
        if not address.startswith(f"{self._gateway}/") or len(told_hash) != 40:
            return Unreachable("an address elsewhere, or no hash")
        return self._download(address, told_hash)

    def _download(self, address: str, told_hash: str) -> BillFile | Unreachable:
        try:
            status, content = self._client.download_bill(address)
        except (OSError, ValueError) as error:  # requests' errors are among the first
            return Unreachable(f"{type(error).__name__}: {error}"[:200])
        if status != 200 or not isinstance(content, bytes):
            return Unreachable(f"status {status}")
        if len(content) > MOST_PACKED_BYTES:
            return Unreachable("the bill is too large")
        return BillFile(content, told_hash)

    def read(self, *, file: BillFile, day: date) -> BillContent:
        """Check the hash, read rows and totals. Raises `BrokenBill`."""
        data = _unpack(file.content)
        if file.told_hash and hashlib.sha1(data).hexdigest() != file.told_hash.lower():
            raise BrokenBill("hash", file.told_hash)
        table, totals = _parts(data.decode("utf-8", "replace"))
        columns = columns_of(table[0])
        require(columns, NAME, TIME, STATE, MERCHANT, OUR_NO, ORDER_ID, FEE)
        require(columns, REFUND_NO, REFUND_ID, REFUND_STATE, _one_of(columns, TAKEN), *GIVEN)
        cells = (_cells(line) for line in table[1:])
        rows = tuple(
            self._row(fit(cells=each, columns=columns, name=NAME, fits=self._fits))
            for each in cells
        )
        return check_bill(content=BillContent(rows, _declared(totals)), day=day)

    def _fits(self, row: Row) -> bool:
        """Whether times and sums stand where they should; a stranger's row reads well too."""
        try:
            _read(row)
        except BrokenBill:
            return False
        return True

    def _row(self, row: Row) -> BillRow:
        if row[MERCHANT] != self.identity:
            raise BrokenBill("other_account", row[MERCHANT][:80])
        return _read(row)


def _without_address(reply: Reply) -> NoBill | NotReady | Unreachable:
    if reply.code == "NO_STATEMENT_EXIST":
        return NoBill()
    if reply.code == "STATEMENT_CREATING":
        return NotReady()
    return Unreachable(f"{reply.status} {reply.code}".strip())


def _unpack(content: bytes) -> bytes:
    """Unpack a file, but no more of it than a bill can have. Raises `BrokenBill`."""
    if not content.startswith(GZIP_MAGIC):
        return content
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = reader.decompress(content, MOST_BYTES + 1)
    except zlib.error as error:
        raise BrokenBill("truncated", str(error)[:80]) from error
    if len(data) > MOST_BYTES:
        raise BrokenBill("too_large", f"more than {MOST_BYTES} bytes")
    if not reader.eof or reader.unused_data:
        raise BrokenBill("truncated", "no end of the packed file")
    return data


def _parts(text: str) -> tuple[list[str], list[str]]:
    """The rows below their header, and the totals below theirs. Raises `BrokenBill`."""
    # Not `splitlines`: it also breaks at characters that a product's name may hold.
    lines = [line.rstrip("\r") for line in text.removeprefix("\ufeff").split("\n")]
    lines = [line for line in lines if line]
    if not lines or not lines[0].startswith(TIME):
        raise BrokenBill("unreadable", "no header")
    if len(lines) < 3 or not lines[-2].startswith(ALL_ROWS):
        raise BrokenBill("truncated", "no totals")
    return lines[:-2], lines[-2:]


def _cells(line: str) -> Sequence[str]:
    if not line.startswith("`"):
        raise BrokenBill("unreadable", "a row without its mark")
    return line[1:].split(",`")


def _one_of(columns: Sequence[str], names: Sequence[str]) -> str:
    """The name that a column has in this file."""
    return next((name for name in names if name in columns), names[0])


def _read(row: Row) -> BillRow:
    """Amounts are what is settled with the merchant; a fee that comes back is negative.

    A refund's time is when it was accepted, and its state what it was when the bill was made.
    """
    kind = "payment" if row[STATE] == "SUCCESS" else "refund"
    if kind == "refund" and row[STATE] not in ("REFUND", "REVOKED"):
        raise BrokenBill("unreadable", f"a row of state {row[STATE][:40]!r}")
    refunded = kind == "refund"
    amount_fen = read_fen(row[_one_of(tuple(row), GIVEN if refunded else TAKEN)])
    if amount_fen < 0:
        raise BrokenBill("unreadable", f"a {kind} of {amount_fen}")
    return BillRow(
        kind=kind,
        payment_no=row[OUR_NO],
        refund_no=row[REFUND_NO] if refunded else "",
        serial_no=row[REFUND_ID if refunded else ORDER_ID],
        amount_fen=amount_fen,
        fee_fen=read_fen(row[FEE]),
        status=REFUND_STATES.get(row[REFUND_STATE], "unclear") if refunded else "done",
        at=read_time(row[TIME]),
    )


def _declared(totals: Sequence[str]) -> Declared:
    """What the file says its rows come to. Raises `BrokenBill`."""
    columns, cells = columns_of(totals[0]), _cells(totals[1])
    taken, given = _one_of(columns, ALL_TAKEN), _one_of(columns, ALL_GIVEN)
    require(columns, ALL_ROWS, taken, given, ALL_FEES)
    if len(cells) != len(columns):
        raise BrokenBill("truncated", "the totals")
    told = dict(zip(columns, cells, strict=True))
    return Declared(
        rows=read_count(told[ALL_ROWS]),
        paid_fen=read_fen(told[taken]),
        refunded_fen=read_fen(told[given]),
        fee_fen=read_fen(told[ALL_FEES]),
    )
