"""Findings and refunds in finance's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.pages.formatting import yuan
from anxin.storage.payment.queries import FindingRow, UnfinishedRefund

STATE_TONES = {"reserved": "info", "sending": "info", "processing": "info", "unknown": "warn"}
STATE_ICONS = {
    "reserved": "clock",
    "sending": "refund",
    "processing": "refund",
    "unknown": "search",
}
TROUBLES = (
    ("SELLER_BALANCE_NOT_ENOUGH", gettext_lazy("商户的支付宝余额不足")),
    ("FREEZEN", gettext_lazy("交易被支付宝冻结")),
    ("TRADE_STATUS_ERROR", gettext_lazy("交易的状态不允许退款，可能已在别处退过")),
    ("TRADE_HAS_FINISHED", gettext_lazy("交易已过退款期限")),
    ("TRADE_NOT_ALLOW_REFUND", gettext_lazy("这笔交易不支持退款")),
    ("AMT_NOT_EQUAL_TOTAL", gettext_lazy("超过了交易可退的金额")),
    ("REFUND_FEE_ERR", gettext_lazy("超过了交易可退的金额")),
    ("TRADE_NOT_EXIST", gettext_lazy("支付宝没有这笔交易")),
    ("SYSTEM_ERROR", gettext_lazy("支付宝系统繁忙，结果还不清楚")),
    ("signature", gettext_lazy("收到的答复签名不对，不予采信")),
    ("unsigned", gettext_lazy("收到的答复没有签名，不予采信")),
    ("without a change of funds", gettext_lazy("支付宝已受理，正在查询是否到账")),
    ("Error", gettext_lazy("支付宝没有回应")),
    ("bank_refused", gettext_lazy("银行没有收下，钱暂存在渠道")),
    (
        "paid_given_by_hand",
        gettext_lazy("按渠道后台退款补记账后已停止，渠道仍退了出去，买家可能收了两次"),
    ),
    ("given_by_hand", gettext_lazy("渠道后台已退过，补记账抵掉了一部分")),
    ("paid_charged_back", gettext_lazy("因拒付停止后，渠道仍退了出去，买家可能收了两次")),
    ("charged_back", gettext_lazy("渠道已按拒付扣回")),
    ("sent_back", gettext_lazy("银行把已退的钱退了回来")),
    ("sent_to_merchant", gettext_lazy("渠道把钱退给了商户，买家没有收到")),
    ("closed_twice", gettext_lazy("渠道两次关闭了退款")),
    ("window_over", gettext_lazy("交易已过退款期限")),
    ("too_many_refunds", gettext_lazy("这笔交易的退款次数已满")),
    ("not_supported", gettext_lazy("这个渠道不支持取回")),
    ("no such channel", gettext_lazy("本站没有接通这个支付渠道")),
)
"""What a trouble says, by what its code contains; the first that fits."""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding: what kind, what happened, what to do about it."""

    row: FindingRow
    kind: str
    sentence: str
    advice: str


def finding_line(finding: FindingRow) -> FindingLine:
    """Return a finding in words."""
    kind, sentence, advice = _sayer(finding)(finding)
    return FindingLine(finding, kind, sentence, advice)


def _sayer(finding: FindingRow) -> Callable[[FindingRow], tuple[str, str, str]]:
    if finding.detail.endswith("charged_back"):
        return _charged_back
    return _not_let_go if finding.route else KINDS[finding.kind]


def _wrong_amount(finding: FindingRow) -> tuple[str, str, str]:
    return (
        _("金额不符"),
        _("应收 %(expected)s，实收 %(found)s") % _sums(finding),
        _("系统已把多收或少收的钱原路退回，并告诉了买家。请核对渠道账单，查明原因。"),
    )


def _unknown_payment(finding: FindingRow) -> tuple[str, str, str]:
    return (
        _("来历不明的付款"),
        _("收到 %(found)s，没有对应的付款单") % _sums(finding),
        _("没有入账。请按渠道流水号查明来历，需要时在渠道后台退回。"),
    )


def _refund_refused(finding: FindingRow) -> tuple[str, str, str]:
    return (
        _("退款被拒绝"),
        _("应退 %(expected)s，渠道不退：%(trouble)s")
        % {**_sums(finding), "trouble": trouble_of(finding.detail)},
        _("钱还为买家留着。解决原因后在下面「再试一次」，或改用别的方式退回。"),
    )


