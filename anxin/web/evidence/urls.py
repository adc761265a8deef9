"""Addresses of evidence."""

from django.urls import path

from anxin.web.evidence import views

urlpatterns = [
    path("orders/<slug:no>/evidence/", views.evidence_send, name="evidence_send"),
    path("evidence/<slug:no>/", views.evidence_piece, name="evidence_piece"),
    path("evidence/<slug:no>/change/", views.evidence_change, name="evidence_change"),
    path("evidence/<slug:no>/remove/", views.evidence_remove, name="evidence_remove"),
    path("evidence/pages/<str:token>/", views.evidence_page, name="evidence_page"),
]
