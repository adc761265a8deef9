"""One objection, made twice and decided by a crowd at the same moment."""

from __future__ import annotations

from functools import partial

from anxin.services.aftersale.contest import NotContested, carry_out, end_wait, take_back
from anxin.services.aftersale.objection import OBJECTION
from anxin.storage.aftersale.models import Objection
from anxin.storage.ledger.models import Posting
from tests.factories.account import a_reviewer
from tests.factories.objection import PRICE_FEN, an_objection, charged, decide_objection, objected
from tests.factories.settlement import money_of
from tests.races.conftest import Crowd
from tests.races.turns import LONG_AGO

ROUNDS = 8


def test_an_objection_that_six_grant_and_two_reject_is_decided_and_paid_once(crowd: Crowd) -> None:
    people = [a_reviewer(role="senior") for _ in range(8)]
    for _ in range(ROUNDS):
        objection = an_objection()
        answers = crowd.act(
            *[
                partial(decide_objection, no=objection.no, reviewer=one, grant=n < 6, said="核对")
                for n, one in enumerate(people)
            ]
        )
        assert answers.count(None) == 1, answers
        Objection.objects.filter(id=objection.id).update(verdict_at=LONG_AGO)
        by = people[answers.index(None)]
        done = crowd.act(
            *[partial(carry_out, OBJECTION, no=objection.no)] * 4,
            partial(take_back, OBJECTION, no=objection.no, reviewer=by),
            partial(end_wait, OBJECTION, no=objection.no),
        )
        assert done[:4].count(True) == 1 and done[4] == NotContested("too_late_to_undo"), done
        paid = int(Objection.objects.get(id=objection.id).state == "granted")
        assert money_of(objection.merchant_id).payable_fen == PRICE_FEN * paid
        assert Posting.objects.filter(cause=objection.id).count() == paid


def test_one_that_nobody_decided_is_granted_by_itself_or_by_a_person_once(crowd: Crowd) -> None:
    supervisor = a_reviewer(role="supervisor")
    for _ in range(ROUNDS):
        objection = an_objection()
        Objection.objects.filter(id=objection.id).update(due_at=LONG_AGO, limit_at=LONG_AGO)
        crowd.act(
            *[partial(end_wait, OBJECTION, no=objection.no)] * 4,
            partial(
                decide_objection, no=objection.no, reviewer=supervisor, grant=True, said="核对"
            ),
        )
        Objection.objects.filter(id=objection.id, verdict__isnull=False).update(verdict_at=LONG_AGO)
        carry_out(OBJECTION, no=objection.no)
        assert money_of(objection.merchant_id).payable_fen == PRICE_FEN


def test_a_merchant_that_objects_from_six_tabs_has_objected_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, case = charged()
        answers = crowd.act(*[partial(objected, case, bought)] * 6)
        assert answers.count(None) == 1, answers
        assert answers.count(NotContested("objected_before")) == 5, answers
