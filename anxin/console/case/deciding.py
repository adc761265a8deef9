"""Whose turn a case is, who may decide it, and what a verdict waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.people import may_review, tiers_of
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.review import ARBITRATED, IN_REVIEW, not_arbiters
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.queries import CaseRow


def waits_for(*, case: CaseRow) -> str:
    """Return whose turn it is, where it is nobody's of the platform."""
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


def barred(*, case: CaseRow, reviewer: Reviewer) -> str:
    """Return why this reviewer cannot decide the case, or nothing."""
    if case.state not in IN_REVIEW:
        return "not_its_turn" if case.closed_at is None else "not_in_review"
    senior = case.tier != "supervisor" and case.state in ("awaiting_return", *ARBITRATED)
    if not may_review(role=reviewer.role, tier="senior" if senior else case.tier):
        return "tier_too_high"
    if case.buyer_id == reviewer.account_id:
        return "own_case"
    if case.state in ARBITRATED and reviewer.account_id in not_arbiters(case):
        return "own_decision"
    return "claimed" if case.claimer and case.claimed_by != reviewer.account_id else ""


def not_decided_sentence(*, code: str, state: str, claimer: str | None = None) -> str:
    """Say why nothing was decided and what to do."""
    return {
        "claimed": _("这笔申请正由 %(who)s 处理") % {"who": claimer or ""},
        "own_decision": _("这笔申请是您拒绝或送审的，要由另一位审核员裁决"),
        "own_verdict": _("这是您自己的决定，要由另一位复核"),
        "verdict_pending": _("这笔申请已有决定，正在生效"),
        "needs_second": _("金额较大，需要第二位审核员复核"),
        "changed": _("买家刚改了申请，请看最新内容再决定"),
        "nothing_to_sign": _("没有需要复核的决定"),
        "too_late_to_undo": _("已经生效，不能收回"),
        "too_many_held": _("您手上已有 5 笔，先处理完再取"),
        "sum_out_of_range": _("金额要大于 0，且不超过订单还能退的金额"),
        "units_out_of_range": _("件数超过了还能退的数量"),
        "nothing_left": _("这笔订单已经没有可退的金额"),
        "basis_missing": _("请填写赔付金额和依据"),
        "compensation_open": _("已有一笔赔付在等复核"),
        "nothing_to_replace": _("还没有交付的商品不能补发，请退款"),
        "nothing_asked": _("请选要补充的凭证，或写一句话"),
        "tier_too_high": _("这笔申请要由高级审核员决定，您可以查看"),
        "own_case": _("这是您自己的申请，不能由您审核"),
        "not_in_review": _("这笔申请已经有结果：%(state)s") % {"state": state},
        "reason_missing": _("请选一条拒绝依据，并写清楚给买家的话"),
    }.get(code, _("没有保存成功，请刷新后再试"))
