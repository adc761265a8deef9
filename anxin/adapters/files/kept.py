"""A `FileStore` over Django's storage API; the settings choose which storage."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import BinaryIO, Final, cast

from django.core.files.base import File
from django.core.files.storage import Storage

from anxin.domain.evidence.outside import StoreFailed

_PART: Final = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}"
KEY: Final = re.compile(rf"{_PART}(?:/{_PART}){{0,5}}")
"""Folders and a name, none of which begins with a dot: no key leads out of the store."""


class KeptFiles:
    """Keeps files in a storage of Django's. Nothing is ever written over."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def put(self, *, key: str, file: BinaryIO) -> None:
        """Keep a file from where it stands, and take away what was begun where that fails."""
        name = _checked(key)
        try:
            taken = self._storage.exists(name)
        except Exception as error:  # each storage has errors of its own
            raise StoreFailed(f"{name}: {error}") from error
        if taken:
            raise StoreFailed(f"{name} is taken")
        try:
            saved = self._storage.save(name, File(file, name=name))
        except Exception as error:
            with suppress(Exception):
                self._storage.delete(name)
            raise StoreFailed(f"{name}: {error}") from error
        if saved != name:
            # Somebody else took the key between the look and the writing; theirs stays.
            self._storage.delete(saved)
            raise StoreFailed(f"{name} is taken")

    def open(self, *, key: str) -> BinaryIO:
        """Return a file, fetched as a whole where the store is elsewhere."""
        name = _checked(key)
        try:
            # `file` is what the wrapper reads; asking for it fetches it here, where errors are met.
            return cast(BinaryIO, self._storage.open(name, "rb").file)
        except Exception as error:
            raise StoreFailed(f"{name}: {error}") from error

    def remove(self, *, key: str) -> None:
        """Forget a file, if it is there."""
        name = _checked(key)
        try:
            self._storage.delete(name)
        except Exception as error:
            raise StoreFailed(f"{name}: {error}") from error


def _checked(key: str) -> str:
    """Return a key that names a place within the store; any other is a mistake of ours."""
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of a file")
    return key
