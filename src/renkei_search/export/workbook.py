"""XLSX files that can be attached to a council paper as they are: A4 landscape, the sources on a second sheet."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import count, zip_longest
from math import ceil
from typing import IO, TYPE_CHECKING, Final
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from renkei_search.corpus.citation import mark_inferred
from renkei_search.corpus.table import COLUMNS, PAGE_HEADING, make_row
from renkei_search.export.cover import NOTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.export.comparison import Comparison
    from renkei_search.export.cover import Cover
    from renkei_search.model.record import Initiative, Source

# In characters. The printed columns, from region to source, fill a landscape A4 sheet at 70 % to 100 %.
_WIDTHS: Final = {
    "id": 24, "region": 12, "kind": 9, "prefectures": 9, "title": 15, "editorial_title": 11, "description": 36,
    "category": 11, "fields": 12, "roles": 16, "indicators": 12, "municipalities": 9, "costs": 11, "period": 9,
    "status": 5, "citation": 24, "source": 18, "page": 8, "publisher": 14, "as_of": 16,
}  # fmt: skip
_PAGE_WIDTH: Final = 30
_PRINTED: Final = ("region", "citation")
_MAX_CELL: Final = 32_767
_CUT: Final = "…（長いため、ここまで）"
# Excel does not open a sheet with more links.
_MAX_LINKS: Final = 65_530
# Excel does not follow longer addresses; they are written as text.
_MAX_URL: Final = 2_079
_A4: Final = 9
# In points. Spreadsheets other than Excel do not fit a row to its wrapped texts when they open a file.
_LINE: Final = 17.0  # Yu Gothic of 10 points; other fonts need less
_PADDING: Final = 3.0
_MAX_HEIGHT: Final = 409.0
# Half-width characters of 10 points to a unit of column width, which is one of 11 points. Lines break a little before
# the column is full: none begins with 、 or ends with （.
_CHARACTERS: Final = 1.05 * 0.95
_MOST_LINES: Final = int((_MAX_HEIGHT - _PADDING) / _LINE)
_FEW: Final = 100
"""A sentence of more characters may be cut."""
_LABEL_WIDTH: Final = 12
# A comparison of up to four fills a sheet at full size, one of six at three quarters; it is one sheet if at two thirds
# of its size it is no higher than that.
_SHEET_WIDTH: Final = 132
_LEAST_WIDTH: Final = 30
_SHEET_HEIGHT: Final = 740.0


def write_search(
    file: IO[bytes],
    initiatives: Iterable[Initiative],
    catalogue: Catalogue,
    cover: Cover,
    page_url: Callable[[str], str] | None = None,
) -> None:
    """Write initiatives, one per row, and the cover with the documents they come from.

    Rows go to the disk one by one, so memory does not grow with their number.

    Args:
        file: the file, written from its start.
        initiatives: in the order of the rows.
        catalogue: regions, sources and classification.
        cover: the content of the second sheet.
        page_url: the address of an initiative's page by its id, for a last column with links.

    Raises:
        OSError: the disk is full.
    """
    book = _Book(file, cover)
    sheet = book.add_sheet("取組", cover.heading)
    headings = [column.heading for column in COLUMNS] + ([PAGE_HEADING] if page_url else [])
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, _WIDTHS[column.name])
    if page_url is not None:
        sheet.set_column(len(COLUMNS), len(COLUMNS), _PAGE_WIDTH)
    names = [column.name for column in COLUMNS]
    widths = [_WIDTHS[name] for name in names]
    sheet.set_row(0, _height(zip(headings, widths, strict=False)))
    book.write_row(sheet, 0, headings, book.style.heading)
    used: Counter[str] = Counter()
    empty = set(names)
    last = 0
    for last, initiative in enumerate(initiatives, start=1):
        used[initiative.source] += 1
        row = make_row(initiative, catalogue)
        empty.difference_update(name for name, text in zip(names, row, strict=True) if text)
        sheet.set_row(last, _height(zip(row, widths, strict=True)))
        book.write_row(sheet, last, row)
        if page_url is not None:
            book.write_link(sheet, last, len(COLUMNS), page_url(initiative.id), clickable=last < _MAX_LINKS)
    if last:
        # Empty columns are collapsed, so that they are not printed; the outline button above them expands them.
        for name in empty:
            number = names.index(name)
            sheet.set_column(number, number, _WIDTHS[name], None, {"level": 1, "hidden": True})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(headings) - 1)
    sheet.repeat_rows(0)
    sheet.print_area(0, names.index(_PRINTED[0]), last, names.index(_PRINTED[1]))
    book.write_cover(cover, used, catalogue)
    book.close()


def write_comparison(
    file: IO[bytes],
    comparison: Comparison,
    initiatives: tuple[Initiative, ...],
    catalogue: Catalogue,
    cover: Cover,
) -> None:
    """Write a comparison, one initiative per column, and the cover with the documents they come from."""
    book = _Book(file, cover)
    sheet = book.add_sheet("比較", cover.heading)
    width = max(_LEAST_WIDTH, _SHEET_WIDTH // len(initiatives))
    rows = tuple(part for row in comparison.rows() for part in _in_parts(row, width))
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, len(initiatives), width)
    heights = [_height([(row[0], _LABEL_WIDTH), *((text, width) for text in row[1:])]) for row in rows]
    if sum(heights) <= _SHEET_HEIGHT:
        sheet.fit_to_pages(1, 1)
    for number, (heading, *texts) in enumerate(rows):
        sheet.set_row(number, heights[number])
        style = book.style.heading if number == 0 else book.style.text
        book.write_cell(sheet, number, 0, heading, book.style.heading)
        for column, text in enumerate(texts, start=1):
            book.write_cell(sheet, number, column, text, style)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    book.write_cover(cover, Counter(initiative.source for initiative in initiatives), catalogue)
    book.close()


def _in_parts(row: Sequence[str], width: int) -> Iterator[tuple[str, ...]]:
    """A row as several, if a text of it is longer than the highest row of a spreadsheet."""
    heading, *texts = row
    columns = [_cut(text, width) for text in texts]
    for number, parts in enumerate(zip_longest(*columns, fillvalue="")):
        yield (f"{heading}（続き）" if number else heading, *parts)


def _cut(text: str, width: int) -> Iterator[str]:
    """A text in parts that fit into a cell, cut behind a line or a sentence where there is one."""
    part = ""
    for piece in re.split(r"(?<=[。\n])", text):
        for few in (piece[start : start + _FEW] for start in range(0, len(piece), _FEW)):
            if part and _count_lines((part + few).rstrip("\n"), width) > _MOST_LINES:
                yield part.rstrip("\n")
                part = ""
            part += few
    yield part.rstrip("\n")


def _height(cells: Iterable[tuple[str, int]]) -> float:
    """The height of a row in points for its texts and the widths of their columns in characters."""
    lines = max((_count_lines(text, width) for text, width in cells), default=1)
    return min(lines * _LINE + _PADDING, _MAX_HEIGHT)


def _count_lines(text: str, width: int) -> int:
    """How many lines a wrapped text takes; a full-width character is as wide as two."""
    return sum(
        max(1, ceil(sum(1 + (east_asian_width(char) in "WFA") for char in line) / (width * _CHARACTERS)))
        for line in text.split("\n")
    )


@dataclass(frozen=True)
class _Style:
    """The formats of cells."""

    heading: Format
    text: Format
    link: Format
    title: Format


class _Book:
    """A workbook whose cells are texts, never formulas."""

    def __init__(self, file: IO[bytes], cover: Cover) -> None:
        self._book = Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                # The unit of column widths is a digit of this font: of Calibri, which offices without Microsoft's fonts
                # replace by wider ones, columns came out so wide that a sheet was printed at half its size.
                "default_format_properties": {"font_name": "Yu Gothic", "font_size": 10},
            },
        )
        self._book.set_properties({"title": cover.heading, "author": "renkei-search"})
        base = {"font_name": "Yu Gothic", "font_size": 10, "valign": "top", "text_wrap": True}
        ruled = base | {"border": 1, "border_color": "#949494"}
        self.style = _Style(
            heading=self._book.add_format(ruled | {"bold": True, "bg_color": "#E8F1FE"}),
            text=self._book.add_format(ruled),
            link=self._book.add_format(ruled | {"font_color": "#00118F", "underline": 1}),
            title=self._book.add_format(base | {"bold": True, "font_size": 14, "text_wrap": False}),
        )

    def add_sheet(self, name: str, heading: str) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.set_header(f"&L{heading}&R&A")
        sheet.set_footer("&C&P / &N")
        return sheet

    def write_row(
        self, sheet: Worksheet, number: int, texts: Iterable[str], style: Format | None = None
    ) -> None:
        for column, text in enumerate(texts):
            self.write_cell(sheet, number, column, text, style)

    def write_cell(
        self, sheet: Worksheet, row: int, column: int, text: str, style: Format | None = None
    ) -> None:
        """Write a text; one that is too long for a cell is truncated with a note."""
        fitting = text if len(text) <= _MAX_CELL else text[: _MAX_CELL - len(_CUT)] + _CUT
        sheet.write_string(row, column, fitting, style or self.style.text)

    def write_link(
        self, sheet: Worksheet, row: int, column: int, url: str, *, clickable: bool = True
    ) -> None:
        if clickable and len(url) <= _MAX_URL:
            sheet.write_url(row, column, url, self.style.link, url)
        else:
            self.write_cell(sheet, row, column, url)

    def write_cover(self, cover: Cover, used: Counter[str], catalogue: Catalogue) -> None:
        """Add the sheet with the request and the source documents."""
        sheet = self.add_sheet("検索条件と資料", cover.heading)
        for column, width in enumerate(_COVER_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, cover.heading, self.style.title)
        rows = count(2)
        for label, value in (*cover.facts, ("注記", NOTE)):
            self._write_fact(sheet, next(rows), label, value)
        if cover.permalink is not None:
            number = next(rows)
            self._write_fact(sheet, number, "この結果のページ", cover.permalink)
            self.write_link(sheet, number, 1, cover.permalink)
        next(rows)
        sources = [
            _source_cells(item.source, used[item.source.id])
            for item in catalogue.sources
            if used[item.source.id]
        ]
        # The address comes last, and no source may have one.
        shown = len(_SOURCE_HEADINGS) if any(cells[-1] for cells in sources) else len(_SOURCE_HEADINGS) - 1
        sources = [cells[:shown] for cells in sources]
        self.write_row(sheet, next(rows), _SOURCE_HEADINGS[:shown], self.style.heading)
        for cells in sources:
            number = next(rows)
            sheet.set_row(number, _height(zip(cells, _COVER_WIDTHS, strict=False)))
            self.write_row(sheet, number, cells)

    def _write_fact(self, sheet: Worksheet, number: int, label: str, value: str) -> None:
        sheet.set_row(number, _height([(label, _COVER_WIDTHS[0]), (value, _COVER_WIDTHS[1])]))
        self.write_cell(sheet, number, 0, label, self.style.heading)
        self.write_cell(sheet, number, 1, value)

    def close(self) -> None:
        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error


_COVER_WIDTHS: Final = (16, 46, 16, 16, 6, 36, 24, 36)
_SOURCE_HEADINGS: Final = (
    "資料",
    "題名",
    "公表者",
    "時点",
    "件数",
    "載っていないもの",
    "利用条件",
    "アドレス",
)


def _source_cells(source: Source, number: int) -> tuple[str, ...]:
    return (
        source.id,
        mark_inferred(source.title, source.title_basis),
        mark_inferred(source.publisher, source.publisher_basis),
        mark_inferred(source.as_of, source.as_of_basis),
        f"{number:,}",
        source.missing,
        source.licence,
        source.url or "",
    )
