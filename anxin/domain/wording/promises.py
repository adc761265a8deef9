"""The texts of tags, hints and timeline steps: Chinese, English."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

from anxin.domain.terms import Hint, Step, Tag
from anxin.domain.wording.labels import label
from anxin.domain.wording.writing import either, length, moment, money, percent

TAGS: Final[Mapping[str, tuple[str, str]]] = {
    "limited_discount": ("限时特惠", "Limited discount"),
    "customised": ("定制商品", "Made to order"),
    "cancel_within": ("付款后$length内可取消", "Cancel within $length of payment"),
    "no_cooling_off": ("付款后立即发货", "Delivered at once, no cooling-off"),
    "no_return": ("不支持无理由退款", "No returns without a reason"),
    "return_within": ("$length无理由可退", "Returns within $length, no questions"),
    "return_within_unviewed": ("卡密未查看$length内可退", "Unviewed: returnable for $length"),
    "return_within_unused": ("卡密未使用$length内可退", "Unused: returnable for $length"),
    "return_fee": ("退款手续费$rate", "Return fee $rate"),
    "return_free": ("退款免手续费", "No return fee"),
    "fault_within": ("商品有问题$length内可退", "Faults: refundable for $length"),
    "not_received_within": ("未收到$length内可退", "Not received: refundable for $length"),
}
ANY_TIME: Final[Mapping[str, tuple[str, str]]] = {
    "return_within": ("随时无理由可退", "Returns at any time, no questions"),
    "return_within_unviewed": ("卡密未查看随时可退", "Unviewed: returnable at any time"),
    "return_within_unused": ("卡密未使用随时可退", "Unused: returnable at any time"),
    "fault_within": ("商品有问题随时可退", "Faults: refundable at any time"),
    "not_received_within": ("未收到随时可退", "Not received: refundable at any time"),
}
HINTS: Final[Mapping[str, tuple[str, str]]] = {
    "no_return": (
        "该商品交付后不支持无理由退款，请确认种类、面值和区服后再付款。",
        "Once delivered it cannot be returned without a reason: please check kind, denomination "
        "and server before you pay.",
    ),
    "no_cooling_off": (
        "该商品付款后立即发货，没有冷静期。",
        "It is delivered as soon as it is paid for: there is no cooling-off.",
    ),
    "high_value": (
        "本单金额 $amount，取消或退款需要人工审核，请确认后再付款。",
        "This order is worth $amount: cancelling or refunding it is reviewed by a person.",
    ),
    "report_within.card_secret": (
        "该卡种请在交付后$length内激活；有问题请在$length内反馈，逾期只在发卡方证明卡密无效时可退。",
        "Please activate the card within $length of delivery and report any problem by then; "
        "later it is refundable only if the issuer finds it invalid.",
    ),
    "report_within": (
        "有问题请在交付后$length内反馈，逾期一般不能再退。",
        "Please report any problem within $length of delivery.",
    ),
}
SITUATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "cooling_off": ("付款后反悔", "Changing your mind after payment"),
    "undelivered": ("还没有发货", "Not delivered yet"),
    "no_reason": ("不想要了（无理由）", "No longer wanted"),
    "not_received": ("没有收到", "Not received"),
    "arrived_late": ("到账太晚", "Arrived late"),
    "fault": ("无效、发错、与描述不符或质量问题", "Invalid, wrong, not as described, faulty"),
    "partly_delivered": ("只到账一部分", "Partly delivered"),
    "system_duplicate": ("系统重复扣款或重复充值", "Charged or topped up twice by the system"),
}
_LIMITS: Final[Mapping[str, tuple[str, str]]] = {
    "promise": ("（付款后超过$length）", " (more than $length after payment)"),
    "never": ("不可退（$code）", "not refundable ($code)"),
    "before_delivery": ("发货前随时可退，全额退回", "refundable in full until it is delivered"),
    "any_time": ("随时可退", "refundable at any time"),
    "within": ("$since后$length内可退", "refundable within $length of $since"),
    "calendar": (
        "$since次日起$length内可退（到最后一天24点）",
        "refundable until the end of day $count after $since",
    ),
    "until": ("，即 $until 前", ", until $until"),
    "restarts": ("；$since后重新计算", "; counted anew from $since"),
    "fee": ("，手续费 $rate", ", fee $rate"),
    "no_fee": ("，免手续费", ", free of charge"),
    "evidence": ("；需要$pieces", "; asks for $pieces"),
    "unviewed": ("，限未查看的卡密", ", for cards not viewed"),
    "missing_value": ("，退未到账部分", ", for the part that did not arrive"),
}


def tag_text(*, tag: Tag, language: str) -> str:
    """Writes a tag, as 「卡密未查看24小时内可退」."""
    texts = TAGS if tag.length or tag.code not in ANY_TIME else ANY_TIME
    return Template(_in(language, texts[tag.code])).substitute(
        length=length(of=tag.length, language=language) if tag.length else "",
        rate=percent(tag.rate),
    )


def hint_text(*, hint: Hint, language: str) -> str:
    """Writes a hint as one sentence."""
    texts = HINTS.get(hint.code) or HINTS[hint.code.partition(".")[0]]
    return Template(_in(language, texts)).substitute(
        length=length(of=hint.length, language=language) if hint.length else "",
        amount=money(hint.price_fen),
    )


def step_title(*, step: Step, language: str) -> str:
    """Writes which situation a step is about."""
    title = _in(language, SITUATIONS[step.situation])
    if not step.promise:
        return title
    promise = length(of=step.promise, language=language)
    return title + _part("promise", language, length=promise)


def step_text(*, step: Step, language: str) -> str:
    """Writes until when it is refundable, from what that counts, the fee and the evidence."""
    if not step.is_refundable:
        code = label(of="code", word=step.code or "no_rule", language=language)
        return _part("never", language, code=code)
    parts = [_limit(step=step, language=language)]
    if step.until:
        parts.append(_part("until", language, until=moment(at=step.until, language=language)))
    if step.restarts_at:
        parts.append(_part("restarts", language, since=_time(step.restarts_at, language)))
    return "".join([*parts, *_conditions(step=step, language=language)])


def _limit(*, step: Step, language: str) -> str:
    if not step.length:
        is_early = step.situation == "undelivered"
        return _part("before_delivery" if is_early else "any_time", language)
    return _part(
        "calendar" if step.length.is_calendar else "within",
        language,
        since=_time(step.since or "delivered_at", language),
        length=length(of=step.length, language=language),
        count=str(step.length.count),
    )


def _conditions(*, step: Step, language: str) -> list[str]:
    parts = []
    if step.amount == "unviewed_units":
        parts.append(_part("unviewed", language))
    if step.amount == "value_not_delivered":
        parts.append(_part("missing_value", language))
    if step.situation == "no_reason":
        name = "fee" if step.fee_rate else "no_fee"
        parts.append(_part(name, language, rate=percent(step.fee_rate)))
    if step.evidence:
        pieces = [label(of="evidence", word=kind, language=language) for kind in step.evidence]
        parts.append(_part("evidence", language, pieces=either(names=pieces, language=language)))
    return parts


def _time(name: str, language: str) -> str:
    return label(of="time", word=name, language=language)


def _part(name: str, language: str, **values: str) -> str:
    return Template(_in(language, _LIMITS[name])).substitute(values)


def _in(language: str, texts: tuple[str, str]) -> str:
    return texts[1] if language == "en" else texts[0]
