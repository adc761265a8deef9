"""The examples in the sandbox's docstrings are true."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from sandbox import clock, loopback, money, pages
from sandbox.alipay import bills_trade as alipay_bills
from sandbox.alipay import signing
from sandbox.wechat import bills_fund, bills_trade

MODULES = [alipay_bills, bills_fund, bills_trade, clock, loopback, money, pages, signing]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_hold(module: ModuleType) -> None:
    tried = doctest.testmod(module)
    assert tried.attempted and not tried.failed
