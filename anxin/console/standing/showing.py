"""Scores and penalties in words, for the merchant and for operators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.standing.facts import facts_from
from anxin.domain.standing.penalty import LONGEST_DAYS, MEASURES, RECTIFY_AGAIN_DAYS
from anxin.domain.wording import standing
from anxin.pages.formatting import yuan
from anxin.storage.standing.queries import PenaltyEventRow, PenaltyRow
from anxin.storage.standing.shops import ShopRow

LEVEL_TONES = {"excellent": "good", "good": "good", "fair": "warn", "weak": "bad", "poor": "bad"}
STATE_TONES = {
    "proposed": "warn",
    "heard": "warn",
    "unheard": "warn",
    "confirmed": "bad",
    "in_force": "bad",
    "upheld": "bad",
    "appealed": "info",
    "rectified": "info",
}
STATE_ICONS = {"proposed": "chat", "confirmed": "clock", "appealed": "scale"}
WAITS_FOR = {
    "proposed": "merchant",
    "heard": "platform",
    "unheard": "platform",
    "confirmed": "merchant",
    "appealed": "platform",
    "rectified": "platform",
}


@dataclass(frozen=True, slots=True)
class ShownReason:
    """Why points were lost, and what raises the score again."""

    name: str
    lost: str
    weight: int
    text: str
    advice: str


def reasons_of(*, shop: ShopRow, language: str) -> list[ShownReason]:
    """Return why a shop lost points, what cost most first."""
    rows = sorted(shop.reasons, key=lambda reason: -reason["lost_tenths"])
    return [
        ShownReason(
            name=wording.label(of="standing_reason", word=row["code"], language=language),
            lost=f"{row['lost_tenths'] / 10:.1f}",
            weight=row["weight"],
            text=standing.reason_text(
                code=row["code"], bad=row["bad"], of=row["of"], language=language
            ),
            advice=standing.advice_text(code=row["code"], language=language),
        )
        for row in rows
    ]


def figures_of(*, record: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the facts of 90 days, each with its name."""
    facts = facts_from(record=record)
    tally = facts.quarter
    minutes = facts.answer_minutes
    return [
        (_("订单"), str(tally.orders)),
        (_("商家原因退款"), str(tally.fault_cases)),
        (_("发货超时或失败"), str(tally.undelivered)),
        (_("仲裁判给买家"), f"{tally.lost} / {tally.arbitrations}"),
        (_("到期没有答复"), f"{tally.silent} / {tally.turns}"),
        (_("答复时间中位数"), "–" if minutes is None else _("%(n)s 分钟") % {"n": minutes}),
        (_("欠平台垫付"), yuan(facts.advanced_fen)),
        (_("保证金"), f"{yuan(facts.deposit_fen)} / {yuan(facts.required_fen)}"),
    ]


def penalty_line(*, row: PenaltyRow, language: str) -> dict[str, Any]:
    """Return a penalty as a list shows it."""
    return {
        "row": row,
        "tone": STATE_TONES.get(row.state, "good"),
        "icon": STATE_ICONS.get(row.state, "warning" if row.closed_at is None else "check"),
        "why": _why(row, language),
        "waits_for": WAITS_FOR.get(row.state, ""),
    }


def penalty_detail(
    *, row: PenaltyRow, events: Sequence[PenaltyEventRow], language: str, to_staff: bool
) -> dict[str, Any]:
    """Return everything about a penalty: basis, facts, calculation, history."""
    return {
        "p": row,
        "now": row.now,
        "line": penalty_line(row=row, language=language),
        "rule": standing.rule_text(basis=row.basis, language=language),
        "why": _why(row, language),
        "figures": figures_of(record=row.facts["standing"]),
        "cases": row.facts.get("cases", []),
        "items": [{**item, "fen": item["count"] * item["each_fen"]} for item in row.items],
        "events": [_event(one, language, to_staff=to_staff) for one in reversed(events)],
    }


def rectify_again_at(*, row: PenaltyRow, events: Sequence[PenaltyEventRow]) -> datetime | None:
    """Return when a merchant may next say that it is put right; none where it need not wait."""
    found = [one.at for one in events if one.kind == "found_wanting"]
    if not (found and row.may_rectify):
        return None
    again_at = max(found) + timedelta(days=RECTIFY_AGAIN_DAYS)
    return again_at if again_at > row.now else None


