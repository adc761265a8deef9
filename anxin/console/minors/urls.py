"""Addresses of minors' claims for seniors."""

from django.urls import path

from anxin.console.minors import acts, views

urlpatterns = [
    path("minors/", views.claims, name="console_minors"),
    path("minors/audit/", views.audit, name="console_minors_audit"),
    path("minors/year/", views.year, name="console_minors_year"),
    path("minors/look/<slug:look>/<uuid:page>/", views.page, name="console_minors_page"),
    path("minors/<slug:no>/", views.claim, name="console_minor"),
    path("minors/<slug:no>/look/", views.look, name="console_minor_look"),
    path("minors/<slug:no>/find/", acts.find, name="console_minor_find"),
    path("minors/<slug:no>/approve/", acts.approve, name="console_minor_approve"),
    path("minors/<slug:no>/reject/", acts.reject, name="console_minor_reject"),
    path("minors/<slug:no>/ask/", acts.ask, name="console_minor_ask"),
    path("minors/<slug:no>/end/", acts.end, name="console_minor_end"),
    path("minors/<slug:no>/objection/", acts.objection, name="console_minor_objection"),
    path("minors/<slug:no>/code/", acts.code, name="console_minor_code"),
    path("minors/<slug:no>/act/<slug:act>/", acts.act, name="console_minor_act"),
]
