"""Measures how evidence is read; `make bench-evidence`, or `python -m bench.evidence`.

Two sets are made: one of the seed that extraction was tuned on, and one of a seed that nobody
looked at. Both must meet the bars; else the exit status is 1. `--misses` prints what was not read
on the first set.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import machine
from bench.evidence import confusion, reading

RESULTS = Path(__file__).parents[1] / "results"
TUNED_SEED, HELD_OUT_SEED = 1, 2


def main() -> int:
    """Measure, print and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=240, help="of each set")
    parser.add_argument("--held-out", type=int, default=HELD_OUT_SEED, help="seed of that set")
    parser.add_argument("--misses", action="store_true", help="print them for the tuned set")
    given = parser.parse_args()
    sets = {}
    broken = []
    for name, seed in (("tuned", TUNED_SEED), ("held_out", given.held_out)):
        read = list(reading.read_all(seed=seed, count=given.pictures))
        scored = sets[name] = {"seed": seed, **reading.score(read=read)}
        table = scored["verdicts"] = confusion.confusion(read=read)
        bars = [*reading.within_bars(scored=scored), *confusion.within_bars(table=table)]
        broken += [f"{name}: {bar}" for bar in bars]
        print(f"{name}: {json.dumps(scored['on_readable'])} CPU {json.dumps(scored['cpu_s'])}")
        print(f"  verdicts: {json.dumps(table)}")
        if given.misses and name == "tuned":
            print(*reading.misses(read=read), sep="\n")
    record(sets, broken)
    return 1 if broken else 0


def record(sets: dict[str, dict[str, object]], broken: list[str]) -> None:
    """Write the figures down with the machine's facts."""
    result = {
        "evidence_reading": sets,
        "bars": {**reading.BARS, **confusion.BARS},
        "bars_not_met": broken,
        "machine": machine.facts(),
        "at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
    }
    path = RESULTS / f"{datetime.now(tz=UTC):%Y-%m-%d}-evidence-reading.json"
    RESULTS.mkdir(exist_ok=True)
    path.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    print(*broken, f"recorded in {path}", sep="\n")


if __name__ == "__main__":
    sys.exit(main())
