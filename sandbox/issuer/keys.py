"""Keys and a first delivery of cards: `python -m sandbox.issuer.keys --data FOLDER --shop FOLDER`.

    <data>/issuer/account.json   what the issuer knows of the shop
    <data>/issuer/cards.txt      the first cards, one secret a line, put into the book at the start
    <shop>/issuer.json           key_id, key and card_key, for the shop
    <shop>/cards.txt             the same cards, for the shop to import

What is there already stays as it is. Only their owner reads these files.
"""

from __future__ import annotations

from pathlib import Path

from sandbox.issuer.cards import new_secret
from sandbox.keyfiles import keep_text, run_command
from sandbox.partner.keys import Account

FIRST_CARDS = 200


def account_file(*, data: Path) -> Path:
    """Where the issuer keeps what it knows of the shop."""
    return data / "issuer" / "account.json"


def first_cards_file(*, data: Path) -> Path:
    """The cards that are put into the book at the start."""
    return data / "issuer" / "cards.txt"


def prepare(*, data: Path, shop: Path) -> None:
    """Make the account and the first cards, and hand the shop its copies."""
    Account.keep(path=account_file(data=data))
    cards = "".join(f"{new_secret()}\n" for _ in range(FIRST_CARDS))
    keep_text(path=first_cards_file(data=data), text=cards)
    keep_text(path=shop / "issuer.json", text=account_file(data=data).read_text())
    keep_text(path=shop / "cards.txt", text=first_cards_file(data=data).read_text())


if __name__ == "__main__":
    run_command(name="sandbox.issuer.keys", about=__doc__, prepare=prepare)
