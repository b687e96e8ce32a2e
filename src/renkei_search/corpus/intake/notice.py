"""Remark on the content of a file: hidden content that was read, and values that were not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.corpus.intake.draft.sheet import HEADINGS
from renkei_search.corpus.intake.draft.summary import FOUND, REST
from renkei_search.corpus.intake.form.field_table import SHEET
from renkei_search.corpus.intake.row.flaw import Remark
from renkei_search.corpus.intake.table.heading import find_header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.intake.table.heading import Layout
    from renkei_search.corpus.intake.table.sheet import Workbook

_KNOWN: Final = frozenset({SHEET, FOUND, REST})
"""Sheets of our own workbooks that are not tables of initiatives."""


def remark_file(book: Workbook, layout: Layout) -> Iterator[Remark]:
    """All remarks on sheets and columns."""
    yield from map(Remark, book.notes)
    sheet = layout.sheet
    if sheet.hidden:
        yield Remark("非表示のシートを読みました", f"「{sheet.name}」")
    hidden = sorted(
        {position for positions in layout.columns.values() for position in positions} & sheet.hidden_columns
    )
    for position in hidden:
        yield Remark("非表示の列も読みました", f"{layout.letter(position)}列")
    is_draft = any(other.name == FOUND for other in book.sheets)
    for column in layout.unread:
        place = f"{column.letter}列" if column.letter else ""
        if is_draft and column.heading in HEADINGS:
            if column.rows:
                cause = "検索に使う項目がないので、取り込んでいません（資料の文としては残ります）"
                yield Remark(cause, place, f"{column.heading}（{column.rows}行）")
        elif not column.heading:
            cause = (
                f"見出しのない列に値があります（{column.rows}行。例：{column.example}）。取り込んでいません"
            )
            yield Remark(cause, place)
        elif column.rows:
            yield Remark(
                "見出しが分からないので、取り込んでいません", place, f"{column.heading}（{column.rows}行）"
            )
        else:
            yield Remark("見出しが分からないので、取り込んでいません", place, column.heading)
    for other in book.sheets:
        if other is not sheet and other.name not in _KNOWN and find_header(other) is not None:
            cause = "このほかに取組の表らしいシートがあります。--sheet で選べます"
            yield Remark(cause, f"「{other.name}」{'（非表示）' if other.hidden else ''}")
