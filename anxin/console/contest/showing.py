"""What pages of contests share: a ruling that can be taken back, and what is said of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.pages.formatting import yuan
from anxin.pages.reader import language
from anxin.services.aftersale.contest import NotContested
from anxin.services.aftersale.moving import Reviewer
from anxin.storage.aftersale.contests import ContestRow


def pending(*, row: ContestRow, states: str, reader: Reviewer) -> dict[str, Any] | None:
    """What somebody has decided and may take back: its words, and whether it is the reader's."""
    verdict = row.verdict
    if verdict is None:
        return None
    what = wording.label(of=states, word=verdict["do"], language=language())
    return {**verdict, "what": what, "mine": verdict["by"] == str(reader.account_id)}


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
        "own_claim": _("这是您自己的异议，由其他审核员决定"),
        "own_decision": _("原来的退款是您批的，由其他审核员决定"),
        "own_case": _("这是您自己买的订单，由其他审核员决定"),
        "own_merchant": _("这是您所属店铺的异议，由其他审核员决定"),
    }.get(refused.code, _("没有保存成功，请刷新后再试"))
