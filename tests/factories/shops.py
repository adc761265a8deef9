"""A shop that has been through everything, to look at."""

from __future__ import annotations

from dataclasses import dataclass

from anxin import wiring
from anxin.domain.standing.facts import Facts, Tally, record_of
from anxin.domain.standing.score import score_of
from anxin.services.standing.deposit import set_deposit_term
from anxin.services.standing.measuring import measure_standing
from anxin.storage.standing.models import DepositTerm, Standing
from tests.factories.account import an_account
from tests.factories.catalog import a_product
from tests.factories.merchant import Shop
from tests.factories.settlement import a_deposit, a_quick_shop, settled_at_once
from tests.factories.standing import confirmed, heard, proposed


@dataclass(frozen=True)
class PenalisedShop:
    """A shop with the numbers of its penalties, and of its delisted product."""

    shop: Shop
    proposed: str
    heard: str
    deduction: str
    delisted: str


def a_shop_under_penalties() -> PenalisedShop:
    """A shop with a middling score, a deposit too low, and penalties of several states."""
    shop, operator = a_quick_shop(), an_account(role="operator").id
    settled_at_once(shop=shop)
    a_deposit(merchant_id=shop.id, amount_fen=20_000)
    set_deposit_term(merchant_id=shop.id, required_fen=50_000, why="入驻协议", actor=operator)
    DepositTerm.objects.create(
        merchant_id=shop.id,
        required_fen=30_000,
        from_at="2026-01-01T00:00:00Z",
        set_by_id=operator,
        why="入驻协议",
    )
    _a_score(shop)
    bad = a_product(shop=shop, title="Xbox 礼品卡 200 元", title_en="Xbox gift card ¥200")
    confirmed(shop=shop, goods=bad)
    return PenalisedShop(
        shop=shop,
        proposed=proposed(shop=shop, kind="suspend", basis="not_delivering").no,
        heard=heard(shop=shop, kind="warning", basis="silent").no,
        deduction=confirmed(shop=shop, kind="deduction").no,
        delisted=bad.no,
    )


def _a_score(shop: Shop) -> None:
    """A score of tomorrow's night, as if there had been months of orders."""
    measure_standing(outside=wiring.outside())
    day = Standing.objects.get(merchant_id=shop.id).day
    tally = Tally(
        orders=320,
        units=350,
        fault_cases=19,
        arbitrations=4,
        lost=2,
        turns=30,
        silent=5,
        late=11,
    )
    facts = Facts(tally, tally, 310, 0, 20_000, 30_000)
    score = score_of(facts=facts, everybody=Tally(orders=9_000, fault_cases=150))
    Standing.objects.create(
        merchant_id=shop.id,
        day=day.replace(year=day.year + 1),
        points=score.points,
        level=score.level,
        facts=record_of(facts=facts),
        reasons=[
            {name: getattr(one, name) for name in ("code", "bad", "of", "lost_tenths", "weight")}
            for one in score.reasons
        ],
    )
