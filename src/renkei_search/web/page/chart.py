"""A picture on a page: its drawings, its notes, and the same data as a table."""

from __future__ import annotations

from msgspec import Struct

from renkei_search.web.page.display import Link  # noqa: TC001 # msgspec reads annotations


class FigureRow(Struct, frozen=True):
    """A row of a picture's table; ``cells`` hold one link or text or several."""

    heading: Link
    cells: list[list[Link]]


class FigureView(Struct, frozen=True):
    """A picture: a single drawing, or one for desktops and one for phones.

    ``kind`` identifies it on a page; ``file_url`` is empty if it is not available as a file.
    """

    kind: str
    label: str
    title: str
    drawings: list[str]
    notes: list[str]
    headings: list[str]
    rows: list[FigureRow]
    file_url: str = ""
