"""Torture the site and judge what is left: `make torture ARGS='--minutes 10 --seed 7'`."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / ".data" / "torture"
RESULTS = ROOT / "bench" / "results"


def main() -> int:
    """Parse the command line, torture, print; returns 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m torture", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3, help="of each part")
    parser.add_argument(
        "--refunds", type=int, default=0, help="end kills after so many through a channel"
    )
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--only", choices=("model", "points", "kills"))
    parser.add_argument("--path", nargs="*", help="the paths to walk for points (torture/paths.py)")
    parser.add_argument("--point", nargs="*", help="how the points begin to die at, else all")
    parser.add_argument(
        "--each-once", action="store_true", help="points: die at each one on one path alone"
    )
    parser.add_argument("--clients", type=int, default=4, help="buyers at once")
    parser.add_argument("--every", type=float, default=6, help="seconds between two breakages")
    parser.add_argument("--ways", nargs="*", help="break these alone, in turn (havoc.py)")
    parser.add_argument("--without-disk", action="store_true", help="never fill the disk up")
    parser.add_argument("--plant", default="", help="a mistake to be found (torture/mutants.py)")
    parser.add_argument("--data", type=Path, default=DATA, help="a folder of its own")
    parser.add_argument("--record", action="store_true", help="write bench/results/torture-….json")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    from torture.ground import standing

    wrong = 0
    record: dict[str, object] = {"seed": given.seed, "minutes": given.minutes}
    disk, mutant = not given.without_disk, given.plant
    with standing(data=given.data.resolve(), small_disk=disk, mutant=mutant) as ground:
        for name, part in parts().items():
            if given.only in (None, name):
                found = part(ground, given, record)
                wrong += len(found)
                print(f"{name}: {'nothing is wrong' if not found else f'{len(found)} wrong'}")
                for one in found[:30]:
                    print(f"  {one}", flush=True)
    if given.record:
        write(record)
    return 1 if wrong else 0


def parts() -> dict[str, Callable[..., list[str]]]:
    """The parts of the torture by name, in their sequence."""
    from torture.kills import torture_by_kills
    from torture.long_model import torture_by_model
    from torture.points import torture_by_points

    return {
        "points": torture_by_points,
        "kills": torture_by_kills,
        "model": torture_by_model,
    }


def write(record: dict[str, object]) -> None:
    """Keep what was found."""
    at = datetime.now(tz=UTC)
    record["at"] = at.isoformat(timespec="seconds")
    path = RESULTS / f"torture-{at:%Y-%m-%d}.json"
    RESULTS.mkdir(exist_ok=True)
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    print(f"written to {path.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
