"""Addresses of the consoles: reviewers at the top, merchants and finance beside them."""

from django.urls import include, path

urlpatterns = [
    path("", include("anxin.console.case.urls")),
    path("", include("anxin.console.complaint.urls")),
    path("", include("anxin.console.delivery.urls")),
    path("", include("anxin.console.use.urls")),
    path("", include("anxin.console.aftersale.urls")),
    path("", include("anxin.console.ledger.urls")),
    path("", include("anxin.console.contest.urls")),
    path("", include("anxin.console.risk.urls")),
    path("", include("anxin.console.standing.urls")),
    path("", include("anxin.console.recall.urls")),
    path("", include("anxin.console.minors.urls")),
    path("", include("anxin.console.quality.urls")),
    path("finance/", include("anxin.console.finance.urls")),
]
