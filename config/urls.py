"""Every address of the site."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("anxin.web.catalog.urls")),
    path("", include("anxin.web.order.urls")),
    path("", include("anxin.web.payment.urls")),
    path("", include("anxin.web.wallet.urls")),
    path("", include("anxin.web.aftersale.urls")),
    path("", include("anxin.web.evidence.urls")),
    path("", include("anxin.web.account.urls")),
    path("", include("anxin.web.risk.urls")),
    path("", include("anxin.web.minors.urls")),
    path("console/", include("anxin.console.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
]
