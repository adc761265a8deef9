"""The common parameters of every call, checked before its business is looked at.

Source: Alipay, "公共请求参数" of each method, and "公共错误码" for what is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from sandbox.alipay.certificates import names_certificates
from sandbox.alipay.keys import Merchant
from sandbox.alipay.signing import signed_text
from sandbox.clock import read_beijing
from sandbox.rsa import is_signed

Params = Mapping[str, str]

REQUIRED = {
    "method": "isv.missing-method",
    "app_id": "isv.missing-app-id",
    "sign_type": "isv.missing-signature-type",
    "sign": "isv.missing-signature",
    "timestamp": "isv.missing-timestamp",
    "version": "isv.missing-version",
}
# Without these the gateway cannot know whom it would sign for: it answers without a signature.
NOT_SIGNED = {
    "isv.missing-method",
    "isv.invalid-method",
    "isv.missing-app-id",
    "isv.invalid-app-id",
}


def find_fault(
    *, params: Params, merchant: Merchant, methods: Collection[str], times_s: Collection[float]
) -> str | None:
    """The sub_code of the first thing wrong with an envelope.

    `times_s` are the times that count as now: when the sandbox's clock was set, a client that
    follows it is on time, and one that goes by the machine's too.
    """
    for name, sub_code in REQUIRED.items():
        if not params.get(name):
            return sub_code
    checks: dict[str, Callable[[], bool]] = {
        "isv.invalid-method": lambda: params["method"] in methods,
        "isv.invalid-app-id": lambda: params["app_id"] == merchant.app_id,
        "isv.invalid-parameter": lambda: params["version"] == "1.0",
        "isv.invalid-charset": lambda: params.get("charset", "utf-8").lower() == "utf-8",
        "isv.invalid-format": lambda: params.get("format", "JSON").upper() == "JSON",
        "isv.invalid-signature-type": lambda: params["sign_type"] == "RSA2",
        "isv.invalid-signature": lambda: _is_signed(params, merchant),
        "isv.invalid-timestamp": lambda: _is_timely(params, merchant, times_s),
    }
    fault = next((sub_code for sub_code, holds in checks.items() if not holds()), None)
    return fault or _find_certificate_fault(params, merchant)


def _find_certificate_fault(params: Params, merchant: Merchant) -> str | None:
    """An app may sign by key or by certificate; if it names one, it must be the right one."""
    if not names_certificates(params=params):
        return None
    known = merchant.certificates
    return known.find_fault(params=params) if known else "isv.app-cert-not-exist"


def _is_signed(params: Params, merchant: Merchant) -> bool:
    text = signed_text(params=params, without={"sign"})
    return is_signed(key=merchant.app_public_key, text=text, signature=params["sign"])


def _is_timely(params: Params, merchant: Merchant, times_s: Collection[float]) -> bool:
    at_s = read_beijing(text=params["timestamp"])
    return at_s is not None and any(abs(at_s - now_s) <= merchant.clock_skew_s for now_s in times_s)
