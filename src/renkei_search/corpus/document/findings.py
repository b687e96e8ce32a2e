"""What the reading of a document found, as the process that reads hands it over."""

from __future__ import annotations

from renkei_search.corpus.document.page.model import Document
from renkei_search.corpus.document.proposal.front import FrontMatter
from renkei_search.corpus.document.proposal.model import Proposal
from renkei_search.model.record import Record


class Findings(Record, frozen=True, kw_only=True):
    """A document as it was read, the initiatives that it proposes, and its statements about itself."""

    document: Document
    proposals: tuple[Proposal, ...]
    front: FrontMatter
