"""Find a passage on its page, and draw the page with the passage marked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.mark import is_wide
from renkei_search.corpus.document.page.model import Box
from renkei_search.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from renkei_search.model.record import SourcePage, Spans

_SECONDS: Final = 30.0
_DRAWER: Final = "renkei_search.corpus.document.picture"


def marked_boxes(page: SourcePage, text: str, spans: Spans) -> list[Box]:
    """The boxes of some characters on a page, one for each part of a line.

    Args:
        page: the page, with its lines.
        text: the document's text.
        spans: the characters to find.
    """
    return list(_boxes(page, text, spans))


def draw_page(path: Path, number: int, marks: Sequence[Box], *, width: int = 900) -> bytes:
    """Draw a page of a PDF file as PNG with rectangles marked, in a process with limited memory and time.

    Args:
        path: the file.
        number: the page, counted from 1.
        marks: rectangles, in points from the upper left corner of the page.
        width: the width of the picture in pixels.

    Raises:
        DocumentError: the page cannot be drawn.
    """
    asked = json.dumps({"path": str(path.resolve()), "page": number, "marks": list(marks), "width": width})
    try:
        done = subprocess.run(  # noqa: S603 # our own module
            [sys.executable, "-m", _DRAWER],
            input=asked.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise DocumentError(f"{path.name} の {number}ページを画像にできません。") from error
    return done.stdout


def _boxes(page: SourcePage, text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Box]:
    for line in page.lines:
        for start, end in spans:
            first, last = max(start, line.start), min(end, line.end)
            if first >= last:
                continue
            before, marked, whole = (
                _length(text[a:b]) for a, b in ((line.start, first), (first, last), (line.start, line.end))
            )
            begin, finish = before / (whole or 1.0), (before + marked) / (whole or 1.0)
            if line.vertical:
                height = line.y1 - line.y0
                yield Box(line.x0, line.y0 + begin * height, line.x1, line.y0 + finish * height)
            else:
                width = line.x1 - line.x0
                yield Box(line.x0 + begin * width, line.y0, line.x0 + finish * width, line.y1)


def _length(text: str) -> float:
    """The width of a text in print, in half-width characters."""
    return sum(1.0 if is_wide(char) else 0.5 for char in text)
