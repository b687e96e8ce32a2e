"""Draw regions by population, a square for each: those known to do something, and those of which nothing is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from renkei_search.picture.colour import BAR, GROUND, LINE, TEXT
from renkei_search.picture.drawing import Drawing
from renkei_search.picture.element import make_link, make_tag, measure_text, shorten_text, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LETTER: Final = 13.75
_ROW: Final = 42.0
_LEGEND: Final = 26.0
_UNIT: Final = 15.0
_GAP: Final = 3.0
# Smaller squares could not be distinguished; then a class is one bar in two parts.
_LEAST_UNIT: Final = 7.0


@dataclass(frozen=True)
class PopulationClass:
    """A population class: the number of regions with a match, and without one.

    ``url`` is its link, if any; ``chosen`` whether it is selected.
    """

    label: str
    having: int
    unknown: int
    url: str | None = None
    chosen: bool = False


def draw_population_strip(
    classes: Sequence[PopulationClass],
    *,
    title: str,
    description: str = "",
    width: float = 320,
    words: tuple[str, str] = ("ある", "収録資料にない"),
) -> Drawing:
    """Draw a row for each class, a square for each region.

    Args:
        classes: in the order of the rows.
        title: what the regions have.
        description: the text alternative; the sums if empty.
        width: in CSS pixels. At 320, all texts are legible on a screen of 320 px.
        words: the meanings of a full and of an empty square. An empty one never means that a region does not do it.
    """
    most = max((row.having + row.unknown for row in classes), default=0) or 1
    unit = min(_UNIT, width / most)
    rows = [
        make_link(
            row.url,
            "".join(_row(row, _LEGEND + n * _ROW, width, unit)),
            label=f"{row.label} {words[0]}{row.having}圏域、{words[1]}{row.unknown}圏域",
            chosen=row.chosen,
            style="class",
        )
        for n, row in enumerate(classes)
    ]
    having, unknown = sum(row.having for row in classes), sum(row.unknown for row in classes)
    return Drawing(
        style="population",
        width=width,
        height=_LEGEND + len(classes) * _ROW,
        body="".join(_legend(words)) + "".join(rows),
        title=title,
        description=description or f"{words[0]}圏域は{having}、{words[1]}圏域は{unknown}です。",
        linked=any(row.url for row in classes),
    )


def _row(row: PopulationClass, top: float, width: float, unit: float) -> Iterator[str]:
    yield make_tag("rect", class_="area", x=0, y=top, width=width, height=_ROW, fill=GROUND, fill_opacity=0)
    weight, total = "bold" if row.chosen else None, row.having + row.unknown
    base = top + 15
    said = f"{total}圏域のうち{row.having}"
    label = ("✓ " if row.chosen else "") + row.label
    label = shorten_text(label, _LETTER, width - measure_text(said, _LETTER) - 10)
    yield write_text(label, 0, base, font_size=_LETTER, font_weight=weight, fill=TEXT, class_="label")
    yield write_text(
        said, width, base, font_size=_LETTER, font_weight=weight, fill=TEXT, text_anchor="end", class_="value"
    )
    line = top + 21
    if unit < _LEAST_UNIT:
        lengths = (row.having * unit, total * unit)
        if row.unknown:
            yield _square(lengths[0], line, lengths[1] - lengths[0], filled=False)
        if row.having:
            yield _square(0, line, lengths[0], filled=True)
        return
    for n in range(total):
        yield _square(n * unit, line, unit - _GAP * unit / _UNIT, filled=n < row.having)


def _square(x: float, y: float, width: float, *, filled: bool) -> str:
    return make_tag(
        "rect",
        class_="having" if filled else "unknown",
        x=x + 0.5,
        y=y + 0.5,
        width=max(width - 1, 1),
        height=_UNIT - _GAP - 1,
        fill=BAR if filled else GROUND,
        stroke=BAR if filled else LINE,
        stroke_width=1,
    )


def _legend(words: tuple[str, str]) -> Iterator[str]:
    left = 0.0
    for label, filled in zip(words, (True, False), strict=True):
        yield _square(left, 2, _UNIT - _GAP, filled=filled)
        yield write_text(label, left + 18, 13, font_size=_LETTER, fill=TEXT, class_="label")
        left += 18 + measure_text(label, _LETTER) + 18
