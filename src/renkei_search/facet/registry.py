"""All facets. To add one, add a member here; index, requests, counts, pages, API and commands follow."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.era import fiscal_year_text
from renkei_search.corpus.fiscal_year import years_of
from renkei_search.corpus.population import population_of
from renkei_search.facet.declaration import MISSING, Declaration, HeadingPhrase, HeadingPlace, Known, Subject
from renkei_search.model.prefecture import PREFECTURES
from renkei_search.model.record import is_municipality, short_region_name
from renkei_search.model.taxonomy import wordings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Region

_NO_REGION = "圏域なし（制度の例示）"


def _field_values(subject: Subject) -> tuple[str, ...]:
    """The codes of its policy fields and of all levels above them."""
    path = subject.catalogue.taxonomy.path
    return tuple(dict.fromkeys(node.code for coded in subject.initiative.fields for node in path(coded.code)))


def _known_fields(catalogue: Catalogue) -> Iterator[Known]:
    return (
        Known(node.code, node.label, node.parent, node.depth, names=wordings_of(node))
        for node in catalogue.taxonomy.tree()
    )


def _known_regions(catalogue: Catalogue) -> Iterator[Known]:
    return (
        Known(
            region.id,
            region.name,
            heading=next(iter(region.prefectures), None),
            names=(*region.aliases, short_region_name(region.name)),
        )
        for region in catalogue.regions
    )


def _municipalities(subject: Subject) -> tuple[str, ...]:
    """The municipalities named by the source, or else all members of the region."""
    named = subject.initiative.municipalities or (subject.region.members if subject.region else ())
    return tuple(filter(is_municipality, named))


def _known_municipalities(catalogue: Catalogue) -> Iterator[Known]:
    names = dict.fromkeys(
        name for region in catalogue.regions for name in region.members if is_municipality(name)
    )
    return (Known(name, name) for name in names)


def _known_practices(catalogue: Catalogue) -> Iterator[Known]:
    return (Known(type_.id, type_.name, heading=type_.family) for type_ in catalogue.practices.types)


_POPULATION_CLASSES: Final = (
    ("1000000-", "100万人以上", 1_000_000),
    ("500000-1000000", "50万人以上100万人未満", 500_000),
    ("300000-500000", "30万人以上50万人未満", 300_000),
    ("200000-300000", "20万人以上30万人未満", 200_000),
    ("100000-200000", "10万人以上20万人未満", 100_000),
    ("-100000", "10万人未満", 0),
)
"""Value, label and minimum population of each class."""


def population_class(region: Region, catalogue: Catalogue) -> str:
    """The population class of a region, or :data:`MISSING` where no source states a population."""
    return next(iter(_population_classes(region, catalogue)), MISSING)


def _population_classes(region: Region, catalogue: Catalogue) -> tuple[str, ...]:
    population = population_of(region, catalogue)
    if population is None:
        return ()
    return (next(name for name, _, least in _POPULATION_CLASSES if population.people >= least),)


def _years(subject: Subject) -> tuple[str, ...]:
    """The fiscal years that its source states."""
    source = subject.catalogue.source(subject.initiative.source).source
    return tuple(map(str, years_of(subject.initiative, source)))


def _known_years(catalogue: Catalogue) -> Iterator[Known]:
    """The latest first."""
    for year in reversed(catalogue.years):
        named = fiscal_year_text(year)
        yield Known(str(year), f"{named}（{year}）", names=(named, f"{year}年度"))


_STATED: Final = (
    Known("indicator", "数値（指標・目標）", names=("指標", "目標", "数値")),
    Known("role", "役割分担", names=("役割",)),
    Known("cost", "事業費"),
    Known("period", "実施期間", names=("期間",)),
)


def _stated(subject: Subject) -> tuple[str, ...]:
    """What its source states about it, besides title and description."""
    initiative = subject.initiative
    parts = (initiative.indicators, initiative.roles, initiative.costs, initiative.period)
    return tuple(known.value for known, part in zip(_STATED, parts, strict=True) if part)


def _id(region: Region, _: Catalogue) -> tuple[str, ...]:
    return (region.id,)


def _prefectures(region: Region, _: Catalogue) -> tuple[str, ...]:
    return region.prefectures


def _kind(region: Region, _: Catalogue) -> tuple[str, ...]:
    return (region.kind.value,)


def _members(region: Region, _: Catalogue) -> tuple[str, ...]:
    return region.members


def _through_region(
    of_region: Callable[[Region, Catalogue], tuple[str, ...]],
) -> Callable[[Subject], tuple[str, ...]]:
    """An initiative has the values of its region."""
    return lambda subject: of_region(subject.region, subject.catalogue) if subject.region else ()


class FilterName(StrEnum):
    """A facet's name, as in URLs and options, with its declaration."""

    declaration: Declaration

    def __new__(cls, name: str, declaration: Declaration) -> FilterName:
        """A member whose value is the name alone."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.declaration = declaration
        return member

    FIELD = (
        "field",
        Declaration(
            label="政策分野",
            values=_field_values,
            known=_known_fields,
            help="政策分野の記号。上の段の記号は、その下すべて。",
            option="政策分野（例: 福祉・子育て）。記号（ウ-A-c）でも。",
            phrase=HeadingPhrase("{}の", HeadingPlace.SUBJECT),
            opened=True,
            tree=True,
        ),
    )
    PRACTICE = (
        "practice",
        Declaration(
            label="取組の型（推定）",
            values=lambda subject: tuple(subject.practices.types),
            known=_known_practices,
            help="取組の型の id。",
            option="取組の型（例: 図書館の相互利用）。id（library-mutual-use）でも。",
            phrase=HeadingPhrase("取組の型{}（推定）の", HeadingPlace.SUBJECT),
            missing="取組の型の推定なし",
            opened=True,
            by_count=True,
        ),
    )
    REGION = (
        "region",
        Declaration(
            label="圏域",
            values=_through_region(_id),
            known=_known_regions,
            help="圏域の id。",
            option="圏域（例: 熊本連携中枢都市圏）。id（kumamoto）でも。",
            phrase=HeadingPhrase("{}の", HeadingPlace.REGION),
            missing=_NO_REGION,
            opened=True,
            by_count=True,
            of_region=_id,
        ),
    )
    PREFECTURE = (
        "prefecture",
        Declaration(
            label="都道府県",
            values=_through_region(_prefectures),
            known=lambda _: (
                Known(name, name, names=() if name == "北海道" else (name[:-1],)) for name in PREFECTURES
            ),
            help="都道府県名。",
            option="都道府県（例: 熊本県）。",
            phrase=HeadingPhrase("{}の", HeadingPlace.AREA),
            missing=_NO_REGION,
            of_region=_prefectures,
        ),
    )
    KIND = (
        "kind",
        Declaration(
            label="圏域の種類",
            values=_through_region(_kind),
            known=lambda catalogue: (Known(kind.value, kind.label) for kind in catalogue.kinds),
            help="圏域の種類。",
            option="圏域の種類（連携中枢都市圏か定住自立圏）。",
            phrase=HeadingPhrase("{}の", HeadingPlace.KIND_OF_REGION),
            missing=_NO_REGION,
            of_region=_kind,
        ),
    )
    CATEGORY = (
        "category",
        Declaration(
            label="取組の区分",
            values=lambda subject: (subject.initiative.category.code,),
            known=lambda catalogue: (
                Known(node.code, node.name, short=node.label, names=wordings_of(node))
                for node in catalogue.taxonomy.categories
            ),
            help="取組の区分。",
            option="取組の区分（例: 経済成長）。記号（ア、イ、ウ）でも。",
            phrase=HeadingPhrase("{}の", HeadingPlace.CATEGORY),
            listed=False,  # the policy fields begin with the same three
        ),
    )
    SOURCE = (
        "source",
        Declaration(
            label="資料",
            values=lambda subject: (subject.initiative.source,),
            known=lambda catalogue: (Known(item.source.id, item.source.title) for item in catalogue.sources),
            help="資料の id。",
            option="資料の題名。番号（例: 001）でも。",
            phrase=HeadingPhrase("資料{}の", HeadingPlace.DOCUMENT),
        ),
    )
    MUNICIPALITY = (
        "municipality",
        Declaration(
            label="市町村",
            values=_municipalities,
            known=_known_municipalities,
            help="市町村名。",
            option="市町村（例: 福山市）。",
            phrase=HeadingPhrase("{}が参加する", HeadingPlace.REGION),
            missing=_NO_REGION,
            shown=False,  # too many to list
            of_region=_members,
        ),
    )
    POPULATION = (
        "population",
        Declaration(
            label="圏域の人口規模",
            values=_through_region(_population_classes),
            known=lambda _: (Known(name, label) for name, label, _ in _POPULATION_CLASSES),
            help="圏域の人口規模。資料に人口の記載がある圏域だけにあります。",
            option="圏域の人口規模（例: 50万人以上100万人未満）。",
            phrase=HeadingPhrase("圏域の人口規模が{}の", HeadingPlace.KIND_OF_REGION),
            missing="人口の記載なし",
            of_region=_population_classes,
        ),
    )

    YEAR = (
        "year",
        Declaration(
            label="実施年度",
            values=_years,
            known=_known_years,
            help="実施年度（西暦）。資料に期間か年度別の事業費の記載がある取組だけにあります。",
            option="実施年度（例: 令和6年度）。西暦（2024）でも。",
            phrase=HeadingPhrase("実施年度が{}の", HeadingPlace.TIME),
            missing="年度の記載なし",
        ),
    )
    STATED = (
        "stated",
        Declaration(
            label="資料の記載内容",
            values=_stated,
            known=lambda _: _STATED,
            help="資料が取組について記載する事項（数値、役割分担、事業費、実施期間）。",
            option="資料の記載内容（例: 事業費）。",
            phrase=HeadingPhrase("資料の記載内容が{}の", HeadingPlace.DOCUMENT),
            missing="いずれの記載もなし",
        ),
    )

    @property
    def label(self) -> str:
        """The Japanese name on pages and in messages."""
        return self.declaration.label


FACETS: tuple[FilterName, ...] = tuple(name for name in FilterName if name.declaration.shown)
"""The facets that answers count, in the order of pages."""

LISTED: tuple[FilterName, ...] = tuple(name for name in FACETS if name.declaration.listed)
"""Those that pages list beside results."""


def value_label(name: FilterName, value: str, catalogue: Catalogue) -> str:
    """The label of a value next to the name of its facet.

    Raises:
        KeyError: there is no such value.
    """
    for known in name.declaration.all_known(catalogue):
        if known.value == value:
            return known.short or known.label
    raise KeyError(value)
