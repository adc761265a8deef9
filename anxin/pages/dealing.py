"""The acts of a case's thread, for whoever takes part: say, offer, answer, attach, arbitrate."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from anxin import wiring
from anxin.domain.evidence.outside import StoreFailed
from anxin.pages.reader import not_found
from anxin.pages.thread import AttachForm, ProposeForm, SayForm
from anxin.services.aftersale.beside import WITH_SENIOR
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.aftersale.turns import proposals
from anxin.services.aftersale.turns.proposals import Party
from anxin.services.aftersale.turns.thread import say
from anxin.services.evidence import Sent, Turned, attach_piece
from anxin.services.evidence.receiving import PIECES_PER_CASE
from anxin.storage.aftersale import queries

Act = Callable[[HttpRequest, str, Party, str], NotDecided | None]


def deal(
    request: HttpRequest, *, no: str, act: str, party: Party, language: str, back: str
) -> HttpResponse:
    """Take one of the acts of the thread (`say`, `offer`, `accept`, `decline`, `arbitrate`).

    What was not taken is said on the page that it came from, at `back`; an unknown act or somebody
    else's case does not exist.
    """
    take = _ACTS.get(act) or not_found()
    try:
        refused = take(request, no, party, language)
    except GroundKeepsMoving:
        refused = NotDecided("moved")
    if refused and refused.code == "not_found":
        not_found()
    if refused:
        messages.warning(request, not_taken(refused.code))
    elif act == "say":
        return redirect(f"{back}?said=1#thread")
    else:
        messages.success(request, _done(no, act, party))
    return redirect(f"{back}#thread")


def _say(request: HttpRequest, no: str, party: Party, language: str) -> NotDecided | None:
    form = SayForm(request.POST, side=party.side, language=language)
    if not form.is_valid():
        return NotDecided("words_missing")
    sent = form.cleaned_data
    return say(
        no=no, party=party, form_key=sent["form_key"], audience=sent["audience"], said=sent["said"]
    )


def _offer(request: HttpRequest, no: str, party: Party, language: str) -> NotDecided | None:
    form = ProposeForm(request.POST, language=language)
    if not form.is_valid():
        return NotDecided("sum_out_of_range")
    said = form.cleaned_data["said"].strip()
    return proposals.propose(no=no, party=party, remedy=form.remedy(), said=said)


def _accept(request: HttpRequest, no: str, party: Party, _language: str) -> NotDecided | None:
    return proposals.accept(no=no, proposal_no=request.POST.get("proposal", ""), party=party)


def _decline(request: HttpRequest, no: str, party: Party, _language: str) -> NotDecided | None:
    return proposals.decline(no=no, proposal_no=request.POST.get("proposal", ""), party=party)


def _arbitrate(_request: HttpRequest, no: str, party: Party, _language: str) -> NotDecided | None:
    return proposals.take_to_arbitration(no=no, party=party)


def _file(request: HttpRequest, no: str, party: Party, language: str) -> NotDecided | None:
    """Take files into the thread; the first that is turned away says why."""
    form = AttachForm(request.POST, request.FILES, side=party.side, language=language)
    if not form.is_valid():
        return NotDecided("file_missing" if "evidence" in form.errors else "no_such_audience")
    for file in request.FILES.getlist("evidence")[:PIECES_PER_CASE]:
        sent = Sent(
            file=cast(BinaryIO, file.file),
            filename=file.name or "",
            kind="other",
            audience=form.cleaned_data["audience"],
        )
        try:
            taken = attach_piece(
                case_no=no,
                side=party.side,
                sender=party.account_id,
                sent=sent,
                files=wiring.evidence_files(),
            )
        except StoreFailed:
            return NotDecided("store")
        if isinstance(taken, Turned):
            return NotDecided(f"file_{taken.code}")
    return None


_ACTS: dict[str, Act] = {
    "file": _file,
    "say": _say,
    "offer": _offer,
    "accept": _accept,
    "decline": _decline,
    "arbitrate": _arbitrate,
}
_DONE: dict[str, Callable[[], str]] = {
    "file": lambda: _("已上传，读取后显示在协商记录里"),
    "accept": lambda: _("已接受方案，按方案处理"),
    "decline": lambda: _("没有接受这个方案，继续处理"),
    "arbitrate": lambda: _("已转仲裁，1 小时内裁决"),
}


def _done(no: str, act: str, party: Party) -> str:
    """Say what came of an act; what both agree on beside a complaint is a senior's."""
    if act == "offer":
        return _offered(no)
    case = queries.case(no=no) or not_found()
    left = act == "accept" and party.side != "platform" and case.state in WITH_SENIOR
    return left_to_senior() if left else _DONE[act]()


