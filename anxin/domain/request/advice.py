"""What a buyer is told while filling in, instead of by a rejection days later.

Every piece of advice is found by asking the rules that will decide: a better reason is offered only
with the answer that it gets, compared with the answer of the one chosen. Nobody is led from a fault
of the merchant's to a reason that costs a fee, unless record or own words speak against the fault,
and then both outcomes are said. Advice is given once and never stands in anybody's way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from anxin.domain.quote import Answer, Facts
from anxin.domain.request.fields import FIELDS
from anxin.domain.request.pointers import pointed_at
from anxin.domain.request.vague import vagueness
from anxin.domain.terms import reasons_for
from anxin.domain.words import REASONS, SERVED

AnswerOf = Callable[[str], Answer]
"""The answer that the facts get under a reason, from the policy itself."""

CARD: Final = "card_secret"
BUYERS_OWN: Final = frozenset(
    "mistake unwanted no_reason duplicate_order price_changed game_outage wrong_payment".split()
)
TOLD_BY_WORDS: Final = frozenset(
    "card_invalid not_received top_up_failed credited_wrongly not_as_described wrong_item"
    " partly_delivered quality paid_twice system_duplicate".split()
)
"""Reasons that a person can only judge if told what happened."""

OFFERS: Final = 2
"""At most so many other reasons are offered: a list to choose from is there already."""

_SOON: Final[Mapping[str, int]] = {"approve": 0, "instant": 0, "expedited": 1, "need_evidence": 2,
                                   "first_line": 3, "senior": 4, "refuse": 9}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What the buyer wrote besides the reason: a note, and what the reason asks (see `fields`)."""

    note: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing a buyer is told about the `reason` chosen.

    `stop`: what is on record speaks against it, `code` is what the refusal would say. `offer`: the
    reason `other` fits and gets the answer `offered`; `code` says why it is thought of. `ask`: the
    words say nothing a person could use; `code` says what they are.
    """

    severity: str
    code: str
    reason: str
    other: str = ""
    offered: Answer | None = None

    @property
    def holds(self) -> bool:
        """Whether a request waits until it has been told: words are asked for, but never due."""
        return self.code != "nothing_said"

    @property
    def key(self) -> str:
        """The advice in a word that a form can send back: told once, it is not told again."""
        outcome = self.offered.outcome if self.offered else ""
        parts = (self.reason, self.severity, self.code, self.other, outcome)
        return ".".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Hint:
    """When another reason is thought of: chosen among `chosen`, and the facts are such.

    `against`: they speak against the reason chosen, so that one that pays less, but sooner, is
    worth to be told. `if_refused`: only where the one chosen would be refused.
    """

    code: str
    other: str
    chosen: frozenset[str]
    fits: Callable[[Facts], bool]
    against: bool = False
    if_refused: bool = False


def _short(facts: Facts) -> bool:
    order = facts.order
    ordered = order.ordered_value_fen
    whole = sum(tender.fen for tender in order.tenders) if ordered is None else ordered
    return order.delivered_value_fen is not None and 0 < order.delivered_value_fen < whole


def _viewed(facts: Facts) -> bool:
    return facts.kind == CARD and max(facts.order.viewed_units, facts.order.used_units) > 0


def _never_viewed(facts: Facts) -> bool:
    return facts.kind == CARD and not _viewed(facts)


_NOT_TWICE: Final = frozenset(REASONS) - {"paid_twice", "system_duplicate"}
_HINTS: Final = (
    _Hint("recorded_twice", "system_duplicate", _NOT_TWICE,
          lambda facts: facts.order.fault == "system_duplicate"),
    _Hint("came_short", "partly_delivered", BUYERS_OWN | {"arrived_late"}, _short),
    _Hint("came_short", "partly_delivered", frozenset({"not_received", "top_up_failed"}), _short,
          against=True),
    _Hint("nothing_on_record", "not_received", BUYERS_OWN | {"arrived_late", "quality"},
          lambda facts: facts.kind != CARD and facts.order.receipt == "missing"),
    _Hint("came_late", "arrived_late", BUYERS_OWN, lambda facts: True),
    _Hint("has_twin", "duplicate_order", BUYERS_OWN,
          lambda facts: bool(facts.order.duplicate_of)),
    _Hint("never_viewed", "unwanted", frozenset({"card_invalid", "wrong_item", "quality"}),
          _never_viewed, against=True),
    _Hint("if_broken", "card_invalid",
          frozenset({"not_received", "arrived_late", "unwanted", "no_reason"}), _viewed,
          if_refused=True),
    _Hint("can_still_return", "unwanted", _NOT_TWICE,
          lambda facts: facts.kind != "physical", if_refused=True),
    _Hint("can_still_return", "no_reason", _NOT_TWICE,
          lambda facts: facts.kind == "physical", if_refused=True),
)  # fmt: skip


def advise(
    *, facts: Facts, said: Said, answer_of: AnswerOf, waits: bool = False
) -> tuple[Advice, ...]:
    """Return what there is to tell about the reason in `facts`, what speaks against it first.

    `waits`: somebody outside is asked before anything is decided, so no answer is the last word:
    only what can be offered on record is told then. Nothing is told before delivery, where no
    reason is needed.
    """
    reason = facts.request.reason
    if reason is None or facts.order.state not in SERVED:
        return ()
    answer = answer_of(reason)
    return (
        *(() if waits else _stop(reason, answer)),
        *_offers(facts, said, reason, answer, answer_of, waits),
        *(() if waits else _ask(facts, said, reason, answer)),
    )


def _stop(reason: str, answer: Answer) -> tuple[Advice, ...]:
    if answer.outcome != "refuse":
        return ()
    return (Advice("stop", answer.code or "no_rule", reason),)


def _offers(
    facts: Facts, said: Said, reason: str, answer: Answer, answer_of: AnswerOf, waits: bool
) -> list[Advice]:
    """The other reasons that are thought of, the best for the buyer first."""
    if answer.outcome == "refuse" and waits:
        return []
    offered = reasons_for(kind=facts.kind, state=facts.order.state).all
    found: dict[str, Advice] = {}
    for hint in (*_by_words(said, reason), *_HINTS):
        known = hint.other in found or hint.other not in offered or hint.other == reason
        if known or reason not in hint.chosen or not hint.fits(facts):
            continue
        if (hint.if_refused and answer.outcome != "refuse") or (hint.against and waits):
            continue
        other = answer_of(hint.other)
        if _is_worth(answer, other, against=hint.against):
            found[hint.other] = Advice("offer", hint.code, reason, hint.other, other)
    return sorted(found.values(), key=_best)[:OFFERS]


def _by_words(said: Said, reason: str) -> list[_Hint]:
    """The reasons that the buyer's own words name; they count like a record."""
    words = "。".join(_written(said))
    return [
        _Hint("own_words", other, frozenset({reason}), lambda facts: True, against=True)
        for other in pointed_at(text=words)
    ]


