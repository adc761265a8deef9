"""Alipay's trade bill (业务明细): asked for by name, fetched within 30 seconds, read out of a ZIP.

Source: Alipay, "查询对账单下载地址" and "业务账单". The ZIP holds two sheets whose names and texts
are GBK: the rows, and their sums. Both must be whole, of this account and day, and agree.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Final
from urllib.parse import urlsplit

import requests

from anxin.adapters.channel.alipay.gateway import AlipayMerchant, GatewayClient, NoReply, Reply
from anxin.adapters.channel.alipay.sheets import DETAIL, SUMMARY, Sheet, read_rows, read_sums
from anxin.domain.reconciliation import (
    BillContent,
    BillFile,
    BrokenBill,
    FeeTerms,
    NoBill,
    NotReady,
    Unreachable,
    check_bill,
)

METHOD: Final = "alipay.data.dataservice.bill.downloadurl.query"
OK: Final = "10000"
NOT_EXIST: Final = "isp.bill_not_exist"
TIMEOUT_SECONDS: Final = 20
MOST_PACKED_BYTES: Final = 50_000_000
MOST_BYTES: Final = 200_000_000
MOST_ENTRIES: Final = 8
PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class AlipayBills:
    """The bills of one account; `terms` are its contract's, where they are known.

    A bill covers all apps of the account: `apps` are those that payments were made under.
    """

    rail = "alipay"

    def __init__(
        self,
        merchant: AlipayMerchant,
        *,
        terms: FeeTerms | None,
        apps: tuple[str, ...] = (),
        timeout_s: float = TIMEOUT_SECONDS,
    ) -> None:
        self.identity = merchant.seller_id
        self.identities = apps or (merchant.app_id,)
        self.terms = terms
        self._merchant = merchant
        self._client = GatewayClient(merchant, timeout_s=timeout_s)
        self._timeout_s = timeout_s

    def fetch(self, *, day: date) -> BillFile | NoBill | NotReady | Unreachable:
        """Ask where the bill of a day is, and fetch it. A day that is not over has none yet."""
        content = {"bill_type": "trade", "bill_date": f"{day:%Y-%m-%d}"}
        try:
            reply = self._client.ask(METHOD, content)
        except NoReply as error:
            return Unreachable(str(error))
        if reply.code != OK:
            return _without_address(reply)
        try:
            return BillFile(self._download(str(reply.fields.get("bill_download_url", ""))))
        except (OSError, ValueError) as error:
            return Unreachable(f"{type(error).__name__}: {error}"[:200])

    def read(self, *, file: BillFile, day: date) -> BillContent:
        """Read rows and sums. Raises `BrokenBill`."""
        detail, summary = (
            Sheet(text, kind) for text, kind in zip(_unpack(file.content), KINDS, strict=True)
        )
        for sheet in (detail, summary):
            self._check_head(sheet, day)
        declared = read_sums(detail=detail, summary=summary)
        return check_bill(content=BillContent(read_rows(sheet=detail), declared), day=day)

    def _download(self, address: str) -> bytes:
        """Fetch a file, but no more of it than a bill can have; the address comes signed."""
        if urlsplit(address).scheme not in ("https", urlsplit(self._merchant.gateway).scheme):
            raise ValueError("the bill's address is not https")
        with requests.get(
            address, timeout=self._timeout_s, stream=True, allow_redirects=False
        ) as response:
            if response.status_code != 200:
                raise ValueError(f"status {response.status_code}")
            content = bytearray()
            for piece in response.iter_content(1 << 16):
                content += piece
                if len(content) > MOST_PACKED_BYTES:
                    raise ValueError("the bill is too large")
        return bytes(content)

    def _check_head(self, sheet: Sheet, day: date) -> None:
        """The first lines say whose bill it is, and from which midnight to which."""
        account, pid = sheet.line("#账号"), self._merchant.seller_id
        if not any(f"[{name}]" in account for name in (pid, f"{pid}0156")):
            raise BrokenBill("other_account", account[:80])
        spans = sheet.line("#起始日期")
        until = day + timedelta(days=1)
        if not all(f"[{at:%Y年%m月%d日} 00:00:00]" in spans for at in (day, until)):
            raise BrokenBill("other_day", spans[:80])


KINDS: Final = (DETAIL, SUMMARY)


def _without_address(reply: Reply) -> NoBill | NotReady | Unreachable:
    """Today has no bill yet, which Alipay calls an invalid parameter."""
    if reply.sub_code == NOT_EXIST:
        return NoBill()
    if "invalid" in reply.sub_code.lower():
        return NotReady()
    return Unreachable(f"{reply.code} {reply.sub_code}")


def _unpack(content: bytes) -> Iterator[str]:
    """The texts of both sheets, the rows' first. Raises `BrokenBill`."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            found = _entries(archive)
            for wanted in (False, True):
                yield _text(archive, found, is_summary=wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise BrokenBill("truncated", str(error)[:80]) from error
    except (NotImplementedError, RuntimeError, ValueError, OverflowError, struct.error) as error:
        raise BrokenBill("unreadable", str(error)[:80]) from error


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The entries by their names, which are GBK though the ZIP does not say so."""
    infos = archive.infolist()
    if len(infos) > MOST_ENTRIES or sum(info.file_size for info in infos) > MOST_BYTES:
        raise BrokenBill("too_large", f"{len(infos)} entries")
    if any(info.compress_type not in PACKED for info in infos):
        raise BrokenBill("unreadable", "packed in an unusual way")
    return {_name(info): info for info in infos}


def _name(info: zipfile.ZipInfo) -> str:
    says_utf8 = info.flag_bits & 0x800
    return info.filename if says_utf8 else info.filename.encode("cp437").decode("gb18030")


def _text(archive: zipfile.ZipFile, found: dict[str, zipfile.ZipInfo], *, is_summary: bool) -> str:
    """One sheet's text. A ZIP lies about sizes if it wants to, so no more is read than allowed.

    A name cut off within a character is no reason to refuse a bill: sums and numbers are ASCII.
    """
    names = [name for name in found if "业务明细" in name and ("汇总" in name) == is_summary]
    if len(names) != 1:
        raise BrokenBill("unreadable", f"{len(names)} sheets of one kind")
    with archive.open(found[names[0]]) as entry:
        data = entry.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise BrokenBill("too_large", names[0])
    return data.decode("gb18030", "replace").removeprefix("\ufeff")
