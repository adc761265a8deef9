"""Complaints raised outside."""

from __future__ import annotations

from uuid import uuid4

from anxin.services.aftersale.complaints import Outside, join_complaint
from anxin.services.aftersale.moving import NotDecided
from tests.factories.account import an_account


def joined(
    order_no: str, *, source: str = "12315", outside_no: str = "", said: str = "", fen: int = 0
) -> NotDecided | None:
    """Join a complaint as finance does, under a number of its own."""
    complaint = Outside(source, outside_no or uuid4().hex, said, fen)
    staff = an_account(role="finance")
    return join_complaint(order_no=order_no, complaint=complaint, actor=staff.id, role="finance")
