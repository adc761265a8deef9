"""What the form asks and says around its fields: Chinese, English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anxin.domain.quote import Answer
from anxin.domain.request import FIELDS
from anxin.domain.wording.writing import moment

Texts = Mapping[str, tuple[str, str]]

FIELD_NAMES: Final[Texts] = {
    "shown": ("提示的原文或错误码", "Exact message or error code"),
    "tried_on": ("在哪里激活的", "Where you activated it"),
    "account_right": ("下单时填的账号对吗", "Was the account you typed right?"),
    "came_to": ("实际充到了哪里", "Where it went instead"),
    "arrived_at": ("实际到账时间", "When it really arrived"),
    "courier_said": ("快递怎么说", "What the courier says"),
    "page_said": ("页面上写的是", "What the page said"),
    "got": ("实际收到的是", "What you received"),
    "arrived": ("实际到了多少", "How much arrived"),
    "broken": ("哪里有问题", "What is wrong"),
    "since": ("什么时候发现的", "When you noticed"),
    "wrong_part": ("哪里拍错了", "What you got wrong"),
    "meant": ("本来想买的是", "What you meant to buy"),
    "keep": ("要保留的是哪一笔", "Which order you keep"),
    "game": ("哪个游戏", "Which game"),
    "trade_no": ("另一笔的交易号", "Trade number of the other one"),
}
EXAMPLES: Final[Texts] = {
    "shown": ("如：该卡已被使用（1003）", "e.g. Code already redeemed (1003)"),
    "tried_on": ("如：Steam 客户端，美区账号", "e.g. Steam client, US account"),
    "came_to": ("如：尾号 1234", "e.g. account ending 1234"),
    "arrived_at": ("如：11月26日 21:40", "e.g. 26 Nov, 21:40"),
    "courier_said": ("如：显示已签收，不是本人", "e.g. marked as signed for, not by me"),
    "page_said": ("如：全区通用", "e.g. works in every region"),
    "got": ("如：50 元面值，台区", "e.g. ¥50, Taiwan region"),
    "arrived": ("如：30", "e.g. 30"),
    "broken": ("如：登录后会员只剩 3 天", "e.g. only 3 days of membership left"),
    "meant": ("如：100 元面值", "e.g. the ¥100 one"),
    "game": ("如：原神，11月26日 停服维护", "e.g. Genshin Impact, down since 26 Nov"),
    "trade_no": ("支付宝或微信账单里的交易号", "as in your Alipay or WeChat bill"),
}
"""What an answer may look like, shown in the empty field."""

CHOICES: Final[Mapping[str, Texts]] = {
    "account_right": {
        "yes": ("对的", "Yes"),
        "no": ("填错了", "No"),
        "unsure": ("不确定", "Not sure"),
    },
    "since": {
        "at_once": ("一开始就有", "From the start"),
        "later": ("用了一段时间后", "After a while"),
    },
    "wrong_part": {
        "kind": ("种类", "Kind"),
        "denomination": ("面值", "Denomination"),
        "region": ("区服", "Region or server"),
        "account": ("账号", "Account"),
        "units": ("数量", "Number"),
    },
}
PROBLEMS: Final[Texts] = {
    "too_long": ("太长了，请写短一些", "This is too long, please shorten it"),
    "not_listed": ("请从列出的里面选一个", "Please choose one of those listed"),
    "not_a_number": ("请填数字", "Please enter a number"),
    "too_much": ("数字太大了", "The number is too large"),
    "unreadable": (
        "里面有看不见的字符，请重新输入",
        "It has invisible characters, please retype it",
    ),
    "no_order_no": ("请从列出的订单里选一笔", "Please choose one of the orders listed"),
}
PROOFS: Final[Texts] = {
    "activation_screen": (
        "激活页面的截图最有用：看得见卡密的一部分、提示原文和时间。",
        "Most useful: the activation page, with part of the code, the message and the time.",
    ),
    "carrier_record": (
        "运营商 App 或营业厅的充值记录最有用：看得见号码、日期和每一笔。",
        "Most useful: the carrier's own top-up record, with the number, the date and every entry.",
    ),
    "account_page": (
        "账号页面的截图最有用：看得见账号、权益和到期日。",
        "Most useful: the account's page, with its name, what it holds and until when.",
    ),
    "courier_record": (
        "快递物流页面的截图最有用：看得见单号和每一步。",
        "Most useful: the courier's tracking page, with its number and every step.",
    ),
    "unpacking": (
        "拆包照片最有用：看得见快递单、整件商品和有问题的地方。",
        "Most useful: a photo of the unpacking, with the label, all of it and what is wrong.",
    ),
    "beside_page": (
        "把页面描述和实际情况放在一起截图最有用。",
        "Most useful: the description and what you got, side by side.",
    ),
    "both_payments": (
        "两笔扣款都看得见的账单截图最有用：要有时间、金额和交易号。",
        "Most useful: a bill with both payments, their times, amounts and trade numbers.",
    ),
}
"""What a picture should show, by `request.proof_of`."""

_STEPS: Final[Texts] = {
    "record": ("系统按记录核定，几秒内有结果。", "Our system decides by the records, in seconds."),
    "credit": (
        "凭您的信用先退款，事后只抽查。",
        "Your credit pays first; afterwards only samples are looked at.",
    ),
    "issuer_status": (
        "先问发卡方这张卡有没有被使用，通常几秒钟。",
        "First the issuer is asked whether the card was used, usually within seconds.",
    ),
    "supplier": (
        "先请供应商停止充值，最多等 10 分钟。",
        "First the supplier is asked to stop, which takes 10 minutes at most.",
    ),
    "evidence": (
        "上传凭证后几秒内读取，并与订单记录核对。",
        "Your evidence is read within seconds and compared with the order's records.",
    ),
    "merchant": (
        "请商家说明情况；商家不说明，也不影响平台的时限。",
        "The merchant is heard; its silence does not move our own time limit.",
    ),
    "review": ("由$who决定，最晚 $due。", "Decided by $who by $due at the latest."),
    "goods": (
        "把商品寄回，商家确认收到后打款。",
        "You send the goods back; the money moves once the merchant has them.",
    ),
    "no": (
        "按规则会被拒绝；不同意可以申诉，由另一位专员复核。",
        "The rules refuse it. If you disagree you can appeal, and another person looks at it.",
    ),
}
_WHO: Final[Texts] = {
    "first_line": ("客服", "an agent"),
    "expedited": ("加急客服", "an expediting agent"),
    "senior": ("高级专员", "a senior agent"),
}


def field_name(*, name: str, language: str) -> str:
    """Name a field of the form."""
    return _in(language, FIELD_NAMES[name])


def field_example(*, name: str, language: str) -> str:
    """Show what an answer may look like; empty where the field shows its answers itself."""
    return _in(language, EXAMPLES[name]) if name in EXAMPLES else ""


def field_value(*, name: str, value: str, language: str) -> str:
    """Say what was filled in: a choice by its name, everything else as it was written."""
    choices = CHOICES.get(name, {})
    return _in(language, choices[value]) if value in choices else value


def fields_told(*, details: Mapping[str, str], language: str) -> tuple[tuple[str, str], ...]:
    """Say what was filled in besides reason and note: each field by its name, with the answer."""
    return tuple(
        (
            field_name(name=name, language=language),
            field_value(name=name, value=details[name], language=language),
        )
        for name in FIELDS
        if name in details
    )


def field_problem(*, code: str, language: str) -> str:
    """Say what is wrong with what was filled in."""
    return _in(language, PROBLEMS[code])


def proof_sentence(*, proof: str, language: str) -> str:
    """Say what a picture should show; empty where no picture is of use."""
    return _in(language, PROOFS[proof]) if proof else ""


def next_steps(
    *, answer: Answer, then: Answer | None, waits_for: str, language: str
) -> tuple[str, ...]:
    """Say what happens after submitting, one sentence a step, with who decides until when.

    `then`: what the answer will be once evidence that agrees is there.
    """
    if waits_for:
        return (_in(language, _STEPS[waits_for]),)
    if answer.outcome == "need_evidence":
        after = _decided(then, language) if then else ()
        return (_in(language, _STEPS["evidence"]), *after)
    return _decided(answer, language)


def _decided(answer: Answer, language: str) -> tuple[str, ...]:
    names = {"approve": ["record"], "instant": ["credit"], "refuse": ["no"]}.get(answer.outcome, [])
    if answer.outcome == "review" and answer.cause == "merchant":
        names = ["merchant"]
    steps = [_in(language, _STEPS[name]) for name in names]
    if answer.tier and answer.decide_by:
        due = moment(at=answer.decide_by, language=language)
        sentence = _in(language, _STEPS["review"])
        who = _in(language, _WHO[answer.tier])
        steps.append(sentence.replace("$who", who).replace("$due", due))
    if answer.return_goods and answer.outcome != "refuse":
        steps.append(_in(language, _STEPS["goods"]))
    return tuple(steps)


def _in(language: str, texts: tuple[str, str]) -> str:
    return texts[1] if language == "en" else texts[0]
