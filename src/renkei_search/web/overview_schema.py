"""The shapes of what the JSON endpoint tells of the collection: regions, matrix, facets, sources, health, problems.

See :mod:`renkei_search.web.schema` for searches and initiatives.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from renkei_search.search.request import FilterName
from renkei_search.search.suggest import Kind
from renkei_search.web.schema import (
    BasisOf,
    Count,
    Part,
    RegionLinks,
    RegionRef,
    SourceId,
    SourceInDetail,
    Spans,
    Url,
)


class RegionItem(RegionRef, frozen=True, kw_only=True):
    """A region in the list."""

    prefectures: Annotated[tuple[str, ...], Meta(description="都道府県。中心市のものが先です。")]
    core_cities: Annotated[tuple[str, ...], Meta(description="連携中枢都市や中心市。")]
    initiatives: Annotated[Count, Meta(description="収録した取組の数。")]
    links: RegionLinks


class RegionList(Part, frozen=True, kw_only=True):
    """All regions, north to south."""

    items: tuple[RegionItem, ...]
    total: Count


class Quote(Part, frozen=True, kw_only=True):
    """A passage and where a source says it."""

    text: str
    source: SourceId
    spans: Spans


class Figure(Part, frozen=True, kw_only=True):
    """A fact of a region as a source prints it."""

    name: str
    value: str
    as_of: str | None
    source: SourceId
    spans: Spans


class DeclaredField(Part, frozen=True, kw_only=True):
    """A policy field in which a region says it cooperates."""

    code: Annotated[str, Meta(description="政策分野の記号。")]
    label: Annotated[str, Meta(description="正式な名称。")]
    content: Annotated[str | None, Meta(description="資料に書かれた内容。")]
    initiatives: Annotated[Count, Meta(description="この分野で収録した取組の数。")]
    source: SourceId
    spans: Spans


class RegionBasis(Part, frozen=True, kw_only=True):
    """Who says what is known of a region."""

    prefectures: BasisOf
    core_cities: BasisOf
    members: BasisOf


class RegionDetail(RegionItem, frozen=True, kw_only=True):
    """Everything known of a region."""

    aliases: Annotated[tuple[str, ...], Meta(description="ほかの呼び名。")]
    members: Annotated[tuple[str, ...], Meta(description="構成する市町村。")]
    basis: RegionBasis
    history: Annotated[Quote | None, Meta(description="圏域形成の経緯。")]
    outlook: Annotated[Quote | None, Meta(description="今後の展開。")]
    figures: tuple[Figure, ...]
    declared_fields: Annotated[
        tuple[DeclaredField, ...], Meta(description="連携していると資料が示す政策分野。")
    ]


class MatrixRow(Part, frozen=True, kw_only=True):
    """A region as a row; _missing stands for the examples of the scheme."""

    id: str
    name: str
    count: Annotated[Count, Meta(description="この圏域であてはまる取組の数。")]


class MatrixColumn(Part, frozen=True, kw_only=True):
    """A policy field as a column."""

    code: str
    label: Annotated[str, Meta(description="短い名称。")]
    name: Annotated[str, Meta(description="正式な名称。")]
    category: Annotated[str, Meta(description="取組の区分。")]


class CellLinks(Part, frozen=True, kw_only=True):
    """What a cell leads to."""

    search: Annotated[Url, Meta(description="この欄の取組の検索。")]


class MatrixCell(Part, frozen=True, kw_only=True):
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


class Matrix(Part, frozen=True, kw_only=True):
    """Regions by policy fields. Cells without a match and without a declaration are left out."""

    total: Annotated[Count, Meta(description="あてはまる取組の数。複数の分野にわたる取組は各欄で数えます。")]
    rows: tuple[MatrixRow, ...]
    columns: tuple[MatrixColumn, ...]
    cells: tuple[MatrixCell, ...]


class FacetValue(Part, frozen=True, kw_only=True):
    """A value that a filter may take."""

    value: str
    label: str
    parent: str | None
    count: Annotated[Count, Meta(description="収録した取組の数。")]
    links: CellLinks


class FacetDescription(Part, frozen=True, kw_only=True):
    """A facet with every value it may take."""

    name: FilterName
    label: str
    values: tuple[FacetValue, ...]


class FacetList(Part, frozen=True, kw_only=True):
    """Every facet."""

    items: tuple[FacetDescription, ...]
    total: Annotated[Count, Meta(description="収録した取組の数。")]


class SourceItem(SourceInDetail, frozen=True, kw_only=True):
    """A source of the corpus."""

    title_basis: BasisOf
    covers: Annotated[str, Meta(description="何が書かれているか。")]
    missing: Annotated[str, Meta(description="何が載っていないか。")]
    initiatives: Annotated[Count, Meta(description="収録した取組の数。")]
    links: CellLinks


class SourceList(Part, frozen=True, kw_only=True):
    """All sources."""

    items: tuple[SourceItem, ...]
    total: Count


class TaxonomyNode(Part, frozen=True, kw_only=True):
    """A category, group or policy field."""

    code: str
    name: Annotated[str, Meta(description="正式な名称。")]
    label: Annotated[str, Meta(description="短い名称。")]
    wordings: Annotated[tuple[str, ...], Meta(description="資料によるほかの書き方。")]
    parent: Annotated[str | None, Meta(description="一つ上の記号。")]
    depth: Annotated[int, Meta(ge=0, le=2, description="区分は 0、その下が 1 と 2。")]
    initiatives: Annotated[Count, Meta(description="この下を含めて、収録した取組の数。")]
    links: CellLinks


class TaxonomyAnswer(Part, frozen=True, kw_only=True):
    """The official classification as a list, each node after its parent."""

    items: tuple[TaxonomyNode, ...]
    total: Count


class SuggestionItem(Part, frozen=True, kw_only=True):
    """A completion."""

    text: Annotated[str, Meta(description="入力の続きを補った検索語。")]
    kind: Annotated[Kind, Meta(description="何の名前か。")]
    count: Annotated[Count, Meta(description="関わる取組の数。")]


class SuggestAnswer(Part, frozen=True, kw_only=True):
    """Completions, likeliest first."""

    items: tuple[SuggestionItem, ...]


class IndexCounts(Part, frozen=True, kw_only=True):
    """How much there is."""

    initiatives: Count
    regions: Count
    sources: Count


class IndexAnswer(Part, frozen=True, kw_only=True):
    """What this endpoint offers."""

    title: str
    version: Annotated[str, Meta(description="プログラムの版。")]
    generation: Annotated[str, Meta(description="索引の版。データが変わると変わります。")]
    created: Annotated[str, Meta(description="索引を作った日時（UTC）。")]
    counts: IndexCounts
    links: Annotated[dict[str, str], Meta(description="使えるアドレス。{id} は置き換えてください。")]


class Health(Part, frozen=True, kw_only=True):
    """The process answers."""

    status: Literal["ok"]


class Readiness(Part, frozen=True, kw_only=True):
    """Searches are answered."""

    status: Literal["ok"]
    generation: str


class Problem(Part, frozen=True, kw_only=True, omit_defaults=True):
    """An error (RFC 9457)."""

    type: Annotated[
        str, Meta(description="エラーの種類。about:blank のときは HTTP の状態コードのとおりです。")
    ]
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: Annotated[str, Meta(description="何がいけないか、どうすればよいか。")]
    parameter: Annotated[str | None, Meta(description="誤りのあるパラメーター。")] = None
    nearest: Annotated[str | None, Meta(description="いちばん近い正しい名前や値。")] = None
    export: Annotated[Url | None, Meta(description="すべての結果を受け取れるアドレス。")] = None
