"""WeChat Pay v3 for a direct merchant through wechatpayv3: native and H5 payment, refunds."""

from anxin.adapters.channel.wechat.channel import WechatChannel
from anxin.adapters.channel.wechat.gateway import WechatMerchant

__all__ = ["WechatChannel", "WechatMerchant"]
