"""Scenarios: refund questions written down as JSON, and their answers. See POLICY.md."""

from anxin.domain.scenario.answering import answer_scenario, answer_scenarios
from anxin.domain.scenario.reading import Malformed, Scenario, read_scenario

__all__ = ["Malformed", "Scenario", "answer_scenario", "answer_scenarios", "read_scenario"]
