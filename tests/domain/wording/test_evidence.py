"""A file that is refused is refused in words, with what to do instead, in both languages."""

from __future__ import annotations

import re

import pytest

from anxin.domain.evidence.pieces import REFUSALS
from anxin.domain.wording.evidence import KIND, REFUSAL, refusal

CHINESE = re.compile("[\u4e00-\u9fff]")


def test_every_reason_to_refuse_a_file_has_its_sentence_and_no_sentence_is_left_over() -> None:
    assert set(REFUSAL) == set(REFUSALS)


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_says_in_both_languages_what_to_do_instead(code: str) -> None:
    params = {"limit": "20", "kind": "heic"}
    chinese = refusal(code=code, params=params, language="zh")
    english = refusal(code=code, params=params, language="en")
    assert CHINESE.search(chinese) and not CHINESE.search(english)
    assert "请" in chinese and "lease" in english
    assert "$" not in chinese + english


@pytest.mark.parametrize("kind", KIND)
def test_every_kind_that_is_not_taken_has_its_name(kind: str) -> None:
    english = refusal(code="not_accepted", params={"kind": kind}, language="en")
    assert KIND[kind][1] in english and not CHINESE.search(english)


def test_a_kind_that_nobody_knows_is_named_as_such() -> None:
    said = refusal(code="not_accepted", params={"kind": "$limit"}, language="en")
    assert said.startswith("We cannot take this kind of file.")


def test_of_an_archive_the_file_is_named_as_it_was_written() -> None:
    said = refusal(code="damaged", params={"member": "$kind.png"}, language="zh")
    assert said.startswith("压缩包里的「$kind.png」：")
