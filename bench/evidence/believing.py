"""Whether copies are recognised, edits caught and honest people left alone.

`make bench-believing`, or `python -m bench.evidence.believing --seed 2 --pairs 200`. For each type
and theme several orders' pages are drawn. Every page is sent again worsened in each way (a copy),
with one sign changed (edited), and beside another order's page of the same looks (similar). They
are read by the product's own reader, or with `--reading truth`, which is faster, as a reader
without a mistake would: then only the pixels are tried. An earlier page is laid beside a later one
only where the product would do it. Rounds go on until there are so many copies and edits, or the
minutes are over; the exit status is 1 if a bar is not met or not enough was tried.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import combinations
from pathlib import Path

from anxin.domain.evidence.believing import (
    CANDIDATE_BITS,
    Candidate,
    Earlier,
    findings_of,
    picked,
)
from anxin.domain.evidence.folding import fold
from anxin.domain.evidence.judging import TOKENS, Judgement, may_be_same
from anxin.domain.evidence.pieces import Box, Field, Likeness, Traces
from bench.evidence.degrade import DEGRADATIONS, decode
from bench.evidence.edits import SENT, WAYS, Edit, edits, sent
from bench.evidence.eye import Eye, Seen, Tally, distance
from bench.evidence.pages import PAGE_TYPES, THEMES, WIDTHS, Rendered, browser, render
from bench.evidence.values import invent

RESULTS = Path(__file__).parents[1] / "results"
ORDERS = 5
LEAST_CAUGHT = 0.95
"""Of edited pages; of copies and of other people's similar pages none may be called suspicious."""


def believe(earlier: Seen, later: Seen, judged: Judgement, whose: str) -> set[str]:
    """Return the weights of what is found about pages that share these numbers."""
    one = Earlier(whose=whose, reference="E", tokens=shared(earlier, later), judgement=judged)
    findings = findings_of(
        earlier=[one], traces=Traces(), flat_share=later.print_.flat_share, clear=later.clear
    )
    return {each.weight for each in findings if each.code != "photo_of_screen"}


def lay(eye: Eye, earlier: Seen, later: Seen) -> tuple[Likeness, Judgement]:
    """Lay an earlier page beside a later one, if the product would do that."""
    candidate = Candidate(
        "earlier", distance(earlier.print_, later.print_), len(shared(earlier, later))
    )
    near = picked(candidates=[candidate])
    if near and may_be_same(earlier=earlier.fields, later=later.fields):
        return eye.lay(earlier, later)
    return Likeness(aligned=False), Judgement("different")


def shared(earlier: Seen, later: Seen) -> list[Field]:
    """Return the numbers of a page that an earlier one has too."""
    known = {(each.name, fold(each.value)) for each in earlier.fields}
    return [
        each
        for each in later.fields
        if each.name in TOKENS and (each.name, fold(each.value)) in known
    ]


