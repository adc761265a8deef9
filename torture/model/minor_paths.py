"""A guardian's claim from its first paper to its last order, cut by a crash."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from anxin import wiring
from anxin.domain.identity import Confirmed, IdentityAnswer
from anxin.services.minors.deciding import approve_claim
from anxin.services.minors.entering import Begun, begin_claim
from anxin.services.minors.identity import check_minors
from anxin.services.minors.looking import Look, look_into, take_claim
from anxin.services.minors.opening import LEASE, open_papers
from anxin.services.minors.papers import Kept, receive_paper
from anxin.services.minors.paying import pay_claim
from anxin.services.minors.telling import Officer
from anxin.services.minors.writing import (
    PeopleForm,
    PurchasesForm,
    submit_claim,
    write_people,
    write_purchases,
)
from anxin.storage.aftersale.models import Case
from torture.evidence import drawn
from torture.family import PEOPLE, STATEMENT
from torture.model.counter import Counter
from torture.model.death import persist
from torture.shop import an_account


class _Registry:
    """A provider that knows everybody."""

    def check(self, *, request_no: str, name: str, number: str) -> IdentityAnswer:
        """Say that they belong together."""
        return Confirmed()


def claimed(counter: Counter) -> None:
    """An order of a child's is claimed, looked into, given back by share and paid once."""
    order = counter.by_wallet(counter.card())
    no = _submitted(counter, order)
    officer = Officer(an_account(role="senior"), "senior")
    assert take_claim(no=no, officer=officer) is None
    looked = persist(
        lambda: look_into(
            no=no, reason="核对监护关系", officer=officer, vault=wiring.minors_vault()
        )
    )
    assert isinstance(looked, Look), looked
    refused = approve_claim(no=no, shares={order: 50}, said="按双方过错分担", officer=officer)
    assert refused is None, refused
    persist(lambda: pay_claim(no=no, outside=counter.outside))
    counter.rest()
    [case] = Case.objects.filter(order__no=order)
    assert (case.state, case.gross_fen) == ("refunded", 600), case.state


PATHS: dict[str, Callable[[Counter], None]] = {"claimed": claimed}


def _submitted(counter: Counter, order: str) -> str:
    vault = wiring.minors_vault()
    begun = begin_claim(place=uuid4().hex, device="", vault=vault)
    assert isinstance(begun, Begun), begun
    assert write_people(no=begun.no, form=PeopleForm(**PEOPLE), vault=vault) is None
    check_minors(outside=replace(counter.outside, identity=_Registry()), vault=vault)
    bought = PurchasesForm(
        consent="none",
        orders=(order,),
        statement=STATEMENT,
        description="游戏充值",
    )
    assert write_purchases(no=begun.no, form=bought, vault=vault) is None
    page = drawn(lines=("Household register", uuid4().hex[:8]))
    sent = persist(
        lambda: receive_paper(
            no=begun.no, kind="relation", file=io.BytesIO(page), filename="a.png", vault=vault
        )
    )
    assert isinstance(sent, Kept), sent
    for _ in range(2):  # Where the first worker died the paper is due again after its lease.
        persist(lambda: open_papers(vault=vault, unpacker=wiring.unpacker()))
        counter.pass_time(int(LEASE.total_seconds()) + 1)
    assert submit_claim(no=begun.no, vault=vault) is None
    return begun.no
