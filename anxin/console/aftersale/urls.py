"""Addresses of a merchant's after-sales."""

from django.urls import path

from anxin.console.aftersale import address, objecting, views

urlpatterns = [
    path("aftersale/", views.cases, name="console_aftersale"),
    path("aftersale/address/", address.page, name="console_return_address"),
    path("aftersale/<slug:no>/", views.case, name="console_aftersale_case"),
    path("aftersale/<slug:no>/act/<slug:act>/", views.act, name="console_aftersale_act"),
    path("aftersale/<slug:no>/again/", views.again, name="console_aftersale_again"),
    path("aftersale/<slug:no>/contest/", objecting.contest, name="console_aftersale_contest"),
    path("aftersale/<slug:no>/deal/<slug:act>/", views.deal, name="console_aftersale_deal"),
]
