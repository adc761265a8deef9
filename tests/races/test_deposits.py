"""A deposit that several people record, book and take back at once is there once or not at all."""

from __future__ import annotations

from functools import partial

from anxin.services.deposit import NotRecorded, book_deposit, record_deposit, undo_deposit
from anxin.storage.ledger.models import Deposit, DepositEntry
from anxin.storage.ledger.queries import breaches
from tests.factories.account import an_account
from tests.factories.merchant import a_merchant
from tests.factories.settlement import money_of
from tests.races.conftest import Crowd
from tests.races.turns import LONG_AGO, no_accident

ROUNDS = 8


def test_one_serial_number_is_one_deposit_whoever_records_and_books_it_at_once(
    crowd: Crowd,
) -> None:
    shop = a_merchant()
    people = [an_account(role="finance").id for _ in range(4)]
    for number in range(ROUNDS):
        serial = f"RACE-{shop.id.hex}-{number}"
        again = partial(record_deposit, merchant_id=shop.id, bank_serial=serial, amount_fen=1_000)
        answers = crowd.act(
            *[partial(again, actor=one) for one in people],
            partial(again, actor=people[0], amount_fen=2_000),
        )
        no_accident(answers)
        assert NotRecorded("serial_used") in answers, answers
        entry = DepositEntry.objects.get(bank_serial=serial)
        DepositEntry.objects.filter(id=entry.id).update(amount_fen=1_000, book_at=LONG_AGO)
        late = crowd.act(
            *[partial(book_deposit, entry_id=entry.id)] * 4,
            *[partial(again, actor=one) for one in people],
            partial(undo_deposit, entry_id=entry.id, actor=entry.recorded_by_id),
        )
        no_accident(late)
        assert late[:4].count(True) == 1 and late[-1] == NotRecorded("too_late_to_undo"), late
        assert late[4:8] == [None] * 4, late
        assert Deposit.objects.filter(bank_serial=serial).count() == 1
        assert not DepositEntry.objects.filter(bank_serial=serial).exists()
        assert money_of(shop.id).deposit_fen == 1_000 * (number + 1)
    assert breaches() == []
