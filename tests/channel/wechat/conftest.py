"""A platform's key, a wire that answers as it is told, and the adapter at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anxin.adapters.channel.wechat import WechatChannel, WechatMerchant
from tests.channel.wechat.platform import Platform, Wire, open_wire


@pytest.fixture(scope="package")
def platform() -> Platform:
    """WeChat Pay's key."""
    return Platform()


@pytest.fixture(scope="package")
def one_wire() -> Iterator[Wire]:
    """The wire of all these tests."""
    with pytest.MonkeyPatch.context() as patch, open_wire() as opened:
        patch.setenv("no_proxy", "*")
        yield opened


@pytest.fixture
def wire(one_wire: Wire) -> Wire:
    """A wire that has heard nothing and was told nothing."""
    one_wire.forget()
    return one_wire


@pytest.fixture(scope="package")
def merchant(platform: Platform, one_wire: Wire) -> WechatMerchant:
    """The shop's identity, which knows the platform by its public key."""
    return platform.merchant(gateway=one_wire.origin)


@pytest.fixture(scope="package")
def channel(merchant: WechatMerchant) -> WechatChannel:
    """The adapter."""
    return WechatChannel(merchant)
