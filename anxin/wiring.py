"""The one place that chooses adapters and reads settings: the outside world, handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anxin.domain.calendar import WorkingDay
from anxin.domain.channel import Channel, PayerMark
from anxin.domain.evidence.outside import Comparer, EvidenceTools, FileStore, PageReader, Unpacker
from anxin.domain.identity import IdentityProvider
from anxin.domain.issuer import CardIssuer, TopUpSupplier
from anxin.domain.minors.outside import Vault
from anxin.domain.outside import Outside
from anxin.domain.reconciliation import BillSource, FeeTerms

if TYPE_CHECKING:
    from anxin.adapters.partner.client import PartnerAccount


def working_calendar() -> WorkingDay:
    """Gives the Chinese working calendar. Needs no settings."""
    from anxin.adapters.calendar.china import is_working_day

    return is_working_day


def unpacker() -> Unpacker:
    """Gives the jail in which files of strangers are opened. Needs no settings."""
    from anxin.adapters.picture.unpacker import JailedUnpacker

    return JailedUnpacker()


@cache
def page_reader() -> PageReader:
    """Gives the reader of text; its engine is loaded at the first page. Needs no settings."""
    from anxin.adapters.ocr import RapidReader

    return RapidReader()


@cache
def page_comparer() -> Comparer:
    """Gives what recognises pictures. Needs no settings."""
    from anxin.adapters.picture.comparing import PictureComparer

    return PictureComparer()


def _alipay(identities: Sequence[Mapping[str, Any]], mark: PayerMark) -> list[Channel]:
    if not identities:
        return []
    from anxin.adapters.channel.alipay import AlipayChannel, AlipayMerchant

    return [AlipayChannel(AlipayMerchant(**one), mark_payer=mark) for one in identities]


def _wechat(identities: Sequence[Mapping[str, Any]], mark: PayerMark) -> list[Channel]:
    if not identities:
        return []
    from anxin.adapters.channel.wechat import WechatChannel, WechatMerchant

    return [WechatChannel(WechatMerchant(**one), mark_payer=mark) for one in identities]


def _channels(found: Mapping[str, Sequence[Channel]]) -> dict[str, dict[str, Any]]:
    """Part the channels of each method into the one for new payments and those before it."""
    return {
        "channels": {method: channels[0] for method, channels in found.items() if channels},
        "former": {method: tuple(channels[1:]) for method, channels in found.items()},
    }


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


def _identity(provider: Mapping[str, str] | None) -> IdentityProvider | None:
    if provider is None:
        return None
    from anxin.adapters.identity import SignedIdentity

    return SignedIdentity(_account(provider))


def _account(partner: Mapping[str, str]) -> PartnerAccount:
    from anxin.adapters.partner.client import PartnerAccount

    keys = {name: bytes.fromhex(partner[name]) for name in ("key", "card_key")}
    return PartnerAccount(origin=partner["origin"], key_id=partner["key_id"], **keys)


def issued_cards() -> list[str]:
    """Gives the cards that the sandbox's issuer handed over for the demo shop, if it did."""
    from django.conf import settings

    file = settings.ISSUED_CARDS
    return Path(file).read_text().split() if file else []


@cache
def bill_sources() -> tuple[BillSource, ...]:
    """Gives the bills of every account that the site has or had at a channel."""
    from django.conf import settings

    from anxin.adapters.channel.wechat import WechatMerchant
    from anxin.adapters.channel.wechat.bills import WechatBills

    fees = {rail: _fee_terms(rate) for rail, rate in settings.CHANNEL_FEES.items()}
    return (
        *_alipay_bills(settings.ALIPAY, fees["alipay"]),
        *(WechatBills(WechatMerchant(**one), terms=fees["wechat"]) for one in settings.WECHAT),
    )


def _alipay_bills(
    identities: Sequence[Mapping[str, Any]], terms: FeeTerms | None
) -> list[BillSource]:
    """One source per account: its bill has the payments of all its apps."""
    from anxin.adapters.channel.alipay import AlipayMerchant
    from anxin.adapters.channel.alipay.bills import AlipayBills

    apps: dict[str, list[AlipayMerchant]] = {}
    for known in identities:
        apps.setdefault(known["seller_id"], []).append(AlipayMerchant(**known))
    return [
        AlipayBills(one[0], terms=terms, apps=tuple(app.app_id for app in one))
        for one in apps.values()
    ]


def _fee_terms(rate: str) -> FeeTerms | None:
    return FeeTerms(Fraction(rate)) if rate else None


def tap_pay(address: str) -> None:
    """Taps 付款 on a payment page of the sandbox, for demo orders."""
    from anxin.adapters.finger.sandbox import tap_pay as tap

    tap(address)


@cache
def evidence_files() -> FileStore:
    """Gives the place where evidence is kept."""
    from django.core.files.storage import storages

    from anxin.adapters.files import KeptFiles

    return KeptFiles(storages["evidence"])


@cache
def minors_vault() -> Vault:
    """Gives the keys and the place of what guardians of minors send; nothing else is kept there."""
    from django.conf import settings
    from django.core.files.storage import storages

    from anxin.adapters.files import KeptFiles
    from anxin.adapters.secrets.aes_gcm import AesGcmBox

    box = AesGcmBox(keys=settings.SECRETS.minor_keys, index_key=settings.SECRETS.blind_index_key)
    return Vault(box, KeptFiles(storages["minors"]))


@cache
def evidence_tools() -> EvidenceTools:
    """Gives a process that reads evidence all it needs; half a gigabyte once it has read a page."""
    return EvidenceTools(
        files=evidence_files(),
        unpacker=unpacker(),
        reader=page_reader(),
        comparer=page_comparer(),
    )


@cache
def outside() -> Outside:
    """Gives use cases the outside world, as the site's settings choose it."""
    from django.conf import settings

    from anxin.adapters.secrets.aes_gcm import AesGcmBox
    from anxin.services.risk.marks import payer_mark

    box = AesGcmBox(keys=settings.SECRETS.card_keys, index_key=settings.SECRETS.blind_index_key)
    mark = payer_mark(secrets=box)
    return Outside(
        secrets=box,
        is_working_day=working_calendar(),
        issuers=_issuers(settings.PARTNERS["issuer"]),
        suppliers=_suppliers(settings.PARTNERS["supplier"]),
        identity=_identity(settings.PARTNERS["identity"]),
        demo=settings.DEMO,
        **_channels(
            {"alipay": _alipay(settings.ALIPAY, mark), "wechat": _wechat(settings.WECHAT, mark)}
        ),
    )
