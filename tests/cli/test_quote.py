"""`anxin quote FILE`: answers on standard output, exit status 0, 1 or 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from anxin.cli import main
from tests.domain.asking import scenario

EXAMPLES = Path(__file__).parents[1] / "domain" / "scenarios" / "examples.json"
GOOD = scenario(reason="unwanted")
BAD = {**GOOD, "id": "bad", "now": "2026-03-02"}


def quoted(content: str | bytes, tmp_path: Path, capfdbinary: Any) -> tuple[int, bytes, bytes]:
    file = tmp_path / "scenarios.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    status = main(["quote", str(file)])
    captured = capfdbinary.readouterr()
    return status, captured.out, captured.err


def test_the_examples_are_answered_as_expected(capfdbinary: Any) -> None:
    assert main(["quote", str(EXAMPLES)]) == 0
    answers = json.loads(capfdbinary.readouterr().out)
    expected = [example["expected"] for example in json.loads(EXAMPLES.read_text("utf-8"))]
    assert [{k: v for k, v in each.items() if k != "why"} for each in answers] == expected


def test_a_malformed_scenario_leaves_the_others_answered(tmp_path: Path, capfdbinary: Any) -> None:
    status, out, _ = quoted(json.dumps([GOOD, BAD, 7]), tmp_path, capfdbinary)
    good, bad, number = json.loads(out)
    assert status == 1
    assert good["outcome"] == "approve"
    assert (bad["id"], set(bad)) == ("bad", {"id", "error"})
    assert number["id"] is None


def test_no_scenarios_are_no_answers(tmp_path: Path, capfdbinary: Any) -> None:
    assert quoted("[]", tmp_path, capfdbinary)[:2] == (0, b"[]\n")


NO_LISTS = [
    "{}", "null", "7", "", "[", "[1,]", "nonsense", b"\xff\xfe", "[" * 200_000,
]  # fmt: skip


@pytest.mark.parametrize("content", NO_LISTS, ids=lambda content: repr(content[:10]))
def test_what_is_no_json_list_is_told_on_standard_error(
    content: str | bytes, tmp_path: Path, capfdbinary: Any
) -> None:
    status, out, err = quoted(content, tmp_path, capfdbinary)
    assert (status, out) == (2, b"")
    assert err


def test_a_file_that_is_not_there_is_told_on_standard_error(capfdbinary: Any) -> None:
    assert main(["quote", "/nowhere/at/all.json"]) == 2
    assert b"all.json" in capfdbinary.readouterr().err


def test_absurd_numbers_and_texts_are_only_errors(tmp_path: Path, capfdbinary: Any) -> None:
    absurd = json.dumps([BAD, GOOD]).replace("9800", "9" * 6000)
    assert quoted(absurd, tmp_path, capfdbinary)[0] == 1
    surrogate = '[{"id": "\\ud800", "now": NaN}]'
    status, out, _ = quoted(surrogate, tmp_path, capfdbinary)
    assert (status, json.loads(out)[0]["id"]) == (1, "\ud800")


def test_a_quote_needs_no_django_and_no_settings(tmp_path: Path) -> None:
    script = (
        "import sys; from anxin.cli import main; "
        f"main(['quote', {str(EXAMPLES)!r}]); "
        "sys.exit(any(name.partition('.')[0] in ('django', 'psycopg') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_wrong_usage_is_status_2() -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["quote"])
