"""Find running heads and page numbers: texts at the same height on many pages that are equal or count up."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from renkei_search.corpus.document.pdf.line import LineSegment
    from renkei_search.corpus.document.pdf.sketch import Sketch

_ZONE: Final = 0.11  # share of the page's height, at the top and at the bottom
_SHARE: Final = 0.3  # share of the pages
_STEP: Final = 6.0  # points
_NUMBER: Final = re.compile(
    r"(?:p\.?|page|頁)?[\s\-–—―‐ー_・~〜()<>\[\]|/]*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|-)\s*\d{1,4})?"
    r"[\s\-–—―‐ー_・~〜()<>\[\]|頁]*(?:ページ)?"
)
_DIGITS: Final = re.compile(r"\d+")
_LONGEST: Final = 60
_FOOT: Final = 0.08
_APART: Final = 2.5  # ems
_SHORT: Final = 30


def take_out_running(pages: Sequence[Sketch]) -> None:
    """Move running heads, running feet and page numbers of all pages from ``free`` to ``running``."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for segment in page.free:
            key = _key(segment, page)
            if key is not None:
                seen[key].add(number)
    needed = max(2, round(_SHARE * len(pages)))
    numbered = _number_places(pages)
    for page in pages:
        kept = []
        for segment in page.free:
            key = _key(segment, page)
            if len(pages) == 1 and _stands_alone(segment, page):
                page.running.append(segment)
                continue
            repeated = key is not None and len(pages) > 1 and _count_pages(seen, key) >= needed
            is_number = (
                key is not None
                and _is_number(segment.text)
                and (len(pages) == 1 or _place(segment) in numbered or _is_dressed(segment.text))
            )
            if repeated or is_number:
                page.running.append(segment)
            else:
                kept.append(segment)
        page.free = kept


def _stands_alone(segment: LineSegment, page: Sketch) -> bool:
    """Whether a short line is alone at the foot of a single page, such as the name of the office."""
    if segment.vertical or segment.box.y0 < (1 - _FOOT) * page.height or len(segment.text) > _SHORT:
        return False
    others = (other for other in page.free if other is not segment and other.box.y1 <= segment.box.y0)
    below = max((other.box.y1 for other in others), default=0.0)
    tables = max((sheet.grid.box.y1 for sheet in (*page.tables, *page.frames)), default=0.0)
    return segment.box.y0 - max(below, tables) > _APART * segment.size and "。" not in segment.text


def _key(segment: LineSegment, page: Sketch) -> tuple[str, int] | None:
    """The text without its numbers, and its height on the page; None outside the zone of running heads."""
    zone = _ZONE * page.height
    if segment.vertical or len(segment.text) > _LONGEST:
        return None
    if segment.box.y1 > zone and segment.box.y0 < page.height - zone:
        return None
    said = _DIGITS.sub("#", unicodedata.normalize("NFKC", segment.text)).replace(" ", "")
    return said, round(segment.box.y0 / _STEP)


def _count_pages(seen: Mapping[tuple[str, int], set[int]], key: tuple[str, int]) -> int:
    """How many pages have a text at about this height. A page with the text in two columns counts once."""
    said, height = key
    return max(
        len(seen.get((said, height), set()) | seen.get((said, height + step), set())) for step in (-1, 1)
    )


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).lower().strip()) is not None


def _is_dressed(text: str) -> bool:
    """Whether a number is decorated as page numbers are: - 12 -."""
    return not unicodedata.normalize("NFKC", text).strip().isdigit()


def _place(segment: LineSegment) -> int:
    return round(segment.box.y0 / _STEP)


def _number_places(pages: Sequence[Sketch]) -> set[int]:
    """The heights at which several pages have a number."""
    places = Counter(
        _place(segment)
        for page in pages
        for segment in page.free
        if _key(segment, page) is not None and _is_number(segment.text)
    )
    return {place + step for place, count in places.items() if count > 1 for step in (-1, 0, 1)}
