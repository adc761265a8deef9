"""The one place that chooses adapters and reads settings: the outside world, handed out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from anxin.domain.calendar import WorkingDay
from anxin.domain.channel import Channel
from anxin.domain.issuer import CardIssuer, TopUpSupplier
from anxin.domain.outside import Outside

if TYPE_CHECKING:
    from anxin.adapters.partner.client import PartnerAccount


def working_calendar() -> WorkingDay:
    """Gives the Chinese working calendar. Needs no settings."""
    from anxin.adapters.calendar.china import is_working_day

    return is_working_day


def _channels(alipay: Mapping[str, str] | None) -> dict[str, Channel]:
    if alipay is None:
        return {}
    from anxin.adapters.channel.alipay import AlipayChannel, AlipayMerchant

    return {"alipay": AlipayChannel(AlipayMerchant(**alipay))}


def _issuers(issuer: Mapping[str, str] | None) -> dict[str, CardIssuer]:
    if issuer is None:
        return {}
    from anxin.adapters.issuer import SignedIssuer

    return {issuer["name"]: SignedIssuer(_account(issuer))}


def _suppliers(supplier: Mapping[str, str] | None) -> dict[str, TopUpSupplier]:
    if supplier is None:
        return {}
    from anxin.adapters.supplier import SignedSupplier

    return {supplier["name"]: SignedSupplier(_account(supplier))}


def _account(partner: Mapping[str, str]) -> PartnerAccount:
    from anxin.adapters.partner.client import PartnerAccount

    keys = {name: bytes.fromhex(partner[name]) for name in ("key", "card_key")}
    return PartnerAccount(origin=partner["origin"], key_id=partner["key_id"], **keys)


def issued_cards() -> list[str]:
    """Gives the cards that the sandbox's issuer handed over for the demo shop, if it did."""
    from django.conf import settings

    file = settings.ISSUED_CARDS
    return Path(file).read_text().split() if file else []


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
        issuers=_issuers(settings.PARTNERS["issuer"]),
        suppliers=_suppliers(settings.PARTNERS["supplier"]),
        demo=settings.DEMO,
    )
