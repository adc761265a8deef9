"""Every page of the site in a state worth looking at, for one buyer, one shop and the staff."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password

from anxin.storage.account.models import Account
from sandbox.wechat.keys import MCHID
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.batch import a_batch
from tests.factories.catalog import Goods, a_product, a_top_up, a_trusting_policy
from tests.factories.fee_claim import a_fee_claim
from tests.factories.objection import an_objection
from tests.factories.order import Bought, delivered, paid, placed, started, view
from tests.factories.payout import asked_payout, paid_out
from tests.factories.recall import of_cards, of_product, proposed, recalled
from tests.factories.reconciliation import Written, a_captured_payment, a_row, reconciled
from tests.factories.settlement import a_deposit, a_quick_shop, settled_at_once
from tests.factories.shops import a_shop_under_penalties
from tests.factories.top_up import a_top_up_to_scan
from tests.factories.use import reported
from tests.journeys.tour_evidence import evidence_stops
from tests.journeys.tour_quality import quality_stops
from tests.journeys.tour_transfers import transfer_stops
from tests.journeys.tour_turns import turn_stops


@dataclass(frozen=True)
class Stop:
    """One page: what to call it, where it is, who sees it (`None`: anybody)."""

    name: str
    path: str
    who: UUID | None = None


def stops() -> list[Stop]:
    """Make what the pages need to have something to show; return all of them."""
    buyer = a_buyer(money_fen=1_000_000, phone="13900001111")
    Account.objects.filter(id=buyer).update(password=make_password("a-password-of-one's-own"))
    card = a_product(title="Steam 充值卡 100 元", title_en="Steam gift card ¥100", cards=20)
    shown, open_case = delivered(buyer=buyer, goods=card, units=3), _in_review(buyer)
    view(shown, unit=1)
    agent, member = an_account(role="agent").id, shop_with_work(buyer)
    finance = an_account(role="finance").id
    return [
        *_anybody(card),
        *_standing(),
        *_own(buyer, card),
        *_orders(buyer, card),
        *_cases(buyer, shown, open_case),
        Stop("queue", "/console/", agent),
        Stop("case", f"/console/cases/{open_case}/", agent),
        Stop("deliveries", "/console/deliveries/", member),
        Stop("uses", "/console/uses/", reported(buyer=buyer, units=3, used=1).goods.shop.member),
        Stop("return-address", "/console/aftersale/address/", member),
        Stop("finance", "/console/finance/", finance),
        Stop("reconciliation", "/console/finance/reconciliation/", finance),
        Stop("bill-day", f"/console/finance/reconciliation/{a_day_with_differences()}/", finance),
        *_money(finance, agent),
        *(Stop(*each) for each in (*turn_stops(), *quality_stops())),
        *(Stop(*each) for each in (*transfer_stops(), *evidence_stops())),
        *_bulk(buyer, finance),
    ]


def _bulk(buyer: UUID, finance: UUID) -> list[Stop]:
    """A recall that waits to be released, one that is over, and the pages of batches."""
    goods = a_product(title="星辰点券卡 50 元", title_en="Star points ¥50", cards=9)
    operator = an_account(role="operator").id
    for _ in range(3):
        delivered(goods=goods)
    frozen, over = proposed(of_cards(goods)), recalled(of_product(delivered().goods))
    return [
        Stop("batch", "/refunds/batch/", buyer),
        Stop("batch-result", f"/refunds/batch/{a_batch(buyer)}/", buyer),
        Stop("recalls", "/console/recalls/", operator),
        Stop("recall-new", f"/console/recalls/new/{goods.no}/", operator),
        Stop("recall-frozen", f"/console/recalls/{frozen.no}/", finance),
        Stop("recall-over", f"/console/recalls/{over.no}/", operator),
        Stop("own-recalls", "/console/aftersale/", goods.shop.member),
    ]


def _money(finance: UUID, agent: UUID) -> list[Stop]:
    """A merchant whose balance, deposit and advance are all there to be seen, and its pages."""
    goods = a_product(
        shop=a_quick_shop(), title="PSN 充值卡 100 元", title_en="PSN card ¥100", cards=20
    )
    shop, buyer = goods.shop, a_buyer(money_fen=1_000_000, credit=60)
    settled = settled_at_once(shop=shop, goods=goods, units=2, buyer=buyer)
    a_deposit(merchant_id=shop.id, amount_fen=5_000)
    paid_out(shop=shop, amount_fen=19_000)
    claimed = a_fee_claim(buyer=buyer, goods=goods)
    contested = an_objection()
    kept = case_after(settled, reason="unwanted", units=1)
    settled_at_once(shop=shop, goods=goods, units=3, buyer=buyer)
    asked_payout(shop=shop, amount_fen=4_000)
    paid(goods=goods, buyer=buyer)
    case_after(delivered(goods=goods, buyer=buyer), reason="card_invalid")
    return [
        Stop("statement", "/console/statement/", shop.member),
        Stop("statement-empty", "/console/statement/?month=2020-01", shop.member),
        Stop("payouts", "/console/finance/payouts/", finance),
        Stop("books", "/console/finance/ledger/?prove=1", finance),
        Stop("fees", "/console/fees/", agent),
        Stop("objections", "/console/objections/", an_account(role="senior").id),
        Stop("own-objection", f"/console/aftersale/{contested.case.no}/", contested.made_by_id),
        Stop("fee-form", f"/refunds/{kept.no}/fee/", buyer),
        Stop("fee-claimed", f"/refunds/{claimed.case.no}/fee/", buyer),
        Stop("refunded-with-fee", f"/refunds/{kept.no}/", buyer),
        Stop("wallet-moved", "/wallet/", buyer),
    ]


def a_day_with_differences() -> UUID:
    """A day whose bill has too little, too much and something of nobody's."""
    short, dear, missing = (a_captured_payment() for _ in range(3))
    rows = [
        a_row(payment_no=short.no, amount_fen=9_799),
        a_row(payment_no=dear.no, fee_fen=90),
        a_row("refund", payment_no=dear.no),
    ]
    assert missing.no
    return reconciled(Written(rows)).id


