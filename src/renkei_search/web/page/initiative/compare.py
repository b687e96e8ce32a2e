"""Initiatives side by side: one row for each property, with a note if all agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, request
from msgspec import Struct
from msgspec.structs import replace

from renkei_search.corpus.citation import cite_initiative, stage_text
from renkei_search.corpus.cost import cost_text
from renkei_search.corpus.heading import HeadingKind, heading_of
from renkei_search.corpus.population import UNKNOWN, compare_populations
from renkei_search.export.comparison import EXAMPLE, MAX_COMPARED
from renkei_search.facet.registry import FilterName
from renkei_search.model.record import Basis, is_municipality
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.parameter import read_parameters, read_query
from renkei_search.web.http.url import region_url
from renkei_search.web.page.card import tag
from renkei_search.web.page.display import PAPER_PAGE, Display, compare_url, get_known
from renkei_search.web.page.initiative.figure import present_places
from renkei_search.web.page.own_region import split_own
from renkei_search.web.page.parameter import CompareParameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.heading import InitiativeHeading
    from renkei_search.corpus.population import Population
    from renkei_search.model.record import Initiative, Region
    from renkei_search.search.engine import SearchEngine
    from renkei_search.web.page.chart import FigureView

compare_page = Blueprint("compare", __name__)

_POPULATION: Final = "圏域の人口"
_SUGGESTED: Final = 3
_NOTHING: Final = "資料に記載なし"
_SELDOM: Final = frozenset({"事業費", "期間"})
"""Rows for properties that few documents state. If they are empty for all initiatives, the page does not mention it."""


class CellLine(Struct, frozen=True):
    """A line of a cell.

    ``shared`` says that every other initiative has it too, although the rows differ; ``detail`` that it only explains
    the line above.
    """

    text: str
    url: str | None = None
    inferred: bool = False
    shared: bool = False
    missing: bool = False
    detail: bool = False


class ComparedRow(Struct, frozen=True):
    """A property, with a cell for each initiative; ``same`` if all cells agree.

    ``note`` is a caution about comparing the cells.
    """

    label: str
    cells: list[list[CellLine]]
    same: bool
    note: str | None = None

    @property
    def empty(self) -> bool:
        """Whether no initiative has anything to show."""
        return all(line.missing for cell in self.cells for line in cell)


class ListLink(Struct, frozen=True):
    """A link to the comparison of other initiatives, with their ids for the browser's storage."""

    url: str
    ids: tuple[str, ...]


class ComparedColumn(Struct, frozen=True):
    """An initiative at the head of a column, and the links that remove or move it."""

    id: str
    name: str
    heading_kind: HeadingKind
    url: str
    region: str | None
    draft: bool
    remove: ListLink
    left: ListLink | None
    right: ListLink | None


class Candidate(Struct, frozen=True):
    """An initiative that could be added, and the link that adds it."""

    name: str
    region: str
    url: str
    add: ListLink


class CompareView(Struct, frozen=True):
    """The comparison page.

    ``waiting`` are those beyond the sixth, ``unknown`` the unknown ids, ``suggested`` comparable practice to add.
    ``same_count`` says how many rows agree; with ``differing`` they are left out.
    Rows that are empty for all initiatives are always left out: ``absent`` are their labels.
    """

    ids: tuple[str, ...]
    columns: list[ComparedColumn]
    rows: list[ComparedRow]
    same_count: int
    absent: list[str]
    differing: bool
    toggle_url: str
    waiting: list[Candidate]
    unknown: list[str]
    suggested: list[Candidate]
    places: FigureView | None
    search_url: str
    xlsx_url: str
    paper_url: str
    canonical: str


@compare_page.get("/compare")
def compare() -> tuple[str, int]:
    """Initiatives side by side."""
    engine = get_engine()
    _, pairs = split_own(engine, read_query(request.query_string))
    asked = read_parameters(CompareParameters, pairs)
    view = present_comparison(engine, asked.id, differing=bool(asked.differing))
    return render_template("compare.html", view=view), 404 if asked.id and not view.columns else 200


