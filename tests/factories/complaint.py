"""Complaints raised outside."""

from __future__ import annotations

from uuid import uuid4

from anxin.services.aftersale.complaints import Outside, answer_complaint, join_complaint
from anxin.services.aftersale.moving import NotDecided
from tests.factories.account import an_account


def joined(
    order_no: str, *, source: str = "12315", outside_no: str = "", said: str = "", fen: int = 0
) -> NotDecided | None:
    """Join a complaint as finance does, under a number of its own."""
    complaint = Outside(source, outside_no or uuid4().hex, said, fen)
    staff = an_account(role="finance")
    return join_complaint(order_no=order_no, complaint=complaint, actor=staff.id, role="finance")


def answered(
    outside_no: str, *, source: str = "12315", answer: str = "已说明"
) -> NotDecided | None:
    """Answer a complaint as a supervisor does."""
    by = an_account(role="supervisor")
    return answer_complaint(
        source=source, outside_no=outside_no, answer=answer, actor=by.id, role="supervisor"
    )
