"""Read PDF pages as glyphs, rules and the share covered by pictures. Home of pypdfium2, with ``picture``."""

from __future__ import annotations

import ctypes
import itertools
from dataclasses import dataclass, field
from math import hypot
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from renkei_search.corpus.document.page.glyph import UNREADABLE, CharacterLog, fold_char
from renkei_search.corpus.document.page.mark import is_wide
from renkei_search.corpus.document.page.model import Box
from renkei_search.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Ascent and descent in ems, as in Japanese fonts.
_ASCENT: Final = 0.88
_DESCENT: Final = 0.12
_THIN: Final = 2.6  # points; thinner rectangles are lines
_SHORTEST: Final = 3.0
_MOST_PATHS: Final = 30_000  # per page; maps have more, tables never do
_MOST_SEGMENTS: Final = 4_000
_MOST_GLYPHS: Final = 60_000
_GLYPHLESS: Final = b"GlyphLessFont"
_DEEPEST: Final = 6  # forms within forms


class Glyph(NamedTuple):
    """A character with its position. ``turned`` says whether it is rotated, like numbers in vertical text."""

    char: str
    box: Box
    size: float
    turned: bool


class Rule(NamedTuple):
    """A straight line. ``at`` is the y position of a horizontal one and the x position of a vertical one."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass
class RawPage:
    """The content of a page, unordered."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictured: float = 0.0
    recognised: bool = False


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """Open a PDF file.

    Raises:
        DocumentError: it is protected or damaged, or has no page.
    """
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentError(
                f"{path.name} は、パスワードで保護されています。保護を外した PDF を保存し、それを指定してください。"
            ) from error
        raise DocumentError(
            f"{path.name} は PDF として読めません（ファイルが壊れています）。もう一度入手してください。"
        ) from error
    if not len(document):
        raise DocumentError(f"{path.name} にはページがありません。もう一度入手してください。")
    return document


def read_pages(document: pdfium.PdfDocument, log: CharacterLog) -> Iterator[RawPage]:
    """Read pages one at a time, so that a long document takes no more memory than a short one."""
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            yield RawPage(0.0, 0.0)
            continue
        try:
            yield _read_page(page, log)
        finally:
            page.close()


class _Frame:
    """Converts PDF coordinates to points from the upper left corner of the page as displayed."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.turn = page.get_rotation()
        self.width, self.height = page.get_size()

    def place(self, x: float, y: float) -> tuple[float, float]:
        match self.turn:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y

    def box(self, points: list[tuple[float, float]]) -> Box:
        placed = [self.place(x, y) for x, y in points]
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        return Box(min(xs), min(ys), max(xs), max(ys))


def _read_page(page: pdfium.PdfPage, log: CharacterLog) -> RawPage:
    frame = _Frame(page)
    found = RawPage(frame.width, frame.height)
    text = page.get_textpage()
    try:
        found.glyphs = list(_without_doubles(_read_glyphs(text, frame, log), log))
    finally:
        text.close()
    drawing = _Drawing(frame)
    drawing.read(page.raw)
    found.rules = drawing.rules
    found.recognised = drawing.invisible > drawing.visible
    area = frame.width * frame.height
    found.pictured = min(1.0, drawing.pictured / area) if area else 0.0
    return found


def _read_glyphs(page: pdfium.PdfTextPage, frame: _Frame, log: CharacterLog) -> Iterator[Glyph]:
    text = page.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    matrix = raw.FS_MATRIX()
    high = 0
    for index in range(min(raw.FPDFText_CountChars(text), _MOST_GLYPHS)):
        code = raw.FPDFText_GetUnicode(text, index)
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code == 0 or (
            raw.FPDFText_HasUnicodeMapError(text, index) == 1 and not _is_glyphless(text, index)
        ):
            log.unmapped += 1
            chars = UNREADABLE
        elif 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            continue
        else:
            chars = fold_char(chr(code), log)
        if not chars or chars.isspace():
            continue
        if not raw.FPDFText_GetCharOrigin(text, index, x, y):
            continue
        raw.FPDFText_GetMatrix(text, index, matrix)
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        size = raw.FPDFText_GetFontSize(text, index)
        tight = frame.box([(left.value, bottom.value), (right.value, top.value)])
        yield from _make_glyphs(chars, (x.value, y.value), matrix, size, tight, frame)


def _is_glyphless(text: Any, index: int) -> bool:
    """Whether a character is in Tesseract's invisible font, which has no Unicode map because its codes are Unicode."""
    name = ctypes.create_string_buffer(len(_GLYPHLESS) + 1)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(text, index, name, len(name), flags)
    return bool(length == len(name) and name.value == _GLYPHLESS)


