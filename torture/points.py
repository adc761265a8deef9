"""Every named point on every path, one by one: killed there once, started again, judged.

What a path passes only because something else was due at that moment is not passed again for sure;
in the end each point that any path passes must have killed somebody on one of them.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from anxin.services.failpoint import POINTS
from torture.bills import reconciled_anew
from torture.ending import judge, let_rest
from torture.ground import Ground, await_true
from torture.havoc import Havoc, points_met
from torture.paths import PATHS
from torture.walk import Walk, open_walk

SETTLING_S = 3.0


def torture_by_points(
    ground: Ground, given: argparse.Namespace, record: dict[str, Any]
) -> list[str]:
    """Walk every path to each point that it passes; return what is wrong in the end."""
    havoc = Havoc(ground=ground, seed=given.seed, every_s=given.every)
    walk = open_walk(ground=ground, havoc=havoc)
    died: dict[str, list[str]] = {}
    passed_by: set[str] = set()
    wrong: list[str] = []
    for name, path in PATHS.items():
        if given.path and name not in given.path:
            continue
        passed = [p for p in _passed(walk, name) if p.startswith(tuple(given.point or [""]))]
        passed_by |= set(passed)
        died[name] = []
        met = {point for points in died.values() for point in points}
        for point in passed:
            if given.each_once and point in met:
                continue
            if _kill_at(walk, name, point):
                died[name].append(point)
        print(f"  {name} ({path.__doc__}): died at {len(died[name])} of {len(passed)}", flush=True)
        print(f"    {' '.join(passed)}", flush=True)
    _arm(ground, "")
    left = let_rest(ground=ground, havoc=havoc)
    wrong += [f"{w.sentence} ({w.subject})" for w in judge(ground=ground, memory=walk.memory)]
    anew = reconciled_anew(days=walk.days)
    wrong += [f"{w.sentence} ({w.subject})" for w in anew]
    wrong += [f"never came to rest: {what}" for what in left]
    met = {point for points in died.values() for point in points}
    wanted = passed_by if given.path or given.point else set(POINTS)
    wrong += [f"nobody ever died there: {point}" for point in sorted(wanted - met)]
    record["points"] = {"died at": died, "still under way": left, "wrong": wrong}
    print(f"  on no path: {', '.join(sorted(POINTS.keys() - met)) or 'none'}", flush=True)
    return wrong


def _passed(walk: Walk, name: str) -> list[str]:
    """The points that a path passes when nothing happens there."""
    _arm(walk.ground, ",".join(f"{point}=sleep:0" for point in POINTS))
    _walk(walk, name)
    return points_met(walk.ground)


def _kill_at(walk: Walk, name: str, point: str) -> bool:
    """Walk a path with a kill at one point; say whether somebody died there."""
    _arm(walk.ground, f"{point}=kill")
    _walk(walk, name)
    return points_met(walk.ground) == [point]


def _walk(walk: Walk, name: str) -> None:
    PATHS[name](walk)
    time.sleep(SETTLING_S)


def _arm(ground: Ground, points: str) -> None:
    """Start web, jobs and reader anew with these points set."""
    for noted in ground.once.iterdir():
        noted.unlink()
    ground.points = lambda program: points
    for program in ("web", "jobs", "reader-1"):
        ground.keeper.restart(program)
    await_true(lambda: ground.answers(ground.chosen.web), limit_s=60)
