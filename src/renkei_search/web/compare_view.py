"""Initiatives side by side: one row for each thing to compare, told whether it is the same for all."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from renkei_search.errors import NotFoundError, ParameterError
from renkei_search.export.comparison import MAX_COMPARED
from renkei_search.record import Basis
from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web.display import Display, compare_url
from renkei_search.web.presenter import heading_of, is_draft, tag
from renkei_search.web.url import region_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Initiative, Region
    from renkei_search.search.engine import SearchEngine

_POPULATION: Final = ("圏域人口", "人口")
_SUGGESTED: Final = 3
_NOTHING: Final = "資料に記載なし"


@dataclass(frozen=True)
class Line:
    """A line of a cell. ``shared`` says that every other initiative has it too, though not the row as a whole."""

    text: str
    url: str | None = None
    inferred: bool = False
    shared: bool = False
    missing: bool = False


@dataclass(frozen=True)
class Row:
    """A thing to compare, with a cell for each initiative; ``same`` if all cells agree."""

    label: str
    cells: list[list[Line]]
    same: bool


@dataclass(frozen=True)
class ListLink:
    """A link to the comparison of other initiatives, with their ids for the browser's memory."""

    url: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """An initiative at the head of a column and the links that take it out or move it."""

    id: str
    name: str
    url: str
    draft: bool
    remove: ListLink
    left: ListLink | None
    right: ListLink | None


@dataclass(frozen=True)
class Candidate:
    """An initiative that could be compared too, and the link that does it."""

    name: str
    region: str
    url: str
    add: ListLink


@dataclass(frozen=True)
class CompareView:
    """The comparison page.

    ``waiting`` are those beyond the sixth, ``unknown`` the ids of which there is no initiative, ``suggested``
    comparable practice to be added. ``same_count`` says how many rows agree; with ``differing`` they are left out.
    """

    ids: tuple[str, ...]
    columns: list[Column]
    rows: list[Row]
    same_count: int
    differing: bool
    toggle_url: str
    waiting: list[Candidate]
    unknown: list[str]
    suggested: list[Candidate]
    search_url: str
    xlsx_url: str
    canonical: str


def parse_compared(arguments: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], bool]:
    """Read ids, each once in the order given, and whether only differences are wanted.

    Raises:
        ParameterError: a name is unknown or a value is malformed.
    """
    ids: list[str] = []
    differing = False
    for name, value in arguments:
        if name == "id":
            ids += [value] if value else []
        elif name == "differing":
            if value not in {"", "0", "1"}:
                raise ParameterError(name, "「differing」は0か1で指定してください。")
            differing = value == "1"
        else:
            raise ParameterError(
                name, f"パラメーター「{name}」はありません。使えるのは「id」と「differing」です。"
            )
    return tuple(dict.fromkeys(ids)), differing


def present_comparison(engine: SearchEngine, ids: tuple[str, ...], *, differing: bool) -> CompareView:
    """Put the first six of these initiatives side by side."""
    found, unknown = get_known(engine, ids)
    catalogue = engine.catalogue
    known = tuple(initiative.id for initiative in found)
    shown, beyond = found[:MAX_COMPARED], found[MAX_COMPARED:]
    rows = _rows(shown, catalogue)
    return CompareView(
        ids=known,
        columns=[
            _column(initiative, known, n, len(shown), differing=differing)
            for n, initiative in enumerate(shown)
        ],
        rows=[row for row in rows if not (differing and row.same)],
        same_count=sum(row.same for row in rows),
        differing=differing,
        toggle_url=compare_url(known, differing=not differing),
        # The one that waits takes the last place.
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
        search_url=Display(compared=known).search_url(SearchRequest()),
        xlsx_url=compare_url(known[:MAX_COMPARED], path="/compare.xlsx"),
        canonical=compare_url(known),
    )


def get_known(engine: SearchEngine, ids: Iterable[str]) -> tuple[list[Initiative], list[str]]:
    """The initiatives with these ids, and the ids of which there is none."""
    found, unknown = [], []
    for initiative_id in ids:
        try:
            found.append(engine.get(initiative_id))
        except NotFoundError:
            unknown.append(initiative_id)
    return found, unknown


def _column(initiative: Initiative, ids: tuple[str, ...], at: int, shown: int, *, differing: bool) -> Column:
    def link(order: tuple[str, ...]) -> ListLink:
        return ListLink(compare_url(order, differing=differing), order)

    def swapped(other: int) -> tuple[str, ...]:
        order = list(ids)
        order[at], order[other] = order[other], order[at]
        return tuple(order)

    return Column(
        id=initiative.id,
        name=heading_of(initiative),
        url=Display(compared=ids).initiative_url(initiative.id),
        draft=is_draft(initiative),
        remove=link((*ids[:at], *ids[at + 1 :])),
        left=link(swapped(at - 1)) if at else None,
        right=link(swapped(at + 1)) if at + 1 < shown else None,
    )


