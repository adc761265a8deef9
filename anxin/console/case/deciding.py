"""Whose turn a case is, who may decide it, and what a verdict waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.people import may_review, tiers_of
from anxin.services.aftersale.hearing import is_unheard
from anxin.services.aftersale.moving import Reviewer, is_asked
from anxin.services.aftersale.review import IN_REVIEW, not_impartial, refused_to
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.ground import ground_by_case
from anxin.storage.aftersale.queries import CaseRow


def waits_for(*, case: CaseRow) -> str:
    """Return whose turn it is, where it is nobody's of the platform."""
    if is_asked(case):
        return _("等买家补充")
    if case.stopped_at and case.state not in ("needs_evidence", "awaiting_return"):
        return _("等买家答复方案")
    return {
        "needs_evidence": _("等买家补充"),
        "awaiting_return": _waits_for_goods(case),
        "merchant_turn": _("等商家处理"),
        "replacing": _("等补发"),
    }.get(case.state, "")


def _waits_for_goods(case: CaseRow) -> str:
    if case.return_sent_at:
        return _("等商家收货")
    return _("等买家寄回") if case.return_to else _("等商家给出退货地址")


def queues_of(*, reviewer: Reviewer, language: str) -> list[tuple[str, str, int]]:
    """Return the queues of a reviewer: word, name, how many cases."""
    role = reviewer.role
    sizes = queries.queue_sizes(reader=queries.Reader(reviewer.account_id, role))
    names = {
        "mine": _("我能决定的"),
        "all": _("全部"),
        "arbitration": _("仲裁"),
        "second": _("待复核"),
        **{
            tier: wording.label(of="tier", word=tier, language=language)
            for tier in tiers_of(role=role)
        },
    }
    shown = ("mine", "all", *tiers_of(role=role), "arbitration", "second")
    if role == "agent":
        shown = shown[:-2]
    return [(word, names[word], sizes[word]) for word in shown]


@dataclass(frozen=True, slots=True)
class Pending:
    """A verdict that has not been carried out: what it is, what sum (fen) it gives, until when it
    can be undone, by whom.

    `key`: which verdict it is. `undoable`: this reviewer may take it, or the own signature on it,
    back. `signable`: it waits for a second signature, which this reviewer
    may give. `at_risk`: it pays without an issuer's lock.
    """

    key: str
    what: str
    fen: int
    until: datetime | None
    undoable: bool
    signable: bool
    at_risk: bool


def pending_of(*, case: CaseRow, reviewer: Reviewer, language: str) -> Pending | None:
    """Return the verdict that a case waits with, if it has one."""
    verdict = case.verdict
    if not verdict:
        return None
    kind = (verdict.get("remedy") or {}).get("kind", "quoted")
    approves = wording.label(of="remedy", word=kind, language=language)
    at_risk = bool((verdict.get("remedy") or {}).get("unlocked"))
    if at_risk:
        unlocked = _("不等发卡方锁卡，卡密可能还能用")
        approves = f"{approves} · {unlocked}"
    as_quoted = verdict["do"] == "approve" and kind == "quoted" and case.refund_fen
    mine = verdict["by"] == str(reviewer.account_id)
    waits = case.verdict_at is None
    does = {"reject": _("拒绝"), "offer": f"{_('提方案')} · {approves}"}
    return Pending(
        key=verdict.get("key", ""),
        what=does.get(verdict["do"], f"{_('同意')} · {approves}"),
        fen=as_quoted or verdict.get("fen") or 0,
        until=case.verdict_at,
        undoable=mine or verdict.get("signed") == str(reviewer.account_id),
        signable=waits and not mine and _may_sign(case, reviewer),
        at_risk=at_risk,
    )


def _may_sign(case: CaseRow, reviewer: Reviewer) -> bool:
    senior = may_review(role=reviewer.role, tier="senior")
    return senior and not_impartial(case, reviewer, signs=True) is None


def barred(*, case: CaseRow, reviewer: Reviewer) -> str:
    """Return why this reviewer cannot decide the case, or nothing."""
    if case.state not in IN_REVIEW:
        return "not_its_turn" if case.closed_at is None else "not_in_review"
    ground = ground_by_case(case_no=case.no)
    assert ground is not None, "a case has an order"
    refused = refused_to(case, ground, reviewer)
    return refused.code if refused else ""


def is_merchants_first(*, case: CaseRow) -> bool:
    """Say whether a case that waits for evidence has a merchant to be heard before it is given."""
    return case.state == "needs_evidence" and is_unheard(case)


def not_decided_sentence(*, code: str, state: str, claimer: str | None = None) -> str:
    """Say why nothing was decided and what to do."""
    return {
        "claimed": _("这笔申请正由 %(who)s 处理") % {"who": claimer or ""},
        "own_decision": _("您处理过这笔申请（决定、方案或送审），要由另一位审核员裁决"),
        "own_verdict": _("这是您自己的决定，要由另一位复核"),
        "verdict_pending": _("这笔申请已有决定，正在生效"),
        "needs_second": _("金额较大，需要第二位审核员复核"),
        "no_lock_waited_for": _("没有在等发卡方锁卡，照常同意即可"),
        "changed": _("买家刚改了申请，请看最新内容再决定"),
        "not_the_shown": _("要复核的内容已经换了，请看最新内容再决定"),
        "nothing_to_sign": _("没有需要复核的决定"),
        "too_late_to_undo": _("已经生效，不能收回"),
        "too_many_held": _("您手上已有 5 笔，先处理完再取"),
        "sum_out_of_range": _("金额要大于 0，且不超过订单还能退的金额"),
        "units_out_of_range": _("件数超过了还能退的数量"),
        "nothing_left": _("这笔订单已经没有可退的金额"),
        "basis_missing": _("请填写赔付金额和依据"),
        "drop_unexplained": _("请写明为什么不赔付"),
        "compensation_open": _("已有一笔赔付在等复核"),
        "merchant_not_heard": _("商家还在期限内，没有答复；答复后或到期后才能复核"),
        "nothing_to_replace": _("还没有交付的商品不能补发，请退款"),
        "goods_come_back": _("商品正在退回，不能补发，请退款或拒绝"),
        "by_law": _("这笔受理由监护人的未成年人退款申请决定，不能单独处理"),
        "nothing_asked": _("请选要补充的凭证，或写一句话"),
        "asked_already": _("已请买家补充，正在等买家"),
        "tier_too_high": _("这笔申请要由高级审核员决定，您可以查看"),
        "own_merchant": _("您是这家商家的成员，要由别人处理"),
        "own_fallen": _("您的决定没有通过复核，要由另一位审核员决定"),
        "merchant_first": _("商家还没有答复过，先请商家答复"),
        "words_missing": _("请写明不同意的理由"),
        "own_case": _("这是您自己的申请，不能由您审核"),
        "not_in_review": _("这笔申请已经有结果：%(state)s") % {"state": state},
        "something_left": _("这笔订单还有可退的金额，请选别的依据"),
        "reason_missing": _("请选一条拒绝依据，并写清楚给买家的话"),
    }.get(code, _("没有保存成功，请刷新后再试"))
