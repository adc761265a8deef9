"""What earlier pages and its own file say of a page."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.domain.evidence.believing import (
    MOST_HINTS,
    WHOSE,
    Candidate,
    Earlier,
    Settings,
    findings_of,
    picked,
    weight_of,
)
from anxin.domain.evidence.judging import KINDS, Change, Judgement
from anxin.domain.evidence.pieces import WEIGHTS, Box, Field, Finding, Traces
from anxin.domain.wording.believing import CODES, belief_text

PLACE = Box(1, 2, 3, 4)
TRADE = Field("trade_no", "2026112622001234567890123456", 0.99, PLACE)
EDITED = Judgement("edited", True, (Change("amount", "1.00", "9.00", PLACE),), (PLACE,))
SAME, MARKED = Judgement("same", True), Judgement("marked", True, spots=(PLACE,))
BARE = Judgement("same", False)


def found(*earlier: Earlier, clear: bool = True, **file: str | float) -> list[tuple[str, str]]:
    """Codes and weights of a screenshot beside earlier pages."""
    flat_share = float(file.pop("flat_share", 0.9))
    findings = findings_of(
        earlier=earlier,
        traces=Traces(**{name: str(value) for name, value in file.items()}),
        flat_share=flat_share,
        clear=clear,
    )
    return [(each.code, each.weight) for each in findings]


OURS, BUYERS, OTHERS = WHOSE
CASES: dict[str, tuple[str, dict[str, Any], list[tuple[str, str]]]] = {
    "the same file again for the same order": (OURS, {"same_file": True}, []),
    "the same file for another order": (BUYERS, {"same_file": True}, [("reused_file", "hint")]),
    "somebody else's file": (OTHERS, {"same_file": True}, [("reused_file", "doubt")]),
    "the same picture again for the same order": (OURS, {"judgement": SAME}, []),
    "the same picture for another order": (
        BUYERS, {"judgement": SAME}, [("reused_picture", "hint")],
    ),
    "somebody else's picture": (OTHERS, {"judgement": SAME}, [("reused_picture", "doubt")]),
    "somebody else's pixels with a number": (
        OTHERS, {"same_pixels": True, "tokens": (TRADE,)}, [("reused_picture", "doubt")],
    ),
    "somebody else's bare error dialog, pixel by pixel": (
        OTHERS, {"same_pixels": True, "judgement": BARE}, [("reused_picture", "hint")],
    ),
    "somebody else's bare error dialog": (
        OTHERS, {"judgement": BARE}, [("reused_picture", "hint")],
    ),
    "somebody else's picture with a mark": (
        OTHERS, {"judgement": MARKED}, [("reused_picture", "doubt"), ("marked_copy", "hint")],
    ),
    "the own picture with a mark": (OURS, {"judgement": MARKED}, [("marked_copy", "hint")]),
    "the own picture edited": (OURS, {"judgement": EDITED}, [("edited_copy", "doubt")]),
    "somebody else's picture edited": (OTHERS, {"judgement": EDITED}, [("edited_copy", "doubt")]),
    "somebody else's number on another page": (
        OTHERS, {"tokens": (TRADE,), "judgement": Judgement("different")},
        [("reused_token", "doubt")],
    ),
    "a number of the buyer's other order": (
        BUYERS, {"tokens": (TRADE,)}, [("reused_token", "hint")],
    ),
    "the order's own number on another page": (OURS, {"tokens": (TRADE,)}, []),
    "somebody else's page of the same app": (OTHERS, {"judgement": Judgement("similar")}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_earlier_page_says(name: str) -> None:
    whose, known, expected = CASES[name]
    assert found(Earlier(whose=whose, reference="E1", **known)) == expected


FILES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a plain screenshot": ({}, []),
    "a photo": ({"flat_share": 0.2}, ["photo_of_screen"]),
    "a photo by a camera": ({"flat_share": 0.2, "camera": "Canon"}, ["photo_of_screen"]),
    "an editor": ({"software": "Adobe Photoshop 25.1"}, ["editor_trace"]),
    "美图": ({"software": "美图秀秀"}, ["editor_trace"]),
    "a phone's system": ({"software": "iOS 19.1"}, []),
    "a screenshot by a camera": ({"camera": "Canon"}, ["camera_on_screenshot"]),
    "a broken signature": ({"provenance": "broken"}, ["provenance_broken"]),
    "a signature by somebody": ({"provenance": "unverified"}, []),
    "a machine": ({"generator": "Some Model"}, ["machine_made"]),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_gives_hints_of_its_origin_and_never_more(name: str) -> None:
    file, codes = FILES[name]
    assert found(**file) == [(code, "hint") for code in codes]


def test_on_an_unclear_page_an_edit_is_only_a_hint() -> None:
    edited = Earlier(whose=OURS, reference="E1", judgement=EDITED)
    assert found(edited, clear=False) == [("edited_copy", "hint")]


def test_any_number_of_hints_stands_behind_one_doubt() -> None:
    hints = [Finding("photo_of_screen", "hint")] * 50
    assert 0 < weight_of(hints) == MOST_HINTS < weight_of([Finding("edited_copy", "doubt")])
    assert weight_of([Finding("edited_copy", "doubt")]) < weight_of([Finding("x", "contradicts")])
    assert weight_of([]) == weight_of([Finding("x", "agrees")]) == 0


def test_shared_numbers_are_compared_first_then_the_nearest_and_no_more_than_set() -> None:
    candidates = [
        Candidate("far", 91),
        Candidate("near", 3),
        Candidate("nearer", 2),
        Candidate("number", 140, tokens=1),
        Candidate("pixels", 0, same_pixels=True),
        Candidate("edge", 90),
    ]
    everything = picked(candidates=candidates)
    assert [each.key for each in everything] == ["pixels", "number", "nearer", "near", "edge"]
    two = picked(candidates=candidates, settings=Settings(most_compared=2))
    assert [each.key for each in two] == ["pixels", "number"]
    assert picked(candidates=candidates, settings=Settings(most_compared=0)) == ()


earlier_pages = st.builds(
    Earlier,
    whose=st.sampled_from(WHOSE),
    reference=st.text(max_size=8),
    same_file=st.booleans(),
    same_pixels=st.booleans(),
    tokens=st.sampled_from([(), (TRADE,)]),
    judgement=st.none()
    | st.sampled_from([EDITED, SAME, MARKED, BARE])
    | st.builds(Judgement, st.sampled_from([kind for kind in KINDS if kind != "edited"])),
)
file_traces = st.builds(
    Traces, st.text(max_size=80), st.text(max_size=80), st.text(max_size=8), st.text(max_size=9)
)


@settings(max_examples=50, deadline=None)
@given(
    earlier=st.lists(earlier_pages, max_size=4),
    traces=file_traces,
    flat_share=st.floats(),
    clear=st.booleans(),
)
def test_every_finding_has_a_weight_and_a_sentence_in_both_languages(
    earlier: list[Earlier], traces: Traces, flat_share: float, clear: bool
) -> None:
    findings = findings_of(earlier=earlier, traces=traces, flat_share=flat_share, clear=clear)
    assert weight_of(findings) >= 0
    for each in findings:
        assert each.weight in WEIGHTS and each.code in CODES
        zh, en = (
            belief_text(code=each.code, params=each.params, language=to) for to in ("zh", "en")
        )
        assert zh != en and zh.endswith("。")


@settings(max_examples=50, deadline=None)
@given(traces=file_traces, flat_share=st.floats(), own=earlier_pages)
def test_nothing_is_doubted_without_an_earlier_page_of_others_or_an_edit(
    traces: Traces, flat_share: float, own: Earlier
) -> None:
    earlier = [own] if own.whose != OTHERS and own.judgement != EDITED else []
    findings = findings_of(earlier=earlier, traces=traces, flat_share=flat_share, clear=True)
    assert {each.weight for each in findings} <= {"hint"}
