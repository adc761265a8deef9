"""How a total is divided over the tenders chosen: exactly, and never more than each has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.tenders import Choice, Means, Part, Short, divide

fen = st.integers(min_value=0, max_value=10**9)
choices = st.builds(
    Choice,
    method=st.sampled_from([None, "alipay", "wechat"]),
    wallet=st.booleans(),
    points=st.booleans(),
    coupon=st.sampled_from(["", "C1"]),
)
means = st.builds(Means, wallet_fen=fen, points_fen=fen, coupon_fen=st.none() | fen)


@pytest.mark.parametrize(
    ("choice", "has", "parts"),
    [
        (Choice("alipay"), Means(500, 500, 0), (Part("alipay", 1_000),)),
        (Choice(wallet=True), Means(wallet_fen=1_000), (Part("wallet", 1_000),)),
        (Choice(wallet=True), Means(wallet_fen=999), Short(1)),
        (Choice(), Means(wallet_fen=10_000), Short(1_000)),
        (
            Choice("wechat", wallet=True, points=True, coupon="C"),
            Means(300, 200, 100),
            (Part("coupon", 100), Part("points", 200), Part("wallet", 300), Part("wechat", 400)),
        ),
        (Choice("alipay", coupon="C"), Means(coupon_fen=2_000), (Part("coupon", 1_000),)),
        (Choice("alipay", points=True), Means(points_fen=0), (Part("alipay", 1_000),)),
        (Choice("alipay", coupon="C"), Means(coupon_fen=None), (Part("alipay", 1_000),)),
    ],
)
def test_a_thousand_fen_are_divided(
    choice: Choice, has: Means, parts: tuple[Part, ...] | Short
) -> None:
    assert divide(total_fen=1_000, choice=choice, means=has) == parts


@given(total_fen=st.integers(min_value=1, max_value=10**9), choice=choices, has=means)
def test_parts_add_up_each_is_positive_and_none_is_more_than_its_tender_has(
    total_fen: int, choice: Choice, has: Means
) -> None:
    parts = divide(total_fen=total_fen, choice=choice, means=has)
    limits = {"wallet": has.wallet_fen, "points": has.points_fen, "coupon": has.coupon_fen or 0}
    if isinstance(parts, Short):
        assert choice.method is None and 0 < parts.fen <= total_fen
        return
    assert sum(part.fen for part in parts) == total_fen
    assert all(0 < part.fen <= limits.get(part.method, total_fen) for part in parts)
    assert len({part.method for part in parts}) == len(parts)
