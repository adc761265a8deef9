"""How a merchant stands, in words: levels, reasons, how to raise a score, penalties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from anxin.domain.wording.writing import money

Names = Mapping[str, tuple[str, str]]

STANDING_LABELS: Final[Mapping[str, Names]] = {
    "standing_level": {
        "new": ("新店", "New shop"),
        "excellent": ("优秀", "Excellent"),
        "good": ("良好", "Good"),
        "fair": ("一般", "Fair"),
        "weak": ("较差", "Weak"),
        "poor": ("很差", "Poor"),
    },
    "standing_reason": {
        "fault_cases": ("商家原因的退款", "Refunds for the shop's fault"),
        "undelivered": ("发货超时或失败", "Late or failed deliveries"),
        "lost": ("仲裁判给买家", "Arbitrations decided for the buyer"),
        "silent": ("到期没有答复", "No answer in time"),
        "answer_time": ("答复速度", "Time to answer"),
        "advanced": ("欠平台垫付", "Advances not repaid"),
    },
    "penalty_kind": {
        "warning": ("警告", "Warning"),
        "deduction": ("扣除保证金", "Deduction from the deposit"),
        "delist": ("下架商品", "Product delisted"),
        "suspend": ("暂停接单", "No new orders"),
        "expel": ("清退", "Expulsion"),
    },
    "penalty_state": {
        "proposed": ("听取商家意见", "Shop is being heard"),
        "heard": ("商家已陈述，待决定", "Shop was heard, to be decided"),
        "unheard": ("商家未陈述，待决定", "Shop kept silent, to be decided"),
        "confirmed": ("已决定，待生效", "Decided, not in force yet"),
        "in_force": ("生效中", "In force"),
        "appealed": ("申诉中", "Under appeal"),
        "upheld": ("申诉后维持", "Upheld on appeal"),
        "rectified": ("已整改，待复核", "Put right, to be checked"),
        "dropped": ("不予处罚", "Dropped"),
        "overturned": ("申诉成立，已撤销", "Overturned on appeal"),
        "lifted": ("已解除", "Lifted"),
    },
    "penalty_basis": {
        "cards_failing": ("卡密大量失效", "Cards are failing"),
        "not_delivering": ("收款后不发货", "Paid orders are not delivered"),
        "false_description": ("商品与描述不符", "Not as described"),
        "unlawful_goods": ("违法违禁商品", "Unlawful goods"),
        "repeated": ("屡次违规", "Repeated breaches"),
        "score_low": ("店铺评分持续过低", "Score too low for days"),
        "silent": ("多次不答复售后", "After-sales left unanswered"),
        "advance_unpaid": ("垫付款长期未还", "Advances not repaid"),
        "deposit_short": ("保证金不足", "Deposit too low"),
    },
    "penalty_event": {
        "penalty_proposed": ("提出处罚，请商家陈述", "Proposed; the shop is asked"),
        "merchant_heard": ("商家陈述", "The shop says"),
        "penalty_unheard": (
            "陈述期已过，商家没有陈述",
            "Time to answer is over; nothing was said",
        ),
        "buyers_protected": ("先行停售，保护买家", "Sales stopped to protect buyers"),
        "penalty_confirmed": ("决定处罚", "Confirmed"),
        "penalty_dropped": ("决定不处罚", "Dropped"),
        "penalty_in_force": ("申诉期已过，开始生效", "Time to appeal is over; in force"),
        "penalty_appealed": ("商家申诉", "The shop appeals"),
        "penalty_upheld": ("申诉后维持处罚", "Upheld on appeal"),
        "penalty_overturned": ("申诉成立，撤销处罚", "Overturned on appeal"),
        "rectified": ("商家整改完毕，请求解除", "The shop has put it right"),
        "found_wanting": ("整改不到位，处罚继续", "Not put right yet; it goes on"),
        "penalty_lifted": ("解除处罚", "Lifted"),
        "penalty_ended": ("到期自动解除", "Ended by itself"),
    },
}

RULES: Final[Names] = {
    "cards_failing": (
        "商家卖出的卡密必须能用。卡密被判无效的，可以警告或扣除保证金；3 天内同一商品有 3 笔以上、"
        "且达到一成订单的，可以下架该商品；多件商品如此的，可以暂停接单。",
        "Cards must work. Invalid ones may bring a warning or a deduction from the deposit; three "
        "or more refunds for them within 3 days, and a tenth of its orders, may delist a product; "
        "several such products may stop new orders.",
    ),
    "not_delivering": (
        "收款后必须在 24 小时内发货。超时或不发货的，可以警告或扣除保证金；"
        "多次如此的，可以暂停接单。",
        "Paid orders are delivered within 24 hours. Failure may bring a warning or a deduction "
        "from the deposit; repeated failure may stop new orders.",
    ),
    "false_description": (
        "商品必须与页面描述一致。不一致的可以警告、扣除保证金或下架，已收的钱退给买家。",
        "Goods must be as described. Others may bring a warning or a deduction from the deposit, "
        "may be delisted, and are refunded.",
    ),
    "unlawful_goods": (
        "法律禁止销售的商品一律不得上架。上架的可以警告、扣除保证金、下架或暂停接单，"
        "情节严重的可以清退。",
        "What the law forbids to sell must not be listed. It may bring a warning, a deduction "
        "from the deposit, delisting or a stop of new orders, and in grave cases expulsion.",
    ),
    "repeated": (
        "一年内因同类问题处罚过两次、仍再发生的，可以扣除保证金、暂停接单，拒不改正的可以清退。",
        "The same trouble again after two penalties within a year may bring a deduction from the "
        "deposit or a stop of new orders, and expulsion where nothing changes.",
    ),
    "score_low": (
        "店铺评分连续 7 天低于 40 分的，可以警告或暂停接单，最多 7 天。",
        "A score below 40 for 7 days may bring a warning or stop new orders for 7 days at most.",
    ),
    "silent": (
        "轮到商家处理的售后必须在期限内答复。多次不答复的，可以警告、扣除保证金或暂停接单。",
        "After-sales that wait for the shop are answered in time. Repeated silence may bring a "
        "warning, a deduction from the deposit or a stop of new orders.",
    ),
    "advance_unpaid": (
        "平台先行垫付的退款，商家应当归还。长期未还的，可以警告或暂停接单。",
        "What the platform advanced for a shop's refunds is paid back. Where it long is not, it "
        "may bring a warning or stop new orders.",
    ),
    "deposit_short": (
        "保证金连续 14 天低于要求的，可以警告或暂停接单，补足后解除。",
        "A deposit below what is required for 14 days may bring a warning or stop new orders "
        "until it is topped up.",
    ),
}
"""The platform's rule that a penalty rests on, as the merchant and the buyer may read it."""

