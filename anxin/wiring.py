"""The one place that chooses adapters and reads settings: the outside world, handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from anxin.domain.calendar import WorkingDay
from anxin.domain.channel import Channel
from anxin.domain.outside import Outside
from anxin.domain.reconciliation import BillSource, FeeTerms


def working_calendar() -> WorkingDay:
    """Gives the Chinese working calendar. Needs no settings."""
    from anxin.adapters.calendar.china import is_working_day

    return is_working_day


def _alipay(identities: Sequence[Mapping[str, Any]]) -> list[Channel]:
    if not identities:
        return []
    from anxin.adapters.channel.alipay import AlipayChannel, AlipayMerchant

    return [AlipayChannel(AlipayMerchant(**known)) for known in identities]


def _wechat(identities: Sequence[Mapping[str, Any]]) -> list[Channel]:
    if not identities:
        return []
    from anxin.adapters.channel.wechat import WechatChannel, WechatMerchant

    return [WechatChannel(WechatMerchant(**known)) for known in identities]


def _channels(found: Mapping[str, Sequence[Channel]]) -> dict[str, dict[str, Any]]:
    """Part the channels of each method into the one for new payments and those before it."""
    for method, channels in found.items():
        if len({channel.identity for channel in channels}) < len(channels):
            raise ValueError(f"two folders hold the same merchant identity of {method}")
    return {
        "channels": {method: channels[0] for method, channels in found.items() if channels},
        "former": {method: tuple(channels[1:]) for method, channels in found.items()},
    }


@cache
def bill_sources() -> tuple[BillSource, ...]:
    """Gives the bills of every merchant identity of the site."""
    from django.conf import settings

    from anxin.adapters.channel.alipay import AlipayMerchant
    from anxin.adapters.channel.alipay.bills import AlipayBills
    from anxin.adapters.channel.wechat import WechatMerchant
    from anxin.adapters.channel.wechat.bills import WechatBills

    fees = {rail: _fee_terms(rate) for rail, rate in settings.CHANNEL_FEES.items()}
    return (
        *(AlipayBills(AlipayMerchant(**one), terms=fees["alipay"]) for one in settings.ALIPAY),
        *(WechatBills(WechatMerchant(**one), terms=fees["wechat"]) for one in settings.WECHAT),
    )


def _fee_terms(rate: str) -> FeeTerms | None:
    return FeeTerms(Fraction(rate)) if rate else None


def tap_pay(address: str) -> None:
    """Taps 付款 on a payment page of the sandbox, for demo orders."""
    from anxin.adapters.finger.sandbox import tap_pay as tap

    tap(address)


@cache
def outside() -> Outside:
    """Gives use cases the outside world, as the site's settings choose it."""
    from django.conf import settings

    from anxin.adapters.secrets.aes_gcm import AesGcmBox

    return Outside(
        secrets=AesGcmBox(
            keys=settings.SECRETS.card_keys, index_key=settings.SECRETS.blind_index_key
        ),
        is_working_day=working_calendar(),
        demo=settings.DEMO,
        **_channels({"alipay": _alipay(settings.ALIPAY), "wechat": _wechat(settings.WECHAT)}),
    )
