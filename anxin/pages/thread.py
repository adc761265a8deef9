"""The thread of a case as all parties see it: what was said, offered and shown, and the forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from anxin.domain import wording
from anxin.domain.proposals import answered_by
from anxin.domain.remedy import Remedy
from anxin.domain.thread import MESSAGE_CHARACTERS, audiences_of, may_read, may_write
from anxin.pages.amounts import YuanField
from anxin.pages.evidence import ShownPage, shown_pieces
from anxin.pages.strict import OnceForm, StrictForm
from anxin.services.aftersale.moving import NOTE_CHARACTERS, is_asked
from anxin.services.aftersale.turns.offering import held_back, is_at_odds
from anxin.services.evidence.receiving import TAKES_EVIDENCE
from anxin.storage.aftersale.by_law import is_by_law
from anxin.storage.aftersale.complaints import is_heard_about
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.aftersale.threads import (
    MessageRow,
    ProposalRow,
    list_messages,
    list_proposals,
)
from anxin.storage.evidence.queries import list_pieces_of_case

AUDIENCES_READ = {
    "buyer": ("all", "buyer"),
    "merchant": ("all", "merchant"),
    "platform": ("all", "buyer", "merchant", "staff"),
}


class _ToSome(StrictForm):
    """Something put before the others, and who of them is to see it."""

    audience = forms.ChoiceField(label=gettext_lazy("谁能看到"))

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


class SayForm(_ToSome, OnceForm):
    """A line to the others."""

    said = forms.CharField(
        max_length=MESSAGE_CHARACTERS,
        label=gettext_lazy("留言"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("请先写一句话")},
    )


class AttachForm(_ToSome):
    """Files for the thread. How many there are is counted by whoever takes them."""

    evidence = forms.FileField(label=gettext_lazy("图片、视频、PDF 或 zip"), allow_empty_file=True)


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
    """One line of the thread. `proposal`: it is one; `mine_to_answer`: and waits for the reader.

    `until`: when it lapses at the latest. `pages`: it is a file; `waits`: that has not been opened
    yet.
    """

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
    until: datetime | None = None
    pages: tuple[ShownPage, ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """A case's thread as one side sees it, with the forms that this side may use now.

    `being_decided`: a verdict stands, and until it is done nothing new is offered or declined.
    """

    lines: tuple[Line, ...]
    say: SayForm | None
    propose: ProposeForm | None
    may_arbitrate: bool
    attach: AttachForm | None
    open: ProposalRow | None
    being_decided: bool = False


def thread_of(*, case: CaseRow, side: str, account_id: UUID, language: str) -> Thread:
    """Return the thread of a case for that reader, who is of that side."""
    said = list_messages(case_id=case.id, audiences=AUDIENCES_READ[side])
    offered = list_proposals(case_id=case.id)
    lines = [_message_line(row, side, language) for row in said]
    lines += [_proposal_line(row, side, case.due_at, language) for row in offered]
    lines += _file_lines(case, side, account_id, language)
    can_say = may_write(case_state=case.state, side=side) or (
        side == "merchant" and is_heard_about(case_id=case.id)
    )
    answered = bool(answered_by(side=side, case_state=case.state)) and not is_asked(case)
    dealt = answered and not is_by_law(case_no=case.no, order_id=case.order_id)
    free = dealt and case.verdict is None
    can_offer = free and not held_back(made=offered, side=side)
    arbitrates = case.state in ("merchant_turn", "platform_review") and side != "platform"
    return Thread(
        lines=tuple(sorted(lines, key=lambda line: line.at)),
        say=SayForm(side=side, language=language, auto_id="say_%s") if can_say else None,
        propose=ProposeForm(language=language, auto_id="offer_%s") if can_offer else None,
        may_arbitrate=free and arbitrates and is_at_odds(made=offered, side=side),
        attach=AttachForm(side=side, language=language, auto_id="attach_%s")
        if case.state in TAKES_EVIDENCE
        else None,
        open=next((row for row in offered if row.state == "open"), None),
        being_decided=dealt and case.verdict is not None,
    )


def _message_line(row: MessageRow, side: str, language: str) -> Line:
    who = wording.label(of="side", word=row.side, language=language)
    if side == "platform":
        who = f"{who} · {row.author}"
    label = _audience(row.audience, language)
    return Line(row.at, row.side, who, row.side == side, row.said, audience=label)


def _audience(audience: str, language: str) -> str:
    """Who alone reads a line; empty where everybody does."""
    return (
        "" if audience == "all" else wording.label(of="audience", word=audience, language=language)
    )


def _proposal_line(row: ProposalRow, side: str, due_at: datetime | None, language: str) -> Line:
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
        until=due_at if row.state == "open" else None,
    )


def _file_lines(case: CaseRow, side: str, account_id: UUID, language: str) -> list[Line]:
    """What was put into the thread; a file that could not be taken is told to its sender alone."""
    rows = [
        row
        for row in list_pieces_of_case(case_id=case.id)
        if row.sender and may_read(side=side, audience=row.audience)
        if row.state != "refused" or row.side == side
    ]
    return [
        Line(
            at=piece.row.received_at,
            side=piece.row.side,
            who=wording.label(of="side", word=piece.row.side, language=language),
            mine=piece.row.side == side,
            text=f"{piece.row.filename} {piece.refused}".strip(),
            audience=_audience(piece.row.audience, language),
            pages=piece.pages,
            waits=piece.waits,
        )
        for piece in shown_pieces(rows=rows, account_id=account_id, language=language)
    ]
