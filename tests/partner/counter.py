"""The shop's own adapters at the sandbox's issuer and supplier, patient and hasty."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.adapters.issuer import SignedIssuer
from anxin.adapters.partner.client import PartnerAccount
from anxin.adapters.supplier import SignedSupplier
from config.secrets import load_partner
from tests.sandbox.process import Sandbox

PATIENCE_S = 0.4
HELD_S = 2


@dataclass(frozen=True)
class Counter:
    """Both partners, and what the shop knows of each."""

    issuer: SignedIssuer
    supplier: SignedSupplier
    at_issuer: PartnerAccount
    at_supplier: PartnerAccount


def open_counter(sandbox: Sandbox, *, timeout_s: float = 6) -> Counter:
    """The adapters as a site's settings make them."""
    at_issuer, at_supplier = account(sandbox, "issuer"), account(sandbox, "supplier")
    return Counter(
        SignedIssuer(at_issuer, timeout_s=timeout_s),
        SignedSupplier(at_supplier, timeout_s=timeout_s),
        at_issuer,
        at_supplier,
    )


def account(sandbox: Sandbox, kind: str) -> PartnerAccount:
    """What the shop knows of one partner."""
    # The sandbox keeps the same file that its keys command hands to the shop.
    folder = sandbox.data / kind
    (folder / f"{kind}.json").write_text((folder / "account.json").read_text())
    known = load_partner(str(folder), kind=kind, origin=sandbox.origin)
    assert known is not None
    keys = {name: bytes.fromhex(known[name]) for name in ("key", "card_key")}
    return PartnerAccount(origin=known["origin"], key_id=known["key_id"], **keys)
