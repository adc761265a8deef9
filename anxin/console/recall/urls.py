"""Addresses of recalls."""

from django.urls import path

from anxin.console.recall import views

urlpatterns = [
    path("recalls/", views.recalls, name="console_recalls"),
    path("recalls/new/<slug:product>/", views.propose, name="console_recall_new"),
    path("recalls/<slug:no>/", views.recall, name="console_recall"),
    path("recalls/<slug:no>/release/", views.release, name="console_recall_release"),
    path("recalls/<slug:no>/refuse/", views.refuse, name="console_recall_refuse"),
    path("recalls/<slug:no>/retry/", views.retry, name="console_recall_retry"),
    path("recalls/<slug:no>/shelf/<slug:act>/", views.shelf, name="console_recall_shelf"),
    path("recalls/<slug:no>/csv/", views.result_file, name="console_recall_file"),
]
