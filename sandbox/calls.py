"""The log of calls: what was asked, what was answered, and which switch spoilt it."""

from __future__ import annotations

from sandbox.book import Tx


def record_call(
    *,
    tx: Tx,
    at_s: float,
    method: str,
    out_trade_no: str = "",
    out_request_no: str = "",
    code: str = "",
    sub_code: str = "",
    switch: str = "",
) -> None:
    """Write one call down."""
    tx.execute(
        "INSERT INTO call (at_s, method, out_trade_no, out_request_no, code, sub_code, switch)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [at_s, method, out_trade_no, out_request_no, code, sub_code, switch],
    )


def list_calls(*, tx: Tx, out_trade_no: str | None, limit: int) -> list[dict[str, object]]:
    """The latest calls, newest first; of one trade, or of all."""
    rows = tx.execute(
        "SELECT * FROM call WHERE out_trade_no = coalesce(?, out_trade_no)"
        " ORDER BY id DESC LIMIT ?",
        [out_trade_no, limit],
    )
    return [dict(row) for row in rows]


def tally_calls(*, tx: Tx) -> dict[str, int]:
    """How many calls there were, and how many of them a switch spoilt."""
    row = tx.execute("SELECT count(*) AS calls, total(switch <> '') AS spoilt FROM call").fetchone()
    return {"calls": int(row["calls"]), "spoilt": int(row["spoilt"])}