def _candidate(initiative: Initiative, catalogue: Catalogue, order: tuple[str, ...]) -> Candidate:
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    return Candidate(
        heading_of(initiative),
        region.name if region else "制度の例示",
        Display(compared=order).initiative_url(initiative.id),
        ListLink(compare_url(order), order),
    )


def _suggested(engine: SearchEngine, shown: list[Initiative]) -> list[Candidate]:
    """What is most like the first, while there is room."""
    if not shown or len(shown) >= MAX_COMPARED:
        return []
    ids = tuple(initiative.id for initiative in shown)
    hits = engine.similar(ids[0], limit=_SUGGESTED + len(ids))
    fresh = [hit.initiative for hit in hits if hit.initiative.id not in ids]
    return [_candidate(found, engine.catalogue, (*ids, found.id)) for found in fresh[:_SUGGESTED]]


def _rows(initiatives: list[Initiative], catalogue: Catalogue) -> list[Row]:
    def region_of(initiative: Initiative) -> Region | None:
        return catalogue.region(initiative.region) if initiative.region is not None else None

    def of_region(describe: Callable[[Region], list[Line]]) -> Callable[[Initiative], list[Line]]:
        return lambda initiative: describe(region) if (region := region_of(initiative)) else []

    def fields(initiative: Initiative) -> list[Line]:
        tags = [tag(FilterName.FIELD, field, catalogue) for field in initiative.fields]
        return [Line(found.label, found.url, found.inferred) for found in tags]

    def category(initiative: Initiative) -> list[Line]:
        found = tag(FilterName.CATEGORY, initiative.category, catalogue)
        return [Line(found.title, found.url, found.inferred)]

    def source(initiative: Initiative) -> list[Line]:
        found = catalogue.source(initiative.source).source
        return [Line(f"{found.title}（{found.publisher}、{found.as_of}時点）")]

    described: tuple[tuple[str, Callable[[Initiative], list[Line]]], ...] = (
        (
            "圏域",
            of_region(lambda region: [Line(region.name, region_url(region.id)), Line(region.kind.label)]),
        ),
        ("都道府県", of_region(lambda region: [Line(name) for name in region.prefectures])),
        ("圏域の人口", of_region(_population)),
        ("連携する市町村", lambda initiative: _partners(initiative, region_of(initiative))),
        ("取組の区分", category),
        ("政策分野", fields),
        ("内容", lambda initiative: [Line(initiative.description)]),
        ("役割分担", _roles),
        ("数値", _indicators),
        ("段階", lambda initiative: [Line("協約の案" if is_draft(initiative) else "公表された取組")]),
        ("出典", source),
    )
    return [
        _row(label, [describe(initiative) for initiative in initiatives]) for label, describe in described
    ]


def _row(label: str, cells: list[list[Line]]) -> Row:
    texts = [[line.text for line in cell] for cell in cells]
    same = len(cells) > 1 and all(text == texts[0] for text in texts)
    in_all = set(texts[0]).intersection(*texts[1:]) if len(cells) > 1 and not same else set()
    return Row(
        label,
        [
            [replace(line, shared=line.text in in_all) for line in cell] or [Line(_NOTHING, missing=True)]
            for cell in cells
        ],
        same,
    )


def _population(region: Region) -> list[Line]:
    """As printed, but in half width, so that figures can be compared at a glance."""
    for name in _POPULATION:
        for figure in region.figures:
            if figure.name == name:
                value = unicodedata.normalize("NFKC", figure.value)
                return [Line(value + (f"（{figure.as_of}）" if figure.as_of else ""))]
    return []


def _partners(initiative: Initiative, region: Region | None) -> list[Line]:
    """Those the source names for the initiative, or else the region's members."""
    if initiative.municipalities:
        names = initiative.municipalities
        return [Line(f"{len(names)}市町村が参加"), Line("、".join(names))]
    if region is None:
        return []
    inferred = region.basis.members is Basis.INFERRED
    return [
        Line(f"圏域の{len(region.members)}市町村（中心市：{'、'.join(region.core_cities)}）"),
        Line("、".join(region.members), inferred=inferred),
    ]


def _roles(initiative: Initiative) -> list[Line]:
    return [
        Line(f"{role.party}（{role.name or '連携する市町村'}）：{role.text}") for role in initiative.roles
    ]


def _indicators(initiative: Initiative) -> list[Line]:
    return [
        Line(
            f"{indicator.name}：{indicator.value}" + (f"（{indicator.period}）" if indicator.period else ""),
            inferred=indicator.name_basis is Basis.INFERRED,
        )
        for indicator in initiative.indicators
    ]
