"""Keys: `python -m sandbox.supplier.keys --data FOLDER --shop FOLDER` makes what both sides need.

    <data>/supplier/account.json   what the supplier knows of the shop
    <shop>/supplier.json           key_id and key, for the shop

What is there already stays as it is. Only their owner reads these files.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sandbox.partner.keys import Account, keep_text


def account_file(*, data: Path) -> Path:
    """Where the supplier keeps what it knows of the shop."""
    return data / "supplier" / "account.json"


def prepare(*, data: Path, shop: Path) -> None:
    """Make the account, and hand the shop its copy."""
    Account.keep(path=account_file(data=data))
    keep_text(path=shop / "supplier.json", text=account_file(data=data).read_text())


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="sandbox.supplier.keys", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the sandbox's folder")
    parser.add_argument("--shop", type=Path, help="the shop's folder; otherwise <data>/shop")
    given = parser.parse_args()
    prepare(data=given.data, shop=given.shop or given.data / "shop")


if __name__ == "__main__":
    main()
