"""Django's database sessions, with the account beside the sealed data.

The extension is the one that Django's documentation describes for its session engines.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from anxin.storage.account.models import Session


class SessionStore(DatabaseStore):
    """Keeps sessions in `anxin_account_session`."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model that holds the sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row for `data`, naming the account that is logged in."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.account_id = data.get(SESSION_KEY)
        return row
