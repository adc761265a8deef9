"""What the tests share: real commits in the test database.

Postings, events and policies refuse DELETE and TRUNCATE, so nothing can be flushed between tests:
those that need real commits take `committed`, make their own people and goods, and leave their
rows behind with nothing due.

Properties are tried with the same examples in every run, so that what is red was broken by the
change at hand. New ones are searched for by `make torture` and, in every test that has a property,
by `make test ARGS='--hypothesis-profile=default'`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from hypothesis import settings

from tests.template import template

settings.register_profile("same every time", derandomize=True)
settings.load_profile("same every time")

NOTHING_IS_DUE = (
    "UPDATE anxin_order_order SET due_at = NULL WHERE due_at IS NOT NULL",
    "UPDATE anxin_order_order SET settle_at = '9999-01-01' WHERE settle_at < '9999-01-01'",
    "UPDATE anxin_ledger_payout SET due_at = NULL WHERE due_at IS NOT NULL",
    "DELETE FROM anxin_ledger_depositentry",
    "UPDATE anxin_aftersale_feeclaim SET due_at = NULL WHERE due_at IS NOT NULL",
    "UPDATE anxin_aftersale_objection SET due_at = NULL WHERE due_at IS NOT NULL",
    "UPDATE anxin_aftersale_compensation SET state = 'dropped', due_at = NULL,"
    " closed_at = clock_now() WHERE state = 'proposed'",
    "UPDATE anxin_aftersale_case SET due_at = '9999-01-01' WHERE due_at < '9999-01-01'",
    "UPDATE anxin_payment_payment SET next_ask_at = NULL WHERE next_ask_at IS NOT NULL",
    "UPDATE anxin_refund_refund SET next_try_at = NULL WHERE next_try_at IS NOT NULL",
    "UPDATE anxin_refund_refund SET confirm_at = NULL WHERE confirm_at IS NOT NULL",
    "UPDATE anxin_card_card SET next_lock_at = NULL WHERE next_lock_at IS NOT NULL",
    "UPDATE anxin_order_supplierorder SET next_try_at = NULL WHERE next_try_at IS NOT NULL",
    "UPDATE anxin_aftersale_case SET next_ask_at = NULL WHERE next_ask_at IS NOT NULL",
    "UPDATE anxin_evidence_piece SET state = 'removed', next_read_at = NULL"
    " WHERE next_read_at IS NOT NULL",
    "UPDATE anxin_risk_identitycheck SET state = 'unanswered', sealed = NULL, key_no = NULL,"
    " next_try_at = NULL, answered_at = clock_now() WHERE state = 'waiting'",
    "UPDATE anxin_risk_appeal SET state = 'lapsed', due_at = NULL, closed_at = clock_now()"
    " WHERE due_at IS NOT NULL",
    "UPDATE anxin_risk_standing SET due_at = '9999-01-01' WHERE due_at < '9999-01-01'",
    "UPDATE anxin_bulk_batch SET due_at = NULL WHERE due_at IS NOT NULL",
    "UPDATE anxin_bulk_recallline SET state = 'failed', code = 'broken' WHERE state = 'pending'",
    "UPDATE anxin_bulk_recall SET state = 'done' WHERE state = 'running'",
    "UPDATE anxin_reconciliation_day SET due_at = NULL WHERE due_at IS NOT NULL",
    "UPDATE anxin_standing_penalty SET due_at = '9999-01-01' WHERE due_at < '9999-01-01'",
    "UPDATE anxin_minors_claim SET due_at = NULL WHERE due_at IS NOT NULL",
    "UPDATE anxin_minors_paper SET next_read_at = NULL WHERE next_read_at IS NOT NULL",
    "UPDATE anxin_minors_check SET state = 'unanswered', sealed = NULL, key_no = NULL,"
    " next_try_at = NULL, answered_at = clock_now() WHERE state = 'waiting'",
    "DELETE FROM anxin_clock_clock",
)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker has a database of its own, copied from one that is migrated already."""
    connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """The test database with real commits; takes the place of pytest-django's, which flushes."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                for statement in NOTHING_IS_DUE:
                    cursor.execute(statement)
            connection.close()


@pytest.fixture
def committed(transactional_db: None) -> None:
    """Real commits, also for threads and other processes.

    pytest-django sets the database up for tests that take its `transactional_db`, hence two names.
    """
