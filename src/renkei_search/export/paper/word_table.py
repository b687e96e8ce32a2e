"""How tables of a Word document are laid out: widths, lines, shades, and what stays together on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What follows a shade among the properties of a cell: Word reports a file with another order as damaged.
_AFTER_SHADE: Final = ("w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark")


def pad(table: Any, sides: tuple[str, str], width: str) -> None:
    """The room between the texts of cells and these sides."""
    margins = OxmlElement("w:tblCellMar")
    for side in sides:
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), width)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # In the order that the format prescribes.
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def fix_widths(table: Any, widths: Sequence[Any]) -> None:
    """Columns of these widths, which neither Word nor LibreOffice changes by the texts."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def repeat_on_pages(row: Any) -> None:
    """Print the row again at the top of each page that the table goes on to."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_whole(row: Any) -> None:
    """Keep the end of a page out of the row."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def shade(cell: Any, colour: str) -> None:
    """Fill a cell with a colour."""
    fill = OxmlElement("w:shd")
    fill.set(qn("w:val"), "clear")
    fill.set(qn("w:color"), "auto")
    fill.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().insert_element_before(fill, *_AFTER_SHADE)


def border(cell: Any, colour: str = "FFFFFF") -> None:
    """Draw the four lines of a cell."""
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    cell._tc.get_or_add_tcPr().insert_element_before(borders, "w:shd", *_AFTER_SHADE)


def keep_with_next(rows: Iterable[Any]) -> None:
    """Keep rows whole and on one page with each other and with what follows."""
    for row in rows:
        keep_whole(row)
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
