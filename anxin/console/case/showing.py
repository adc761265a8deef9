"""Cases as reviewers see them: the queue's lines, and everything a decision rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anxin.console.case.evidence import reviewed_pieces
from anxin.domain import wording
from anxin.domain.people import may_review, tiers_of
from anxin.domain.quote import Facts
from anxin.domain.scenario import Scenario, read_scenario
from anxin.pages import history
from anxin.pages.dealing import thread_of
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.review import ARBITRATED, IN_REVIEW
from anxin.services.aftersale.settle import answer_of_case
from anxin.services.policies import policy_of
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.evidence.queries import list_pieces_of_case
from anxin.storage.evidence.reviewing import verdicts_that_stand_out
from anxin.storage.order import queries as orders
from anxin.storage.order import records
from anxin.storage.order.queries import EventRow, OrderRow

SOON = timedelta(minutes=30)
TODAY = timedelta(hours=2)
GOOD_CREDIT, POOR_CREDIT = 80, 40
TIER_TONES = {"expedited": "warn", "senior": "info"}


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One row of the queue. `evidence`: the gravest verdict on it, if it stands out."""

    case: CaseRow
    reason: str
    state: str
    tier: str
    tier_tone: str
    credit_tone: str
    urgency: str
    waits_for: str
    evidence: str = ""


def lines_of(*, cases: list[CaseRow], language: str) -> list[QueueLine]:
    """Return the queue's rows in the order of the cases."""
    verdicts = verdicts_that_stand_out(case_ids=[case.id for case in cases])
    return [_queue_line(case, language, verdicts.get(case.id, "")) for case in cases]


def _queue_line(case: CaseRow, language: str, verdict: str = "") -> QueueLine:
    return QueueLine(
        case=case,
        reason=reason_of(case=case, language=language),
        state=wording.label(of="case_state", word=case.state, language=language),
        tier=wording.label(of="tier", word=case.tier, language=language) if case.tier else "",
        tier_tone=TIER_TONES.get(case.tier or "", ""),
        credit_tone=credit_tone(case.buyer_credit),
        urgency=_urgency(case),
        waits_for=_waits_for(case),
        evidence=verdict,
    )


def _waits_for(case: CaseRow) -> str:
    """Whose turn it is, where it is nobody's of the platform."""
    if case.stopped_at and case.state not in ("needs_evidence", "awaiting_return"):
        return _("等买家答复方案")
    return {
        "needs_evidence": _("等买家补充"),
        "awaiting_return": _("等商家收货") if case.return_sent_at else _("等买家寄回"),
        "merchant_turn": _("等商家处理"),
        "replacing": _("等补发"),
    }.get(case.state, "")


def queues_of(*, role: str, language: str) -> list[tuple[str, str, int]]:
    """Return the queues of a reviewer: word, name, how many cases."""
    sizes = queries.queue_sizes()
    names = {
        "all": _("全部"),
        "arbitration": _("仲裁"),
        "second": _("待复核"),
        **{
            tier: wording.label(of="tier", word=tier, language=language)
            for tier in tiers_of(role=role)
        },
    }
    shown = ("all", *tiers_of(role=role), "arbitration", "second")
    if role == "agent":
        shown = shown[:-2]
    return [(word, names[word], sizes[word]) for word in shown]


def piece_numbers(*, case: CaseRow) -> list[str]:
    """Return the numbers of the pieces that a decision is made in sight of."""
    return [piece.no for piece in list_pieces_of_case(case_id=case.id) if piece.state == "read"]


def reason_of(*, case: CaseRow, language: str) -> str:
    """Return why the buyer wants the money back; undelivered orders need no reason."""
    if case.reason is None:
        return _("未发货退款")
    return wording.label(of="reason", word=case.reason, language=language)


def credit_tone(credit: int) -> str:
    """Return the tone of a credit figure."""
    if credit >= GOOD_CREDIT:
        return "good"
    return "warn" if credit < POOR_CREDIT else ""


def _urgency(case: CaseRow) -> str:
    if case.decide_by is None:
        return ""
    left = case.decide_by - case.now
    if left <= timedelta(0):
        return "late"
    if left < SOON:
        return "bad-word"
    return "wait-word" if left < TODAY else ""


