"""The sentences of an answer, one per outcome and refusal: Chinese, English.

`$amount`, `$fee`, `$due`, `$pieces` stand for what the answer has. Written for a person who just
lost something: what happens now, then what would change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Sentences = Mapping[str, tuple[str, str]]

OUTCOMES: Final[Sentences] = {
    "cancel": (
        "订单还没有付款，可以直接取消，不收任何费用。",
        "This order is not paid yet: you can cancel it at once, free of charge.",
    ),
    "approve": (
        "可以退$rule：系统自动审核通过，$amount 将原路退回$fee$goods。",
        "Approved automatically$rule: $amount goes back the way you paid$fee$goods.",
    ),
    "instant": (
        "您的信用良好，极速退款$rule：$amount 马上退回，无需等待审核。",
        "Thanks to your good credit $amount is refunded at once$rule: no waiting for a review.",
    ),
    "need_evidence": (
        "只差一步：请补充$pieces，收到后马上继续办理，预计可退 $amount$rule$fee$goods。",
        "One step left: please add $pieces; then we go on at once and "
        "you would get $amount back$rule$fee$goods.",
    ),
}
REVIEWS: Final[Sentences] = {
    "expedited": (
        "申请已加急处理，最晚 $due 前给您结果，通过后退回 $amount$rule$fee$goods。",
        "Your request is being expedited: you hear from us by $due, "
        "and once approved $amount goes back$rule$fee$goods.",
    ),
    "first_line": (
        "申请已在处理，客服最晚 $due 前给您结果，通过后退回 $amount$rule$fee$goods。",
        "Your request is being handled: you hear from us by $due, "
        "and once approved $amount goes back$rule$fee$goods.",
    ),
    "senior": (
        "申请已交由高级专员处理，最晚 $due 前给您结果，通过后退回 $amount$rule$fee$goods。",
        "A senior agent looks after your request: you hear from us by $due, "
        "and once approved $amount goes back$rule$fee$goods.",
    ),
}
FEE: Final = ("，已扣手续费 $fee", ", after a fee of $fee")
DEADLINE: Final = ("（截至 $until）", " (it was open until $until)")
GOODS: Final = ("，收到您寄回的商品后打款", "; it is paid when the goods have come back")

REFUSALS: Final[Sentences] = {
    "nothing_left": ("这笔订单已经没有可退的金额了", "Nothing of this order is left to refund"),
    "fully_delivered": (
        "记录显示您买的已全部到账，暂时不能按「部分未到账」退款",
        "The records show that everything arrived, so nothing can be refunded as missing",
    ),
    "was_viewed": (
        "记录显示卡密已经被查看，暂时不能退",
        "The records show that the card was viewed, so it cannot be refunded as it stands",
    ),
    "already_used": (
        "记录显示已经使用，暂时不能退",
        "The records show that it was used, so it cannot be refunded as it stands",
    ),
    "too_late": (
        "已经过了可以申请的时间$deadline，暂时不能退",
        "The time for this request is over$deadline, so it cannot be refunded as it stands",
    ),
    "was_on_time": (
        "记录显示在承诺的时间内送达，暂时不能按「到账太晚」退款",
        "The records show that it arrived within the promised time",
    ),
    "special_goods": (
        "限时特惠和定制商品不支持因个人原因退款，下单前已说明",
        "Discounted and customised goods cannot be returned for a personal reason, as was shown "
        "before the order",
    ),
    "already_served": (
        "商品已经提供给您，不支持因个人原因退款",
        "It has been provided to you, so it cannot be returned for a personal reason",
    ),
    "no_rule": (
        "没有规则适用于这种情况，暂时不能自动退款",
        "No rule covers this case, so it cannot be refunded automatically",
    ),
}
REMEDIES: Final[Sentences] = {
    "nothing_left": (
        "如果钱还没有到账，可以在退款记录里查看每一笔的去向。",
        "if the money has not arrived, your refund records show where each transfer is.",
    ),
    "fully_delivered": (
        "如果供应商的到账记录少于您的订购数量，补充后可以再次申请，也可以申诉。",
        "if the supplier's record shows less than you ordered, apply again with it, or appeal.",
    ),
    "was_viewed": (
        "如果卡密无法使用，请改选「卡密无效」并上传激活失败的截图；"
        "发卡方确认卡密未使用时也可能退，对结果有异议可以申诉。",
        "if the card does not work, choose 'card invalid' and add a picture of the failed "
        "activation; the issuer's word that it is unused may help too, and you can appeal.",
    ),
    "already_used": (
        "如果不是您本人使用，请申诉，我们会向发卡方或供应商核实使用时间。",
        "if it was not you who used it, please appeal: we ask the issuer or supplier when it was.",
    ),
    "too_late": (
        "如果平台、供应商或承运方的记录证明是我们的问题，仍然可以退，也可以申诉。",
        "if a record of ours, the supplier or the carrier shows that the fault is not yours, "
        "it can still be refunded, and you can appeal.",
    ),
    "too_late.card_secret": (
        "如果发卡方查明卡密本身无效，随时都可以退；对结果有异议可以申诉。",
        "if the issuer finds the card itself invalid it is refundable at any time, "
        "and you can appeal.",
    ),
    "was_on_time": (
        "如果您实际收到的时间更晚，请附上到账时间的凭证申诉；商品有问题请改选对应原因。",
        "if it reached you later than that, appeal with a proof of the time; if something is "
        "wrong with it, choose that reason instead.",
    ),
    "special_goods": (
        "如果商品无效、发错或与描述不符，请改选对应原因，时限内同样可以退；对结果有异议可以申诉。",
        "if it is invalid, wrong or not as described, choose that reason while "
        "there is time; you can also appeal.",
    ),
    "already_served": (
        "如果没有到账、发错或与描述不符，请改选对应原因，时限内同样可以退；对结果有异议可以申诉。",
        "if it did not arrive, is wrong or not as described, choose that "
        "reason while there is time; you can also appeal.",
    ),
    "no_rule": (
        "请改选更贴近的原因，或申诉由专员人工处理。",
        "choose the reason that fits better, or appeal and a person will look at it.",
    ),
}
