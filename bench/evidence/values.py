"""What pages say: numbers, times and codes of the real forms, invented from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
SURNAMES = "星河云帆青禾蓝鲸山海白鹭极光松果"
GOODS = (
    "游戏点卡", "视频会员月卡", "音乐年卡", "加油卡", "话费充值", "购物卡", "外卖红包", "网盘季卡",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Values:
    """What one order left behind at everybody who had to do with it.

    Numbers are as people see them; `amount` in yuan with two places; `at` without an offset.
    """

    order_no: str
    alipay_no: str
    wechat_no: str
    merchant_no: str
    amount: str
    at: datetime
    card_code: str
    error_code: str
    merchant: str
    goods: str


def invent(*, seed: int) -> Values:
    """Return the values of a seed, always the same."""
    chance = random.Random(f"values {seed}")
    at = datetime(2026, 1, 1) + timedelta(seconds=chance.randrange(360 * 86_400))
    day = f"{at:%Y%m%d}"
    yuan = chance.choice(
        (chance.randint(1, 99), chance.randint(100, 999), chance.randint(1_000, 9_000))
    )
    return Values(
        order_no=_of(chance, CROCKFORD, 26),
        alipay_no=day + "2200" + _of(chance, DIGITS, 16),
        wechat_no="42000" + _of(chance, DIGITS, 5) + day + _of(chance, DIGITS, 10),
        merchant_no=_of(chance, CROCKFORD, 26),
        amount=f"{yuan}.{chance.randint(0, 99):02}",
        at=at,
        card_code=_card_code(chance),
        error_code=_error_code(chance),
        merchant=_of(chance, SURNAMES, 2) + chance.choice(("数娱", "网络", "科技", "数卡专营店")),
        goods=f"{chance.choice(GOODS)}{chance.choice((10, 30, 50, 100, 200, 500))}元",
    )


def _of(chance: random.Random, alphabet: str, length: int) -> str:
    return "".join(chance.choice(alphabet) for _ in range(length))


def _card_code(chance: random.Random) -> str:
    """A code as issuers print them: groups with dashes, letters and figures, or figures alone."""
    groups = [_of(chance, LETTERS + DIGITS, 4) for _ in range(chance.choice((2, 3, 4)))]
    if not any(each.isdigit() for each in "".join(groups)):
        groups[0] = f"A{_of(chance, DIGITS, 3)}"
    forms = (
        "-".join(groups),
        "-".join(_of(chance, LETTERS + DIGITS, 5) for _ in range(3)) + "-7K",
        _of(chance, LETTERS, 2) + _of(chance, DIGITS, 10),
        _of(chance, CROCKFORD, 16),
    )
    return chance.choice((forms[0], *forms))


def _error_code(chance: random.Random) -> str:
    number = _of(chance, "123456789", 1) + _of(chance, DIGITS, 4)
    return chance.choice(
        (f"ERR_{number}", f"E{number[:4]}", number, f"0x8007{number[:4]}", f"ERR-{number[:3]}")
    )
