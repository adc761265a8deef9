"""Cases and offers as the pages show them: words, tones and steps, nothing decided here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.postings import OF_BUYER
from anxin.services.aftersale.offer import Offer, Option
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.refund.queries import RefundRow

TONES = {
    "approve": "fast",
    "instant": "fast",
    "review": "wait",
    "need_evidence": "wait",
    "refuse": "bad",
}


@dataclass(frozen=True, slots=True)
class Way:
    """The way money goes back: by what, and when it arrives."""

    name: str
    arrival: str


def way_back(*, methods: Sequence[str], language: str, destination: str = "original") -> Way:
    """Return the way back to the tenders that paid: what is kept here is back at once."""
    names = [wording.label(of="tender", word=method, language=language) for method in methods]
    channels = [method for method in methods if method not in OF_BUYER]
    if channels and destination == "original":
        original = _("（原路）")
        return Way(
            " + ".join(names) + original, _("原路退回，通过后通常几分钟到账，最长 1–5 个工作日。")
        )
    kept = [n for n, method in zip(names, methods, strict=True) if method in ("coupon", "points")]
    return Way(" + ".join((_("安心钱包"), *kept)), _("退到安心钱包，通过后立即到账，可直接使用。"))


def is_by_wallet(*, case: CaseRow, refunds: Sequence[RefundRow]) -> bool:
    """Whether a case's money goes to what the platform keeps for the buyer, at once.

    What arrived says so itself: it may have gone another way than was asked for.
    """
    arrived = [refund for refund in refunds if refund.state == "succeeded"]
    if arrived:
        return all(r.destination == "wallet" or r.method in OF_BUYER for r in arrived)
    kept = all(share["method"] in OF_BUYER for share in case.shares)
    return kept or case.destination == "wallet"


def way_of_case(*, case: CaseRow, by_wallet: bool, language: str) -> Way:
    """Return the way back of a case."""
    methods = [share["method"] for share in case.shares]
    destination = "wallet" if by_wallet else case.destination
    return way_back(methods=methods, language=language, destination=destination)


@dataclass(frozen=True, slots=True)
class Ways:
    """The two ways a buyer can choose between: back to `original`, or the wallet."""

    original: str


def ways_of(*, ground: Ground, language: str) -> Ways | None:
    """Return the choice of ways, or nothing where everything goes to the wallet anyway."""
    channels = [line.method for line in ground.payments if line.method not in OF_BUYER]
    if not channels:
        return None
    names = (wording.label(of="tender", word=method, language=language) for method in channels)
    return Ways(" + ".join(names))


@dataclass(frozen=True, slots=True)
class Panel:
    """What the form shows once a reason is chosen."""

    reason: str | None
    label: str
    outcome: str
    tone: str
    title: str
    why: str
    lines: tuple[wording.Line, ...]
    refund_fen: int
    way: Way
    wanted: tuple[tuple[str, str], ...]
    waits_for: str
    steps: tuple[str, ...]


def panels_of(*, offer: Offer, language: str) -> list[Panel]:
    """Return one panel per option, in the offer's order."""
    return [_panel(option, offer, language) for option in offer.options]


def _panel(option: Option, offer: Offer, language: str) -> Panel:
    answer = option.answer
    lines = wording.explain(answer=answer, facts=option.facts, language=language)
    return Panel(
        reason=option.reason,
        label=wording.label(of="reason", word=option.reason, language=language)
        if option.reason
        else "",
        outcome=answer.outcome,
        tone="wait" if option.waits_for else TONES[answer.outcome],
        title=_first_asked(option.waits_for)
        or wording.label(of="outcome", word=answer.outcome, language=language),
        why=wording.why(answer=answer, facts=option.facts, policy=offer.policy, language=language),
        lines=lines,
        refund_fen=answer.refund_fen,
        way=way_back(methods=[s.method for s in answer.by_tender if s.fen], language=language),
        wanted=tuple(
            (kind, wording.label(of="evidence", word=kind, language=language))
            for kind in option.wanted
        ),
        waits_for=option.waits_for,
        steps=wording.next_steps(
            answer=answer, then=option.then, waits_for=option.waits_for, language=language
        ),
    )


def _first_asked(waits_for: str) -> str:
    """Say who is asked before anything is decided; nothing where nobody is."""
    return {
        "issuer_status": _("先向发卡方核实卡密"),
        "supplier": _("先请供应商停止充值"),
    }.get(waits_for, "")


def declined_sentence(code: str) -> str:
    """Say why a form was not taken and what to do."""
    return {
        "reason_missing": _("请先选一个退款原因"),
        "units_out_of_range": _("退款数量要在 1 和订单数量之间"),
        "too_many_withdrawals": _("这笔订单 30 天内已撤销 3 次，请联系客服"),
        "settled_upheld": _("这个原因已由仲裁作出最终决定，不能再申请；有新情况请选别的原因或投诉"),
        "settled_agreed": _("您已就这个原因接受了协商方案，不能再申请；有新情况请选别的原因或投诉"),
        "in_other_hands": _("这笔申请正由高级审核员处理，不能再修改；可以留言或撤销"),
        "too_many_refusals": _("今天这笔订单已被拒绝 5 次，请明天再试或联系客服"),
        "keep_unknown": _("没有找到要保留的那笔订单，请从您的相同订单里选"),
        "keep_itself": _("要保留的是另一笔，不能选正在退的这一笔"),
        "keep_other_goods": _("要保留的那笔不是同一个商品，不算重复下单，请换一个原因"),
        "keep_going_back": _("要保留的那笔已经取消、退款或正在退款；两笔都不要，请换一个原因"),
        "keep_other_way": _("另一笔的退款申请已经写明保留这一笔，不能两笔互相保留"),
    }.get(code, _("没有提交成功，请刷新后再试"))


def is_contestable(*, case: CaseRow) -> bool:
    """Say whether a fee of real money was kept, which can be claimed back."""
    money = (share for share in case.shares if share["method"] not in ("points", "coupon"))
    return case.state == "refunded" and any(share["fee_fen"] for share in money)
