"""Addresses of the guardian's claim: none names it, the session knows which. And the holder's."""

from django.urls import path

from anxin.web.minors import holder, steps, views

urlpatterns = [
    path("minors/", views.start, name="minors"),
    path("minors/begin/", views.begin, name="minors_begin"),
    path("minors/enter/", views.enter, name="minors_enter"),
    path("minors/leave/", views.leave, name="minors_leave"),
    path("minors/claim/", views.claim, name="minors_claim"),
    path("minors/claim/people/", steps.people, name="minors_people"),
    path("minors/claim/purchases/", steps.purchases, name="minors_purchases"),
    path("minors/claim/papers/", steps.papers, name="minors_papers"),
    path("minors/claim/papers/remove/", steps.paper_remove, name="minors_paper_remove"),
    path("minors/claim/submit/", steps.submit, name="minors_submit"),
    path("minors/claim/answer/", views.answer, name="minors_answer"),
    path("minors/claim/withdraw/", views.withdraw, name="minors_withdraw"),
    path("me/paused/", holder.paused, name="minors_paused"),
]