def left_to_senior() -> str:
    """Say that a yes was taken down, and that somebody else decides."""
    return _("已记下。平台外的投诉还没有了结，由高级审核员决定")


def _offered(no: str) -> str:
    """Say what an offer waits for: a buyer in its merchant's turn has a day, nobody else has."""
    case = queries.case(no=no) or not_found()
    if case.verdict:
        return _("金额较大，等第二位审核员复核。")
    if case.stopped_at:
        return _("方案已发给买家，24 小时内答复，其间停表")
    return _("方案已发给对方；对方答复前，处理照常进行")


def not_taken(code: str) -> str:
    """Say why an act of the thread was not taken, and what to do."""
    return {
        "words_missing": _("请先写一句话"),
        "file_missing": _("请先选择文件"),
        "file_empty": _("文件是空的，请重新选择"),
        "file_too_large": _("文件太大：图片最大 20 MB，视频最大 100 MB"),
        "file_too_many": _("一次申请最多 12 份凭证，可以先删掉不需要的"),
        "file_too_many_today": _("今天上传得太多了，请明天再试或联系客服"),
        "file_decided": _("这笔申请已有结果，不能再补充凭证"),
        "store": _("现在存不下文件，请稍后再试；已填的内容不会丢"),
        "too_long": _("留言最多 1000 字"),
        "too_many_messages": _("留言太频繁，请稍后再发"),
        "thread_closed": _("这笔申请已经结束，不能再留言"),
        "no_proposals_now": _("现在不能提方案"),
        "too_many_proposals": _("每一方最多提 3 次方案，可以申请仲裁"),
        "proposal_open": _("您已有一个方案在等对方答复"),
        "sum_out_of_range": _("金额要大于 0，且不超过订单还能退的金额"),
        "units_out_of_range": _("件数超过了还能退的数量"),
        "nothing_to_replace": _("还没有交付的商品不能补发，请退款"),
        "nothing_left": _("这笔订单已经没有可退的金额"),
        "not_open": _("这个方案已经有答复了"),
        "nothing_proposed": _("对方提过方案，或没有接受您的方案，才能申请仲裁"),
        "no_arbitration_now": _("现在不能申请仲裁"),
        "verdict_pending": _("审核员正在决定这笔申请，请稍后再试"),
        "by_law": _("这笔受理由监护人的未成年人退款申请决定，不能单独处理"),
        "not_covered": _("商家的货款和保证金不够，这个方案暂时不能生效，可以请平台介入"),
        "offer_void": _("这个方案要由高级审核员重新确认，请等平台答复"),
        "merchant_first": _("商家还没有答复过，先请商家答复"),
        "own_merchant": _("您是这家商家的成员，要由别人处理"),
        "own_fallen": _("您的决定没有通过复核，要由另一位审核员决定"),
        "tier_too_high": _("这笔申请要由高级审核员决定，您可以查看"),
        "claimed": _("这笔申请正由别的审核员处理"),
        "own_case": _("这是您自己的申请，不能由您审核"),
    }.get(code, _("没有保存成功，请刷新后再试"))
