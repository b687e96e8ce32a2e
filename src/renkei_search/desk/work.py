"""A draft that is being corrected: its rows with the characters they come from, and what applies to all rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.check.ledger import squeeze
from renkei_search.corpus.intake.draft.draft import front_cells
from renkei_search.corpus.intake.draft.sheet import COMMON, NUMBER
from renkei_search.corpus.intake.draft.summary import ADDRESS
from renkei_search.model.record import Record, Spans, join_spans

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei_search.corpus.document.page.model import Document
    from renkei_search.corpus.document.proposal.model import Proposal
    from renkei_search.corpus.intake.draft.draft import ProposedRows

TITLE: Final = "取組名"
DESCRIPTION: Final = "具体的内容"
ROLES: Final = "役割"
INDICATORS: Final = "指標"
MUNICIPALITIES: Final = "参加市町村"
COSTS: Final = "事業費"
PERIOD: Final = "期間"
FIELD: Final = "政策分野"
PAGE: Final = "原資料のページ"

PRINTED: Final = (TITLE, DESCRIPTION, ROLES, INDICATORS, MUNICIPALITIES, COSTS, PERIOD)
"""The columns whose text is the document's until a person changes it."""

FACTS: Final = (*COMMON, ADDRESS)
"""The columns that usually apply to the whole document."""

TO_CONFIRM: Final = ("圏域", "資料", "公表者", "時点")
"""The facts that a person has to confirm before an import."""


class WorkRow(Record, frozen=True, kw_only=True):
    """An initiative of the draft.

    Attributes:
        id: its number within the work, which it keeps in the workbook (読み取り番号).
        cells: texts by heading; facts of the whole document only where they differ.
        printed: the texts of the columns :data:`PRINTED` as the document prints them.
        spans: the characters of the document that each of these was read from.
        rejected: whether a person decided that it is not an initiative.
        checked: whether a person has compared it with the document.
    """

    id: int
    cells: dict[str, str]
    printed: dict[str, str] = msgspec.field(default_factory=dict)
    spans: dict[str, Spans] = msgspec.field(default_factory=dict)
    rejected: bool = False
    checked: bool = False

    def text(self, heading: str) -> str:
        """The text in a column."""
        return self.cells.get(heading, "")

    def is_edited(self) -> bool:
        """Whether the text of a column differs from the document."""
        return any(squeeze(self.text(name)) != squeeze(self.printed.get(name, "")) for name in PRINTED)

    def claimed(self) -> Spans:
        """The spans that it claims: none for emptied columns, and none if it is rejected."""
        if self.rejected:
            return ()
        return join_spans(
            span for name, spans in self.spans.items() if self.text(name).strip() for span in spans
        )


class Work(Record, frozen=True, kw_only=True):
    """A draft as a person has corrected it so far. ``decisions`` are the policy fields chosen for wordings."""

    rows: tuple[WorkRow, ...] = ()
    facts: dict[str, str] = msgspec.field(default_factory=dict)
    confirmed: tuple[str, ...] = ()
    decisions: dict[str, str] = msgspec.field(default_factory=dict)
    next_id: int = 1

    def row(self, row_id: int) -> WorkRow | None:
        """The row with an id."""
        return next((row for row in self.rows if row.id == row_id), None)

    def kept(self) -> tuple[WorkRow, ...]:
        """The rows that will be imported: those that are not rejected."""
        return tuple(row for row in self.rows if not row.rejected)

    def unconfirmed(self) -> tuple[str, ...]:
        """The facts that a person still has to confirm."""
        return tuple(name for name in TO_CONFIRM if name not in self.confirmed)


def begin_work(found: ProposedRows, document: Document) -> Work:
    """Make the initial work from the proposals of a document."""
    facts = {**front_cells(found.front, found.region), ADDRESS: document.address}
    for heading in COMMON:
        said = Counter(row[heading] for row in found.rows if row.get(heading))
        if said:
            facts[heading] = said.most_common(1)[0][0]
    rows = tuple(
        _begin_row(int(cells[NUMBER]), cells, proposal, facts)
        for cells, proposal in zip(found.rows, found.proposals, strict=True)
    )
    return Work(rows=rows, facts=facts, next_id=len(rows) + 1)


def _begin_row(
    number: int, cells: Mapping[str, str], proposal: Proposal, facts: Mapping[str, str]
) -> WorkRow:
    own = {name: text for name, text in cells.items() if text and text != facts.get(name) and name != NUMBER}
    spans = {
        TITLE: proposal.title.spans if proposal.title else (),
        DESCRIPTION: proposal.description.spans if proposal.description else (),
        MUNICIPALITIES: proposal.municipalities.spans if proposal.municipalities else (),
        PERIOD: proposal.period.spans if proposal.period else (),
        ROLES: join_spans(span for role in proposal.roles for span in role.text.spans),
        INDICATORS: join_spans(span for indicator in proposal.indicators for span in indicator.spans),
        COSTS: join_spans(span for cost in proposal.costs for span in cost.spans),
    }
    return WorkRow(
        id=number,
        cells=own,
        printed={name: own[name] for name in PRINTED if name in own},
        spans={name: found for name, found in spans.items() if found},
    )


def replace_row(work: Work, row: WorkRow) -> Work:
    """The work with one row replaced."""
    rows = tuple(row if known.id == row.id else known for known in work.rows)
    return msgspec.structs.replace(work, rows=rows)
