"""Take the initiatives of a table into a corpus folder: all rows or none, or the good ones.

Planning reads and decides and writes nothing. What it decides on is written together (:mod:`.writer`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from renkei_search.corpus.intake.edition import make_files
from renkei_search.corpus.intake.entry import JOINED, Entry, Flaw, read_entries
from renkei_search.corpus.intake.heading import LABELS, Layout, find_layout
from renkei_search.corpus.intake.matcher import Matcher, wording
from renkei_search.corpus.intake.region_register import RegionRegister
from renkei_search.corpus.intake.revision import Reviser, RowRefusedError
from renkei_search.corpus.intake.source_register import SourceRegister
from renkei_search.corpus.intake.value import parse_id
from renkei_search.corpus.reader import join_parts, read_part
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus
    from renkei_search.corpus.intake.sheet import SheetRow, Workbook
    from renkei_search.corpus.reader import CorpusPart
    from renkei_search.record import Initiative, Region


class Outcome(StrEnum):
    """What becomes of a row."""

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
    """What became of one row, and why. ``cell`` is where the fault is, such as ``C12``; empty if there is none."""

    row: SheetRow
    outcome: Outcome
    cell: str
    id: str
    title: str
    message: str


@dataclass(frozen=True)
class Destination:
    """Where a table goes: the folder, and the folders that stand beside it and are not changed."""

    folder: Path
    beside: tuple[Path, ...]


class Manner(NamedTuple):
    """How to read the table.

    ``sheet`` is the sheet to take instead of the first with headings; ``region`` is meant where a new row names
    none; ``today`` is the as-of date of a table that has none; ``slug`` makes readable ids.
    """

    today: date
    slug: Callable[[str], str]
    sheet: str | None = None
    region: str = ""


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do. ``files`` are the new contents by name, of the accepted rows.

    ``fingerprint`` is the folder's when the plan was made, empty if there was no corpus in it.
    """

    layout: Layout
    rows: tuple[RowReport, ...]
    regions: tuple[Region, ...]
    files: Mapping[str, bytes]
    fingerprint: str

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """How many rows have each outcome."""
        return Counter(row.outcome for row in self.rows)

    @property
    def refused(self) -> tuple[RowReport, ...]:
        """The rows that cannot be taken."""
        return tuple(row for row in self.rows if row.outcome is Outcome.REFUSED)


_ID_LENGTH: Final = 40


def plan_import(book: Workbook, destination: Destination, manner: Manner) -> ImportPlan:
    """Decide what becomes of every row.

    Raises:
        TableError: the table has no headings or no rows.
        CorpusError: a corpus folder cannot be read.
    """
    layout = find_layout(book, manner.sheet)
    entries = list(read_entries(layout))
    if not entries:
        raise TableError(f"{book.path.name} には、見出し（{layout.header.number}行目）の下に行がありません。")
    beside = [read_part(folder) for folder in destination.beside]
    target = read_part(destination.folder) if is_corpus(destination.folder) else None
    corpus = join_parts([*beside, target] if target is not None else beside)
    sources = SourceRegister(corpus.catalogue, target, book.path.name, manner.today, manner.slug)
    regions = RegionRegister(corpus.catalogue, manner.slug)
    planner = _Planner(
        corpus, target, layout, manner, Reviser(corpus.catalogue, regions, sources, manner.region)
    )
    planner.decide(entries, regions)
    created = planner.created_regions(regions, sources.default)
    known = msgspec.structs.replace(
        corpus.catalogue,
        regions=(*corpus.catalogue.regions, *(region for found in created.values() for region in found)),
    )
    files = make_files(
        target,
        known,
        changed=planner.changed,
        added=planner.added,
        regions=created,
        source_of=sources.source,
        default_source=sources.default,
    )
    return ImportPlan(
        layout=layout,
        rows=tuple(planner.reports[number] for number in sorted(planner.reports)),
        regions=tuple(region for found in created.values() for region in found),
        files=files if planner.changed or planner.added else {},
        fingerprint=target.fingerprint if target is not None else "",
    )


