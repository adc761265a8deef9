"""What pages of contests share: a ruling that can be taken back, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anxin.console.case.forms import DeclineForm
from anxin.domain import wording
from anxin.pages.formatting import yuan
from anxin.pages.reader import language
from anxin.services.aftersale.contest import Contest, NotContested, Row, barred_from
from anxin.services.aftersale.countersigning import not_to_sign
from anxin.services.aftersale.moving import Reviewer


def _pending(kind: Contest[Row], row: Row, reader: Reviewer) -> dict[str, Any] | None:
    """What somebody has decided: its words, and what the reader can do with it."""
    verdict = row.verdict
    if verdict is None:
        return None
    what = wording.label(of="ruling", word=verdict["do"], language=language())
    mine = str(reader.account_id) in (verdict["by"], verdict.get("signed"))
    form = DeclineForm(initial={"seen": verdict.get("key")}, auto_id=f"{row.no}_decline_%s")
    signs = not not_to_sign(kind, row=row, reviewer=reader)
    return {**verdict, "what": what, "undoable": mine, "decline_form": form if signs else None}


def listed(
    kind: Contest[Row], *, reader: Reviewer, more: Callable[[Row], dict[str, Any]]
) -> dict[str, Any]:
    """What a page shows: a line for each that waits, with what its kind adds, and those decided."""
    rows, decided = kind.reads.open(), kind.reads.closed()
    return {
        "lines": [{**_line(kind, row, reader), **more(row)} for row in rows],
        "decided": decided,
        "now": next((row.now for row in (*rows, *decided)), None),
    }


def _line(kind: Contest[Row], row: Row, reader: Reviewer) -> dict[str, Any]:
    barred = barred_from(kind, row=row, reviewer=reader)
    return {
        "row": row,
        "pending": _pending(kind, row, reader),
        "barred": sentence(NotContested(barred)) if barred else "",
        "why": wording.explanation(why=row.why, language=language()),
    }


def answer(request: HttpRequest, refused: NotContested | None, *, done: str) -> None:
    """Tell the reader what became of what was pressed."""
    if refused:
        messages.warning(request, sentence(refused))
    else:
        messages.success(request, done)


def sentence(refused: NotContested) -> str:
    """Say why nothing was saved."""
    return {
        "decided": _("这笔异议已经有结果了"),
        "verdict_pending": _("这笔异议已有决定，正在生效"),
        "too_late_to_undo": _("已经生效，不能收回"),
        "amount_out_of_range": _("金额要大于 0，且不超过所收的 %(fen)s")
        % {"fen": yuan(refused.fen)},
        "tier_too_high": _("这笔异议已超时，由更高一级的审核员决定"),
        "sum_too_high": _("金额较大，由高级审核员决定"),
        "own_fallen": _("您的决定没有通过复核，要由另一位审核员决定"),
        "own_verdict": _("这是您自己的决定，要由另一位复核"),
        "nothing_to_sign": _("没有需要复核的决定"),
        "not_the_shown": _("要复核的内容已经换了，请看最新内容再决定"),
        "said_missing": _("请写明不同意的理由"),
        "own_claim": _("这是您自己的异议，由其他审核员决定"),
        "own_decision": _("原来的退款是您批的，由其他审核员决定"),
        "own_case": _("这是您自己买的订单，由其他审核员决定"),
        "own_merchant": _("这是您所属店铺的异议，由其他审核员决定"),
    }.get(refused.code, _("没有保存成功，请刷新后再试"))
