"""What the form asks and tells beyond the answers: fields and advice. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.request import FIELDS, Advice, Field, Said, asked_by
from anxin.domain.request import proof_of as proof_in_words
from anxin.pages.formatting import yuan
from anxin.services.aftersale.advice import advice_on_option
from anxin.services.aftersale.offer import Offer
from anxin.web.aftersale.showing import Panel

TONES = {"stop": "bad", "offer": "info", "ask": "wait"}


@dataclass(frozen=True, slots=True)
class ShownAdvice:
    """One piece of advice in words. `key` goes back with the form: it has been told."""

    key: str
    reason: str
    severity: str
    tone: str
    text: str
    other: str
    button: str


def shown_advice(*, advice: Iterable[Advice], language: str) -> list[ShownAdvice]:
    """Return advice in words."""
    return [_shown(one, language) for one in advice]


def _shown(advice: Advice, language: str) -> ShownAdvice:
    return ShownAdvice(
        key=advice.key,
        reason=advice.reason,
        severity=advice.severity,
        tone=TONES[advice.severity],
        text=wording.advice_sentence(advice=advice, language=language),
        other=advice.other,
        button=wording.offer_button(advice=advice, language=language) if advice.other else "",
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the answer of one reason: advice, what to write, what to show."""

    reason: str
    advice: tuple[ShownAdvice, ...]
    prompt: str
    proof: str


def beside_of(*, offer: Offer, language: str) -> list[Beside]:
    """Return what can be told about each reason before anything is written."""
    return [
        Beside(
            reason=option.reason,
            advice=tuple(
                shown_advice(
                    advice=(
                        one
                        for one in advice_on_option(option=option, offer=offer, said=Said())
                        if one.severity != "ask"
                    ),
                    language=language,
                )
            ),
            prompt=wording.prompt(reason=option.reason, language=language),
            proof=wording.proof_sentence(
                proof=proof_in_words(reason=option.reason, kind=option.facts.kind),
                language=language,
            ),
        )
        for option in offer.options
        if option.reason
    ]


@dataclass(frozen=True, slots=True)
class Button:
    """What the button says for one reason, and what it says once there is advice on the words."""

    reason: str
    first: str
    still: str


def buttons_of(*, panels: Iterable[Panel], beside: Iterable[Beside]) -> list[Button]:
    """Return what the button says: the amount, and whether it is submitted all the same."""
    warned = {one.reason for one in beside if one.advice}
    return [_button(panel, panel.reason in warned) for panel in panels]


def _button(panel: Panel, warned: bool) -> Button:
    if not panel.refund_fen:
        return Button(panel.reason or "", _("仍要提交"), _("仍要提交"))
    amount = {"fen": yuan(panel.refund_fen)}
    still = _("仍要提交 · 退 %(fen)s") % amount
    first = _("提交申请 · 退 %(fen)s") % amount
    return Button(panel.reason or "", still if warned else first, still)


def advice_on_words(
    *, offer: Offer, beside: Sequence[Beside], reason: str, said: Said, language: str
) -> list[ShownAdvice]:
    """Return what is to be told about the reason chosen because of what was written."""
    option = next((each for each in offer.options if each.reason == reason), None)
    if option is None:
        return []
    known = {one.key for each in beside for one in each.advice}
    advice = advice_on_option(option=option, offer=offer, said=said)
    fresh = (one for one in advice if one.key not in known)
    return shown_advice(advice=fresh, language=language)


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field with what was typed into it. `reasons` that ask for it stand apart by blanks."""

    field: Field
    reasons: str
    label: str
    example: str
    value: str
    problem: str
    choices: tuple[tuple[str, str], ...]


def fields_of(
    *,
    offer: Offer,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
    language: str,
) -> list[AskedField]:
    """Return every field that one of the reasons offered asks for, each once."""
    asking: dict[str, list[str]] = {}
    for option in offer.options:
        if option.reason:
            for name in asked_by(reason=option.reason, kind=option.facts.kind):
                asking.setdefault(name, []).append(option.reason)
    return [
        AskedField(
            field=field,
            reasons=" ".join(asking[name]),
            label=wording.field_name(name=name, language=language),
            example=wording.field_example(name=name, language=language),
            value=typed.get(name, ""),
            problem=problems.get(name, ""),
            choices=tuple(
                (choice, wording.field_value(name=name, value=choice, language=language))
                for choice in field.choices
            ),
        )
        for name, field in FIELDS.items()
        if name in asking and field.form != "order"
    ]
