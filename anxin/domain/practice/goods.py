"""Practice with top-ups and goods: what arrived, how much of it, when, and what comes back."""

from __future__ import annotations

from typing import Any, Final

from anxin.domain.practice.model import Expected, Fact, Practice

_DAY: Final = "2026-03-02T"


def _scenario(*, kind: str, now: str, order: dict[str, Any], **request: Any) -> dict[str, Any]:
    return {
        "id": "practice",
        "now": now,
        "product": {"kind": kind},
        "order": {"state": "delivered", "paid_at": f"{_DAY}10:00:00+08:00", **order},
        "request": request,
    }


def _paid(fen: int) -> dict[str, Any]:
    return {"tenders": [{"method": "alipay", "fen": fen}]}


GOODS: Final = (
    Practice(
        key="twenty-of-fifty",
        title=("50 个只到了 20 个", "Twenty of fifty arrived"),
        reason="partly_delivered",
        facts=(
            Fact("kind", "直充 · Q币 50 个", "Top-up · 50 Q coins"),
            Fact("paid", "¥49.00", "¥49.00"),
            Fact("said", "只到了 20 个，剩下的退给我", "Only 20 came, refund the rest"),
            Fact(
                "times", "10:00 付款，10:30 发货，12:00 申请", "Paid 10:00, sent 10:30, asked 12:00"
            ),
            Fact("delivery", "应到 ¥50.00，发货登记 ¥20.00", "¥50.00 due, ¥20.00 reported"),
            Fact("merchant", "商家：剩余无法再充", "Shop: the rest cannot be delivered"),
            Fact("credit", "信用 62", "Credit 62"),
        ),
        expected=Expected("partial", low_fen=2_900, high_fen=3_000),
        why=(
            "退没有到账的五分之三：¥49.00 × 30 / 50 = ¥29.40。全退是多退，拒绝是错的。",
            "Three fifths did not arrive: ¥49.00 × 30 / 50 = ¥29.40. All of it is too much, a"
            " refusal is wrong.",
        ),
        clause="partly_delivered",
        scenario=_scenario(
            kind="top_up",
            now=f"{_DAY}12:00:00+08:00",
            reason="partly_delivered",
            order={
                **_paid(4_900),
                "delivered_at": f"{_DAY}10:30:00+08:00",
                "ordered_value_fen": 5_000,
                "delivered_value_fen": 2_000,
            },
        ),
    ),
    Practice(
        key="late-top-up",
        title=("话费晚到，有回执", "Credit that came late, with a receipt"),
        reason="arrived_late",
        facts=(
            Fact("kind", "直充 · 移动话费 100 元", "Top-up · phone credit ¥100"),
            Fact("paid", "¥99.50", "¥99.50"),
            Fact(
                "said", "等了一天多，已在营业厅充过了", "It took over a day; I topped up elsewhere"
            ),
            Fact(
                "times",
                "3 月 2 日 10:00 付款，次日 14:00 到账，15:00 申请",
                "Paid 2 March 10:00, arrived the day after 14:00, asked 15:00",
            ),
            Fact(
                "delivery",
                "运营商回执：3 月 3 日 14:00 到账",
                "Carrier's receipt: arrived 3 March 14:00",
            ),
            Fact("merchant", "商家：已经到账，不退", "Shop: it arrived, no refund"),
            Fact("credit", "信用 75", "Credit 75"),
        ),
        expected=Expected("approve"),
        why=(
            "回执证明到账，也证明晚了：28 小时，超过 24 小时。迟到由商家承担，"
            "时间以运营商记录为准。",
            "The receipt proves the arrival and also the delay: 28 hours, more than 24. Lateness is"
            " the shop's, and the carrier's time counts.",
        ),
        clause="late",
        scenario=_scenario(
            kind="top_up",
            now="2026-03-03T15:00:00+08:00",
            reason="arrived_late",
            order={
                **_paid(9_950),
                "delivered_at": "2026-03-03T14:00:00+08:00",
                "receipt": "confirmed",
            },
        ),
    ),
    Practice(
        key="goods-to-come-back",
        title=("手柄 7 天无理由", "A controller within seven days"),
        reason="no_reason",
        facts=(
            Fact("kind", "实物 · 无线游戏手柄", "Physical · wireless controller"),
            Fact("paid", "¥129.00", "¥129.00"),
            Fact("said", "手感不合适，没怎么用", "Does not suit my hands, hardly used"),
            Fact("times", "3 月 2 日签收，3 月 6 日申请", "Delivered 2 March, asked 6 March"),
            Fact("merchant", "商家：拆封了不退", "Shop: opened, no return"),
            Fact("credit", "信用 55", "Credit 55"),
        ),
        expected=Expected("approve"),
        why=(
            "签收次日起 7 天内，拆封不是拒绝的理由。同意后等货寄回，商家收到再退款，不收手续费。",
            "Within seven days of delivery, and an opened box is no ground. Approve: it is paid"
            " once the goods are back, without a fee.",
        ),
        clause="physical_no_reason",
        scenario=_scenario(
            kind="physical",
            now="2026-03-06T12:00:00+08:00",
            reason="no_reason",
            order={**_paid(12_900), "delivered_at": f"{_DAY}18:00:00+08:00"},
        ),
    ),
    Practice(
        key="other-item-no-picture",
        title=("说发错了区服，没有凭证", "The wrong server, and nothing to show"),
        reason="wrong_item",
        facts=(
            Fact("kind", "直充 · 创世结晶 6480", "Top-up · 6480 crystals"),
            Fact("paid", "¥408.00", "¥408.00"),
            Fact("said", "充到别的服去了", "It went to another server"),
            Fact(
                "times",
                "10:00 付款，10:40 到账，11:00 申请",
                "Paid 10:00, arrived 10:40, asked 11:00",
            ),
            Fact(
                "delivery",
                "下单填写：官服 UID，登记一致",
                "Ordered for the official server, reported the same",
            ),
            Fact("evidence", "没有凭证", "No evidence"),
            Fact("credit", "信用 70", "Credit 70"),
        ),
        expected=Expected("ask"),
        why=(
            "是买错还是发错，要看到账页面。先请买家补充对比截图，审核停表；这时同意或拒绝都太早。",
            "Bought wrongly or sent wrongly? The page of the arrival shows it. Ask for a picture;"
            " to approve or to refuse now is too early.",
        ),
        clause="proven_fault",
        line="是买错还是发错",
        scenario=_scenario(
            kind="top_up",
            now=f"{_DAY}11:00:00+08:00",
            reason="wrong_item",
            order={**_paid(40_800), "delivered_at": f"{_DAY}10:40:00+08:00"},
        ),
    ),
)
