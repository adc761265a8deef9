"""Tables for spreadsheets: text that cannot be taken for a formula, sums that can be added."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(text: str) -> str:
    """Return a text as a spreadsheet shows it and never runs it (OWASP: CSV injection).

    >>> cell("=cmd|'/c calc'!A1"), cell("移动话费 100 元")
    ("'=cmd|'/c calc'!A1", '移动话费 100 元')
    """
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_A_FORMULA) else text


def amount(fen: int) -> str:
    """Return fen as yuan with two decimals and without separators: a number in any spreadsheet.

    >>> amount(123456), amount(-5)
    ('1234.56', '-0.05')
    """
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def download(*, name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """Answer with a table as a file that spreadsheets read as UTF-8 (they need the mark for it).

    Every text of `rows` must have gone through `cell` or `amount`.
    """
    written = io.StringIO()
    table = csv.writer(written, quoting=csv.QUOTE_ALL)
    table.writerow(head)
    table.writerows(rows)
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
