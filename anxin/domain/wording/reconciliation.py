"""What finance reads about bills: differences, next steps, states and why a file was refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Texts = Mapping[str, tuple[str, str]]

_TEXTS: Final[Mapping[str, Texts]] = {
    "difference": {
        "matched": ("一致", "Matched"),
        "amount": ("金额不符", "Amount differs"),
        "status": ("状态不符", "Status differs"),
        "fee": ("手续费不符", "Fee differs"),
        "channel_only": ("渠道有，本站没有", "Only in the channel's bill"),
        "ours_only": ("本站有，渠道没有", "Only in our books"),
        "other_file": ("同一天又来了另一份账单", "Another bill for the same day"),
    },
    "step": {
        "none": ("无需处理。", "Nothing to do."),
        "wait": (
            "可能记在相邻一天的账单里，系统会自动再核对；T+2 之后仍没有才需要处理。",
            "May stand in the bill of the day beside it. Checked again by itself; "
            "to be looked at only if still missing after T+2.",
        ),
        "ask_again": (
            "账单只是当时的快照，系统正在向渠道查询最新结果，查清后自动销账。",
            "The bill is a snapshot: the channel is being asked again, and this settles itself "
            "once it has answered.",
        ),
        "ask_channel": (
            "T+2 仍不在账单中。请按单号在渠道后台查询：渠道有，写明凭据后结束；渠道也没有，"
            "先别结束，向渠道要书面结论。本站不会自动更正这一笔，也不会自动补收或补退。",
            "Still in no bill after T+2. Look the number up in the channel's console: if it is "
            "there, note the proof and end this; if not, leave it open and have the channel say so "
            "in writing. Our books are not corrected by themselves, nor is anything collected or "
            "paid.",
        ),
        "compare_amount": (
            "请在渠道后台核对实际金额，查明是优惠、部分付款还是录入差错，写明后结束。"
            "本站记录不会自动更正。",
            "Compare with the channel's console: a discount, a part payment or a mistake. Note "
            "what it was and end this. Our books are not corrected by themselves.",
        ),
        "check_fee": (
            "手续费按账单入账了，但与合同费率不符。请核对费率，多收的向渠道申请退回。",
            "Booked as billed, but not what the contract says. Check the rate and claim back "
            "what was taken too much.",
        ),
        "find_owner": (
            "这笔钱没有对应的付款单。请查明来历，需要时在渠道后台退回。",
            "No payment of ours explains this money. Find out whose it is; give it back in the "
            "channel's console if need be.",
        ),
        "freeze": (
            "可能有人在渠道后台直接退了款。若是本站的付款，它的其他退款已暂停发出。请问清是谁退的："
            "确实退了，就提议补记账；不是，就提议不补记账、结束。都由另一位财务确认。",
            "Somebody may have refunded it in the channel's console. If the payment is ours, its "
            "other refunds are held. Find out who did it: if it was refunded, propose to book it; "
            "if not, propose to end it without. Somebody else in finance confirms either.",
        ),
        "compare_files": (
            "先到的账单已经入账，没有被覆盖。请对比两份文件，并向渠道确认哪一份有效。",
            "The first bill stays booked and was not overwritten. Compare both files and ask the "
            "channel which one holds.",
        ),
    },
    "bill_day": {
        "waiting": ("等待账单", "Waiting for the bill"),
        "reconciled": ("已对账", "Reconciled"),
        "no_bill": ("渠道无账单", "No bill"),
        "refused": ("账单被拒收", "Bill refused"),
    },
    "bill_trouble": {
        "truncated": ("文件不完整，缺少结尾或合计", "The file is cut short: no end or no totals"),
        "totals": ("明细与合计对不上", "The rows do not come to the file's own totals"),
        "hash": ("文件指纹与渠道给出的不同", "The file's hash is not the one the channel gave"),
        "other_day": ("这是另一天的账单", "This is another day's bill"),
        "other_account": ("这是另一个商户号的账单", "This is another account's bill"),
        "too_large": ("文件大得不正常", "The file is suspiciously large"),
        "unreadable": ("文件无法识别", "The file cannot be read"),
        "not_ready": ("渠道还在生成账单", "The channel is still making it"),
        "too_early": ("次日 10 点以后才有账单", "Bills are there from ten o'clock the next day"),
        "unreachable": ("渠道没有回应", "The channel does not answer"),
    },
    "bill_row": {"payment": ("收款", "Payment"), "refund": ("退款", "Refund")},
    "bill_status": {
        "done": ("成功", "Done"),
        "processing": ("处理中", "Under way"),
        "abnormal": ("异常", "Abnormal"),
        "closed": ("已关闭", "Closed"),
        "unclear": ("不明", "Unclear"),
        "under_way": ("处理中", "Under way"),
        "over": ("未成功", "Not done"),
    },
}


def bill_text(*, of: str, word: str, language: str) -> str:
    """Write a word of reconciliation, one of `of`'s, in a language (`zh` or `en`)."""
    return _TEXTS[of][word][language == "en"]


def bill_texts(*, of: str) -> Texts:
    """Return all words of one kind with their texts."""
    return _TEXTS[of]
