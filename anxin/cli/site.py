"""Opens the site's settings and database for commands that need them."""

from __future__ import annotations

import os


def open_site() -> None:
    """Set Django up with the site's settings, unless others are chosen by the environment."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
