"""Reading the sheets that channels call bills: by the names of columns, never by their places.

No channel quotes its cells, so a comma in a product's name makes a row too long. What stands left
and right of the name has a known number of cells, so the name is whatever is left between them;
where a remark at the end holds commas too, the split is the one whose times and sums can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from anxin.domain.reconciliation import BrokenBill
from anxin.domain.reconciliation.days import BEIJING

Row = Mapping[str, str]
_YUAN = re.compile(r"([+-]?)([0-9]{1,12})(?:\.([0-9]{1,6}))?")


def read_fen(text: str) -> int:
    """Read yuan with any number of decimals as fen. Raises `BrokenBill`, also for half a fen.

    >>> read_fen("-35.80"), read_fen("0.00000"), read_fen("7")
    (-3580, 0, 700)
    """
    match = _YUAN.fullmatch(text.strip())
    decimals = (match[3] or "").ljust(2, "0") if match else ""
    if match is None or decimals[2:].strip("0"):
        raise BrokenBill("unreadable", f"a sum of {text[:40]!r}")
    fen = int(match[2]) * 100 + int(decimals[:2])
    return -fen if match[1] == "-" else fen


def read_count(text: str) -> int:
    """Read a count, which may be written with a decimal point. Raises `BrokenBill`.

    >>> read_count("20.0"), read_count("3")
    (20, 3)
    """
    whole, _, rest = text.strip().partition(".")
    if not whole.isascii() or not whole.isdigit() or len(whole) > 12 or rest.strip("0"):
        raise BrokenBill("unreadable", f"a count of {text[:40]!r}")
    return int(whole)


def read_time(text: str) -> datetime:
    """Read a time of Beijing. Raises `BrokenBill`."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError as error:
        raise BrokenBill("unreadable", f"a time of {text[:40]!r}") from error


def columns_of(header: str) -> tuple[str, ...]:
    """Return the names of columns; brackets come in two widths and mean the same.

    >>> columns_of("商户订单号,订单金额（元）")
    ('商户订单号', '订单金额(元)')
    """
    plain = header.replace("（", "(").replace("）", ")")
    return tuple(name.strip() for name in plain.split(","))


def fit(
    *, cells: Sequence[str], columns: Sequence[str], name: str, fits: Callable[[Row], bool]
) -> Row:
    """Return a row by its columns' names. Raises `BrokenBill` where no split of it can be read.

    `name`: the column that may hold commas; `fits` says whether a row reads as it should. The
    longest name is tried first: whoever names a product can make it no longer than it is, and
    what stands right of it is the channel's own.
    """
    extra = len(cells) - len(columns)
    place = columns.index(name)
    for in_name in range(extra, -1, -1):
        after = place + 1 + in_name
        last = len(columns) - 1 + in_name
        parts = [*cells[:place], ",".join(cells[place:after]), *cells[after:last]]
        row = dict(zip(columns, [*parts, ",".join(cells[last:])], strict=False))
        if len(row) == len(columns) and fits(row):
            return row
    raise BrokenBill("unreadable", f"a row of {len(cells)} cells")


def require(columns: Sequence[str], *needed: str) -> None:
    """Make sure that a sheet has the columns that are read. Raises `BrokenBill`."""
    missing = [name for name in needed if name not in columns]
    if missing:
        raise BrokenBill("unreadable", f"no column {', '.join(missing)}")
