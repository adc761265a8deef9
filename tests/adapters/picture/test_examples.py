"""What the opener's docstrings show is what happens."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from anxin.adapters.picture.opener import book, traces


@pytest.mark.parametrize("module", [book, traces])
def test_what_a_docstring_shows_is_what_happens(module: ModuleType) -> None:
    tried = doctest.testmod(module)
    assert (tried.failed, tried.attempted > 0) == (0, True)
