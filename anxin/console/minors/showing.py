"""A claim as a senior sees it: facts and proposals, nothing of it opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from anxin.console.minors.forms import (
    ApproveForm,
    AskForm,
    CodeForm,
    EndForm,
    FindForm,
    LookForm,
    ObjectionForm,
    RejectForm,
)
from anxin.domain.minors.shares import part_fen
from anxin.domain.minors.words import RUNNING
from anxin.domain.wording.minors import LABELS, minors_label
from anxin.pages import history
from anxin.pages.formatting import yuan
from anxin.pages.minors import answer_of, said, said_to_staff
from anxin.pages.reader import account_id, language
from anxin.services.minors.deciding import decision_shown
from anxin.services.minors.taking_back import is_undoable, last_word
from anxin.services.minors.telling import Officer, not_impartial
from anxin.storage.minors import marks, queries
from anxin.storage.minors.objections import objection_of
from anxin.storage.minors.queries import ClaimRow, LineRow


@dataclass(frozen=True, slots=True)
class Line:
    """One order with what its share rests on; `box` is where the share is written."""

    row: LineRow
    band: str
    codes: list[str]
    proposed_fen: int
    trouble: str
    box: Any = None


def officer_of(request: HttpRequest) -> Officer:
    """Return who acts."""
    return Officer(account_id(request), getattr(request.user, "role", ""))


def context_of(*, found: ClaimRow, officer: Officer, forms: dict[str, Any]) -> dict[str, Any]:
    """Return all that the page of a claim shows; `forms`: those that came back with errors."""
    rows = queries.list_lines(claim_id=found.id)
    open_rows = [row for row in rows if row.paid_at is None]
    approve = forms.get("approve") or ApproveForm(lines=open_rows, auto_id="approve_%s")
    chief = officer.role == "supervisor"
    own = not_impartial(claim=found, officer=officer) is not None
    mine = found.assigned_id == officer.account_id
    return {
        "c": found,
        "now": found.now,
        "mine": mine,
        "deciding": mine and found.state == "submitted" and not own,
        "answering": mine and found.state in RUNNING and not own,
        "may_take": not (mine or own) and _may_take(found, officer),
        "may_sign": found.state == "signing" and found.decided_by_id != officer.account_id
        and not own,
        "may_undo": is_undoable(claim=found) and last_word(claim=found) == officer.account_id,
        "shown": decision_shown(claim=found, lines=rows),
        "may_end": found.state == "paying" and found.stuck_at and chief and not own,
        "may_renew": (mine or chief) and not own and not found.erased_at
        and found.state not in ("withdrawn", "lapsed"),
        "answer": answer_of(claim=found),
        "objection": objection_of(claim_id=found.id),
        "state": said_to_staff("state", found.state),
        "refusal": said("refusal", found.refusal) if found.refusal else "",
        "relation": said("relation", found.relation),
        "consent": said("consent", found.consent),
        "checks": (
            (_("监护人"), found.guardian_masked, said("check", found.guardian_check)),
            (_("孩子"), found.minor_masked, said("check", found.minor_check)),
        ),
        "lines": [_line(row, approve) for row in rows],
        "marks": marks_of(found),
        "papers": [
            (said("paper", p.kind), said("paper_state", p.state), p.pages)
            for p in queries.list_papers(claim_id=found.id)
        ],
        "events": _timeline(found),
        "accesses": queries.list_accesses(claim_id=found.id),
        "look_form": forms.get("look") or LookForm(auto_id="look_%s"),
        "find_form": forms.get("find") or FindForm(auto_id="find_%s"),
        "approve_form": approve,
        "reject_form": forms.get("reject") or RejectForm(auto_id="reject_%s"),
        "ask_form": forms.get("ask") or AskForm(auto_id="ask_%s"),
        "end_form": forms.get("end") or EndForm(auto_id="end_%s"),
        "objection_form": forms.get("objection") or ObjectionForm(auto_id="objection_%s"),
        "code_form": forms.get("code") or CodeForm(auto_id="code_%s"),
    }  # fmt: skip


def _may_take(found: ClaimRow, officer: Officer) -> bool:
    if found.state not in RUNNING:
        return False
    chief = officer.role == "supervisor"
    return chief or (found.assigned_id is None and not found.escalated)


def _line(row: LineRow, form: ApproveForm) -> Line:
    return Line(
        row,
        said("band", row.band),
        [said("code", code) for code in row.codes],
        part_fen(left_fen=row.left_fen, share=row.proposed),
        said("trouble", row.trouble) if row.trouble else "",
        form[row.order_no] if row.order_no in form.fields else None,
    )


def marks_of(found: ClaimRow) -> list[str]:
    """Return in words by what other claims are like this one."""
    alike = marks.alike(claim_id=found.id)
    return [
        minors_label(of="mark", word=kind, language=language(), n=n) for kind, n in alike.items()
    ]


def _timeline(found: ClaimRow) -> list[history.Line]:
    return [
        history.Line(
            said_to_staff("event", one.kind),
            one.at,
            _detail(one),
            "bad" if one.kind in ("late", "stuck") else "",
        )
        for one in queries.list_events(claim_id=found.id)
        if one.kind in LABELS["event"]
    ]


def _detail(one: queries.EventRow) -> str:
    told = [one.actor] if one.actor else []
    if one.data.get("fen"):
        told.append(yuan(one.data["fen"]))
    if one.data.get("order"):
        told.append(one.data["order"][:10])
    if one.kind == "identity_answered":
        told.append(said("check", one.data["state"]))
    return " · ".join(told)
