"""Alipay's OpenAPI (v2 gateway) through python-alipay-sdk: RSA2 signatures both ways."""

from anxin.adapters.channel.alipay.channel import AlipayChannel
from anxin.adapters.channel.alipay.gateway import AlipayMerchant

__all__ = ["AlipayChannel", "AlipayMerchant"]
