"""The result of reading a document, as the reading process passes it on."""

from __future__ import annotations

from renkei_search.corpus.document.page.model import Document
from renkei_search.corpus.document.proposal.front import FrontMatter
from renkei_search.corpus.document.proposal.model import Proposal
from renkei_search.model.record import Record


class Findings(Record, frozen=True, kw_only=True):
    """A document, the initiatives that it proposes, and what its first pages say about it."""

    document: Document
    proposals: tuple[Proposal, ...]
    front: FrontMatter
