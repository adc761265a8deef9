"""Money in words: movements, months, and why something was not taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.wording import LABELS
from anxin.pages.formatting import SHANGHAI, yuan
from anxin.storage.ledger.statements import Movement

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of China's calendar: `[since, until)`, and its neighbours' names."""

    name: str
    since: datetime
    until: datetime
    before: str
    after: str


def month_of(*, text: str, now: datetime) -> Month:
    """Return the month that is asked for, the present one where none or nonsense is.

    >>> month_of(text="2026-12", now=datetime(2026, 11, 22, tzinfo=SHANGHAI)).until.isoformat()
    '2027-01-01T00:00:00+08:00'
    """
    asked = MONTH.fullmatch(text)
    today = now.astimezone(SHANGHAI)
    year, number = (int(asked[1]), int(asked[2])) if asked else (today.year, today.month)
    index = year * 12 + number - 1
    return Month(
        name=_name(index),
        since=_first(index),
        until=_first(index + 1),
        before=_name(index - 1),
        after=_name(index + 1) if _first(index + 1) <= now else "",
    )


def _name(index: int) -> str:
    return f"{index // 12}-{index % 12 + 1:02d}"


def _first(index: int) -> datetime:
    return datetime(index // 12, index % 12 + 1, 1, tzinfo=SHANGHAI)


def kind_of(movement: Movement, language: str) -> str:
    """Return what a movement is called; one of an unknown kind by its own word."""
    if movement.kind not in LABELS["posting_kind"]:
        return movement.kind
    return wording.label(of="posting_kind", word=movement.kind, language=language)


def note_of(movement: Movement) -> str:
    """Return what a movement did to the platform's advance, if anything."""
    if movement.recovered_fen > 0:
        return _("其中 %(fen)s 归还平台垫付") % {"fen": yuan(movement.recovered_fen)}
    if movement.recovered_fen < 0:
        return _("其中 %(fen)s 由平台垫付") % {"fen": yuan(-movement.recovered_fen)}
    return ""


def not_moved_sentence(*, code: str, fen: int) -> str:
    """Say why money was not moved and what to do."""
    return {
        "not_enough": _("最多 %(fen)s") % {"fen": yuan(fen)},
        "too_little": _("最少 %(fen)s") % {"fen": yuan(fen)},
        "form_reused": _("这张表单已经提交过另一个金额，请刷新后再试"),
        "owes": _("平台还有 %(fen)s 垫付没有收回，先不能退保证金") % {"fen": yuan(fen)},
        "frozen": _("店铺已歇业或清退：订单的保护期全部结束后才能提现"),
        "not_paid": _("没有按这个流水号打过款，请核对"),
        "disputed": _("有 %(fen)s 正在和银行核对（拒付或账单差异），钱包里剩的不够，先不能付")
        % {"fen": yuan(fen)},
        "secret_lost": _("收款账户打不开了，请退回，让对方重新填写"),
        "not_its_payer": _("由查看过收款账户的那位同事打款或退回"),
        "account_frozen": _("监护人的未成年人退款申请正在处理，这个账号的钱先不能出去"),
        "moved": _("这一笔刚刚有人处理过，请看最新状态"),
        "same_person": _("申请、审批和打款要由不同的人完成"),
        "own_merchant": _("您是这家商家的成员，要由别人处理"),
        "serial_missing": _("请填写银行流水号"),
        "serial_used": _("这个银行流水号已经登记过，请核对"),
        "reason_missing": _("请写明退回的原因，对方会看到"),
        "amount_out_of_range": _("金额不对，请核对"),
        "too_late_to_undo": _("已经生效，不能收回"),
    }.get(code, _("没有保存成功，请刷新后再试"))
