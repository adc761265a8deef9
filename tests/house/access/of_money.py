"""Acts that move money or judge who moved it, with the roles that may really do them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from anxin import wiring
from anxin.domain.channel import Refused
from anxin.services.aftersale.compensation import sign_compensation
from anxin.services.aftersale.turns.verdicts import decide_to_approve
from anxin.services.payee import BankCard, open_payee
from anxin.services.payout import approve_payout
from anxin.services.payout_return import report_return
from anxin.services.quality.checking import answer_check
from anxin.services.refund import take_row
from anxin.storage.aftersale.models import Compensation, Objection
from anxin.storage.ledger.models import Payout
from anxin.storage.payment.models import Finding
from anxin.storage.quality.models import Check
from anxin.storage.reconciliation.models import Difference
from tests.console.test_finance import answered_refund
from tests.factories.account import a_reviewer, an_account
from tests.factories.compensation import heard_about
from tests.factories.fee_claim import second_wanted
from tests.factories.instants import an_instant, doubted
from tests.factories.merchant import a_merchant
from tests.factories.objection import an_objection, charged, decide_objection
from tests.factories.payout import asked_payout, no_way_back, paid_out, to_bank
from tests.factories.quality import a_check, graded, marks_for
from tests.factories.reconciliation import Written, a_captured_payment, a_row, reconciled
from tests.factories.risk import appealed
from tests.factories.settlement import (
    a_deposit,
    a_deposit_entry,
    a_quick_shop,
    settled_at_once,
)
from tests.factories.turns import in_review, with_merchant
from tests.house.access.trial import SENIORS, Act, Trial

TREASURERS = "finance supervisor"
REVIEWERS = "agent senior supervisor"
SAID = "记录已核对"


def _compensated() -> Trial:
    case = with_merchant()[1]
    heard_about(case, reviewer=a_reviewer(role="senior"))
    seen = Compensation.objects.get(case=case).no
    return Trial({"no": case.no}, {"seen": seen, "said": SAID})


def _signed_compensation() -> Trial:
    case, two = with_merchant()[1], a_reviewer(role="senior")
    heard_about(case, reviewer=a_reviewer(role="senior"))
    assert sign_compensation(no=case.no, reviewer=two) is None
    return Trial({"no": case.no}, doer=two.account_id)


def _charged() -> Trial:
    bought, case = charged()
    return Trial({"no": case.no}, {"note": SAID}, doer=bought.goods.shop.member)


def _objection_of_two(said: str = "") -> Trial:
    """A granted objection that waits for a second senior."""
    no = _decided_objection().words["no"]
    return Trial({"no": no}, {"seen": second_wanted(Objection, no), "said": said})


def _decided_objection() -> Trial:
    """An objection that somebody has just decided: nobody else takes that back."""
    objection, senior = an_objection(), a_reviewer(role="senior")
    answer = decide_objection(no=objection.no, reviewer=senior, grant=True, said=SAID)
    assert answer is None
    return Trial({"no": objection.no}, doer=senior.account_id)


def _finding() -> Trial:
    found = Finding.objects.create(kind="refund_refused", subject="R-ACTS", expected_fen=100)
    return Trial({"kind": "finding", "key": found.id})


def _held() -> Trial:
    """A row in somebody's hands: nobody else gives it back."""
    made, holder = _finding(), an_account(role="finance").id
    assert take_row(kind="finding", key=str(made.words["key"]), by=holder) is None
    return Trial(made.words, doer=holder)


def _to_sign() -> Trial:
    """A verdict so large that another senior has to sign it."""
    case = in_review(price_fen=600_000)[1]
    one = a_reviewer(role="senior")
    assert decide_to_approve(no=case.no, reviewer=one, note="") is None
    case.refresh_from_db()
    assert case.verdict is not None
    return Trial({"no": case.no}, {"said": SAID, "seen": case.verdict["key"]})


def _stuck() -> Trial:
    """A refund that its channel refuses for good."""
    return Trial({"no": answered_refund(Refused("ACQ.TRADE_HAS_FINISHED", final=True)).no})


def _to_take() -> Trial:
    _finding()
    return Trial({})


def _to_settle() -> Trial:
    return Trial({"finding": _finding().words["key"]})


def _arrived() -> Trial:
    form = {"merchant": a_merchant().id, "amount": "10", "bank_serial": f"BANK-{uuid4().hex}"}
    return Trial({}, form)


def _recorded() -> Trial:
    """A deposit that was recorded just now: only who did takes it back."""
    entry = a_deposit_entry()
    return Trial({"entry": entry.id}, doer=entry.recorded_by_id)


def _with_deposit() -> Trial:
    shop = a_merchant()
    a_deposit(merchant_id=shop.id, amount_fen=5_000)
    return Trial({}, {"merchant": shop.id, "amount": "10", "form_key": str(uuid4())})


def _by_hand() -> Trial:
    """A refund on a bill that somebody made by hand, with which nobody has done anything."""
    payment = a_captured_payment()
    rows = [a_row(payment_no=payment.no), a_row("refund", payment_no=payment.no, amount_fen=100)]
    day = reconciled(Written(rows))
    difference = Difference.objects.get(day_id=day.id)
    return Trial({"day": day.id, "difference": difference.id}, {"note": SAID})


def _odd_fee() -> Trial:
    """A fee on a bill that differs from the contract's, with which nobody has done anything."""
    payment = a_captured_payment()
    day = reconciled(Written([a_row(payment_no=payment.no, fee_fen=1)]))
    difference = Difference.objects.get(day_id=day.id)
    return Trial({"day": day.id, "difference": difference.id}, {"note": SAID})


