"""One claim, decided by a crowd at the same moment."""

from __future__ import annotations

from functools import partial

from anxin.services.aftersale.fee_claim import approve_claim, reject_claim
from anxin.storage.aftersale.models import FeeClaim
from anxin.storage.ledger.models import Posting
from anxin.storage.ledger.queries import balance
from tests.factories.account import a_reviewer
from tests.factories.fee_claim import FEE_FEN, a_fee_claim
from tests.races.conftest import Crowd

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
        state = FeeClaim.objects.get(id=claim.id).state
        given = FEE_FEN if state == "approved" else 0
        assert balance(account_id=claim.buyer_id) == had_fen + given
        assert Posting.objects.filter(cause=claim.id).count() == (1 if given else 0)
