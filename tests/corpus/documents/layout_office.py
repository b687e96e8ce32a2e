"""Documents as Word and Excel files, one function per layout; read directly and as PDF files of LibreOffice."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_BREAK
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side

if TYPE_CHECKING:
    from tests.corpus.documents.content import Item

YEARS = ("R6", "R7", "R8")
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def _new() -> Any:
    document = Document()
    document.styles["Normal"].font.name = "Noto Serif CJK JP"
    return document


def _bytes(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_list(items: tuple[Item, ...]) -> bytes:
    """A table of initiatives with roles; its heading is not repeated on the following pages."""
    document = _new()
    document.add_heading("連携する取組及び役割分担", 1)
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    for cell, text in zip(
        table.rows[0].cells, ("取組名", "取組内容", "中心市の役割", "近隣市町村の役割"), strict=True
    ):
        cell.text = text
    for item in items:
        cells = table.add_row().cells
        for cell, text in zip(cells, (item.title, item.description, item.core, item.member), strict=True):
            cell.text = text
    return _bytes(document)


def word_forms(items: tuple[Item, ...]) -> bytes:
    """One form per page, with merged cells."""
    document = _new()
    for number, item in enumerate(items):
        table = document.add_table(rows=0, cols=4, style="Table Grid")
        for label, text in (
            ("取組項目", item.title),
            ("分野", item.field),
            ("取組概要", item.description),
            ("関係市町村", "、".join(item.municipalities)),
            ("甲の役割", item.core),
            ("乙の役割", item.member),
        ):
            cells = table.add_row().cells
            cells[0].text = label
            cells[1].merge(cells[3]).text = text
        cells = table.add_row().cells
        for cell, text in zip(cells, ("成果指標", item.indicator, "目標値", item.target), strict=True):
            cell.text = text
        if number + 1 < len(items):
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    return _bytes(document)


def word_outline(items: tuple[Item, ...]) -> bytes:
    """Headings and paragraphs, with the words of an agreement (ア 取組の内容, イ 甲の役割)."""
    document = _new()
    document.add_heading("霧ヶ丘市と白鷺市との定住自立圏の形成に関する協定書", 0)
    document.add_paragraph(
        "霧ヶ丘市（以下「甲」という。）と白鷺市（以下「乙」という。）は、定住自立圏の形成に関し、次のとおり協定を締結する。"
    )
    document.add_paragraph("（目的）")
    document.add_paragraph(
        "第１条　この協定は、甲及び乙が相互に役割を分担し、定住に必要な生活機能を確保することを目的とする。"
    )
    document.add_paragraph("（連携する政策分野及び取組の内容）")
    document.add_paragraph("第２条　甲及び乙が連携する取組の内容及び役割分担は、次のとおりとする。")
    document.add_heading("１　生活機能の強化に係る政策分野", 2)
    for number, item in enumerate(items, start=1):
        document.add_heading(f"（{number}）{item.title}", 3)
        for label, text in (
            ("ア　取組の内容", item.description),
            ("イ　甲の役割", item.core),
            ("ウ　乙の役割", item.member),
        ):
            document.add_paragraph(label)
            document.add_paragraph(f"　{text}")
    return _bytes(document)


def sheet_list(items: tuple[Item, ...]) -> bytes:
    """An Excel list with two rows of headings and costs by year, set on landscape pages."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "事業一覧"
    sheet.append(["霧ヶ丘広域連携中枢都市圏　連携事業一覧"])
    sheet.append(["No.", "連携分野", "連携事業名", "事業内容", "事業費（千円）", "", "", "担当課"])
    sheet.append(["", "", "", "", *YEARS, ""])
    for column in "ABCDH":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.merge_cells("E2:G2")
    for number, item in enumerate(items, start=1):
        sheet.append(
            [
                number,
                item.field,
                item.title,
                item.description,
                *[int(cost.replace(",", "")) for cost in item.costs],
                item.department,
            ]
        )
    for column, width in zip("ABCDEFGH", (5, 16, 22, 44, 9, 9, 9, 12), strict=True):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.border = _BOX
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, int) and cell.column > 1:
                cell.number_format = "#,##0"
    for line in range(4, 4 + len(items)):
        sheet.row_dimensions[line].height = 64
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:3"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_forms(items: tuple[Item, ...]) -> bytes:
    """One Excel form per sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, item in enumerate(items, start=1):
        sheet: Any = book.create_sheet(f"個票{number}")
        rows: list[list[str]] = [
            ["取組名", item.title, "", ""],
            ["政策分野", item.field, "", ""],
            ["取組内容", item.description, "", ""],
            ["連携市町村", "、".join(item.municipalities), "", ""],
            ["甲の役割", item.core, "", ""],
            ["乙の役割", item.member, "", ""],
            ["成果指標", "指標名", "現状値", "目標値"],
            ["", item.indicator, item.base, item.target],
        ]
        for cells in rows:
            sheet.append(cells)
        for line in range(1, 7):
            sheet.merge_cells(f"B{line}:D{line}")
        sheet.merge_cells("A7:A8")
        for column, width in zip("ABCD", (14, 30, 18, 18), strict=True):
            sheet.column_dimensions[column].width = width
        for line, height in ((3, 80), (5, 32), (6, 32)):
            sheet.row_dimensions[line].height = height
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        for row in sheet.iter_rows():
            for cell in row:
                cell.border = _BOX
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
