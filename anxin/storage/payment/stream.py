"""Reads of top-ups for live pages, over one asynchronous connection and without Django."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from psycopg import AsyncConnection


async def top_up_of_session(
    connection: AsyncConnection, *, session_key: str, payment_no: str
) -> UUID | None:
    """Return the key of the top-up's payment if the session's account is topped up by it."""
    cursor = await connection.execute(
        """SELECT p.id FROM anxin_account_session s
             JOIN anxin_account_account a ON a.id = s.account_id AND a.is_active
             JOIN anxin_payment_topup t ON t.account_id = a.id
             JOIN anxin_payment_payment p ON p.top_up_id = t.id AND p.no = %s
            WHERE s.session_key = %s AND s.expire_date > now()""",
        (payment_no, session_key),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def ended_top_ups(connection: AsyncConnection, *, ids: Sequence[UUID]) -> list[UUID]:
    """Return those of these payments that wait no more: paid, or closed without."""
    cursor = await connection.execute(
        "SELECT id FROM anxin_payment_payment WHERE id = ANY(%s::uuid[]) AND state <> 'waiting'",
        (list(ids),),
    )
    return [row[0] for row in await cursor.fetchall()]
