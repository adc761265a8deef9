"""The acts of recalls, with the roles that may really do them, and something on which they can."""

from __future__ import annotations

from collections.abc import Mapping

from anxin.services.bulk.recall import ask_to_relist, run_recalls
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import delivered
from tests.factories.recall import of_product, proposed, recalled, released
from tests.house.access.trial import Act, Trial

RELEASERS = "supervisor finance"
ALL = "operator supervisor finance"


def _frozen() -> Trial:
    return Trial({"no": proposed(of_product(delivered().goods)).no})


def _with_a_failed_row() -> Trial:
    """A recall that ended with an order of which its buyer gave a part back meanwhile."""
    bought = delivered(goods=a_product(cards=2), units=2)
    row = released(of_product(bought.goods))
    case_after(bought, reason="unwanted", units=1)
    run_recalls()
    row.refresh_from_db()
    assert row.state == "partial"
    return Trial({"no": row.no})


def _over() -> Trial:
    goods = a_product(cards=2)
    delivered(goods=goods)
    return Trial({"no": recalled(of_product(goods)).no})


def _wished() -> Trial:
    made = _over()
    who = an_account(role="operator").id
    assert ask_to_relist(no=made.words["no"], actor=who, role="operator") is None
    return made


ACTS: Mapping[str, Act] = {
    "ask": Act(ALL, _over),
    "relist": Act(RELEASERS, _wished),
    "keep": Act(RELEASERS, _wished),
}
"""The acts on what a recall took off the shelf."""
SINGLE: Mapping[str, Act] = {
    "console_recall_release": Act(RELEASERS, _frozen),
    "console_recall_refuse": Act(RELEASERS, _frozen),
    "console_recall_retry": Act(ALL, _with_a_failed_row),
}
