"""Time by number of records, both axes logarithmic, as a small SVG: one panel for each kind of query."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Dark enough for text. The labels next to the lines identify them without colour.
_COLOURS: Final = ("#0017c1", "#c04a00", "#a06a00", "#007a58", "#666666")
_PANEL_WIDTH: Final = 300
_PANEL_HEIGHT: Final = 300
_LEFT, _TOP, _GAP, _LABELS, _BOTTOM = 60, 46, 200, 140, 46
_LABEL_DISTANCE: Final = 14


@dataclass(frozen=True)
class Line:
    """An engine's milliseconds by number of records."""

    name: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class _Scale:
    """Powers of ten between two pixels."""

    low: int
    high: int
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def draw_plot(panels: Sequence[tuple[str, Sequence[Line]]]) -> str:
    """The panels side by side, with common axes.

    Args:
        panels: a title and the lines of each; the same engines in the same order.
    """
    points = [point for _, lines in panels for line in lines for point in line.points]
    width = _LEFT + len(panels) * _PANEL_WIDTH + (len(panels) - 1) * _GAP + _LABELS
    height = _TOP + _PANEL_HEIGHT + _BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="sans-serif" font-size="12" fill="#333" role="img">',
        "<title>Milliseconds per query (median) by number of records</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, (title, lines) in enumerate(panels):
        left = _LEFT + number * (_PANEL_WIDTH + _GAP)
        across = _Scale(*_bounds([size for size, _ in points]), left, left + _PANEL_WIDTH)
        up = _Scale(*_bounds([taken for _, taken in points]), _TOP + _PANEL_HEIGHT, _TOP)
        parts += _draw_axes(title, across, up)
        parts += _draw_lines(lines, across, up)
    return "\n".join([*parts, "</svg>", ""])


def format_number(number: float) -> str:
    """About three significant digits, never with an exponent."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _bounds(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _draw_axes(title: str, across: _Scale, up: _Scale) -> Iterator[str]:
    yield f'<text x="{across.start}" y="{_TOP - 24}" font-size="14" font-weight="bold">{escape(title)}</text>'
    for tick in across.ticks:
        yield f'<path d="M{across(tick)} {up.start}V{up.end}" stroke="#ddd"/>'
        yield f'<text x="{across(tick)}" y="{up.start + 18}" text-anchor="middle">{format_number(tick)}</text>'
    for tick in up.ticks:
        yield f'<path d="M{across.start} {up(tick)}H{across.end}" stroke="#ddd"/>'
        yield f'<text x="{across.start - 6}" y="{up(tick) + 4}" text-anchor="end">{format_number(tick)}</text>'
    yield f'<text x="{across.start - 6}" y="{_TOP - 8}" text-anchor="end">ms</text>'
    middle = (across.start + across.end) / 2
    yield f'<text x="{middle}" y="{up.start + 38}" text-anchor="middle">records</text>'


def _draw_lines(lines: Sequence[Line], across: _Scale, up: _Scale) -> Iterator[str]:
    below = up.end - _LABEL_DISTANCE
    order = sorted(range(len(lines)), key=lambda number: up(lines[number].points[-1][1]))
    for number in order:
        line, colour = lines[number], _COLOURS[number % len(_COLOURS)]
        places = [(across(size), up(taken)) for size, taken in line.points]
        path = "L".join(f"{x} {y}" for x, y in places)
        yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in places)
        # Labels that would touch move down.
        below = max(places[-1][1] + 4, below + _LABEL_DISTANCE)
        label = f"{line.name} {format_number(line.points[-1][1])}"
        yield f'<text x="{places[-1][0] + 8}" y="{below}" fill="{colour}">{escape(label)}</text>'
