"""A shop at the issuer and the supplier, signing by hand, so that it can also sign wrongly."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from pathlib import Path
from typing import Any

from tests.sandbox.process import Answer, Sandbox, ask


class Counter:
    """One partner's side of the counter, spoken to by hand."""

    def __init__(self, *, sandbox: Sandbox, kind: str) -> None:
        known = json.loads((sandbox.data / kind / "account.json").read_text())
        self.origin = sandbox.origin
        self.key_id = known["key_id"]
        self.key = bytes.fromhex(known["key"])
        self.card_key = bytes.fromhex(known["card_key"])

    def name_of(self, secret: str) -> str:
        """How cards are named."""
        return hmac.new(self.card_key, secret.encode(), hashlib.sha256).hexdigest()

    def envelope(self, path: str, body: bytes, **spoilt: str) -> dict[str, str]:
        """The headers of a call; each may be given otherwise than it should be."""
        known = {
            "Key-Id": self.key_id,
            "Timestamp": str(int(time.time())),
            "Nonce": secrets.token_hex(16),
        }
        said = {name: spoilt.get(name.replace("-", "_").lower(), known[name]) for name in known}
        text = [
            "call", path, said["Key-Id"], said["Timestamp"], said["Nonce"],
            hashlib.sha256(body).hexdigest(),
        ]  # fmt: skip
        signature = hmac.new(self.key, "\n".join(text).encode(), hashlib.sha256).hexdigest()
        return {
            **said,
            "Signature": spoilt.get("signature", signature),
            "Content-Type": "application/json",
        }

    def ask(self, path: str, fields: object, **spoilt: str) -> Answer:
        """One call."""
        headers = self.envelope(path, json.dumps(fields).encode(), **spoilt)
        return ask(f"{self.origin}{path}", data=fields, headers=headers)

    def is_signed(self, path: str, answer: Answer, *, nonce: str) -> bool:
        """Whether an answer bears the partner's signature for the call of that nonce."""
        body = hashlib.sha256(answer.text.encode()).hexdigest()
        text = [
            "answer",
            path,
            str(answer.status),
            answer.headers.get("Timestamp", ""),
            nonce,
            body,
        ]
        wanted = hmac.new(self.key, "\n".join(text).encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, answer.headers.get("Signature", ""))

    def said(self, path: str, fields: object) -> dict[str, Any]:
        """What a call in order is answered."""
        answer = self.ask(path, fields)
        assert answer.status == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def new_cards(sandbox: Sandbox, *, count: int) -> list[str]:
    """Have the issuer make cards."""
    answer = ask(f"{sandbox.origin}/issuer/desk/cards", data={"count": count})
    assert answer.status == 201, answer.text
    made: list[str] = answer.json()["secrets"]
    return made


def use(sandbox: Sandbox, secret: str, *, player: str = "player-1") -> Answer:
    """Use a card on the issuer's page."""
    return ask(f"{sandbox.origin}/issuer/redeem", form={"secret": secret, "account": player})


def new_number() -> str:
    """A number that nobody has used."""
    return f"N{secrets.token_hex(12)}"


def handed_cards(folder: Path) -> list[str]:
    """The cards of a file."""
    return folder.read_text().split()
