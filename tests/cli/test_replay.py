"""`anxin replay` holds a changed policy against what was decided."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from anxin.cli import main
from anxin.domain.policy.standard import STANDARD
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.review import approve_case
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import delivered, paid, view

pytestmark = pytest.mark.django_db


def decisions() -> dict[str, str]:
    """Cases of several outcomes by number: paid at once, reviewed, refused, waiting."""
    made = {}
    viewed = delivered()
    view(viewed)
    for bought, reason in (
        (paid(), None),
        (paid(goods=a_product(price_fen=60_000)), None),
        (viewed, "unwanted"),
        (delivered(buyer=a_buyer(credit=90)), "card_invalid"),
    ):
        case = case_after(bought, reason=reason)
        made[case.no] = case.outcome
    return made


def replayed(
    document: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> list[dict[str, Any]]:
    """Run the command over a policy; return what it prints."""
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(document))
    capsys.readouterr()
    assert main(["replay", str(file)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_same_policy_decides_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = decisions()
    [sums] = replayed(STANDARD, tmp_path, capsys)
    assert sums["decisions"] == len(made)
    assert (sums["differing"], sums["not_replayed"], sums["cost_fen"]) == (0, 0, 0)
    assert sums["before"] == sums["after"]


def test_a_changed_limit_says_which_cases_differ_and_what_it_would_have_cost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decisions()
    generous = deepcopy(STANDARD)
    generous["limits"]["first_line_above_fen"] = 100_000
    generous["limits"]["high_value_fen"] = 100_000
    [difference, sums] = replayed(generous, tmp_path, capsys)
    assert difference["before"]["outcome"] == "review"
    assert difference["after"]["outcome"] == "approve"
    assert difference["cost_fen"] == sums["cost_fen"] == 60_000
    assert sums["differing"] == 1


def test_what_a_person_has_paid_already_costs_no_more_when_it_is_automatic(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = case_after(paid(goods=a_product(price_fen=60_000)))
    some = Remedy("sum", gross_fen=50_000)
    senior = a_reviewer(role="senior")
    assert approve_case(no=case.no, reviewer=senior, note="", remedy=some) is None
    whole = case_after(paid(goods=a_product(price_fen=60_000)))
    assert approve_case(no=whole.no, reviewer=senior, note="") is None
    generous = deepcopy(STANDARD)
    generous["limits"]["first_line_above_fen"] = 100_000
    generous["limits"]["high_value_fen"] = 100_000
    *differences, sums = replayed(generous, tmp_path, capsys)
    costs = {one["case"]: one["cost_fen"] for one in differences}
    assert costs == {case.no: 10_000, whole.no: 0}
    assert sums["cost_fen"] == 10_000


def test_a_policy_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.json"
    file.write_text("{}")
    assert main(["replay", str(file)]) == 1
    file.write_text("no json")
    assert main(["replay", str(file)]) == 2
    assert capsys.readouterr().err
