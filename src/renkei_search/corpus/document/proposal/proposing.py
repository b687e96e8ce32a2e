"""Propose the initiatives of a document: section by section, with tables and paragraphs in the order of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.document.page.order import is_out_of_order
from renkei_search.corpus.document.page.piece import NOTHING
from renkei_search.corpus.document.proposal.context import Context
from renkei_search.corpus.document.proposal.form import FormReader, is_form
from renkei_search.corpus.document.proposal.label import LabelName
from renkei_search.corpus.document.proposal.listing.heading import find_heading, fits
from renkei_search.corpus.document.proposal.listing.reader import ListReader
from renkei_search.corpus.document.proposal.narrative import read_section
from renkei_search.corpus.document.proposal.outline import make_outline, walk
from renkei_search.model.taxonomy import fold_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from renkei_search.corpus.document.page.model import Document, Table
    from renkei_search.corpus.document.page.piece import Reading
    from renkei_search.corpus.document.proposal.gathering import Gathering
    from renkei_search.corpus.document.proposal.label import Labels
    from renkei_search.corpus.document.proposal.model import Proposal
    from renkei_search.corpus.document.proposal.outline import Section, SectionPart
    from renkei_search.model.taxonomy import Taxonomy


def propose(
    document: Document, labels: Labels, taxonomy: Taxonomy, tell: Callable[[], None] = lambda: None
) -> tuple[Proposal, ...]:
    """The initiatives that a document proposes, in its order.

    Args:
        document: the document.
        labels: the labels of tables and forms.
        taxonomy: the policy fields, which headings name.
        tell: called after each section.
    """
    context = Context(taxonomy)
    proposer = _Proposer(labels, context)
    for section in walk(make_outline(document, labels, context.is_heading)):
        proposer.read(section)
        tell()
    recognised = {page.number for page in document.pages if page.recognised}
    for gathering in proposer.found:
        if gathering.page in recognised:
            gathering.doubts.append((0.4, "OCR で読んだ文です。文字に誤りがあるかもしれません。"))
    if is_out_of_order(document):
        for gathering in proposer.found:
            gathering.doubts.append((0.5, "文の順序が乱れています。"))
    gatherings = join_same(proposer.found)
    found = [proposal for gathering in gatherings if (proposal := gathering.finish()) is not None]
    return tuple(sorted(found, key=_first_character))


def join_same(gatherings: Sequence[Gathering]) -> list[Gathering]:
    """Join proposals of the same initiative, because figures and costs are often in a separate table.

    A proposal with only a title is joined with the one that has the same title and a description, if it is unique.
    """
    described: dict[str, list[Gathering]] = {}
    for gathering in gatherings:
        if gathering.title and gathering.descriptions:
            described.setdefault(fold_wording(gathering.title.text), []).append(gathering)
    kept = []
    for gathering in gatherings:
        same = described.get(fold_wording(gathering.title.text), []) if gathering.title else []
        if not gathering.descriptions and len(same) == 1:
            same[0].take_over(gathering)
        else:
            kept.append(gathering)
    return kept


def _first_character(proposal: Proposal) -> int:
    spans = proposal.claimed()
    return spans[0].start if spans else 0


class _Proposer:
    """Collects proposals, and keeps the state that one table passes on to the next."""

    def __init__(self, labels: Labels, context: Context) -> None:
        self.found: list[Gathering] = []
        self._labels = labels
        self._context = context
        self._lists = ListReader(labels)
        self._forms = FormReader(labels)
        self._form: Gathering | None = None

    def read(self, section: Section) -> None:
        """Add the initiatives in the paragraphs and tables of a section."""
        gatherings = read_section(section, self._context)
        self.found += gatherings
        self._form = gatherings[-1] if len(gatherings) == 1 else None if section.heading else self._form
        title_open = not gatherings
        for part in section.parts:
            if part.table is not None and self._read_table(section, part, part.table, title_open=title_open):
                title_open = False

    def _read_table(self, section: Section, part: SectionPart, table: Table, *, title_open: bool) -> bool:
        """Read a table; returns whether any of its content was used."""
        form = is_form(table, self._labels) and self._is_form_by_side(table)
        heading = None if form else find_heading(table, self._labels)
        if (
            heading is None
            and not form
            and self._lists.heading is not None
            and fits(self._lists.heading, table)
        ):
            self.found += self._lists.read(table, part.page, None, {})
            return True
        if heading is not None:
            above = {
                LabelName.FIELD: self._context.field_above(section),
                LabelName.CATEGORY: self._context.category_above(section),
            }
            self.found += self._lists.read(table, part.page, heading, above)
            return True
        if is_form(table, self._labels):
            self._read_form(section, part, table, title_open=title_open)
            return True
        return False

    def _is_form_by_side(self, table: Table) -> bool:
        """Whether there are labels down the left side. A table with labels only along the top is a list."""
        left = [cell for cell in table.cells if cell.column == 0 and cell.text.strip()]
        known = sum(self._labels.is_label(cell.text) for cell in left)
        return len(left) >= 2 and known >= max(2, 0.5 * len(left))

    def _read_form(self, section: Section, part: SectionPart, table: Table, *, title_open: bool) -> None:
        titled = any(self._labels.find(cell.text) is LabelName.TITLE for cell in table.cells)
        title: Reading = NOTHING
        if (
            not titled
            and title_open
            and section.heading
            and section.page == part.page
            and not self._context.is_place(section)
        ):
            title = section.heading
        known = len(self.found)
        found = self._forms.read(table, part.page, self._form, title)
        for gathering in found:
            gathering.field = gathering.field or self._context.field_above(section)
            gathering.category = gathering.category or self._context.category_above(section)
        self.found += found
        if len(self.found) > known:
            self._form = self.found[-1]
