"""Addresses of complaints raised outside, and of compensation."""

from django.urls import path

from anxin.console.complaint import views

urlpatterns = [
    path("complaints/", views.complaints, name="console_complaints"),
    path("complaints/answer/", views.answer, name="console_complaint_answer"),
    path(
        "cases/<slug:no>/compensation/<slug:act>/",
        views.compensation,
        name="console_compensation",
    ),
]
