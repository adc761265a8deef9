"""Torture by kills: a crowd buys and gives back while things break, then all is judged."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import psycopg

from torture.crowd import Crowd
from torture.ending import counts, judge, let_rest
from torture.ground import Ground
from torture.havoc import Havoc

BUYERS_A_MINUTE = 200
MONEY_FEN = 100_000
CARDS_A_MINUTE = 500
GOODS = (("card_secret", 4_900, 10), ("card_secret", 900, 0), ("membership", 3_000, 5))
CHECKPOINT_EVERY_S = 30.0
WAIT_FOR_CLIENTS_S = 150.0
MOST_OVER_S = 120.0
"""How much longer it may take until each of `--ways` was taken once."""
MADE = """
SELECT count(*) FROM anxin_refund_refund r JOIN anxin_payment_payment p ON p.id = r.payment_id
 WHERE r.state = 'succeeded' AND r.destination = 'original'
   AND p.method NOT IN ('wallet', 'coupon', 'points')
"""
"""Through a channel alone: those are what a gateway's faults can lose or pay twice."""


def torture_by_kills(
    ground: Ground, given: argparse.Namespace, record: dict[str, Any]
) -> list[str]:
    """Torture for so many minutes, or until enough is refunded; return what is wrong in the end."""
    crowd = _crowd(ground, given)
    havoc = Havoc(ground=ground, seed=given.seed, every_s=given.every, ways=given.ways or ())
    began = time.monotonic()
    havoc.begin()
    crowd.begin()
    made = 0
    limit_s = given.minutes * 60
    while not havoc.failures:
        time.sleep(min(CHECKPOINT_EVERY_S, limit_s))
        made = max(made, _checkpoint(ground))
        over_s = time.monotonic() - began - limit_s
        if 0 < given.refunds <= made or over_s > (0 if havoc.has_had_each() else MOST_OVER_S):
            break
    havoc.end()
    crowd.end(limit_s=WAIT_FOR_CLIENTS_S)
    left = let_rest(ground=ground, havoc=havoc)
    wrong = judge(ground=ground, memory=crowd.memory)
    told: dict[str, Any] = {
        "minutes": round((time.monotonic() - began) / 60, 1),
        "breakages": dict(sorted(havoc.done.items())),
        "died at points": dict(sorted(havoc.died_at.items())),
        "calls to the gateway": ground.desk("/calls/tally"),
        "connections cut": ground.proxy.cut,
        "programs started again": dict(ground.keeper.deaths),
        "database could not be started": ground.keeper.unstarted,
        "acknowledged": {
            "orders": len(crowd.memory.orders),
            "paid": len(crowd.memory.paid),
            "cases": len(crowd.memory.cases),
            "secrets shown": len(crowd.memory.seen),
        },
        "refunds through a channel when breaking ended": made,
        "met by people": dict(sorted(crowd.memory.tally.items())),
        "in the end": counts(),
        "still under way": left,
        "wrong": [f"{w.sentence} ({w.subject})" for w in wrong]
        + [f"never came to rest: {what}" for what in left],
    }
    record["kills"] = told
    _show(told)
    failures = [*told["wrong"], *crowd.failures, *havoc.failures, *_too_little(told, given, made)]
    return [str(failure) for failure in failures]


def _too_little(told: Mapping[str, Any], given: argparse.Namespace, made: int) -> Iterator[str]:
    """What was not tried enough to prove anything."""
    if made < given.refunds:
        yield f"{made} refunds through a channel of {given.refunds} that were asked for"
    if told["calls to the gateway"]["spoilt"] == 0:
        yield "no call to the gateway was spoilt"
    if not any(not way.startswith("missed") for way in told["breakages"]):
        yield "nothing was broken"


def _crowd(ground: Ground, given: argparse.Namespace) -> Crowd:
    from torture.shop import a_buyer, an_account, log_in, open_shop, put_on_shelf

    shop = open_shop()
    cards = int(CARDS_A_MINUTE * max(given.minutes, 1))
    goods = [
        put_on_shelf(
            shop=shop,
            kind=kind,
            price_fen=fen,
            cooling_minutes=minutes,
            stock=cards if kind == "card_secret" else 0,
        )
        for kind, fen, minutes in GOODS
    ]
    number = int(BUYERS_A_MINUTE * max(given.minutes, 1))
    buyers: list[UUID] = [a_buyer(money_fen=MONEY_FEN) for _ in range(number)]
    return Crowd(
        port=ground.chosen.web,
        goods=goods,
        buyers=[log_in(account_id=buyer) for buyer in buyers],
        senior=log_in(account_id=an_account(role="senior")),
        seed=given.seed,
        clients=given.clients,
    )


def _checkpoint(ground: Ground) -> int:
    """Keep the log of changes short, as the disk is small; return how many refunds are made."""
    try:
        with psycopg.connect(ground.cluster.database_url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            (made,) = connection.execute(MADE).fetchone() or (0,)
            return int(made)
    except psycopg.Error:
        return 0


def _show(told: dict[str, Any], indent: str = "  ") -> None:
    for what, how in told.items():
        if isinstance(how, dict):
            print(f"{indent}{what}:")
            _show(how, indent + "  ")
        else:
            print(f"{indent}{what}: {how}", flush=True)
