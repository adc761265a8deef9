"""Addresses of risk: appeals and restricted accounts, and one account."""

from django.urls import path

from anxin.console.risk import views

urlpatterns = [
    path("risk/", views.overview, name="console_risk"),
    path("risk/appeals/<slug:no>/", views.decide, name="console_risk_decide"),
    path("risk/accounts/<uuid:key>/", views.account, name="console_risk_account"),
    path("risk/accounts/<uuid:key>/restrict/", views.restrict, name="console_risk_restrict"),
    path("risk/accounts/<uuid:key>/lift/", views.lift, name="console_risk_lift"),
    path("risk/accounts/<uuid:key>/abuse/", views.abuse, name="console_risk_abuse"),
]