def is_corpus(folder: Path) -> bool:
    """Whether a folder holds a corpus, complete or to supplement others.

    Raises:
        TableError: it holds something else, which is better left alone.
    """
    if not folder.exists() or not any(not path.name.startswith(".") for path in folder.iterdir()):
        return (folder / ".committed").exists()
    if not (folder / "taxonomy.toml").is_file() and not (folder / "sources").is_dir():
        raise TableError(
            f"{folder} にはコーパスではないファイルがあります。空のフォルダーか、前に取り込んだフォルダーを指定してください。"
        )
    return True


def is_current(plan: ImportPlan, folder: Path) -> bool:
    """Whether the folder is still as it was when the plan was made."""
    return plan.fingerprint == (read_part(folder).fingerprint if is_corpus(folder) else "")


class _Planner:
    """Decides row by row; first who is who, then what changes."""

    def __init__(
        self, corpus: Corpus, target: CorpusPart | None, layout: Layout, manner: Manner, reviser: Reviser
    ) -> None:
        own = target.initiatives if target is not None else ()
        own_ids = {initiative.id for initiative in own}
        others = [initiative for initiative in corpus.initiatives if initiative.id not in own_ids]
        self.changed: list[tuple[Initiative, Initiative]] = []
        self.added: list[Initiative] = []
        self.reports: dict[int, RowReport] = {}
        self._matcher = Matcher(own, others)
        self._ids = {initiative.id for initiative in corpus.initiatives}
        self._layout = layout
        self._slug = manner.slug
        self._reviser = reviser
        self._regions: dict[int, Region | None] = {}
        self._seen: dict[object, Entry] = {}

    def decide(self, entries: Sequence[Entry], regions: RegionRegister) -> None:
        """Fill ``changed``, ``added`` and ``reports``."""
        for entry in entries:
            regions.describe(self._reviser.region_cells(entry))
        # Ids first: whom a row names, no other row is taken for.
        later = [entry for entry in entries if not self._attempt(self._by_id, entry)]
        later = [entry for entry in later if not self._attempt(self._by_text, entry)]
        for entry in later:
            self._attempt(self._by_half, entry)

    def created_regions(
        self, regions: RegionRegister, default_source: Callable[[], str]
    ) -> dict[str, list[Region]]:
        """New regions that accepted rows belong to, by the source that describes them."""
        created: dict[str, list[Region]] = defaultdict(list)
        placed: set[str] = set()
        rows = [(initiative.region, initiative.source) for initiative in self.added]
        rows += [(after.region, "") for _, after in self.changed]
        for region_id, source in rows:
            region = regions.created(region_id)
            if region is not None and region.id not in placed:
                placed.add(region.id)
                created[source or default_source()].append(region)
        return created

    def _attempt(self, decide: Callable[[Entry], bool], entry: Entry) -> bool:
        """Whether the row is decided on, be it by refusing it."""
        try:
            return decide(entry)
        except RowRefusedError as error:
            self._report(entry, Outcome.REFUSED, "", error.flaws)
        except TableError as error:
            self._report(entry, Outcome.REFUSED, "", (Flaw("id", str(error)),))
        return True

    def _by_id(self, entry: Entry) -> bool:
        initiative_id = entry.text("id")
        if not initiative_id:
            return False
        parse_id(initiative_id)
        first = self._seen.setdefault(initiative_id, entry)
        if first is not entry:
            self._repeated(entry, first, initiative_id)
            return True
        found = self._matcher.by_id(initiative_id)
        if found is not None:
            self._revise(entry, found)
        return found is not None

    def _by_text(self, entry: Entry) -> bool:
        region = self._reviser.find_region(entry)
        self._regions[entry.row.number] = region
        text = wording(
            region.id if region is not None else None, entry.text("title"), entry.text("description")
        )
        if entry.text("description"):
            first = self._seen.setdefault(text, entry)
            if first is not entry:
                self._repeated(entry, first, "")
                return True
        found = self._matcher.by_text(text)
        if found is None:
            return False
        if entry.text("id"):
            raise TableError(
                f"同じ取組が ID「{found.id}」であります。ID の欄を「{found.id}」にするか、空にしてください。"
            )
        self._revise(entry, found)
        return True

    def _by_half(self, entry: Entry) -> bool:
        region = self._regions[entry.row.number]
        text = wording(
            region.id if region is not None else None, entry.text("title"), entry.text("description")
        )
        found = self._matcher.by_half(text) if not entry.text("id") else None
        if found is not None:
            self._revise(entry, found)
            return True
        created = self._reviser.create(entry, region)
        initiative = msgspec.structs.replace(created, id=entry.text("id") or self._new_id(created))
        self._ids.add(initiative.id)
        self.added.append(initiative)
        self._report(entry, Outcome.TAKEN, initiative.id)
        return True

    def _revise(self, entry: Entry, found: Initiative) -> None:
        if not self._matcher.is_own(found):
            self._compare(entry, found)
            return
        revised = self._reviser.revise(found, entry)
        if revised == found:
            self._report(entry, Outcome.UNCHANGED, found.id)
        else:
            self.changed.append((found, revised))
            names = "・".join(
                LABELS[name] for name in LABELS if getattr(found, name, None) != getattr(revised, name, None)
            )
            self._report(entry, Outcome.CHANGED, found.id, (), f"{names}を改めます。")

    def _compare(self, entry: Entry, found: Initiative) -> None:
        """A row that is an initiative of another folder: fine if it says the same."""
        if not entry.text("id"):
            message = f"同じ取組が別のコーパスにあるので、取り込みません（{found.id}）。"
            self._report(entry, Outcome.UNCHANGED, found.id, (), message)
        elif self._reviser.revise(found, entry) == found:
            self._report(entry, Outcome.UNCHANGED, found.id, (), "別のコーパスの取組です。")
        else:
            raise TableError(
                f"「{found.id}」は別のコーパスの取組なので、ここでは書き換えられません。"
                "自分の取組として加えるときは、ID と資料の欄を空にしてください。"
            )

    def _repeated(self, entry: Entry, first: Entry, initiative_id: str) -> None:
        if entry.texts == first.texts:
            message = f"{first.row.number}行目と同じです。一度だけ取り込みます。"
            self._report(entry, Outcome.UNCHANGED, initiative_id, (), message)
            return
        what = f"ID「{initiative_id}」" if initiative_id else "取組"
        column = "id" if initiative_id else "description"
        raise RowRefusedError(
            [
                Flaw(
                    column,
                    f"{first.row.number}行目と同じ{what}ですが、ほかの欄が違います。どちらかを消してください。",
                )
            ]
        )

    def _new_id(self, initiative: Initiative) -> str:
        words = self._slug(initiative.title or "") or self._slug(initiative.description[:_ID_LENGTH])
        stem = "-".join(filter(None, (initiative.source, initiative.region, words)))
        candidate, number = stem, 1
        while candidate in self._ids:
            number += 1
            candidate = f"{stem}-{number}"
        return candidate

    def _report(
        self,
        entry: Entry,
        outcome: Outcome,
        initiative_id: str,
        flaws: Sequence[Flaw] = (),
        message: str = "",
    ) -> None:
        row = entry.row
        said = [f"{self._place(row, flaw.column)}：{flaw.message}" for flaw in flaws]
        self.reports[row.number] = RowReport(
            row=row,
            outcome=outcome,
            cell=self._cell(row, flaws[0].column) if flaws else "",
            id=initiative_id or entry.text("id"),
            title=entry.text("title") or entry.text("description")[:_ID_LENGTH],
            message="".join([message, *said, *entry.notes]),
        )

    def _place(self, row: SheetRow, column: str) -> str:
        position = self._position(column)
        if position is None:
            return f"{row.number}行目（{LABELS[column]}）"
        return self._layout.place(row.number, position, column)

    def _cell(self, row: SheetRow, column: str) -> str:
        position = self._position(column)
        if position is None:
            return str(row.number)
        return f"{self._layout.letters[position]}{row.number}"

    def _position(self, column: str) -> int | None:
        """The sheet's column, or one that was joined to it."""
        for name in (column, *JOINED.get(column, ())):
            if name in self._layout.columns:
                return self._layout.columns[name][0]
        return None
