"""The JSON for the desk's scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from renkei_search.corpus.citation import INFERRED
from renkei_search.corpus.intake.draft.draft import find_wordings
from renkei_search.corpus.intake.draft.sheet import WORDING
from renkei_search.corpus.intake.row.field_reader import INFER
from renkei_search.desk.book import row_cells
from renkei_search.desk.page_view import pages_of
from renkei_search.desk.work import FIELD, TO_CONFIRM
from renkei_search.model.prefecture import PREFECTURES
from renkei_search.model.record import RegionKind

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.document.page.model import Document
    from renkei_search.desk.room import Progress
    from renkei_search.desk.session import WorkSession
    from renkei_search.desk.store import TakenIn
    from renkei_search.desk.work import Work, WorkRow


class RowState(Struct, frozen=True):
    """A row. ``decided`` is the policy field that the 対応表 assigns to it."""

    id: int
    cells: dict[str, str]
    edited: bool
    rejected: bool
    checked: bool
    pages: tuple[int, ...]
    decided: str


class PageState(Struct, frozen=True):
    """A page of the document, and the number of characters of its text that no row claims."""

    number: int
    label: str
    left: int


class WordingState(Struct, frozen=True):
    """An unknown wording of a policy field."""

    wording: str
    rows: str
    candidate: str
    field: str


class FieldChoices(Struct, frozen=True):
    """Policy fields to choose from, under the name of their group."""

    label: str
    fields: tuple[str, ...]


class Choices(Struct, frozen=True):
    """The choices that the desk offers."""

    fields: tuple[FieldChoices, ...]
    categories: tuple[str, ...]
    kinds: tuple[str, ...]
    regions: tuple[str, ...]
    prefectures: tuple[str, ...]
    infer: str = INFER
    inferred: str = INFERRED


class DeskState(Struct, frozen=True, kw_only=True):
    """The work. ``rows`` are those that changed since the given revision; ``order`` has the ids of all rows."""

    revision: int
    order: tuple[int, ...]
    rows: tuple[RowState, ...]
    facts: dict[str, str]
    confirmed: tuple[str, ...]
    to_confirm: tuple[str, ...]
    wordings: tuple[WordingState, ...]
    undo: str
    redo: str
    pages: tuple[PageState, ...]
    taken: TakenIn | None
    new_row: int | None = None


class RefusalState(Struct, frozen=True):
    """Why rows cannot be imported. The cause is in ``facts`` of the whole document, or else in the rows."""

    cause: str
    subjects: str
    remedies: tuple[str, ...]
    rows: tuple[int, ...]
    facts: tuple[str, ...]


class TakingState(Struct, frozen=True, kw_only=True):
    """The progress of an import, and its messages."""

    stage: str
    done: int = 0
    total: int = 0
    message: str = ""
    refusals: tuple[RefusalState, ...] = ()
    notes: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


def present_work(session: WorkSession, catalogue: Catalogue, since: int) -> DeskState:
    """Represent the work with the rows that changed since a revision; -1 gives all rows."""
    with session.lock:
        work, ownership = session.work, session.ownership()
        changed = session.changed_since(since)
        document = session.reading.document
        left = ownership.left_by_page
        kept = [row_cells(work, row, {}) for row in work.kept()]
        return DeskState(
            revision=session.revision,
            order=tuple(row.id for row in work.rows),
            rows=tuple(
                _present_row(row, work, document) for row in work.rows if since < 0 or row.id in changed
            ),
            facts=work.facts,
            confirmed=work.confirmed,
            to_confirm=TO_CONFIRM,
            wordings=tuple(
                WordingState(*wording) for wording in find_wordings(kept, catalogue.taxonomy, work.decisions)
            ),
            undo=session.undo_label,
            redo=session.redo_label,
            pages=tuple(
                PageState(page.number, page.label or str(page.number), left[page.number])
                for page in document.pages
            ),
            taken=session.folder.taken(),
        )


def _present_row(row: WorkRow, work: Work, document: Document) -> RowState:
    field = row.text(FIELD)
    decision = work.decisions.get(row.text(WORDING), "")
    spans = row.claimed() or tuple(span for found in row.spans.values() for span in found)
    return RowState(
        id=row.id,
        cells=row.cells,
        edited=row.is_edited(),
        rejected=row.rejected,
        checked=row.checked,
        pages=pages_of(document, spans),
        decided=decision if decision and (not field or field.endswith(INFERRED)) else "",
    )


def present_choices(catalogue: Catalogue) -> Choices:
    """What there is to choose from."""
    taxonomy = catalogue.taxonomy
    groups: dict[str, list[str]] = {}
    for node in taxonomy.fields:
        parent = taxonomy[node.parent] if node.parent else node
        groups.setdefault(f"{parent.code} {parent.label}", []).append(node.label)
    return Choices(
        fields=tuple(FieldChoices(label, tuple(fields)) for label, fields in groups.items()),
        categories=tuple(f"{node.code} {node.label}" for node in taxonomy.categories),
        kinds=tuple(kind.label for kind in RegionKind),
        regions=tuple(region.name for region in catalogue.regions),
        prefectures=tuple(PREFECTURES),
    )


def present_taking(progress: Progress | None) -> TakingState:
    """Represent the progress of an import."""
    if progress is None:
        return TakingState(stage="none")
    outcomes = progress.outcomes
    return TakingState(
        stage=progress.stage,
        done=progress.done,
        total=progress.total,
        message=progress.message,
        refusals=tuple(RefusalState(*refusal) for refusal in outcomes.refusals) if outcomes else (),
        notes=outcomes.notes if outcomes else (),
        said=outcomes.said if outcomes else (),
    )
