"""Merchants' objections: refunds that a machine charged to a shop, and a senior's decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from anxin.console.case.views import reviewer_of
from anxin.console.contest import showing
from anxin.console.contest.acts import acts, seniors_only
from anxin.domain import wording
from anxin.pages.reader import language, not_found
from anxin.pages.strict import StrictForm
from anxin.services.aftersale.contest import (
    Ruling,
    rule,
)
from anxin.services.aftersale.moving import NOTE_CHARACTERS
from anxin.services.aftersale.objection import OBJECTION
from anxin.services.policies import policy_of
from anxin.storage.aftersale.objections import OBJECTIONS, ObjectionRow


class DecideForm(StrictForm):
    """The reason for granting or rejecting, which the merchant reads."""

    decision = forms.CharField(required=False, widget=forms.HiddenInput)
    said = forms.CharField(
        max_length=NOTE_CHARACTERS,
        label=gettext_lazy("写给商家的理由"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("请写明理由，商家会看到")},
    )


@seniors_only
@never_cache
@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """The objections that wait for a person, those due first at the top."""
    return _page(request)


@seniors_only
@never_cache
@require_POST
def decide(request: HttpRequest, no: str) -> HttpResponse:
    """Grant an objection or reject it, with a reason; done in ten seconds."""
    row = OBJECTIONS.by_no(no=no) or not_found()
    form = DecideForm(request.POST, auto_id=f"{no}_%s")
    if not form.is_valid() or form.cleaned_data["decision"] not in ("grant", "reject"):
        return _page(request, failed=(no, form))
    grants, said = form.cleaned_data["decision"] == "grant", form.cleaned_data["said"]
    ruling = Ruling("granted", row.fen, said) if grants else Ruling("rejected", 0, said)
    refused = rule(OBJECTION, no=no, reviewer=reviewer_of(request), ruling=ruling)
    showing.answer(request, refused, done=_("已决定，10 秒后生效"))
    return redirect("console_objections")


undo, sign, decline = acts(OBJECTION, back="console_objections", undone_by=seniors_only)


def _page(request: HttpRequest, failed: tuple[str, DecideForm] | None = None) -> HttpResponse:
    def more(row: ObjectionRow) -> dict[str, Any]:
        """What the record said: the buyer's reason and the clause."""
        mine = failed and failed[0] == row.no
        reason = row.reason and wording.label(of="reason", word=row.reason, language=language())
        return {
            "form": failed[1] if failed and mine else DecideForm(auto_id=f"{row.no}_%s"),
            "reason": reason or _("未发货退款"),
            "clause": wording.clause_title(
                policy=policy_of(row.policy_id), clause=row.clause, language=language()
            ),
        }

    context = showing.listed(OBJECTION, reader=reviewer_of(request), more=more)
    return render(request, "console/objections.html", context, status=422 if failed else 200)
