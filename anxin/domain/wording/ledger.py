"""The names of what the ledger has: accounts, movements, payouts: Chinese, English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LEDGER_LABELS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "account_kind": {
        "buyer_wallet": ("买家钱包", "Buyers' wallets"),
        "escrow": ("担保中的货款", "Escrow"),
        "merchant_payable": ("应付商家", "Payable to merchants"),
        "merchant_deposit": ("商家保证金", "Merchants' deposits"),
        "platform_advance": ("先行垫付", "Advances to recover"),
        "fees": ("退款手续费", "Refund fees"),
        "coupons": ("优惠券", "Coupons"),
        "points": ("积分", "Points"),
        "channel_clearing": ("渠道清算", "Channel clearing"),
        "channel_fees": ("渠道手续费", "Channel fees"),
        "payouts": ("打款途中", "Payouts under way"),
        "guarantee_fund": ("消费者保障基金", "Guarantee fund for buyers"),
        "reseller_payable": ("应付分销佣金", "Commissions payable"),
        "reseller_advance": ("待追回佣金", "Commissions to recover"),
    },
    "posting_kind": {
        "payment": ("付款", "Payment"),
        "refund": ("退款", "Refund"),
        "top_up": ("充值", "Top-up"),
        "withdrawal": ("提现", "Withdrawal"),
        "reversal": ("被银行退回", "Sent back by the bank"),
        "fee_claim": ("手续费退回", "Fee returned"),
        "objection": ("异议成立，平台承担", "Objection upheld, borne by us"),
        "gift": ("赠送", "Gift"),
        "release": ("货款结算", "Order settled"),
        "cover": ("退款扣回", "Drawn for a refund"),
        "compensation": ("赔付买家", "Compensation paid"),
        "payout_asked": ("申请提现", "Withdrawal asked for"),
        "payout_made": ("已打款", "Paid out"),
        "payout_refused": ("提现退回", "Withdrawal returned"),
        "payout_returned": ("提现被银行退回", "Withdrawal sent back by the bank"),
        "deposit": ("缴存保证金", "Deposit received"),
        "deposit_top_up": ("补缴保证金", "Deposit topped up"),
        "penalty": ("违约扣除保证金", "Penalty taken from the deposit"),
        "penalty_returned": ("退回违约扣款", "Penalty returned to the deposit"),
    },
    "payout_state": {
        "checking": ("核验姓名", "Name being checked"),
        "requested": ("待审批", "To be approved"),
        "approved": ("待打款", "To be paid"),
        "paid": ("已打款", "Paid"),
        "returning": ("银行退回，待核对", "Sent back, to be checked"),
        "refused": ("已退回", "Refused"),
        "returned": ("被银行退回", "Sent back by the bank"),
    },
}
