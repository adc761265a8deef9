"""What two partners know each other by: a key's number, the key, and files to keep them in."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sandbox.keyfiles import keep_text


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
        known = json.loads(keep_text(path=path, text=json.dumps(made, indent=1) + "\n"))
        return cls(known["key_id"], bytes.fromhex(known["key"]), bytes.fromhex(known["card_key"]))
