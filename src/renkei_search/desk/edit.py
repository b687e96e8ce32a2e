"""The edits of a draft. Each edit is a stored value that makes a new work from the one before.

Its method ``apply`` takes the work and the document's text. It raises :class:`StaleEditError` if a row no longer exists,
and :class:`DeskError` if the edit is impossible.
"""

from __future__ import annotations

from typing import Final

import msgspec

from renkei_search.corpus.document.proposal.account import join_marks
from renkei_search.corpus.intake.draft.sheet import WORDING
from renkei_search.desk.cutting import cut_at
from renkei_search.desk.joining import join_rows
from renkei_search.desk.work import (
    COSTS,
    DESCRIPTION,
    FACTS,
    FIELD,
    INDICATORS,
    MUNICIPALITIES,
    PAGE,
    PERIOD,
    ROLES,
    TITLE,
    Work,
    WorkRow,
    replace_row,
)
from renkei_search.errors import DeskError, StaleEditError
from renkei_search.model.record import Record, Spans, join_spans

EDITABLE: Final = (
    "圏域", TITLE, DESCRIPTION, "区分", FIELD, ROLES, INDICATORS, MUNICIPALITIES, COSTS, PERIOD, "状態",
    "圏域の種類", "都道府県", "構成市町村",
)  # fmt: skip
"""The columns of a row that a person may change."""

LONGEST: Final = 20_000
"""The maximum length of a cell in characters."""

_SHARED: Final = ("圏域", "区分", FIELD, "状態", WORDING, PAGE, "圏域の種類", "都道府県", "構成市町村")


class _Edit(Record, frozen=True, kw_only=True):
    @property
    def touched(self) -> tuple[int, ...]:
        """The ids of the rows that it changes."""
        return ()


class _RowEdit(_Edit, frozen=True, kw_only=True):
    row: int

    @property
    def touched(self) -> tuple[int, ...]:
        """The ids of the rows that it changes."""
        return (self.row,)


class CellEdit(_RowEdit, frozen=True, kw_only=True, tag="cell"):
    """Change the text in a column. ``continued`` says that the edit continues the one before, as typing does."""

    heading: str
    text: str
    continued: bool = False

    @property
    def label(self) -> str:
        """A short Japanese description of the edit."""
        return f"「{self.heading}」の修正"

    def apply(self, work: Work, text: str) -> Work:  # noqa: ARG002 # not every edit needs the document
        """The work after the edit."""
        row = _find(work, self.row)
        if self.heading not in EDITABLE:
            raise DeskError(f"「{self.heading}」は、ここでは直せません。")
        return replace_row(
            work, msgspec.structs.replace(row, cells={**row.cells, self.heading: _bound(self.text)})
        )


class RejectEdit(_RowEdit, frozen=True, kw_only=True, tag="reject"):
    """Reject a row because it is not an initiative, or restore it."""

    rejected: bool

    @property
    def label(self) -> str:
        """A short Japanese description of the edit."""
        return "取組から除く" if self.rejected else "取組に戻す"

    def apply(self, work: Work, text: str) -> Work:  # noqa: ARG002 # not every edit needs the document
        """The work after the edit."""
        return replace_row(work, msgspec.structs.replace(_find(work, self.row), rejected=self.rejected))


class CheckEdit(_RowEdit, frozen=True, kw_only=True, tag="check"):
    """Mark a row as compared with the document, or remove the mark."""

    checked: bool

    @property
    def label(self) -> str:
        """A short Japanese description of the edit."""
        return "「確かめた」の印" if self.checked else "「確かめた」の取り消し"

    def apply(self, work: Work, text: str) -> Work:  # noqa: ARG002 # not every edit needs the document
        """The work after the edit."""
        return replace_row(work, msgspec.structs.replace(_find(work, self.row), checked=self.checked))