def detail_of(*, case: CaseRow, reviewer: Reviewer, language: str) -> dict[str, Any]:
    """Return what the detail shows: said, facts, rule, calculation, record, earlier cases."""
    line = _queue_line(case, language)
    events = orders.list_events(order_id=case.order_id)
    order = orders.order_of_buyer(no=case.order_no, buyer_id=case.buyer_id)
    assert order is not None, "a case has an order of the same buyer"
    policy = policy_of(order.policy_id)
    facts = _facts(case, order, events)
    earlier = [one for one in queries.list_cases(buyer_id=case.buyer_id) if one.no != case.no]
    calculation = (
        wording.explain(answer=answer_of_case(case), facts=facts, language=language)
        if facts
        else ()
    )
    return {
        "c": case,
        "o": order,
        "now": case.now,
        "line": line,
        "state": line.state,
        "clause": wording.clause_title(policy=policy, clause=case.clause, language=language),
        "why": case.why.get(language, ""),
        "said": case.why.get("review", ""),
        "calculation": calculation,
        "facts": facts,
        "order_facts": order_facts(facts=facts, order=order, language=language) if facts else [],
        "views": records.list_views(order_id=order.id) if order.kind == "card_secret" else None,
        "shipments": records.list_shipments(order_id=order.id),
        "evidence": reviewed_pieces(
            case_id=case.id,
            order_id=case.order_id,
            account_id=reviewer.account_id,
            language=language,
        ),
        "earlier": lines_of(cases=earlier[:8], language=language),
        "earlier_more": max(0, len(earlier) - 8),
        "events": history.of_order_for_staff(order=order, language=language),
        "barred": barred(case=case, reviewer=reviewer),
        "verdict": pending_of(case=case, reviewer=reviewer, language=language),
        "thread": thread_of(case=case, side="platform", language=language),
        "held": bool(case.claimer),
        "mine": bool(case.claimer) and case.claimed_by == reviewer.account_id,
        "askable": case.state == "platform_review",
    }


@dataclass(frozen=True, slots=True)
class Pending:
    """A verdict that has not been carried out: what it is, until when it can be undone, by whom.

    `signable`: it waits for a second signature, which this reviewer may give.
    """

    what: str
    until: datetime | None
    mine: bool
    signable: bool


def pending_of(*, case: CaseRow, reviewer: Reviewer, language: str) -> Pending | None:
    """Return the verdict that a case waits with, if it has one."""
    verdict = case.verdict
    if not verdict:
        return None
    kind = (verdict.get("remedy") or {}).get("kind", "quoted")
    approves = wording.label(of="remedy", word=kind, language=language)
    mine = verdict["by"] == str(reviewer.account_id)
    waits = case.verdict_at is None
    return Pending(
        what=_("拒绝") if verdict["do"] == "reject" else f"{_('同意')} · {approves}",
        until=case.verdict_at,
        mine=mine,
        signable=waits and not mine and may_review(role=reviewer.role, tier="senior"),
    )


