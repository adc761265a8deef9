"""A case that a guardian's claim opened: the claim decides it, nobody at the ordinary console."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case, ask_for_evidence, reject_case
from anxin.services.aftersale.turns.claiming import claim_case, take_next
from anxin.services.aftersale.turns.proposals import propose, take_to_arbitration
from anxin.services.aftersale.turns.verdicts import decide_to_approve, decide_to_reject
from anxin.storage.aftersale.models import Case
from anxin.storage.minors.models import ClaimOrder
from anxin.storage.order.models import OrderEvent
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.minors import approved, row
from tests.factories.order import Bought, delivered
from tests.factories.turns import buyer_of, by_law, platform, shop_of

pytestmark = pytest.mark.django_db
BY_LAW = NotDecided("by_law")
PART = Remedy("sum", gross_fen=100)
Act = Callable[[Bought, Case], NotDecided | None]

ACTS: dict[str, Act] = {
    "approve": lambda _, case: decide_to_approve(
        no=case.no, reviewer=a_reviewer(role="senior"), note=""
    ),
    "reject": lambda _, case: decide_to_reject(
        no=case.no, reviewer=a_reviewer(role="senior"), code="no_rule", said="不", would_change="",
        pieces=[],
    ),
    "approve at once": lambda _, case: approve_case(
        no=case.no, reviewer=a_reviewer(role="supervisor"), note=""
    ),
    "reject at once": lambda _, case: reject_case(
        no=case.no, reviewer=a_reviewer(role="supervisor"), code="no_rule", said="不"
    ),
    "ask": lambda _, case: ask_for_evidence(
        no=case.no, reviewer=a_reviewer(role="senior"), kinds=["other"], said=""
    ),
    "hold": lambda _, case: claim_case(no=case.no, reviewer=a_reviewer(role="senior")),
    "offer": lambda _, case: propose(
        no=case.no, party=platform(a_reviewer(role="senior")), remedy=PART, said=""
    ),
    "a merchant's offer": lambda bought, case: propose(
        no=case.no, party=shop_of(bought), remedy=PART, said=""
    ),
    "a buyer's offer": lambda bought, case: propose(
        no=case.no, party=buyer_of(bought), remedy=PART, said=""
    ),
    "arbitration": lambda bought, case: take_to_arbitration(no=case.no, party=buyer_of(bought)),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_nobody_decides_it_beside_its_claim(act: str) -> None:
    bought, case = by_law()
    events = OrderEvent.objects.filter(order=case.order).count()
    assert ACTS[act](bought, case) == BY_LAW
    case.refresh_from_db()
    assert (case.state, case.verdict, case.claimed_by_id) == ("platform_review", None, None)
    assert OrderEvent.objects.filter(order=case.order).count() == events


def test_it_is_nobodys_next_case() -> None:
    by_law()
    for queue in ("mine", "all", "senior"):
        taken = take_next(queue=queue, reviewer=a_reviewer(role="supervisor"))
        assert taken == NotDecided("queue_empty")


def test_its_page_names_the_claim_that_decides() -> None:
    bought = delivered()
    made, _ = approved(bought, share=50)
    _, case = by_law(bought)
    ClaimOrder.objects.filter(claim=row(made)).update(case_no=case.no, cases=[case.no])
    page = f"/console/cases/{case.no}/"
    for role, links in (("senior", True), ("agent", False)):
        said = words(browser(role).get(page))
        assert "监护人的未成年人退款申请决定" in said and made.no in said
        assert (f"/console/minors/{made.no}/" in said) == links
        assert f"{page}approve/" not in said
    answer = browser("senior").post(f"{page}approve/", {"note": ""})
    assert answer.status_code == 409
    assert "监护人的未成年人退款申请决定" in words(answer)
