"""A crowd: buyers who buy, pay, look, give back and tap twice, and a reviewer who decides."""

from __future__ import annotations

import random
import re
import threading
import time
import traceback
from collections.abc import Callable, Sequence

from torture.channel_page import confirm
from torture.shop import CANARY, Goods
from torture.visitor import Buyer, GaveUp, Memory, Visitor

PATIENCE_WITH_NOTICES_S = 3.0


class Crowd:
    """Threads of people, each with a chance of its own made from the seed."""

    def __init__(
        self,
        *,
        port: int,
        goods: Sequence[Goods],
        buyers: Sequence[str],
        senior: str,
        seed: int,
        clients: int,
    ) -> None:
        self.memory = Memory()
        self.failures: list[str] = []
        self._port, self._goods, self._buyers, self._senior = port, goods, buyers, senior
        self._next = iter(buyers)
        self._lock = threading.Lock()
        self._over = threading.Event()
        buyers_too = [(self._buy, random.Random(f"{seed}:{n}")) for n in range(clients)]
        people = [*buyers_too, (self._review, random.Random(f"{seed}:senior"))]
        self._threads = [
            threading.Thread(target=self._live, args=person, daemon=True) for person in people
        ]

    def begin(self) -> None:
        """Let them in."""
        for thread in self._threads:
            thread.start()

    def end(self, *, limit_s: float) -> None:
        """Let nobody begin anything new, and wait until all are done."""
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=limit_s)

    def _live(self, act: Callable[[random.Random], None], chance: random.Random) -> None:
        while not self._over.is_set():
            try:
                act(chance)
            except GaveUp as gave_up:
                self.memory.tally["gave up"] += 1
                self.failures.append(f"gave up: {gave_up}")
            except StopIteration:
                return
            except Exception:
                self.failures.append(traceback.format_exc())
                return

    def _buy(self, chance: random.Random) -> None:
        """One buyer's few orders; the next ones are somebody else's, as habits change the rules."""
        with self._lock:
            session = next(self._next)
        buyer = Buyer(port=self._port, session=session, memory=self.memory)
        for _ in range(chance.randint(2, 4)):
            if self._over.is_set():
                return
            self._one_order(buyer, chance)

    def _one_order(self, buyer: Buyer, chance: random.Random) -> None:
        goods, units = chance.choice(self._goods), chance.choice((1, 1, 2, 3))
        no = buyer.place(goods.no, units=units, twice=chance.random() < 0.2)
        if no is None or not self._paid(buyer, no, chance):
            return
        if chance.random() < 0.75:
            part = chance.choice((None, None, 1))
            twice, tabs = chance.random() < 0.3, chance.random() < 0.2
            buyer.ask_back(no, reason="", units=part, twice=twice, tabs=tabs)
            return
        buyer.post(f"/orders/{no}/deliver-now/")
        if goods.cards and chance.random() < 0.5:
            buyer.view(no, unit=1, canary=CANARY)
        if chance.random() < 0.8:
            reason = chance.choice(("unwanted", "unwanted", "not_received", "card_invalid"))
            case = buyer.ask_back(no, reason=reason, units=None, twice=chance.random() < 0.3)
            if case and chance.random() < 0.1:
                buyer.post(f"/refunds/{case}/withdraw/")
            elif case and chance.random() < 0.5:
                buyer.post(f"/refunds/{case}/act/platform/")

    def _paid(self, buyer: Buyer, no: str, chance: random.Random) -> bool:
        """Pay by channel, by wallet, by both; a few change their mind, or pay twice."""
        way = chance.random()
        if way < 0.15:
            return buyer.pay(no, twice=chance.random() < 0.3)
        rail = chance.choice(("alipay", "wechat"))
        address = buyer.leave(no, method=rail, mixed=way > 0.8)
        if address is None:
            return False
        if chance.random() < 0.05:
            buyer.pay(no, twice=False)
        if chance.random() < 0.05 or not confirm(address):
            self.memory.tally["left the channel's page"] += 1
            return False
        buyer.get(f"/orders/{no}/returned/")
        return self._told_paid(buyer, no)

    def _told_paid(self, buyer: Buyer, no: str) -> bool:
        """Wait for the order's page to say so, for as long as people do."""
        end = time.monotonic() + PATIENCE_WITH_NOTICES_S
        while time.monotonic() < end and not self._over.is_set():
            if buyer.is_paid(no):
                return True
            time.sleep(0.3)
        self.memory.tally["did not wait for the notice"] += 1
        return False

    def _review(self, chance: random.Random) -> None:
        """Decide what waits in the queue, oldest first."""
        senior = Visitor(port=self._port, session=self._senior, memory=self.memory)
        page = senior.get("/console/").text
        waiting = list(dict.fromkeys(re.findall(r"/console/cases/(\w+)/\"", page)))
        for no in waiting[:5]:
            if chance.random() < 0.7:
                senior.post(f"/console/cases/{no}/approve/", note="")
            else:
                senior.post(f"/console/cases/{no}/reject/", code="no_rule", said="不符合")
            self.memory.tally["reviews"] += 1
        time.sleep(1)
