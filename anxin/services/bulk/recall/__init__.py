"""Recalls: proposed with a frozen list, released by a second person, done by a job.

Most of a list is refunded set by set; orders whose cards have an issuer go one by one, so that the
lock holds (services.bulk.recall.alone).
"""

from anxin.services.bulk.recall.proposing import NotRecalled, RecallForm, preview_recall, propose
from anxin.services.bulk.recall.releasing import refuse, release, retry_failed
from anxin.services.bulk.recall.running import run_recalls, run_recalls_in_turn
from anxin.services.bulk.recall.shelf import ask_to_relist, keep_off, relist
from anxin.services.bulk.recall.tending import tend_recalls

__all__ = [
    "NotRecalled",
    "RecallForm",
    "ask_to_relist",
    "keep_off",
    "preview_recall",
    "propose",
    "refuse",
    "release",
    "relist",
    "retry_failed",
    "run_recalls",
    "run_recalls_in_turn",
    "tend_recalls",
]
