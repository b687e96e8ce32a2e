"""Write the draft as a workbook, and read it back after somebody corrected it in Excel."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from renkei_search.corpus.document.proposal.front import FrontMatter
from renkei_search.corpus.document.proposal.model import LayoutKind
from renkei_search.corpus.intake.draft.draft import find_wordings, fingerprint_in, page_name
from renkei_search.corpus.intake.draft.sheet import (
    COMMON,
    FIELDS,
    FORM,
    HEADINGS,
    NUMBER,
    OF_REGION,
    DraftContent,
    render_draft,
)
from renkei_search.corpus.intake.draft.summary import ADDRESS, FOUND, make_summary
from renkei_search.corpus.intake.locator import DocumentWords
from renkei_search.corpus.intake.table.table_reader import read_table
from renkei_search.desk.work import DESCRIPTION, PERIOD, PRINTED, TITLE, Work, WorkRow
from renkei_search.errors import TableError
from renkei_search.model.record import RegionKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.intake.table.sheet import Workbook
    from renkei_search.desk.session import WorkSession
    from renkei_search.model.record import Spans


def render_work(session: WorkSession, catalogue: Catalogue) -> bytes:
    """Write the workbook of the kept rows, in order, in the same layout as the ``read`` command."""
    with session.lock:
        work, ownership = session.work, session.ownership()
    document, meta = session.reading.document, session.folder.meta()
    taken = session.folder.taken()
    ids = taken.ids if taken is not None else {}
    rest = [
        (page_name(document, page.number), passage.kind, passage.text) for page, passage in ownership.rest()
    ]
    rows = [row_cells(work, row, ids) for row in work.kept()]
    region = next((found for found in catalogue.regions if found.name == work.facts.get("圏域")), None)
    layouts = [_layout(session, row) for row in work.kept()]
    content = DraftContent(
        rows=rows,
        rest=rest,
        summary=make_summary(
            document,
            meta.name,
            meta.fingerprint,
            _front(work),
            region,
            layouts,
            rest_length=sum(len("".join(text.split())) for _, _, text in rest),
            address=work.facts.get(ADDRESS, ""),
        ),
        wordings=find_wordings(rows, catalogue.taxonomy, work.decisions),
    )
    return render_draft(content, catalogue)


def row_cells(work: Work, row: WorkRow, ids: Mapping[int, str]) -> dict[str, str]:
    """The cells of a row in the workbook, including those that apply to the whole document."""
    common = {name: work.facts.get(name, "") for name in COMMON}
    own = {name: text for name, text in row.cells.items() if text.strip() or name not in COMMON}
    if own.get("圏域"):
        # The description of the document's region does not apply to another region.
        common |= dict.fromkeys(OF_REGION, "")
    return {**common, **own, "ID": ids.get(row.id, ""), NUMBER: str(row.id)}


def take_back(session: WorkSession, path: Path) -> Work:
    """Apply a corrected workbook to the work that it was made from. Rows that are no longer in it become rejected.

    Raises:
        TableError: the workbook cannot be read or was made from another document.
    """
    book = read_table(path)
    if fingerprint_in(book) != session.folder.meta().fingerprint:
        raise TableError(
            "この Excel は、この文書の下書きではありません。ここで保存した下書きを選んでください。"
        )
    with session.lock:
        work = session.work
    rows = _read_rows(book)
    facts = _facts(work, book, rows)
    known = {row.id: row for row in work.rows}
    words = DocumentWords(session.reading.document)
    next_id, found = work.next_id, list[WorkRow]()
    for cells in rows:
        own = {
            name: text
            for name, text in cells.items()
            if text and name not in {NUMBER, "ID"} and text != facts.get(name)
        }
        number = int(cells[NUMBER]) if cells.get(NUMBER, "").isdigit() else 0
        row = known.pop(number, None)
        if row is not None:
            changed = row.cells != own
            found.append(
                msgspec.structs.replace(row, cells=own, rejected=False, checked=row.checked and not changed)
            )
        else:
            found.append(_new_row(next_id, own, words))
            next_id += 1
    left = [msgspec.structs.replace(row, rejected=True) for row in known.values()]
    confirmed = tuple(name for name in work.confirmed if facts.get(name) == work.facts.get(name))
    return Work(
        rows=tuple(_in_order([*found, *left], work)),
        facts=facts,
        confirmed=confirmed,
        decisions=_read_decisions(book),
        next_id=next_id,
    )


def _new_row(number: int, cells: dict[str, str], words: DocumentWords) -> WorkRow:
    """Make a row that somebody added in Excel; its place in the document is found by its words."""
    spans: dict[str, Spans | None] = {
        name: words.find(cells[name]) for name in (TITLE, DESCRIPTION, PERIOD) if name in cells
    }
    placed = {name: found for name, found in spans.items() if found}
    return WorkRow(
        id=number,
        cells=cells,
        printed={name: cells[name] for name in PRINTED if name in placed},
        spans=placed,
    )


def _in_order(rows: list[WorkRow], work: Work) -> list[WorkRow]:
    """Put rows in the order of the workbook; rejected rows keep their places."""
    before = {row.id: at for at, row in enumerate(work.rows)}
    kept = [row for row in rows if not row.rejected]
    for row in (row for row in rows if row.rejected):
        at = sum(before.get(other.id, len(before)) < before[row.id] for other in kept)
        kept.insert(at, row)
    return kept


def _read_rows(book: Workbook) -> list[dict[str, str]]:
    sheet = next((sheet for sheet in book.sheets if sheet.name == FORM), None)
    if sheet is None or not sheet.rows:
        raise TableError(f"シート「{FORM}」がありません。ここで保存した下書きを選んでください。")
    header = [cell.strip() for cell in sheet.rows[0].cells]
    if DESCRIPTION not in header:
        raise TableError(f"シート「{FORM}」の1行目に、見出し「{DESCRIPTION}」がありません。")
    return [
        {name: row.cell(at).strip() for at, name in enumerate(header) if name in HEADINGS}
        for row in sheet.rows[1:]
        if any(cell.strip() for cell in row.cells)
    ]


def _facts(work: Work, book: Workbook, rows: list[dict[str, str]]) -> dict[str, str]:
    facts = dict(work.facts)
    for name in COMMON:
        said = Counter(row[name] for row in rows if row.get(name))
        if said:
            facts[name] = said.most_common(1)[0][0]
    for sheet in book.sheets:
        if sheet.name == FOUND:
            addresses = [row.cell(1).strip() for row in sheet.rows if row.cell(0).strip() == ADDRESS]
            facts[ADDRESS] = addresses[0] if addresses else facts.get(ADDRESS, "")
    return facts


def _read_decisions(book: Workbook) -> dict[str, str]:
    return {
        row.cell(0).strip(): row.cell(3).strip()
        for sheet in book.sheets
        if sheet.name == FIELDS
        for row in sheet.rows[1:]
        if row.cell(0).strip() and row.cell(3).strip()
    }


def _front(work: Work) -> FrontMatter:
    facts = work.facts
    members = [name for name in facts.get("構成市町村", "").replace("\n", "、").split("、") if name]
    core = next((name.strip("【】") for name in members if name.startswith("【")), "")
    kind = next((kind for kind in RegionKind if kind.label == facts.get("圏域の種類")), None)
    return FrontMatter(
        title=facts.get("資料", ""),
        publisher=facts.get("公表者", ""),
        as_of=facts.get("時点", ""),
        region=facts.get("圏域", ""),
        kind=kind,
        core_city=core,
        members=tuple(name.strip("【】") for name in members),
        prefectures=tuple(filter(None, facts.get("都道府県", "").split("、"))),
    )


def _layout(session: WorkSession, row: WorkRow) -> LayoutKind:
    proposals = session.reading.proposals
    return proposals[row.id - 1].layout if row.id <= len(proposals) else LayoutKind.HEADINGS
