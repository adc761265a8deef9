"""alipay.data.dataservice.bill.downloadurl.query: a day's or a month's bill, and its download.

The reply names an address that is good for 30 seconds and bears no signature. There lies a ZIP of
two CSV files, names and texts in GBK. Bills of a day are there from ten o'clock of the next day.
Source: Alipay, "查询对账单下载地址".
"""

from __future__ import annotations

import secrets
from io import BytesIO
from urllib.parse import urlencode
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox.alipay.bills_account import account_files
from sandbox.alipay.bills_trade import bill_lines, trade_files
from sandbox.alipay.lifecycle import pass_time
from sandbox.alipay.replies import Reply, refuse, reject, succeed
from sandbox.alipay.turn import Biz, Provider, Turn, text
from sandbox.book import Tx
from sandbox.planting import Planted, plant
from sandbox.span import Span

LINK_VALID_S = 30
FILES = {"trade": trade_files, "signcustomer": account_files}
BIZ_TYPES = {"trade": "trade", "signcustomer": "fnd"}


def tell_bill_address(*, turn: Turn, biz: Biz) -> Reply:
    """Name the address of a bill. Days that are not over have none, whatever happened on them."""
    bill_type, span = text(biz, "bill_type"), Span.read(date=text(biz, "bill_date"))
    if bill_type not in FILES or span is None or span.end.timestamp() > turn.now_s:
        return reject("isv.invalid-parameter")
    if turn.now_s < span.ready_s or not _planted(turn.tx, span).lines:
        return refuse("isp.bill_not_exist")
    token = secrets.token_urlsafe(24)
    turn.tx.execute("DELETE FROM bill_link WHERE expires_at < ?", [turn.now_s - 86_400])
    turn.tx.execute(
        "INSERT INTO bill_link VALUES (?, ?, ?, ?)",
        [token, bill_type, span.date, turn.now_s + LINK_VALID_S],
    )
    compact = span.date.replace("-", "")
    query = {
        "bizType": BIZ_TYPES[bill_type],
        "userId": f"{turn.merchant.seller_id}0156",
        "fileType": "csv.zip",
        "bizDates": compact,
        "downloadFileName": f"{turn.merchant.seller_id}0156_{compact}.csv.zip",
        "fileId": f"/{BIZ_TYPES[bill_type]}/{compact}.csv.zip",
        "timestamp": f"{turn.now_s * 1000:.0f}",
        "token": token,
    }
    return succeed(
        bill_download_url=f"{turn.origin}/bill/download?{urlencode(query)}", bill_file_code=token
    )


def hand_out_bill(request: Request) -> Response:
    """The file behind an address, as long as that is good."""
    provider: Provider = request.app.state.alipay
    with provider.book.transaction() as tx:
        turn = provider.turn(tx=tx)
        pass_time(turn=turn)
        row = tx.execute(
            "SELECT * FROM bill_link WHERE token = ?", [request.query_params.get("token", "")]
        ).fetchone()
        if row is None or row["expires_at"] < turn.now_s:
            return PlainTextResponse("链接已失效", status_code=403)
        content = make_bill(tx=tx, seller_id=turn.merchant.seller_id, **_named(row))
    return Response(content, media_type="application/zip")


def _named(row: object) -> dict[str, str]:
    return {name: row[name] for name in ("bill_type", "bill_date")}  # type: ignore[index]


def make_bill(*, tx: Tx, seller_id: str, bill_type: str, bill_date: str) -> bytes:
    """The ZIP of a bill: from one book always the same bytes."""
    span = Span.read(date=bill_date)
    assert span is not None
    planted = _planted(tx, span)
    files = FILES[bill_type](planted=planted, seller_id=seller_id, span=(span.start, span.end))
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name, lines in files.items():
            data = "".join(f"{line}\r\n" for line in lines).encode("gbk", "replace")
            if planted.truncated and "汇总" not in name:
                data = data[: len(data) // 2]
            compact = span.date.replace("-", "")
            archive.writestr(GbkName(f"{seller_id}0156_{compact}_{name}.csv"), data, ZIP_DEFLATED)
    return held.getvalue()


def _planted(tx: Tx, span: Span) -> Planted:
    lines = bill_lines(tx=tx, from_s=span.start.timestamp(), until_s=span.end.timestamp())
    return plant(tx=tx, rail="alipay", lines=lines)


class GbkName(ZipInfo):
    """A ZIP entry whose name is written in GBK without saying so, as Alipay's are."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits
