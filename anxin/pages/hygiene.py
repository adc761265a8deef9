"""Requests that no browser makes and no page could answer are turned away at the door."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


def refuse_unreadable(get_response: GetResponse) -> GetResponse:
    """Refuse NUL characters, which no text column takes, and bodies that are not UTF-8.

    NUL inside a form's field is refused by the form itself, with a sentence.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponse("Bad request", status=400, content_type="text/plain")
        if any("\0" in value for value in request.COOKIES.values()):
            return HttpResponse("Bad request", status=400, content_type="text/plain")
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8"):
            return HttpResponse("Only UTF-8", status=415, content_type="text/plain")
        return get_response(request)

    return answer
