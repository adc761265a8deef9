"""`anxin policy`: what an operator hears about a document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from anxin.cli import main
from anxin.domain.policy import STANDARD
from anxin.storage.catalog.models import Policy
from anxin.storage.catalog.queries import latest_policy


def written(folder: Path, document: Any) -> str:
    file = folder / "policy.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(file)


def test_the_shipped_policy_is_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check", written(tmp_path, STANDARD)]) == 0
    assert capsys.readouterr().out == "standard: in order\n"


def test_every_mistake_is_named_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(json.dumps(STANDARD))
    document["limits"]["small_fen"] = -1
    document["clauses"][-1]["refuse"] = "because"
    assert main(["policy", "check", written(tmp_path, document)]) == 1
    said = capsys.readouterr().out
    assert "limits.small_fen" in said and f"clauses[{len(document['clauses']) - 1}]" in said


def test_a_file_that_is_no_json_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check", written(tmp_path, "{")]) == 2
    assert "policy.json" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_saved_policy_is_the_next_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = latest_policy(name="standard")
    assert before is not None
    assert main(["policy", "save", written(tmp_path, STANDARD)]) == 0
    after = latest_policy(name="standard")
    assert after is not None and after.version == before.version + 1
    assert f"version {after.version}" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_refused_policy_is_not_saved(tmp_path: Path) -> None:
    count = Policy.objects.count()
    assert main(["policy", "save", written(tmp_path, {"name": "standard"})]) == 1
    assert Policy.objects.count() == count
