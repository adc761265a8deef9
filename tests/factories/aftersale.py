"""Requests for refunds."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from anxin import wiring
from anxin.domain.outside import Outside
from anxin.services.aftersale.submit import CaseForm, Declined, Submitted, submit_case
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.aftersale.models import Case
from tests.factories.order import Bought


def ask(
    bought: Bought,
    *,
    reason: str | None = None,
    units: int | None = None,
    form_key: UUID | None = None,
    buyer: UUID | None = None,
    note: str = "",
    destination: str = "original",
    outside: Outside | None = None,
    details: Mapping[str, str] | None = None,
    told: frozenset[str] | None = None,
) -> Submitted | Declined:
    """Send the refund form for an order. `told`: the advice that was given, if any could be."""
    form = CaseForm(
        form_key or uuid4(),
        reason,
        units,
        note,
        destination=destination,
        details=details or {},
        told=told,
    )
    return submit_case(
        read_ground=lambda: ground_by_buyer(
            buyer_id=buyer or bought.buyer, order_no=bought.no, form_key=form.form_key
        ),
        form=form,
        outside=outside or wiring.outside(),
    )


def case_after(bought: Bought, **form: object) -> Case:
    """Send the form and return the case that it made."""
    answer = ask(bought, **form)  # type: ignore[arg-type]
    assert isinstance(answer, Submitted), answer
    return Case.objects.get(no=answer.case_no)
