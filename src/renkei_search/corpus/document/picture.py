"""Render a page of a document as a picture, with passages marked.

Rendering is as risky as reading, so :mod:`.passage` runs it in a separate process (``python -m …picture``).
"""

from __future__ import annotations

import json
import os
import struct
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pypdfium2 as pdfium

from renkei_search.corpus.document.page.model import Box
from renkei_search.corpus.document.pdf.reader import open_pdf
from renkei_search.corpus.document.worker import bound_process
from renkei_search.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_MARK: Final = np.array([255, 225, 60], dtype=np.float32)  # red, green, blue
_STRENGTH: Final = 0.55
_LARGEST: Final = 4_000  # pixels of the longer side


def render_page(path: Path, number: int, marks: Sequence[Box], *, width: int = 900) -> bytes:
    """Render a page of a PDF file as PNG, with rectangles marked as if by a highlighter.

    Args:
        path: the file.
        number: the page, counted from 1.
        marks: rectangles, in points from the upper left corner of the page.
        width: the width of the picture in pixels.

    Raises:
        DocumentError: the file cannot be read, or has no such page.
    """
    document = open_pdf(path)
    try:
        if not 1 <= number <= len(document):
            raise DocumentError(f"{path.name} に {number}ページはありません。")
        page = document[number - 1]
        shown_width, shown_height = page.get_size()
        scale = min(width / shown_width, _LARGEST / max(shown_width, shown_height))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        pixels = np.array(bitmap.to_numpy()[:, :, :3])
    except (pdfium.PdfiumError, ZeroDivisionError) as error:
        raise DocumentError(f"{path.name} の {number}ページを画像にできません。") from error
    finally:
        document.close()
    for box in marks:
        _mark(pixels, box, scale)
    return encode_png(pixels)


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """Encode an array of shape (height, width, 3), red, green and blue, as PNG."""
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + width * 3), dtype=np.uint8)
    rows[:, 1:] = pixels.reshape(height, width * 3)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _mark(pixels: Any, box: Box, scale: float) -> None:
    """Mark a rectangle by multiplying colours, so that the print in it stays dark."""
    height, width, _ = pixels.shape
    x0, x1 = (max(0, min(width, round(x * scale))) for x in (box.x0, box.x1))
    y0, y1 = (max(0, min(height, round(y * scale))) for y in (box.y0, box.y1))
    part = pixels[y0:y1, x0:x1].astype(np.float32)
    tint = 255.0 * (1 - _STRENGTH) + _MARK * _STRENGTH
    pixels[y0:y1, x0:x1] = (part * tint / 255.0).astype(np.uint8)


def main() -> None:
    """Read a request as JSON from standard input, and write the picture to standard output."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    bound_process()
    asked = json.load(sys.stdin)
    marks = [Box(*mark) for mark in asked["marks"]]
    answer.write(render_page(Path(asked["path"]), asked["page"], marks, width=asked["width"]))
    answer.flush()


if __name__ == "__main__":
    main()
