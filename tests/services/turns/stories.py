"""How a case comes to each of its states, by the site's own acts."""

from __future__ import annotations

from uuid import uuid4

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.review import approve_case, ask_for_evidence, reject_case
from anxin.services.aftersale.submit import CaseForm
from anxin.services.aftersale.turns.buyer import (
    appeal,
    ask_for_person,
    call_platform_in,
    send_back,
    withdraw_case,
)
from anxin.services.aftersale.turns.claiming import claim_case
from anxin.services.aftersale.turns.deadlines import evidence_came
from anxin.services.aftersale.turns.editing import edit_case
from anxin.services.aftersale.turns.merchant import agree, object_to
from anxin.services.aftersale.turns.proposals import accept, propose, take_to_arbitration
from anxin.services.aftersale.turns.replacing import supply_replacements
from anxin.services.aftersale.turns.returning import confirm_return, dispute_return
from anxin.storage.aftersale.models import Case, Proposal
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered, view
from tests.factories.payout import asked_payout
from tests.factories.settlement import a_quick_shop, money_of, settled_at_once
from tests.factories.turns import (
    buyer_of,
    in_review,
    refused_by,
    refused_by_machine,
    shop_of,
    with_merchant,
)


def senior() -> Reviewer:
    return a_reviewer(role="senior")


def yes(case: Case) -> Case:
    assert approve_case(no=case.no, reviewer=senior(), note="") is None
    return case


def no(case: Case) -> Case:
    assert reject_case(no=case.no, reviewer=senior(), code="no_rule", said="不符") is None
    return case


def changed(bought: Bought, case: Case, reason: str | None) -> Case:
    form = CaseForm(uuid4(), reason, None)
    asked = {"no": case.no, "buyer_id": bought.buyer, "form": form, "outside": wiring.outside()}
    assert edit_case(**asked) is None  # type: ignore[arg-type]
    return case


def gone(bought: Bought, case: Case) -> Case:
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    return case


def without_evidence() -> tuple[Bought, Case]:
    bought = delivered(goods=a_product())
    case = case_after(bought, reason="card_invalid")
    assert case.state == "needs_evidence"
    return bought, case


def asked_for_more() -> tuple[Bought, Case]:
    bought, case = in_review()
    asked = ask_for_evidence(no=case.no, reviewer=a_reviewer(), kinds=["other"], said="请补充")
    assert asked is None
    return bought, case


def agreed_on(remedy: str, *, cards: int = 10) -> tuple[Bought, Case]:
    bought = delivered(goods=a_product(cards=cards))
    a_piece(bought, verdict="consistent")
    case = case_after(bought, reason="card_invalid")
    offer = Remedy(remedy)
    assert propose(no=case.no, party=shop_of(bought), remedy=offer, said="") is None
    found = Proposal.objects.get(case=case)
    assert accept(no=case.no, proposal_no=found.no, party=buyer_of(bought)) is None
    return bought, case


def appealed() -> tuple[Bought, Case]:
    bought, case = refused_by()
    assert appeal(no=case.no, buyer_id=bought.buyer, said="还没发货") is None
    return bought, case


def arbitrated() -> tuple[Bought, Case]:
    bought, case = appealed()
    assert claim_case(no=case.no, reviewer=senior()) is None
    Case.objects.filter(id=case.id).update(claimed_until=None)
    return bought, case


def physical() -> tuple[Bought, Case]:
    bought = delivered(goods=a_product(kind="physical"))
    case = case_after(bought, reason="no_reason")
    assert case.state == "awaiting_return"
    return bought, case


def sent_back() -> tuple[Bought, Case]:
    bought, case = physical()
    sent = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF123456")
    assert sent is None
    return bought, case


def confirmed() -> Case:
    bought, case = sent_back()
    shop = bought.goods.shop
    assert confirm_return(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    return case


def disputed() -> Case:
    bought, case = sent_back()
    shop = bought.goods.shop
    said = dispute_return(
        no=case.no,
        merchant_id=shop.id,
        actor=shop.member,
        said="空盒",
        outside=wiring.outside(),
    )
    assert said is None
    return case


def answered(how: str) -> Case:
    bought, case = with_merchant()
    shop = bought.goods.shop
    if how == "agree":
        assert agree(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    elif how == "object":
        assert object_to(no=case.no, merchant_id=shop.id, actor=shop.member, said="不") is None
    else:
        assert call_platform_in(no=case.no, buyer_id=bought.buyer) is None
    return case


def arbitration_asked(state: str) -> Case:
    bought, case = with_merchant() if state == "merchant_turn" else in_review()
    little = Remedy("sum", gross_fen=100)
    assert propose(no=case.no, party=shop_of(bought), remedy=little, said="") is None
    assert take_to_arbitration(no=case.no, party=buyer_of(bought)) is None
    return case


def person_asked() -> Case:
    bought, case = refused_by_machine()
    outside = wiring.outside()
    assert ask_for_person(no=case.no, buyer_id=bought.buyer, outside=outside) is None
    return case


def person_asked_of_fault() -> Case:
    bought = delivered(goods=a_product(kind="top_up", cards=0))
    let_pass(hours=30)
    case = case_after(bought, reason="quality")
    outside = wiring.outside()
    assert ask_for_person(no=case.no, buyer_id=bought.buyer, outside=outside) is None
    return case


def supplied() -> Case:
    _, case = agreed_on("replacement")
    assert supply_replacements() == 1
    return case


def after(case: Case, **span: float) -> Case:
    sweep_after(**span)
    return case


def come_with_evidence() -> Case:
    bought, case = without_evidence()
    a_piece(bought, verdict="consistent")
    return changed(bought, case, "card_invalid")


def evidence_read() -> Case:
    _, case = asked_for_more()
    assert evidence_came(no=case.no) is None
    return case


def emptied() -> tuple[Bought, Case]:
    """A shop that was paid and took everything out; its buyer wants back what the rules refuse."""
    bought = settled_at_once(shop=a_quick_shop(), buyer=a_buyer(credit=40))
    view(bought)
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.gross_fen, case.decided_by_id) == ("rejected", 0, None)
    asked = ask_for_person(no=case.no, buyer_id=bought.buyer, outside=wiring.outside())
    assert asked is None
    Case.objects.filter(id=case.id).update(state="merchant_turn", cause="merchant")
    case.refresh_from_db()
    shop = bought.goods.shop
    asked_payout(shop=shop, amount_fen=money_of(shop.id).payable_fen)
    assert money_of(shop.id).payable_fen == 0
    return bought, case
