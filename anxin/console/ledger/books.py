"""The platform's books: every kind of account, adding to zero, and the proofs on demand."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from anxin.console.finance.views import treasurers_only
from anxin.domain import wording
from anxin.domain.wording.proofs import proof
from anxin.pages.reader import language
from anxin.storage.ledger.queries import PROOFS, breaches
from anxin.storage.ledger.statements import TrialLine, trial_balance

OWN = frozenset({"coupons", "points"})
"""Kinds that buyers have and that the platform pays for out of an account of its own."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A proof that failed, in words."""

    sentence: str
    count: int
    examples: list[str]


@treasurers_only
@never_cache
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The trial balance; with `?prove=1` every proof is run over the whole books."""
    lines = trial_balance()
    asked = request.GET.get("prove") == "1"
    context = {
        "lines": [(_name(line), line) for line in lines],
        "in_fen": sum(line.in_fen for line in lines),
        "out_fen": sum(line.out_fen for line in lines),
        "difference_fen": sum(line.balance_fen for line in lines),
        "proofs": len(PROOFS),
        "proved": asked,
        "broken": _broken() if asked else [],
    }
    return render(request, "console/books.html", context)


def _name(line: TrialLine) -> str:
    name = wording.label(of="account_kind", word=line.kind, language=language())
    return _("%(name)s（平台出资）") % {"name": name} if line.own and line.kind in OWN else name


def _broken() -> list[Broken]:
    return [
        Broken(proof(sentence=one.sentence, language=language()), one.count, one.examples)
        for one in breaches()
    ]
