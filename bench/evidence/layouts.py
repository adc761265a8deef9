"""Which page says what, and where: twelve kinds of pages that buyers send.

A page is blocks; `{{order_no}}` and its like stand for fields that a reader must find. What stands
there without braces (list prices, dates of expiry, clocks, phone numbers) is there to mislead.
Words, forms of times and the sequence of rows are drawn from a seed, as apps and versions differ.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from bench.evidence.values import Values

Block = tuple[str, object]
Layout = tuple[list[Block], dict[str, str]]
"""The blocks, and what is written for each field."""

TIMES: Final = (
    "{:%Y-%m-%d %H:%M:%S}", "{:%Y-%m-%d %H:%M}", "{:%Y年%m月%d日 %H:%M}",
    "{:%Y年%m月%d日 %H:%M:%S}", "{:%Y/%m/%d %H:%M}", "{:%Y.%m.%d %H:%M:%S}",
    "{0.year}年{0.month}月{0.day}日 {0:%H:%M}",
)  # fmt: skip


def _rows(chance: random.Random, *pairs: tuple[str, str]) -> Block:
    """Rows of label and value; labels are `一/二` for one or the other."""
    rows = [(chance.choice(label.split("/")), value) for label, value in pairs]
    if chance.random() < 0.4:
        chance.shuffle(rows)
    return ("rows", rows)


def alipay_bill(v: Values, chance: random.Random) -> Layout:
    """A payment in Alipay's bills: the sum big and without a label."""
    rows = _rows(
        chance,
        ("支付时间/创建时间/付款时间", "{{time}}"),
        ("付款方式", chance.choice(("余额宝", "招商银行储蓄卡(6227)", "花呗"))),
        ("商品说明", v.goods),
        ("收款方全称", v.merchant + "有限公司"),
        ("订单号/交易号/交易订单号", "{{trade_no}}"),
        ("商家订单号/商户订单号", "{{merchant_no}}"),
    )
    blocks: list[Block] = [
        ("bar", "账单详情"), ("name", v.merchant), ("big", "-{{amount}}"), ("note", "交易成功"),
        rows, ("rows", [("账单分类", "充值缴费"), ("计入收支", "")]), ("button", "对此订单有疑问"),
    ]  # fmt: skip
    return blocks, {"trade_no": v.alipay_no, "merchant_no": v.merchant_no}


def wechat_bill(v: Values, chance: random.Random) -> Layout:
    """A payment in WeChat's bills."""
    rows = _rows(
        chance,
        ("当前状态", "支付成功"),
        ("支付时间/转账时间", "{{time}}"),
        ("商品", v.goods),
        ("商户全称", v.merchant + "有限公司"),
        ("支付方式", chance.choice(("零钱", "招商银行(6227)"))),
        ("交易单号", "{{trade_no}}"),
        ("商户单号", "{{merchant_no}}"),
    )
    blocks: list[Block] = [
        ("bar", "全部账单"), ("name", v.merchant), ("big", "-{{amount}}"), rows,
        ("note", "账单服务"), ("button", "发起群收款"),
    ]  # fmt: skip
    return blocks, {"trade_no": v.wechat_no, "merchant_no": v.merchant_no}


def order_page(v: Values, chance: random.Random) -> Layout:
    """Our own order page."""
    rows = _rows(
        chance,
        ("订单号/订单编号", "{{order_no}}"),
        ("商家", v.merchant),
        ("付款时间/下单时间", "{{time}}"),
        ("支付方式", "支付宝"),
    )
    blocks: list[Block] = [
        ("bar", "订单详情"), ("name", "已发货"), ("goods", (v.goods, f"¥{_more(v, 1.3)}")), rows,
        ("rows", [("商品总价", f"¥{_more(v, 1.2)}"), ("优惠", f"-¥{_more(v, 0.2)}"),
                  (chance.choice(("实付", "实付款", "实付金额")), "¥{{amount}}")]),
        ("button", "申请退款"),
    ]  # fmt: skip
    return blocks, {"order_no": v.order_no}


