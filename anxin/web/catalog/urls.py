"""Addresses of the catalogue."""

from django.urls import path

from anxin.web.catalog import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("product/<slug:no>/", views.product, name="product"),
    path("product/<slug:no>/shop/", views.seller, name="seller"),
    path("product/<slug:no>/checkout/", views.checkout, name="checkout"),
]
