"""Count for the pictures of a paper: its initiatives by policy field, and the regions of the corpus by population.

Labels and captions are the same as in the pictures of a search. Documents, slides and pages draw the same counts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.citation import INFERRED, cite_title
from renkei_search.corpus.population import population_of
from renkei_search.export.picture import FIELD_NOTE, POPULATION_NOTE, PictureKind
from renkei_search.model.record import Basis
from renkei_search.picture.bar import Bar, draw_bars
from renkei_search.picture.population_strip import PopulationClass, draw_population_strip
from renkei_search.region.distribution import divide_regions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Initiative
    from renkei_search.picture.drawing import Drawing
    from renkei_search.region.distribution import PopulationPart

_MOST_SQUARES: Final = 30
"""More squares in a row could not be distinguished; then a row is one bar in two parts."""
_WIDTH: Final = 360.0
"""In CSS pixels, about the width of a phone, on which all texts are legible."""
_SHOWN: Final = "取組を載せた"
_OTHER: Final = "載せていない"


class CountedField(NamedTuple):
    """A policy field, the numbers of the initiatives that have it, and for how many of them it is inferred."""

    label: str
    numbers: tuple[int, ...]
    inferred: int

    @property
    def doubt(self) -> str:
        """The text after the count: nothing, （推定）, or the number for which it is inferred."""
        if self.inferred in (0, len(self.numbers)):
            return INFERRED if self.inferred else ""
        return f"（うち推定{self.inferred}件）"


class PaperFigurePart(NamedTuple):
    """A square or a section of a row: its length, its text, its name, and whether it is filled."""

    units: int
    text: str
    name: str
    filled: bool


class PaperFigureRow(NamedTuple):
    """A row: its label, its parts from left to right, the number after them, and a note on it."""

    label: str
    parts: tuple[PaperFigurePart, ...]
    number: str
    note: str = ""

    @property
    def units(self) -> int:
        """The length of the row."""
        return sum(part.units for part in self.parts)

    @property
    def filled(self) -> int:
        """The length of its filled parts."""
        return sum(part.units for part in self.parts if part.filled)

    @property
    def said(self) -> str:
        """The number with its note."""
        return self.number + self.note


@dataclass(frozen=True)
class PaperFigure:
    """A picture with rows.

    ``captions`` say what is counted, on which date, and from which documents. ``key`` explains the texts in the parts, if
    there are any.
    """

    kind: PictureKind
    rows: tuple[PaperFigureRow, ...]
    captions: tuple[str, ...]
    key: str = ""

    @property
    def explanations(self) -> tuple[str, ...]:
        """The explanations for pictures whose parts contain their texts."""
        return (self.key, *self.captions) if self.key else self.captions

    @property
    def heading(self) -> str:
        """What is counted, with its unit."""
        return self.kind.caption

    @property
    def edges(self) -> tuple[int, ...]:
        """The positions where a part of any row ends, ascending; the last is the length of the longest row."""
        return tuple(
            sorted({end for row in self.rows for end in accumulate(part.units for part in row.parts)})
        )


def count_fields(initiatives: Iterable[Initiative], catalogue: Catalogue) -> tuple[CountedField, ...]:
    """Count initiatives (numbered from 1) by policy field, most frequent first."""
    numbers: dict[str, list[int]] = defaultdict(list)
    inferred: dict[str, int] = defaultdict(int)
    for number, found in enumerate(initiatives, start=1):
        for field in found.fields:
            numbers[field.code].append(number)
            inferred[field.code] += field.basis is Basis.INFERRED
    counted = (
        CountedField(catalogue.taxonomy[code].label, tuple(found), inferred[code])
        for code, found in numbers.items()
    )
    return tuple(sorted(counted, key=lambda field: -len(field.numbers)))


def make_figures(
    initiatives: Sequence[Initiative], fields: Sequence[CountedField], catalogue: Catalogue, updated: str
) -> Iterator[PaperFigure]:
    """Make the pictures that are not empty.

    Args:
        initiatives: the initiatives of the paper, in order.
        fields: their policy fields.
        catalogue: the regions and sources that they refer to.
        updated: the day of the data.
    """
    if fields:
        yield _field_figure(initiatives, fields, catalogue, updated)
    if any(found.region is not None for found in initiatives):
        yield _population_figure(initiatives, catalogue, updated)


def draw_figure(figure: PaperFigure) -> Drawing:
    """Draw a picture for a page, in the style of the pictures of a search."""
    if figure.kind is PictureKind.POPULATION:
        classes = [PopulationClass(row.label, row.filled, row.units - row.filled) for row in figure.rows]
        return draw_population_strip(classes, title=figure.heading, width=_WIDTH, words=(_SHOWN, _OTHER))
    bars = [Bar(row.label, row.units, note=row.note) for row in figure.rows]
    return draw_bars(bars, title=figure.heading, width=_WIDTH)


def _field_figure(
    initiatives: Sequence[Initiative], fields: Sequence[CountedField], catalogue: Catalogue, updated: str
) -> PaperFigure:
    rows = (
        PaperFigureRow(
            field.label,
            tuple(
                PaperFigurePart(1, f"［{number}］", f"{field.label}［{number}］", filled=True)
                for number in field.numbers
            ),
            f"{len(field.numbers)}件",
            field.doubt,
        )
        for field in fields
    )
    return PaperFigure(
        PictureKind.FIELDS,
        tuple(rows),
        (
            f"この資料に載せた取組{len(initiatives)}件の政策分野です。{FIELD_NOTE}",
            _sources("出典", catalogue, {found.source for found in initiatives}, updated),
        ),
        key="四角の中の［ ］は、取組の番号です。",
    )


def _population_figure(initiatives: Sequence[Initiative], catalogue: Catalogue, updated: str) -> PaperFigure:
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, found in enumerate(initiatives, start=1):
        if found.region is not None:
            numbers[found.region].append(number)
    classes = divide_regions(catalogue.regions, numbers, catalogue)
    single = max(len(found.having) + len(found.unknown) for found in classes) <= _MOST_SQUARES
    rows = (
        PaperFigureRow(
            found.label,
            _regions(found) if single else _stretches(found),
            f"{len(found.having) + len(found.unknown)}圏域のうち{len(found.having)}",
        )
        for found in classes
    )
    shown = "、".join(
        f"{region.name}［{'・'.join(map(str, numbers[region.id]))}］（{found.label}）"
        for found in classes
        for region in found.having
    )
    unit = "四角一つが一つの圏域です。" if single else "長さは圏域の数です。"
    examples = sum(found.region is None for found in initiatives)
    without = f"特定の圏域によらない制度の例示（{examples}件）は、この図にありません。" if examples else ""
    read = (population_of(region, catalogue) for region in catalogue.regions)
    sources = {population.source.id for population in read if population is not None}
    return PaperFigure(
        PictureKind.POPULATION,
        tuple(rows),
        (
            f"この資料に{_SHOWN}圏域：{shown}",
            f"塗りつぶした四角は{_SHOWN}圏域、枠だけの四角は{_OTHER}圏域で、取り組んでいないという意味ではありません。"
            f"{unit}{without}{POPULATION_NOTE}",
            _sources("人口の出典", catalogue, sources, updated),
        ),
    )


def _regions(part: PopulationPart) -> tuple[PaperFigurePart, ...]:
    """A square for each region, named after it."""
    having = (PaperFigurePart(1, "", region.name, filled=True) for region in part.having)
    others = (PaperFigurePart(1, "", region.name, filled=False) for region in part.unknown)
    return (*having, *others)


def _stretches(part: PopulationPart) -> tuple[PaperFigurePart, ...]:
    """One bar in two parts: the regions of the paper, and all others."""
    stretches = (
        PaperFigurePart(len(part.having), "", f"{_SHOWN}圏域", filled=True),
        PaperFigurePart(len(part.unknown), "", f"{_OTHER}圏域", filled=False),
    )
    return tuple(stretch for stretch in stretches if stretch.units)


def _sources(label: str, catalogue: Catalogue, ids: Collection[str], updated: str) -> str:
    """The documents that a picture counts from, with their dates, and the day of the data."""
    cited = [cite_title(item.source) for item in catalogue.sources if item.source.id in ids]
    said = f"{label}：{'、'.join(cited)}。" if cited else ""
    return f"{said}データの更新日：{updated}"
