"""allauth's pages in our clothes: log in, sign up, log out, change the password."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin import wiring
from anxin.domain.people import BUYER, MERCHANT
from anxin.services.demo import LOGINS, PASSWORD
from anxin.web.account import forms
from anxin.web.risk.device import note_browser


class LoginPage(allauth.LoginView):
    """Log in; on a demo site with its logins beside."""

    template_name = "web/account/login.html"
    form_class = forms.LoginForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo's logins, on a demo."""
        demo = wiring.outside().demo
        logins = {"logins": _logins(), "demo_password": PASSWORD} if demo else {}
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | logins

    def form_valid(self, form: forms.LoginForm) -> HttpResponse:
        """Note with which browser a buyer came."""
        answer: HttpResponse = super().form_valid(form)
        return note_browser(self.request, answer)


def _logins() -> list[tuple[str, str]]:
    """Each demo login with what it is for."""
    purposes = {
        BUYER: _("买家：下单、退款"),
        MERCHANT: _("商家：发货、收退货"),
        "agent": _("审核员：审核队列"),
        "senior": _("高级审核员：大额与争议"),
        "supervisor": _("主管：超时与处罚"),
        "finance": _("财务：对账与异常款项"),
        "operator": _("运营：召回、风险与商家信誉"),
    }
    return [(login.username, purposes.get(login.role, login.purpose)) for login in LOGINS]


class SignupPage(allauth.SignupView):
    """Make an account; it is a buyer's."""

    template_name = "web/account/signup.html"
    form_class = forms.SignupForm

    def form_valid(self, form: forms.SignupForm) -> HttpResponse:
        """Note with which browser a buyer came."""
        answer: HttpResponse = super().form_valid(form)
        return note_browser(self.request, answer)


class LogoutPage(allauth.LogoutView):
    """Ask, then log out by POST."""

    template_name = "web/account/logout.html"


class PasswordChangePage(allauth.PasswordChangeView):
    """Change the password; other logins of the account end."""

    template_name = "web/account/password_change.html"
    form_class = forms.PasswordChangeForm


class InactivePage(allauth.AccountInactiveView):
    """Say that the account is switched off."""

    template_name = "web/account/account_inactive.html"
