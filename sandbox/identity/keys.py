"""Keys: `python -m sandbox.identity.keys --data FOLDER --shop FOLDER` makes what both need.

    <data>/identity/account.json   what the provider knows of the shop
    <shop>/identity.json           key_id and keys, for the shop

What is there already stays as it is. Only their owner reads these files.
"""

from __future__ import annotations

from pathlib import Path

from sandbox.keyfiles import keep_text, run_command
from sandbox.partner.keys import Account


def account_file(*, data: Path) -> Path:
    """Where the provider keeps what it knows of the shop."""
    return data / "identity" / "account.json"


def prepare(*, data: Path, shop: Path) -> None:
    """Make the account, and hand the shop its copy."""
    Account.keep(path=account_file(data=data))
    keep_text(path=shop / "identity.json", text=account_file(data=data).read_text())


if __name__ == "__main__":
    run_command(name="sandbox.identity.keys", about=__doc__, prepare=prepare)
