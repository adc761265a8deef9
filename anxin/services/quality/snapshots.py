"""The facts that a case was decided on, read back from what was written down with it."""

from __future__ import annotations

from uuid import UUID

from anxin.domain.quality import DECISION_EVENTS
from anxin.domain.quote import Facts
from anxin.domain.scenario import Scenario, read_scenario
from anxin.services.policies import policy_of
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order.queries import list_events

_WITH_FACTS = (*DECISION_EVENTS, "proposal_accepted", "case_submitted", "case_edited")


def facts_of_case(*, case: CaseRow) -> Facts | None:
    """Return the facts of the case's last decision, else of the request; `None` without any."""
    told = [
        event.data["facts"]
        for event in list_events(order_id=case.order_id)
        if event.kind in _WITH_FACTS
        and event.data.get("case") == case.no
        and event.data.get("facts")
    ]
    if not told:
        return None
    record = told[-1]
    policies = {record["policy"]: policy_of(UUID(record["policy"]))}
    read = read_scenario(value=record, policies=policies)
    return read.facts if isinstance(read, Scenario) else None