def redeem_failure(v: Values, chance: random.Random) -> Layout:
    """A dialog over the page on which a card is redeemed."""
    said = chance.choice(
        (
            "您输入的卡密 {{card_code}} 无效，请核对后重试",
            "卡密{{card_code}}已被使用，请联系商家",
            "兑换码「{{card_code}}」不存在或已失效",
            "激活码：{{card_code}} 校验失败，请稍后再试",
        )
    )
    error = chance.choice(("错误码：{{error_code}}", "错误代码 {{error_code}}", "({{error_code}})"))
    blocks: list[Block] = [
        ("bar", "卡密充值"), ("input", "请输入16位卡密"), ("button", "立即兑换"),
        ("dialog", ("兑换失败", said, error, "我知道了")),
        ("note", "客服电话 400-820-8820"),
    ]  # fmt: skip
    return blocks, {"error_code": _labelled_error(v, error)}


def invalid_page(v: Values, chance: random.Random) -> Layout:
    """A page that says only that a card does not work."""
    rows = _rows(
        chance,
        ("卡密/充值卡密/卡号", "{{card_code}}"),
        ("查询时间/提交时间", "{{time}}"),
        ("错误码/错误代码/返回码", "{{error_code}}"),
    )
    blocks: list[Block] = [
        ("bar", "充值结果"), ("name", "卡密无效"), ("note", "该卡密不存在或已过期"), rows,
        ("button", "重新输入"),
    ]  # fmt: skip
    return blocks, {}


def game_redeem(v: Values, chance: random.Random) -> Layout:
    """A game's page for gift codes, with its error below."""
    blocks: list[Block] = [
        ("bar", chance.choice(("礼包兑换", "兑换中心"))),
        ("rows", [("区服", "微信-艾欧尼亚"), ("角色", "夜雨声烦")]),
        ("text", chance.choice(("兑换码", "激活码", "CDKEY", "礼包码"))),
        ("input", "{{card_code}}"),
        ("button", "确认兑换"),
        ("text", chance.choice((
            "兑换失败，错误码: {{error_code}}", "请求失败[{{error_code}}]，请稍后再试",
            "Error {{error_code}}: code already used"))),
        ("note", "每个账号限兑换一次，有效期至2027-12-31"),
    ]  # fmt: skip
    return blocks, {"error_code": v.error_code if not v.error_code.isdigit() else "ERR_10027"}


def sms(v: Values, chance: random.Random) -> Layout:
    """Messages of a carrier and a shop."""
    code = chance.choice(("卡密：{{card_code}}", "充值卡密为{{card_code}}", "激活码 {{card_code}}"))
    blocks: list[Block] = [
        ("bar", chance.choice(("10086", "106575258192"))),
        ("time", "昨天 09:12"),
        ("left", f"【安心】您购买的{v.goods}已发货，{code}，请勿泄露。"),
        ("time", "{{time}}"),
        ("left", "【安心】您的订单{{order_no}}已支付{{amount}}元，如有疑问请回复或致电10086。"),
    ]
    return blocks, {"order_no": v.order_no}


def chat(v: Values, chance: random.Random) -> Layout:
    """A conversation with the merchant."""
    code = chance.choice(("卡密 {{card_code}} 用不了", "这个卡密{{card_code}}提示无效"))
    blocks: list[Block] = [
        ("bar", v.merchant + "客服"),
        ("time", "{{time}}"),
        ("right", "你好，订单号 {{order_no}}"),
        ("right", code),
        ("left", "亲，麻烦发一下报错截图哦"),
        ("right", chance.choice(("报错 {{error_code}}", "显示错误码{{error_code}}"))),
        ("left", "好的，正在为您核实，请稍等"),
    ]
    return blocks, {"order_no": v.order_no, "error_code": _labelled_error(v, "报错")}


def refund_page(v: Values, chance: random.Random) -> Layout:
    """Where a refund stands, at a channel or at us."""
    rows = _rows(
        chance,
        ("退款金额/退款总额", "¥{{amount}}"),
        ("退款时间/到账时间/申请时间", "{{time}}"),
        ("退回账户/退款方式", "零钱"),
        ("订单编号/订单号", "{{order_no}}"),
        ("商户单号/商家订单号", "{{merchant_no}}"),
    )
    blocks: list[Block] = [
        ("bar", "退款详情"), ("name", "退款成功"), ("goods", (v.goods, f"¥{_more(v, 1.3)}")), rows,
        ("note", "退款将原路退回，1-3个工作日到账"),
    ]  # fmt: skip
    return blocks, {"order_no": v.order_no, "merchant_no": v.merchant_no}


