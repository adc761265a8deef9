"""Suppliers of top-ups, asked by signed JSON (docs/issuer.md)."""

from anxin.adapters.supplier.supplier import SignedSupplier

__all__ = ["SignedSupplier"]
