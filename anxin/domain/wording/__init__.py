"""What the domain says to people, Chinese and English, as data: no sentence is written elsewhere.

The domain decides with words and codes; here each has its name and its sentence.
"""

from anxin.domain.wording.advice import advice_name, advice_sentence, offer_button, prompt
from anxin.domain.wording.answers import can_be_appealed, clause_title, explanation, remedy, why
from anxin.domain.wording.asking import (
    field_example,
    field_name,
    field_problem,
    field_value,
    fields_told,
    next_steps,
    proof_sentence,
)
from anxin.domain.wording.calculation import Line, explain
from anxin.domain.wording.labels import LABELS, label
from anxin.domain.wording.pending import pending
from anxin.domain.wording.promises import hint_text, step_text, step_title, tag_text

__all__ = [
    "LABELS",
    "Line",
    "advice_name",
    "advice_sentence",
    "can_be_appealed",
    "clause_title",
    "explain",
    "explanation",
    "field_example",
    "field_name",
    "field_problem",
    "field_value",
    "fields_told",
    "hint_text",
    "label",
    "next_steps",
    "offer_button",
    "pending",
    "prompt",
    "proof_sentence",
    "remedy",
    "step_text",
    "step_title",
    "tag_text",
    "why",
]
