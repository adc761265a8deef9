"""The model in short: whatever happens in whatever sequence, every property at every step."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from torture.model.machine import Shop
from torture.model.world import TALLY

SHORT = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
def test_whatever_happens_in_whatever_sequence_every_party_has_what_it_must() -> None:
    run_state_machine_as_test(Shop, settings=SHORT)
    for what, count in sorted(TALLY.items()):
        print(f"{count:6} {what}")
