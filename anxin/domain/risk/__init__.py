"""What is known of a buyer's conduct, weighed: signals with counts → a score with its reasons."""

from anxin.domain.risk.facts import RiskFacts
from anxin.domain.risk.scoring import Assessment, Reason, assess
from anxin.domain.risk.signals import CODES, FLAG_AT, SIGNALS, Signal

__all__ = ["CODES", "FLAG_AT", "SIGNALS", "Assessment", "Reason", "RiskFacts", "Signal", "assess"]
