"""The pictures of a search: what each counts, in words and drawn. For pages, files and papers alike."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.citation import cite_title
from renkei_search.facet.registry import FilterName
from renkei_search.picture.bar import Bar, draw_bars
from renkei_search.picture.drawing import make_sheet
from renkei_search.picture.population_strip import PopulationClass, draw_population_strip
from renkei_search.picture.prefecture_map import MapWords, TileShape, draw_prefecture_map

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.export.cover import Cover
    from renkei_search.picture.drawing import Drawing
    from renkei_search.region.distribution import Distribution
    from renkei_search.search.result import SearchResults

    PartUrl = Callable[[FilterName, str], str]
    """The link of a part of a picture, by facet and value."""

SHOWN_FIELDS: Final = 7
"""The number of policy fields that are drawn; a table lists all of them."""
FIELD_NOTE: Final = (
    "取組は、あてはまる分野のすべてで数えています。資料に明記のない分野は、当サイトで分類しました。"
)
POPULATION_NOTE: Final = "人口は資料の記載により、調査の年は圏域によって違います。"
_SHOWN_YEARS: Final = 12
_NOT_NO: Final = "「収録資料にない」は、取り組んでいないという意味ではありません。"
_SHEET: Final = 592.0


class PictureKind(StrEnum):
    """A picture of a search. The value is the one of URLs."""

    MAP = "map"
    FIELDS = "fields"
    POPULATION = "population"
    YEARS = "years"

    @property
    def caption(self) -> str:
        """What is counted, with its unit."""
        return {
            "map": "都道府県ごとの取組の数（件）",
            "fields": "政策分野ごとの取組の数（件）",
            "population": "人口規模ごとの圏域の数（圏域）",
            "years": "実施年度ごとの取組の数（件）",
        }[self.value]

    @property
    def label(self) -> str:
        """Its name beside the others."""
        return {"map": "地図", "fields": "政策分野", "population": "人口規模", "years": "実施年度"}[
            self.value
        ]

    @property
    def facet(self) -> FilterName:
        """The facet that a part of the picture filters by."""
        return {
            "map": FilterName.PREFECTURE,
            "fields": FilterName.FIELD,
            "population": FilterName.POPULATION,
            "years": FilterName.YEAR,
        }[self.value]


def draw_picture(
    kind: PictureKind,
    distribution: Distribution,
    *,
    url: PartUrl | None = None,
    shape: TileShape = TileShape.WIDE,
    width: float = 320,
) -> Drawing:
    """Draw one of the pictures.

    Args:
        kind: the picture.
        distribution: the counts.
        url: gives the link of a part; without it, no part is a link.
        shape: the shape of the tiles of a map.
        width: the width of bars and squares in CSS pixels.
    """

    def link(value: str) -> str | None:
        return url(kind.facet, value) if url is not None else None

    match kind:
        case PictureKind.MAP:
            chosen = distribution.request.values(FilterName.PREFECTURE)
            return draw_prefecture_map(
                distribution.prefectures,
                title=kind.caption,
                held=distribution.held,
                url=lambda name: link(name) if distribution.prefectures.get(name) or name in chosen else None,
                chosen=chosen,
                shape=shape,
                words=MapWords(unheld="対象の圏域なし" if distribution.narrowed else "圏域の収録なし"),
            )
        case PictureKind.POPULATION:
            classes = [
                PopulationClass(
                    part.label,
                    len(part.having),
                    len(part.unknown),
                    # A class without a match would link to an empty page.
                    link(part.value) if part.having or part.chosen else None,
                    part.chosen,
                )
                for part in distribution.populations
            ]
            return draw_population_strip(classes, title=kind.caption, width=width)
        case PictureKind.FIELDS | PictureKind.YEARS:
            parts = (
                distribution.fields[:SHOWN_FIELDS]
                if kind is PictureKind.FIELDS
                else distribution.years[-_SHOWN_YEARS:]
            )
            bars = [Bar(part.label, part.count, link(part.value), part.chosen) for part in parts]
            return draw_bars(bars, title=kind.caption, width=width)


def note_picture(kind: PictureKind, distribution: Distribution) -> list[str]:
    """The notes that keep a reader from misreading a picture, each one or two sentences."""
    notes = []
    match kind:
        case PictureKind.MAP:
            notes.append("県境をまたぐ圏域の取組は、それぞれの都道府県で数えています。")
            if distribution.examples:
                notes.append(
                    f"特定の圏域によらない制度の例示（{distribution.examples:,}件）は、地図にありません。"
                )
            if any(not distribution.prefectures.get(name) for name in distribution.held):
                notes.append(_NOT_NO)
        case PictureKind.FIELDS:
            if (rest := len(distribution.fields) - SHOWN_FIELDS) > 0:
                notes.append(f"多い順に{SHOWN_FIELDS}分野。ほかに{rest}分野あります。")
            notes.append(FIELD_NOTE)
        case PictureKind.POPULATION:
            notes.append(f"四角一つが一つの圏域です。{_NOT_NO}")
            notes.append(POPULATION_NOTE)
        case PictureKind.YEARS:
            notes.append("資料に実施の期間か年度別の事業費の記載がある取組だけを数えています。")
            if distribution.without_year:
                notes.append(f"年度の記載なし：{distribution.without_year:,}件。")
            if len(distribution.years) > _SHOWN_YEARS:
                notes.append(f"新しい{_SHOWN_YEARS}年度分です。")
    return notes


def shown_kinds(distribution: Distribution) -> list[PictureKind]:
    """The pictures that are not empty."""
    drawn = {
        PictureKind.MAP: bool(distribution.held),
        PictureKind.FIELDS: bool(distribution.fields),
        PictureKind.POPULATION: bool(distribution.populations),
        PictureKind.YEARS: bool(distribution.years),
    }
    return [kind for kind, shown in drawn.items() if shown]


def make_picture_file(
    kind: PictureKind, distribution: Distribution, heading: str, cover: Cover, sources: Sequence[str]
) -> str:
    """Make a picture as a file that states the request, the date, the data and the source documents.

    Args:
        kind: the picture.
        distribution: the counts.
        heading: what was found, such as ``「移住」の取組``.
        cover: the facts of the search.
        sources: the documents that the matches come from.
    """
    facts = {label: value.replace("\n", "、") for label, value in cover.facts}
    asked = [f"{label}：{facts[label]}" for label in ("検索語", "絞り込み", "件数") if label in facts]
    dates = [f"{label}：{facts[label]}" for label in ("データの更新日", "出力日") if label in facts]
    notes = [
        " ".join(note_picture(kind, distribution)),
        "　".join(asked),
        f"出典：{'、'.join(sources)}",
        "　".join(dates),
    ]
    if cover.permalink:
        notes.append(cover.permalink)
    drawing = draw_picture(kind, distribution, width=_SHEET)
    return make_sheet(drawing, notes, heading=f"{heading}：{kind.caption}")


def cite_sources(results: SearchResults, catalogue: Catalogue) -> list[str]:
    """The documents that the matches come from, with their dates."""
    chosen = results.request.values(FilterName.SOURCE)
    return [
        cite_title(catalogue.source(bucket.value).source)
        for facet in results.facets
        if facet.name is FilterName.SOURCE
        for bucket in facet.buckets
        if bucket.count and not bucket.excluded and (not chosen or bucket.selected)
    ]
