"""The schemas of the JSON endpoint for the collection: regions, matrix, facets, sources, health, problems.

See :mod:`renkei_search.web.api.schema` for searches and initiatives.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from renkei_search.facet.registry import FilterName
from renkei_search.search.language.vocabulary.suggest import Kind
from renkei_search.web.api.schema import (
    AnswerPart,
    BasisOf,
    Count,
    RegionLinks,
    RegionRef,
    SourceId,
    SourceInDetail,
    Spans,
)
from renkei_search.web.api.search_schema import QuerySchema
from renkei_search.web.http.url import Url


class PopulationSchema(AnswerPart, frozen=True, kw_only=True):
    """The population of a region: the same figure on every page and in every file."""

    people: Annotated[Count, Meta(description="人数。「約260万人」は 2600000 です。")]
    value: Annotated[str, Meta(description="資料に書かれたとおりの値。数字は半角にしています。")]
    year: Annotated[
        str | None,
        Meta(description="資料が示す調査や時点。記載がなければ null で、source_as_of が目安です。"),
    ]
    source: SourceId
    source_as_of: Annotated[str, Meta(description="資料の時点。")]
    source_as_of_basis: BasisOf


class RegionItem(RegionRef, frozen=True, kw_only=True):
    """A region in the list."""

    prefectures: Annotated[tuple[str, ...], Meta(description="都道府県。中心市のものが先です。")]
    core_cities: Annotated[tuple[str, ...], Meta(description="連携中枢都市や中心市。")]
    member_count: Annotated[Count, Meta(description="構成する市町村の数。中心となる市を含みます。")]
    population: Annotated[
        PopulationSchema | None,
        Meta(
            description="圏域の人口。資料に二つ以上あるときは、調査の年が分かる新しいもの。記載がなければ null。"
        ),
    ]
    initiatives: Annotated[Count, Meta(description="収録した取組の数。")]
    links: RegionLinks


class RegionList(AnswerPart, frozen=True, kw_only=True):
    """All regions, north to south."""

    items: tuple[RegionItem, ...]
    total: Count


class QuoteSchema(AnswerPart, frozen=True, kw_only=True):
    """A passage and its place in a source."""

    text: str
    source: SourceId
    spans: Spans


class FigureSchema(AnswerPart, frozen=True, kw_only=True):
    """A fact of a region as a source prints it."""

    name: str
    value: str
    as_of: str | None
    source: SourceId
    spans: Spans


class DeclaredFieldSchema(AnswerPart, frozen=True, kw_only=True):
    """A policy field in which a region cooperates according to a source."""

    code: Annotated[str, Meta(description="政策分野の記号。")]
    label: Annotated[str, Meta(description="正式な名称。")]
    content: Annotated[str | None, Meta(description="資料に書かれた内容。")]
    initiatives: Annotated[Count, Meta(description="この分野で収録した取組の数。")]
    source: SourceId
    spans: Spans


class RegionBasisSchema(AnswerPart, frozen=True, kw_only=True):
    """Where each fact about a region comes from."""

    prefectures: BasisOf
    core_cities: BasisOf
    members: BasisOf


class RegionDetail(RegionItem, frozen=True, kw_only=True):
    """Everything known about a region."""

    aliases: Annotated[tuple[str, ...], Meta(description="ほかの呼び名。")]
    members: Annotated[tuple[str, ...], Meta(description="構成する市町村。")]
    basis: RegionBasisSchema
    history: Annotated[QuoteSchema | None, Meta(description="圏域形成の経緯。")]
    outlook: Annotated[QuoteSchema | None, Meta(description="今後の展開。")]
    figures: tuple[FigureSchema, ...]
    declared_fields: Annotated[
        tuple[DeclaredFieldSchema, ...], Meta(description="連携していると資料が示す政策分野。")
    ]


class MatrixRowSchema(AnswerPart, frozen=True, kw_only=True):
    """A region as a row; _missing stands for the examples of the scheme."""

    id: str
    name: str
    count: Annotated[Count, Meta(description="この圏域であてはまる取組の数。")]


class MatrixColumn(AnswerPart, frozen=True, kw_only=True):
    """A policy field as a column."""

    code: str
    label: Annotated[str, Meta(description="短い名称。")]
    name: Annotated[str, Meta(description="正式な名称。")]
    category: Annotated[str, Meta(description="取組の区分。")]


class CellLinks(AnswerPart, frozen=True, kw_only=True):
    """The links of a cell."""

    search: Annotated[Url, Meta(description="この欄の取組の検索。")]


class MatrixCell(AnswerPart, frozen=True, kw_only=True):
    """A region and a policy field."""

    region: str
    field: str
    count: Annotated[Count, Meta(description="あてはまる取組の数。")]
    described: Annotated[Count, Meta(description="検索語や条件によらず、収録した取組の数。")]
    declared: Annotated[
        bool,
        Meta(
            description="連携していると資料が示すか。described が 0 なら、連携しているが取組の記述がない欄です。"
        ),
    ]
    links: CellLinks


class MatrixSchema(AnswerPart, frozen=True, kw_only=True):
    """Regions by policy fields. Cells without a match and without a declaration are left out."""

    query: QuerySchema
    total: Annotated[Count, Meta(description="あてはまる取組の数。複数の分野にわたる取組は各欄で数えます。")]
    rows: tuple[MatrixRowSchema, ...]
    columns: tuple[MatrixColumn, ...]
    cells: tuple[MatrixCell, ...]


class FacetValue(AnswerPart, frozen=True, kw_only=True):
    """A value that a filter may take."""

    value: str
    label: str
    parent: str | None
    count: Annotated[Count, Meta(description="収録した取組の数。")]
    links: CellLinks


class FacetDescription(AnswerPart, frozen=True, kw_only=True):
    """A facet with every value it may take."""

    name: FilterName
    label: str
    values: tuple[FacetValue, ...]


class FacetList(AnswerPart, frozen=True, kw_only=True):
    """Every facet."""

    items: tuple[FacetDescription, ...]
    total: Annotated[Count, Meta(description="収録した取組の数。")]


class SourceItem(SourceInDetail, frozen=True, kw_only=True):
    """A source of the corpus."""

    covers: Annotated[str, Meta(description="何が書かれているか。")]
    missing: Annotated[str, Meta(description="何が載っていないか。")]
    initiatives: Annotated[Count, Meta(description="収録した取組の数。")]
    links: CellLinks


class SourceList(AnswerPart, frozen=True, kw_only=True):
    """All sources."""

    items: tuple[SourceItem, ...]
    total: Count


class TaxonomyNode(AnswerPart, frozen=True, kw_only=True):
    """A category, group or policy field."""

    code: str
    name: Annotated[str, Meta(description="正式な名称。")]
    label: Annotated[str, Meta(description="短い名称。")]
    wordings: Annotated[tuple[str, ...], Meta(description="資料によるほかの書き方。")]
    parent: Annotated[str | None, Meta(description="一つ上の記号。")]
    depth: Annotated[int, Meta(ge=0, le=2, description="区分は 0、その下が 1 と 2。")]
    initiatives: Annotated[Count, Meta(description="この下を含めて、収録した取組の数。")]
    links: CellLinks


class TaxonomyAnswer(AnswerPart, frozen=True, kw_only=True):
    """The official classification as a list, each node after its parent."""

    items: tuple[TaxonomyNode, ...]
    total: Count


class SuggestionLinks(AnswerPart, frozen=True, kw_only=True):
    """The links of a completion."""

    html: Annotated[
        Url, Meta(description="一つの取組か圏域の名前なら、そのページ。ほかは、その言葉の検索画面。")
    ]


class SuggestionItem(AnswerPart, frozen=True, kw_only=True):
    """A completion."""

    text: Annotated[str, Meta(description="入力の続きを補った検索語。")]
    kind: Annotated[Kind, Meta(description="何の名前か。")]
    count: Annotated[Count, Meta(description="関わる取組の数。")]
    links: SuggestionLinks


class SuggestAnswer(AnswerPart, frozen=True, kw_only=True):
    """Completions, likeliest first."""

    items: tuple[SuggestionItem, ...]


class IndexCounts(AnswerPart, frozen=True, kw_only=True):
    """The numbers of initiatives, regions and sources."""

    initiatives: Count
    regions: Count
    sources: Count


class IndexAnswer(AnswerPart, frozen=True, kw_only=True):
    """What this endpoint offers."""

    title: str
    version: Annotated[str, Meta(description="プログラムのバージョン。")]
    generation: Annotated[str, Meta(description="索引のバージョン。データが更新されると変わります。")]
    created: Annotated[str, Meta(description="索引を作った日時（UTC）。")]
    counts: IndexCounts
    links: Annotated[dict[str, str], Meta(description="使えるアドレス。{id} は置き換えてください。")]


class Health(AnswerPart, frozen=True, kw_only=True):
    """The process is running."""

    status: Literal["ok"]


class Readiness(AnswerPart, frozen=True, kw_only=True):
    """Searches are answered."""

    status: Literal["ok"]
    generation: str
