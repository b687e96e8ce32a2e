"""A picture on a page: its drawings, what a reader must know of it, and the same as a table."""

from __future__ import annotations

from msgspec import Struct

from renkei_search.web.page.display import Link  # noqa: TC001 # msgspec reads annotations


class FigureRow(Struct, frozen=True):
    """A row of a picture's table; ``cells`` hold one link or text or several."""

    heading: Link
    cells: list[list[Link]]


class FigureView(Struct, frozen=True):
    """A picture: drawn once or, for a desk and for a phone, twice.

    ``kind`` tells it from the others of a page; ``file_url`` is empty where it is no file.
    """

    kind: str
    label: str
    title: str
    drawings: list[str]
    notes: list[str]
    headings: list[str]
    rows: list[FigureRow]
    file_url: str = ""
