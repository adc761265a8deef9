"""allauth's forms in our words, without placeholders: a label says what goes in."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_HELP = _("至少 8 位，不要全是数字，也不要和用户名太像")


def _worded(form: forms.Form, **labels: Any) -> None:
    for name, text in labels.items():
        field = form.fields[name]
        field.label = text
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)


class LoginForm(allauth.LoginForm):
    """Username and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, login=_("用户名"), password=_("密码"))
        self.fields["login"].widget.attrs["autocapitalize"] = "none"


class SignupForm(allauth.SignupForm):
    """A new buyer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, username=_("用户名"), password1=_("密码"), password2=_("再输入一次密码"))
        self.fields["username"].widget.attrs["autocapitalize"] = "none"
        self.fields["password1"].help_text = PASSWORD_HELP


class PasswordChangeForm(allauth.ChangePasswordForm):
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(
            self,
            oldpassword=_("现在的密码"),
            password1=_("新密码"),
            password2=_("再输入一次新密码"),
        )
        self.fields["password1"].help_text = PASSWORD_HELP
