"""An account assessed: its facts read, weighed, written down where they came to something else.

What requests read is on the account itself (`credit`, `flagged`). Where either changes the count
of cases moves on too, so that a decision which was made on the old figures is not saved but made
again: it is the guard that services.aftersale.record saves behind.
"""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from anxin.domain.credit import Credit, CreditItem, credit_of
from anxin.domain.people import BUYER
from anxin.domain.risk import Assessment as Assessed
from anxin.domain.risk import assess
from anxin.services.risk.standing import come_again, lift, restrict, show_on_account
from anxin.storage.account.models import Account
from anxin.storage.risk.facts import Standing, facts_of
from anxin.storage.risk.models import Assessment
from anxin.storage.risk.queries import AssessmentRow, latest_assessment


@transaction.atomic
def assess_account(*, account_id: UUID, cause: str) -> AssessmentRow | None:
    """Assess a buyer now and return what stands; `None` if there is no such buyer.

    Done twice on the same facts it writes nothing the second time. The account's row is locked
    first, so two at once follow each other, and so is its turn: what happens from now on wakes it
    again.
    """
    if not lock_buyer(account_id=account_id):
        return None
    come_again(account_id=account_id, soon=True)
    standing = facts_of(account_id=account_id)
    assert standing is not None, "the account is locked"
    found, credit = assess(facts=standing.risk), credit_of(facts=standing.credit)
    _keep(account_id, found, credit, standing, cause)
    if found.flagged:
        restrict(account_id=account_id, codes=found.codes(), own=found.own)
    else:
        lift(account_id=account_id, source="system", how="healed")
    show_on_account(account_id=account_id, credit=credit.value)
    if not found.score and all(item.points >= 0 for item in credit.items):
        come_again(account_id=account_id, soon=False)
    return latest_assessment(account_id=account_id)


def lock_buyer(*, account_id: UUID) -> bool:
    """Lock a buyer's row as decisions do, so that risk and cases line up; say whether it is one."""
    rows = Account.objects.select_for_update(no_key=True).filter(id=account_id, role=BUYER)
    return bool(list(rows.values_list("id")))


def _keep(
    account_id: UUID, found: Assessed, credit: Credit, standing: Standing, cause: str
) -> None:
    """Write the assessment down if it is another one than the last."""
    row = {
        "score": found.score,
        "flagged": found.flagged,
        "credit": credit.value,
        "reasons": [
            {"code": one.code, "points": one.points, "count": one.count} for one in found.reasons
        ],
        "credit_items": _items(credit.items),
    }
    last = latest_assessment(account_id=account_id)
    if last and all(getattr(last, name) == value for name, value in row.items()):
        return
    facts = {"risk": asdict(standing.risk), "credit": asdict(standing.credit)}
    raises = _items(credit.raises)
    Assessment.objects.create(account_id=account_id, cause=cause, facts=facts, raises=raises, **row)


def _items(items: tuple[CreditItem, ...]) -> list[dict[str, object]]:
    return [{"code": one.code, "points": one.points, "params": one.params} for one in items]
