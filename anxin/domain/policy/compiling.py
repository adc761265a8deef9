"""From a document to a policy: every field read and checked, every problem named with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any, Final, TypeVar

from anxin.domain.policy.checks import check_policy
from anxin.domain.policy.conditions import CLAUSE_WORDS, ROUTE_WORDS, Vocabulary, read_when
from anxin.domain.policy.lengths import read_per_kind
from anxin.domain.policy.model import (
    Choice,
    Clause,
    Limits,
    Policy,
    Reason,
    RouteStep,
    When,
    always,
)
from anxin.domain.policy.problems import POLICY_MISTAKES, PolicyRefused
from anxin.domain.reading import Notes, Reader
from anxin.domain.words import CAUSES, CLAUSES, CODES, EVIDENCE_KINDS, LANGUAGES, REASONS, TIERS

Value = TypeVar("Value")

AMOUNTS: Final = ("unused_units", "all_units", "unviewed_units", "value_not_delivered")
AUTOMATIC: Final = ("approve", "instant")

_PARTS: Final = ("name", "title", "reasons", "limits", "clauses", "route")
_ACTIONS: Final = ("cancel", "judge_as", "refuse", "amount")
_REFUND_ONLY: Final = ("fee_rate", "evidence", "on_record", "goods_come_back")
_CLAUSE_KEYS: Final = ("id", "title", "when", *_ACTIONS, *_REFUND_ONLY)
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LARGEST: Final = 2**63 - 1
_MOST: Final = {
    "instant_credit": 100,
    "small_credit": 100,
    "expedited_hours": 720,
    "arbitration_hours": 720,
}
_MOST_WORKING_DAYS: Final = 30


def compile_policy(document: Mapping[str, Any]) -> Policy:
    """Checks a document and makes it a `Policy`, cheap to ask; done once per version.

    Raises `PolicyRefused` with all problems found (places such as `clauses[12].fee_rate`).
    """
    notes = Notes(whole="policy", mistakes=POLICY_MISTAKES)
    value = dict(document) if isinstance(document, Mapping) else document
    root = Reader(value=value, place="", notes=notes)
    root = root.fields(known=_PARTS, required=("name", "reasons", "limits", "clauses", "route"))
    policy = _read_policy(root=root, document=document)
    if not notes.problems:
        check_policy(policy=policy, notes=notes)
    if notes.problems:
        raise PolicyRefused(tuple(notes.problems))
    return policy


def _read_policy(*, root: Reader, document: Mapping[str, Any]) -> Policy:
    limits = _read_limits(reader=root.at("limits"))
    items = list(root.at("clauses").items())
    vocabulary = Vocabulary(
        limits={
            field.name: number
            for field in fields(Limits)
            if isinstance(number := getattr(limits, field.name), int)
        },
        clauses=tuple(name for item in items if isinstance(name := item.at("id").value, str)),
    )
    clauses = tuple(_read_clause(reader=item, vocabulary=vocabulary) for item in items)
    return Policy(
        name=root.at("name").text(),
        title=_read_title(reader=root.at("title")),
        reasons=_read_reasons(reader=root.at("reasons")),
        limits=limits,
        clauses=clauses,
        route=tuple(
            _read_step(reader=item, vocabulary=vocabulary) for item in root.at("route").items()
        ),
        windows=tuple(dict.fromkeys(each for clause in clauses for each in clause.windows)),
        document=document,
    )


def _read_title(*, reader: Reader) -> Mapping[str, str]:
    title = reader.fields(known=LANGUAGES, required=() if reader.is_absent else LANGUAGES)
    return {} if reader.is_absent else {each: title.at(each).text() for each in LANGUAGES}


def _read_reasons(*, reader: Reader) -> Mapping[str, Reason]:
    reader = reader.fields(known=REASONS, required=REASONS)
    causes = {
        word: reader.at(word).fields(known=("cause", "judged_as")).at("cause") for word in REASONS
    }
    own = tuple(word for word, cause in causes.items() if not cause.is_absent)
    reasons = {}
    for word in REASONS:
        judged = reader.at(word).fields(known=("cause", "judged_as")).at("judged_as")
        if judged.is_absent == causes[word].is_absent:
            reader.at(word).note("cause_or_judged")
        target = word if judged.is_absent else _judged_target(reader=judged, own=own)
        cause = causes.get(target, causes[word]).word(known=CAUSES, default=CAUSES[0])
        reasons[word] = Reason(judged_as=target, cause=cause)
    return reasons


def _judged_target(*, reader: Reader, own: tuple[str, ...]) -> str:
    target = reader.word(known=REASONS, default="")
    if target and target not in own:
        reader.note("judge_target", word=target)
    return target


def _read_limits(*, reader: Reader) -> Limits:
    names = tuple(field.name for field in fields(Limits))
    reader = reader.fields(known=names, required=names)
    numbers: dict[str, Any] = {
        name: reader.at(name).whole(least=0, most=_MOST.get(name, _LARGEST), default=0)
        for name in names
        if name != "review_working_days"
    }
    days = read_per_kind(
        reader=reader.at("review_working_days"),
        read=lambda inner: inner.whole(least=0, most=_MOST_WORKING_DAYS, default=0),
        fallback=0,
    )
    return Limits(review_working_days=days, **numbers)


def _read_clause(*, reader: Reader, vocabulary: Vocabulary) -> Clause:
    reader = reader.fields(known=_CLAUSE_KEYS, required=("id",))
    name = reader.at("id").text()
    if not _ID.fullmatch(name):
        reader.at("id").note("bad_id")
    if name not in CLAUSES and reader.at("title").is_absent:
        reader.at("title").note("no_title")
    _check_one_action(reader=reader)

    def choice(key: str, read: Callable[[Reader], Value], default: Choice[Value]) -> Choice[Value]:
        return _read_choice(
            reader=reader.at(key), read=read, default=default, vocabulary=vocabulary
        )

    return Clause(
        id=name,
        when=read_when(reader=reader.at("when"), words=CLAUSE_WORDS, vocabulary=vocabulary),
        cancel=reader.at("cancel").truth(default=False),
        judge_as=reader.at("judge_as").word(known=REASONS, default="") or None,
        refuse=choice("refuse", lambda each: each.word(known=CODES, default=""), Choice()),
        amount=choice("amount", lambda each: each.word(known=AMOUNTS, default=""), Choice()),
        fee_rate=choice("fee_rate", _read_rate, always(Fraction(0))),
        evidence=choice("evidence", lambda each: each.words(known=EVIDENCE_KINDS), always(())),
        on_record=choice("on_record", lambda each: each.truth(default=False), always(False)),
        goods_come_back=choice(
            "goods_come_back", lambda each: each.truth(default=True), always(True)
        ),
        title=_read_title(reader=reader.at("title")),
    )


def _check_one_action(*, reader: Reader) -> None:
    """A clause does one thing; a refund may be preceded by cases in which it is refused."""
    given = [key for key in _ACTIONS if not reader.at(key).is_absent]
    if len(given) != 1 and given != ["refuse", "amount"]:
        reader.note("one_action", got=", ".join(given) or "-")
    if "amount" not in given:
        for key in _REFUND_ONLY:
            if not reader.at(key).is_absent:
                reader.at(key).note("refunds_only")
    needs_else = {"refuse": given == ["refuse"], "amount": True}
    for key in (*_REFUND_ONLY, *needs_else):
        _check_else(reader=reader.at(key), needed=needs_else.get(key, True))


def _check_else(*, reader: Reader, needed: bool) -> None:
    cases = _cases(reader=reader)
    if cases is None:
        return
    for case in cases[:-1]:
        if case.at("when").is_absent:
            case.note("else_not_last")
    if needed and not cases[-1].at("when").is_absent:
        reader.note("no_else")
    if not needed and cases[-1].at("when").is_absent:
        cases[-1].note("else_not_last")


def _cases(*, reader: Reader) -> list[Reader] | None:
    """The items of a list of cases; `None` where a plain value stands."""
    items = list(reader.items()) if isinstance(reader.value, list | tuple) else []
    return items if items and any(isinstance(item.value, dict) for item in items) else None


def _read_choice(
    *,
    reader: Reader,
    read: Callable[[Reader], Value],
    default: Choice[Value],
    vocabulary: Vocabulary,
) -> Choice[Value]:
    """A plain value, or a list of `{"when": …, "is": …}` of which the first that holds counts."""
    if reader.is_absent:
        return default
    cases = _cases(reader=reader)
    if cases is None:
        return always(read(reader))
    return Choice(
        cases=tuple(
            _read_case(
                reader=case.fields(known=("when", "is"), required=("is",)),
                read=read,
                vocabulary=vocabulary,
            )
            for case in cases
        )
    )


def _read_case(
    *, reader: Reader, read: Callable[[Reader], Value], vocabulary: Vocabulary
) -> tuple[When, Value]:
    when = read_when(reader=reader.at("when"), words=CLAUSE_WORDS, vocabulary=vocabulary)
    return when, read(reader.at("is"))


def _read_rate(reader: Reader) -> Fraction:
    rate = reader.value
    if isinstance(rate, int | float) and not isinstance(rate, bool) and 0 <= rate < 1:
        return Fraction(str(rate))
    reader.note("bad_rate", got=rate)
    return Fraction(0)


def _read_step(*, reader: Reader, vocabulary: Vocabulary) -> RouteStep:
    reader = reader.fields(known=("when", "then"), required=("then",))
    return RouteStep(
        when=read_when(reader=reader.at("when"), words=ROUTE_WORDS, vocabulary=vocabulary),
        then=reader.at("then").word(known=(*AUTOMATIC, *TIERS), default=TIERS[0]),
    )