def _payout(form: Mapping[str, Any] | None = None) -> Trial:
    shop = a_quick_shop()
    settled_at_once(shop=shop)
    return Trial({"no": asked_payout(shop=shop, amount_fen=1_000).no}, form or {})


def _approved_payout() -> Trial:
    made = _payout({"bank_serial": f"BANK-{uuid4().hex}"})
    assert approve_payout(no=made.words["no"], actor=an_account(role="finance").id) is None
    return made


def _approved_wallet_payout() -> Trial:
    no = to_bank(buyer=no_way_back()).no
    assert approve_payout(no=no, actor=an_account(role="finance").id) is None
    return Trial({"no": no})


def _wallet_payout_in_hand() -> Trial:
    made, payer = _approved_wallet_payout(), an_account(role="finance").id
    seen = open_payee(no=made.words["no"], actor=payer, outside=wiring.outside())
    assert isinstance(seen, BankCard), seen
    return made


def _returnable() -> Trial:
    shop = a_quick_shop()
    settled_at_once(shop=shop)
    made = paid_out(shop=shop, amount_fen=1_000)
    return Trial({}, {"paid_serial": made.bank_serial, "bank_serial": f"BACK-{uuid4().hex}"})


def _returning() -> Trial:
    form, one = _returnable().form, an_account(role="finance").id
    assert report_return(**form, actor=one) is None
    return Trial({"no": Payout.objects.get(return_serial=form["bank_serial"]).no})


def _check(row: Check, form: Mapping[str, Any], doer: UUID | None = None) -> Trial:
    return Trial({"no": row.no}, form, doer)


def _to_grade() -> Trial:
    row = a_check()
    marks = {f"line_{n}": mark for n, mark in enumerate(marks_for(row))}
    return _check(row, {**marks, "grade": "right", "note": ""})


def _to_judge() -> Trial:
    reviewer = a_reviewer()
    row = graded(a_check(reviewer))
    assert answer_check(no=row.no, reviewer=reviewer, objects=True, said=SAID) is None
    return _check(row, {"holds": "yes", "said": SAID})


def _to_answer() -> Trial:
    row = graded(a_check())
    return _check(row, {"answer": "agree", "said": ""}, row.reviewer_id)


COMPENSATION: Mapping[str, Act] = {
    "propose": Act(
        SENIORS, lambda: Trial({"no": with_merchant()[1].no}, {"fen": "1.00", "basis": "慰问"})
    ),
    "sign": Act(SENIORS, _compensated),
    "drop": Act(SENIORS, _compensated),
    "undo": Act(SENIORS, _signed_compensation),
}
HOLD: Mapping[str, Act] = {"take": Act(TREASURERS, _finding), "release": Act(TREASURERS, _held)}
"""The acts on a row of finance's."""

SINGLE: Mapping[str, Act] = {
    "console_sign": Act(SENIORS, _to_sign),
    "console_decline": Act(SENIORS, _to_sign),
    "console_objection_decide": Act(
        SENIORS, lambda: Trial({"no": an_objection().no}, {"decision": "grant", "said": SAID})
    ),
    "console_objection_undo": Act(SENIORS, _decided_objection),
    "console_objection_sign": Act(SENIORS, _objection_of_two),
    "console_objection_decline": Act(SENIORS, lambda: _objection_of_two(SAID)),
    "console_aftersale_contest": Act("merchant", _charged),
    "console_risk_decide": Act(
        SENIORS,
        lambda: Trial({"no": appealed().no}, {"decision": "reject", "said": SAID}),
    ),
    "console_refund_to_wallet": Act(TREASURERS, _stuck),
    "console_refund_again": Act(TREASURERS, _stuck),
    "console_finance_next": Act(TREASURERS, _to_take),
    "console_finding_settle": Act(TREASURERS, _to_settle),
    "console_bill_settle": Act(TREASURERS, _odd_fee),
    "console_deposit": Act(TREASURERS, _arrived),
    "console_deposit_undo": Act(TREASURERS, _recorded),
    "console_deposit_back": Act(TREASURERS, _with_deposit),
    "console_bill_book": Act(TREASURERS, _by_hand),
    "console_payout_approve": Act(TREASURERS, _payout),
    "console_payout_confirm": Act(TREASURERS, _approved_payout),
    "console_payout_payee": Act(TREASURERS, _approved_wallet_payout),
    "console_return": Act(TREASURERS, _returnable),
    "console_return_sign": Act(TREASURERS, _returning),
    "console_return_deny": Act(TREASURERS, lambda: replace(_returning(), form={"why": SAID})),
    "console_payout_over": Act("supervisor", _wallet_payout_in_hand),
    "console_payout_refuse": Act(TREASURERS, lambda: _payout({"why": SAID})),
    "console_quality_grade": Act(SENIORS, _to_grade),
    "console_quality_judge": Act(SENIORS, _to_judge),
    "console_quality_resend": Act(SENIORS, lambda: _check(graded(a_check()), {"said": SAID})),
    "console_quality_answer": Act(REVIEWERS, _to_answer),
    "console_instant_look": Act(
        SENIORS, lambda: Trial({"no": an_instant().no}, {"verdict": "right", "said": ""})
    ),
    "console_instant_judge": Act(
        "supervisor",
        lambda: Trial(
            {"no": doubted(an_instant()).no}, {"verdict": "abuse", "kind": "other", "said": SAID}
        ),
    ),
}
"""Addresses with one act: of what stands in money, and of what was decided about it."""
