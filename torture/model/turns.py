"""Everybody's turn in a case, on the stage: each act is tried in any state, the table told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID

from django.db.models import F

from anxin.domain.outside import Outside
from anxin.domain.remedy import Remedy
from anxin.services.aftersale import review
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.turns import (
    buyer,
    claiming,
    merchant,
    proposals,
    undoing,
    verdicts,
)
from anxin.services.aftersale.turns.deadlines import evidence_came
from anxin.services.aftersale.turns.proposals import Party
from anxin.services.aftersale.turns.replacing import deliver_again
from anxin.services.numbers import new_no
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.models import Case
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.aftersale.threads import list_proposals
from anxin.storage.evidence.models import Piece
from anxin.storage.order.models import Order
from torture.model.death import persist
from torture.model.oracle import Oracle
from torture.model.turning import OVER, PAID, Clock, check_clock, check_due, check_time, check_turn
from torture.model.world import TALLY, shares_of
from torture.shop import Goods, an_account

Act = Callable[[CaseRow], NotDecided | None]
REMEDIES: dict[str, Callable[[int], Remedy]] = {
    "half": lambda paid_fen: Remedy("sum", gross_fen=paid_fen // 2),
    "one": lambda _: Remedy("units", units=1),
    "all": lambda _: Remedy("units"),
    "other": lambda _: Remedy("replacement"),
}
"""What is offered, of an order that cost so much."""
WEEKS_S = 5 * 86_400
LAST_ROUNDS = 8


class Turns:
    """The part of the stage that is about cases; the rest is torture.model.stage."""

    oracle: Oracle
    outside: Outside
    buyers: list[UUID]
    goods: list[Goods]

    def seat(self) -> None:
        """Have two reviewers who may decide anything, so that each can look at what one did."""
        self.reviewers = [Reviewer(an_account(role="supervisor"), "supervisor") for _ in "ab"]
        self.clocks: dict[str, Clock] = {}

    def quarrelled(self, which: int) -> str:
        """One of the orders with a case, counted round from the one that moved last."""
        newest = F("closed_at").desc(nulls_first=True), "-submitted_at"
        cases = Case.objects.order_by(*newest).values_list("order__no", flat=True)
        known = list(dict.fromkeys(cases)) or list(self.oracle.orders)
        opened = Case.objects.filter(closed_at__isnull=True).count()
        return known[which % max(1, opened)] if which % 3 else known[which % len(known)]

    def act(self, no: str, word: str, *, what: str = "half", by: str = "merchant") -> None:
        """Take an act in the last case of an order, whatever state it is in."""
        last = Case.objects.filter(order__no=no).order_by("submitted_at", "id").last()
        if last is None:
            return
        before = _row(last.no)
        act = self._acts(before, what, by)[word]
        answer = persist(lambda: act(_row(last.no)))
        refused = answer.code if answer else None
        after = _row(last.no)
        how = f"refused, {refused}" if refused else f"{before.state} to {after.state}"
        TALLY[f"turn {word}: {how}"] += 1
        check_turn(act=word, before=before.state, after=after.state, refused=refused)
        self._follow(no, before.state, after)
        self.watch()

    def _acts(self, case: CaseRow, what: str, by: str) -> dict[str, Act]:
        return {**self._buyers(), **self._merchants(), **self._reviewers(), **self._deals(what, by)}

    def _buyers(self) -> dict[str, Act]:
        return {
            "platform": lambda c: buyer.call_platform_in(no=c.no, buyer_id=c.buyer_id),
            "person": lambda c: buyer.ask_for_person(
                no=c.no, buyer_id=c.buyer_id, outside=self.outside
            ),
            "appeal": lambda c: buyer.appeal(no=c.no, buyer_id=c.buyer_id, said="no"),
            "nudge": lambda c: buyer.nudge(no=c.no, buyer_id=c.buyer_id),
            "withdraw": lambda c: buyer.withdraw_case(no=c.no, buyer_id=c.buyer_id),
            "answer": lambda c: evidence_came(no=c.no),
        }

    def _merchants(self) -> dict[str, Act]:
        shop = self.goods[0]
        own: dict[str, Any] = {"merchant_id": shop.merchant_id, "actor": shop.member_id}
        return {
            "agree": lambda c: merchant.agree(no=c.no, **own),
            "object": lambda c: merchant.object_to(no=c.no, said="no", **own),
            "again": lambda c: deliver_again(no=c.no, receipt_no="R-1", **own),
        }

    def _reviewers(self) -> dict[str, Act]:
        def refuse(c: CaseRow) -> NotDecided | None:
            return review.reject_case(no=c.no, reviewer=self.judge(c), code="no_rule", said="no")

        return {
            "take": lambda c: (
                claiming.claim_case(no=c.no, reviewer=self.judge(c))
                if c.state == "appealed"
                else NotDecided("not_appealed")
            ),
            "hold": lambda c: (
                claiming.claim_case(no=c.no, reviewer=self.judge(c))
                if c.state != "appealed"
                else NotDecided("appealed")
            ),
            "ask": lambda c: review.ask_for_evidence(
                no=c.no, reviewer=self.judge(c), kinds=["other"], said="more"
            ),
            "put": lambda c: verdicts.decide_to_approve(
                no=c.no, reviewer=self.judge(c), note="", seen=c.edits
            ),
            "undo": lambda c: undoing.undo(no=c.no, reviewer=self.judge(c)),
            "reject": refuse,
            "approve": lambda c: review.approve_case(no=c.no, reviewer=self.judge(c), note=""),
        }

    def _deals(self, what: str, by: str) -> dict[str, Act]:
        def offer(c: CaseRow) -> NotDecided | None:
            remedy = REMEDIES[what](c.paid_fen)
            return proposals.propose(no=c.no, party=self._party(c, by), remedy=remedy, said="")

        def answered(how: Callable[..., NotDecided | None]) -> Act:
            def answer(c: CaseRow) -> NotDecided | None:
                opened = [one for one in list_proposals(case_id=c.id) if one.state == "open"]
                if not opened:
                    return NotDecided("nothing_open")
                return how(no=c.no, proposal_no=opened[-1].no, party=self._party(c, opened[-1].to))

            return answer

        return {
            "offer": offer,
            "accept": answered(proposals.accept),
            "decline": answered(proposals.decline),
            "arbitrate": lambda c: proposals.take_to_arbitration(no=c.no, party=self._party(c, by)),
        }

    def judge(self, case: CaseRow) -> Reviewer:
        """The reviewer whose case it is, or who may look at what the other one did."""
        one, two = self.reviewers
        if case.claimer:
            return one if case.claimed_by == one.account_id else two
        return two if case.decided_by == one.account_id else one

    def _party(self, case: CaseRow, side: str) -> Party:
        if side == "buyer":
            return Party("buyer", case.buyer_id)
        if side == "merchant":
            return Party("merchant", self.goods[0].member_id, merchant_id=case.merchant_id)
        judge = self.judge(case)
        return Party("platform", judge.account_id, role=judge.role)

    def show(self, no: str, verdict: str) -> None:
        """Put a picture beside an order as if it had been sent and read."""
        order = Order.objects.get(no=no)
        if order.delivered_at is None or order.case_open:
            return
        Piece.objects.create(
            order=order, buyer_id=order.buyer_id, no=new_no(), kind="activation_failure",
            position=1 + Piece.objects.filter(order=order).count(), filename="a.png", size_bytes=1,
            sha256=token_bytes(32), original_key="none", state="read", media="png",
            verdict=verdict,
        )  # fmt: skip

    def asleep(self) -> dict[str, Clock]:
        """The cases that are open before everybody sleeps, by order."""
        opened = Case.objects.filter(closed_at__isnull=True).exclude(state="refunding")
        return {no: clock_of(_row(case)) for no, case in opened.values_list("order__no", "no")}

    def awake(self, slept: dict[str, Clock]) -> None:
        """What time has done to those: no more than it may."""
        for no, before in slept.items():
            last = Case.objects.filter(order__no=no).order_by("submitted_at", "id").last()
            assert last is not None
            after = _row(last.no)
            check_time(before=before, after=after.state)
            if before.state != after.state:
                TALLY[f"time: {before.state} to {after.state}"] += 1
            self._follow(no, before.state, after)

    def _follow(self, no: str, before: str, case: CaseRow) -> None:
        """Tell the oracle where a case has come to; money has moved if it says so."""
        if case.state == before:
            return
        if case.state in PAID:
            row = Case.objects.get(no=case.no)
            back = row.gross_fen, row.fee_fen, row.units, shares_of(row)
            self.oracle.granted(no, *back, kept=row.remedy == "sum")
        elif case.state == "replaced":
            self.oracle.replaced(no, case.units)
        else:
            self.oracle.orders[no].case = "" if case.state in OVER else "waiting"

    def watch(self) -> None:
        """No case's clock runs backwards, and whatever waits has a deadline that can be met."""
        for no in Case.objects.values_list("no", flat=True):
            now = clock_of(_row(no))
            check_due(clock=now)
            if no in self.clocks:
                check_clock(before=self.clocks[no], after=now)
            self.clocks[no] = now


def clock_of(case: CaseRow) -> Clock:
    """A case's times."""
    return Clock(
        case.state, case.now, case.due_at, case.decide_by, case.limit_at, case.stopped_at,
        (case.verdict or {}).get("do", ""), case.verdict_at, case.edits,
    )  # fmt: skip


def stuck(now_s: int) -> list[str]:
    """Cases about money that nobody has decided though every limit is over."""
    assert now_s > timedelta(days=30).total_seconds()
    opened = Case.objects.filter(closed_at__isnull=True, gross_fen__gt=0)
    return [f"{c.no} is {c.state}" for c in opened.exclude(state="refunding")]


def _row(no: str) -> CaseRow:
    found = queries.case(no=no)
    assert found is not None
    return found
