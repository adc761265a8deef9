"""Why an account stands still, for whoever holds it, and what one can say against it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anxin.domain.minors.words import SAID_CHARACTERS
from anxin.pages.minors import said
from anxin.pages.reader import account_id, signed_in
from anxin.pages.strict import StrictForm
from anxin.services.minors.objecting import object_to_freeze
from anxin.storage.minors.objections import holds_of


class ObjectionForm(StrictForm):
    """What the holder says against it."""

    said = forms.CharField(
        label=gettext_lazy("为什么不该暂停"),
        help_text=gettext_lazy("写事实就行，例如账号一直是您本人在用；不要写别人的姓名和证件号"),
        max_length=SAID_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("请写明理由")},
    )


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paused(request: HttpRequest) -> HttpResponse:
    """What stands still and why, until when at the latest, and the objection with its answer."""
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        refused = object_to_freeze(account_id=account_id(request), said=form.cleaned_data["said"])
        if refused is None:
            messages.success(request, _("已收到，高级审核员会答复"))
            return redirect("minors_paused")
        form.add_error(None, said("barred", refused.code))
    holds = holds_of(account_id=account_id(request))
    if not holds:
        return redirect("me")
    context = {
        "form": form,
        "holds": holds,
        "now": holds[0].now,
        "still": any(one.lifted_at is None for one in holds),
        "may_object": any(one.may_object for one in holds),
    }
    return render(request, "web/minors/paused.html", context, status=422 if form.errors else 200)
