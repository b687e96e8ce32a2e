"""The options of an import, and its plan: the outcome of each row, and the files that would change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from renkei_search.corpus.intake.row.field_reader import no_families
from renkei_search.corpus.intake.row.revision import DefaultRegion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from renkei_search.corpus.intake.document_source import ReadDocument
    from renkei_search.corpus.intake.row.field_reader import Unknown
    from renkei_search.corpus.intake.row.flaw import Flaw, Remark
    from renkei_search.corpus.intake.settlement import Settlement
    from renkei_search.corpus.intake.table.heading import Layout
    from renkei_search.corpus.intake.table.sheet import SheetRow
    from renkei_search.model.practice import Practices
    from renkei_search.model.record import Region


class Outcome(StrEnum):
    """The outcome of a row."""

    TAKEN = "taken"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The outcome in Japanese."""
        return {"taken": "追加", "changed": "変更", "unchanged": "変更なし", "refused": "取り込めません"}[
            self.value
        ]


@dataclass(frozen=True)
class RowReport:
    """The outcome of one row, and the reason. ``cell`` is the cell with the error, such as ``C12``, or empty.

    ``message`` is the complete message for this row. ``note`` explains the decision. ``flaws`` and ``remarks`` are kept
    as well, so that the messages of several rows can be combined.
    """

    row: SheetRow
    outcome: Outcome
    cell: str
    id: str
    title: str
    message: str
    note: str = ""
    flaws: tuple[Flaw, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Destination:
    """The folder to import into, and other folders that are searched along with it but not changed."""

    folder: Path
    beside: tuple[Path, ...]


class ImportOptions(NamedTuple):
    """How to read the table.

    ``slug`` makes readable ids; ``sheet`` is the sheet to read instead of the first with headings; ``region`` is the
    region of new rows that name none, and describes it if it is new; ``as_of`` is the date of sources without one in
    the table; ``columns`` gives the meaning of unknown headings, ``fields`` that of unknown wordings of policy
    fields; ``classify`` makes, from a classification, the function that gives the families of a title and a
    description; ``document`` is the document of a draft.
    """

    slug: Callable[[str], str]
    sheet: str | None = None
    region: DefaultRegion = DefaultRegion()
    as_of: str = ""
    columns: Mapping[str, str] = {}
    fields: Mapping[str, tuple[str, ...]] = {}
    classify: Callable[[Practices], Callable[[str, str], Mapping[str, float]]] = lambda _: no_families
    document: ReadDocument | None = None


@dataclass(frozen=True)
class ImportPlan:
    """The plan of an import. ``files`` are the new contents by file name, with the accepted rows.

    ``remarks`` are about the file and skipped rows. ``unknown_fields`` are the wordings of policy fields that a person
    has to explain. ``settlement`` says which rows belong to the document of a draft, and which initiatives only an
    earlier edition contains. ``fingerprint`` is the fingerprint of the folder when the plan was made; empty if the folder
    had no corpus.
    """

    layout: Layout
    rows: tuple[RowReport, ...]
    regions: tuple[Region, ...]
    files: Mapping[str, bytes]
    fingerprint: str
    remarks: tuple[Remark, ...] = ()
    unknown_fields: tuple[Unknown, ...] = ()
    settlement: Settlement | None = None

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """How many rows have each outcome."""
        return Counter(row.outcome for row in self.rows)

    @property
    def refused(self) -> tuple[RowReport, ...]:
        """The refused rows."""
        return tuple(row for row in self.rows if row.outcome is Outcome.REFUSED)
