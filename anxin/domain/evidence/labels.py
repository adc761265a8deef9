"""The words beside which a page shows what is looked for, Chinese and English.

A label has a name of FIELD_NAMES, or `other` for what must not be taken for a field (a balance, a
date of expiry, the number of a bank card), and a rank: of amounts only the best rank found counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

OTHER: Final = "other"

_WORDS: Final[dict[tuple[str, int], str]] = {
    ("merchant_no", 1): (
        "商户单号 商家单号 商户订单号 商家订单号 商户订单编号 商家订单编号 商户订单 商家订单 "
        "外部订单号 商户交易号 merchant_order_no merchant_order_number merchant_order_id "
        "merchant_no merchant_number merchant_order"
    ),
    ("trade_no", 1): (
        "交易单号 交易号 支付宝交易号 微信交易单号 微信支付单号 交易订单号 交易流水号 支付流水号 "
        "流水号 支付单号 支付交易号 转账单号 支付订单号 微信订单号 支付宝订单号 transaction_id "
        "transaction_no transaction_number trade_no trade_number payment_no payment_id "
        "payment_number"
    ),
    ("order_no", 1): (
        "订单编号 订单号码 订单号 订单ID 订单 order_number order_no order_id order_# order"
    ),
    ("amount", 1): (
        "实付金额 实付款 实付 实际支付 实际付款 支付金额 付款金额 已支付 已付款 已付 退款金额 "
        "退款总额 退款总计 退还金额 退回金额 实退金额 交易金额 支出金额 消费金额 转账金额 扣款金额 "
        "支付总额 付款总额 amount_paid total_paid you_paid paid refund_amount amount_refunded "
        "refund_total total_refund refunded payment_amount"
    ),
    ("amount", 2): (
        "合计 总计 总金额 订单金额 订单总额 金额 应付金额 应付 总价 order_total grand_total "
        "total_amount total amount"
    ),
    ("time", 1): (
        "支付时间 付款时间 交易时间 退款时间 到账时间 转账时间 消费时间 扣款时间 payment_time "
        "paid_on paid_at payment_date transaction_time refund_time refunded_on"
    ),
    ("card_code", 1): (
        "卡密 充值卡密 充值卡号 卡密码 卡号 卡券号 卡券码 券码 激活码 兑换码 礼品码 礼包码 充值码 "
        "序列号 密码 CDKEY CD-KEY CDK redeem_code redemption_code card_code activation_code "
        "activation_key gift_code gift_card_code voucher_code license_key product_key card_number "
        "serial_number code PIN"
    ),
    ("error_code", 1): (
        "错误码 错误代码 错误编号 错误编码 错误号 返回码 返回代码 状态码 异常代码 异常码 故障码 "
        "报错码 报错代码 错误 报错 error_code err_code error_no error_number errcode errorcode "
        "error result_code"
    ),
    (OTHER, 0): (
        "商品总价 商品总额 商品金额 商品价格 原价 优惠 优惠金额 优惠券 立减 已优惠 余额 账户余额 "
        "运费 可用额度 单价 面值 手续费 服务费 积分 折扣 满减 市场价 有效期 有效期至 有效期限 截止 "
        "截止时间 到期 到期时间 过期时间 失效时间 交易卡号 银行卡号 付款卡号 收款卡号 到账卡号 "
        "验证码 校验码 动态码 邀请码 二维码 付款码 尾号 手机号 手机号码 充值号码 客服电话 登录密码 "
        "支付密码 请输入密码 subtotal balance discount unit_price face_value valid_until expires "
        "expires_on expiry expiry_date verification_code phone bank_card"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A label where it stands in a line."""

    name: str
    rank: int
    start: int
    end: int


_MEANING: Final = {
    word.replace("_", "").lower(): meaning
    for meaning, words in _WORDS.items()
    for word in words.split()
}


def _pattern() -> re.Pattern[str]:
    words = {word for words in _WORDS.values() for word in words.split()}
    longest_first = sorted(words, key=len, reverse=True)
    parts = []
    for word in longest_first:
        spaced = r"\s*".join(re.escape(each) for each in word.split("_"))
        latin = word.isascii()
        parts.append(rf"(?<![A-Za-z]){spaced}(?![a-z])\.?" if latin else spaced)
    return re.compile("|".join(parts), re.IGNORECASE)


_LABEL: Final = _pattern()


def labels_in(text: str) -> Iterator[Label]:
    """Yield the labels of a line from left to right, the longest word at each place."""
    for found in _LABEL.finditer(text):
        word = re.sub(r"[\s.]", "", found[0]).lower()
        name, rank = _MEANING[word]
        yield Label(name=name, rank=rank, start=found.start(), end=found.end())
