"""Import a draft as the ``import`` command does, from the same workbook, and rebuild the index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.practice import tell_families
from renkei_search.analysis.reading.slug import make_slug
from renkei_search.corpus.folder import describe_state
from renkei_search.corpus.intake.document_source import ReadDocument
from renkei_search.corpus.intake.draft.draft import address_in
from renkei_search.corpus.intake.draft.reader import complete_draft
from renkei_search.corpus.intake.draft.summary import ADDRESS
from renkei_search.corpus.intake.execution import carry_out
from renkei_search.corpus.intake.form.field_table import read_field_table
from renkei_search.corpus.intake.importer import is_corpus
from renkei_search.corpus.intake.plan import Destination, ImportOptions, Outcome
from renkei_search.corpus.intake.row.flaw import CellError
from renkei_search.corpus.intake.statement import (
    describe_counts,
    describe_regions,
    describe_settlement,
    list_faults,
    list_row_remarks,
)
from renkei_search.corpus.intake.table.heading_wording import LABELS
from renkei_search.corpus.intake.table.table_reader import read_table
from renkei_search.corpus.intake.writer import write_file
from renkei_search.corpus.reader import read_corpus
from renkei_search.desk.book import render_work
from renkei_search.desk.store import TakenIn
from renkei_search.desk.work import DESCRIPTION, FACTS, TITLE
from renkei_search.errors import DeskError
from renkei_search.index.generation import note_origin
from renkei_search.search.service import build_index

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from renkei_search.corpus.intake.plan import ImportPlan
    from renkei_search.corpus.intake.statement import Fault
    from renkei_search.desk.session import WorkSession
    from renkei_search.desk.work import Work
    from renkei_search.search.backend.registry import EngineSettings


_NOT_TAKEN: Final = ("担当課", "根拠協定", "そのほかの欄")
_SHOWN_TITLE: Final = 30


@dataclass(frozen=True)
class DeskPlaces:
    """The folders and settings of a desk.

    Attributes:
        own: the corpus folder to import into.
        beside: corpus folders that are searched along with it and never changed.
        index: the folder of their index.
        labels: the file with the labels of tables and forms.
        engine: the engine that the index is built for.
    """

    own: Path
    beside: tuple[Path, ...]
    index: Path
    labels: Path
    engine: EngineSettings

    def searched(self) -> tuple[Path, ...]:
        """All folders that are searched together; ``own`` only once it contains a corpus."""
        own = (self.own,) if is_corpus(self.own) else ()
        return (*self.beside, *own)


class Refusal(NamedTuple):
    """Why rows cannot be imported: the cause, the contents of their cells, the remedies, and the rows' ids.

    ``facts`` are the facts of the whole document that cause it; if there are none, the rows cause it.
    """

    cause: str
    subjects: str
    remedies: tuple[str, ...]
    rows: tuple[int, ...]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcomes:
    """What an import did or would do.

    ``refusals`` are empty if all rows are accepted. ``notes`` are for a person to check, ``said`` describes the result.
    """

    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]
    said: tuple[str, ...]
    taken: TakenIn | None


def take_in(session: WorkSession, places: DeskPlaces, *, write: bool) -> Outcomes:
    """Import the kept rows, all or none.

    Args:
        session: the work.
        places: the folders.
        write: whether to import, or only to find out the outcome of each row.

    Raises:
        DeskError: there are no rows, or facts are not confirmed.
        TableError: the rows cannot be read as a table, or another import runs.
        CorpusError: a folder cannot be read or written.
    """
    with session.lock:
        work, revision = session.work, session.revision
        if not work.kept():
            raise DeskError("取り込む取組がありません。「取組にしていない文」から取組を作ってください。")
        if write and work.unconfirmed():
            raise DeskError(
                f"「{'」「'.join(work.unconfirmed())}」をまだ確かめていません。「資料と圏域」で確かめてください。"
            )
        catalogue = read_corpus(*places.searched()).catalogue
        stem = session.folder.meta().name.rpartition(".")[0] or "文書"
        path = session.folder.path / f"{stem[:60]}.下書き.xlsx"
        write_file(path, render_work(session, catalogue))
    book = read_table(path)
    meta, reading = session.folder.meta(), session.reading
    try:
        address = address_in(book, reading.document)
    except CellError as error:
        wrong = Refusal(f"「{ADDRESS}」を読めません", f"「{error.subject}」", (error.remedy,), (), (ADDRESS,))
        return Outcomes((wrong,), (), (), None)
    options = ImportOptions(
        slug=make_slug,
        fields=read_field_table(book, catalogue.taxonomy),
        classify=tell_families,
        document=ReadDocument(
            reading.document,
            reading.proposals,
            meta.name,
            session.folder.original().read_bytes(),
            address,
        ),
    )
    destination = Destination(places.own, places.beside)
    plan = carry_out(complete_draft(book), destination, options, write=write, partial=False)
    # Row 1 has the headings; the others are the kept rows in their order.
    rows = {number: row.id for number, row in enumerate(work.kept(), start=2)}
    refusals = tuple(_describe_fault(fault, rows, work) for fault in list_faults(plan, "件"))
    said = (describe_counts(plan, "件"), *describe_regions(plan), *describe_settlement(plan))
    taken = None
    if write and not refusals:
        taken = _describe_taken(plan, rows, revision, said)
        session.folder.write_taken(taken)
    return Outcomes(refusals, _list_notes(plan, rows, work), said, taken)


def _describe_fault(fault: Fault, rows: Mapping[int, int], work: Work) -> Refusal:
    """Describe a fault in the desk's terms: rows and facts, not columns and options."""
    numbers = dict.fromkeys((*(row.row.number for row in fault.rows), *fault.twins))
    found = tuple(rows[number] for number in numbers if number in rows)
    kept = {row.id: row for row in work.kept()}
    headings = [LABELS[column] for column in fault.columns]
    common = all(name in FACTS and not any(kept[row].text(name) for row in found) for name in headings)
    return Refusal(
        cause=fault.cause,
        subjects="" if fault.twins else fault.subjects,  # the number of a row in the workbook
        remedies=fault.in_form,
        rows=found,
        facts=tuple(headings) if common else (),
    )


