"""Reads for live pages, over one asynchronous connection and without Django."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection


class NewEvent(NamedTuple):
    """An event that an open page has not been told of yet."""

    order_id: UUID
    seq: int
    kind: str


async def order_of_session(
    connection: AsyncConnection, *, session_key: str, order_no: str
) -> tuple[UUID, int] | None:
    """Return key and version of the order if the session's account is its buyer."""
    cursor = await connection.execute(
        """SELECT o.id, o.version FROM anxin_account_session s
             JOIN anxin_account_account a ON a.id = s.account_id AND a.is_active
             JOIN anxin_order_order o ON o.buyer_id = a.id AND o.no = %s
            WHERE s.session_key = %s AND s.expire_date > now()""",
        (order_no, session_key),
    )
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else None


async def new_events(
    connection: AsyncConnection, *, after: Sequence[tuple[UUID, int]]
) -> list[NewEvent]:
    """Return the events of those orders after the given seqs: one query for every open page.

    An order's events are numbered under its row's lock, so none can appear below one already read.
    """
    cursor = await connection.execute(
        """SELECT e.order_id, e.seq, e.kind FROM anxin_order_orderevent e
             JOIN unnest(%s::uuid[], %s::int[]) AS seen(order_id, seq)
               ON seen.order_id = e.order_id AND e.seq > seen.seq
            ORDER BY e.order_id, e.seq""",
        ([order_id for order_id, _ in after], [seq for _, seq in after]),
    )
    return [NewEvent(*row) for row in await cursor.fetchall()]
