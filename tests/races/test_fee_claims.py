"""One claim, decided by a crowd at the same moment."""

from __future__ import annotations

from functools import partial

from anxin.services.aftersale.contest import NotContested, carry_out, end_wait, take_back
from anxin.services.aftersale.fee_claim import FEE_CLAIM
from anxin.storage.aftersale.models import FeeClaim
from anxin.storage.ledger.models import Posting
from anxin.storage.ledger.queries import balance
from tests.factories.account import a_reviewer
from tests.factories.fee_claim import FEE_FEN, a_fee_claim, approve_claim, reject_claim
from tests.races.conftest import Crowd
from tests.races.turns import LONG_AGO

ROUNDS = 10


def test_a_claim_that_six_grant_and_two_reject_is_decided_once(crowd: Crowd) -> None:
    granting = [a_reviewer() for _ in range(6)]
    rejecting = [a_reviewer() for _ in range(2)]
    for _ in range(ROUNDS):
        claim = a_fee_claim()
        had_fen = balance(account_id=claim.buyer_id)
        answers = crowd.act(
            *[
                partial(approve_claim, no=claim.no, reviewer=one, granted_fen=FEE_FEN, said="退")
                for one in granting
            ],
            *[partial(reject_claim, no=claim.no, reviewer=one, said="不退") for one in rejecting],
        )
        assert answers.count(None) == 1, answers
        FeeClaim.objects.filter(id=claim.id).update(verdict_at=LONG_AGO)
        by = (*granting, *rejecting)[answers.index(None)]
        done = crowd.act(
            *[partial(carry_out, FEE_CLAIM, no=claim.no)] * 4,
            partial(take_back, FEE_CLAIM, no=claim.no, reviewer=by),
            partial(end_wait, FEE_CLAIM, no=claim.no),
        )
        assert done[:4].count(True) == 1 and done[4] == NotContested("too_late_to_undo"), done
        state = FeeClaim.objects.get(id=claim.id).state
        given = FEE_FEN if state == "approved" else 0
        assert balance(account_id=claim.buyer_id) == had_fen + given
        assert Posting.objects.filter(cause=claim.id).count() == (1 if given else 0)