def present_comparison(engine: SearchEngine, ids: tuple[str, ...], *, differing: bool) -> CompareView:
    """Compare the first six of these initiatives."""
    found, unknown = get_known(engine, ids)
    catalogue = engine.catalogue
    known = tuple(initiative.id for initiative in found)
    shown, beyond = found[:MAX_COMPARED], found[MAX_COMPARED:]
    described = _rows(shown, catalogue)
    rows = [row for row in described if not row.empty]
    return CompareView(
        ids=known,
        columns=[
            _column(heading_of(initiative, catalogue), initiative, known, n, len(shown), differing=differing)
            for n, initiative in enumerate(shown)
        ],
        rows=[row for row in rows if not (differing and row.same)],
        same_count=sum(row.same for row in rows),
        absent=[row.label for row in described if row.empty] if shown else [],
        differing=differing,
        toggle_url=compare_url(known, differing=not differing),
        # The waiting initiative replaces the last one.
        waiting=[
            _candidate(
                initiative,
                catalogue,
                (
                    *known[: MAX_COMPARED - 1],
                    initiative.id,
                    *(i for i in known[MAX_COMPARED - 1 :] if i != initiative.id),
                ),
            )
            for initiative in beyond
        ],
        unknown=unknown,
        suggested=_suggested(engine, shown),
        places=present_places(shown, catalogue),
        search_url=Display(compared=known).search_url(SearchRequest()),
        xlsx_url=compare_url(known[:MAX_COMPARED], path="/compare.xlsx"),
        paper_url=compare_url(known[:MAX_COMPARED], path=PAPER_PAGE),
        canonical=compare_url(known),
    )


def _column(
    heading: InitiativeHeading,
    initiative: Initiative,
    ids: tuple[str, ...],
    at: int,
    shown: int,
    *,
    differing: bool,
) -> ComparedColumn:
    def link(order: tuple[str, ...]) -> ListLink:
        return ListLink(compare_url(order, differing=differing), order)

    def swapped(other: int) -> tuple[str, ...]:
        order = list(ids)
        order[at], order[other] = order[other], order[at]
        return tuple(order)

    return ComparedColumn(
        id=initiative.id,
        name=heading.text,
        heading_kind=heading.kind,
        url=Display(compared=ids).initiative_url(initiative.id),
        region=initiative.region,
        draft=initiative.is_draft,
        remove=link((*ids[:at], *ids[at + 1 :])),
        left=link(swapped(at - 1)) if at else None,
        right=link(swapped(at + 1)) if at + 1 < shown else None,
    )


def _candidate(initiative: Initiative, catalogue: Catalogue, order: tuple[str, ...]) -> Candidate:
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    return Candidate(
        heading_of(initiative, catalogue).marked,
        region.name if region else "制度の例示",
        Display(compared=order).initiative_url(initiative.id),
        ListLink(compare_url(order), order),
    )


def _suggested(engine: SearchEngine, shown: list[Initiative]) -> list[Candidate]:
    """The initiatives most similar to the first, while there is room."""
    if not shown or len(shown) >= MAX_COMPARED:
        return []
    ids = tuple(initiative.id for initiative in shown)
    hits = engine.similar(ids[0], limit=_SUGGESTED + len(ids)).regional
    fresh = [hit.initiative for hit in hits if hit.initiative.id not in ids]
    return [_candidate(found, engine.catalogue, (*ids, found.id)) for found in fresh[:_SUGGESTED]]


