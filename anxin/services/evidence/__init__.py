"""Use cases of evidence: received, read by workers, held against the records, shown."""

from anxin.services.evidence.attaching import attach_piece
from anxin.services.evidence.bringing import AGAIN_FROM, bring_pieces
from anxin.services.evidence.changing import change_piece, remove_piece
from anxin.services.evidence.purging import purge_files
from anxin.services.evidence.reading import read_pieces
from anxin.services.evidence.receiving import Received, Sent, Turned, receive_piece

__all__ = [
    "AGAIN_FROM",
    "Received",
    "Sent",
    "Turned",
    "attach_piece",
    "bring_pieces",
    "change_piece",
    "purge_files",
    "read_pieces",
    "receive_piece",
    "remove_piece",
]
