"""Find the columns of a sheet by their headings, in Japanese or English, in any order, below any title."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.intake.table.cell import MAX_NAME, clean_text, column_letter
from renkei_search.corpus.intake.table.cost_heading import is_cost_of_year, row_below, years_below
from renkei_search.corpus.intake.table.heading_rows import (
    ColumnHeading,
    is_stage,
    read_row_above,
    read_second_row,
)
from renkei_search.corpus.intake.table.heading_wording import IGNORED, JOINED, LABELS, SYNONYMS
from renkei_search.corpus.intake.table.sheet import MAX_COLUMNS, SEARCHED_ROWS
from renkei_search.errors import TableError
from renkei_search.model.taxonomy import fold_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from renkei_search.corpus.intake.table.sheet import Sheet, SheetRow, Workbook

_REPEATABLE: Final = frozenset(
    {
        "fields", "roles", "indicators", "municipalities", "costs", "effect", "indicator_name", "indicator_value",
        "indicator_period", IGNORED,
    }
)  # fmt: skip
# Columns to which `--column` may map several others; their texts are concatenated.
_JOINING: Final = frozenset({"description", "title", *_REPEATABLE})
_BRACKETS: Final = dict(zip("（(［[〔【〈《<＜", "）)］]〕】〉》>＞", strict=True))
_NOTE: Final = re.compile(r"[※*＊]")
_NUMBER_BEHIND: Final = re.compile(r"[0-9]{1,2}$")
_NUMBER_BEFORE: Final = re.compile(r"^(?:[0-9]{1,2}|[a-z](?![a-z]))")
UNUSED: Final = "使わない"
"""The target for columns that should not be read."""

_SIMILAR: Final = 0.6
_FEWEST_HEADINGS: Final = 3
_ASKED: Final = 200  # unknown headings for which similar ones are suggested
_EXAMPLE: Final = 20

_NAMES: Final = {
    fold_wording(wording): name
    for name, label in LABELS.items()
    for wording in (name, label, *SYNONYMS.get(name, ()))
}


class Unread(NamedTuple):
    """An unread column with values: its position, its heading (or none), its number of values, an example."""

    letter: str
    heading: str
    rows: int
    example: str


@dataclass(frozen=True)
class Layout:
    """The columns of a sheet: for each name the positions (from 0) of the columns that are read, in order.

    ``letters`` are the names of columns in messages. ``unread`` are columns with values whose heading is unknown.
    ``labels`` are the headings that are prepended to the texts of columns mapped to another column. ``headings`` are
    those of all columns; a merged heading counts for each of its columns. ``second`` is the row below the headings if it
    has headings too, such as the years of costs. ``parting`` are rows with a cell merged over most columns.
    """

    sheet: Sheet
    header: SheetRow
    columns: Mapping[str, tuple[int, ...]]
    letters: tuple[str, ...]
    unread: tuple[Unread, ...]
    labels: Mapping[int, str]
    headings: tuple[str, ...]
    second: SheetRow | None = None
    parting: frozenset[int] = frozenset()

    def place(self, row: int, column: int, name: str) -> str:
        """The name of a cell in sentences, such as ``3行目 C列（政策分野）``."""
        letter = self.letter(column)
        return f"{row}行目 {letter}列（{LABELS[name]}）" if letter else f"{row}行目（{LABELS[name]}）"

    def letter(self, column: int) -> str:
        """The name of a column in messages; empty in files without column letters."""
        if column < len(self.letters):
            return self.letters[column]
        return column_letter(column) if self.letters and self.letters[0] else ""

    def cell(self, row: int, name: str) -> str:
        """The name of a cell in messages, such as ``C3``; only the row if the table does not have the column."""
        position = self.position(name)
        letter = self.letter(position) if position is not None else ""
        return f"{letter}{row}" if letter else f"{row}行目"

    def position(self, name: str) -> int | None:
        """The position of the column with this name, or of the first one that is read for it; None without one."""
        for candidate in (name, *JOINED.get(name, ())):
            if candidate in self.columns:
                return self.columns[candidate][0]
        return None

    def own_columns(self) -> tuple[int, ...]:
        """The columns of which a row needs at least one: title, description and similar ones."""
        names = ("id", "title", "description")
        return tuple(position for name in names for position in self.columns.get(name, ()))

    def is_other_header(self, row: SheetRow) -> bool:
        """Whether a row has the headings of another table in another order, so that the rows below would be misread."""
        texts = [row.cell(column) for column in self.columns.get("description", ())]
        if not any(text and column_name(text) for text in texts):
            return False
        filled = [cell for cell in row.cells if cell.strip()]
        return len(filled) >= _FEWEST_HEADINGS and all(map(column_name, filled))

    def repeats_header(self, row: SheetRow) -> bool:
        """Whether a row repeats the headings, as in joined files or pages."""
        if row.cells == self.header.cells or row is self.second:
            return True
        if self.second is not None and row.cells == self.second.cells:
            return True
        return _folded(row.cells) == _folded(self.header.cells)


def column_name(heading: str) -> str | None:
    """The column that a heading names; None if it is unknown.

    Remarks in brackets, numbers before and after it (①, １．) and footnote marks are ignored. A long text is not a
    heading.
    """
    if len(heading) > MAX_NAME:
        return None
    bare = _NOTE.split(_without_brackets(heading), maxsplit=1)[0]
    for text in (heading, bare):
        folded = fold_wording(text)
        for candidate in (
            folded,
            _NUMBER_BEHIND.sub("", folded),
            _NUMBER_BEFORE.sub("", folded),
            _NUMBER_BEHIND.sub("", _NUMBER_BEFORE.sub("", folded)),
        ):
            if candidate in _NAMES:
                return _NAMES[candidate]
    return "costs" if is_cost_of_year(heading) else None


def column_by_label(label: str) -> str | None:
    """The column with exactly this heading; numbers and brackets are not ignored."""
    return _NAMES.get(fold_wording(label))


def parse_columns(choices: Iterable[str]) -> dict[str, str]:
    """Read choices such as ``自治体名=参加市町村``: the column for each heading; empty for :data:`UNUSED`.

    Raises:
        TableError: a choice is malformed or does not name a column.
    """
    found = {}
    for choice in choices:
        heading, separator, label = choice.replace("＝", "=").rpartition("=")
        if not separator or not heading.strip():
            raise TableError(f"--column {choice} は「表の見出し=欄の名前」の形で書いてください。")
        name = column_by_label(label)
        if name is None and label.strip() != UNUSED:
            known = "、".join(label for name, label in LABELS.items() if name != IGNORED)
            raise TableError(f"「{label}」という欄はありません。欄の名前は、{known}、{UNUSED} です。")
        found[heading.strip()] = name or ""
    return found


def find_layout(
    book: Workbook, sheet_name: str | None = None, sent: Mapping[str, str] | None = None
) -> Layout:
    """Find the first sheet with headings, and read their meaning.

    Args:
        book: the file.
        sheet_name: the sheet to read instead of the first one with headings.
        sent: the columns for unknown headings, by heading; a heading with an empty column is not read.

    Raises:
        TableError: no row looks like headings, two columns mean the same, a mapped heading does not exist, or the
            sheet is too large.
    """
    sheets = [sheet for sheet in book.sheets if sheet_name in {None, sheet.name}]
    if not sheets:
        names = "」「".join(clean_text(sheet.name).text for sheet in book.sheets)
        raise TableError(f"シート「{sheet_name}」はありません。あるのは「{names}」です。")
    folded = {fold_wording(heading): name for heading, name in (sent or {}).items()}
    for sheet in sheets:
        header = _find_header(sheet, folded)
        if header is not None:
            if sheet.refusal:
                raise TableError(sheet.refusal)
            return _make_layout(book, sheet, header, folded)
    for sheet in sheets:
        if sheet.refusal:
            raise TableError(sheet.refusal)
    raise TableError(f"{book.path.name} に見出しの行が見つかりません。{_missing_headings(sheets)}")


def find_header(sheet: Sheet) -> SheetRow | None:
    """The row of a sheet with the most headings; None if no row has at least two."""
    return _find_header(sheet, {})


def _find_header(sheet: Sheet, sent: Mapping[str, str]) -> SheetRow | None:
    best: SheetRow | None = None
    most = 1
    for row in sheet.rows[:SEARCHED_ROWS]:
        names = {name for name in (_meaning(cell, sent) for cell in row.cells) if name is not None}
        if names & {"description", "id"} and len(names) > most:
            best, most = row, len(names)
    return best


def _meaning(heading: str, sent: Mapping[str, str]) -> str | None:
    folded = fold_wording(heading[:MAX_NAME])
    if folded in sent:
        return sent[folded] or None
    return column_name(heading)


def _make_layout(book: Workbook, sheet: Sheet, header: SheetRow, sent: Mapping[str, str]) -> Layout:
    width = max(len(row.cells) for row in sheet.rows)
    lettered = book.format != "jsonl"
    letters = tuple(column_letter(n) if lettered else "" for n in range(width))
    headings, owners = _read_headings([clean_text(cell).text for cell in header.cells], sheet, header.number)
    costs = {position for position, heading in headings.items() if _meaning(heading, sent) == "costs"}
    of_years = years_below(sheet, header, headings, costs)
    below = row_below(sheet, header) if of_years else None
    named = {position: ColumnHeading(heading, "costs") for position, heading in of_years.items()}
    if not named:
        named = read_second_row(
            sheet, header, headings, {*owners, *owners.values()}, partial(_meaning, sent=sent)
        )
        below = row_below(sheet, header) if named else None
    named |= read_row_above(sheet, header, headings, partial(_meaning, sent=sent))
    headings |= {position: heading.text for position, heading in named.items()}
    owners = {position: owner for position, owner in owners.items() if position not in named}
    missing = [heading for heading in sent if heading not in map(fold_wording, headings.values())]
    if missing:
        known = "」「".join(dict.fromkeys(heading for heading in headings.values() if heading))
        raise TableError(f"--column で指定した見出しが表にありません。表の見出しは「{known}」です。")
    columns: dict[str, tuple[int, ...]] = {}
    unknown: list[int] = []
    labels: dict[int, str] = {}
    for position in range(width):
        heading = headings.get(position, "")
        name = named[position].name if position in named else _meaning(heading, sent) if heading else None
        if name is None:
            unknown.append(position)
            continue
        first = columns.get(name, (position,))[0]
        is_sent = fold_wording(heading) in sent
        same_cell = owners.get(first, first) == owners.get(position, position)
        same_text = name in _JOINING and fold_wording(headings.get(first, "")) == fold_wording(heading)
        if (
            name in columns
            and name not in _REPEATABLE
            and not same_cell
            and not same_text
            and not (is_sent and name in _JOINING)
        ):
            raise TableError(
                f"{header.number}行目: {_cite(letters, first, headings)}と{_cite(letters, position, headings)}は、"
                f"どちらも「{LABELS[name]}」と読めます。使わない方の列を消すか、"
                f"--column {headings[position]}={UNUSED} のように指定してください。"
            )
        columns[name] = (*columns.get(name, ()), position)
        if is_sent and name == "description":
            labels[position] = heading
    texts = columns.get("description", ())
    if labels.keys() >= set(texts) and len(texts) == 1:
        labels.clear()  # a single sheet is not named
    elif labels:
        columns["description"] = tuple(sorted(texts, key=lambda position: position in labels))
    _settle_indicators(columns, unknown, headings)
    unread = _find_unread(sheet, below or header, unknown, headings, letters)
    by_column = tuple(headings.get(position, "") for position in range(width))
    filled = sum(bool(heading) for heading in headings.values())
    parting = frozenset(top for top, left, right in sheet.across if 2 * (right - left + 1) > filled)
    return Layout(sheet, header, columns, letters, unread, labels, by_column, below, parting)


def _settle_indicators(
    columns: dict[str, tuple[int, ...]], unknown: list[int], headings: Mapping[int, str]
) -> None:
    """If R5実績 and 目標値 are next to 成果指標, they contain its values, and 成果指標 contains only the names."""
    if not columns.keys() & {"indicators", "indicator_name"}:
        return
    stages = [position for position in unknown if is_stage(headings.get(position, ""))]
    if stages:
        columns["indicator_value"] = tuple(sorted((*columns.get("indicator_value", ()), *stages)))
        unknown[:] = [position for position in unknown if position not in stages]
    if "indicator_value" in columns and "indicator_name" not in columns:
        columns["indicator_name"] = columns.pop("indicators")


def _read_headings(cells: Sequence[str], sheet: Sheet, row: int) -> tuple[dict[int, str], dict[int, int]]:
    """The headings by column, and for each column below a merged heading the first of the merged columns."""
    headings = dict(enumerate(cells))
    owners: dict[int, int] = {}
    for top, left, right in sheet.across:
        if top == row and headings.get(left):
            for column in range(left + 1, min(right, MAX_COLUMNS - 1) + 1):
                if not headings.get(column):
                    headings[column], owners[column] = headings[left], left
    return headings, owners


def _find_unread(
    sheet: Sheet,
    header: SheetRow,
    unknown: Iterable[int],
    headings: Mapping[int, str],
    letters: Sequence[str],
) -> tuple[Unread, ...]:
    unknown = set(unknown)
    found: dict[int, list[str]] = defaultdict(list)
    for row in sheet.rows:
        if row.number > header.number:
            for position in unknown:
                if row.cell(position).strip():
                    found[position].append(row.cell(position))
    return tuple(
        Unread(
            letters[position],
            headings.get(position, ""),
            len(found[position]),
            " ".join(clean_text(found[position][0][:MAX_NAME]).text.split())[:_EXAMPLE]
            if found[position]
            else "",
        )
        for position in sorted(unknown)
        if found[position] or headings.get(position)
    )


def _cite(letters: Sequence[str], position: int, headings: Mapping[int, str]) -> str:
    return f"{letters[position]}列「{headings[position]}」"


def _without_brackets(text: str) -> str:
    """Remove brackets and their content; an unclosed bracket extends to the end."""
    kept = []
    closing: list[str] = []
    for char in text:
        if closing and char == closing[-1]:
            closing.pop()
        elif char in _BRACKETS:
            closing.append(_BRACKETS[char])
        elif not closing:
            kept.append(char)
    return "".join(kept)


def _folded(cells: Sequence[str]) -> list[str]:
    return [fold_wording(cell[:MAX_NAME]) for cell in cells if cell.strip()]


def _missing_headings(sheets: Sequence[Sheet]) -> str:
    for sheet in sheets:
        down = {column_name(row.cell(0)) for row in sheet.rows[:SEARCHED_ROWS] if row.cell(0).strip()}
        if len(down - {None}) >= _FEWEST_HEADINGS and "description" in down:
            return (
                "見出しが、左の列に縦に並んでいるようです。一行に一件になるように、行と列を入れ替えてください"
                "（Excel では、表を写して「行/列の入れ替え」で貼り付けます）。"
            )
    headings = dict.fromkeys(
        clean_text(cell[:MAX_NAME]).text
        for sheet in sheets
        for row in sheet.rows[:SEARCHED_ROWS]
        for cell in row.cells
        if cell.strip()
    )
    for heading in [*headings][:_ASKED]:
        near = difflib.get_close_matches(fold_wording(heading[:40]), _NAMES, n=1, cutoff=_SIMILAR)
        if near and column_name(heading) is None:
            return (
                f"「{heading[:_EXAMPLE]}」は「{LABELS[_NAMES[near[0]]]}」のことでしょうか。"
                "「圏域」「政策分野」「具体的内容」などの見出しをつけてください。"
            )
    return "「圏域」「政策分野」「具体的内容」などの見出しをつけてください。表は renkei-search template で作れます。"
