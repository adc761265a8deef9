"""The one place that chooses adapters and reads settings: the outside world, handed out."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from anxin.domain.calendar import WorkingDay
from anxin.domain.channel import Channel
from anxin.domain.outside import Outside
from anxin.domain.reconciliation import BillSource, FeeTerms


def working_calendar() -> WorkingDay:
    """Gives the Chinese working calendar. Needs no settings."""
    from anxin.adapters.calendar.china import is_working_day

    return is_working_day


def _channels(alipay: Mapping[str, str] | None) -> dict[str, Channel]:
    if alipay is None:
        return {}
    from anxin.adapters.channel.alipay import AlipayChannel, AlipayMerchant

    return {"alipay": AlipayChannel(AlipayMerchant(**alipay))}


@cache
def bill_sources() -> tuple[BillSource, ...]:
    """Gives the bills of every merchant identity of the site."""
    from django.conf import settings

    from anxin.adapters.channel.alipay import AlipayMerchant
    from anxin.adapters.channel.alipay.bills import AlipayBills

    if settings.ALIPAY is None:
        return ()
    return (AlipayBills(AlipayMerchant(**settings.ALIPAY), terms=_fee_terms("alipay")),)


def _fee_terms(rail: str) -> FeeTerms | None:
    from django.conf import settings

    rate = settings.CHANNEL_FEES.get(rail)
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
        channels=_channels(settings.ALIPAY),
        demo=settings.DEMO,
    )
