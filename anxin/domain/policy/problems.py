"""What can be wrong with a policy document, in plain words: Chinese, English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anxin.domain.reading import MISTAKES, Problem

POLICY_MISTAKES: Final[Mapping[str, tuple[str, str]]] = {
    **MISTAKES,
    "bad_id": (
        "编号只能用小写字母、数字和下划线，最长 40 个字符",
        "must be 1 to 40 lower-case letters, digits and underscores",
    ),
    "bad_rate": (
        "费率必须是 0 到 1 之间的数（5% 写作 0.05），不是 $got",
        "must be a number from 0 to below 1 (5 % is 0.05), not $got",
    ),
    "bad_length": (
        "时长应写成「24 hours」「15 days」「30 minutes」「7 calendar days」，"
        "最长 3650 天，不是 $got",
        'must read like "24 hours", "15 days", "30 minutes" or "7 calendar days", '
        "at most 3650 days, not $got",
    ),
    "not_per_kind": (
        "没有写 $missing 的数值，也没有写 otherwise",
        "says nothing for $missing and has no otherwise",
    ),
    "empty_condition": (
        "条件是空的；若总是成立请去掉 when",
        "is an empty condition; leave out `when` for always",
    ),
    "else_not_last": (
        "这一项总是成立，后面的永远用不到",
        "always holds, so what follows it is never reached",
    ),
    "no_else": (
        "最后一项必须没有 when，这样任何情况都有答案",
        "must end with an item without `when`, so that every case has an answer",
    ),
    "one_action": (
        "一条规则只能做一件事：cancel、judge_as、refuse 或 amount；现在有：$got",
        "must do exactly one of cancel, judge_as, refuse, amount; it has: $got",
    ),
    "refunds_only": (
        "只有退款的规则（写了 amount）才能用这个字段",
        "belongs only to a clause that refunds (one with an amount)",
    ),
    "no_title": (
        "自定义的规则要有中英文标题，给买家看",
        "a clause of your own needs a title in zh and en for the buyer",
    ),
    "missing_clause": (
        "缺少必须有的规则「$word」",
        "the clause $word is missing; every policy must have it",
    ),
    "duplicate_clause": ("规则编号「$word」重复", "the clause id $word is used twice"),
    "unreachable": (
        "这条规则永远用不到，前面的规则已经全部覆盖",
        "is never reached: the clauses before it cover everything it matches",
    ),
    "last_clause": (
        "最后一条规则必须没有条件，给出兜底的答案",
        "the last clause must match everything and refuse with a code",
    ),
    "fee_unanswered": (
        "这条规则会因买家原因退款，必须写明 fee_rate（不收费写 0）",
        "refunds for a buyer's reason, so it must say fee_rate (0 for none)",
    ),
    "fee_undelivered": (
        "未发货不得收取手续费",
        "may not take a fee where nothing was delivered",
    ),
    "fee_not_buyer": (
        "商家或平台的责任不得收取手续费",
        "may not take a fee for a cause of the merchant or the platform",
    ),
    "judge_target": (
        "「$word」本身又按另一个原因判定，不能作为目标",
        "$word is itself judged as another reason; name that one",
    ),
    "cause_or_judged": (
        "必须在 cause 和 judged_as 中写且只写一个",
        "must have either a cause or judged_as",
    ),
    "limits_order": (
        "高级审核的金额不能低于一线审核的金额（$least）",
        "the senior limit may not be below the first-line limit ($least)",
    ),
    "route_unguarded": (
        "自动通过之前必须先有对「$word」的审核",
        "needs an earlier review step for $word: what is large or disputed is never automatic",
    ),
    "blanket_text": (
        "不允许「$word」这样的霸王条款",
        'may not contain a blanket text such as "$word"',
    ),
}


class PolicyRefused(ValueError):
    """The document is no valid policy; `problems` says where and why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems
