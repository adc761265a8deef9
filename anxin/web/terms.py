"""A policy's promises as pages show them: tags, timeline and hint in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from anxin.domain import terms, wording
from anxin.domain.policy import Policy
from anxin.pages.reader import language
from anxin.services.policies import policy_of
from anxin.storage.catalog.queries import ProductRow
from anxin.storage.order.queries import OrderRow

LOOKS = {"good": ("good", "check"), "plain": ("plain", "info"), "strict": ("warn", "clock")}
"""Tone of a tag or step: its colour and its icon, so that colour never stands alone."""


@dataclass(frozen=True, slots=True)
class ShownTag:
    """One tag."""

    text: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One line of the timeline of what is refundable until when."""

    text: str
    detail: str
    tone: str


def tags_of(product: ProductRow) -> list[ShownTag]:
    """Return the tags of a product, the most important first."""
    found = terms.tags(
        policy=policy_of(product.policy_id),
        kind=product.kind,
        special=product.special,
        cooling_off_minutes=product.cooling_off_minutes,
    )
    return [
        ShownTag(wording.tag_text(tag=tag, language=language()), *LOOKS[tag.tone]) for tag in found
    ]


def hint_of(product: ProductRow, *, units: int = 1) -> str:
    """Return what must be known before paying, in one paragraph; empty where nothing must."""
    hints = terms.risk_hints(
        policy=policy_of(product.policy_id),
        kind=product.kind,
        special=product.special,
        cooling_off_minutes=product.cooling_off_minutes,
        price_fen=product.price_fen * units,
    )
    space = " " if language() == "en" else ""
    return space.join(wording.hint_text(hint=hint, language=language()) for hint in hints)


def steps_of(product: ProductRow) -> list[ShownStep]:
    """Return what is refundable until when, before anything is ordered."""
    return _shown(
        terms.timeline(
            policy=policy_of(product.policy_id),
            kind=product.kind,
            special=product.special,
            cooling_off_minutes=product.cooling_off_minutes,
        )
    )


def steps_of_order(order: OrderRow) -> list[ShownStep]:
    """Return what of this order is refundable until when, with its own times."""
    steps = terms.timeline(
        policy=policy_of(order.policy_id),
        kind=order.kind,
        special=order.special,
        cooling_off_minutes=order.cooling_off_minutes,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        delivered_at=order.delivered_at,
        completed_at=order.completed_at,
    )
    return _shown(_still_open(steps, order))


def steps_of_kind(*, policy: Policy, kind: str) -> list[ShownStep]:
    """Return what a policy promises for a kind of goods."""
    return _shown(terms.timeline(policy=policy, kind=kind, special=None, cooling_off_minutes=10))


def _still_open(steps: Iterable[terms.Step], order: OrderRow) -> list[terms.Step]:
    """Leave out what is over: cancelling once it is delivered, everything once all is back."""
    if order.state == "cancelled" or 0 < order.paid_fen == order.refunded_fen:
        return []
    over = ("cooling_off", "undelivered") if order.delivered_at else ()
    return [step for step in steps if step.situation not in over]


def _shown(steps: Iterable[terms.Step]) -> list[ShownStep]:
    return [
        ShownStep(
            wording.step_title(step=step, language=language()),
            wording.step_text(step=step, language=language()),
            "good" if step.is_refundable else "bad",
        )
        for step in steps
    ]
