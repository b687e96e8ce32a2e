"""Import the initiatives of a table into a corpus folder: all rows or none, or only the valid ones.

Planning reads and decides, but writes nothing. All changes are written together (:mod:`.writer`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from renkei_search.corpus.intake.changed_file import make_files
from renkei_search.corpus.intake.notice import remark_file
from renkei_search.corpus.intake.plan import ImportPlan
from renkei_search.corpus.intake.planner import RowPlanner
from renkei_search.corpus.intake.row.entry import read_entries
from renkei_search.corpus.intake.row.field_reader import FieldReader
from renkei_search.corpus.intake.row.region_register import Guidance, RegionRegister
from renkei_search.corpus.intake.row.revision import Reviser
from renkei_search.corpus.intake.row.source_register import SourceRegister
from renkei_search.corpus.intake.settlement import settle
from renkei_search.corpus.intake.table.heading import find_layout
from renkei_search.corpus.reader import join_parts, read_part
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.intake.plan import Destination, ImportOptions
    from renkei_search.corpus.intake.row.revision import DefaultRegion
    from renkei_search.corpus.intake.settlement import Settlement
    from renkei_search.corpus.intake.table.heading import Layout
    from renkei_search.corpus.intake.table.sheet import Workbook
    from renkei_search.corpus.reader import CorpusPart


def plan_import(book: Workbook, destination: Destination, options: ImportOptions) -> ImportPlan:
    """Decide the outcome of every row.

    Raises:
        TableError: the table has no headings or no rows.
        CorpusError: a corpus folder cannot be read.
    """
    layout = find_layout(book, options.sheet, options.columns)
    entries = read_entries(layout)
    if not entries.rows:
        raise TableError(f"{book.path.name} には、見出し（{layout.header.number}行目）の下に行がありません。")
    beside = [read_part(folder) for folder in destination.beside]
    target = read_part(destination.folder) if is_corpus(destination.folder) else None
    corpus = join_parts([*beside, target] if target is not None else beside)
    sources = SourceRegister(corpus.catalogue, target, book.path.name, options.as_of, options.slug)
    regions = RegionRegister(corpus.catalogue, options.slug, _guidance(layout, options.region))
    fields = FieldReader(
        corpus.catalogue.taxonomy, options.fields, options.classify(corpus.catalogue.practices)
    )
    reviser = Reviser(
        corpus.catalogue, regions, sources, fields, options.region, new_edition=options.document is not None
    )
    planner = RowPlanner(corpus, target, layout, options, reviser)
    planner.decide(entries.rows, regions)
    settlement = _settle(planner, target, sources, options)
    created = planner.created_regions(regions, sources.default)
    known = msgspec.structs.replace(
        corpus.catalogue,
        regions=(*corpus.catalogue.regions, *(region for found in created.values() for region in found)),
    )
    files = make_files(
        target,
        known,
        changed=settlement.changed if settlement is not None else planner.changed,
        added=settlement.added if settlement is not None else planner.added,
        regions=created,
        source_of=sources.source,
        default_source=sources.default,
        settlement=settlement,
    )
    return ImportPlan(
        layout=layout,
        rows=tuple(planner.reports[number] for number in sorted(planner.reports)),
        regions=tuple(region for found in created.values() for region in found),
        files=files if planner.changed or planner.added or (settlement and settlement.changed) else {},
        fingerprint=target.fingerprint if target is not None else "",
        remarks=(*remark_file(book, layout), *entries.remarks),
        unknown_fields=fields.unknown(),
        settlement=settlement,
    )


def _settle(
    planner: RowPlanner, target: CorpusPart | None, sources: SourceRegister, options: ImportOptions
) -> Settlement | None:
    """Assign accepted rows to the document, if there is one."""
    if options.document is None:
        return None
    return settle(
        options.document,
        target,
        added=planner.added,
        changed=planner.changed,
        kept=planner.kept,
        source_of=sources.source,
        new_id=sources.new_document_id,
    )


def _guidance(layout: Layout, given: DefaultRegion) -> Guidance:
    """Whether members may determine a region: not if an unread column may name it."""
    unread = tuple(column.heading for column in layout.unread if column.heading and column.rows)
    known = layout.position("region") is not None
    return Guidance(known or not unread, () if known else unread, given.kind, given.members)


def is_corpus(folder: Path) -> bool:
    """Whether a folder contains a corpus, either complete or supplementing others.

    Raises:
        TableError: it contains other files, which must not be changed.
    """
    if not folder.exists() or not any(not path.name.startswith(".") for path in folder.iterdir()):
        return (folder / ".committed").exists()
    if not (folder / "taxonomy.toml").is_file() and not (folder / "sources").is_dir():
        raise TableError(
            f"{folder} にはコーパスではないファイルがあります。空のフォルダーか、前に取り込んだフォルダーを指定してください。"
        )
    return True


def is_current(plan: ImportPlan, folder: Path) -> bool:
    """Whether the folder is unchanged since the plan was made."""
    return plan.fingerprint == (read_part(folder).fingerprint if is_corpus(folder) else "")