def _why(row: PenaltyRow, language: str) -> str:
    if not row.rule:
        return row.why
    return standing.found_text(rule=row.rule, figures=row.facts["figures"], language=language)


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One line of a penalty's history."""

    text: str
    detail: str
    at: datetime
    tone: str = ""


def _event(event: PenaltyEventRow, language: str, *, to_staff: bool) -> ShownEvent:
    """Merchants read what was said, not which colleague said it."""
    text = wording.label(of="penalty_event", word=event.kind, language=language)
    who = event.actor if to_staff and event.actor else ""
    parts = [who, event.said if event.kind != "penalty_proposed" else "", _money(event.data)]
    return ShownEvent(text, " · ".join(filter(None, parts)), event.at)


def _money(data: dict[str, Any]) -> str:
    if data.get("taken_fen"):
        return _("从保证金扣除 %(fen)s") % {"fen": yuan(data["taken_fen"])}
    if data.get("returned_fen"):
        return _("退回保证金 %(fen)s") % {"fen": yuan(data["returned_fen"])}
    if data.get("made_good"):
        return _("商家已补足，系统自动解除")
    if data.get("deadline"):
        return _("期限已到，系统自动处理")
    return ""


def beyond_sentence(*, code: str, basis: str, language: str) -> str:
    """Say what a rule allows, to whoever proposed more by it; empty if `code` is about other."""
    rule = wording.label(of="penalty_basis", word=basis, language=language)
    if code == "longer_than_the_rule":
        told: dict[str, object] = {"rule": rule, "n": LONGEST_DAYS[basis]}
        return _("按「%(rule)s」最多暂停接单 %(n)s 天") % told
    if code != "beyond_the_rule":
        return ""
    kinds = [wording.label(of="penalty_kind", word=kind, language=language)
             for kind in MEASURES[basis]]  # fmt: skip
    told = {"rule": rule, "kinds": (", " if language == "en" else "、").join(kinds)}
    return _("按「%(rule)s」只能处以：%(kinds)s。请改选处罚或依据") % told


def sentence_of(*, code: str, fen: int = 0) -> str:
    """Say why nothing was saved and what to do."""
    return {
        "own_merchant": _("您是这家商家的成员，要由别人处理"),
        "same_person": _("提出、决定和复核要由不同的人完成"),
        "not_heard_yet": _("商家的陈述期还没有过，先不能决定"),
        "moved": _("这一笔刚刚有变化，请看最新状态"),
        "form_reused": _("这张表单已经提交过别的内容，请刷新后再试"),
        "words_missing": _("请写明情况，至少 10 个字"),
        "why_missing": _("请写明情况，至少 10 个字"),
        "basis_missing": _("请选择依据"),
        "kind_unknown": _("请选择处罚"),
        "product_missing": _("下架要选一件商品"),
        "days_missing": _("暂停接单要填天数"),
        "days_out_of_range": _("暂停天数是 1 到 90 天"),
        "not_protective": _("这个依据不能先行停售：只有正在损害买家的情况才可以"),
        "calculation_missing": _("扣款要写明计算：项目、数量、单价"),
        "calculation_wrong": _("扣款的计算不对，请核对"),
        "more_than_deposit": _("不能超过保证金，最多 %(fen)s") % {"fen": yuan(fen)},
        "too_late": _("申诉期已过"),
        "too_soon": _("刚刚复核过，请 3 天后再报整改"),
        "too_little": _("最少 %(fen)s") % {"fen": yuan(fen)},
        "not_enough": _("最多 %(fen)s") % {"fen": yuan(fen)},
        "amount_out_of_range": _("金额不对，请核对"),
        "closed_already": _("店铺已经歇业"),
        "expelled": _("店铺已被清退，不能歇业或恢复营业"),
        "settle_days_out_of_range": _("请填写 0 到 90 的天数"),
        "nothing_new": _("和现在的标准一样，不用改"),
    }.get(code, _("没有保存成功，请刷新后再试"))
