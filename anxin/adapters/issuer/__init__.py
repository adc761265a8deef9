"""Issuers of cards, asked by signed JSON (docs/issuer.md)."""

from anxin.adapters.issuer.issuer import SignedIssuer

__all__ = ["SignedIssuer"]
