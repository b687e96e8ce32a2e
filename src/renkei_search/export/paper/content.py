"""The content of a council paper, independent of its format."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.citation import INFERRED, cite_initiative, cite_source, date_text, stage_text
from renkei_search.corpus.era import day_text, japanese_date, today
from renkei_search.corpus.heading import heading_of
from renkei_search.corpus.population import UNKNOWN, population_of
from renkei_search.corpus.table import make_row
from renkei_search.export.comparison import EXAMPLE, make_comparison
from renkei_search.export.cover import NOTE
from renkei_search.export.paper.figure import count_fields, make_figures
from renkei_search.model.record import Basis

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.export.paper.figure import CountedField, PaperFigure
    from renkei_search.model.record import Initiative, Region

MAX_HEADING: Final = 80
MAX_NOTE: Final = 4_000
HEADING: Final = "先進事例の比較"
"""The default heading of a paper."""

MISSING: Final = "—"
CHOSEN: Final = "取組は作成者が選んだものです。載っていないことは、行われていないことを意味しません。"
_IN_FULL: Final = "…（全文は先進事例に記載）"
_OPENING: Final = 90
_ONE: Final = 2
"""The columns of a comparison of one initiative, that of the labels among them."""
_MOST_UPRIGHT: Final = 4
"""The most columns that fit on an upright sheet."""
_COMPARED: Final = (
    "圏域", "都道府県", "人口", "政策分野", "具体的内容", "役割", "指標", "事業費", "期間", "段階",
)  # fmt: skip


@dataclass(frozen=True)
class PaperOrder:
    """The order for a paper: heading, note, ids of initiatives to describe in full, address of the comparison."""

    heading: str = ""
    note: str = ""
    featured: tuple[str, ...] = ()
    permalink: str | None = None


class PaperFact(NamedTuple):
    """A line of a table of facts."""

    label: str
    text: str


@dataclass(frozen=True)
class FeaturedInitiative:
    """An initiative described in full. ``paragraphs`` are its text, ``details`` its other properties."""

    name: str
    whose: str
    facts: tuple[PaperFact, ...]
    paragraphs: tuple[str, ...]
    details: tuple[PaperFact, ...]
    citation: str


@dataclass(frozen=True)
class Paper:
    """The whole content, in order.

    ``note`` is the person's own text, in paragraphs. ``compared`` holds the rows of the comparison, the names first.
    ``prefectures`` counts the initiatives by the prefectures of their regions, for the map; ``figures`` are the other
    pictures. ``citations`` are the sources, each with its number in the comparison; ``remarks`` are cautions.
    """

    heading: str
    note: tuple[str, ...]
    made: str
    updated: str
    summary: tuple[str, ...]
    featured: tuple[FeaturedInitiative, ...]
    compared: tuple[tuple[str, ...], ...]
    prefectures: dict[str, int]
    prefectures_inferred: bool
    figures: tuple[PaperFigure, ...]
    citations: tuple[str, ...]
    remarks: tuple[str, ...]
    permalink: str | None

    @property
    def dates(self) -> str:
        """The line below the heading."""
        return f"作成日：{self.made}　データの更新日：{self.updated}"

    @property
    def compares(self) -> bool:
        """Whether the comparison says more than the text: one initiative in full has none beside it."""
        return len(self.compared[0]) > _ONE or not self.featured

    @property
    def lies_across(self) -> bool:
        """Whether the comparison is too wide for an upright sheet."""
        return len(self.compared[0]) > _MOST_UPRIGHT

    @property
    def prefecture_text(self) -> str:
        """The map as text."""
        said = "、".join(f"{name}（{count}件）" for name, count in self.prefectures.items())
        return f"圏域のある都道府県：{said}{INFERRED if self.prefectures_inferred else ''}"


def make_paper(
    initiatives: tuple[Initiative, ...], catalogue: Catalogue, order: PaperOrder, updated: datetime
) -> Paper:
    """Make the content of a paper on some initiatives.

    Args:
        initiatives: the initiatives in the order of the comparison.
        catalogue: the regions, sources and classifications that they refer to.
        order: the order for the paper; ids that are not among the initiatives are ignored.
        updated: when the data were last updated.
    """
    regions = [catalogue.region(found.region) if found.region is not None else None for found in initiatives]
    held = {region.id: region for region in regions if region is not None}
    prefectures = Counter(name for region in regions if region is not None for name in region.prefectures)
    fields, day = count_fields(initiatives, catalogue), day_text(japanese_date(updated))
    return Paper(
        heading=" ".join(order.heading.split()) or HEADING,
        note=tuple(line for line in order.note.splitlines() if line.strip()),
        made=day_text(today()),
        updated=day,
        summary=tuple(_summary(initiatives, catalogue, held, fields)),
        featured=tuple(
            _feature(number, found, catalogue)
            for number, found in enumerate(initiatives, start=1)
            if found.id in order.featured
        ),
        compared=tuple(_compared(initiatives, catalogue, set(order.featured))),
        prefectures=dict(prefectures),
        prefectures_inferred=any(region.basis.prefectures is Basis.INFERRED for region in held.values()),
        figures=tuple(make_figures(initiatives, fields, catalogue, day)),
        citations=tuple(
            f"［{number}］{heading_of(found, catalogue).cited}（{_whose(region)}）。{cite_initiative(found, catalogue)}。"
            for number, (found, region) in enumerate(zip(initiatives, regions, strict=True), start=1)
        ),
        remarks=tuple(_remarks(initiatives, catalogue)),
        permalink=order.permalink,
    )


def _summary(
    initiatives: tuple[Initiative, ...],
    catalogue: Catalogue,
    regions: dict[str, Region],
    fields: tuple[CountedField, ...],
) -> Iterator[str]:
    count = f"取組{len(initiatives)}件"
    examples = sum(found.region is None for found in initiatives)
    whose = [f"{len(regions)}圏域" if regions else "", f"制度の例示{examples}件" if examples else ""]
    yield f"{count}（{'、'.join(filter(None, whose))}）について、公表資料の記載をまとめました。"
    for number, found in enumerate(initiatives, start=1):
        region = catalogue.region(found.region) if found.region is not None else None
        yield f"［{number}］{_whose(region)}：{heading_of(found, catalogue).marked}"
    said = "、".join(f"{field.label} {len(field.numbers)}件" for field in fields)
    yield f"政策分野：{said}{INFERRED if any(field.inferred for field in fields) else ''}"
    drafts = sum(found.is_draft for found in initiatives)
    if drafts:
        yield f"{drafts}件は協約の案に書かれた取組です。実際に始まった取組とは異なることがあります。"


def _feature(number: int, initiative: Initiative, catalogue: Catalogue) -> FeaturedInitiative:
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    row = make_row(initiative, catalogue)
    facts = [
        PaperFact("圏域", f"{region.name}（{region.kind.label}）" if region is not None else EXAMPLE),
        PaperFact("政策分野", row.fields),
        PaperFact("区分", row.category),
        PaperFact("段階", stage_text(initiative)),
    ]
    if region is not None:
        population = population_of(region, catalogue)
        facts[1:1] = [
            PaperFact("都道府県", row.prefectures),
            PaperFact("人口", population.statement if population is not None else UNKNOWN),
            PaperFact("市町村", _members(region)),
        ]
    details = (
        ("役割分担", row.roles),
        ("数値", row.indicators),
        ("参加市町村", "、".join(initiative.municipalities)),
        ("事業費", row.costs),
        ("期間", row.period),
    )
    return FeaturedInitiative(
        name=f"［{number}］{heading_of(initiative, catalogue).marked}",
        whose=_whose(region),
        facts=tuple(facts),
        paragraphs=tuple(line for line in initiative.description.split("\n") if line.strip()),
        details=tuple(PaperFact(label, text) for label, text in details if text),
        citation=row.citation,
    )


def _members(region: Region) -> str:
    inferred = INFERRED if region.basis.members is Basis.INFERRED else ""
    return f"{len(region.members)}市町村（{'、'.join(region.members)}）{inferred}"


def _compared(
    initiatives: tuple[Initiative, ...], catalogue: Catalogue, in_full: set[str]
) -> Iterator[tuple[str, ...]]:
    """The rows of the comparison that are printed; texts that the paper prints in full elsewhere are shortened."""
    names = (
        f"［{number}］{heading_of(found, catalogue).marked}"
        for number, found in enumerate(initiatives, start=1)
    )
    yield ("項目", *names)
    for heading, *texts in make_comparison(initiatives, catalogue).rows():
        label = heading.partition("（")[0]
        if label in _COMPARED:
            begun = label == "具体的内容"
            yield (
                heading,
                *(
                    (_begin(text) if begun and found.id in in_full else text) or MISSING
                    for found, text in zip(initiatives, texts, strict=True)
                ),
            )


def _begin(text: str) -> str:
    return text if len(text) <= _OPENING + len(_IN_FULL) else text[:_OPENING] + _IN_FULL


def _remarks(initiatives: tuple[Initiative, ...], catalogue: Catalogue) -> Iterator[str]:
    used = Counter(found.source for found in initiatives)
    for item in catalogue.sources:
        if used[item.source.id]:
            yield f"{cite_source(item.source)}：{item.source.licence}"
    dates = dict.fromkeys(date_text(item.source) for item in catalogue.sources if used[item.source.id])
    yield f"資料の時点：{'、'.join(dates)}。現在の状況は、各圏域に確かめてください。"
    yield CHOSEN
    yield f"「{MISSING}」は、収録した資料に記載がないものです。"
    yield NOTE


def _whose(region: Region | None) -> str:
    if region is None:
        return "制度の例示"
    return f"{region.name}、{'・'.join(region.prefectures)}"
