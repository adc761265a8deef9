"""The site's keys, made at the first run and kept for good."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path


def keep_keys(*, path: Path) -> Path:
    """Make the secrets file unless there is one; one from before minors' claims gets their keys.

    `card_keys` maps a key's number to 32 bytes in base64; the highest number seals, the others
    still open what they sealed. Losing this file loses every stored card secret.
    """
    if path.exists():
        keys = json.loads(path.read_text())
    else:
        keys = {
            "django_secret_key": secrets.token_urlsafe(50),
            "card_keys": {"1": _new_key()},
            "blind_index_key": _new_key(),
        }
    if "minor_keys" not in keys:
        keys["minor_keys"] = {"1": _new_key()}
        write_private(path=path, text=json.dumps(keys, indent=2) + "\n")
    return path


def write_private(*, path: Path, text: str) -> None:
    """Write a file only its owner can read, whole or not at all."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
