"""An open work: its current state, its earlier states, and the revision of each change."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.proposal.account import mark_noted
from renkei_search.desk.edit import CellEdit, FactEdit
from renkei_search.desk.page_view import Ownership, claims_of
from renkei_search.desk.store import JournalEntry
from renkei_search.errors import DeskError, StaleEditError

if TYPE_CHECKING:
    from renkei_search.desk.edit import Edit
    from renkei_search.desk.page_view import Claims
    from renkei_search.desk.store import StoredReading, WorkFolder
    from renkei_search.desk.work import Work

_CHANGED: Final = (
    "ほかの画面で直されています。いまの内容を表示しました。確かめてから、もう一度直してください。"
)


class WorkSession:
    """Applies edits one at a time; each is on the disk before it takes effect.

    ``revision`` is the number of lines of the journal, so it is the same after a restart.
    """

    def __init__(self, folder: WorkFolder, reading: StoredReading, start: Work) -> None:
        self.folder = folder
        self.reading = reading
        self.lock = threading.RLock()
        self.revision = 0
        self._states: list[tuple[Work, Edit | None]] = [(start, None)]
        self._undone: list[tuple[Work, Edit | None]] = []
        self._touched: dict[int, int] = {}
        self._facts_touched = 0
        self._ownership: tuple[Claims, Ownership] | None = None
        self._noted = mark_noted(reading.document, reading.proposals)
        for entry in folder.journal():
            self._play(entry)

    @property
    def work(self) -> Work:
        """The current draft."""
        return self._states[-1][0]

    @property
    def undo_label(self) -> str:
        """The label of the edit that undo would revert; empty if there is none."""
        edit = self._states[-1][1]
        return edit.label if edit is not None else ""

    @property
    def redo_label(self) -> str:
        """The label of the edit that redo would repeat; empty if there is none."""
        edit = self._undone[-1][1] if self._undone else None
        return edit.label if edit is not None else ""

    def changed_since(self, revision: int) -> set[int]:
        """The ids of the rows that were changed, added or removed since a revision."""
        return {row for row, at in self._touched.items() if at > revision}

    def ownership(self) -> Ownership:
        """Which row currently claims which characters."""
        with self.lock:
            claims = claims_of(self.work)
            if self._ownership is None or self._ownership[0] != claims:
                self._ownership = (claims, Ownership(self.reading.document, claims, self._noted))
            return self._ownership[1]

    def apply(self, edit: Edit, seen: int) -> None:
        """Apply an edit.

        Args:
            edit: the edit.
            seen: the revision that the person saw.

        Raises:
            StaleEditError: a row that it changes was changed since that revision.
            DeskError: it is impossible, or cannot be stored.
        """
        with self.lock:
            if any(self._touched.get(row, 0) > seen for row in edit.touched):
                raise StaleEditError(_CHANGED)
            if isinstance(edit, FactEdit) and self._facts_touched > seen:
                raise StaleEditError(_CHANGED)
            edit.apply(self.work, self.reading.document.text)  # raises if it is impossible
            self._keep(JournalEntry(edit=edit))

    def undo(self, seen: int) -> None:
        """Undo the last edit.

        Raises:
            StaleEditError: there was another edit since the revision.
        """
        self._move(JournalEntry(move="undo"), seen)

    def redo(self, seen: int) -> None:
        """Redo the edit that was undone last.

        Raises:
            StaleEditError: there was another edit since the revision.
        """
        self._move(JournalEntry(move="redo"), seen)

    def _move(self, entry: JournalEntry, seen: int) -> None:
        with self.lock:
            if seen != self.revision:
                raise StaleEditError(_CHANGED)
            possible = len(self._states) > 1 if entry.move == "undo" else bool(self._undone)
            if not possible:
                raise DeskError(
                    "元に戻せる操作はありません。" if entry.move == "undo" else "やり直せる操作はありません。"
                )
            self._keep(entry)

    def _keep(self, entry: JournalEntry) -> None:
        self.folder.append(entry)
        self._play(entry)

    def _play(self, entry: JournalEntry) -> None:
        before = self.work
        if entry.edit is not None:
            edit = entry.edit
            state = (edit.apply(before, self.reading.document.text), edit)
            if self._goes_on(edit):
                self._states[-1] = state
            else:
                self._states.append(state)
            self._undone.clear()
        elif entry.move == "undo":
            self._undone.append(self._states.pop())
        elif entry.move == "redo":
            self._states.append(self._undone.pop())
        self.revision += 1
        self._note_changes(before, self.work)

    def _goes_on(self, edit: Edit) -> bool:
        """Whether an edit continues typing in the same cell, so that both are undone together."""
        last = self._states[-1][1]
        if isinstance(edit, CellEdit) and isinstance(last, CellEdit):
            return edit.continued and (edit.row, edit.heading) == (last.row, last.heading)
        return (
            isinstance(edit, FactEdit)
            and isinstance(last, FactEdit)
            and edit.continued
            and edit.heading == last.heading
        )

    def _note_changes(self, before: Work, after: Work) -> None:
        old = {row.id: row for row in before.rows}
        new = {row.id: row for row in after.rows}
        for row_id in old.keys() | new.keys():
            if old.get(row_id) is not new.get(row_id):
                self._touched[row_id] = self.revision
        if before.facts != after.facts:
            self._facts_touched = self.revision