class JoinEdit(_RowEdit, frozen=True, kw_only=True, tag="join"):
    """Join two rows that are one initiative; the first one stays."""

    other: int

    @property
    def label(self) -> str:
        """A short Japanese description of the edit."""
        return "取組をまとめる"

    @property
    def touched(self) -> tuple[int, ...]:
        """The ids of the rows that it changes."""
        return self.row, self.other

    def apply(self, work: Work, text: str) -> Work:  # noqa: ARG002 # not every edit needs the document
        """The work after the edit."""
        first, second = _find(work, self.row), _find(work, self.other)
        if first.id == second.id:
            raise DeskError("同じ取組どうしは、まとめられません。")
        joined = join_rows(first, second)
        rows = tuple(joined if row.id == first.id else row for row in work.rows if row.id != second.id)
        return msgspec.structs.replace(work, rows=rows)


class SplitEdit(_RowEdit, frozen=True, kw_only=True, tag="split"):
    """Split a row that is two initiatives: the description after an offset becomes the second one's."""

    at: int

    @property
    def label(self) -> str:
        """A short Japanese description of the edit."""
        return "取組を分ける"

    def apply(self, work: Work, text: str) -> Work:
        """The work after the edit."""
        row = _find(work, self.row)
        before, after = row.text(DESCRIPTION)[: self.at].strip(), row.text(DESCRIPTION)[self.at :].strip()
        if not before or not after:
            raise DeskError("分ける位置の前と後の両方に、文が必要です。")
        first, second = cut_at(row.spans.get(DESCRIPTION, ()), text, row.text(DESCRIPTION), self.at)
        kept = msgspec.structs.replace(
            row,
            cells={**row.cells, DESCRIPTION: before},
            printed={**row.printed, DESCRIPTION: _read(first, text)},
            spans={**row.spans, DESCRIPTION: first},
            checked=False,
        )
        shared: dict[str, str] = {name: row.cells[name] for name in _SHARED if name in row.cells}
        split = WorkRow(
            id=work.next_id,
            cells={**shared, DESCRIPTION: after},
            printed={DESCRIPTION: _read(second, text)},
            spans={DESCRIPTION: second},
        )
        rows = [item for known in work.rows for item in ((kept, split) if known.id == row.id else (known,))]
        return msgspec.structs.replace(work, rows=tuple(rows), next_id=work.next_id + 1)


class ClaimEdit(_Edit, frozen=True, kw_only=True, tag="claim"):
    """Make a row of an unclaimed passage, or add the passage to an existing row."""

    spans: Spans
    text: str
    page: str
    row: int | None = None
    heading: str = DESCRIPTION

    @property
    def label(self) -> str:
        """A short Japanese description of the edit."""
        return "文を取組にする" if self.row is None else f"文を「{self.heading}」に足す"

    @property
    def touched(self) -> tuple[int, ...]:
        """The ids of the rows that it changes."""
        return () if self.row is None else (self.row,)

    def apply(self, work: Work, text: str) -> Work:
        """The work after the edit."""
        if self.heading not in {TITLE, DESCRIPTION}:
            raise DeskError(f"「{self.heading}」には、文を足せません。")
        taken = join_marks(len(text), (row.claimed() for row in work.rows))
        if any(any(taken[start:end]) for start, end in self.spans):
            raise StaleEditError("この文は、もう取組に入っています。")
        if self.row is None:
            row = WorkRow(
                id=work.next_id,
                cells={self.heading: self.text, PAGE: self.page},
                printed={self.heading: self.text},
                spans={self.heading: self.spans},
            )
            rows = list(work.rows)
            rows.insert(_place(work, self.spans), row)
            return msgspec.structs.replace(work, rows=tuple(rows), next_id=work.next_id + 1)
        row = _find(work, self.row)
        had, printed = row.text(self.heading), row.printed.get(self.heading, "")
        separator = "\n" if self.heading == DESCRIPTION else ""
        # Texts follow each other in the order of the document.
        known = row.spans.get(self.heading, ())
        behind = not known or known[0] < self.spans[0]

        def add(before: str) -> str:
            return separator.join(filter(None, (before, self.text) if behind else (self.text, before)))

        return replace_row(
            work,
            msgspec.structs.replace(
                row,
                cells={**row.cells, self.heading: _bound(add(had))},
                printed={**row.printed, self.heading: add(printed)},
                spans={**row.spans, self.heading: join_spans((*known, *self.spans))},
            ),
        )


