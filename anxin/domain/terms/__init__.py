"""What a policy promises, told before the order and beside it: tags, timeline, hints, outlook.

All of it is found by asking the compiled policy, so what is shown is what decides.
"""

from anxin.domain.terms.outlook import Outlook, Reasons, predict, reasons_for
from anxin.domain.terms.risk import Hint, needs_risk_hint, risk_hints
from anxin.domain.terms.tags import Tag, tags
from anxin.domain.terms.timeline import Step, timeline

__all__ = [
    "Hint",
    "Outlook",
    "Reasons",
    "Step",
    "Tag",
    "needs_risk_hint",
    "predict",
    "reasons_for",
    "risk_hints",
    "tags",
    "timeline",
]