def _standing() -> list[Stop]:
    """A shop with penalties of every look, its score, and the operators before it."""
    shop, operator = a_shop_under_penalties(), an_account(role="operator").id
    goods = a_product(shop=shop.shop, title="Steam 充值卡 50 元", title_en="Steam gift card ¥50")
    open_no, decided_no = shop.proposed, shop.deduction
    return [
        Stop("standing", "/console/standing/", shop.shop.member),
        Stop("own-penalty", f"/console/standing/{open_no}/", shop.shop.member),
        Stop("own-deduction", f"/console/standing/{decided_no}/", shop.shop.member),
        Stop("shops", "/console/shops/", operator),
        Stop("shop", f"/console/shops/{shop.shop.id}/", operator),
        Stop("penalty", f"/console/penalties/{shop.heard}/", operator),
        Stop("seller", f"/product/{goods.no}/shop/"),
        Stop("product-stopped", f"/product/{shop.delisted}/"),
    ]


def _anybody(card: Goods) -> list[Stop]:
    strict = a_product(title="Steam 充值卡 648 元", title_en="Steam ¥648", price_fen=63_500)
    return [
        Stop("home", "/"),
        Stop("search", "/search/?q=退单"),
        Stop("nothing-found", "/search/?q=zzzz"),
        Stop("product", f"/product/{card.no}/"),
        Stop("product-strict", f"/product/{strict.no}/"),
        Stop("guide", "/guide/"),
        Stop("policy", "/policy/"),
        Stop("login", "/account/login/"),
        Stop("signup", "/account/signup/"),
    ]


