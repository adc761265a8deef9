"""Addresses about how merchants stand: the merchant's own, and the operators'."""

from django.urls import path

from anxin.console.standing import desk, own

urlpatterns = [
    path("standing/", own.overview, name="console_standing"),
    path("standing/deposit/", own.top_up, name="console_deposit_top_up"),
    path("standing/close/", own.close, name="console_close_shop"),
    path("standing/reopen/", own.reopen, name="console_reopen_shop"),
    path("standing/<slug:no>/", own.penalty, name="console_own_penalty"),
    path("standing/<slug:no>/answer/", own.answer, name="console_penalty_answer"),
    path("standing/<slug:no>/appeal/", own.appeal, name="console_penalty_appeal"),
    path("standing/<slug:no>/rectified/", own.rectified, name="console_penalty_rectified"),
    path("shops/", desk.shops_overview, name="console_shops"),
    path("shops/<uuid:merchant>/", desk.shop, name="console_shop"),
    path("shops/<uuid:merchant>/propose/", desk.propose, name="console_propose"),
    path("shops/<uuid:merchant>/deposit/", desk.set_term, name="console_deposit_term"),
    path("shops/<uuid:merchant>/settlement/", desk.set_days, name="console_settle_days"),
    path("penalties/<slug:no>/", desk.penalty, name="console_penalty"),
    path("penalties/<slug:no>/<slug:act>/", desk.decide, name="console_penalty_act"),
]
