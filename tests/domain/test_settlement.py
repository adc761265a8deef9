"""Settlement by properties: whatever happens in whatever sequence, every fen is somewhere."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.postings import (
    LedgerAccount,
    Posting,
    deposit_received,
    escrow,
    gained,
    merchant_advance,
    merchant_deposit,
    merchant_payable,
    payment,
    payout_asked,
    refund,
    reseller_advance,
    reseller_payable,
)
from anxin.domain.settlement import (
    Held,
    MerchantMoney,
    ResellerMoney,
    Share,
    commissions,
    cover,
    income,
    lacking,
    release,
)

SHOP, FIRST, SECOND = uuid4(), uuid4(), uuid4()
FEN = st.integers(min_value=1, max_value=10**9)


@st.composite
def orders(draw: st.DrawFn) -> Held:
    """An order nobody has settled yet, with up to two resellers who may have all of it."""
    paid_fen = draw(FEN)
    first = draw(st.integers(min_value=0, max_value=paid_fen))
    second = draw(st.integers(min_value=0, max_value=paid_fen - first))
    shares = tuple(Share(who, fen) for who, fen in ((FIRST, first), (SECOND, second)) if fen)
    return Held(SHOP, paid_fen, 0, shares)


@given(order=orders(), data=st.data())
def test_commissions_grow_with_what_is_settled_and_end_at_what_was_agreed(
    order: Held, data: st.DataObject
) -> None:
    less = data.draw(st.integers(min_value=0, max_value=order.paid_fen))
    more = data.draw(st.integers(min_value=less, max_value=order.paid_fen))
    before, after = (commissions(held=order, settled_fen=fen) for fen in (less, more))
    assert all(a <= b for a, b in zip(before, after, strict=True))
    assert sum(after) - sum(before) <= more - less
    agreed = tuple(share.fen for share in order.shares)
    assert commissions(held=order, settled_fen=order.paid_fen) == agreed
    for share, part in zip(order.shares, before, strict=True):
        assert abs(part - share.fen * less / order.paid_fen) < len(order.shares) + 1


@given(owed=FEN, amount=FEN)
def test_income_recovers_the_advance_before_the_merchant_sees_any(owed: int, amount: int) -> None:
    money = MerchantMoney(advanced_fen=owed)
    lines = income(source=escrow(SHOP), merchant_id=SHOP, amount_fen=amount, money=money)
    after = money.after(merchant_id=SHOP, lines=lines)
    assert after == MerchantMoney(max(0, amount - owed), 0, max(0, owed - amount))


DRAWS = {
    "the balance is enough": (MerchantMoney(100, 100, 0), (60, 0, 0)),
    "then the deposit": (MerchantMoney(40, 100, 0), (40, 20, 0)),
    "then the platform advances": (MerchantMoney(10, 20, 0), (10, 20, 30)),
    "who owes already owes more": (MerchantMoney(0, 0, 5), (0, 0, 60)),
}


@pytest.mark.parametrize("case", DRAWS)
def test_a_refund_of_settled_money_draws_on_balance_deposit_and_advance_in_this_sequence(
    case: str,
) -> None:
    money, expected = DRAWS[case]
    lines = cover(held=Held(SHOP, 60, 60), lacking_fen=60, money=money)
    gains = gained(lines)
    sources = (merchant_payable(SHOP), merchant_deposit(SHOP), merchant_advance(SHOP))
    assert tuple(-gains[source] for source in sources) == expected
    assert gains[escrow(SHOP)] == 60


def test_a_reseller_who_has_spent_a_commission_owes_it() -> None:
    held = Held(SHOP, 100, 100, (Share(FIRST, 10),))
    lines = cover(
        held=held, lacking_fen=100, money=MerchantMoney(90), resellers=[ResellerMoney(3, 0)]
    )
    gains = gained(lines)
    assert (gains[reseller_payable(FIRST)], gains[reseller_advance(FIRST)]) == (-3, -7)
    assert gains[merchant_payable(SHOP)] == -90


class World:
    """The books of one order, one merchant and its resellers, beside an oracle that only adds."""

    def __init__(self, order: Held) -> None:
        self.order = order
        self.gains: Counter[LedgerAccount] = Counter()
        self.settled = self.refunded = self.out = self.deposited = 0
        self.book(
            payment(method="alipay", account_id=FIRST, merchant_id=SHOP, amount_fen=order.paid_fen)
        )

    def book(self, lines: tuple[Posting, ...]) -> None:
        assert all(line.amount_fen > 0 for line in lines)
        self.gains.update(gained(lines))

    @property
    def money(self) -> MerchantMoney:
        return MerchantMoney(
            self.gains[merchant_payable(SHOP)],
            self.gains[merchant_deposit(SHOP)],
            -self.gains[merchant_advance(SHOP)],
        )

    @property
    def held(self) -> Held:
        return Held(SHOP, self.order.paid_fen, self.settled, self.order.shares)

    @property
    def resellers(self) -> list[ResellerMoney]:
        return [
            ResellerMoney(
                self.gains[reseller_payable(share.reseller_id)],
                -self.gains[reseller_advance(share.reseller_id)],
            )
            for share in self.order.shares
        ]

    def release(self, fen: int) -> None:
        fen = min(fen, self.order.paid_fen - self.refunded - self.settled)
        self.book(release(held=self.held, free_fen=fen, money=self.money, resellers=self.resellers))
        self.settled += fen

    def refund(self, fen: int) -> None:
        fen = min(fen, self.order.paid_fen - self.refunded)
        short = lacking(
            gross_fen=fen,
            paid_fen=self.order.paid_fen,
            taken_fen=self.refunded,
            settled_fen=self.settled,
        )
        if short:
            self.book(
                cover(held=self.held, lacking_fen=short, money=self.money, resellers=self.resellers)
            )
        self.settled -= short
        self.refunded += fen
        self.book(
            refund(method="alipay", account_id=FIRST, merchant_id=SHOP, refund_fen=fen, fee_fen=0)
        )

    def withdraw(self, fen: int) -> None:
        fen = min(fen, self.money.payable_fen)
        if fen:
            self.book(payout_asked(source=merchant_payable(SHOP), amount_fen=fen))
        self.out += fen

    def spend(self, fen: int) -> None:
        """A reseller takes its commissions out."""
        account = reseller_payable(FIRST)
        fen = min(fen, self.gains[account])
        if fen:
            self.book((Posting(account, LedgerAccount("channel_clearing"), fen),))

    def deposit(self, fen: int) -> None:
        self.book(deposit_received(merchant_id=SHOP, amount_fen=fen))
        self.deposited += fen

    def check(self) -> None:
        """What the oracle knows by adding alone must be what the accounts hold."""
        assert sum(self.gains.values()) == 0
        held = self.order.paid_fen - self.refunded - self.settled
        assert self.gains[escrow(SHOP)] == held >= 0
        money = self.money
        assert min(money.payable_fen, money.deposit_fen, money.advanced_fen) >= 0
        assert money.payable_fen == 0 or money.advanced_fen == 0
        parts = commissions(held=self.order, settled_fen=self.settled)
        own = self.settled - sum(parts)
        assert money.payable_fen + money.deposit_fen - money.advanced_fen == (
            own - self.out + self.deposited
        )
        for owed in self.resellers:
            assert min(owed.payable_fen, owed.advanced_fen) == 0
            assert max(owed.payable_fen, owed.advanced_fen) >= 0


STEPS = ("release", "refund", "withdraw", "spend", "deposit")


@given(
    order=orders(),
    steps=st.lists(st.tuples(st.sampled_from(STEPS), FEN), max_size=25),
)
def test_any_sequence_of_steps_keeps_every_bound_and_adds_up(
    order: Held, steps: list[tuple[str, int]]
) -> None:
    world = World(order)
    world.check()
    for step, fen in steps:
        getattr(world, step)(fen)
        world.check()
    world.refund(order.paid_fen)
    world.check()
    assert world.gains[escrow(SHOP)] == world.settled == 0
