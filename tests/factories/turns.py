"""Cases at whichever turn a test begins with."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from anxin import wiring
from anxin.services.aftersale.by_law import open_by_law
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.review import reject_case
from anxin.services.aftersale.submit import CaseForm, Submitted
from anxin.services.aftersale.turns.proposals import Party
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.aftersale.models import Case
from anxin.storage.evidence.models import Piece
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.evidence import a_piece
from tests.factories.merchant import Shop
from tests.factories.order import Bought, delivered, paid


def with_merchant(
    *, verdict: str = "consistent", price_fen: int = 9_800, shop: Shop | None = None
) -> tuple[Bought, Case]:
    """A case about a fault, with a picture of it, in its merchant's turn."""
    goods = a_product(price_fen=price_fen, shop=shop)
    bought = delivered(goods=goods, buyer=a_buyer(money_fen=max(200_000, 2 * price_fen)))
    a_piece(bought, kind="activation_failure", verdict=verdict)
    case = case_after(bought, reason="card_invalid")
    assert (case.state, case.cause) == ("merchant_turn", "merchant"), case.state
    return bought, case


def at_its_merchants(case: Case) -> None:
    """Have a case be in its merchant's turn, for a day."""
    if case.state != "merchant_turn":
        until = case.submitted_at + timedelta(days=1)
        Case.objects.filter(id=case.id).update(state="merchant_turn", due_at=until)


def in_review(*, price_fen: int = 60_000) -> tuple[Bought, Case]:
    """A costly order that its buyer does not want any more, with a reviewer."""
    money_fen = max(200_000, 2 * price_fen)
    bought = paid(goods=a_product(price_fen=price_fen), buyer=a_buyer(money_fen=money_fen))
    case = case_after(bought)
    assert case.state == "platform_review"
    return bought, case


def by_law(bought: Bought | None = None) -> tuple[Bought, Case]:
    """A case that a guardian's claim would have opened, on an order that is paid."""
    bought = bought or paid()
    form = CaseForm(uuid4(), by_system=True)
    opened = open_by_law(
        read_ground=lambda: ground_by_buyer(
            buyer_id=bought.buyer, order_no=bought.no, form_key=form.form_key
        ),
        form=form,
        why={"zh": "依法", "en": "By law"},
        outside=wiring.outside(),
    )
    assert isinstance(opened, Submitted)
    return bought, Case.objects.get(no=opened.case_no)


def refused_by(reviewer: Reviewer | None = None) -> tuple[Bought, Case]:
    """A case that a person has refused."""
    bought, case = in_review()
    by = reviewer or a_reviewer()
    assert reject_case(no=case.no, reviewer=by, code="no_rule", said="不符合政策") is None
    case.refresh_from_db()
    return bought, case


def refused_by_machine() -> tuple[Bought, Case]:
    """A case that the policy has refused by itself."""
    goods = a_product(kind="top_up", cards=0)
    bought = delivered(goods=goods)
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.decided_by) == ("rejected", None)
    return bought, case


def buyer_of(bought: Bought) -> Party:
    """The buyer as a party."""
    return Party("buyer", bought.buyer)


def shop_of(bought: Bought) -> Party:
    """The merchant as a party."""
    return Party("merchant", bought.goods.shop.member, merchant_id=bought.goods.shop.id)


def platform(reviewer: Reviewer) -> Party:
    """A reviewer as a party."""
    return Party("platform", reviewer.account_id, role=reviewer.role)


def pieces_of(case: Case) -> list[UUID]:
    """The pieces of a case."""
    return list(Piece.objects.filter(case=case).values_list("id", flat=True))
