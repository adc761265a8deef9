"""Who reads the page: the language, the account, the place they came from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any, NoReturn
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import get_language

Page = Callable[..., HttpResponseBase]


def language() -> str:
    """Return the domain's word for the reader's language: `zh` or `en`."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def account_id(request: HttpRequest) -> UUID:
    """Return the account of a request that `signed_in` let through."""
    key = request.user.pk
    assert isinstance(key, UUID)
    return key


def page_number(request: HttpRequest) -> int:
    """Return which page of a list is asked for, the first where it is none."""
    asked = request.GET.get("page", "1")
    return min(max(int(asked), 1), 500) if asked.isdecimal() and len(asked) < 5 else 1


def client_ip(request: HttpRequest) -> str:
    """Return where a request came from, empty if that is not known.

    Behind a proxy of the operator's own (`ANXIN_PROXY_HEADER`) it is the proxy that knows; from
    anybody else that header is just something that was sent.
    """
    name = settings.PROXY_HEADER
    found = request.headers.get(name, "") if name else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(found.strip()))
    except ValueError:
        return ""


def signed_in(*roles: str) -> Callable[[Page], Page]:
    """Let only logged-in people of those roles (any, if none is named) see the page.

    Others' roles get a 404: an address of somebody else's workplace does not exist for them. The
    page tells in `roles` for whom it is, so that menus and tests need no list of their own.
    """

    def wrap(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if roles and getattr(request.user, "role", None) not in roles:
                raise Http404
            return page(request, *args, **kwargs)

        guarded.roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return wrap


def not_found() -> NoReturn:
    """Answer that there is no such thing, whether it is absent or somebody else's."""
    raise Http404