_REASONS: Final[Names] = {
    "fault_cases": (
        "近 90 天 {of} 笔订单，{bad} 笔因商家原因退款",
        "{bad} of {of} orders in 90 days were refunded for the shop's fault",
    ),
    "undelivered": (
        "近 90 天 {of} 笔订单，{bad} 笔发货超时或失败",
        "{bad} of {of} orders in 90 days came late or not at all",
    ),
    "lost": (
        "近 90 天 {of} 笔订单，{bad} 笔经仲裁判给买家",
        "{bad} of {of} orders in 90 days were decided for the buyer by arbitration",
    ),
    "silent": (
        "近 90 天 {of} 笔订单，{bad} 次轮到商家却到期没有答复",
        "{bad} times in {of} orders in 90 days the shop did not answer in its turn",
    ),
    "answer_time": (
        "轮到商家时，答复时间的中位数是 {bad} 分钟，{of} 分钟以内不扣分",
        "The median time to answer is {bad} minutes; within {of} minutes nothing is lost",
    ),
    "advanced": (
        "平台垫付的 {fen} 还没有归还",
        "{fen} that the platform advanced is not repaid",
    ),
}

_ADVICE: Final[Names] = {
    "fault_cases": (
        "上架前抽查卡密和描述；有问题的批次先停售。",
        "Check cards and descriptions before listing; stop batches that have trouble.",
    ),
    "undelivered": (
        "在 24 小时内发货；暂时发不出的商品先停售。",
        "Deliver within 24 hours; stop selling what you cannot deliver for now.",
    ),
    "lost": (
        "确有问题的售后尽早同意，不必等到仲裁。",
        "Agree early where the buyer is right; do not wait for an arbitration.",
    ),
    "silent": (
        "轮到您的售后在期限内答复，不同意也请说明。",
        "Answer in time when it is your turn, also if you disagree.",
    ),
    "answer_time": (
        "在两小时内答复轮到您的售后。",
        "Answer within two hours when it is your turn.",
    ),
    "advanced": (
        "之后结算的货款会先归还垫付，还清就不再扣分。",
        "Your next income repays it by itself; after that nothing is lost.",
    ),
}