def bank_bill(v: Values, chance: random.Random) -> Layout:
    """A bank's record of a card payment."""
    rows = _rows(
        chance,
        ("交易时间/记账时间", "{{time}}"),
        ("交易金额/支出金额", "{{amount}}"),
        ("交易卡号/付款账户", "6227 **** **** 1234"),
        ("对方户名", v.merchant),
        ("账户余额", "18,206.44"),
        ("交易流水号/交易单号", "{{trade_no}}"),
    )
    blocks: list[Block] = [
        ("bar", "交易明细"), rows, ("note", "以上信息仅供参考"), ("button", "申请电子回单"),
    ]  # fmt: skip
    amount = f"{float(v.amount):,.2f}" if chance.random() < 0.7 else v.amount
    return blocks, {"trade_no": v.wechat_no, "amount": amount}


def email(v: Values, chance: random.Random) -> Layout:
    """An English receipt by e-mail."""
    rows = _rows(
        chance,
        ("Order number/Order No./Order ID", "{{order_no}}"),
        ("Paid on/Date/Payment time", "{{time}}"),
        ("Amount paid/Total paid", "¥{{amount}}"),
        ("Redeem code/Card code/Activation code", "{{card_code}}"),
    )
    blocks: list[Block] = [
        ("bar", "Your receipt"), ("name", "Thank you for your order"),
        ("text", "Here is what you bought. Keep this message for your records."), rows,
        ("note", "Questions? Reply to this message."),
    ]  # fmt: skip
    forms = ("{:%Y-%m-%d %H:%M:%S}", "{:%b %d, %Y %H:%M}", "{:%d %b %Y %H:%M}", "{:%Y-%m-%d %H:%M}")
    return blocks, {"order_no": v.order_no, "time": chance.choice(forms).format(v.at)}


def top_up(v: Values, chance: random.Random) -> Layout:
    """A phone top-up that did not arrive, values below their labels."""
    rows = [
        ("订单编号", "{{order_no}}"), ("充值号码", "138 0013 8000"), ("实付金额", "{{amount}}元"),
        ("下单时间", "{{time}}"), ("失败原因", "运营商返回 错误码{{error_code}}"),
    ]  # fmt: skip
    blocks: list[Block] = [
        ("bar", "充值记录"),
        ("name", "充值失败"),
        ("stacked", rows),
        ("button", "联系客服"),
    ]
    return blocks, {"order_no": v.order_no}


PAGE_TYPES: Final[Mapping[str, Callable[[Values, random.Random], Layout]]] = {
    each.__name__: each
    for each in (
        alipay_bill, wechat_bill, order_page, redeem_failure, invalid_page, game_redeem, sms, chat,
        refund_page, bank_bill, email, top_up,
    )
}  # fmt: skip


def lay_out(*, page_type: str, values: Values, seed: int) -> Layout:
    """Return the blocks of a page and what is written for each of its fields."""
    chance = random.Random(f"layout {page_type} {seed}")
    written = {
        "amount": values.amount,
        "time": chance.choice(TIMES).format(values.at),
        "card_code": values.card_code,
        "error_code": values.error_code,
    }
    blocks, own = PAGE_TYPES[page_type](values, chance)
    return blocks, {**written, **own}


def _labelled_error(v: Values, error: str) -> str:
    """A bare number is an error code only beside a word that says so."""
    return v.error_code if "错误" in error or not v.error_code.isdigit() else "E" + v.error_code


def _more(v: Values, times: float) -> str:
    return f"{float(v.amount) * times + 1:.2f}"


def clock(v: Values) -> str:
    """What the phone's own clock shows, somewhat later."""
    return f"{v.at + timedelta(hours=2, minutes=7):%H:%M}"
