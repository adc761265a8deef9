"""The tables of minors' claims."""

from anxin.storage.minors.models.claims import Check as Check
from anxin.storage.minors.models.claims import Claim as Claim
from anxin.storage.minors.models.claims import ClaimOrder as ClaimOrder
from anxin.storage.minors.models.papers import Access as Access
from anxin.storage.minors.models.papers import Attempt as Attempt
from anxin.storage.minors.models.papers import Event as Event
from anxin.storage.minors.models.papers import Freeze as Freeze
from anxin.storage.minors.models.papers import Objection as Objection
from anxin.storage.minors.models.papers import Paper as Paper
from anxin.storage.minors.models.papers import PaperPage as PaperPage