_FOUND: Final[Names] = {
    "score_low": (
        "店铺评分已连续 {days} 天低于 {below} 分，最近一次是 {points} 分。",
        "The score has been below {below} for {days} days; the last was {points}.",
    ),
    "deposit_short": (
        "保证金已连续 {days} 天不足，还差 {short}。",
        "The deposit has been too low for {days} days; {short} is missing.",
    ),
    "cards_failing": (
        "最近 {days} 天这件商品 {orders} 笔订单中有 {cases} 笔因卡密无效退款。",
        "In {days} days {cases} of {orders} orders of this product were refunded for invalid "
        "cards.",
    ),
}

_TO_BUYERS: Final[Names] = {
    "new": ("新店，订单还少，暂不评分", "A new shop: too few orders for a score yet"),
    "excellent": ("售后表现优秀", "Excellent after-sales"),
    "good": ("售后表现良好", "Good after-sales"),
    "fair": ("售后表现一般", "Fair after-sales"),
    "weak": ("售后问题偏多", "More after-sales trouble than usual"),
    "poor": ("售后问题很多，请谨慎购买", "Much after-sales trouble: take care"),
}

STOPPED: Final[Names] = {
    "close": (
        "这家店已经歇业，不能下单。没发货的订单会自动退款，已发货的照常售后。",
        "This shop has closed. Orders not delivered are refunded by themselves; delivered ones "
        "keep their after-sales.",
    ),
    "delist": (
        "这件商品因售后问题被平台停售，暂时不能下单。已买的订单照常发货和售后。",
        "The platform has stopped the sale of this product because of after-sales trouble. "
        "Orders already placed go on as promised.",
    ),
    "suspend": (
        "这家店被平台暂停接单，暂时不能下单。已买的订单照常发货和售后。",
        "The platform has stopped new orders at this shop. Orders already placed go on as "
        "promised.",
    ),
    "expel": (
        "这家店已被平台清退，不能下单。没发货的订单会自动退款，已发货的照常售后。",
        "This shop has been expelled. Orders not delivered are refunded by themselves; delivered "
        "ones keep their after-sales.",
    ),
}


def _place(language: str) -> int:
    return 1 if language == "en" else 0


def reason_text(*, code: str, bad: int, of: int, language: str) -> str:
    """Say why points were lost.

    >>> reason_text(code="fault_cases", bad=3, of=90, language="zh")
    '近 90 天 90 笔订单，3 笔因商家原因退款'
    """
    return _REASONS[code][_place(language)].format(bad=bad, of=of, fen=money(bad))


def advice_text(*, code: str, language: str) -> str:
    """Say what would raise the score."""
    return _ADVICE[code][_place(language)]


def rule_text(*, basis: str, language: str) -> str:
    """Say which rule of the platform a penalty rests on."""
    return RULES[basis][_place(language)]


def found_text(*, rule: str, figures: Mapping[str, Any], language: str) -> str:
    """Say what a rule of the system found."""
    short = money(int(figures.get("short_fen", 0)))
    return _FOUND[rule][_place(language)].format(**figures, short=short)


def level_text(*, level: str, language: str) -> str:
    """Say to a buyer how a shop's after-sales are."""
    return _TO_BUYERS[level][_place(language)]


def stopped_text(*, kind: str, language: str) -> str:
    """Say to a buyer why a product cannot be ordered."""
    return STOPPED[kind][_place(language)]
