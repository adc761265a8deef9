"""The examples in the sandbox's docstrings are true."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from sandbox import clock, loopback, money, pages
from sandbox.alipay import signing


@pytest.mark.parametrize("module", [clock, loopback, money, pages, signing])
def test_the_examples_of_a_module_hold(module: ModuleType) -> None:
    tried = doctest.testmod(module)
    assert tried.attempted and not tried.failed
