"""Every reason asks what its reviewer needs about that kind of product, and nothing else."""

from __future__ import annotations

import pytest

from anxin.domain.request import FIELDS, asked_by, keep_asked, may_ask, proof_of, read_fields
from anxin.domain.terms import reasons_for
from anxin.domain.wording import (
    field_example,
    field_name,
    field_problem,
    field_value,
    proof_sentence,
)
from anxin.domain.words import KINDS, REASONS

ASKED = (
    ("card_invalid", "card_secret", ("shown", "tried_on")),
    ("not_received", "card_secret", ()),
    ("not_received", "top_up", ("account_right",)),
    ("not_received", "physical", ("courier_said",)),
    ("top_up_failed", "top_up", ("account_right", "shown")),
    ("credited_wrongly", "top_up", ("came_to", "got")),
    ("arrived_late", "card_secret", ()),
    ("arrived_late", "top_up", ("arrived_at",)),
    ("not_as_described", "membership", ("page_said", "got")),
    ("wrong_item", "card_secret", ("got",)),
    ("partly_delivered", "top_up", ("arrived",)),
    ("quality", "physical", ("broken", "since")),
    ("mistake", "card_secret", ("wrong_part", "meant")),
    ("unwanted", "card_secret", ()),
    ("no_reason", "physical", ()),
    ("duplicate_order", "card_secret", ("keep",)),
    ("price_changed", "card_secret", ()),
    ("game_outage", "top_up", ("game",)),
    ("wrong_payment", "card_secret", ()),
    ("paid_twice", "top_up", ("trade_no",)),
    ("system_duplicate", "top_up", ("trade_no",)),
)

PROOFS = (
    ("arrived_late", "top_up", "carrier_record"),
    ("not_received", "top_up", "carrier_record"),
    ("partly_delivered", "top_up", "carrier_record"),
    ("not_received", "physical", "courier_record"),
    ("not_received", "card_secret", ""),
    ("card_invalid", "card_secret", "activation_screen"),
    ("quality", "physical", "unpacking"),
    ("not_as_described", "membership", "beside_page"),
    ("paid_twice", "card_secret", "both_payments"),
    ("unwanted", "card_secret", ""),
)

SENT: tuple[tuple[dict[str, str], dict[str, str], dict[str, str]], ...] = (
    ({"got": "  50 元  "}, {"got": "50 元"}, {}),
    ({"got": ""}, {}, {}),
    ({"got": "长" * 81}, {}, {"got": "too_long"}),
    ({"got": "长" * 80}, {"got": "长" * 80}, {}),
    ({"got": "a\0b"}, {}, {"got": "unreadable"}),
    ({"got": "\u202egnp"}, {}, {"got": "unreadable"}),
    ({"arrived": "30"}, {"arrived": "30"}, {}),
    ({"arrived": "30.5"}, {"arrived": "30.5"}, {}),
    ({"arrived": "三十"}, {}, {"arrived": "not_a_number"}),
    ({"arrived": "-1"}, {}, {"arrived": "not_a_number"}),
    ({"arrived": "1e3"}, {}, {"arrived": "not_a_number"}),
    ({"arrived": "9999999"}, {}, {"arrived": "too_much"}),
    ({"arrived": "9" * 5000}, {}, {"arrived": "not_a_number"}),
    ({"since": "later"}, {"since": "later"}, {}),
    ({"since": "never"}, {}, {"since": "not_listed"}),
    ({"keep": "abcDEF1234"}, {"keep": "abcDEF1234"}, {}),
    ({"keep": "../etc"}, {}, {"keep": "no_order_no"}),
    ({"keep": "x" * 41}, {}, {"keep": "no_order_no"}),
)


@pytest.mark.parametrize(("reason", "kind", "names"), ASKED)
def test_a_reason_asks_only_for_what_it_needs(reason: str, kind: str, names: tuple[str]) -> None:
    assert asked_by(reason=reason, kind=kind) == names


def test_the_table_has_every_reason_and_kind() -> None:
    assert {reason for reason, _kind, _names in ASKED} == set(REASONS)
    for reason in REASONS:
        for kind in KINDS:
            names = set(asked_by(reason=reason, kind=kind))
            assert names <= may_ask(reason=reason) <= set(FIELDS)


def test_every_field_is_asked_by_some_reason_that_is_offered() -> None:
    asked = {
        name
        for kind in KINDS
        for reason in reasons_for(kind=kind, state="delivered").all
        for name in asked_by(reason=reason, kind=kind)
    }
    assert asked == set(FIELDS)


@pytest.mark.parametrize(("reason", "kind", "proof"), PROOFS)
def test_what_a_picture_should_show_depends_on_reason_and_kind(
    reason: str, kind: str, proof: str
) -> None:
    assert proof_of(reason=reason, kind=kind) == proof


@pytest.mark.parametrize(("sent", "said", "wrong"), SENT)
def test_what_is_filled_in_is_trimmed_and_checked(
    sent: dict[str, str], said: dict[str, str], wrong: dict[str, str]
) -> None:
    assert read_fields(sent=sent) == (said, wrong)


def test_only_what_the_reason_asks_is_kept() -> None:
    said = {"got": "50 元", "shown": "1003", "arrived": ""}
    assert keep_asked(said=said, reason="wrong_item", kind="card_secret") == {"got": "50 元"}
    assert keep_asked(said=said, reason="unwanted", kind="card_secret") == {}
    assert keep_asked(said=said, reason=None, kind="card_secret") == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_field_choice_problem_and_proof_has_its_words(language: str) -> None:
    problems = {code for _sent, _said, wrong in SENT for code in wrong.values()}
    said = [field_problem(code=code, language=language) for code in problems]
    said += [proof_sentence(proof=proof, language=language) for _, _, proof in PROOFS if proof]
    for name, field in FIELDS.items():
        said.append(field_name(name=name, language=language))
        if field.form in ("text", "number"):
            said.append(field_example(name=name, language=language))
        said += [field_value(name=name, value=each, language=language) for each in field.choices]
    assert all(said)
    if language == "en":
        assert all(text.isascii() or "¥" in text for text in said)
