"""Decide the outcome of each row of a table: first which initiative it is, then what changes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.intake.plan import Outcome, RowReport
from renkei_search.corpus.intake.row.flaw import Flaw, Remark, flaw_of
from renkei_search.corpus.intake.row.matcher import Matcher, wording
from renkei_search.corpus.intake.row.revision import Reviser, RowRefusedError
from renkei_search.corpus.intake.row.value import LONGEST_ID, parse_id
from renkei_search.corpus.intake.table.heading_wording import LABELS
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from renkei_search.corpus.collection import Corpus
    from renkei_search.corpus.intake.plan import ImportOptions
    from renkei_search.corpus.intake.row.entry import Entry
    from renkei_search.corpus.intake.row.region_register import RegionRegister
    from renkei_search.corpus.intake.table.heading import Layout
    from renkei_search.corpus.intake.table.sheet import SheetRow
    from renkei_search.corpus.reader import CorpusPart
    from renkei_search.model.record import Initiative, Region

_ID_LENGTH: Final = 40
_NUMBER_LENGTH: Final = 5


class RowPlanner:
    """Plans an import row by row.

    Attributes:
        changed: initiatives before and after.
        added: new initiatives.
        kept: initiatives that a row repeats unchanged.
        reports: the outcome of each row, by its number.
    """

    def __init__(
        self,
        corpus: Corpus,
        target: CorpusPart | None,
        layout: Layout,
        options: ImportOptions,
        reviser: Reviser,
    ) -> None:
        own = target.initiatives if target is not None else ()
        own_ids = {initiative.id for initiative in own}
        others = [initiative for initiative in corpus.initiatives if initiative.id not in own_ids]
        self.changed: list[tuple[Initiative, Initiative]] = []
        self.added: list[Initiative] = []
        self.kept: list[Initiative] = []
        self.reports: dict[int, RowReport] = {}
        self._matcher = Matcher(own, others)
        self._ids = {initiative.id for initiative in corpus.initiatives}
        self._layout = layout
        self._slug = options.slug
        self._reviser = reviser
        self._regions: dict[int, Region | None] = {}
        self._seen: dict[object, Entry] = {}

    def decide(self, entries: Sequence[Entry], regions: RegionRegister) -> None:
        """Fill ``changed``, ``added`` and ``reports``."""
        for entry in entries:
            regions.describe(self._reviser.region_cells(entry))
        # Ids come first, so that a record named by its id is not matched to another row.
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
        """Try to decide on a row; returns whether it was decided, including refusals."""
        try:
            return decide(entry)
        except RowRefusedError as error:
            self._report(entry, Outcome.REFUSED, "", error.flaws)
        except TableError as error:
            self._report(entry, Outcome.REFUSED, "", (flaw_of("id", error),))
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
        try:
            region = self._reviser.find_region(entry)
        except RowRefusedError as error:
            raise RowRefusedError([*error.flaws, *self._reviser.find_flaws(entry)]) from error
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
        created, remarks = self._reviser.create(entry, region)
        initiative = msgspec.structs.replace(created, id=entry.text("id") or self._new_id(created))
        self._ids.add(initiative.id)
        self.added.append(initiative)
        self._report(entry, Outcome.TAKEN, initiative.id, remarks=remarks)
        return True

    def _revise(self, entry: Entry, found: Initiative) -> None:
        if not self._matcher.is_own(found):
            self._compare(entry, found)
            return
        revised, remarks = self._reviser.revise(found, entry)
        if revised == found:
            self.kept.append(found)
            self._report(entry, Outcome.UNCHANGED, found.id)
        else:
            self.changed.append((found, revised))
            names = "・".join(
                LABELS[name] for name in LABELS if getattr(found, name, None) != getattr(revised, name, None)
            )
            self._report(entry, Outcome.CHANGED, found.id, (), f"{names}を改めます。", remarks)

    def _compare(self, entry: Entry, found: Initiative) -> None:
        """Handle a row that matches an initiative of another folder: it is accepted only if it is identical."""
        if not entry.text("id"):
            message = f"同じ取組が別のコーパスにあるので、取り込みません（{found.id}）。"
            self._report(entry, Outcome.UNCHANGED, found.id, (), message)
        elif self._reviser.revise(found, entry).initiative == found:
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
                    "上の行と同じ取組ですが、ほかの欄が違います",
                    f"{first.row.number}行目",
                    "どちらかの行を消してください。",
                    in_form="同じ取組なら、どちらかを取組から除くか、まとめてください。",
                    twin=first.row.number,
                )
            ]
        )

    def _new_id(self, initiative: Initiative) -> str:
        words = self._slug(initiative.title or "") or self._slug(initiative.description[:_ID_LENGTH])
        stem = "-".join(filter(None, (initiative.source, initiative.region, words)))
        # Leave room for a number, so that the id is still valid when the row is imported again.
        stem = stem[: LONGEST_ID - _NUMBER_LENGTH].rstrip("-._")
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
        remarks: Sequence[Remark] = (),
    ) -> None:
        row = entry.row
        said = [f"{self._place(row, flaw.column)}：{flaw.message}" for flaw in flaws]
        self.reports[row.number] = RowReport(
            row=row,
            outcome=outcome,
            cell=self._layout.cell(row.number, flaws[0].column) if flaws else "",
            id=initiative_id or entry.text("id"),
            title=entry.text("title") or entry.text("description")[:_ID_LENGTH],
            note=message,
            message="".join([message, *said, *(remark.sentence() for remark in (*entry.remarks, *remarks))]),
            flaws=tuple(flaws),
            remarks=(*entry.remarks, *remarks),
        )

    def _place(self, row: SheetRow, column: str) -> str:
        position = self._layout.position(column)
        if position is None:
            return f"{row.number}行目（{LABELS[column]}）"
        return self._layout.place(row.number, position, column)
