"""The site's time, set ahead as a demo may."""

from __future__ import annotations

from datetime import timedelta

from anxin import wiring
from anxin.services.clock import set_clock_ahead
from anxin.services.sweep import sweep_due


def let_pass(**span: float) -> None:
    """Set the site's time so far ahead of the database's."""
    set_clock_ahead(ahead=timedelta(**span), outside=wiring.outside())


def sweep_after(**span: float) -> int:
    """Let time pass and do what is due by then; return how much was."""
    let_pass(**span)
    return sweep_due(outside=wiring.outside())
