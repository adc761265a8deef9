"""Addresses of sampled checks and practice."""

from django.urls import path

from anxin.console.quality import checking, instants, own, practice, teaching

urlpatterns = [
    path("quality/", checking.quality, name="console_quality"),
    path("quality/own/", own.own, name="console_quality_own"),
    path("quality/own/<slug:no>/", own.answer, name="console_quality_answer"),
    path("quality/overview/", own.overview, name="console_quality_overview"),
    path("quality/checks/<slug:no>/", checking.one, name="console_quality_check"),
    path("quality/checks/<slug:no>/grade/", checking.grade, name="console_quality_grade"),
    path("quality/checks/<slug:no>/judge/", checking.judge, name="console_quality_judge"),
    path("quality/checks/<slug:no>/resend/", checking.resend, name="console_quality_resend"),
    path("quality/instants/", instants.instants, name="console_instants"),
    path("quality/instants/<slug:no>/look/", instants.look, name="console_instant_look"),
    path("quality/instants/<slug:no>/judge/", instants.judge, name="console_instant_judge"),
    path("practice/", practice.cases, name="console_practice"),
    path("practice/<slug:key>/", practice.case, name="console_practice_case"),
    path("practice/<slug:key>/retire/", teaching.retire, name="console_practice_retire"),
    path("cases/<slug:no>/practice/", teaching.take, name="console_practice_take"),
]