def _is_worth(answer: Answer, other: Answer, *, against: bool) -> bool:
    """Whether the other answer is better for the buyer than the one that the reason chosen gets.

    Sooner for no less, or more; where something speaks against the reason chosen, sooner will do.
    """
    if other.outcome in ("refuse", "cancel"):
        return False
    if answer.outcome == "refuse":
        return True
    sooner = _soon(other) < _soon(answer)
    if other.refund_fen > answer.refund_fen:
        return True
    return sooner and (against or other.refund_fen == answer.refund_fen)


def _soon(answer: Answer) -> int:
    return _SOON[answer.tier or answer.outcome]


def _best(advice: Advice) -> tuple[int, int]:
    answer = advice.offered
    assert answer is not None, "an offer has the answer that it gets"
    return (-answer.refund_fen, _soon(answer))


def _ask(facts: Facts, said: Said, reason: str, answer: Answer) -> tuple[Advice, ...]:
    """Ask for words only where a person will read them and no picture speaks for them."""
    if reason not in TOLD_BY_WORDS or answer.outcome not in ("review", "need_evidence"):
        return ()
    if any(piece.verdict == "consistent" for piece in facts.request.evidence):
        return ()
    if any(FIELDS[name].form in ("number", "order") for name in said.details):
        return ()
    words = _written(said)
    if not words:
        return (Advice("ask", "nothing_said", reason),) if answer.outcome == "review" else ()
    codes = [vagueness(text=text) for text in words]
    return (Advice("ask", codes[0], reason),) if all(codes) else ()


def _written(said: Said) -> list[str]:
    """What the buyer put into words, the note first; a choice from a list is no words."""
    fields = (text for name, text in said.details.items() if FIELDS[name].form == "text")
    return [text for text in (said.note, *fields) if text.strip()]