def _rows(initiatives: list[Initiative], catalogue: Catalogue) -> list[ComparedRow]:
    def region_of(initiative: Initiative) -> Region | None:
        return catalogue.region(initiative.region) if initiative.region is not None else None

    def of_region(describe: Callable[[Region], list[CellLine]]) -> Callable[[Initiative], list[CellLine]]:
        return lambda initiative: (
            describe(region) if (region := region_of(initiative)) else [CellLine("—", missing=True)]
        )

    def fields(initiative: Initiative) -> list[CellLine]:
        tags = [tag(FilterName.FIELD, field, catalogue) for field in initiative.fields]
        return [CellLine(found.label, found.url, found.inferred) for found in tags]

    def category(initiative: Initiative) -> list[CellLine]:
        found = tag(FilterName.CATEGORY, initiative.category, catalogue)
        return [CellLine(found.title, found.url, found.inferred)]

    def source(initiative: Initiative) -> list[CellLine]:
        return [CellLine(cite_initiative(initiative, catalogue))]

    populations = compare_populations(filter(None, map(region_of, initiatives)), catalogue)
    described: tuple[tuple[str, Callable[[Initiative], list[CellLine]]], ...] = (
        ("圏域", lambda initiative: _region(region_of(initiative))),
        ("都道府県", of_region(_prefectures)),
        (_POPULATION, of_region(lambda region: _population(populations.by_region.get(region.id)))),
        ("連携する市町村", lambda initiative: _partners(initiative, region_of(initiative))),
        ("取組の区分", category),
        ("政策分野", fields),
        ("内容", lambda initiative: [CellLine(initiative.description)]),
        ("役割分担", _roles),
        ("数値", _indicators),
        ("事業費", lambda initiative: [CellLine(cost_text(cost)) for cost in initiative.costs]),
        ("期間", lambda initiative: [CellLine(initiative.period)] if initiative.period else []),
        ("段階", lambda initiative: [CellLine(stage_text(initiative))]),
        ("出典", source),
    )
    described_cells = [
        (label, [describe(initiative) for initiative in initiatives]) for label, describe in described
    ]
    rows = [_row(label, cells) for label, cells in described_cells if any(cells) or label not in _SELDOM]
    return [replace(row, note=populations.note) if row.label == _POPULATION else row for row in rows]


def _row(label: str, cells: list[list[CellLine]]) -> ComparedRow:
    texts = [[line.text for line in cell] for cell in cells]
    same = len(cells) > 1 and all(text == texts[0] for text in texts)
    in_all = set(texts[0]).intersection(*texts[1:]) if len(cells) > 1 and not same else set()
    return ComparedRow(
        label,
        [
            [replace(line, shared=line.text in in_all and not line.detail) for line in cell]
            or [CellLine(_NOTHING, missing=True)]
            for cell in cells
        ],
        same,
    )


def _region(region: Region | None) -> list[CellLine]:
    if region is None:
        return [CellLine(EXAMPLE)]
    return [CellLine(region.name, region_url(region.id)), CellLine(region.kind.label)]


def _prefectures(region: Region) -> list[CellLine]:
    inferred = region.basis.prefectures is Basis.INFERRED
    *others, last = region.prefectures
    return [*map(CellLine, others), CellLine(last, inferred=inferred)]


def _population(population: Population | None) -> list[CellLine]:
    if population is None:
        return [CellLine(UNKNOWN, missing=True)]
    number, detail = population.lines
    return [CellLine(number), CellLine(detail, detail=True)]


def _partners(initiative: Initiative, region: Region | None) -> list[CellLine]:
    """The participants that the source names for the initiative, or else the region's members."""
    if initiative.municipalities:
        names = initiative.municipalities
        # An entry such as ほか18市町村 cannot be counted.
        said = f"{len(names)}市町村が参加" if all(map(is_municipality, names)) else "参加する市町村・団体"
        return [CellLine(said), CellLine("、".join(names))]
    if region is None or not region.kind.is_scheme:
        return [CellLine("—", missing=True)]
    inferred = region.basis.members is Basis.INFERRED
    core = "、".join(region.core_cities)
    return [
        *([CellLine(f"中心市：{core}", inferred=region.basis.core_cities is Basis.INFERRED)] if core else []),
        CellLine(f"圏域の{len(region.members)}市町村：{'、'.join(region.members)}", inferred=inferred),
    ]


def _roles(initiative: Initiative) -> list[CellLine]:
    return [
        CellLine(f"{role.party}（{role.name or '連携する市町村'}）：{role.text}") for role in initiative.roles
    ]


def _indicators(initiative: Initiative) -> list[CellLine]:
    return [
        CellLine(
            f"{indicator.name}：{indicator.value}" + (f"（{indicator.period}）" if indicator.period else ""),
            inferred=indicator.name_basis is Basis.INFERRED,
        )
        for indicator in initiative.indicators
    ]