def _refund_abnormal(finding: FindingRow) -> tuple[str, str, str]:
    return (
        _("退款异常"),
        _("应退 %(expected)s，没有退成：%(trouble)s")
        % {**_sums(finding), "trouble": trouble_of(finding.detail)},
        _("钱还为买家留着。请在下面提议改退到钱包；买家同意、另一位财务确认后自动完成。"),
    )


def _charged_back(finding: FindingRow) -> tuple[str, str, str]:
    return (
        _("拒付后的退款"),
        _("%(expected)s：%(trouble)s") % {**_sums(finding), "trouble": trouble_of(finding.detail)},
        _("请核对渠道的拒付和退款；确实还欠买家的，在下面「再试一次」。不能改退钱包。"),
    )


def _not_let_go(finding: FindingRow) -> tuple[str, str, str]:
    return (
        _("退款异常"),
        _("%(expected)s 改退钱包，渠道还没有交还：%(trouble)s")
        % {**_sums(finding), "trouble": trouble_of(finding.detail) or _("还在渠道处理中")},
        _("请在渠道后台核对并取回，再在下面「再试一次」；渠道交还后自动到钱包。"),
    )


def _refund_late(finding: FindingRow) -> tuple[str, str, str]:
    return (
        _("退款超过 24 小时未到账"),
        _("应退 %(expected)s，%(trouble)s")
        % {**_sums(finding), "trouble": trouble_of(finding.detail) or _("还在渠道处理中")},
        _("请在渠道后台按退款流水号核对。记为已处理后仍未到账，一天后会再提醒。"),
    )


def _refund_reversed(finding: FindingRow) -> tuple[str, str, str]:
    return (
        _("退款被退回"),
        _("已退的 %(expected)s 又回到了渠道账户") % _sums(finding),
        _("请联系买家换一种方式退回。"),
    )


KINDS: dict[str, Callable[[FindingRow], tuple[str, str, str]]] = {
    "wrong_amount": _wrong_amount,
    "unknown_payment": _unknown_payment,
    "refund_refused": _refund_refused,
    "refund_abnormal": _refund_abnormal,
    "refund_late": _refund_late,
    "refund_reversed": _refund_reversed,
}


def _sums(finding: FindingRow) -> dict[str, str]:
    return {"expected": yuan(finding.expected_fen or 0), "found": yuan(finding.found_fen or 0)}


@dataclass(frozen=True, slots=True)
class RefundLine:
    """One refund that has not arrived."""

    row: UnfinishedRefund
    tone: str
    icon: str
    cause: str
    trouble: str


def refund_line(refund: UnfinishedRefund) -> RefundLine:
    """Return a refund in words."""
    return RefundLine(
        row=refund,
        tone="bad" if refund.refused else STATE_TONES.get(refund.state, "warn"),
        icon="warning" if refund.refused else STATE_ICONS.get(refund.state, "clock"),
        cause=_cause(refund.cause),
        trouble=_("对账发现这笔付款在渠道另有一笔退款，查清前暂停发出；请在「渠道对账」里处理")
        if refund.held
        else trouble_of(refund.trouble),
    )


def _cause(cause: str) -> str:
    return {
        "case": _("买家退款"),
        "late": _("付款晚到，订单已关闭"),
        "duplicate": _("重复付款"),
        "overpaid": _("多付"),
        "delivery_failed": _("发货失败"),
        "sold_out": _("缺货"),
        "underpaid": _("少付"),
        "withdrawal": _("钱包提现"),
    }.get(cause, cause)


def not_rerouted(code: str) -> str:
    """Say why another way could not be proposed or confirmed."""
    return {
        "four_eyes": _("提议的人不能自己确认，需要另一位财务"),
        "not_proposed": _("还没有人提议改退到钱包"),
        "charged_back": _("这笔付款已被拒付，不能改退钱包"),
        "proposed_before": _("已经有人提议，等另一位财务确认"),
    }.get(code, _("这笔退款已经在处理中，不需要改去处"))


def not_held(code: str) -> str:
    """Say why a row could not be taken or given back."""
    return {
        "held": _("这一条正由另一位财务处理"),
        "too_many_held": _("手上已有 5 条，请先处理或放回几条"),
        "not_held": _("这一条不在您手上"),
        "queue_empty": _("没有等人处理的款项"),
    }.get(code, _("没有保存成功，请刷新后再试"))


def anchor(*, kind: str, key: str) -> str:
    """Return where a row stands on the page."""
    return f"{'r' if kind == 'refund' else 'f'}-{key}"


def trouble_of(code: str) -> str:
    """Return what a trouble's code says; an unknown code speaks for itself."""
    return next((str(words) for part, words in TROUBLES if part in code), code)
