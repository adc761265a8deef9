"""What two partners know each other by: a key's number, the key, and files to keep them in."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Account:
    """One shop at one partner. `key` signs both ways; `card_key` names cards and seals secrets."""

    key_id: str
    key: bytes
    card_key: bytes

    @classmethod
    def keep(cls, *, path: Path) -> Self:
        """The account of a file, made at the first call."""
        made = {
            "key_id": f"shop-{secrets.token_hex(4)}",
            "key": secrets.token_hex(32),
            "card_key": secrets.token_hex(32),
        }
        keep_text(path=path, text=json.dumps(made, indent=1) + "\n")
        known = json.loads(path.read_text())
        return cls(known["key_id"], bytes.fromhex(known["key"]), bytes.fromhex(known["card_key"]))


def keep_text(*, path: Path, text: str) -> None:
    """Write a file whole or not at all, readable to its owner only, unless it is there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    try:
        path.hardlink_to(unfinished)  # unlike a rename, never over what another process made
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
