"""The colours of pictures outside pages, and the classes of counts.

Pages override the colours in a style sheet (``picture.css``) that follows the reader's colour scheme. Numbers have a
contrast of at least 4.5:1 to their shade, lines of at least 3:1 to the background.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

GROUND: Final = "#ffffff"
TEXT: Final = "#333333"
MUTED: Final = "#595959"
LINE: Final = "#767676"
BAR: Final = "#0017c1"
REFERENCE: Final = "#8b3a00"


class CountShade(NamedTuple):
    """A fill colour, the text colour on it, and the CSS class of both."""

    style: str
    fill: str
    ink: str


SHADES: Final = (
    CountShade("step1", "#e8effe", "#1a1a1a"),
    CountShade("step2", "#b9cdfb", "#1a1a1a"),
    CountShade("step3", "#4a6fe0", "#ffffff"),
    CountShade("step4", "#0017c1", "#ffffff"),
)
"""Lightest first."""

# The shades used for few classes, so that they can be distinguished.
_CHOSEN: Final = {0: (), 1: (2,), 2: (1, 3), 3: (1, 2, 3), 4: (0, 1, 2, 3)}


class CountClass(NamedTuple):
    """Counts from ``least`` to ``most`` that have one shade."""

    least: int
    most: int
    shade: CountShade

    @property
    def label(self) -> str:
        """The counts as text: ``3`` or ``3〜5``."""
        return f"{self.least:,}" if self.least == self.most else f"{self.least:,}〜{self.most:,}"


def classify_counts(largest: int) -> tuple[CountClass, ...]:
    """Up to four classes of about equal width from 1 to the largest count."""
    number = min(max(largest, 0), len(SHADES))
    bounds = [largest * n // number for n in range(number + 1)] if number else []
    return tuple(
        CountClass(below + 1, most, SHADES[shade])
        for (below, most), shade in zip(pairwise(bounds), _CHOSEN[number], strict=True)
    )
