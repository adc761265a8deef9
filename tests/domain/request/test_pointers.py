"""Words that name another reason are heard, and denials of it are too."""

from __future__ import annotations

import pytest

from anxin.domain.request import pointed_at

POINTS: tuple[tuple[str, str], ...] = (
    ("我买错面值了", "mistake"),
    ("手滑点错了", "mistake"),
    ("不小心拍错了区服", "mistake"),
    ("自己账号填错了", "mistake"),
    ("I bought the wrong region", "mistake"),
    ("不小心下了两单", "duplicate_order"),
    ("重复下单了", "duplicate_order"),
    ("I ordered it twice", "duplicate_order"),
    ("被扣了两次钱", "paid_twice"),
    ("I was charged twice", "paid_twice"),
    ("不想要了", "unwanted"),
    ("改变主意了", "unwanted"),
    ("don't need it anymore", "unwanted"),
    ("激活的时候提示已被使用", "card_invalid"),
    ("卡密激活不了", "card_invalid"),
    ("It says already redeemed", "card_invalid"),
    ("只到了30", "partly_delivered"),
    ("买50只收到三十", "partly_delivered"),
    ("only received 30", "partly_delivered"),
    ("给我发错了面值", "wrong_item"),
    ("买月卡发成了周卡", "wrong_item"),
    ("they sent me the wrong code", "wrong_item"),
    ("充到别人号上了", "credited_wrongly"),
    ("一直没收到", "not_received"),
    ("至今未到账", "not_received"),
    ("I never received it", "not_received"),
)

POINTS_NOWHERE = (
    "",
    "激活提示1003",
    "不是我买错的",
    "我没有下错单",
    "给我下错了区",
    "面值不对",
    "收到的是台服",
    "商品不行",
    "并不是不想要了，是用不了",
    "the card was sent on Monday",
    "I did not order it twice",
)


@pytest.mark.parametrize(("text", "reason"), POINTS)
def test_a_plain_phrase_names_its_reason(text: str, reason: str) -> None:
    assert reason in pointed_at(text=text)


@pytest.mark.parametrize("text", POINTS_NOWHERE)
def test_anything_less_plain_names_none(text: str) -> None:
    assert pointed_at(text=text) == ()