def _facts(case: CaseRow, order: OrderRow, events: list[EventRow]) -> Facts | None:
    """Read back the facts that were written down when the case was submitted."""
    asked = (e.data for e in events if e.kind == "case_submitted")
    record = next((data["facts"] for data in asked if data["case"] == case.no), None)
    if record is None:
        return None
    policies = {record["policy"]: policy_of(order.policy_id)}
    read = read_scenario(value=record, policies=policies)
    return read.facts if isinstance(read, Scenario) else None


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in words; `kind` says how the page writes the value: text, money or time."""

    label: str
    value: Any
    kind: str = "text"
    tone: str = ""


def order_facts(*, facts: Facts, order: OrderRow, language: str) -> list[Fact]:
    """Return the facts about the order as they were when the case was submitted."""
    told = facts.order
    rows = [
        Fact(_("商品"), _goods(facts, language)),
        Fact(_("申请时状态"), wording.label(of="state", word=told.state, language=language)),
    ]
    if order.state != told.state:
        now = wording.label(of="order_state", word=order.state, language=language)
        rows.append(Fact(_("现在状态"), now, tone="wait-word"))
    rows += [
        Fact(_("实付"), sum(tender.fen for tender in told.tenders), "money"),
        Fact(_("付款"), told.paid_at, "time"),
        Fact(_("交付"), told.delivered_at, "time"),
    ]
    by_kind = _card_facts if facts.kind == "card_secret" else _hand_facts
    rows += by_kind(facts, language)
    if told.refunded_units:
        rows.append(Fact(_("此前已退数量"), told.refunded_units))
    if told.duplicate_of:
        rows.append(Fact(_("重复下单"), _("30 分钟内有相同订单"), tone="wait-word"))
    return [row for row in rows if row.value not in (None, "")]


def _goods(facts: Facts, language: str) -> str:
    kind = wording.label(of="kind", word=facts.kind, language=language)
    if facts.special is None:
        return kind
    return f"{kind} · {wording.label(of='special', word=facts.special, language=language)}"


def _card_facts(facts: Facts, language: str) -> list[Fact]:
    told = facts.order
    viewed = f"{told.viewed_units} / {told.ordered_units}"
    status = facts.request.issuer_status
    issuer = wording.label(of="issuer_status", word=status, language=language)
    tone = {"used": "bad-word", "invalid": "good-word", "unused": "good-word"}.get(status, "")
    return [
        Fact(_("已查看卡密"), viewed, tone="bad-word" if told.viewed_units else "good-word"),
        Fact(_("发卡方记录"), issuer, tone=tone),
    ]


def _hand_facts(facts: Facts, language: str) -> list[Fact]:
    told = facts.order
    receipt = wording.label(of="receipt", word=told.receipt, language=language)
    tone = {"missing": "bad-word", "confirmed": "good-word"}.get(told.receipt, "")
    return [
        Fact(_("到账凭证"), receipt, tone=tone),
        Fact(_("已到账金额"), told.delivered_value_fen, "money"),
    ]


def barred(*, case: CaseRow, reviewer: Reviewer) -> str:
    """Return why this reviewer cannot decide the case, or nothing."""
    if case.state not in IN_REVIEW:
        return "not_its_turn" if case.closed_at is None else "not_in_review"
    senior = case.tier != "supervisor" and case.state in ("awaiting_return", *ARBITRATED)
    if not may_review(role=reviewer.role, tier="senior" if senior else case.tier):
        return "tier_too_high"
    if case.buyer_id == reviewer.account_id:
        return "own_case"
    if case.state in ARBITRATED and case.decided_by == reviewer.account_id:
        return "own_decision"
    return "claimed" if case.claimer and case.claimed_by != reviewer.account_id else ""


def not_decided_sentence(*, code: str, state: str, claimer: str | None = None) -> str:
    """Say why nothing was decided and what to do."""
    return {
        "claimed": _("这笔申请正由 %(who)s 处理") % {"who": claimer or ""},
        "own_decision": _("这笔申请是您拒绝的，要由另一位审核员裁决"),
        "own_verdict": _("这是您自己的决定，要由另一位复核"),
        "verdict_pending": _("这笔申请已有决定，正在生效"),
        "needs_second": _("金额较大，需要第二位审核员复核"),
        "nothing_to_sign": _("没有需要复核的决定"),
        "too_late_to_undo": _("已经生效，不能收回"),
        "too_many_held": _("您手上已有 5 笔，先处理完再取"),
        "sum_out_of_range": _("金额要大于 0，且不超过订单还能退的金额"),
        "units_out_of_range": _("件数超过了还能退的数量"),
        "nothing_left": _("这笔订单已经没有可退的金额"),
        "nothing_asked": _("请选要补充的凭证，或写一句话"),
        "tier_too_high": _("这笔申请要由高级审核员决定，您可以查看"),
        "own_case": _("这是您自己的申请，不能由您审核"),
        "not_in_review": _("这笔申请已经有结果：%(state)s") % {"state": state},
        "reason_missing": _("请选一条拒绝依据，并写清楚给买家的话"),
    }.get(code, _("没有保存成功，请刷新后再试"))
