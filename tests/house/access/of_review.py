"""Acts of those who review, with the roles that may really do them, and something to do them on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from anxin.services.aftersale.turns.verdicts import decide_to_approve
from anxin.storage.aftersale.models import Complaint
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.complaint import joined
from tests.factories.fee_claim import a_fee_claim, reject_claim, waits_for_second
from tests.factories.order import paid
from tests.factories.quality import taken_practice
from tests.factories.risk import restricted
from tests.factories.turns import in_review, refused_by
from tests.house.access.trial import SENIORS, Act, Trial

REVIEWERS = "agent senior supervisor"
KEEPERS = "senior supervisor finance"
RESTRICTING = "supervisor operator"
SAID = "记录已核对"


def _reviewed(form: Mapping[str, Any] | None = None) -> Trial:
    return Trial({"no": in_review()[1].no}, form or {})


def _to_take() -> Trial:
    _reviewed()
    return Trial({}, {"queue": "mine"})


def _given() -> Trial:
    """A verdict that waits its ten seconds: only whose it is takes it back."""
    case, one = in_review()[1], a_reviewer()
    assert decide_to_approve(no=case.no, reviewer=one, note="") is None
    return Trial({"no": case.no}, doer=one.account_id)


def _fee() -> Trial:
    form = {"granted": "1.00", "said": SAID, "decision": "approve"}
    return Trial({"no": a_fee_claim().no}, form)


def _fee_given() -> Trial:
    claim, one = a_fee_claim(), a_reviewer()
    assert reject_claim(no=claim.no, reviewer=one, said=SAID) is None
    return Trial({"no": claim.no}, doer=one.account_id)


def _fee_of_two(said: str = "") -> Trial:
    """A granted fee that waits for a second senior."""
    claim = a_fee_claim()
    return Trial({"no": claim.no}, {"seen": waits_for_second(claim), "said": said})


def _complaint() -> Trial:
    form = {"order_no": paid().no, "source": "12315", "outside_no": uuid4().hex, "said": SAID}
    return Trial({}, {**form, "fen": ""})


def _complained() -> Trial:
    assert joined(paid().no) is None
    row = Complaint.objects.latest("id")
    return Trial({}, {"source": row.source, "outside_no": row.outside_no, "answer": SAID})


def _account(form: Mapping[str, Any]) -> Trial:
    return Trial({"key": a_buyer(money_fen=0)}, form)


def _practice(form: Mapping[str, Any] | None = None) -> Trial:
    return Trial({"key": taken_practice().no}, form or {})


def _answered() -> Trial:
    form = {"form_key": str(uuid4()), "answer": "reject", "code": "no_rule", "fen": ""}
    return _practice(form)


def _lesson() -> Trial:
    words = {"title": "大额卡取消", "said": "临时不想要了", "why": "规则没有这一条"}
    form = {"form_key": str(uuid4()), "answer": "reject", "code": "no_rule", "low": "", "high": ""}
    return Trial({"no": refused_by()[1].no}, {**words, **form})


REFUSED = {"code": "no_rule", "said": SAID, "would_change": "有新的凭证请申诉"}
ABUSE = {"kind": "other", "order_no": "", "basis": SAID}

SINGLE: Mapping[str, Act] = {
    "console_next": Act(REVIEWERS, _to_take),
    "console_approve": Act(REVIEWERS, lambda: _reviewed({"note": ""})),
    "console_reject": Act(REVIEWERS, lambda: _reviewed(REFUSED)),
    "console_ask": Act(REVIEWERS, lambda: _reviewed({"said": "请拍到失败提示"})),
    "console_claim": Act(REVIEWERS, _reviewed),
    "console_undo": Act(REVIEWERS, _given),
    "console_fee_decide": Act(REVIEWERS, _fee),
    "console_fee_undo": Act(REVIEWERS, _fee_given),
    "console_fee_sign": Act(SENIORS, _fee_of_two),
    "console_fee_decline": Act(SENIORS, lambda: _fee_of_two(SAID)),
    "console_complaints": Act(KEEPERS, _complaint),
    "console_complaint_answer": Act(KEEPERS, _complained),
    "console_risk_restrict": Act(RESTRICTING, lambda: _account({"basis": SAID, "said": SAID})),
    "console_risk_lift": Act(
        f"{SENIORS} operator",
        lambda: Trial({"key": restricted()}, {"why": SAID}),
    ),
    "console_risk_abuse": Act(RESTRICTING, lambda: _account({**ABUSE, "form_key": str(uuid4())})),
    "console_practice_case": Act(REVIEWERS, _answered),
    "console_practice_retire": Act("supervisor", _practice),
    "console_practice_take": Act("supervisor", _lesson),
}
"""Addresses with one act: cases, fees, complaints, buyers' accounts, practice."""
