"""Cases as reviewers see them: the queue's lines, and everything a decision rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anxin.console.case.besides import besides_of
from anxin.console.case.beyond import beyond_of
from anxin.console.case.bought import page_as_bought
from anxin.console.case.deciding import barred, is_merchants_first, pending_of, waits_for
from anxin.console.case.evidence import reviewed_pieces
from anxin.domain import wording
from anxin.domain.people import SENIOR_REVIEWERS
from anxin.domain.quote import Facts
from anxin.domain.scenario import Scenario, read_scenario
from anxin.domain.use import USED_KINDS
from anxin.domain.wording.checklists import checklist
from anxin.pages import history
from anxin.pages.thread import thread_of
from anxin.services.aftersale.moving import Reviewer, is_asked
from anxin.services.aftersale.review import ASKED_IN
from anxin.services.aftersale.settle import answer_of_case
from anxin.services.policies import policy_of
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.by_law import claim_of
from anxin.storage.aftersale.complaints import signatures_wanted
from anxin.storage.aftersale.locks import count_slow_locks
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.evidence.reviewing import verdicts_that_stand_out
from anxin.storage.order import queries as orders
from anxin.storage.order import records
from anxin.storage.order.queries import EventRow, OrderRow
from anxin.storage.order.uses import list_uses

SOON = timedelta(minutes=30)
TODAY = timedelta(hours=2)
GOOD_CREDIT, POOR_CREDIT = 80, 40
ISSUERS_WORD = ("issuer_status", "issuer_used_at")
TIER_TONES = {"expedited": "warn", "senior": "info"}


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One row of the queue. `evidence`: the gravest verdict on it, if it stands out.

    `sign_by`: until when compensation that was proposed is to be signed.
    """

    case: CaseRow
    reason: str
    state: str
    tier: str
    tier_tone: str
    credit_tone: str
    urgency: str
    waits_for: str
    evidence: str = ""
    sign_by: datetime | None = None


def lines_of(*, cases: list[CaseRow], language: str) -> list[QueueLine]:
    """Return the queue's rows in the order of the cases."""
    ids = [case.id for case in cases]
    verdicts, signs = verdicts_that_stand_out(case_ids=ids), signatures_wanted(case_ids=ids)
    lines = (_queue_line(case, language, verdicts.get(case.id, "")) for case in cases)
    return [replace(line, sign_by=signs.get(line.case.id)) for line in lines]


def _queue_line(case: CaseRow, language: str, verdict: str = "") -> QueueLine:
    return QueueLine(
        case=case,
        reason=reason_of(case=case, language=language),
        state=wording.label(of="case_state", word=case.state, language=language),
        tier=wording.label(of="tier", word=case.tier, language=language) if case.tier else "",
        tier_tone=TIER_TONES.get(case.tier or "", ""),
        credit_tone=credit_tone(case.buyer_credit),
        urgency=_urgency(case),
        waits_for=waits_for(case=case),
        evidence=verdict,
    )


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
        "bought": page_as_bought(order=order, language=language),
        "shipments": records.list_shipments(order_id=order.id),
        "uses": list_uses(order_id=order.id) if order.kind in USED_KINDS else [],
        "evidence": reviewed_pieces(
            case_id=case.id,
            order_id=case.order_id,
            account_id=reviewer.account_id,
            language=language,
        ),
        "earlier": lines_of(cases=earlier[:8], language=language),
        "earlier_more": max(0, len(earlier) - 8),
        "events": history.of_order_for_staff(order=order, language=language),
        "thread": thread_of(
            case=case, side="platform", account_id=reviewer.account_id, language=language
        ),
        "besides": besides_of(case=case, events=events, language=language),
        **beyond_of(case=case, reviewer=reviewer),
        **_acts_of(case, reviewer, language),
    }


def _acts_of(case: CaseRow, reviewer: Reviewer, language: str) -> dict[str, Any]:
    """What this reviewer can do about the case, what stands in the way, and what to look at."""
    why_not = barred(case=case, reviewer=reviewer)
    return {
        "barred": why_not,
        "merchant_first": is_merchants_first(case=case),
        "claim_no": claim_of(case_no=case.no) if why_not == "by_law" else "",
        "claim_read": reviewer.role in SENIOR_REVIEWERS,
        "verdict": pending_of(case=case, reviewer=reviewer, language=language),
        "held": bool(case.claimer),
        "mine": bool(case.claimer) and case.claimed_by == reviewer.account_id,
        "slow_locks": _slow_locks(case, reviewer),
        "checklist": checklist(reason=case.reason, language=language),
        "askable": case.state in ASKED_IN and not is_asked(case),
        "teachable": reviewer.role == "supervisor" and case.closed_at is not None,
    }


def _slow_locks(case: CaseRow, reviewer: Reviewer) -> int:
    """How many locks are waited for, for those who may decide not to wait."""
    decides = reviewer.role in SENIOR_REVIEWERS
    return count_slow_locks(order_id=case.order_id) if decides else 0


def _facts(case: CaseRow, order: OrderRow, events: list[EventRow]) -> Facts | None:
    """Read back the facts that were written down when the case was submitted, with what the
    issuer has said since."""
    mine = [event for event in events if event.data.get("case") == case.no]
    asked = next((e.data["facts"] for e in mine if e.kind == "case_submitted"), None)
    if asked is None:
        return None
    told = [e.data["facts"]["request"] for e in mine if e.data.get("facts")][-1]
    since = {name: told[name] for name in ISSUERS_WORD if name in told}
    record = {**asked, "request": {**asked["request"], **since}}
    read = read_scenario(value=record, policies={asked["policy"]: policy_of(order.policy_id)})
    if not isinstance(read, Scenario):
        return None
    used = any(event.kind == "card_found_used" for event in mine)
    request = replace(read.facts.request, issuer_status="used") if used else read.facts.request
    return replace(read.facts, request=request)


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
    used = f"{told.used_units} / {told.ordered_units}" if told.used_units else ""
    return [
        Fact(_("到账凭证"), receipt, tone=tone),
        Fact(_("已到账金额"), told.delivered_value_fen, "money"),
        Fact(_("商家登记已用完"), used, tone="wait-word"),
    ]
