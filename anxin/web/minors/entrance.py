"""Which claim a browser has opened: kept in its session, for two hours after the last step."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from anxin.domain.minors.deadlines import LOOK_FOR
from anxin.storage.minors.queries import ClaimRow
from anxin.storage.minors.queries import claim as claim_of

CLAIM, UNTIL, BY = "minors_claim", "minors_until", "minors_by"
OPEN_S: Final = 12 * int(LOOK_FOR.total_seconds())
"""Two hours: papers are looked for meanwhile, and a borrowed phone forgets."""

Page = Callable[..., HttpResponseBase]


def open_for(request: HttpRequest, no: str) -> None:
    """Remember that this browser has opened that claim, under a new session key."""
    request.session.cycle_key()
    request.session[CLAIM] = no
    request.session[BY] = _mark(claim_of(no=no))
    request.session[UNTIL] = int(time.time()) + OPEN_S


def close_for(request: HttpRequest) -> None:
    """Forget which claim it was."""
    for name in (CLAIM, UNTIL, BY):
        request.session.pop(name, None)


def opened(request: HttpRequest) -> ClaimRow | None:
    """Return the claim that this browser has opened and not left alone for too long.

    Whom an old code let in is out once the claim has another.
    """
    no, until = request.session.get(CLAIM), request.session.get(UNTIL, 0)
    if not no or until < time.time():
        return None
    found = claim_of(no=no)
    if found is None or request.session.get(BY) != _mark(found):
        return None
    request.session[UNTIL] = int(time.time()) + OPEN_S
    return found


def _mark(claim: ClaimRow | None) -> str:
    """Return by which code it was opened, as a part of the code's sum."""
    return bytes(claim.code_digest).hex()[:16] if claim else ""


def with_claim(page: Page) -> Page:
    """Hand the page the opened claim; without one lead back to the entry."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        claim = opened(request)
        if claim is None:
            close_for(request)
            return redirect("minors")
        return page(request, claim, *args, **kwargs)

    return guarded
