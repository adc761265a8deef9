"""What holds for every quote, whatever the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.adapters.calendar.china import is_working_day
from anxin.domain.quote import (
    Answer,
    BuyerFacts,
    Facts,
    OrderFacts,
    Piece,
    RequestFacts,
    Tender,
    quote,
)
from anxin.domain.wording import explain, why
from anxin.domain.words import (
    CASH,
    EVIDENCE_KINDS,
    ISSUER_STATUSES,
    KINDS,
    REASONS,
    RECEIPTS,
    SERVED,
    SPECIALS,
    STATES,
    TENDERS,
    VERDICTS,
)
from tests.domain.asking import DELIVERED_AT, PAID_AT, STANDARD_POLICY
from tests.domain.quote.second_opinion import Opinion

fen = st.integers(0, 30_000) | st.integers(0, 100) | st.integers(0, 1_000_000)
pieces = st.builds(Piece, kind=st.sampled_from(EVIDENCE_KINDS), verdict=st.sampled_from(VERDICTS))
spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=20)) | st.builds(
    lambda hours, seconds: timedelta(hours=hours, seconds=seconds),
    hours=st.sampled_from([0, 0, 1, 2, 24, 24, 72, 168, 360]),
    seconds=st.sampled_from([0, 0, 1, 1800]),
)
mostly_served = st.sampled_from(SERVED) | st.sampled_from(SERVED) | st.sampled_from(STATES)
few = st.just(0) | st.just(0) | st.integers(0, 9)


@st.composite
def tenders(draw: st.DrawFn) -> Tender:
    paid = draw(fen)
    back = draw(st.just(0) | st.just(0) | st.integers(0, paid))
    return Tender(method=draw(st.sampled_from(TENDERS)), fen=paid, refunded_fen=back)


@st.composite
def questions(draw: st.DrawFn) -> Facts:
    ordered = draw(st.integers(1, 6))
    units = st.integers(0, ordered)
    delivered_at = PAID_AT + draw(spans)
    completed_at = delivered_at + draw(spans)
    order = OrderFacts(
        state=draw(mostly_served),
        tenders=tuple(draw(st.lists(tenders(), min_size=1, max_size=4))),
        paid_at=PAID_AT,
        delivered_at=delivered_at,
        completed_at=completed_at,
        ordered_units=ordered,
        viewed_units=draw(st.just(0) | units),
        used_units=draw(st.just(0) | st.just(0) | units),
        refunded_units=draw(st.just(0) | st.just(0) | units),
        ordered_value_fen=draw(st.none() | fen),
        delivered_value_fen=draw(st.none() | fen),
        shortfall_refunded_fen=draw(st.just(0) | fen),
        receipt=draw(st.sampled_from(RECEIPTS)),
        fault=draw(st.none() | st.just("system_duplicate")),
        duplicate_of=draw(st.none() | st.just("A-1")),
    )
    return Facts(
        now=completed_at + draw(spans),
        order=order,
        request=RequestFacts(
            reason=draw(st.sampled_from(REASONS)),
            units=draw(st.none() | st.integers(1, ordered)),
            issuer_status=draw(st.sampled_from(ISSUER_STATUSES)),
            issuer_used_at=draw(st.none() | st.just(DELIVERED_AT)),
            evidence=tuple(draw(st.lists(pieces, max_size=3))),
        ),
        kind=draw(st.sampled_from(KINDS)),
        special=draw(st.none() | st.none() | st.sampled_from(SPECIALS)),
        buyer=BuyerFacts(
            credit=draw(st.integers(0, 100)),
            flagged=draw(few) == 1,
            cancels_7d=draw(few),
            refunds_30d=draw(few),
            instant_24h_fen=draw(st.just(0) | fen),
        ),
    )


def answer_to(facts: Facts) -> Answer:
    return quote(facts=facts, policy=STANDARD_POLICY, is_working_day=is_working_day)


@given(facts=questions())
@settings(max_examples=1000, deadline=None)
def test_a_plain_reading_of_the_page_comes_to_the_same_answer(facts: Facts) -> None:
    found = answer_to(facts)
    then = found.code or found.tier or found.outcome
    assert (found.clause, then, found.gross_fen, found.fee_fen) == Opinion(facts).answer()


@given(facts=questions())
@settings(max_examples=900, deadline=None)
def test_the_sums_are_whole_and_no_tender_gives_back_more_than_it_has(facts: Facts) -> None:
    found = answer_to(facts)
    assert (
        found.refund_fen
        == found.gross_fen - found.fee_fen
        == sum(share.fen for share in found.by_tender)
    )
    assert found.gross_fen == sum(share.gross_fen for share in found.by_tender)
    for share, tender in zip(found.by_tender, facts.order.tenders, strict=bool(found.by_tender)):
        assert share.method == tender.method
        assert 0 <= share.fen <= share.gross_fen <= tender.fen - tender.refunded_fen
        assert share.fen == share.gross_fen or tender.method in CASH


@given(facts=questions())
@settings(max_examples=500, deadline=None)
def test_a_fee_is_only_for_the_buyers_cause_and_only_once_served(facts: Facts) -> None:
    found = answer_to(facts)
    if found.fee_fen:
        assert found.cause == "buyer"
        assert facts.order.state in SERVED
        assert found.clause == "unused_card"


@given(facts=questions())
@settings(max_examples=500, deadline=None)
def test_every_answer_has_the_parts_of_its_outcome_and_no_others(facts: Facts) -> None:
    found = answer_to(facts)
    pays = found.outcome in ("approve", "instant", "review", "need_evidence")
    assert pays == (found.gross_fen > 0) == bool(found.by_tender)
    assert (found.outcome == "refuse") == (found.code is not None)
    assert (found.outcome == "review") == (found.tier is not None) == (found.decide_by is not None)
    assert (found.outcome == "need_evidence") == bool(found.missing)
    assert found.decide_by is None or found.decide_by > facts.now
    assert not (found.outcome == "instant" and facts.buyer.flagged)


@given(facts=questions())
@settings(max_examples=300, deadline=None)
def test_the_same_question_gets_the_same_answer_in_both_languages(facts: Facts) -> None:
    found = answer_to(facts)
    assert found == answer_to(facts)
    for language in ("zh", "en"):
        sentence = why(answer=found, facts=facts, policy=STANDARD_POLICY, language=language)
        assert sentence
        assert "$" not in sentence
        lines = explain(answer=found, facts=facts, language=language)
        assert bool(lines) == (found.gross_fen > 0)


@given(
    paid=st.lists(st.tuples(st.sampled_from(TENDERS), st.integers(100, 99_999)), min_size=1,
                  max_size=4),
    parts=st.lists(st.integers(1, 4), min_size=1, max_size=8),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_refunds_one_after_another_give_back_exactly_what_was_paid(
    paid: list[tuple[str, int]], parts: list[int]
) -> None:
    order = OrderFacts(
        state="cooling_off",
        tenders=tuple(Tender(method=method, fen=fen) for method, fen in paid),
        ordered_units=sum(parts),
    )
    for units in parts:
        facts = Facts(now=PAID_AT, order=order, request=RequestFacts(units=units))
        order = after_refund(order=order, answer=answer_to(facts))
    assert [tender.refunded_fen for tender in order.tenders] == [fen for _, fen in paid]


def after_refund(*, order: OrderFacts, answer: Answer) -> OrderFacts:
    shares = answer.by_tender or (None,) * len(order.tenders)
    return replace(
        order,
        refunded_units=order.refunded_units + answer.units,
        tenders=tuple(
            replace(tender, refunded_fen=tender.refunded_fen + (share.gross_fen if share else 0))
            for tender, share in zip(order.tenders, shares, strict=True)
        ),
    )
