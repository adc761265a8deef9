"""Keys: `python -m sandbox.supplier.keys --data FOLDER --shop FOLDER` makes what both sides need.

    <data>/supplier/account.json   what the supplier knows of the shop
    <shop>/supplier.json           key_id and key, for the shop

What is there already stays as it is. Only their owner reads these files.
"""

from __future__ import annotations

from pathlib import Path

from sandbox.keyfiles import keep_text, run_command
from sandbox.partner.keys import Account


def account_file(*, data: Path) -> Path:
    """Where the supplier keeps what it knows of the shop."""
    return data / "supplier" / "account.json"


def prepare(*, data: Path, shop: Path) -> None:
    """Make the account, and hand the shop its copy."""
    Account.keep(path=account_file(data=data))
    keep_text(path=shop / "supplier.json", text=account_file(data=data).read_text())


if __name__ == "__main__":
    run_command(name="sandbox.supplier.keys", about=__doc__, prepare=prepare)
