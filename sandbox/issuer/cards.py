"""Cards as the issuer has them: made, found by their name, used in the game."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.book import Tx
from sandbox.clock import beijing_text
from sandbox.partner.keys import Account

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Card:
    """One row of the table."""

    card: str
    secret: str
    state: str
    lock_no: str | None
    issued_at: float
    used_at: float | None
    used_by: str

    @property
    def status(self) -> str:
        """What a shop is told: a card that was replaced is as good as one that never was."""
        if self.state == "replaced":
            return "invalid"
        return "locked" if self.lock_no else self.state


def name_of(*, account: Account, secret: str) -> str:
    """How a shop names a card without saying its secret."""
    return hmac.new(account.card_key, secret.strip().encode(), hashlib.sha256).hexdigest()


def new_secret() -> str:
    """Sixteen letters and digits that nobody can guess, in four groups."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def issue(*, tx: Tx, account: Account, known: Iterable[str], now_s: float) -> None:
    """Put cards into the book; those that are there stay as they are."""
    rows = [(name_of(account=account, secret=secret), secret, now_s) for secret in known]
    tx.executemany(
        "INSERT OR IGNORE INTO issuer_card (card, secret, issued_at) VALUES (?, ?, ?)", rows
    )


def find_card(*, tx: Tx, name: str) -> Card | None:
    """The card of a name."""
    row = tx.execute("SELECT * FROM issuer_card WHERE card = ?", [name]).fetchone()
    return Card(**row) if row else None


def list_cards(*, tx: Tx, limit: int) -> list[Card]:
    """Cards that something has happened to first, then the newest."""
    rows = tx.execute(
        "SELECT * FROM issuer_card ORDER BY state = 'unused' AND lock_no IS NULL, issued_at DESC,"
        " card LIMIT ?",
        [limit],
    )
    return [Card(**row) for row in rows]


def use_card(*, tx: Tx, secret: str, used_by: str, now_s: float) -> str:
    """Redeem a card for somebody; say what became of it: `done`, or the status that forbids it."""
    row = tx.execute("SELECT * FROM issuer_card WHERE secret = ?", [secret.strip()]).fetchone()
    if row is None:
        return "invalid"
    card = Card(**row)
    if card.status != "unused":
        return card.status
    tx.execute(
        "UPDATE issuer_card SET state = 'used', used_at = ?, used_by = ? WHERE card = ?",
        [now_s, used_by, card.card],
    )
    return "done"


def list_accounts(*, tx: Tx) -> dict[str, dict[str, object]]:
    """The issuer's side of the books: per card its status and the lock that holds it."""
    return {
        card.card: {
            "status": card.status,
            "lock_no": card.lock_no or "",
            "used_at": beijing_text(at_s=card.used_at) if card.used_at is not None else "",
            "used_by": card.used_by,
        }
        for card in list_cards(tx=tx, limit=1_000)
    }
