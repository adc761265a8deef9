"""Every proof catches the bug that is planted for it; without the bug the same steps pass."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from anxin import wiring
from anxin.launch.site import Ports, site_programs
from anxin.services import failpoint
from torture.ground import planted
from torture.model.death import doom
from torture.model.paths import CARD, INSTANT_CARD, bought
from torture.model.stage import Stage
from torture.mutants import MUTANTS, plant


@pytest.fixture
def stage(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A shop, its oracle and a channel."""
    stage = Stage()
    monkeypatch.setattr(wiring, "outside", lambda: stage.outside)
    yield stage
    failpoint.arm({})


def cancel(stage: Stage, no: str) -> None:
    """Ask all of it back."""
    stage.ask_back(no, reason="unwanted", units=None)


def lost_answer(stage: Stage) -> None:
    """The channel pays a refund, and its answer is lost."""
    cancel(stage, bought(stage))
    stage.rail.troubles = ["lost_after"]
    stage.send()
    stage.pass_time(13)
    stage.send()


def two_tabs(stage: Stage) -> None:
    """Two forms are sent at the same moment."""
    no = bought(stage, how="wallet")
    ask = lambda: cancel(stage, no)  # noqa: E731
    stage.ask_back(no, reason="unwanted", units=None, meanwhile=ask)


def told_twice(stage: Stage) -> None:
    """A channel tells of a payment twice."""
    bought(stage)
    stage.notify(stage.rail.notices[-1])


def dies_before_recording(stage: Stage) -> None:
    """A worker dies with the channel's answer in its hands."""
    cancel(stage, bought(stage))
    doom("refund.called_not_recorded")
    stage.rail.troubles = ["lost_before"]
    stage.send()
    stage.pass_time(13)
    stage.send()


def takes_its_time(stage: Stage) -> None:
    """A channel takes its time over a refund."""
    cancel(stage, bought(stage))
    stage.rail.troubles = ["slow"]
    stage.send()


def notice_lost(stage: Stage) -> None:
    """A buyer pays and the channel's notice never arrives."""
    no = stage.place(buyer=0, goods=CARD, units=1)
    assert no is not None
    payment_no = stage.leave_to_pay(no)
    assert payment_no is not None
    stage.rail.buyer_pays(payment_no)


def seen_and_given_back(stage: Stage) -> None:
    """A card that was looked at is given back by a person's decision."""
    no = bought(stage, goods=INSTANT_CARD, how="wallet")
    stage.view(no, 1)
    stage.ask_back(no, reason="card_invalid", units=None)
    stage.review(no, yes=True)


def looked_at(stage: Stage) -> None:
    """A card is looked at."""
    stage.view(bought(stage, goods=INSTANT_CARD, how="wallet"), 1)


def disputed(stage: Stage) -> None:
    """A card is looked at while a person decides about it."""
    no = bought(stage, goods=INSTANT_CARD, how="wallet")
    stage.ask_back(no, reason="card_invalid", units=None)
    stage.compare()
    stage.view(no, 1)


STEPS: dict[str, Callable[[Stage], None]] = {
    "new_number_per_try": lost_answer,
    "sum_then_insert": two_tabs,
    "notice_counted_twice": told_twice,
    "sending_forgotten": dies_before_recording,
    "attempt_forgotten": takes_its_time,
    "taken_for_done": takes_its_time,
    "nobody_asks": notice_lost,
    "viewed_and_sold_again": seen_and_given_back,
    "shown_off_the_record": looked_at,
    "case_left_alone": disputed,
    "shown_while_disputed": disputed,
}


def walked(stage: Stage, steps: Callable[[Stage], None]) -> str:
    """Take the steps, let all come to rest; return what is found wrong."""
    try:
        steps(stage)
        stage.compare()
        stage.rest()
    except AssertionError as found:
        return str(found) or "a step had another answer than it must"
    return ""


@pytest.mark.parametrize("name", MUTANTS)
def test_each_planted_bug_is_caught(stage: Stage, name: str) -> None:
    with plant(name):
        found = walked(stage, STEPS[name])
    print(f"{name}: {found}")
    assert found


@pytest.mark.parametrize("name", sorted(set(steps.__name__ for steps in STEPS.values())))
def test_the_same_steps_pass_without_it(stage: Stage, name: str) -> None:
    assert walked(stage, globals()[name]) == ""


ASKED = "import {}; from anxin.services.refund import whereabouts as w; print(w.RefundOrder)"


def test_a_program_of_the_site_makes_the_mistake_that_it_is_told_to() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", ASKED.format(module)],
            env={**os.environ, "TORTURE_MUTANT": "new_number_per_try"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for module in ("torture.planted", "config.wsgi")
    ]
    assert said[0] != said[1]


def test_web_and_jobs_can_be_started_with_a_mistake_and_the_sandbox_cannot() -> None:
    programs = {program.name: program for program in site_programs(chosen=Ports(1, 2, 3))}
    changed = {name for name, program in programs.items() if planted(program) != program}
    readers = {name for name in programs if name.startswith("reader-")}
    assert changed == {"web", "jobs", *readers}
