"""Guardians' claims at every station, walked there by the site's own use cases."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from anxin import wiring
from anxin.domain.channel import Refused
from anxin.domain.identity import Confirmed, IdentityAnswer, check_digit
from anxin.domain.minors.outside import Vault
from anxin.services.minors.deciding import approve_claim, decision_shown
from anxin.services.minors.entering import Begun, begin_claim
from anxin.services.minors.identity import check_minors
from anxin.services.minors.looking import take_claim
from anxin.services.minors.opening import open_papers
from anxin.services.minors.papers import Kept, receive_paper
from anxin.services.minors.telling import NotDone, Officer
from anxin.services.minors.writing import (
    PeopleForm,
    PurchasesForm,
    submit_claim,
    write_people,
    write_purchases,
)
from anxin.storage.minors import queries
from anxin.storage.minors.models import Claim
from tests.factories.account import an_account
from tests.factories.evidence import a_page
from tests.factories.order import Bought
from tests.factories.risk import outside_with

GUARDIAN, MINOR = "监护人测试", "未成年测试"
STATEMENT = "孩子拿我的手机买的，我不知道也没有同意"
BORN = "20140502"


def id_of(born: str, sequence: int = 12) -> str:
    """An ID number of somebody born on that day."""
    body = f"110105{born}{sequence:03}"
    return body + check_digit(body)


def vault() -> Vault:
    """The keys and the place of minors' papers."""
    return wiring.minors_vault()


def begun(*, device: str = "") -> Begun:
    """Begin a claim from a place nobody else comes from."""
    made = begin_claim(place=uuid4().hex, device=device, vault=vault())
    assert isinstance(made, Begun)
    return made


def people(*, born: str = BORN, guardian: int = 7, **other: Any) -> PeopleForm:
    """Who asks for whom."""
    said = {
        "relation": "mother",
        "phone": "13711112222",
        "guardian_name": GUARDIAN,
        "guardian_number": id_of("19840101", guardian),
        "minor_name": MINOR,
        "minor_number": id_of(born),
        **other,
    }
    return PeopleForm(**said)


def purchases(*orders: str, consent: str = "none", **other: str) -> PurchasesForm:
    """What was bought."""
    said = {"statement": STATEMENT, "description": "游戏充值，三四笔", **other}
    return PurchasesForm(consent=consent, orders=orders, **said)


def send_paper(no: str, data: bytes | None = None, *, kind: str = "relation",
               name: str = "a.png") -> Kept | NotDone:  # fmt: skip
    """Send a paper, a picture of its own unless told."""
    data = data or a_page("户口本", mark=uuid4().hex[:6])
    return receive_paper(no=no, kind=kind, file=io.BytesIO(data), filename=name, vault=vault())


def answered(answer: IdentityAnswer | None = None) -> None:
    """Have the provider answer whatever waits."""
    outside, _ = outside_with(answer or Confirmed())
    check_minors(outside=outside, vault=vault())


def opened() -> int:
    """Have the worker open whatever papers wait."""
    return open_papers(vault=vault(), unpacker=wiring.unpacker())


def drafted(*orders: Bought, born: str = BORN, guardian: int = 7, consent: str = "none",
            device: str = "") -> Begun:  # fmt: skip
    """A claim with everything that it needs, not submitted."""
    made = begun(device=device)
    form = people(born=born, guardian=guardian)
    assert write_people(no=made.no, form=form, vault=vault()) is None
    answered()
    told = purchases(*(order.no for order in orders), consent=consent)
    assert write_purchases(no=made.no, form=told, vault=vault()) is None
    assert isinstance(send_paper(made.no), Kept)
    return made


def submitted(*orders: Bought, **draft: object) -> Begun:
    """A claim that was submitted."""
    made = drafted(*orders, **draft)  # type: ignore[arg-type]
    assert submit_claim(no=made.no, vault=vault()) is None
    return made


def row(made: Begun) -> Claim:
    """The claim as the database has it now."""
    return Claim.objects.get(no=made.no)


def an_officer(role: str = "senior") -> Officer:
    """Somebody who decides claims."""
    return Officer(an_account(role=role).id, role)


def taken(*orders: Bought, by: Officer | None = None, **draft: object) -> tuple[Begun, Officer]:
    """A claim in somebody's hands."""
    made, officer = submitted(*orders, **draft), by or an_officer()
    assert take_claim(no=made.no, officer=officer) is None
    return made, officer


def approved(*orders: Bought, share: int = 50, **draft: object) -> tuple[Begun, Officer]:
    """A claim whose orders are all given back by that share; not paid yet."""
    made, officer = taken(*orders, **draft)  # type: ignore[arg-type]
    assert approve(made, orders, share, officer) is None
    return made, officer


def approve(made: Begun, orders: Sequence[Bought], share: int, officer: Officer) -> NotDone | None:
    """Approve a claim by one share of each order."""
    shares = {order.no: share for order in orders}
    return approve_claim(no=made.no, shares=shares, said="按双方过错分担", officer=officer)


def shown_of(made: Begun) -> str:
    """What the claim's page says now of what is to be signed."""
    claim = queries.claim(no=made.no)
    assert claim is not None
    return decision_shown(claim=claim, lines=queries.list_lines(claim_id=claim.id))


SILENT = Refused("busy", final=False)
