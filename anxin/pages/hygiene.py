"""Requests that no browser makes and no page could answer are turned away at the door."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from anxin.domain.evidence.limits import LIMITS, MEBIBYTE

FORM_BYTES = 2 * MEBIBYTE
"""More than any form without a file has."""
UPLOAD_BYTES = LIMITS.upload_bytes + FORM_BYTES

GetResponse = Callable[[HttpRequest], HttpResponse]


def refuse_unreadable(get_response: GetResponse) -> GetResponse:
    """Refuse NUL characters, which no text column takes, bodies that are not UTF-8, and those too
    big for what they are sent to, before anything of them is read.

    NUL inside a form's field is refused by the form itself, with a sentence.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse("Bad request", status=400, content_type="text/plain")
        if any("\0" in value for value in request.COOKIES.values()):
            return HttpResponse("Bad request", status=400, content_type="text/plain")
        if _is_too_big(request):
            too_big = _("文件太大：图片最大 20 MB，视频最大 100 MB")
            return HttpResponse(too_big, status=413, content_type="text/plain; charset=utf-8")
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8"):
            return HttpResponse("Only UTF-8", status=415, content_type="text/plain")
        return get_response(request)

    return answer


def _is_too_big(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    most = UPLOAD_BYTES if request.path.endswith("/evidence/") else FORM_BYTES
    return length.isdecimal() and int(length) > most
