"""Penalties at every station of their way, walked there by the site's own use cases."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from anxin import wiring
from anxin.domain.standing.penalty import Item
from anxin.services.standing.deciding import (
    Decider,
    confirm_penalty,
    find_wanting,
    judge_appeal,
    lift_penalty,
)
from anxin.services.standing.hearing import answer_hearing, appeal_penalty, report_rectified
from anxin.services.standing.propose import PenaltyForm, Proposed, propose_penalty
from anxin.services.standing.walking import NotPenalised
from anxin.storage.standing.models import Penalty
from tests.factories.account import an_account
from tests.factories.catalog import Goods
from tests.factories.merchant import Shop

WHY = "三笔订单的卡密都被发卡方判为无效，买家无法激活"
ANSWER = "这批卡来自同一个上家，我们已经停售并联系退款"
INVALID_CARDS = (Item("卡密无效", 2, 1_500), Item("到期没有答复", 1, 1_000))
DECIDED_FEN = 4_000


def propose(
    *, shop: Shop, kind: str = "warning", by: UUID | None = None, **changed: Any
) -> Proposed | NotPenalised:
    """Have an operator propose a penalty, with what its kind needs."""
    kinds: dict[str, dict[str, Any]] = {
        "deduction": {"items": INVALID_CARDS},
        "suspend": {"days": 7},
        "expel": {"basis": "repeated"},
    }
    needs = kinds.get(kind, {})
    form = PenaltyForm(
        **{
            "form_key": uuid4(),
            "merchant_id": shop.id,
            "kind": kind,
            "basis": "cards_failing",
            "why": WHY,
            **needs,
            **changed,
        }
    )
    operator = by or an_account(role="operator").id
    return propose_penalty(form=form, actor=operator, role="operator", outside=wiring.outside())


def proposed(*, shop: Shop, goods: Goods | None = None, **changed: Any) -> Penalty:
    """A penalty put to the merchant, who has not answered."""
    if goods:
        changed = {"kind": "delist", "product_no": goods.no, **changed}
    answer = propose(shop=shop, **changed)
    assert isinstance(answer, Proposed), answer
    return Penalty.objects.get(no=answer.no)


def decider(penalty: Penalty, *, who: UUID | None = None, role: str = "supervisor") -> Decider:
    """Somebody who has read the penalty's last word."""
    penalty.refresh_from_db()
    account = who or an_account(role=role).id
    return Decider(account, role, "商家的陈述已看过，依据成立", penalty.version)


def say(penalty: Penalty, shop: Shop, said: str = ANSWER) -> NotPenalised | None:
    """Have the merchant answer."""
    return answer_hearing(
        no=penalty.no,
        merchant_id=shop.id,
        actor=shop.member,
        said=said,
        outside=wiring.outside(),
    )


def heard(*, shop: Shop, **changed: Any) -> Penalty:
    """A penalty that the merchant has answered."""
    penalty = proposed(shop=shop, **changed)
    assert say(penalty, shop) is None
    penalty.refresh_from_db()
    return penalty


def confirm(penalty: Penalty, **who: Any) -> NotPenalised | None:
    """Have another person confirm."""
    return confirm_penalty(no=penalty.no, decider=decider(penalty, **who), outside=wiring.outside())


def confirmed(*, shop: Shop, **changed: Any) -> Penalty:
    """A penalty that was heard and confirmed."""
    penalty = heard(shop=shop, **changed)
    assert confirm(penalty) is None
    penalty.refresh_from_db()
    return penalty


def lift(penalty: Penalty, **who: Any) -> NotPenalised | None:
    """Have somebody lift it."""
    return lift_penalty(no=penalty.no, decider=decider(penalty, **who), outside=wiring.outside())


def rectify(
    penalty: Penalty, shop: Shop, said: str = "旧批次已全部下架销毁"
) -> NotPenalised | None:
    """Have the merchant say that it is put right."""
    return report_rectified(
        no=penalty.no,
        merchant_id=shop.id,
        actor=shop.member,
        said=said,
        outside=wiring.outside(),
    )


def wanting(penalty: Penalty, **who: Any) -> NotPenalised | None:
    """Have somebody find that it is not put right."""
    return find_wanting(no=penalty.no, decider=decider(penalty, **who), outside=wiring.outside())


def appeal(
    penalty: Penalty, shop: Shop, said: str = "卡密的问题来自上家，我们当天就停售了"
) -> NotPenalised | None:
    """Have the merchant appeal."""
    return appeal_penalty(
        no=penalty.no,
        merchant_id=shop.id,
        actor=shop.member,
        said=said,
        outside=wiring.outside(),
    )


def judge(penalty: Penalty, *, upheld: bool, **who: Any) -> NotPenalised | None:
    """Have a third person decide the appeal."""
    who = {"role": "senior", **who}
    return judge_appeal(
        no=penalty.no,
        decider=decider(penalty, **who),
        upheld=upheld,
        outside=wiring.outside(),
    )