def rounds(eye: Eye, tally: Tally, seed: int) -> Iterator[None]:
    """Try one type and theme after the other, without an end."""
    number = seed * 100_000
    with browser() as drawing:
        while True:
            number += 10
            page_type = list(PAGE_TYPES)[number // 10 % len(PAGE_TYPES)]
            theme, width = THEMES[number // 120 % 2], WIDTHS[number // 10 % len(WIDTHS)]
            draw = partial(
                render, browser=drawing, page_type=page_type, theme=theme, width=width, seed=number
            )
            orders = [invent(seed=number + each) for each in range(ORDERS)]
            drawn = [draw(values=each) for each in orders]
            pages = [eye.see(picture=decode(png=each.png), page=each, keep=True) for each in drawn]
            for earlier, later in combinations(pages, 2):
                try_similar(eye, tally, earlier, later, page_type)
            for how in DEGRADATIONS:
                try_copy(eye, tally, pages[0], drawn[0], how, number)
            chance = random.Random(f"edits {number}")
            made = list(
                edits(browser=drawing, page=drawn[0], values=orders[0], seed=number, chance=chance)
            )
            for edit in one_of_each_way(made, chance):
                try_edit(eye, tally, pages[0], drawn[0], edit, chance.choice(SENT))
            yield


def one_of_each_way(made: Sequence[Edit], chance: random.Random) -> Iterator[Edit]:
    """Two edits of each way at most, of fields that chance chooses."""
    for way in WAYS:
        those = [each for each in made if each.way == way]
        yield from chance.sample(those, min(2, len(those)))


def try_similar(eye: Eye, tally: Tally, earlier: Seen, later: Seen, page_type: str) -> None:
    """Two orders' pages of one app, from two accounts: nobody did anything wrong."""
    likeness, judged = lay(eye, earlier, later)
    weights = believe(earlier, later, judged, "another_account")
    tally.add("similar", judged.kind, *weights)
    if weights:
        miss("similar", page_type, likeness, judged, later)


def try_copy(eye: Eye, tally: Tally, page: Seen, drawn: Rendered, how: str, seed: int) -> None:
    """The same picture again for the same order, worsened honestly."""
    later = eye.see(picture=DEGRADATIONS[how](decode(png=drawn.png), seed), page=drawn)
    likeness, judged = lay(eye, page, later)
    weights = believe(page, later, judged, "this_order")
    near = distance(page.print_, later.print_) <= CANDIDATE_BITS
    found = ["candidate"] if near or shared(page, later) else []
    found += ["by_hash"] if near else []
    found += ["recognised"] if judged.kind in ("same", "marked") else []
    on_spots = any(over(each.box, spot) for each in later.fields for spot in likeness.spots)
    found += ["field_on_spot"] if on_spots else []
    tally.add(f"copy {how}", judged.kind, *weights, *found)
    if "doubt" in weights or "recognised" not in found:
        miss(f"copy {how}", drawn.page_type, likeness, judged, later)


def try_edit(eye: Eye, tally: Tally, page: Seen, drawn: Rendered, edit: Edit, how: str) -> None:
    """The same picture again, with one sign changed."""
    arrived, place = sent(edit=edit, how=how, seed=0)
    later = eye.see(picture=arrived, page=drawn, edit=edit)
    likeness, judged = lay(eye, page, later)
    right = [each for each in judged.changes if each.name == edit.field and over(each.box, place)]
    outcomes = [judged.kind, *believe(page, later, judged, "this_order")]
    outcomes += ["caught"] if right else []
    outcomes += ["spotted"] if any(over(spot, place) for spot in likeness.spots) else []
    for kind in ("edited", f"edited {edit.way}", f"sent {how}", f"field {edit.field}"):
        tally.add(kind, *outcomes)
    if not right:
        miss(f"edited {edit.way} {edit.field} {how}", drawn.page_type, likeness, judged, later)


def over(one: Box, other: Box) -> bool:
    """Whether two boxes share a place."""
    return max(one.left, other.left) < min(one.right, other.right) and max(
        one.top, other.top
    ) < min(one.bottom, other.bottom)


def miss(what: str, page_type: str, likeness: Likeness, judged: Judgement, later: Seen) -> None:
    """Tell of a pair that was not judged as it should be."""
    read = {each.name: each.value for each in later.fields}
    print(
        f"{what} {page_type}: {judged.kind} sure={judged.sure} {likeness.differing:.3f} "
        f"{likeness.lowest:.2f} {len(likeness.spots)} spots, clear={later.clear} {read} "
        f"{[(each.name, each.was, each.now) for each in judged.changes]}",
        file=sys.stderr,
        flush=True,
    )


def summary(tally: Tally, seed: int, done: int) -> dict[str, object]:
    """Return what is recorded."""
    return {
        "seed": seed,
        "rounds": done,
        "kinds": {kind: dict(counts) for kind, counts in sorted(tally.counts.items())},
        "compare_cpu_s": _middle_and_most(tally.compare_s),
        "fingerprint_cpu_s": _middle_and_most(tally.print_s),
    }


def copies_and_edits(kinds: Mapping[str, Counter[str]]) -> tuple[Counter[str], Counter[str]]:
    """Return what happened to all honest copies together, and to all edited pages."""
    copies = sum((each for kind, each in kinds.items() if kind.startswith("copy ")), Counter())
    return copies, kinds.get("edited", Counter())


def not_met(kinds: Mapping[str, Counter[str]], pairs: int) -> Iterator[str]:
    """Yield the bars that were not met, or tried with too few pairs."""
    copies, edited = copies_and_edits(kinds)
    similar = kinds.get("similar", Counter())
    if min(copies["pairs"], edited["pairs"]) < pairs:
        yield f"tried {copies['pairs']} copies and {edited['pairs']} edits of {pairs} each"
    if copies["doubt"] or similar["doubt"]:
        yield f"called suspicious: {copies['doubt']} copies, {similar['doubt']} similar pages"
    if edited["caught"] < LEAST_CAUGHT * edited["pairs"]:
        yield f"caught {edited['caught']} of {edited['pairs']} edits"


def combined(paths: Sequence[Path]) -> dict[str, object]:
    """Add up what runs of several seeds recorded; of their times the worst."""
    runs = [json.loads(path.read_text()) for path in paths]
    kinds: dict[str, Counter[str]] = {}
    for kind, counts in ((kind, counts) for run in runs for kind, counts in run["kinds"].items()):
        kinds.setdefault(kind, Counter()).update(counts)
    worst = {
        name: {of: max(run[name][of] for run in runs) for of in ("median", "most")}
        for name in ("compare_cpu_s", "fingerprint_cpu_s")
    }
    return {
        "seeds": [run["seed"] for run in runs],
        "rounds": sum(run["rounds"] for run in runs),
        "kinds": {kind: dict(counts) for kind, counts in sorted(kinds.items())},
        **worst,
    }


def _middle_and_most(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {"median": round(ordered[len(ordered) // 2], 3), "most": round(ordered[-1], 3)}


def main() -> int:
    """Try until there is enough, print and record; 1 if a bar is not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=200, help="copies and edits, each")
    parser.add_argument("--minutes", type=float, default=120, help="at most")
    parser.add_argument("--reading", choices=("product", "truth"), default="product")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--add-up", type=Path, nargs="+", help="records of earlier runs")
    given = parser.parse_args()
    if given.add_up:
        print(json.dumps(combined(given.add_up), indent=2))
        return 0
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    out = given.out or RESULTS / f"{today}-believing-{given.reading}-{given.seed}.json"
    tally, end = Tally(), time.monotonic() + 60 * given.minutes
    with tempfile.TemporaryDirectory() as folder:
        eye = Eye(Path(folder), tally, reads=given.reading == "product")
        for done, _ in enumerate(rounds(eye, tally, given.seed), 1):
            out.write_text(json.dumps(summary(tally, given.seed, done), indent=2) + "\n")
            copies, edited = copies_and_edits(tally.counts)
            if min(copies["pairs"], edited["pairs"]) >= given.pairs or time.monotonic() > end:
                break
    broken = list(not_met(tally.counts, given.pairs))
    print(out.read_text(), *broken, sep="\n")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
