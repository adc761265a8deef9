"""Words about risk and credit: exact ones for reviewers, fair ones for the buyer.

To the buyer a reason is named by what it is about, never by how it was found out: whoever knows
which device or picture gave him away knows what to change next time.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

Sentences = Mapping[str, tuple[str, str]]

_TO_STAFF: Final[Sentences] = {
    "cancels": ("7 天内取消 $count 笔", "$count cancelled within 7 days"),
    "returns": ("30 天内因买家原因退款 $count 笔", "$count own-side refunds within 30 days"),
    "after_view": (
        "90 天内查看卡密后退款 $count 笔，发卡方未确认无效",
        "$count refunds after viewing within 90 days, not invalid by the issuer's word",
    ),
    "contradicted": (
        "90 天内 $count 笔申请与系统记录矛盾",
        "$count requests contradicted by the records within 90 days",
    ),
    "doubted": ("90 天内 $count 份凭证有疑点", "$count pieces of evidence in doubt within 90 days"),
    "reused": (
        "90 天内 $count 份凭证是其他账号用过的图片",
        "$count pieces are pictures another account had sent, within 90 days",
    ),
    "linked_restricted": (
        "与 $count 个本身受限的账号有关联",
        "linked to $count accounts that are restricted themselves",
    ),
    "linked_returning": (
        "关联账号里有 $count 个近期频繁退款",
        "$count linked accounts often refund of late",
    ),
    "to_wallet": (
        "30 天内 $count 笔渠道付款退到了钱包",
        "$count channel payments refunded to the wallet within 30 days",
    ),
    "payers": (
        "30 天内由 $count 个不同的付款人付款",
        "$count different people paid through channels within 30 days",
    ),
    "used_after_refund": (
        "$count 张卡退款后又被使用",
        "$count cards were used after their refund",
    ),
    "abuse": ("有 $count 条经核实的违规记录", "$count established cases of abuse"),
    "noted": ("$count 笔写明了原因", "$count gave their reason"),
    "identified": ("已通过实名核验", "real name confirmed"),
}

_TO_BUYER: Final[Sentences] = {
    "cancels": ("最近取消订单比较多", "Many orders were cancelled recently"),
    "returns": ("最近非质量原因的退款比较多", "Many recent refunds were not for a fault"),
    "after_view": (
        "查看卡密后的退款比较多",
        "Several refunds were asked for after the codes had been viewed",
    ),
    "contradicted": (
        "有退款申请与系统记录不一致",
        "Some refund requests do not agree with our records",
    ),
    "doubted": ("有凭证需要人工核对", "Some evidence needs a person to check it"),
    "reused": ("有凭证需要人工核对", "Some evidence needs a person to check it"),
    "linked_restricted": (
        "账号的使用情况需要核实",
        "How the account is used needs to be checked",
    ),
    "linked_returning": (
        "账号的使用情况需要核实",
        "How the account is used needs to be checked",
    ),
    "to_wallet": ("退款去向需要核实", "Where refunds went needs to be checked"),
    "payers": ("付款情况需要核实", "How orders were paid for needs to be checked"),
    "used_after_refund": (
        "有已退款的卡后来被使用",
        "A refunded card was used afterwards",
    ),
    "abuse": ("有经核实的违规记录", "There is an established breach of the rules"),
}

_NOT_IF_GRANTED: Final = (
    "满 90 天不再计；通过的申请不计",
    "They count for 90 days; not if the case is granted",
)
_LOWERS: Final[Sentences] = {
    "cancels": ("取消满 7 天不再计", "Cancels count for 7 days"),
    "returns": ("买家原因的退款满 30 天不再计", "Own-side refunds count for 30 days"),
    "after_view": (
        "满 90 天不再计；发卡方确认无效的不计",
        "They count for 90 days; not if the issuer says invalid",
    ),
    "contradicted": (
        "满 90 天不再计；改判通过的不计",
        "They count for 90 days; not if granted after all",
    ),
    "doubted": _NOT_IF_GRANTED,
    "reused": _NOT_IF_GRANTED,
    "linked_restricted": (
        "对方解除限制，或申诉认定关联不成立",
        "If the others are restricted no more, or an appeal finds the link wrong",
    ),
    "linked_returning": (
        "对方退款减少，或申诉认定关联不成立",
        "If the others refund less, or an appeal finds the link wrong",
    ),
    "to_wallet": ("满 30 天不再计", "They count for 30 days"),
    "payers": ("满 30 天没有再付款的不再计", "Each counts for 30 days after paying"),
    "used_after_refund": ("只有申诉成立才会消除", "Only an accepted appeal takes it away"),
    "abuse": ("满一年不再计，或申诉认定有误", "Counts for a year, or until found wrong"),
}  # fmt: skip

_CREDIT: Final[Sentences] = {
    "start": ("新买家起始分", "Every buyer's start"),
    "good_days": ("顺利完成订单的天数：$n", "Days with orders completed well: $n"),
    "age": ("账号年限", "How long the account has been kept"),
    "identified": ("已通过实名核验", "Real name confirmed"),
    "justified": (
        "商家或平台原因的退款 $n 笔，不影响信用",
        "Refunds for a fault: $n, which cost nothing",
    ),
    "contradicted": (
        "与系统记录不一致的申请 $n 笔",
        "Requests that disagree with the records: $n",
    ),
    "abuse": ("经核实的违规 $n 次", "Established breaches: $n"),
}

_RAISES: Final[Sentences] = {
    "good_days": (
        "顺利完成一笔 ¥10 以上的订单（每天计一次），还可加 $left 分",
        "Complete an order of ¥10 or more (once a day), up to $left points more",
    ),
    "identified": ("完成一次实名核验", "Have your real name confirmed"),
    "age": ("账号年限，$date 起", "The account's age, from $date on"),
    "heals": ("过去的扣分恢复一部分，$date 起", "Past deductions heal in part, from $date on"),
}

LABELS: Final[Mapping[str, Sentences]] = {
    "mark": {
        "device": ("同一设备", "same device"),
        "target": ("同一充值账号", "same top-up account"),
        "address": ("同一收货地址", "same address"),
        "payer": ("同一付款人", "same payer"),
        "identity": ("同一实名", "same identity"),
    },
    "abuse": {
        "chargeback_after_refund": ("退款后又向渠道拒付", "Chargeback after a refund"),
        "forged_evidence": ("伪造凭证", "Forged evidence"),
        "stolen_payment": ("盗用他人付款方式", "Somebody else's means of payment"),
        "other": ("其他违规", "Another breach"),
    },
    "cause": {
        "activity": ("订单或售后有变化", "Orders or cases changed"),
        "time": ("定期重算", "Computed anew as time passed"),
        "identity": ("实名核验", "Identity check"),
        "appeal": ("申诉结果", "An appeal was decided"),
        "hand": ("人工处理", "By a person"),
        "abuse": ("登记违规", "Abuse was recorded"),
        "request": ("人工要求重算", "Asked for by a person"),
    },
    "appeal_state": {
        "checking": ("实名核验中", "Identity being checked"),
        "mismatched": ("实名信息不符，请重新填写", "Name and number do not match"),
        "submitted": ("审核中", "In review"),
        "accepted": ("申诉成立", "Accepted"),
        "rejected": ("申诉未成立", "Not accepted"),
        "lapsed": ("已失效", "Lapsed"),
    },
    "identity_state": {
        "waiting": ("核验中", "Being checked"),
        "confirmed": ("一致", "Confirmed"),
        "not_confirmed": ("不一致", "Not confirmed"),
        "unanswered": ("核验方没有答复", "No answer from the provider"),
    },
    "number_problem": {
        "form": ("身份证号是 18 位，最后一位可以是 X", "It has 18 digits; the last may be X"),
        "place": ("身份证号的前两位不对", "The first two digits are of no province"),
        "birthday": ("身份证号里的生日不对", "The birthday in it cannot be"),
        "check_digit": ("身份证号有一位输错了", "One of its digits is mistyped"),
    },
    "lifted": {
        "healed": ("风险已降低，自动解除", "Lifted by itself: the score went down"),
        "appeal": ("申诉成立，已解除", "Lifted: the appeal was accepted"),
        "late": ("我们没有按时答复申诉，已解除", "Lifted: we did not answer the appeal in time"),
        "hand": ("人工解除", "Lifted by a person"),
    },
}  # fmt: skip

_TABLES: Final[Mapping[str, Sentences]] = {
    "staff": _TO_STAFF,
    "buyer": _TO_BUYER,
    "credit": _CREDIT,
    "raises": _RAISES,
    "lowers": _LOWERS,
}


def risk_sentence(
    *, to: str, code: str, language: str, params: Mapping[str, object] | None = None
) -> str:
    """Return the sentence of a code for `staff` or `buyer`, of `credit` or of what `raises` it.

    Raises `KeyError` for a code that has none: what is shown is never made up.
    """
    chinese, english = _TABLES[to][code]
    return Template(english if language == "en" else chinese).substitute(params or {})


def risk_label(*, of: str, word: str, language: str) -> str:
    """Return the name of a word. Raises `KeyError` for one that does not exist."""
    chinese, english = LABELS[of][word]
    return english if language == "en" else chinese


def fair_reasons(*, codes: tuple[str, ...] | list[str], language: str) -> tuple[str, ...]:
    """Return what the buyer is told of those codes, each sentence once, what eases left out."""
    told = [code for code in codes if code in _TO_BUYER]
    return tuple(
        dict.fromkeys(risk_sentence(to="buyer", code=code, language=language) for code in told)
    )