class AddEdit(_Edit, frozen=True, kw_only=True, tag="add"):
    """Add a row that a person types, after another one or at the end."""

    after: int | None = None

    @property
    def label(self) -> str:
        """A short Japanese description of the edit."""
        return "取組の追加"

    def apply(self, work: Work, text: str) -> Work:  # noqa: ARG002 # not every edit needs the document
        """The work after the edit."""
        row = WorkRow(id=work.next_id, cells={})
        rows = list(work.rows)
        at = len(rows)
        if self.after is not None:
            at = rows.index(_find(work, self.after)) + 1
        rows.insert(at, row)
        return msgspec.structs.replace(work, rows=tuple(rows), next_id=work.next_id + 1)


class FactEdit(_Edit, frozen=True, kw_only=True, tag="fact"):
    """Change a value that applies to the whole document."""

    heading: str
    text: str
    continued: bool = False

    @property
    def label(self) -> str:
        """A short Japanese description of the edit."""
        return f"「{self.heading}」の修正"

    def apply(self, work: Work, text: str) -> Work:  # noqa: ARG002 # not every edit needs the document
        """The work after the edit."""
        if self.heading not in FACTS:
            raise DeskError(f"「{self.heading}」という項目はありません。")
        facts = {**work.facts, self.heading: _bound(self.text)}
        confirmed = tuple(name for name in work.confirmed if name != self.heading)
        return msgspec.structs.replace(work, facts=facts, confirmed=confirmed)


class ConfirmEdit(_Edit, frozen=True, kw_only=True, tag="confirm"):
    """Mark facts as confirmed by a person."""

    headings: tuple[str, ...]

    @property
    def label(self) -> str:
        """A short Japanese description of the edit."""
        return "資料と圏域の確認"

    def apply(self, work: Work, text: str) -> Work:  # noqa: ARG002 # not every edit needs the document
        """The work after the edit."""
        empty = [name for name in self.headings if not work.facts.get(name, "").strip()]
        if empty:
            raise DeskError(f"「{'」「'.join(empty)}」が空です。書いてから確かめてください。")
        return msgspec.structs.replace(
            work, confirmed=tuple(dict.fromkeys((*work.confirmed, *self.headings)))
        )


class DecideEdit(_Edit, frozen=True, kw_only=True, tag="decide"):
    """Choose the policy field for a wording; an empty choice leaves it open."""

    wording: str
    field: str

    @property
    def label(self) -> str:
        """A short Japanese description of the edit."""
        return f"「{self.wording}」の対応"

    def apply(self, work: Work, text: str) -> Work:  # noqa: ARG002 # not every edit needs the document
        """The work after the edit."""
        decisions = {name: field for name, field in work.decisions.items() if name != self.wording}
        if self.field:
            decisions[self.wording] = self.field
        return msgspec.structs.replace(work, decisions=decisions)


class ReplaceEdit(_Edit, frozen=True, kw_only=True, tag="replace"):
    """Replace the draft with one read back from a workbook."""

    work: Work

    @property
    def label(self) -> str:
        """A short Japanese description of the edit."""
        return "直した Excel の読み込み"

    def apply(self, work: Work, text: str) -> Work:  # noqa: ARG002 # not every edit needs the document
        """The work after the edit."""
        return self.work


Edit = (
    CellEdit | RejectEdit | CheckEdit | JoinEdit | SplitEdit | ClaimEdit | AddEdit | FactEdit | ConfirmEdit
    | DecideEdit | ReplaceEdit
)  # fmt: skip


def _find(work: Work, row_id: int) -> WorkRow:
    row = work.row(row_id)
    if row is None:
        raise StaleEditError("この取組は、もうありません。ほかの画面でまとめられたか、元に戻されています。")
    return row


def _bound(text: str) -> str:
    if len(text) > LONGEST:
        raise DeskError(f"長すぎます。{LONGEST:,}字以内にしてください。")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read(spans: Spans, text: str) -> str:
    return "".join(text[start:end] for start, end in spans)


def _place(work: Work, spans: Spans) -> int:
    """The index for a new row: before the first row that is printed further down."""
    for at, row in enumerate(work.rows):
        claimed = join_spans(span for found in row.spans.values() for span in found)
        if claimed and claimed[0].start > spans[0].start:
            return at
    return len(work.rows)
