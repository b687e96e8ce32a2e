"""XLSX files that can be attached to a council paper as they are: A4 landscape, the sources on a second sheet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import IO, TYPE_CHECKING, Final

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from renkei_search.corpus.table import COLUMNS, PAGE_HEADING, make_row, mark_inferred
from renkei_search.export.cover import NOTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.export.comparison import Comparison
    from renkei_search.export.cover import Cover
    from renkei_search.record import Initiative, Source

# In characters. What is printed, from region to source, fills a landscape A4 sheet at about 80 %.
_WIDTHS: Final = {
    "id": 24, "region": 15, "kind": 10, "prefectures": 10, "title": 22, "description": 46, "category": 12,
    "fields": 14, "roles": 22, "indicators": 17, "municipalities": 12, "status": 6, "source": 18,
    "publisher": 14, "as_of": 16,
}  # fmt: skip
_PAGE_WIDTH: Final = 30
_PRINTED: Final = ("region", "source")
_MAX_CELL: Final = 32_767
_CUT: Final = "…（長いため、ここまで）"
# Excel opens no sheet with more links than this.
_MAX_LINKS: Final = 65_530
# Longer addresses Excel does not follow; they stand there as texts.
_MAX_URL: Final = 2_079
_A4: Final = 9


def write_search(
    file: IO[bytes],
    initiatives: Iterable[Initiative],
    catalogue: Catalogue,
    cover: Cover,
    page_url: Callable[[str], str] | None = None,
) -> None:
    """Write initiatives, one a row, and the cover with the documents they come from.

    Rows go to the disk one by one, so memory does not grow with their number.

    Args:
        file: written from its start.
        initiatives: in the order of the rows.
        catalogue: what they refer to.
        cover: what the second sheet says.
        page_url: gives the address of an initiative's page by its id, for a last column of links.

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
    book.write_row(sheet, 0, headings, book.style.heading)
    used: Counter[str] = Counter()
    last = 0
    for last, initiative in enumerate(initiatives, start=1):
        used[initiative.source] += 1
        book.write_row(sheet, last, make_row(initiative, catalogue))
        if page_url is not None:
            book.write_link(sheet, last, len(COLUMNS), page_url(initiative.id), clickable=last < _MAX_LINKS)
    names = [column.name for column in COLUMNS]
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
    """Write a comparison, one initiative a column, and the cover with the documents they come from."""
    book = _Book(file, cover)
    sheet = book.add_sheet("比較", cover.heading)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, len(initiatives), max(24, 140 // len(initiatives)))
    for number, (heading, *texts) in enumerate(comparison.rows()):
        style = book.style.heading if number == 0 else book.style.text
        book.write_cell(sheet, number, 0, heading, book.style.heading)
        for column, text in enumerate(texts, start=1):
            book.write_cell(sheet, number, column, text, style)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    book.write_cover(cover, Counter(initiative.source for initiative in initiatives), catalogue)
    book.close()


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
        """Write a text; longer than a cell can be, it is cut and says so."""
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
        """Add the sheet that says what was asked and which documents the initiatives come from."""
        sheet = self.add_sheet("検索条件と資料", cover.heading)
        for column, width in enumerate((16, 52, 18, 18, 7, 50, 30)):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, cover.heading, self.style.title)
        rows = count(2)
        for label, value in cover.facts:
            number = next(rows)
            self.write_cell(sheet, number, 0, label, self.style.heading)
            self.write_cell(sheet, number, 1, value)
        if cover.permalink is not None:
            number = next(rows)
            self.write_cell(sheet, number, 0, "この結果のページ", self.style.heading)
            self.write_link(sheet, number, 1, cover.permalink)
        number = next(rows)
        self.write_cell(sheet, number, 0, "注記", self.style.heading)
        self.write_cell(sheet, number, 1, NOTE)
        next(rows)
        self.write_row(sheet, next(rows), _SOURCE_HEADINGS, self.style.heading)
        for item in catalogue.sources:
            if used[item.source.id]:
                self.write_row(sheet, next(rows), _source_cells(item.source, used[item.source.id]))

    def close(self) -> None:
        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error


_SOURCE_HEADINGS: Final = ("資料", "題名", "公表者", "時点", "件数", "載っていないもの", "利用条件")


def _source_cells(source: Source, number: int) -> tuple[str, ...]:
    return (
        source.id,
        mark_inferred(source.title, source.title_basis),
        mark_inferred(source.publisher, source.publisher_basis),
        mark_inferred(source.as_of, source.as_of_basis),
        f"{number:,}",
        source.missing,
        source.licence,
    )
