"""Top-ups delivered by a supplier: one number for life, asked about before ordered again."""

from anxin.services.supplier.sending import deliver_top_ups

__all__ = ["deliver_top_ups"]
