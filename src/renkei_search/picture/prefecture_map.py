"""A map of Japan with one tile for each prefecture and a count on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from html import escape
from typing import TYPE_CHECKING, Final

from renkei_search.model.prefecture import PREFECTURES
from renkei_search.picture.colour import GROUND, LINE, MUTED, TEXT, CountShade, classify_counts
from renkei_search.picture.drawing import Drawing
from renkei_search.picture.element import make_link, make_tag, write_text
from renkei_search.picture.tile import COLUMNS, ROWS, TILES, short_prefecture

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from renkei_search.picture.colour import CountClass

# The style of a covered prefecture with a count of zero, and of one that is not covered.
_NONE: Final = "none"
_UNHELD: Final = "unheld"
_DASHES: Final = "3 2"
# From this number on, the digits do not fit on a tile.
_THOUSAND: Final = 1_000
_TEN_THOUSAND: Final = 10_000


class TileShape(Enum):
    """The width and height of a tile including the gap, and the number of columns of the legend in the north-west."""

    WIDE = (48.0, 25.0, 2)
    """Name and count in one line: low, for a desk and for paper."""
    TALL = (28.8, 34.0, 1)
    """The count below the name: narrow, for a phone of 320 px."""

    def __init__(self, column: float, row: float, legend_columns: int) -> None:
        self.column = column
        self.row = row
        self.legend_columns = legend_columns


@dataclass(frozen=True)
class MapWords:
    """What the map says: the unit of a count, and the legend of tiles without one."""

    unit: str = "件"
    none: str = "収録資料にない"
    unheld: str = "圏域の収録なし"


_GAP: Final = 2.0
_LETTER: Final = 12.0
_SPACE: Final = 3.0


def draw_prefecture_map(
    counts: Mapping[str, int],
    *,
    title: str,
    held: Collection[str] | None = None,
    url: Callable[[str], str | None] = lambda _: None,
    notes: Mapping[str, str] | None = None,
    chosen: Collection[str] = (),
    shape: TileShape = TileShape.WIDE,
    words: MapWords = MapWords(),
) -> Drawing:
    """Draw a count on each prefecture, the darker the more.

    Args:
        counts: the counts by the full name of a prefecture; a missing one is zero.
        title: what is counted.
        held: the prefectures that are covered. A count of zero elsewhere means nothing, and the tile says so.
            Without it no difference is made.
        url: gives the link of a prefecture, if it has one.
        notes: additional texts for the tooltip and text alternative of a prefecture.
        chosen: the prefectures that are selected.
        shape: the shape of the tiles.
        words: unit and legend.
    """
    classes = classify_counts(max(counts.values(), default=0))
    tiles, linked = [], False
    for name in PREFECTURES:
        count = counts.get(name, 0)
        unheld = held is not None and name not in held and not count
        said = words.unheld if unheld else f"{count:,}{words.unit}"
        if notes and name in notes:
            said = f"{said}、{notes[name]}"
        link = url(name)
        linked = linked or link is not None
        shade = next((found.shade for found in classes if found.least <= count <= found.most), None)
        style = shade.style if shade else _UNHELD if unheld else _NONE
        tiles.append(
            make_link(
                link,
                "".join(_tile(name, count, shade, shape, unheld=unheld, chosen=name in chosen)),
                label=f"{short_prefecture(name)} {said}",
                chosen=name in chosen,
                style=f"tile {style}",
            )
        )
    legend = "".join(_legend(counts, classes, held, shape, words))
    return Drawing(
        style=f"tiles {shape.name.lower()}",
        width=COLUMNS * shape.column,
        height=ROWS * shape.row,
        body=legend + "".join(tiles),
        title=title,
        description=_describe(counts, words),
        linked=linked,
    )


def _tile(
    name: str, count: int, shade: CountShade | None, shape: TileShape, *, unheld: bool, chosen: bool
) -> Iterator[str]:
    place = TILES[name]
    left, top = place.column * shape.column + _GAP / 2, place.row * shape.row + _GAP / 2
    width, height = place.span * shape.column - _GAP, shape.row - _GAP
    inset = 1.0 if chosen else 0.0  # so that the thick line stays within the tile
    yield make_tag(
        "rect",
        x=left + inset,
        y=top + inset,
        width=width - 2 * inset,
        height=height - 2 * inset,
        rx=3,
        fill=shade.fill if shade else GROUND,
        stroke=TEXT if chosen else LINE,
        stroke_width=3 if chosen else 1,
        stroke_dasharray=_DASHES if unheld else None,
    )
    ink, middle = shade.ink if shade else MUTED, left + width / 2
    short, number = short_prefecture(name), _shorten(count)
    base = top + height / 2 + _LETTER * 0.37
    style: dict[str, str | float] = {"font_size": _LETTER, "text_anchor": "middle", "fill": ink}
    if not count:
        yield write_text(short, middle, base, **style)
    elif shape is TileShape.TALL:
        yield write_text(short, middle, base - 7.5, **style)
        yield write_text(number, middle, base + 7, **style, font_weight="bold", class_="value")
    else:
        bold = make_tag("tspan", number, dx=_SPACE, font_weight="bold", class_="value")
        yield make_tag("text", escape(short) + bold, x=middle, y=base, **style)


def _legend(
    counts: Mapping[str, int],
    classes: tuple[CountClass, ...],
    held: Collection[str] | None,
    shape: TileShape,
    words: MapWords,
) -> Iterator[str]:
    entries: list[tuple[str, str, str, str | None]] = [
        (found.shade.style, found.shade.fill, f"{found.label}{words.unit}", None)
        for found in reversed(classes)
    ]
    if held is not None:
        empty = [name for name in PREFECTURES if not counts.get(name)]
        if any(name in held for name in empty):
            entries.append((_NONE, GROUND, words.none, None))
        if any(name not in held for name in empty):
            entries.append((_UNHELD, GROUND, words.unheld, _DASHES))
    per_column = -(-len(entries) // shape.legend_columns)
    pitch, step = 118.0, 21.0
    for n, (style, fill, label, dashes) in enumerate(entries):
        left, top = n // per_column * pitch + _GAP / 2, n % per_column * step + _GAP / 2
        swatch = make_tag(
            "rect",
            x=left,
            y=top,
            width=18,
            height=15,
            rx=3,
            fill=fill,
            stroke=LINE,
            stroke_width=1,
            stroke_dasharray=dashes,
        )
        text = write_text(label, left + 24, top + 12, font_size=_LETTER, fill=TEXT, class_="label")
        yield make_tag("g", swatch + text, class_=style, aria_hidden="true")


def _shorten(count: int) -> str:
    """A count, shortened to at most three digits."""
    if count >= _TEN_THOUSAND:
        return f"{count // _TEN_THOUSAND}万"
    return f"{count // _THOUSAND}千" if count >= _THOUSAND else str(count)


def _describe(counts: Mapping[str, int], words: MapWords) -> str:
    found = sorted(((count, name) for name, count in counts.items() if count), key=lambda item: -item[0])
    if not found:
        return "どの都道府県にもありません。"
    first = "、".join(f"{name}{count:,}{words.unit}" for count, name in found[:3])
    return f"{len(found)}都道府県にあります。多い順に、{first}{'など' if len(found) > 3 else ''}。"
