"""The rows of an imported table as texts by column, cleaned, with what is wrong with them so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.intake.cell import MAX_CELL, MAX_NAME, clean_text
from renkei_search.corpus.intake.heading import IGNORED, LABELS
from renkei_search.corpus.table import join_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from renkei_search.corpus.intake.heading import Layout
    from renkei_search.corpus.intake.sheet import SheetRow

# Notes below a table, such as ※令和7年12月1日現在.
_NOTE_MARKS: Final = ("※", "＊", "*", "注", "（注", "(注", "出典：", "資料：")
_SHORT: Final = frozenset(
    {"id", "region", "kind", "title", "category", "status", "source", "publisher", "as_of"}
)
_PARTIES: Final = {"role_a": "甲", "role_b": "乙"}
_INDICATOR_PARTS: Final = ("indicator_name", "indicator_value", "indicator_period")

JOINED: Final = {"roles": tuple(_PARTIES), "indicators": _INDICATOR_PARTS}
"""Columns of a table that are one property of an initiative."""


class Flaw(NamedTuple):
    """Why a row is refused, and because of which column."""

    column: str
    message: str


@dataclass(frozen=True)
class Entry:
    """One row. ``texts`` holds the columns that the row has, by name; an empty text is an empty cell.

    Columns that are one property of an initiative are joined: 甲の役割 and 乙の役割 are ``roles``, and the parts of an
    indicator ``indicators``.
    """

    row: SheetRow
    texts: Mapping[str, str]
    flaws: tuple[Flaw, ...]
    notes: tuple[str, ...]

    def text(self, column: str) -> str:
        """A column's text, empty if the row does not have it."""
        return self.texts.get(column, "")


def read_entries(layout: Layout) -> Iterator[Entry]:
    """The rows below the headings; repeated headings and notes are passed over."""
    below = False
    for row in layout.sheet.rows:
        if below and row.cells != layout.header.cells and not _is_note(row):
            entry = _read_entry(row, layout)
            if any(entry.texts.values()) or entry.flaws:
                yield entry
        below = below or row is layout.header


def _is_note(row: SheetRow) -> bool:
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    return len(filled) == 1 and filled[0].startswith(_NOTE_MARKS) and not row.broken


def _read_entry(row: SheetRow, layout: Layout) -> Entry:
    texts: dict[str, str] = {}
    flaws: list[Flaw] = []
    removed = 0
    broken = dict(row.broken)
    for name, columns in layout.columns.items():
        present = [column for column in columns if column not in row.absent]
        if name == IGNORED or not present:
            continue
        cells = [clean_text(row.cell(column)) for column in present]
        removed += sum(cell.removed for cell in cells)
        texts[name] = "\n".join(cell.text for cell in cells if cell.text)
        flaws += [Flaw(name, broken[column]) for column in present if column in broken]
        limit = MAX_NAME if name in _SHORT else MAX_CELL
        if len(texts[name]) > limit:
            flaws.append(Flaw(name, f"{len(texts[name]):,}文字あります。{limit:,}文字以内にしてください。"))
            texts[name] = texts[name][:limit]
    _join_roles(texts)
    flaws += _join_indicators(texts)
    notes = (f"読めない文字を{removed}字取り除きました。",) if removed else ()
    return Entry(row=row, texts=texts, flaws=tuple(flaws), notes=notes)


def _join_roles(texts: dict[str, str]) -> None:
    parts = {name: texts.pop(name) for name in _PARTIES if name in texts}
    if parts:
        roles = [f"{_PARTIES[name]}：{text}" for name, text in parts.items() if text]
        texts["roles"] = "\n".join(filter(None, [texts.get("roles", ""), join_values(roles)]))


def _join_indicators(texts: dict[str, str]) -> list[Flaw]:
    if not texts.keys() & set(_INDICATOR_PARTS):
        return []
    names, values, periods = (texts.pop(part, "").splitlines() for part in _INDICATOR_PARTS)
    if len(names) != len(values) or len(periods) > len(values):
        return [
            Flaw("indicators", f"{LABELS['indicator_name']}と{LABELS['indicator_value']}の数が違います。")
        ]
    periods += [""] * (len(values) - len(periods))
    joined = [
        f"{name}：{value}［{period}］" if period else f"{name}：{value}"
        for name, value, period in zip(names, values, periods, strict=True)
    ]
    texts["indicators"] = "\n".join(filter(None, [texts.get("indicators", ""), join_values(joined)]))
    return []


def same_text(one: str, other: str) -> bool:
    """Whether two cells say the same to the letter, what cannot be seen aside."""
    return one == other or clean_text(one).text == clean_text(other).text
