"""Practice in judgement: silence, a reused picture, a sum in parts, a child's purchase."""

from __future__ import annotations

from typing import Any, Final

from anxin.domain.practice.model import Expected, Fact, Practice

_CARD: Final = Fact("kind", "卡密 · Xbox 礼品卡 200 元", "Card secret · Xbox card ¥200")
_SUM: Final = Fact("paid", "¥192.00，1 张", "¥192.00, 1 card")
_TIMES: Final = Fact(
    "times", "10:00 付款，10:05 交付，11:00 申请", "Paid 10:00, sent 10:05, asked 11:00"
)


def _scenario(verdict: str) -> dict[str, Any]:
    return {
        "id": "practice",
        "now": "2026-03-02T11:00:00+08:00",
        "order": {
            "state": "delivered",
            "tenders": [{"method": "alipay", "fen": 19_200}],
            "paid_at": "2026-03-02T10:00:00+08:00",
            "delivered_at": "2026-03-02T10:05:00+08:00",
            "viewed_units": 1,
        },
        "request": {
            "reason": "card_invalid",
            "evidence": [{"kind": "activation_failure", "verdict": verdict}],
        },
    }


JUDGEMENT: Final = (
    Practice(
        key="a-silent-merchant",
        title=("商家一直没有答复", "A shop that never answered"),
        reason="card_invalid",
        facts=(
            _CARD,
            _SUM,
            Fact("said", "兑换失败，错误码见图", "Redeeming failed, the code is on the picture"),
            _TIMES,
            Fact("views", "10:10 看过一次", "Once at 10:10"),
            Fact("issuer", "待查询（发卡方不答复）", "Not known (the issuer does not answer)"),
            Fact(
                "evidence",
                "与记录一致：卡号后四位、错误码、时间",
                "Agrees with the records: last digits, error code, time",
            ),
            Fact("merchant", "没有答复，时间已过", "No answer, its time is over"),
            Fact("credit", "信用 68", "Credit 68"),
        ),
        expected=Expected("approve"),
        why=(
            "凭证与记录一致，没有疑点，商家在自己的时间里没有说话：按试算同意，不再让买家等。",
            "The evidence agrees with the records, nothing is doubted, and the shop let its time"
            " pass: approve as quoted, the buyer waits no longer.",
        ),
        clause="proven_fault",
        line="商家的说法和凭证",
        scenario=_scenario("consistent"),
    ),
    Practice(
        key="a-reused-picture",
        title=("这张图以前用过", "A picture seen before"),
        reason="card_invalid",
        facts=(
            _CARD,
            _SUM,
            Fact("said", "无法兑换", "It cannot be redeemed"),
            _TIMES,
            Fact("views", "10:10 看过一次", "Once at 10:10"),
            Fact("issuer", "待查询", "Not known yet"),
            Fact(
                "evidence",
                "疑似重复使用：与另一位买家上月的图相同",
                "Suspicious: the picture of another buyer's case last month",
            ),
            Fact("credit", "信用 81", "Credit 81"),
        ),
        expected=Expected("raise"),
        why=(
            "重复使用的图是疑点，不是定论：交高级审核员，不要自己拒绝，也不要因为信用高就放过。",
            "A reused picture is a doubt and no verdict: leave it to a senior. Do not refuse by"
            " yourself, and do not let it pass for good credit.",
        ),
        clause="proven_fault",
        line="没有在别的申请里出现过",
        scenario=_scenario("suspicious"),
    ),
    Practice(
        key="a-sum-in-parts",
        title=("大额拆成两笔", "A large sum in two parts"),
        reason="unwanted",
        facts=(
            Fact("kind", "卡密 · 充值卡 648 元 × 5", "Card secret · ¥648 cards × 5"),
            Fact("paid", "¥3,175.00", "¥3,175.00"),
            Fact("said", "不想要了", "No longer wanted"),
            Fact(
                "times",
                "今天申请；同一买家上午另一笔 ¥3,175.00 由您同意",
                "Asked today; you approved ¥3,175.00 for the same buyer this morning",
            ),
            Fact("views", "都没有查看", "None viewed"),
            Fact("credit", "信用 77", "Credit 77"),
        ),
        expected=Expected("raise"),
        why=(
            "一天内各人单独给同一买家的合计 ¥6,350.00，超过 ¥5,000.00："
            "拆成几笔、分给几人都要第二个人。",
            "What single reviewers let one buyer have within a day adds up: ¥6,350.00 is above"
            " ¥5,000.00, so a second person decides, in parts or not.",
        ),
        line="备注与订单事实相符",
    ),
    Practice(
        key="a-childs-purchase",
        title=("「是孩子买的」", "'My child bought it'"),
        reason="unwanted",
        facts=(
            Fact("kind", "直充 · 游戏点券", "Top-up · game points"),
            Fact("paid", "¥648.00", "¥648.00"),
            Fact(
                "said",
                "孩子 11 岁，用我的手机充的，我不知道",
                "My child is 11 and used my phone without my knowing",
            ),
            Fact(
                "times",
                "晚上 23:40 付款，23:50 到账，次日申请",
                "Paid 23:40, arrived 23:50, asked the day after",
            ),
            Fact("delivery", "已到账，已消费", "Arrived and spent"),
            Fact("credit", "信用 60", "Credit 60"),
        ),
        expected=Expected("raise"),
        why=(
            "普通规则会拒绝，但未成年人的付款由法律保护：请监护人走「未成年人退款」，"
            "由高级审核员处理，不要在这里索要孩子的资料。",
            "The ordinary rules would refuse, but the law protects a minor's payment: point the"
            " guardian to the minors' channel, where seniors decide. Ask for no papers here.",
        ),
        line="备注与订单事实相符",
    ),
)
