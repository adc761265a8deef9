"""The ways beside the oracle's: partners, withdrawals, banks that refuse, bills; cut by a crash."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.order.close import cancel_unpaid
from anxin.services.order.view import ShownCard, view_cards
from anxin.services.payment import Way
from anxin.services.reconciliation import reconcile_due
from anxin.services.refund import confirm_refunds, confirm_reroute, consent, propose_reroute
from anxin.services.wallet import begin_top_up
from anxin.services.withdrawal import withdraw
from anxin.storage.aftersale.models import Case
from anxin.storage.refund.models import Refund
from torture.evidence import failure
from torture.model import bulk_paths, minor_paths
from torture.model.counter import DAY_S, HALF_AN_HOUR_S, Counter
from torture.model.death import persist
from torture.shop import an_account


def issued(counter: Counter) -> None:
    """A seen card, not wanted: its issuer says that it is unused and locks it, then it is paid."""
    no = _seen(counter)
    case = counter.ask_back(no, "unwanted")
    counter.jobs()
    counter.rest()
    assert Case.objects.get(no=case).state == "refunded"


def rejected(counter: Counter) -> None:
    """Locked too late, so that a person decides, and says no: the card is unlocked."""
    counter.issuer.broken = True
    no = _seen(counter)
    case = counter.ask_back(no, "unwanted")
    counter.rest()
    counter.issuer.broken = False
    counter.rest()
    reject = lambda: reject_case(  # noqa: E731
        no=case, reviewer=counter.senior, code="no_rule", said="no"
    )
    assert persist(reject) is None
    counter.rest()


def supplied(counter: Counter) -> None:
    """A top-up is ordered at its supplier and arrives."""
    counter.by_wallet(counter.top_up_goods(), phone="13800138000")
    counter.jobs()
    counter.supplier.finish()
    counter.rest()


def called_off(counter: Counter) -> None:
    """Not wanted any more while the supplier is at it: called off there, then paid back."""
    no = counter.by_wallet(counter.top_up_goods(), phone="13800138000")
    counter.jobs()
    case = counter.ask_back(no)
    counter.rest()
    assert Case.objects.get(no=case).state == "refunded"


def shown(counter: Counter) -> None:
    """A seen card said not to work, and a picture of it: read, held against the records, paid."""
    no = counter.by_wallet(counter.card())
    look = lambda: view_cards(  # noqa: E731
        no=no, buyer_id=counter.buyer, unit=1, ip=None, device="model", outside=counter.outside
    )
    [card] = [each for each in persist(look) if isinstance(each, ShownCard)]  # type: ignore[union-attr]
    assert card.secret
    counter.show(no, failure(code=card.secret))
    case = counter.ask_back(no, "card_invalid")
    counter.rest()
    assert Case.objects.get(no=case).state == "refunded"


def withdrawn(counter: Counter) -> None:
    """Put into the wallet through the channel, and withdrawn the way it came."""
    assert _withdrawn(counter).state == "succeeded"


def not_withdrawn(counter: Counter) -> None:
    """The buyer's bank takes no withdrawal: recalled, and in the wallet again by itself."""
    counter.banks.refusing = True
    refund = _withdrawn(counter)
    counter.rest()  # A crash takes a try, and tries are far apart by then.
    refund.refresh_from_db()
    assert (refund.state, refund.recalled_at is not None) == ("failed", True)


def of_no_use(counter: Counter) -> None:
    """Paid after it was cancelled, and no bank takes it back: in the wallet, without a case."""
    no, begun = counter.begin(counter.card())
    persist(lambda: cancel_unpaid(no=no, buyer_id=counter.buyer))
    counter.banks.refusing = True
    counter.paid(begun)
    counter.rest()
    _to_wallet(counter, Refund.objects.get(payment__order__no=no))


def _withdrawn(counter: Counter) -> Refund:
    key, out_key = uuid4(), uuid4()
    begin = lambda: begin_top_up(  # noqa: E731
        account_id=counter.buyer,
        amount_fen=3_000,
        method="alipay",
        form_key=key,
        way=Way(""),
        outside=counter.outside,
    )
    counter.paid(persist(begin))
    take = lambda: withdraw(  # noqa: E731
        account_id=counter.buyer, amount_fen=2_000, form_key=out_key, outside=counter.outside
    )
    no = persist(take)
    assert isinstance(no, str)
    counter.rest()
    return Refund.objects.get(withdrawal__no=no)


def sent_back(counter: Counter) -> None:
    """A refund arrived and comes back a day later: undone, and in the wallet by another way."""
    refund = _refunded(counter)
    counter.banks.refused.add(refund.no)
    counter.pass_time(DAY_S + 60)
    persist(lambda: confirm_refunds(outside=counter.outside))
    counter.pass_time(2 * DAY_S)
    persist(lambda: confirm_refunds(outside=counter.outside))
    _to_wallet(counter, Refund.objects.get(successor_of=refund))


def bank_refused(counter: Counter) -> None:
    """The buyer's bank takes no refund: recalled, and in the wallet by consent and four eyes."""
    no = counter.by_channel(counter.card())
    case = counter.ask_back(no, "system_duplicate")
    assert persist(lambda: approve_case(no=case, reviewer=counter.senior, note="")) is None
    counter.banks.refusing = True
    counter.rest()
    _to_wallet(counter, Refund.objects.get(payment__order__no=no))


def billed(counter: Counter) -> None:
    """A day's bill says that a refund is under way, which our books have as done: asked about."""
    _refunded(counter)
    counter.pass_time(2 * DAY_S)
    for _ in range(3):
        reconcile = lambda: reconcile_due(  # noqa: E731
            sources=[counter.bills], outside=counter.outside
        )
        persist(reconcile)
        counter.pass_time(HALF_AN_HOUR_S)


PATHS: dict[str, Callable[[Counter], None]] = {
    path.__name__: path
    for path in (
        issued,
        rejected,
        supplied,
        called_off,
        shown,
        withdrawn,
        not_withdrawn,
        of_no_use,
        sent_back,
        bank_refused,
        billed,
        *bulk_paths.PATHS.values(),
        *minor_paths.PATHS.values(),
    )
}


def _seen(counter: Counter) -> str:
    no = counter.by_wallet(counter.card(issuer="memory"))
    look = lambda: view_cards(  # noqa: E731
        no=no, buyer_id=counter.buyer, unit=1, ip=None, device="model", outside=counter.outside
    )
    persist(look)
    return no


def _refunded(counter: Counter) -> Refund:
    """A refund that has arrived through the channel."""
    no = counter.by_channel(counter.card())
    case = counter.ask_back(no, "system_duplicate")
    assert persist(lambda: approve_case(no=case, reviewer=counter.senior, note="")) is None
    counter.rest()
    refund = Refund.objects.get(payment__order__no=no)
    assert refund.state == "succeeded"
    return refund


def _to_wallet(counter: Counter, refund: Refund) -> None:
    finance: tuple[UUID, UUID] = (an_account(role="finance"), an_account(role="finance"))
    assert persist(lambda: propose_reroute(refund_no=refund.no, by=finance[0])) is None
    assert persist(lambda: confirm_reroute(refund_no=refund.no, by=finance[1])) is None
    assert persist(lambda: consent(refund_no=refund.no, buyer_id=counter.buyer)) is None
    counter.rest()
    refund.refresh_from_db()
    assert (refund.state, refund.destination) == ("succeeded", "wallet")
