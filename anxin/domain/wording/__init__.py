"""What the domain says to people, Chinese and English, as data: no sentence is written elsewhere.

The domain decides with words and codes; here each has its name and its sentence.
"""

from anxin.domain.wording.answers import can_be_appealed, clause_title, remedy, why
from anxin.domain.wording.calculation import Line, explain
from anxin.domain.wording.labels import LABELS, label
from anxin.domain.wording.pending import pending
from anxin.domain.wording.promises import hint_text, step_text, step_title, tag_text

__all__ = [
    "LABELS",
    "Line",
    "can_be_appealed",
    "clause_title",
    "explain",
    "hint_text",
    "label",
    "pending",
    "remedy",
    "step_text",
    "step_title",
    "tag_text",
    "why",
]
