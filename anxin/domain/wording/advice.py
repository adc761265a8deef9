"""What buyers are told while they fill in a request: Chinese, English."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

from anxin.domain.quote import Answer
from anxin.domain.request import Advice
from anxin.domain.wording.labels import label
from anxin.domain.wording.writing import money

Texts = Mapping[str, tuple[str, str]]

LEADS: Final[Texts] = {
    "recorded_twice": (
        "系统记录了重复充值，责任在平台。",
        "The records show a duplicate by our system, so it is for us to bear.",
    ),
    "came_short": (
        "记录显示只到了一部分。",
        "The records show that only a part arrived.",
    ),
    "nothing_on_record": (
        "供应商查不到到账记录。",
        "The supplier has no record of it arriving.",
    ),
    "came_late": (
        "记录显示送达晚于承诺的时间，责任在商家。",
        "The records show that it arrived later than promised: that is the merchant's fault.",
    ),
    "has_twin": (
        "您在短时间内下过同样的订单。如果是下重了，不收手续费。",
        "You placed the same order shortly before. If this one is a repetition, there is no fee.",
    ),
    "never_viewed": (
        "卡密从未查看，还不知道它能不能用。想退可以现在就退；"
        "想用就先查看，用不了再按「$chosen」全额退。",
        "The card was never viewed, so nobody knows yet whether it works. You can return it now, "
        "or view it first: if it does not work, '$chosen' gives all of it back.",
    ),
    "if_broken": (
        "只有卡密确实用不了时才选这一项，要有激活失败的截图。",
        "Only if the card really does not work: it takes a picture of the failed activation.",
    ),
    "can_still_return": (
        "没有用过的部分现在还可以退。",
        "What has not been used can still be returned.",
    ),
    "own_words": (
        "您写的情况更像另一个原因。",
        "What you wrote sounds like another reason.",
    ),
}
"""Why another reason is thought of."""

_SOON: Final[Texts] = {
    "approve": ("几秒内", "within seconds"),
    "instant": ("马上", "at once"),
    "need_evidence": ("凭证核对后", "once your evidence has been checked"),
    "expedited": ("加急审核通过后", "once an expedited review approves"),
    "first_line": ("客服审核通过后", "once a review approves"),
    "senior": ("高级专员审核通过后", "once a senior review approves"),
}
_OFFER: Final = (
    "选「$other」：$soon退 $refund$fee。",
    "'$other' gives you $refund back $soon$fee.",
)
_NO_FEE: Final = ("，不收手续费", ", without a fee")
_FEE: Final = ("（已扣手续费 $fee）", " (after a fee of $fee)")
_INSTEAD: Final = ("改选「$other」", "Choose '$other'")

_STOP: Final = (
    "$code：选「$reason」按规则会被拒绝。",
    "$code: the rules refuse '$reason'.",
)

EMPTY_WORDS: Final[Texts] = {
    "only_marks": (
        "这里只有标点或表情，审核员看不出发生了什么。",
        "There are only marks here, so nobody can tell what happened.",
    ),
    "repeated": (
        "这段文字没有内容，审核员看不出发生了什么。",
        "This says nothing, so nobody can tell what happened.",
    ),
    "says_nothing": (
        "这样写，审核员还不知道具体出了什么问题。",
        "From this a reviewer cannot tell what exactly went wrong.",
    ),
    "nothing_said": (
        "这笔由人来审核，但还没有写明情况，也没有凭证。",
        "A person will review this, but nothing has been said or shown yet.",
    ),
}
"""What is the matter with the words."""

PROMPTS: Final[Texts] = {
    "card_invalid": (
        "在哪里激活、提示的原文或错误码",
        "where you activated it, and the exact message or error code",
    ),
    "not_received": (
        "该收到的是什么、在哪里看过、看到的是什么",
        "what should have arrived, where you looked, and what you saw there",
    ),
    "top_up_failed": (
        "充值的账号对不对、现在余额多少、有没有失败提示",
        "whether the account was right, its balance now, and any failure message",
    ),
    "credited_wrongly": (
        "充到了哪个账号、到了多少",
        "which account it went to, and how much",
    ),
    "arrived_late": ("实际什么时候到账", "when it really arrived"),
    "not_as_described": (
        "页面写的是什么、实际是什么",
        "what the page said, and what you got",
    ),
    "wrong_item": (
        "买的是什么、收到的是什么（种类、面值、区服）",
        "what you bought and what you received (kind, denomination, region)",
    ),
    "partly_delivered": ("买了多少、实际到了多少", "how much you bought, and how much arrived"),
    "quality": (
        "哪里有问题、什么时候发现的、怎么用会出现",
        "what is wrong, when you noticed it, and what you were doing",
    ),
    "paid_twice": (
        "另一笔付款的时间和交易号",
        "the time and trade number of the other payment",
    ),
    "system_duplicate": (
        "重复的那一笔的时间和交易号",
        "the time and number of the repeated one",
    ),
}
"""What to write, for the reasons that need words, in the buyer's own terms."""

