"""What the database refuses of penalties, scores and deposits, whatever the code path."""

from __future__ import annotations

import pytest
from django.db import connection

from anxin.domain.standing.penalty import KINDS, restrains
from anxin.domain.states import PENALTY
from anxin.storage.standing.models import Penalty
from tests.factories.account import an_account
from tests.factories.catalog import a_product
from tests.factories.merchant import a_merchant
from tests.factories.settlement import a_deposit
from tests.factories.standing import confirmed, heard, proposed
from tests.storage.test_bounds import refused

pytestmark = pytest.mark.django_db

UPDATE = "UPDATE anxin_standing_penalty SET"


def test_the_proposer_cannot_confirm_whatever_the_code_says() -> None:
    penalty = heard(shop=a_merchant())
    said = refused(
        f"{UPDATE} state = 'in_force', confirmed_by_id = proposed_by_id WHERE no = %s", penalty.no
    )
    assert "penalty_four_eyes" in said


@pytest.mark.parametrize("signed", ["proposed_by_id", "confirmed_by_id"])
def test_who_proposed_or_confirmed_cannot_judge_the_appeal(signed: str) -> None:
    penalty = confirmed(shop=a_merchant())
    said = refused(f"{UPDATE} state = 'upheld', judged_by_id = {signed} WHERE no = %s", penalty.no)
    assert "penalty_four_eyes" in said


@pytest.mark.parametrize("signature", ["proposed_by_id", "confirmed_by_id", "judged_by_id"])
def test_no_member_of_the_shop_signs(signature: str) -> None:
    shop = a_merchant()
    penalty = confirmed(shop=shop)
    said = refused(f"{UPDATE} {signature} = %s WHERE no = %s", shop.member, penalty.no)
    assert "penalty_by_no_member" in said


@pytest.mark.parametrize("state", ["confirmed", "in_force", "appealed", "upheld"])
def test_nothing_is_decided_without_a_signature(state: str) -> None:
    penalty = heard(shop=a_merchant())
    said = refused(f"{UPDATE} state = %s WHERE no = %s", state, penalty.no)
    assert "penalty_signed" in said


@pytest.mark.parametrize("state", ["proposed", "heard", "unheard"])
def test_no_waiting_state_is_without_a_deadline(state: str) -> None:
    penalty = proposed(shop=a_merchant())
    said = refused(f"{UPDATE} state = %s, due_at = NULL WHERE no = %s", state, penalty.no)
    assert "penalty_waits_with_a_deadline" in said


def test_a_deduction_never_takes_more_than_was_decided() -> None:
    shop = a_merchant()
    a_deposit(merchant_id=shop.id, amount_fen=10_000)
    penalty = confirmed(shop=shop, kind="deduction")
    said = refused(f"{UPDATE} taken_fen = decided_fen + 1 WHERE no = %s", penalty.no)
    assert "penalty_takes_what_was_decided" in said


def test_what_is_over_keeps_nothing() -> None:
    shop = a_merchant()
    a_deposit(merchant_id=shop.id, amount_fen=10_000)
    penalty = confirmed(shop=shop, kind="deduction")
    said = refused(
        f"""{UPDATE} state = 'lifted', taken_fen = 1, due_at = NULL, closed_at = now()
             WHERE no = %s""",
        penalty.no,
    )
    assert "penalty_ended_keeps_nothing" in said


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("product_id = NULL", "penalty_names_what_it_delists"),
        ("days = 3", "penalty_suspends_for_days"),
        ("basis = 'mood'", "penalty_basis"),
        ("kind = 'fine'", "penalty_kind"),
        ("rule = 'score_low'", "penalty_proposed_by_somebody"),
        ("proposed_by_id = NULL", "penalty_proposed_by_somebody"),
        ("decided_fen = 1", "penalty_takes_what_was_decided"),
    ],
)
def test_a_delisting_stays_what_it_is(change: str, name: str) -> None:
    goods = a_product()
    penalty = proposed(shop=goods.shop, goods=goods)
    assert name in refused(f"{UPDATE} {change} WHERE no = %s", penalty.no)


def test_a_warning_protects_nobody_at_once() -> None:
    penalty = proposed(shop=a_merchant())
    said = refused(f"{UPDATE} protective = true WHERE no = %s", penalty.no)
    assert "penalty_protects_buyers" in said


@pytest.mark.parametrize("table", ["penaltyevent", "depositterm", "deposittopup", "standing"])
def test_history_is_only_added_to(table: str) -> None:
    assert "only ever added" in refused(f"DELETE FROM anxin_standing_{table}")
    assert "only ever added" in refused(f"TRUNCATE anxin_standing_{table}")


def test_days_of_settlement_are_only_added_to_and_bounded() -> None:
    shop, operator = a_merchant(), an_account(role="operator").id
    insert = (
        "INSERT INTO anxin_merchant_settleterm (id, merchant_id, days, why, set_by_id)"
        " VALUES (uuidv7(), %s, %s, %s, %s)"
    )
    assert "settle_term_days" in refused(insert, shop.id, 91, "签约", operator)
    assert "settle_term_why" in refused(insert, shop.id, 3, "", operator)
    assert "only ever added" in refused("DELETE FROM anxin_merchant_settleterm")


def test_an_event_is_never_changed() -> None:
    confirmed(shop=a_merchant())
    assert "only ever added" in refused("UPDATE anxin_standing_penaltyevent SET said = ''")


def test_a_penalty_is_never_deleted() -> None:
    penalty = confirmed(shop=a_merchant())
    said = refused("DELETE FROM anxin_standing_penalty WHERE no = %s", penalty.no)
    assert "only ever added" in said


A_RULES_PROPOSAL = """
INSERT INTO anxin_standing_penalty
       (no, merchant_id, kind, basis, rule, days, why, facts, items, form_key, due_at)
VALUES (%s, %s, 'suspend', 'score_low', 'score_low', 7, '', '{}', '[]', uuidv7(), now())
"""


def test_a_rule_has_one_open_proposal_about_one_thing() -> None:
    shop = a_merchant()
    with connection.cursor() as cursor:
        cursor.execute(A_RULES_PROPOSAL, ["R-1", shop.id])
    assert "penalty_one_open_per_rule" in refused(A_RULES_PROPOSAL, "R-2", shop.id)


@pytest.mark.parametrize("protective", [True, False])
def test_the_table_restrains_exactly_when_the_domain_says_so(protective: bool) -> None:
    """The generated column against the rule, for every kind and state, asked of the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
                 JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                WHERE d.adrelid = 'anxin_standing_penalty'::regclass AND a.attname = 'restrains'"""
        )
        (rule,) = cursor.fetchone()
        for kind in KINDS:
            for state in PENALTY:
                cursor.execute(
                    f"""SELECT {rule} FROM (SELECT %s::varchar AS kind, %s::varchar AS state,
                                                   %s::boolean AS protective) p""",
                    (kind, state, protective),
                )
                assert cursor.fetchone()[0] == restrains(
                    kind=kind, state=state, protective=protective
                ), (kind, state)
    assert Penalty._meta.get_field("restrains").generated