def _own(buyer: UUID, card: Goods) -> list[Stop]:
    top_up = a_top_up(title="移动话费 100 元 快充", title_en="China Mobile airtime ¥100")
    scanned = a_top_up_to_scan(buyer=buyer, method="wechat", identity=MCHID)
    return [
        Stop("checkout", f"/product/{card.no}/checkout/", buyer),
        Stop("checkout-top-up", f"/product/{top_up.no}/checkout/", buyer),
        Stop("me", "/me/", buyer),
        Stop("password", "/account/password/", buyer),
        Stop("logout", "/account/logout/", buyer),
        Stop("wallet", "/wallet/", buyer),
        Stop("wallet-code", f"/wallet/top-ups/{scanned}/code/", buyer),
        Stop("orders", "/orders/", buyer),
        Stop("no-orders", "/orders/", a_buyer(money_fen=0)),
        Stop("refund-start", "/refund/", buyer),
        Stop("refunds", "/refunds/", buyer),
    ]


def _orders(buyer: UUID, card: Goods) -> list[Stop]:
    unpaid, cooling = placed(buyer=buyer, goods=card), paid(buyer=buyer, goods=card)
    fresh = delivered(buyer=buyer, goods=card)
    several, seen = (delivered(buyer=buyer, goods=card, units=2) for _ in range(2))
    view(seen, unit=1)
    return [
        Stop("pay", f"/orders/{unpaid.no}/pay/", buyer),
        Stop("pay-code", f"/orders/{unpaid.no}/pay/code/", buyer),
        Stop("order-unpaid", f"/orders/{unpaid.no}/", buyer),
        Stop("order-cooling-off", f"/orders/{cooling.no}/", buyer),
        Stop("order-delivered", f"/orders/{fresh.no}/", buyer),
        Stop("order-policy", f"/orders/{fresh.no}/policy/", buyer),
        Stop("cards", f"/orders/{fresh.no}/cards/", buyer),
        Stop("cards-viewed", f"/orders/{seen.no}/cards/", buyer),
        Stop("refund-form-undelivered", f"/orders/{cooling.no}/refund/", buyer),
        Stop("refund-form", f"/orders/{fresh.no}/refund/", buyer),
        Stop("refund-form-chosen", f"/orders/{fresh.no}/refund/?reason=unwanted", buyer),
        Stop("refund-form-parts", f"/orders/{several.no}/refund/?reason=unwanted", buyer),
    ]


def _cases(buyer: UUID, shown: Bought, open_case: str) -> list[Stop]:
    viewed = delivered(
        buyer=buyer, goods=a_product(title="Xbox 礼品卡 200 元", title_en="Xbox ¥200")
    )
    view(viewed)
    refused = case_after(viewed, reason="unwanted")
    asked = case_after(shown, reason="card_invalid", units=1)
    back = case_after(delivered(buyer=buyer, goods=shown.goods), reason="unwanted")
    return [
        Stop("progress-review", f"/refunds/{open_case}/", buyer),
        Stop("progress-refused", f"/refunds/{refused.no}/", buyer),
        Stop("progress-evidence", f"/refunds/{asked.no}/", buyer),
        Stop("withdraw", f"/refunds/{asked.no}/withdraw/", buyer),
        Stop("records", f"/refunds/{asked.no}/records/", buyer),
        Stop("progress-refunded", f"/refunds/{back.no}/", buyer),
    ]


def _in_review(buyer: UUID) -> str:
    goods = a_product(
        title="任天堂点卡 400 元",
        title_en="Nintendo card ¥400",
        policy_id=a_trusting_policy(),
        price_fen=40_000,
    )
    return str(case_after(delivered(buyer=buyer, goods=goods), reason="card_invalid").no)


def shop_with_work(buyer: UUID) -> UUID:
    """A merchant with something to deliver and something coming back; return its member."""
    top_up = a_top_up(title="移动话费 100 元 快充", title_en="Airtime ¥100")
    started(buyer=buyer, goods=top_up, inputs={"phone": "13900001111"})
    pad = a_product(kind="physical", title="无线游戏手柄", title_en="Controller", shop=top_up.shop)
    case_after(delivered(buyer=buyer, goods=pad), reason="no_reason")
    return top_up.shop.member
