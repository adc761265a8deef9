"""Addresses of merchants' objections."""

from django.urls import path

from anxin.console.objection import views

urlpatterns = [
    path("objections/", views.objections, name="console_objections"),
    path("objections/<slug:no>/", views.decide, name="console_objection_decide"),
    path("objections/<slug:no>/undo/", views.undo, name="console_objection_undo"),
]
