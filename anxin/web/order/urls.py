"""Addresses of a buyer's orders."""

from django.urls import path

from anxin.web.order import views

urlpatterns = [
    path("orders/", views.order_list, name="order_list"),
    path("orders/<slug:no>/", views.order_detail, name="order_detail"),
    path("orders/<slug:no>/cancel/", views.order_cancel, name="order_cancel"),
    path("orders/<slug:no>/deliver-now/", views.order_waive, name="order_waive"),
    path("orders/<slug:no>/received/", views.order_received, name="order_received"),
    path("orders/<slug:no>/cards/", views.order_cards, name="order_cards"),
    path(
        "orders/<slug:no>/transfers/<slug:refund>/wallet/",
        views.order_refund_to_wallet,
        name="order_refund_to_wallet",
    ),
]
