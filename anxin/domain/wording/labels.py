"""The name of every word of the domain: Chinese, English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anxin.domain.wording.ledger import LEDGER_LABELS
from anxin.domain.wording.quality import QUALITY_LABELS
from anxin.domain.wording.standing import STANDING_LABELS

Names = Mapping[str, tuple[str, str]]

_ORDER_STATES: Final[Names] = {
    "awaiting_payment": ("待付款", "Awaiting payment"),
    "cooling_off": ("待发货（冷静期）", "Cooling-off"),
    "delivering": ("发货中", "Delivering"),
    "delivery_failed": ("发货失败，正在重试", "Delivery failed, retrying"),
    "delivered": ("已发货", "Delivered"),
    "activated": ("已激活", "Activated"),
    "completed": ("已完成", "Completed"),
    "cancelled": ("已取消", "Cancelled"),
}

LABELS: Final[Mapping[str, Names]] = {
    "kind": {
        "card_secret": ("卡密", "Card secret"),
        "top_up": ("直充", "Top-up"),
        "membership": ("会员", "Membership"),
        "service": ("服务", "Service"),
        "physical": ("实物商品", "Physical goods"),
    },
    "special": {
        "none": ("普通商品", "Ordinary goods"),
        "limited_discount": ("限时特惠", "Limited discount"),
        "customised": ("定制商品", "Customised"),
    },
    "state": _ORDER_STATES,
    "order_state": _ORDER_STATES,
    "case_state": {
        "submitted": ("待审核", "In review"),
        "needs_evidence": ("待补充", "Evidence needed"),
        "merchant_turn": ("商家处理中", "With the merchant"),
        "platform_review": ("待审核", "In review"),
        "approved": ("审核通过", "Approved"),
        "awaiting_return": ("审核通过", "Approved"),
        "replacing": ("审核通过", "Approved"),
        "replaced": ("已补发", "Replaced"),
        "refunding": ("退款中", "Refunding"),
        "refunded": ("已退款", "Refunded"),
        "rejected": ("审核拒绝", "Rejected"),
        "appealed": ("仲裁中", "In arbitration"),
        "arbitration": ("仲裁中", "In arbitration"),
        "upheld": ("审核拒绝", "Rejected"),
        "withdrawn": ("已撤销", "Withdrawn"),
    },
    "refund_state": {
        "reserved": ("已受理", "Accepted"),
        "sending": ("正在提交", "Sending"),
        "processing": ("渠道处理中", "With the payment channel"),
        "unknown": ("正在核实", "Being checked"),
        "abnormal": ("异常，财务处理中", "With our finance team"),
        "failed": ("退款失败", "Failed"),
        "succeeded": ("已到账", "Arrived"),
        "reversed": ("被退回，重新处理", "Sent back, being repeated"),
    },
    "stage": {
        "apply": ("申请", "Request"),
        "review": ("审核", "Review"),
        "process": ("处理", "Processing"),
        "arrive": ("到账", "Arrival"),
    },
    "reason": {
        "card_invalid": ("卡密无效/无法激活", "Card invalid or cannot be activated"),
        "not_received": ("未收到", "Not received"),
        "top_up_failed": ("充值失败", "Top-up failed"),
        "credited_wrongly": ("充错账号/充值错误", "Credited wrongly"),
        "arrived_late": ("到账太晚", "Arrived late"),
        "not_as_described": ("与描述不符", "Not as described"),
        "wrong_item": ("发错种类或面值", "Wrong kind or denomination sent"),
        "partly_delivered": ("部分未到账", "Partly delivered"),
        "quality": ("质量问题", "Quality problem"),
        "mistake": ("拍错了（种类/面值/区服）", "Bought by mistake"),
        "unwanted": ("不想要了", "No longer wanted"),
        "no_reason": ("无理由退款", "No reason"),
        "duplicate_order": ("重复下单", "Duplicate order"),
        "price_changed": ("价格变动", "Price changed"),
        "game_outage": ("游戏停服/维护", "Game outage"),
        "wrong_payment": ("选错支付方式", "Wrong payment method"),
        "paid_twice": ("重复付款", "Paid twice"),
        "system_duplicate": ("系统故障重复充值", "Duplicate by system failure"),
    },
    "cause": {
        "buyer": ("买家原因", "Buyer"),
        "merchant": ("商家责任", "Merchant"),
        "platform": ("平台责任", "Platform"),
    },
    "tender": {
        "alipay": ("支付宝", "Alipay"),
        "wechat": ("微信支付", "WeChat Pay"),
        "bank_card": ("银行卡", "Bank card"),
        "wallet": ("钱包余额", "Wallet"),
        "coupon": ("优惠券", "Coupon"),
        "points": ("积分", "Points"),
    },
    "issuer_status": {
        "unused": ("未使用", "Unused"),
        "used": ("已使用", "Used"),
        "invalid": ("无效", "Invalid"),
        "unknown": ("待查询", "Not known yet"),
    },
    "receipt": {
        "confirmed": ("已确认送达", "Confirmed"),
        "missing": ("查无到账记录", "Missing"),
        "unknown": ("待查询", "Not known yet"),
    },
    "verdict": {
        "consistent": ("与记录一致", "Agrees with the records"),
        "inconsistent": ("与记录不一致", "Disagrees with the records"),
        "suspicious": ("疑似篡改或重复使用", "Suspected tampering or reuse"),
        "unreadable": ("看不清", "Unreadable"),
    },
    "verdict_to_buyer": {
        "consistent": ("与记录一致", "Agrees with the records"),
        "inconsistent": ("需要人工核对", "A person will check"),
        "suspicious": ("需要人工核对", "A person will check"),
        "unreadable": ("看不清或缺少内容", "Unclear or incomplete"),
    },
    "evidence": {
        "activation_failure": ("激活失败的截图或录屏", "a picture of the failed activation"),
        "comparison": ("实物与商品描述的对比图", "a comparison with the description"),
        "not_arrived": ("未到账的截图或运营商记录", "a picture or record that nothing arrived"),
        "payment_record": ("重复扣款的支付记录", "the payment record of the double charge"),
        "other": ("其他凭证", "other evidence"),
    },
    "outcome": {
        "cancel": ("直接取消", "Cancel"),
        "approve": ("自动通过", "Approved automatically"),
        "instant": ("极速退款", "Instant refund"),
        "review": ("进入审核", "Goes to review"),
        "need_evidence": ("需要补充凭证", "Evidence needed"),
        "refuse": ("暂不能退", "Not refundable"),
    },
    "tier": {
        "first_line": ("客服审核", "First-line review"),
        "expedited": ("加急审核", "Expedited review"),
        "senior": ("高级专员审核", "Senior review"),
        "supervisor": ("主管处理", "Supervisor"),
    },
    "side": {
        "buyer": ("买家", "Buyer"),
        "merchant": ("商家", "Merchant"),
        "platform": ("平台", "Platform"),
    },
    "audience": {
        "all": ("双方可见", "Both parties"),
        "buyer": ("仅买家与平台", "Buyer and platform only"),
        "merchant": ("仅商家与平台", "Merchant and platform only"),
        "staff": ("内部备注", "Internal note"),
    },
    "remedy": {
        "quoted": ("按规则退款", "Refund as quoted"),
        "units": ("按件退款", "Refund of units"),
        "sum": ("部分退款，商品保留", "Partial refund, goods kept"),
        "replacement": ("补发或换卡", "Replacement"),
    },
    "proposal_state": {
        "open": ("等待答复", "Waiting for an answer"),
        "accepted": ("已接受", "Accepted"),
        "declined": ("没有接受", "Declined"),
        "countered": ("另提了方案", "Countered"),
        "lapsed": ("已失效", "Lapsed"),
    },
    "code": {
        "nothing_left": ("已无可退金额", "Nothing left to refund"),
        "fully_delivered": ("已全部到账", "Everything arrived"),
        "was_viewed": ("卡密已查看", "Card was viewed"),
        "already_used": ("已使用", "Already used"),
        "too_late": ("已过申请时间", "Too late"),
        "was_on_time": ("按时送达", "Arrived on time"),
        "special_goods": ("特殊商品", "Special goods"),
        "already_served": ("服务已提供", "Already served"),
        "no_rule": ("没有适用的规则", "No rule applies"),
        "not_shown": ("凭证不能说明所述问题", "The evidence does not show it"),
        "doubted": ("凭证真实性存疑", "The evidence is in doubt"),
        "returned_otherwise": ("退回的商品与发出的不符", "What came back is not what was sent"),
    },
    "clause": {
        "unpaid": ("未付款取消", "Unpaid"),
        "closed": ("订单已关闭", "Closed"),
        "undelivered": ("未发货退款", "Not delivered yet"),
        "issuer_invalid": ("发卡方确认无效", "Invalid by the issuer's word"),
        "physical_no_reason": ("实物无理由退货", "No-reason return of goods"),
        "system_duplicate": ("系统重复扣款", "System duplicate"),
        "partly_delivered": ("部分未到账", "Partly delivered"),
        "not_received": ("未收到", "Not received"),
        "late": ("到账太晚", "Arrived late"),
        "used": ("已使用", "Used"),
        "proven_fault": ("商品有问题", "Proven fault"),
        "fault_too_late": ("超时反馈问题", "Fault reported late"),
        "special": ("特殊商品", "Special goods"),
        "unused_card": ("未使用退卡", "Unused card"),
        "no_longer": ("已不能无理由退", "No longer returnable"),
        "otherwise": ("其他情况", "Otherwise"),
        "recall": ("平台召回", "Recalled by the platform"),
    },
    "instant_look": {
        "waiting": ("等待抽查", "Waiting"),
        "doubted": ("该先审，等主管决定", "Doubted, for a supervisor"),
        "right": ("没问题", "Fine"),
        "let_be": ("不记违规", "Let be"),
        "abuse": ("已记滥用", "Abuse recorded"),
    },
    "fee_claim_state": {
        "submitted": ("处理中", "In review"),
        "approved": ("已退手续费", "Fee returned"),
        "rejected": ("没有成立", "Not upheld"),
    },
    "objection_state": {
        "submitted": ("处理中", "In review"),
        "granted": ("成立，平台承担", "Upheld, borne by the platform"),
        "rejected": ("没有成立", "Not upheld"),
    },
    "ruling": {
        "approved": ("退回手续费", "Give the fee back"),
        "granted": ("成立，平台承担", "Upheld, borne by the platform"),
        "rejected": ("不成立", "Not upheld"),
    },
    "complaint_source": {
        "alipay": ("支付宝投诉", "Alipay complaint"),
        "wechat": ("微信支付投诉", "WeChat Pay complaint"),
        "chargeback": ("拒付", "Chargeback"),
        "12315": ("12315", "12315"),
        "other": ("其他投诉", "Other complaint"),
    },
    "record": {
        "viewing_log": ("卡密查看记录", "The record of viewings"),
        "issuer_word": ("发卡方的答复", "The issuer's answer"),
        "supplier_receipt": ("交付凭证", "The receipt of the delivery"),
    },
    "time": {
        "placed_at": ("下单", "the order was placed"),
        "paid_at": ("付款", "payment"),
        "delivered_at": ("交付", "delivery"),
        "completed_at": ("订单完成", "completion"),
    },
    **STANDING_LABELS,
    **LEDGER_LABELS,
    **QUALITY_LABELS,
}


def label(*, of: str, word: str, language: str) -> str:
    """Gives the name of a word, such as `label(of="reason", word="mistake", language="en")`.

    Raises `KeyError` for a word that does not exist: what is shown is never made up.
    """
    chinese, english = LABELS[of][word]
    return english if language == "en" else chinese
