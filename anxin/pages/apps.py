"""The Django app that carries templates, tags, static files and translations."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Registered so that Django finds `templates/`, `static/`, `templatetags/` and `locale/`."""

    name = "anxin.pages"
    label = "anxin_pages"
