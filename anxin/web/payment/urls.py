"""Addresses of paying."""

from django.urls import path

from anxin.web.payment import views

urlpatterns = [
    path("orders/<slug:no>/pay/", views.order_pay, name="order_pay"),
    path("orders/<slug:no>/pay/code/", views.order_code, name="order_code"),
    path("orders/<slug:no>/pay/code.svg", views.order_code_image, name="order_code_image"),
    path("orders/<slug:no>/returned/", views.order_returned, name="order_returned"),
    path("notify/<slug:method>/", views.channel_notice, name="channel_notice"),
]