def _make_glyphs(
    chars: str, origin: tuple[float, float], matrix: Any, size: float, tight: Box, frame: _Frame
) -> Iterator[Glyph]:
    along, upward = hypot(matrix.a, matrix.b), hypot(matrix.c, matrix.d)
    em = size * upward
    if not along or not upward or not 1 <= em <= 500:
        em = max(tight.height, tight.width, 1.0)
        along = upward = 1.0
        direction, up = (1.0, 0.0), (0.0, 1.0)
    else:
        direction = (matrix.a / along, matrix.b / along)
        up = (matrix.c / upward, matrix.d / upward)
    start = frame.place(*origin)
    end = frame.place(origin[0] + direction[0], origin[1] + direction[1])
    turned = abs(end[1] - start[1]) > abs(end[0] - start[0])
    wide = is_wide(chars[0])
    drawn = tight.height if turned else tight.width
    advance = em * along / upward if wide else max(drawn + 0.05 * em, 0.25 * em)
    corners = [
        (
            origin[0] + direction[0] * a + up[0] * v,
            origin[1] + direction[1] * a + up[1] * v,
        )
        for a in (0.0, advance)
        for v in (-_DESCENT * em, _ASCENT * em)
    ]
    box = frame.box(corners)
    if not 0 <= tight.centre[0] <= frame.width or not 0 <= tight.centre[1] <= frame.height:
        return  # beyond the edge of the paper
    if not box.holds(*tight.centre, slack=0.05 * em):
        # Glyphs of vertical fonts have another origin.
        x, y = tight.centre
        half = em / 2
        box = Box(x - half, y - half, x + half, y + half)
    step = box.width / len(chars)
    for n, char in enumerate(chars):
        yield Glyph(char, Box(box.x0 + step * n, box.y0, box.x0 + step * (n + 1), box.y1), em, turned)


def _without_doubles(glyphs: Iterator[Glyph], log: CharacterLog) -> Iterator[Glyph]:
    """Remove duplicates: some bold print is the same character printed twice with a tiny offset."""
    places: dict[tuple[str, int, int], tuple[float, float]] = {}
    for glyph in glyphs:
        step = max(glyph.size, 1.0)
        x, y = glyph.box.x0, glyph.box.y0
        column, row = round(x / step), round(y / step)
        near = (places.get((glyph.char, column + dx, row + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if any(p and abs(p[0] - x) < 0.15 * step and abs(p[1] - y) < 0.15 * step for p in near):
            log.doubled += 1
            continue
        places[glyph.char, column, row] = (x, y)
        yield glyph


class _Drawing:
    """Collects the straight lines of a page and the area of its pictures, and counts visible and invisible texts.

    OCR adds invisible characters on top of a picture.
    """

    def __init__(self, frame: _Frame) -> None:
        self.rules: list[Rule] = []
        self.pictured = 0.0
        self.invisible = self.visible = 0
        self._frame = frame
        self._paths = 0

    def read(self, page: Any) -> None:
        count = raw.FPDFPage_CountObjects(page)
        for index in range(count):
            self._read_object(raw.FPDFPage_GetObject(page, index), [], 0)

    def _read_object(self, item: Any, forms: list[Any], depth: int) -> None:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            matrix = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(item, matrix)
            for index in range(raw.FPDFFormObj_CountObjects(item)):
                self._read_object(raw.FPDFFormObj_GetObject(item, index), [matrix, *forms], depth + 1)
        elif kind == raw.FPDF_PAGEOBJ_PATH and self._paths < _MOST_PATHS:
            self._paths += 1
            self._read_path(item, forms)
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            mode = raw.FPDFTextObj_GetTextRenderMode(item)
            self.invisible += mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE
            self.visible += mode != raw.FPDF_TEXTRENDERMODE_INVISIBLE
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            box = self._bounds(item, forms)
            self.pictured += max(box.width, 0) * max(box.height, 0)

    def _bounds(self, item: Any, forms: list[Any]) -> Box:
        edges = [ctypes.c_float() for _ in range(4)]
        raw.FPDFPageObj_GetBounds(item, *edges)
        left, bottom, right, top = (edge.value for edge in edges)
        return self._frame.box([_apply(forms, x, y) for x in (left, right) for y in (bottom, top)])

    def _read_path(self, item: Any, forms: list[Any]) -> None:
        count = raw.FPDFPath_CountSegments(item)
        if count <= 0 or count > _MOST_SEGMENTS:
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        if not fill.value and not stroke.value:
            return
        if count <= 5:
            box = self._bounds(item, forms)
            if min(box.width, box.height) <= _THIN:
                self._add_thin(box)
                return
            if not stroke.value:
                return
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, matrix)
        for points in _subpaths(item, count):
            placed = [self._frame.place(*_apply([matrix, *forms], x, y)) for x, y in points]
            xs, ys = [x for x, _ in placed], [y for _, y in placed]
            box = Box(min(xs), min(ys), max(xs), max(ys))
            if min(box.width, box.height) <= _THIN:
                self._add_thin(box)
            elif stroke.value:
                for (x0, y0), (x1, y1) in itertools.pairwise(placed):
                    edge = Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                    if min(edge.width, edge.height) <= 0.5:
                        self._add_thin(edge)

    def _add_thin(self, box: Box) -> None:
        x, y = box.centre
        if box.width >= box.height and box.width >= _SHORTEST:
            self.rules.append(Rule(True, y, box.x0, box.x1))
        elif box.height > box.width and box.height >= _SHORTEST:
            self.rules.append(Rule(False, x, box.y0, box.y1))


def _apply(matrices: list[Any], x: float, y: float) -> tuple[float, float]:
    for m in matrices:
        x, y = m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f
    return x, y


def _subpaths(item: Any, count: int) -> Iterator[list[tuple[float, float]]]:
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append((x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    if points:
        yield points
