"""Checks and practice of the demo: decisions drawn, one graded, one that waits; a few answers."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from anxin.domain.practice import Given
from anxin.domain.wording.checklists import checklist_lines
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.quality.checking import grade_check
from anxin.services.quality.drawing import draw_checks
from anxin.services.quality.practising import answer_practice
from anxin.storage.account.models import Account
from anxin.storage.quality.queries import list_to_look_at

NOTE = (
    "理由只写了「请先与商家确认」，买家不知道依据哪一条、怎样才能通过。下次写明条款和可以补充什么。"
)
PRACTISED = (
    ("viewed-but-invalid", Given("approve")),
    ("twenty-of-fifty", Given("partial", fen=2_940)),
    ("a-reused-picture", Given("reject", "no_rule")),
)


def load_demo_checks(*, asked: tuple[str, str]) -> None:
    """Have two more cases decided, draw the checks, grade one and practise a little."""
    agent, senior, supervisor = (_staff(name) for name in ("agent", "senior", "supervisor"))
    approved, refused = asked
    approve_case(no=approved, reviewer=agent, note="卡密没有查看，按规则同意。")
    reject_case(
        no=refused,
        reviewer=senior,
        code="no_rule",
        said="同一商品刚刚同意过一笔，请说明这一笔取消的原因后再申请。",
    )
    draw_checks(today_too=True)
    for row in list_to_look_at(who=supervisor.account_id):
        if row.reviewer_id == agent.account_id and row.decided == "rejected":
            lines = checklist_lines(reason=row.reason)
            marks = ["ok"] * (len(lines) - 1) + ["missed"]
            grade_check(
                no=row.no, checker=supervisor, grade="words_unclear", marks=marks, note=NOTE
            )
            break
    for key, given in PRACTISED:
        form_key = uuid5(NAMESPACE_URL, f"demo-practice:{key}")
        answer_practice(key=key, reviewer=agent, form_key=form_key, given=given)


def _staff(name: str) -> Reviewer:
    account = Account.objects.get(username=name)
    return Reviewer(account.id, account.role)
