"""Why a refund has not arrived yet, in the buyer's words: nobody is told 退款中 and no more."""

from __future__ import annotations

from typing import Final

_STATES: Final = {
    "reserved": (
        "钱已为您留出，正在提交给支付渠道。",
        "The money is set aside for you and is being handed to the payment channel.",
    ),
    "sending": (
        "已提交给支付渠道，正在等它答复。",
        "Handed to the payment channel; waiting for its answer.",
    ),
    "processing": (
        "支付渠道已受理，正在打款。",
        "The payment channel has taken it and is sending the money.",
    ),
    "unknown": (
        "支付渠道没有说清结果，我们正在追问。单号不变，不会少退也不会多退。",
        "The payment channel gave no clear answer and is being asked again. "
        "The number stays the same: nothing is lost or paid twice.",
    ),
    "abnormal": (
        "支付渠道暂时退不了，系统会自动再试。",
        "The payment channel cannot pay it back for the moment; it is tried again by itself.",
    ),
    "failed": (
        "支付渠道关闭了这一笔，钱已换一个流水号重新提交。",
        "The payment channel closed this transfer; the money goes on under a new number.",
    ),
    "reversed": (
        "这一笔被银行退了回来，正在换一种方式退给您。",
        "The bank sent this transfer back; another way to pay you is being found.",
    ),
}

_TROUBLES: Final = (
    (
        "bank_refused",
        (
            "银行没有收下这笔钱（卡可能已注销或冻结）。您可以改退到安心钱包，马上能用。",
            "The bank did not take the money (the card may be closed or frozen). "
            "You can have it in your Anxin wallet instead, to spend at once.",
        ),
    ),
    (
        "closed_twice",
        (
            "支付渠道两次关闭了这笔退款。您可以改退到安心钱包。",
            "The payment channel closed this refund twice. "
            "You can have it in your Anxin wallet instead.",
        ),
    ),
    (
        "sent_back",
        (
            "这笔退款被银行退了回来（卡可能已注销）。您可以改退到安心钱包，马上能用。",
            "The bank sent this refund back (the card may be closed). "
            "You can have it in your Anxin wallet instead, to spend at once.",
        ),
    ),
    (
        "sent_to_merchant",
        (
            "支付渠道把这笔钱退回了商户，没有退给您。您可以改退到安心钱包，马上能用，也能提现。",
            "The payment channel sent this money to the merchant and not to you. "
            "You can have it in your Anxin wallet instead, to spend or to withdraw.",
        ),
    ),
    (
        "NOT_ENOUGH",
        (
            "商户在支付渠道的余额不足，补足后系统会自动再试。",
            "The merchant's balance at the payment channel is too low; "
            "it is tried again once that is filled.",
        ),
    ),
)

_CHARGED_BACK: Final = {
    "failed": (
        "支付渠道已按拒付把钱退给您，这一笔不再重复退。",
        "The payment channel has given the money back by a chargeback; this transfer is not made "
        "a second time.",
    ),
    "abnormal": (
        "支付渠道已按拒付退回一部分，剩下的由财务核对后退给您。",
        "The payment channel has given a part back by a chargeback; our finance team checks the "
        "rest and pays it back to you.",
    ),
}

_GIVEN_BY_HAND: Final = {
    "failed": (
        "这笔钱已由平台在支付渠道的后台退给您，这一笔不再重复退。",
        "This money was given back to you by hand at the payment channel; this transfer is not "
        "made a second time.",
    ),
    "abnormal": (
        "一部分已由平台在支付渠道的后台退给您，剩下的由财务核对后退给您。",
        "A part was given back to you by hand at the payment channel; our finance team checks the "
        "rest and pays it back to you.",
    ),
}

_HELD: Final = (
    "支付渠道的账单上，这笔付款另有一笔退款，财务正在核对，查清前暂不发出。钱仍为您留着。",
    "The payment channel's bill shows another refund of this payment. Our finance team is finding "
    "out about it, and sends this one after that. The money stays set aside for you.",
)

_STUCK: Final = (
    "支付渠道退不了这一笔，财务已在处理。您也可以改退到安心钱包。",
    "The payment channel will not pay this back; our finance team is on it. "
    "You can have it in your Anxin wallet instead.",
)

_TO_WALLET: Final = (
    (
        "支付渠道退不了这一笔，正在把钱放进您的安心钱包。",
        "The payment channel will not pay this back; the money is being put into your wallet.",
    ),
    (
        "钱还在支付渠道，财务正在取回，取回后放进您的安心钱包。",
        "The payment channel still has the money; our finance team is getting it back for your "
        "wallet.",
    ),
)

_BACK_IN_WALLET: Final = {
    "failed": (
        "支付渠道退不了这一笔（卡可能已注销或冻结），钱已回到您的安心钱包。",
        "The payment channel could not pay this out (the card may be closed or frozen); the money "
        "is in your wallet again.",
    ),
    "reversed": (
        "已经退出，又被银行退了回来（卡可能已注销），钱已回到您的安心钱包。",
        "It was paid out, and the bank sent it back (the card may be closed); the money is in your "
        "wallet again.",
    ),
}


def pending(
    *,
    state: str,
    trouble: str,
    stuck: bool,
    language: str,
    to_wallet: bool = False,
    back_in_wallet: bool = False,
    held: bool = False,
) -> str:
    """Return why a refund in `state` has not arrived; empty once it has.

    `stuck`: nothing more happens by itself. `to_wallet`: it is on its way there instead.
    `back_in_wallet`: a withdrawal that no channel made. `held`: what the channel's bill shows
    comes first.

    >>> pending(state="processing", trouble="", stuck=False, language="zh")
    '支付渠道已受理，正在打款。'
    """
    if held:
        said = _HELD
    elif back_in_wallet:
        said = _BACK_IN_WALLET[state]
    elif to_wallet:
        said = _TO_WALLET[stuck]
    else:
        said = _of_channel(state, trouble, stuck)
    return said[1 if language == "en" else 0]


def _of_channel(state: str, trouble: str, stuck: bool) -> tuple[str, str]:
    """Why a refund waits on the channel's way; empty where nothing is waited for."""
    met_before = {"charged_back": _CHARGED_BACK, "given_by_hand": _GIVEN_BY_HAND}.get(trouble, {})
    if state in met_before:
        return met_before[state]
    if state == "abnormal":
        known = next((said for code, said in _TROUBLES if code in trouble), None)
        if known or stuck:
            return known or _STUCK
    return _STATES.get(state, ("", ""))
