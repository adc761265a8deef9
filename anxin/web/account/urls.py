"""Addresses of the account: the me page, and of allauth only the pages that we show.

The names are allauth's own, since it looks its pages up by them.
"""

from django.urls import path

from anxin.web.account import entrance, views

urlpatterns = [
    path("me/", views.me, name="me"),
    path("account/login/", entrance.LoginPage.as_view(), name="account_login"),
    path("account/signup/", entrance.SignupPage.as_view(), name="account_signup"),
    path("account/logout/", entrance.LogoutPage.as_view(), name="account_logout"),
    path(
        "account/password/",
        entrance.PasswordChangePage.as_view(),
        name="account_change_password",
    ),
    path("account/inactive/", entrance.InactivePage.as_view(), name="account_inactive"),
]
