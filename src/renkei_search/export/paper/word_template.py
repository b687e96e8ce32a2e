"""Open the office's template for documents, or make an empty document with the usual fonts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from renkei_search.errors import PaperTemplateError
from renkei_search.export.picture import PictureKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from renkei_search.export.paper.content import Paper
    from renkei_search.export.paper.writer import PaperFont

BLOCKS: Final = (
    "所見",
    "概要",
    "先進事例",
    "比較表",
    PictureKind.MAP.label,
    PictureKind.FIELDS.label,
    PictureKind.POPULATION.label,
    "出典",
)
"""The placeholders that need a paragraph of their own, in the order of a paper without a template."""

WORDS: Final = ("見出し", "作成日", "データの更新日")
"""The placeholders that may be anywhere in a text."""

_PLACEHOLDER: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
# Fallbacks for computers that have neither font.
_FALLBACK: Final = "Yu Gothic UI, Meiryo, MS Gothic, Hiragino Sans, Noto Sans CJK JP, IPAexGothic"
_INK: Final = RGBColor(0x1A, 0x3E, 0x8C)
_SIZES: Final = {"Title": 20, "Subtitle": 10, "Heading 1": 14, "Heading 2": 12, "Caption": 9, "Normal": 10.5}


def open_template(path: Path) -> Any:
    """Open the office's template, and check its placeholders.

    Raises:
        PaperTemplateError: it is not a Word document, or a placeholder is unknown or in a place where it cannot be
            filled.
    """
    try:
        document = Document(str(path))
    except (OpcError, BadZipFile, OSError, KeyError, ValueError, SyntaxError) as error:
        raise PaperTemplateError(
            f"ひな形 {path.name} を Word の文書として開けません。Word で開けるか確かめ、.docx 形式で保存し直してください。"
        ) from error
    _check(document, path.name)
    return document


def find_blocks(document: Any) -> dict[str, Any]:
    """The paragraphs that a part of the paper replaces, by the name of the placeholder."""
    found = {}
    for paragraph in document.paragraphs:
        match = _PLACEHOLDER.fullmatch(paragraph.text.strip())
        if match and match[1] in BLOCKS:
            found[match[1]] = paragraph._p
    return found


def fill_words(document: Any, paper: Paper) -> None:
    """Replace the placeholders for the paper's heading and dates."""
    values = dict(zip(WORDS, (paper.heading, paper.made, paper.updated), strict=True))

    def value(match: re.Match[str]) -> str:
        return values.get(match[1], match[0])

    for _, paragraph in _paragraphs(document):
        if not any(match[1] in values for match in _PLACEHOLDER.finditer(paragraph.text)):
            continue
        for run in paragraph.runs:
            run.text = _PLACEHOLDER.sub(value, run.text)
        if any(match[1] in values for match in _PLACEHOLDER.finditer(paragraph.text)):
            # Word may split a placeholder into runs of different formats. The format of the first one stays.
            text = _PLACEHOLDER.sub(value, paragraph.text)
            for number, run in enumerate(paragraph.runs):
                run.text = text if number == 0 else ""


def style_of(document: Any, name: str) -> Any:
    """A style of the document, created if it does not exist."""
    try:
        return document.styles[name]
    except KeyError:
        kind = WD_STYLE_TYPE.TABLE if name.startswith("Table") else WD_STYLE_TYPE.PARAGRAPH
        return document.styles.add_style(name, kind, builtin=True)


def new_document(font: PaperFont) -> Any:
    """Make an empty A4 document whose styles use the font for Japanese and for Latin letters."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_fonts(defaults, font)
    language = defaults.find(qn("w:lang"))
    for name in ("val", "eastAsia"):
        language.set(qn(f"w:{name}"), "ja-JP")
    for name, size in _SIZES.items():
        style = document.styles[name]
        _set_fonts(style.element.get_or_add_rPr(), font)
        style.font.size = Pt(size)
        style.font.italic = False
        style.font.bold = name in {"Title", "Heading 1", "Heading 2"}
        style.font.color.rgb = _INK if name in {"Title", "Heading 1", "Heading 2"} else RGBColor(0, 0, 0)
        style.paragraph_format.space_after = Pt(4)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(14)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(10)
    _set_fonts(document.styles["List Bullet"].element.get_or_add_rPr(), font)
    _name_fallbacks(document, font)
    _number_pages(section)
    _be_current(document)
    return document


def _check(document: Any, name: str) -> None:
    seen: set[str] = set()
    body = {id(paragraph._p) for paragraph in document.paragraphs}
    for place, paragraph in _paragraphs(document):
        for match in _PLACEHOLDER.finditer(paragraph.text):
            where = f"ひな形 {name} の{place}「{paragraph.text.strip()[:30]}」"
            key = match[1]
            if key in WORDS:
                continue
            if key not in BLOCKS:
                known = "、".join(f"{{{{{known}}}}}" for known in (*WORDS, *BLOCKS))
                raise PaperTemplateError(f"{where}: {match[0]} は使えません。使えるのは {known} です。")
            if id(paragraph._p) not in body or paragraph.text.strip() != match[0]:
                raise PaperTemplateError(
                    f"{where}: {match[0]} は、表やヘッダーの中ではなく、本文の1行にそれだけを書いてください。"
                )
            if key in seen:
                raise PaperTemplateError(f"{where}: {match[0]} が二つあります。一つにしてください。")
            seen.add(key)


def _paragraphs(document: Any) -> Iterator[tuple[str, Any]]:
    """Iterate over all paragraphs, each with a description of its place."""
    for number, paragraph in enumerate(document.paragraphs, start=1):
        yield f"本文{number}段落目", paragraph
    for number, table in enumerate(document.tables, start=1):
        yield from ((f"表{number}", paragraph) for paragraph in _cells(table))
    for number, section in enumerate(document.sections, start=1):
        for label, part in (("ヘッダー", section.header), ("フッター", section.footer)):
            yield from ((f"セクション{number}の{label}", paragraph) for paragraph in part.paragraphs)
            for table in part.tables:
                yield from ((f"セクション{number}の{label}の表", paragraph) for paragraph in _cells(table))


def _cells(table: Any) -> Iterator[Any]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.paragraphs
            for inner in cell.tables:
                yield from _cells(inner)


def _set_fonts(properties: Any, font: PaperFont) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), font.label)


def _name_fallbacks(document: Any, font: PaperFont) -> None:
    """Declare in the document which fonts replace a missing one."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    entry = (
        f'<w:font w:name="{font.label}"><w:altName w:val="{font.other_name}, {_FALLBACK}"/>'
        '<w:charset w:val="80"/><w:family w:val="modern"/><w:pitch w:val="variable"/></w:font>'
    )
    part._blob = part.blob.replace(b"</w:fonts>", entry.encode() + b"</w:fonts>")


def _number_pages(section: Any) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for code in ("PAGE", "NUMPAGES"):
        if code == "NUMPAGES":
            paragraph.add_run(" / ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)


def _be_current(document: Any) -> None:
    """Keep Word from opening the document in compatibility mode."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
