"""The browser's own random number (设备编号), a first-party cookie that nothing else reads.

It is kept as an HMAC and links accounts that share a browser (domain.risk). No script, no
fingerprint: whoever deletes the cookie is another device, and the weights know it.
"""

from __future__ import annotations

import re
import secrets
from typing import Final, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from anxin import wiring
from anxin.domain.people import BUYER
from anxin.pages.reader import account_id
from anxin.services.risk.marks import note_device

COOKIE: Final = "anxin_device"
KEPT_S: Final = 2 * 365 * 86_400
_OURS: Final = re.compile(r"[0-9a-f]{32}")


Answer = TypeVar("Answer", bound=HttpResponseBase)


def note_browser(request: HttpRequest, response: Answer) -> Answer:
    """Note with which browser a buyer came, and give it a number if it has none."""
    if not request.user.is_authenticated or getattr(request.user, "role", "") != BUYER:
        return response
    known = request.COOKIES.get(COOKIE, "")
    device = known if _OURS.fullmatch(known) else secrets.token_hex(16)
    note_device(account_id=account_id(request), device=device, outside=wiring.outside())
    response.set_cookie(
        COOKIE,
        device,
        max_age=KEPT_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
