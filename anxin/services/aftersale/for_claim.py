"""A guardian's claim pays through a case: the way the money came, and no request for less."""

from __future__ import annotations

from dataclasses import replace

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.four_eyes import fen_given
from anxin.services.aftersale.moving import NotDecided
from anxin.storage.aftersale.by_law import is_by_law
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow


def is_covered(*, case: CaseRow, ground: Ground, gross_fen: int) -> bool:
    """Whether ending a case by that sum takes nothing from whoever asked in it.

    As a recall does (domain.recall.takes_over): all that is left, or as much as the case asks. A
    case that the law opened asks for nothing of its own.
    """
    left = sum(one.captured_fen - one.taken_fen for one in ground.payments)
    if gross_fen >= left or is_by_law(case_no=case.no, order_id=ground.order_id):
        return True
    return gross_fen >= fen_given(case=case, ground=ground, remedy=None)


def as_claimed(*, case: CaseRow, ground: Ground, remedy: Remedy | None) -> CaseRow | NotDecided:
    """Return the case as a claim pays it, or why it may not: its buyer asks for more by now.

    Where the buyer wanted the money does not count: whoever paid by a card has it back there.
    """
    given = fen_given(case=case, ground=ground, remedy=remedy)
    if not is_covered(case=case, ground=ground, gross_fen=given):
        return NotDecided("case_open")
    return replace(case, destination="original")