def _list_notes(plan: ImportPlan, rows: Mapping[int, int], work: Work) -> tuple[str, ...]:
    """List what a person should check. The columns are the desk's own; those that are not imported are listed once."""
    titles = {row.id: row.text(TITLE) or row.text(DESCRIPTION)[:_SHOWN_TITLE] for row in work.kept()}
    notes = list_row_remarks(plan, lambda number: titles.get(rows.get(number, 0), ""))
    beside = [name for name in _NOT_TAKEN if any(row.text(name) for row in work.kept())]
    if beside:
        notes.append(
            f"「{'」「'.join(beside)}」は、検索に使う項目がないため取り込みません。資料の文としては残ります"
        )
    return tuple(notes)


def _describe_taken(plan: ImportPlan, rows: dict[int, int], revision: int, said: tuple[str, ...]) -> TakenIn:
    settlement = plan.settlement
    return TakenIn(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        revision=revision,
        said=said,
        source=settlement.source.id if settlement is not None else "",
        title=settlement.source.title if settlement is not None else "",
        ids={
            rows[row.row.number]: row.id
            for row in plan.rows
            if row.row.number in rows and row.outcome is not Outcome.REFUSED and row.id
        },
    )


def build_search(places: DeskPlaces, progress: Callable[[int, int], None]) -> int:
    """Build the index of all folders; returns the number of initiatives.

    Raises:
        CorpusError: a folder cannot be read.
        IndexUnusableError: the index cannot be written, or another build runs.
    """
    state = describe_state(places.searched())
    corpus = read_corpus(*places.searched())
    build_index(places.index, corpus, progress, places.engine)
    note_origin(places.index, state)
    return len(corpus.initiatives)
