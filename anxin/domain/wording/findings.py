"""Words for what was found on a piece of evidence, and for what it does not show."""

from __future__ import annotations

from string import Template

from anxin.domain.evidence.pieces import Finding
from anxin.domain.wording.believing import belief_text

_FINDINGS: dict[str, tuple[str, str]] = {
    "order_no_same": ("订单号与本订单一致", "The order number is this order's"),
    "order_no_other": ("图上是另一笔订单的订单号 $value", "It shows another order: $value"),
    "order_no_unknown": (
        "订单号 $value 不是本订单的",
        "Order number $value is not this order's",
    ),
    "order_no_foreign": (
        "订单号 $value 不是本站的，可能来自别的平台",
        "Order number $value is not ours; it may be another site's",
    ),
    "order_no_close": (
        "订单号与本订单一致（个别字符没有读清）",
        "The order number is this order's, give or take a misread character",
    ),
    "trade_no_close": (
        "交易号与付款记录一致（个别字符没有读清）",
        "The trade number is the payment's, give or take a misread character",
    ),
    "merchant_no_close": (
        "商户单号与付款记录一致（个别字符没有读清）",
        "The merchant's number is the payment's, give or take a misread character",
    ),
    "trade_no_same": ("交易号与付款记录一致", "The trade number is that of the payment"),
    "trade_no_unknown": (
        "交易号 $value 不在这笔订单的付款记录里",
        "Trade number $value is not among this order's payments",
    ),
    "trade_no_day_differs": (
        "交易号里的日期是 $day，与付款日期或图上的时间对不上",
        "The trade number is of $day, which is not the day of the payment or of the times shown",
    ),
    "merchant_no_same": ("商户单号与付款记录一致", "The merchant's number is that of the payment"),
    "merchant_no_unknown": (
        "商户单号 $value 不在这笔订单的付款记录里",
        "Merchant's number $value is not among this order's payments",
    ),
    "amount_same": ("金额 ¥$value 与记录一致", "The amount ¥$value is on record"),
    "amount_differs": ("金额 ¥$value 与记录不同", "The amount ¥$value is not on record"),
    "time_on_record": ("时间 $value 与记录一致", "The time $value is on record"),
    "time_fits": ("时间 $value 在发货之后", "The time $value is after delivery"),
    "time_in_future": ("时间 $value 还没有到", "The time $value has not come yet"),
    "time_before_order": ("时间 $value 早于下单", "The time $value is before the order"),
    "time_before_delivery": ("时间 $value 早于发货", "The time $value is before delivery"),
    "card_code_same": ("卡密与发出的一致", "The card code is the one that was sent"),
    "card_code_close": (
        "卡密与发出的一致（个别字符没有读清）",
        "The card code is the one that was sent, give or take a misread character",
    ),
    "card_code_other": ("卡密不是这笔订单发出的", "The card code was not sent with this order"),
    "error_is_cards": (
        "错误码 $value 表示卡密有问题",
        "Error code $value says that the card is at fault",
    ),
    "error_is_not_cards": (
        "错误码 $value 不是卡密的问题",
        "Error code $value does not say that the card is at fault",
    ),
    "error_unknown": (
        "错误码 $value 不在这款商品的已知错误码里",
        "Error code $value is not known for this product",
    ),
    "too_small": (
        "图片太小，短边只有 $measured 像素",
        "Too small: $measured pixels at the short side",
    ),
    "no_text": ("图上没有读到文字", "No text could be read"),
    "low_scores": ("文字不清楚", "The text is not clear"),
    "blurred": ("图片模糊", "The picture is blurred"),
    "account_same": ("充值账号 $value 与订单一致", "The account $value is the order's"),
}

_LACKS: dict[str, tuple[str, str]] = {
    "failure": ("失败提示或错误码", "the failure message or error code"),
    "absence": ("“未到账”的提示或充值记录", "that nothing arrived, or the top-up history"),
    "identity": ("订单号、卡密或充值账号", "the order number, card code or account"),
    "amount": ("付款金额", "the amount paid"),
    "time": ("付款时间或交易号", "the time or trade number of the payment"),
    "text": ("能看清的文字", "text that can be read"),
}


def finding_sentence(*, finding: Finding, language: str) -> str:
    """Return what was found, in one sentence without a full stop."""
    if finding.code not in _FINDINGS:
        said = belief_text(code=finding.code, params=finding.params, language=language)
        return said.rstrip("。.")
    chinese, english = _FINDINGS[finding.code]
    return Template(english if language == "en" else chinese).substitute(finding.params)


def lacking_name(*, element: str, language: str) -> str:
    """Return what a piece does not show, as it is named to the buyer."""
    chinese, english = _LACKS[element]
    return english if language == "en" else chinese
