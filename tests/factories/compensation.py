"""Compensation proposed beside a refund, and its merchant heard about it."""

from __future__ import annotations

from uuid import uuid4

from anxin import wiring
from anxin.services.aftersale.compensation import pay_compensation, propose_compensation
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.turns.proposals import Party
from anxin.services.aftersale.turns.thread import say
from anxin.storage.aftersale.models import Case, Compensation
from anxin.storage.columns import ClockNow
from anxin.storage.merchant.models import Member


def compensate(
    *, no: str, reviewer: Reviewer, fen: int = 5_000, basis: str = "售假"
) -> NotDecided | None:
    """Have a senior propose it."""
    works = wiring.outside().is_working_day
    return propose_compensation(
        no=no, reviewer=reviewer, fen=fen, basis=basis, is_working_day=works
    )


def answer_in_thread(case: Case) -> NotDecided | None:
    """Have the merchant say something to it."""
    merchant_id = case.order.merchant_id
    member = Member.objects.filter(merchant_id=merchant_id).order_by("id")[0]
    party = Party("merchant", member.account_id, merchant_id=merchant_id)
    return say(
        no=case.no, party=party, form_key=uuid4(), audience="merchant", said="货源有发票可查"
    )


def heard_about(case: Case, *, reviewer: Reviewer, fen: int = 5_000) -> None:
    """Have it proposed and its merchant answer, so that it only waits for a signature."""
    assert compensate(no=case.no, reviewer=reviewer, fen=fen) is None
    assert answer_in_thread(case) is None


def pay_signed(case: Case) -> bool:
    """Have the ten seconds of its signature be over, and pay; say whether it was paid."""
    waiting = Compensation.objects.filter(case=case, pay_at__isnull=False)
    waiting.update(pay_at=ClockNow())
    return any([pay_compensation(id=one.id) for one in waiting])
