"""The model at length: the same state machine as in `make test`, for minutes or hours."""

from __future__ import annotations

import argparse
import time
import traceback
from contextlib import nullcontext
from typing import Any

from torture.ground import Ground

EXAMPLES_AT_ONCE = 100
STEPS = 50


def torture_by_model(
    ground: Ground, given: argparse.Namespace, record: dict[str, Any]
) -> list[str]:
    """Run the machine for so many minutes; return the failure with the steps that lead to it."""
    from django.db import connection
    from hypothesis import HealthCheck, Phase, seed, settings
    from hypothesis.stateful import run_state_machine_as_test

    from torture.model.machine import Shop
    from torture.model.world import TALLY
    from torture.mutants import plant

    long = settings(
        max_examples=EXAMPLES_AT_ONCE,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    for name in ("web", "jobs"):
        ground.keeper.pause(name)
    connection.close()
    failures: list[str] = []
    end, round_no = time.monotonic() + given.minutes * 60, 0
    with plant(given.plant, loosened=True) if given.plant else nullcontext():
        while time.monotonic() < end and not failures:
            machine = seed(f"{given.seed}:{round_no}")(type("Shop", (Shop,), {}))
            round_no += 1
            try:
                run_state_machine_as_test(machine, settings=long)
            except Exception:
                failures.append(traceback.format_exc()[-6_000:])
    record["model"] = {"rounds": round_no, **dict(sorted(TALLY.items()))}
    for what, count in sorted(TALLY.items()):
        print(f"  {what}: {count}", flush=True)
    return failures
