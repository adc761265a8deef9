"""Risk: marks, restrictions, appeals and who they are appealed by."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from anxin import wiring
from anxin.domain.channel import Unknown
from anxin.domain.identity import Confirmed, IdentityAnswer, check_digit
from anxin.domain.outside import Outside
from anxin.services.risk.appealing import NotAppealed
from anxin.services.risk.assessing import assess_account
from anxin.services.risk.filing import AppealForm, file_appeal
from anxin.services.risk.identity import check_identities
from anxin.services.risk.marks import note_device, note_digest, payer_mark
from anxin.services.risk.restricting import Officer, restrict_by_hand
from anxin.storage.account.models import Account
from anxin.storage.risk.models import Appeal
from anxin.storage.risk.queries import AssessmentRow
from tests.factories.account import a_buyer, an_account

SAID = "近期取消比较多，请说明情况"
NOTE = "手机是和家人共用的"
NAME = "测试"


class Provider:
    """A real-name provider that answers what it is told to, and remembers what it was asked."""

    def __init__(self, *answers: IdentityAnswer) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, str]] = []

    def check(self, *, request_no: str, name: str, number: str) -> IdentityAnswer:
        """Answer the next thing; the last for ever."""
        self.asked.append((request_no, name, number))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def outside_with(*answers: IdentityAnswer) -> tuple[Outside, Provider]:
    """The outside world with such a provider."""
    provider = Provider(*(answers or (Confirmed(),)))
    return replace(wiring.outside(), identity=provider), provider


def id_number(sequence: int = 2) -> str:
    """An ID number whose check digit is right; the first is the example of GB 11643-1999."""
    body = f"11010519491231{sequence:03}"
    return body + check_digit(body)


def an_officer(role: str = "supervisor") -> Officer:
    """Somebody who restricts, lifts and decides."""
    return Officer(an_account(role=role).id, role)


def seen_with(device: str, *accounts: UUID) -> None:
    """Have buyers come with one browser."""
    for account in accounts:
        note_device(account_id=account, device=device, outside=wiring.outside())


def paid_by(payer: str, *accounts: UUID) -> None:
    """Have somebody have paid for buyers through a channel."""
    digest = payer_mark(secrets=wiring.outside().secrets)(payer)
    for account in accounts:
        note_digest(account_id=account, kind="payer", digest=digest)


def assessed(account: UUID, *, cause: str = "request") -> AssessmentRow:
    """Assess a buyer."""
    row = assess_account(account_id=account, cause=cause)
    assert row is not None
    return row


def restricted(*, by: Officer | None = None, buyer: UUID | None = None) -> UUID:
    """A buyer whom somebody restricted by hand."""
    account = buyer or a_buyer(money_fen=0)
    refused = restrict_by_hand(
        account_id=account, officer=by or an_officer(), basis="三笔订单核对过", said=SAID
    )
    assert refused is None
    return account


def filed(
    account: UUID, *, outside: Outside, number: str = "", note: str = NOTE, key: UUID | None = None
) -> NotAppealed | None:
    """Send the form of an appeal."""
    form = AppealForm(key or uuid4(), note, NAME, number or id_number())
    return file_appeal(account_id=account, form=form, outside=outside)


def appealed(*, account: UUID | None = None, answer: IdentityAnswer | None = None) -> Appeal:
    """An appeal whose identity has been asked about once."""
    account = account or restricted()
    outside, _ = outside_with(answer or Confirmed())
    assert filed(account, outside=outside) is None
    check_identities(outside=outside)
    return appeal_of(account)


def unanswered() -> Appeal:
    """An appeal whose provider does not answer."""
    return appealed(answer=Unknown("time-out"))


def appeal_of(account: UUID) -> Appeal:
    """The last appeal of an account."""
    return Appeal.objects.filter(account_id=account).latest("id")


def standing(account: UUID) -> tuple[int, bool]:
    """What requests read of an account: credit and flag."""
    row = Account.objects.get(id=account)
    return row.credit, row.flagged