_NAMES: Final[Texts] = {
    "stop": ("$code", "$code"),
    "offer": ("可改选「$other」", "could choose '$other'"),
    "ask": ("描述太笼统，请补充", "asked to say more"),
}
_ASK: Final = (
    "$lead请补上：$prompt。确实没有更多可写，也可以照样提交。",
    "$lead Please add $prompt. If there is no more to say, you can submit it as it is.",
)


def advice_sentence(*, advice: Advice, language: str) -> str:
    """Say one piece of advice. A `stop` is said at length by the refusal itself (`why`)."""
    if advice.severity == "stop":
        code = label(of="code", word=advice.code, language=language)
        return _fill(_STOP, language, code=code, reason=_reason(advice.reason, language))
    if advice.severity == "ask":
        return _fill(
            _ASK,
            language,
            lead=_in(language, EMPTY_WORDS[advice.code]),
            prompt=_in(language, PROMPTS[advice.reason]),
        )
    lead = _fill(LEADS[advice.code], language, chosen=_reason(advice.reason, language))
    answer = advice.offered
    assert answer is not None, "an offer has the answer that it gets"
    pause = " " if language == "en" else ""
    return lead + pause + _outcome(advice.other, answer, language)


def advice_name(*, key: str, language: str) -> str:
    """Name advice by its key, for those who read later what a buyer was told."""
    _reason_given, severity, code, *rest = key.split(".")
    return _fill(
        _NAMES[severity],
        language,
        code=label(of="code", word=code, language=language) if severity == "stop" else "",
        other=_reason(rest[0], language) if rest else "",
    )


def offer_button(*, advice: Advice, language: str) -> str:
    """Name the way to the reason that is offered."""
    return _fill(_INSTEAD, language, other=_reason(advice.other, language))


def prompt(*, reason: str, language: str) -> str:
    """Say what to write for a reason; empty where no words are needed."""
    return _in(language, PROMPTS[reason]) if reason in PROMPTS else ""


def _outcome(other: str, answer: Answer, language: str) -> str:
    fee = _fill(_FEE, language, fee=money(answer.fee_fen)) if answer.fee_fen else ""
    return _fill(
        _OFFER,
        language,
        other=_reason(other, language),
        soon=_in(language, _SOON[answer.tier or answer.outcome]),
        refund=money(answer.refund_fen),
        fee=fee or _in(language, _NO_FEE),
    )


def _reason(word: str, language: str) -> str:
    return label(of="reason", word=word, language=language)


def _fill(texts: tuple[str, str], language: str, **values: str) -> str:
    return Template(_in(language, texts)).substitute(values)


def _in(language: str, texts: tuple[str, str]) -> str:
    return texts[1] if language == "en" else texts[0]
