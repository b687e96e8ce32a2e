"""Horizontal bars, each with its name and number above it, so that they fit a phone."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from renkei_search.picture.colour import BAR, GROUND, LINE, MUTED, REFERENCE, TEXT
from renkei_search.picture.drawing import Drawing
from renkei_search.picture.element import make_link, make_tag, measure_text, shorten_text, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LETTER: Final = 13.75
_ROW: Final = 36.0
_THICK: Final = 10.0
_LEGEND: Final = 26.0


@dataclass(frozen=True)
class Bar:
    """A row.

    Attributes:
        label: its name.
        value: how long it is.
        url: its link, if any.
        chosen: whether it is selected.
        reference: a value to compare with, drawn as a mark across the bar.
        note: the text after the number, such as the meaning of the reference.
        held: whether a value of zero is known to be zero; otherwise ``note`` replaces the number.
    """

    label: str
    value: float
    url: str | None = None
    chosen: bool = False
    reference: float | None = None
    note: str = ""
    held: bool = True


def draw_bars(
    bars: Sequence[Bar],
    *,
    title: str,
    description: str = "",
    unit: str = "件",
    width: float = 320,
    legend: tuple[str, str] | None = None,
) -> Drawing:
    """Draw bars in the order given, from zero.

    Args:
        bars: the rows.
        title: what is counted.
        description: the text alternative; the first bars if empty.
        unit: of the numbers.
        width: in CSS pixels. At 320, all texts are legible on a screen of 320 px.
        legend: the meanings of a bar and of a mark across it, if there are marks.
    """
    largest = max((max(bar.value, bar.reference or 0) for bar in bars), default=0) or 1
    top = _LEGEND if legend else 0.0
    rows = [
        make_link(
            bar.url,
            "".join(_row(bar, top + n * _ROW, width, largest, unit)),
            label=" ".join(filter(None, (bar.label, _number(bar, unit), bar.note if bar.held else ""))),
            chosen=bar.chosen,
            style="bar",
        )
        for n, bar in enumerate(bars)
    ]
    return Drawing(
        style="bars",
        width=width,
        height=top + len(bars) * _ROW,
        body=("".join(_legend(*legend)) if legend else "") + "".join(rows),
        title=title,
        description=description
        or "、".join(f"{bar.label}{_number(bar, unit)}" for bar in bars[:3])
        + ("など。" if len(bars) > 3 else "。"),
        linked=any(bar.url for bar in bars),
    )


def _row(bar: Bar, top: float, width: float, largest: float, unit: str) -> Iterator[str]:
    # Takes the pointer over its whole height.
    yield make_tag("rect", class_="area", x=0, y=top, width=width, height=_ROW, fill=GROUND, fill_opacity=0)
    weight = "bold" if bar.chosen else None
    number = _number(bar, unit)
    note = f" {bar.note}" if bar.note and bar.held else ""
    room = width - measure_text(number + note, _LETTER) - 12
    label = shorten_text(("✓ " if bar.chosen else "") + bar.label, _LETTER, room)
    base = top + 15
    yield write_text(label, 0, base, font_size=_LETTER, font_weight=weight, fill=TEXT, class_="label")
    # An unknown value must not catch the eye as numbers do.
    look = {"font_weight": "bold", "class_": "value"} if bar.held else {"fill": MUTED, "class_": "note"}
    value = make_tag("tspan", escape(number), **look)
    value += make_tag("tspan", escape(note), fill=MUTED, class_="note") if note else ""
    yield make_tag(
        "text", value, x=width, y=base, font_size=_LETTER, text_anchor="end", fill=TEXT if bar.held else MUTED
    )
    line = top + 21
    length = bar.value / largest * (width - 2)
    # A line where bars start, so that a bar of length zero is recognisable.
    yield make_tag("path", d=f"M.5 {line - 1:g}v{_THICK + 2:g}", stroke=LINE, class_="axis")
    if length:
        yield make_tag(
            "rect", class_="length", x=1, y=line, width=max(length, 2), height=_THICK, rx=1, fill=BAR
        )
    if bar.reference is not None:
        yield _mark(1 + bar.reference / largest * (width - 4), line)


def _mark(x: float, line: float) -> str:
    """A mark across a bar, with an outline that keeps it visible on the bar."""
    path = f"M{x:.1f} {line - 2.5:g}v{_THICK + 5:g}"
    ground = make_tag("path", d=path, stroke=GROUND, stroke_width=6, class_="halo")
    return ground + make_tag("path", d=path, stroke=REFERENCE, stroke_width=3, class_="reference")


def _legend(bar: str, mark: str) -> Iterator[str]:
    left = 30 + measure_text(bar, _LETTER) + 18
    yield make_tag("rect", class_="length", x=1, y=4, width=22, height=_THICK, rx=1, fill=BAR)
    yield write_text(bar, 30, 13.5, font_size=_LETTER, fill=TEXT, class_="label")
    yield _mark(left, 4)
    yield write_text(mark, left + 8, 13.5, font_size=_LETTER, fill=TEXT, class_="label")


def _number(bar: Bar, unit: str) -> str:
    return f"{bar.value:,g}{unit}" if bar.held else bar.note
