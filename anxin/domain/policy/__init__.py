"""Refund policies as data: the language, its check on save, and the policy that ships.

The language is described in `docs/policy-language.md`.
"""

from anxin.domain.policy.blanket import find_blanket_text
from anxin.domain.policy.compiling import compile_policy
from anxin.domain.policy.model import Choice, Clause, Length, Limits, Policy, When, Window
from anxin.domain.policy.problems import PolicyRefused
from anxin.domain.policy.standard import STANDARD
from anxin.domain.reading import Problem

__all__ = [
    "STANDARD",
    "Choice",
    "Clause",
    "Length",
    "Limits",
    "Policy",
    "PolicyRefused",
    "Problem",
    "When",
    "Window",
    "compile_policy",
    "find_blanket_text",
]
