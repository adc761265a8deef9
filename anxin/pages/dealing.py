"""The thread of a case as all parties use it: what is said and offered, and what may be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.domain import wording
from anxin.domain.proposals import answered_by
from anxin.domain.remedy import Remedy
from anxin.domain.thread import MESSAGE_CHARACTERS, audiences_of, may_write
from anxin.pages.amounts import YuanField
from anxin.pages.reader import not_found
from anxin.pages.strict import OnceForm, StrictForm
from anxin.services.aftersale.moving import NOTE_CHARACTERS, NotDecided
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.aftersale.turns import proposals
from anxin.services.aftersale.turns.proposals import Party
from anxin.services.aftersale.turns.thread import say
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.aftersale.threads import (
    MessageRow,
    ProposalRow,
    list_messages,
    list_proposals,
)

AUDIENCES_READ = {
    "buyer": ("all", "buyer"),
    "merchant": ("all", "merchant"),
    "platform": ("all", "buyer", "merchant", "staff"),
}


class SayForm(OnceForm):
    """A line to the others, and who of them is to read it."""

    audience = forms.ChoiceField(label=gettext_lazy("谁能看到"))
    said = forms.CharField(
        max_length=MESSAGE_CHARACTERS,
        label=gettext_lazy("留言"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("请先写一句话")},
    )

    def __init__(self, *args: Any, side: str, language: str, **kwargs: Any) -> None:
        """Offer the audiences that this side may speak to."""
        super().__init__(*args, **kwargs)
        field = self.fields["audience"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (word, wording.label(of="audience", word=word, language=language))
            for word in audiences_of(side=side)
        ]
        field.initial = "all"


class ProposeForm(StrictForm):
    """What is offered: a sum, so many units, or other goods instead."""

    kind = forms.ChoiceField(label=gettext_lazy("方案"))
    fen = YuanField(
        required=False,
        label=gettext_lazy("金额（元）"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    units = forms.IntegerField(required=False, min_value=1, label=gettext_lazy("件数"))
    said = forms.CharField(
        required=False,
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("说明"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        """Offer what can be offered."""
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (word, wording.label(of="remedy", word=word, language=language))
            for word in ("sum", "units", "replacement")
        ]

    def remedy(self) -> Remedy:
        """Return what is offered; of two figures only the one that the kind is about counts."""
        sent = self.cleaned_data
        return Remedy(
            sent["kind"],
            units=(sent["units"] or 0) if sent["kind"] != "sum" else 0,
            gross_fen=(sent["fen"] or 0) if sent["kind"] == "sum" else 0,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the thread. `proposal`: it is one; `mine_to_answer`: and waits for the reader."""

    at: datetime
    side: str
    who: str
    mine: bool
    text: str
    audience: str = ""
    proposal: ProposalRow | None = None
    what: str = ""
    state: str = ""
    mine_to_answer: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """A case's thread as one side sees it, with the forms that this side may use now."""

    lines: tuple[Line, ...]
    say: SayForm | None
    propose: ProposeForm | None
    may_arbitrate: bool
    open: ProposalRow | None


def thread_of(*, case: CaseRow, side: str, language: str) -> Thread:
    """Return the thread of a case for a reader of that side."""
    said = list_messages(case_id=case.id, audiences=AUDIENCES_READ[side])
    offered = list_proposals(case_id=case.id)
    lines = [_message_line(row, side, language) for row in said]
    lines += [_proposal_line(row, side, language) for row in offered]
    can_say = may_write(case_state=case.state, side=side)
    can_offer = bool(answered_by(side=side, case_state=case.state))
    arbitrates = case.state in ("merchant_turn", "platform_review") and side != "platform"
    return Thread(
        lines=tuple(sorted(lines, key=lambda line: line.at)),
        say=SayForm(side=side, language=language, auto_id="say_%s") if can_say else None,
        propose=ProposeForm(language=language, auto_id="offer_%s") if can_offer else None,
        may_arbitrate=arbitrates and bool(offered),
        open=next((row for row in offered if row.state == "open"), None),
    )


def _message_line(row: MessageRow, side: str, language: str) -> Line:
    who = wording.label(of="side", word=row.side, language=language)
    if side == "platform":
        who = f"{who} · {row.author}"
    audience = "" if row.audience == "all" else row.audience
    label = wording.label(of="audience", word=audience, language=language) if audience else ""
    return Line(row.at, row.side, who, row.side == side, row.said, audience=label)


def _proposal_line(row: ProposalRow, side: str, language: str) -> Line:
    return Line(
        at=row.at,
        side=row.side,
        who=wording.label(of="side", word=row.side, language=language),
        mine=row.side == side,
        text=row.said,
        proposal=row,
        what=wording.label(of="remedy", word=row.kind, language=language),
        state=wording.label(of="proposal_state", word=row.state, language=language),
        mine_to_answer=row.state == "open" and row.to == side,
    )


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
        messages.success(request, _DONE[act]())
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


_ACTS: dict[str, Act] = {
    "say": _say,
    "offer": _offer,
    "accept": _accept,
    "decline": _decline,
    "arbitrate": _arbitrate,
}
_DONE: dict[str, Callable[[], str]] = {
    "offer": lambda: _("方案已发给对方，24 小时内答复"),
    "accept": lambda: _("已接受方案，按方案处理"),
    "decline": lambda: _("没有接受这个方案，继续处理"),
    "arbitrate": lambda: _("已转仲裁，1 小时内裁决"),
}


def not_taken(code: str) -> str:
    """Say why an act of the thread was not taken, and what to do."""
    return {
        "words_missing": _("请先写一句话"),
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
        "nothing_proposed": _("双方提过方案以后才能申请仲裁"),
        "no_arbitration_now": _("现在不能申请仲裁"),
        "tier_too_high": _("这笔申请要由高级审核员决定，您可以查看"),
        "claimed": _("这笔申请正由别的审核员处理"),
        "own_case": _("这是您自己的申请，不能由您审核"),
    }.get(code, _("没有保存成功，请刷新后再试"))
