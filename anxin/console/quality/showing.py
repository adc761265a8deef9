"""Checks and practice in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.practice import Practice
from anxin.domain.quality import share_of
from anxin.domain.wording.checklists import checklist
from anxin.pages.formatting import yuan
from anxin.pages.reader import language
from anxin.services.policies import policy_of
from anxin.storage.catalog.queries import latest_policy
from anxin.storage.quality.overview import ReviewerRow
from anxin.storage.quality.practice import AnswerRow, Tried
from anxin.storage.quality.queries import CheckRow

GRADE_TONES = {"right": "good", "wrong": "bad", "wrong_sum": "bad"}
GOOD_SHARE, POOR_SHARE = 90, 70


def sentence_of(*, code: str) -> str:
    """Say why nothing was saved and what to do."""
    return {
        "own_decision": _("这是您自己的决定，由其他同事质检"),
        "own_case": _("这笔申请与您有关，由其他同事质检"),
        "own_merchant": _("您是这家商家的成员，要由别人处理"),
        "took_part": _("您在这笔售后里作过决定，由其他同事质检"),
        "own_grade": _("这是您评的，异议由另一位同事复核"),
        "graded_already": _("另一位同事刚刚评过了，以先提交的为准"),
        "answered_already": _("您已经答复过了"),
        "taken_as_agreed": _("7 天没有答复，已视为认可"),
        "judged_already": _("另一位同事刚刚复核过了"),
        "resent_already": _("已经为买家重新送审"),
        "too_late": _("关闭超过 15 天，不能再申诉。请改用赔付。"),
        "not_rejected": _("这笔售后已经不是拒绝状态，不能再送审"),
        "not_the_last": _("买家后来又申请过，请看最新的一笔"),
        "case_open": _("买家又提出了申请，正在处理"),
        "nothing_left": _("这笔订单已经没有可退的金额"),
        "not_closed": _("还没有结束的售后不能用作练习"),
    }.get(code, _("没有保存：情况已经变了，请看最新内容"))


def reason_of(*, reason: str | None) -> str:
    """Return why the buyer wanted the money back."""
    if reason is None:
        return _("未发货退款")
    return wording.label(of="reason", word=reason, language=language())


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check in a list: its words, and what was missed of the checklist."""

    row: CheckRow
    reason: str
    tone: str
    missed: list[str]
    ground: str


def line_of(*, row: CheckRow) -> CheckLine:
    """Return a check as lists and pages show it."""
    code = row.decision.get("code")
    return CheckLine(
        row,
        reason_of(reason=row.reason),
        GRADE_TONES.get(row.grade, "warn"),
        [one[language()] for one in row.lines if one["mark"] == "missed"],
        wording.label(of="code", word=code, language=language()) if code else "",
    )


def said_of(*, row: CheckRow) -> str:
    """Return the words that the decision was told in."""
    return str(row.decision.get("said") or row.decision.get("note") or "")


@dataclass(frozen=True, slots=True)
class ReviewerLine:
    """One reviewer of the overview, with shares in per cent (none where there is nothing)."""

    row: ReviewerRow
    right: int | None
    right_tone: str
    overturned: int | None
    practised: int | None


def reviewer_line(*, row: ReviewerRow) -> ReviewerLine:
    """Return a reviewer's numbers with their shares."""
    right = share_of(part=row.found_right, whole=row.checked)
    return ReviewerLine(
        row,
        right,
        tone_of(share=right),
        share_of(part=row.overturned, whole=row.rejected),
        share_of(part=row.practised_right, whole=row.practised),
    )


def tone_of(*, share: int | None) -> str:
    """Return the tone of a share that is right."""
    if share is None:
        return ""
    return "good-word" if share >= GOOD_SHARE else "bad-word" if share < POOR_SHARE else "wait-word"


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """One practice case in the list, with what the reader made of it."""

    key: str
    title: str
    reason: str
    tried: Tried | None


def practice_line(*, practice: Practice, tried: Tried | None) -> PracticeLine:
    """Return a practice case as the list shows it."""
    reason = reason_of(reason=practice.reason)
    return PracticeLine(practice.key, _in(practice.title), reason, tried)


def practice_detail(*, practice: Practice) -> dict[str, Any]:
    """Return what the page of a practice case shows before it is answered."""
    place = language()
    return {
        "key": practice.key,
        "title": _in(practice.title),
        "reason": reason_of(reason=practice.reason),
        "facts": [
            (
                wording.label(of="practice_fact", word=fact.about, language=place),
                fact.en if place == "en" else fact.zh,
            )
            for fact in practice.facts
            if fact.about != "said"
        ],
        "said": [_in((fact.zh, fact.en)) for fact in practice.facts if fact.about == "said"],
    }


def practice_result(*, practice: Practice, answer: AnswerRow) -> dict[str, Any]:
    """Return what is told after an answer: right or not, why, and what it rests on."""
    place, expected = language(), practice.expected
    sums = _range(expected.low_fen, expected.high_fen) if expected.answer == "partial" else ""
    return {
        "right": answer.is_right,
        "given": _answer(answer.answer, answer.code, yuan(answer.fen) if answer.fen else ""),
        "expected": _answer(expected.answer, expected.code, sums),
        "why": _in(practice.why),
        "clause": _clause(practice.clause),
        "checklist": [
            (line, zh == practice.line)
            for line, zh in zip(
                checklist(reason=practice.reason, language=place),
                checklist(reason=practice.reason, language="zh"),
                strict=True,
            )
        ],
    }


def _answer(answer: str, code: str, sums: str) -> str:
    place = language()
    named = wording.label(of="practice_answer", word=answer, language=place)
    ground = wording.label(of="code", word=code, language=place) if code else ""
    return " · ".join(part for part in (named, ground, sums) if part)


def _range(low_fen: int, high_fen: int) -> str:
    if low_fen == high_fen:
        return yuan(low_fen)
    return f"{yuan(low_fen)}–{yuan(high_fen)}"


def _clause(clause: str) -> str:
    """Return the clause's name by the shipped policy that new goods are sold under."""
    latest = latest_policy(name="standard") if clause else None
    if latest is None:
        return ""
    policy = policy_of(latest.id)
    return wording.clause_title(policy=policy, clause=clause, language=language())


def _in(words: tuple[str, str]) -> str:
    return words[1] if language() == "en" else words[0]
