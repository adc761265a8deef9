"""Where people land, and the few words allauth says itself, in ours."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.domain.people import AUDITOR, BUYER, FINANCE, MERCHANT, OPERATOR, REVIEWERS

PASSWORD_CHANGED = "account/messages/password_changed.txt"


def workplace_of(role: str) -> str:
    """Return the URL name of the page where somebody of that role begins."""
    if role in REVIEWERS:
        return "console_queue"
    places = {
        MERCHANT: "console_deliveries",
        FINANCE: "console_finance",
        OPERATOR: "console_recalls",
        AUDITOR: "console_shops",
    }
    return places.get(role, "home")


class AccountAdapter(DefaultAccountAdapter):
    """Buyers go where they came from or home; everybody else to their place of work."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("用户名或密码不对"),
        "too_many_login_attempts": gettext_lazy("试错太多次了，请几分钟后再试"),
        "enter_current_password": gettext_lazy("现在的密码不对"),
        "username_taken": gettext_lazy("这个用户名已经有人用了，请换一个"),
        "username_blacklisted": gettext_lazy("这个用户名不能用，请换一个"),
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the place of work of the one who logged in."""
        return reverse(workplace_of(getattr(request.user, "role", BUYER)))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the buyer's page, or to the place of work."""
        role = getattr(request.user, "role", BUYER)
        return reverse("me" if role == BUYER else workplace_of(role))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say only what is news: that somebody is logged in shows by itself."""
        if message_template == PASSWORD_CHANGED:
            message = _("密码已修改")
        super().add_message(request, level, extra_tags=extra_tags, message=message)
