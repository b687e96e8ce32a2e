"""How well what was read agrees with a document's ground truth."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from renkei_search.corpus.document.format.opening import read_file
from renkei_search.corpus.document.proposal.context import Context
from renkei_search.corpus.document.proposal.proposing import propose
from tests.corpus.documents.truth import Expected, read_truth

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.document.page.model import Document
    from renkei_search.corpus.document.page.piece import Piece
    from renkei_search.corpus.document.proposal.label import Labels
    from renkei_search.corpus.document.proposal.model import Proposal
    from renkei_search.model.taxonomy import Taxonomy


def squeeze(text: str | None) -> str:
    return "".join((text or "").split())


def said(piece: Piece | None) -> str:
    return squeeze(piece.text) if piece is not None else ""


def read(path: Path, labels: Labels) -> Document:
    return read_file(path, labels.is_label, lambda _done, _total: None)


def score(path: Path, labels: Labels, taxonomy: Taxonomy) -> Counter[str]:
    """Count what was expected and what was right (initiatives, exact texts, pages, fields, parts), and what is extra."""
    document = read(path, labels)
    proposals = list(propose(document, labels, taxonomy))
    truth = read_truth(path.with_suffix(".json"))
    counts: Counter[str] = Counter(
        expected=len(truth.initiatives), characters_wrong=lost(document, proposals)
    )
    for expected in truth.initiatives:
        found = _match(expected, proposals)
        if found is None:
            continue
        proposals.remove(found)
        counts["found"] += 1
        counts["exact"] += said(found.title) == squeeze(expected.title) and said(
            found.description
        ) == squeeze(expected.description)
        counts["page"] += found.page == expected.page
        if expected.field_code is not None:
            counts["fields expected"] += 1
            code = Context(taxonomy).field_code(found.field.text) if found.field is not None else None
            counts["fields"] += code == expected.field_code
        wanted, got = _wanted(expected), _parts(found)
        counts["parts expected"] += len(wanted)
        counts["parts"] += sum(part in got for part in wanted)
    counts["extra"] = len(proposals)
    return counts


def lost(document: Document, proposals: list[Proposal]) -> int:
    """How many characters are in no line or in two, or are claimed by two proposals."""
    owners: Counter[int] = Counter()
    for page in document.pages:
        for line in page.lines():
            owners.update(range(*line.span))
    wrong = sum(owners[at] != 1 for at, char in enumerate(document.text) if not char.isspace())
    claims: Counter[int] = Counter()
    for proposal in proposals:
        for span in proposal.claimed():
            claims.update(range(*span))
    return wrong + sum(count > 1 for at, count in claims.items() if not document.text[at].isspace())


def _match(expected: Expected, proposals: list[Proposal]) -> Proposal | None:
    for found in proposals:
        if expected.title and said(found.title) == squeeze(expected.title):
            return found
    start = squeeze(expected.description)[:12]
    return next((found for found in proposals if said(found.description)[:12] == start), None)


def _wanted(expected: Expected) -> list[tuple[str, str]]:
    parts = [(party, squeeze(text)) for party, text in expected.roles]
    parts += [(squeeze(name), squeeze(value)) for name, value in expected.indicators if value != "―"]
    parts += [(squeeze(year), squeeze(amount)) for year, amount in expected.costs]
    if expected.municipalities:
        parts.append(("municipalities", "".join(expected.municipalities)))
    if expected.period:
        parts.append(("period", squeeze(expected.period)))
    return parts


def _parts(found: Proposal) -> list[tuple[str, str]]:
    parts = [(role.party, said(role.text)) for role in found.roles]
    parts += [(said(indicator.name), said(indicator.value)) for indicator in found.indicators]
    parts += [(squeeze(cost.period), said(cost.amount)) for cost in found.costs]
    parts.append(("municipalities", said(found.municipalities).replace("、", "").replace("・", "")))
    parts.append(("period", said(found.period)))
    return parts
