"""After-sale cases (售后单): what a buyer asked for and what became of it."""

from anxin.storage.aftersale.models.case import CardFact, Case
from anxin.storage.aftersale.models.claims import Compensation, Complaint, FeeClaim
from anxin.storage.aftersale.models.objection import Objection
from anxin.storage.aftersale.models.talk import Message, Proposal

__all__ = [
    "CardFact",
    "Case",
    "Compensation",
    "Complaint",
    "FeeClaim",
    "Message",
    "Objection",
    "Proposal",
]
