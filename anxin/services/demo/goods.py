"""What the demo shop sells. Prices are fen."""

from __future__ import annotations

from typing import Any

PHONE = {"name": "phone", "label": "充值手机号", "label_en": "Phone number to top up"}
ACCOUNT = {"name": "account", "label": "充值账号", "label_en": "Account to top up"}
UID = {"name": "uid", "label": "游戏 UID", "label_en": "Game UID"}

GOODS: tuple[dict[str, Any], ...] = (
    {
        "title": "Steam 充值卡 100 元 国区",
        "title_en": "Steam gift card ¥100, China region",
        "kind": "card_secret",
        "brand": "STEAM",
        "face": "¥100",
        "tone": "navy",
        "denomination": "¥100.00",
        "region": "国区",
        "price_fen": 9800,
        "cooling_off_minutes": 10,
        "details": "付款后自动发卡密。在 Steam 客户端「充值」页输入即到账，请在 24 小时内激活。",
        "english": {
            "denomination": "¥100.00",
            "region": "China region",
            "details": (
                'The card secret is delivered after payment. Enter it under "Add funds" in '
                "Steam; please activate within 24 hours."
            ),
        },
        "error_codes": {"53": "wrong_region", "ERR_10027": "used", "ERR_10031": "invalid"},
        "stock": 200,
    },
    {
        "title": "Xbox 礼品卡 200 元 国区",
        "title_en": "Xbox gift card ¥200, China region",
        "kind": "card_secret",
        "brand": "XBOX",
        "face": "¥200",
        "tone": "green",
        "denomination": "¥200.00",
        "region": "国区",
        "price_fen": 19200,
        "cooling_off_minutes": 5,
        "details": "25 位兑换码，付款后自动发货。兑换前请确认账号区域为国区。",
        "english": {
            "denomination": "¥200.00",
            "region": "China region",
            "details": (
                "A 25-character code, delivered after payment. Make sure your account is in"
                " the China region."
            ),
        },
        "error_codes": {"0x80190194": "invalid", "0x803F8007": "wrong_region"},
        "stock": 120,
    },
    {
        "title": "移动话费 100 元 快充",
        "title_en": "China Mobile airtime ¥100",
        "kind": "top_up",
        "brand": "中国移动",
        "face": "¥100",
        "tone": "blue",
        "denomination": "¥100.00",
        "region": "全国",
        "price_fen": 9950,
        "cooling_off_minutes": 5,
        "inputs": [PHONE],
        "details": "商家手动充值，一般 10 分钟内到账。请核对手机号，充错无法追回。",
        "english": {
            "denomination": "¥100.00",
            "region": "All of China",
            "details": (
                "Topped up by hand, usually within 10 minutes. Check the number: a wrong "
                "one cannot be undone."
            ),
        },
    },
    {
        "title": "Q币 50 个 直充",
        "title_en": "50 Q coins, direct top-up",
        "kind": "top_up",
        "brand": "Q币",
        "face": "50",
        "tone": "teal",
        "denomination": "50 个",
        "region": "QQ",
        "price_fen": 4900,
        "cooling_off_minutes": 5,
        "inputs": [ACCOUNT],
        "details": "填写 QQ 号，商家充值后可在 QQ 钱包查看。",
        "english": {
            "denomination": "50 coins",
            "region": "QQ",
            "details": "Enter the QQ number; the coins show in the QQ wallet once topped up.",
        },
    },
    {
        "title": "腾讯视频会员 月卡 直充",
        "title_en": "Tencent Video membership, one month",
        "kind": "membership",
        "brand": "腾讯视频",
        "face": "月卡",
        "tone": "amber",
        "denomination": "31 天",
        "region": "中国大陆",
        "price_fen": 2500,
        "cooling_off_minutes": 10,
        "inputs": [ACCOUNT],
        "details": "直充到填写的账号，开通后立即生效。",
        "english": {
            "denomination": "31 days",
            "region": "Mainland China",
            "details": "Added to the account you enter, active at once.",
        },
    },
    {
        "title": "Steam 充值卡 648 元 国区",
        "title_en": "Steam gift card ¥648, China region",
        "kind": "card_secret",
        "brand": "STEAM",
        "face": "¥648",
        "tone": "graphite",
        "denomination": "¥648.00",
        "region": "国区",
        "price_fen": 63500,
        "cooling_off_minutes": 15,
        "details": "大额卡密，取消与退款由人工复核一次。请在 24 小时内激活。",
        "english": {
            "denomination": "¥648.00",
            "region": "China region",
            "details": (
                "A large card: cancelling and refunds are reviewed by a person. Please "
                "activate within 24 hours."
            ),
        },
        "stock": 40,
    },
    {
        "title": "原神 创世结晶 6480 直充",
        "title_en": "Genshin Impact 6480 crystals, direct top-up",
        "kind": "top_up",
        "special": "limited_discount",
        "brand": "原神",
        "face": "6480",
        "tone": "violet",
        "denomination": "6480 结晶",
        "region": "天空岛（官服）",
        "price_fen": 60800,
        "cooling_off_minutes": 10,
        "inputs": [UID],
        "details": "限时优惠。请填写官服 UID，并在游戏内确认角色名。",
        "english": {
            "denomination": "6480 crystals",
            "region": "Celestia (official server)",
            "details": (
                "Limited offer. Enter the UID of the official server and check the "
                "character name in the game."
            ),
        },
    },
    {
        "title": "定制 QQ 秀形象设计",
        "title_en": "Custom avatar design",
        "kind": "service",
        "special": "customised",
        "brand": "定制",
        "face": "形象",
        "tone": "red",
        "denomination": "1 套",
        "region": "不限",
        "price_fen": 5800,
        "cooling_off_minutes": 15,
        "inputs": [ACCOUNT],
        "details": "按您的要求设计，开始制作后只在质量有问题时可退。",
        "english": {
            "denomination": "1 set",
            "region": "Any",
            "details": (
                "Designed to your wishes; once work has begun it is refundable for quality only."
            ),
        },
    },
    {
        "title": "无线游戏手柄",
        "title_en": "Wireless game controller",
        "kind": "physical",
        "brand": "手柄",
        "face": "无线",
        "tone": "graphite",
        "denomination": "1 只",
        "region": "中国大陆包邮",
        "price_fen": 12900,
        "cooling_off_minutes": 10,
        "inputs": [{"name": "address", "label": "收货地址", "label_en": "Delivery address"}],
        "details": "顺丰发货。签收次日起 7 天内可无理由退货。",
        "english": {
            "denomination": "1 piece",
            "region": "Mainland China, free delivery",
            "details": (
                "Sent by courier. No-reason returns within 7 days after the day of delivery."
            ),
        },
    },
    {
        "title": "星辰点券卡 50 元 发卡方直连",
        "title_en": "Stardust points card ¥50, checked with its issuer",
        "kind": "card_secret",
        "brand": "星辰",
        "face": "¥50",
        "tone": "teal",
        "denomination": "5000 点",
        "region": "全服",
        "price_fen": 4900,
        "cooling_off_minutes": 5,
        "issuer": "sandbox",
        "details": "看过卡密也能退：退款前先向发卡方核实没有被使用，并把卡锁定。",
        "english": {
            "denomination": "5000 points",
            "region": "All servers",
            "details": (
                "Refundable even after you have seen the secret: the issuer is asked whether it was"
                " used, and locks the card before your money moves."
            ),
        },
    },
    {
        "title": "秒充话费 50 元 移动",
        "title_en": "Instant airtime ¥50, China Mobile",
        "kind": "top_up",
        "brand": "中国移动",
        "face": "¥50",
        "tone": "blue",
        "denomination": "¥50.00",
        "region": "全国",
        "price_fen": 4980,
        "cooling_off_minutes": 5,
        "inputs": [PHONE],
        "supplier": "sandbox",
        "details": "供应商自动充值，几秒到账，到账有回执；没有充成自动退款。",
        "english": {
            "denomination": "¥50.00",
            "region": "All of China",
            "details": (
                "Topped up by a supplier within seconds, with a receipt; where it fails the money"
                " comes back by itself."
            ),
        },
    },
)
