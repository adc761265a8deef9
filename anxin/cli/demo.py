"""`anxin demo load | orders | logins`: the demo shop, its orders and its logins."""

from __future__ import annotations

import argparse

from anxin.cli.site import open_site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("what", choices=("load", "orders", "logins"))


def run(arguments: argparse.Namespace) -> int:
    """Load the demo shop or its orders, or print one line per login."""
    open_site()
    from anxin import wiring
    from anxin.services import demo
    from anxin.services.demo.orders import load_demo_orders

    if arguments.what == "load":
        demo.load_demo(outside=wiring.outside(), issued=wiring.issued_cards())
        return 0
    if arguments.what == "orders":
        load_demo_orders(outside=wiring.outside(), tap=wiring.tap_pay)
        return 0
    for login in demo.LOGINS:
        print(f"{login.username:<10} {demo.PASSWORD:<12} {login.purpose}")
    return 0
