"""The shapes of searches and initiatives at the JSON endpoint. What is sent is an instance; OpenAPI comes from them.

Descriptions are in Japanese, because the reference page shows them. Keys stand in the order of the answer.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from renkei_search.record import Basis, RegionKind, Span
from renkei_search.search.request import FilterName, Sort
from renkei_search.search.result import StepKind

Url = Annotated[str, Meta(description="このサービスの中のアドレス。「/」で始まります。", pattern="^/")]
Count = Annotated[int, Meta(ge=0)]
SourceId = Annotated[str, Meta(description="資料の id。")]
BasisOf = Annotated[
    Basis, Meta(description="stated は資料に明記、inferred は内容や公知の事実からの判断（推定）。")
]
Spans = Annotated[
    tuple[Span, ...],
    Meta(description="資料の全文での文字の範囲 [始め, 終わり)。Unicode の符号位置で数えます。"),
]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all answers and their parts."""


class RegionRef(Part, frozen=True, kw_only=True):
    """A region as others refer to it."""

    id: Annotated[str, Meta(description="圏域の id。変わりません。")]
    name: Annotated[str, Meta(description="圏域の名称。")]
    kind: Annotated[RegionKind, Meta(description="圏域の種類。")]


class Coded(Part, frozen=True, kw_only=True):
    """A code of the taxonomy, its official wording, and who gave it."""

    code: Annotated[str, Meta(description="区分や政策分野の記号。")]
    label: Annotated[str, Meta(description="正式な名称。")]
    basis: BasisOf


class SourceRef(Part, frozen=True, kw_only=True):
    """A source as others refer to it."""

    id: SourceId
    title: Annotated[str, Meta(description="資料の名称。")]


class PracticeLinks(Part, frozen=True, kw_only=True):
    """Where more of a type of practice are."""

    search: Annotated[Url, Meta(description="この型の取組の検索。")]


class Practice(Part, frozen=True, kw_only=True):
    """A type of practice that an initiative's words show."""

    id: Annotated[str, Meta(description="取組の型の id。条件 practice に使えます。")]
    name: Annotated[str, Meta(description="取組の型の名称。")]
    links: PracticeLinks


Practices = Annotated[
    tuple[Practice, ...],
    Meta(description="取組の型。題名と本文の言葉から推定したもので、資料に書かれた分類ではありません。"),
]


class InitiativeLinks(Part, frozen=True, kw_only=True):
    """Where more is known of an initiative."""

    self: Annotated[Url, Meta(description="この取組の JSON。")]
    html: Annotated[Url, Meta(description="この取組のページ。")]
    similar: Annotated[Url, Meta(description="よその圏域の似た取組。")]


class InitiativeSummary(Part, frozen=True, kw_only=True):
    """An initiative in a list."""

    id: Annotated[str, Meta(description="取組の id。変わりません。")]
    title: Annotated[str | None, Meta(description="題名。資料に題名がなければ null。")]
    description: Annotated[str, Meta(description="資料の記述そのまま。")]
    region: Annotated[RegionRef | None, Meta(description="圏域。制度の例示では null。")]
    prefectures: Annotated[tuple[str, ...], Meta(description="圏域の都道府県。中心市のものが先です。")]
    category: Annotated[Coded, Meta(description="取組の区分。")]
    fields: Annotated[tuple[Coded, ...], Meta(description="政策分野。")]
    status: Annotated[str | None, Meta(description="案の段階の資料によるものは draft。")]
    source: Annotated[SourceRef, Meta(description="出典の資料。")]
    links: InitiativeLinks


class Highlight(Part, frozen=True, kw_only=True):
    """A passage that matches. Marks are ranges, never markup."""

    property: Annotated[
        str,
        Meta(description="どの項目の抜粋か。", extra_json_schema={"enum": ["title", "description"]}),
    ]
    text: Annotated[str, Meta(description="抜粋の文字。")]
    start: Annotated[Count, Meta(description="抜粋が項目の何文字目から始まるか。")]
    ranges: Annotated[
        tuple[Span, ...], Meta(description="text の中で語にあたる範囲 [始め, 終わり)。HTML は含みません。")
    ]


class Hit(InitiativeSummary, frozen=True, kw_only=True):
    """An initiative that was found."""

    score: Annotated[float, Meta(description="一つの回答の中だけで比べられる点数。語がなければ 0。")]
    highlights: Annotated[tuple[Highlight, ...], Meta(description="語にあたる箇所の抜粋。")]


class SimilarItem(InitiativeSummary, frozen=True, kw_only=True):
    """A comparable initiative."""

    score: Annotated[float, Meta(description="似ている度合い。一つの回答の中だけで比べられます。")]
    shared_terms: Annotated[tuple[str, ...], Meta(description="共通する言葉。特徴的なものが先です。")]
    shared_practices: Practices


class FilterValue(Part, frozen=True, kw_only=True):
    """A filter of the request with its wording."""

    name: Annotated[FilterName, Meta(description="条件の名前。")]
    value: Annotated[str, Meta(description="条件の値。")]
    label: Annotated[str, Meta(description="値の読み方。")]


class ReceiptWord(Part, frozen=True, kw_only=True):
    """A part of the query and what it was taken for."""

    text: Annotated[str, Meta(description="入力されたとおりの言葉。")]
    kind: Annotated[
        str,
        Meta(
            description="語、語句、前方一致、除外。",
            extra_json_schema={"enum": ["word", "phrase", "prefix", "excluded"]},
        ),
    ]
    field: Annotated[str | None, Meta(description="探す項目を指定したときは、その名前。")]
    terms: Annotated[tuple[str, ...], Meta(description="索引の語。空なら検索に使っていません。")]
    places: Annotated[tuple[str, ...], Meta(description="この名前の市町村。")]


class ReceiptStep(Part, frozen=True, kw_only=True):
    """How the request was read more widely than to the letter."""

    kind: Annotated[StepKind, Meta(description="言い換え、書き直し、関連する取組。")]
    word: Annotated[str | None, Meta(description="もとの言葉。")]
    words: Annotated[tuple[str, ...], Meta(description="加えた言葉。")]


class ReceiptLinks(Part, frozen=True, kw_only=True):
    """Other readings of the same words."""

    exact: Annotated[Url, Meta(description="言葉どおりの検索。")]


class Receipt(Part, frozen=True, kw_only=True):
    """How the query was understood."""

    mode: Annotated[
        Literal["all", "sentence"], Meta(description="すべての語にあてはまるものか、文章として探したか。")
    ]
    words: tuple[ReceiptWord, ...]
    operators: Annotated[tuple[str, ...], Meta(description="使われた演算子。")]
    ignored: Annotated[tuple[str, ...], Meta(description="検索に使わなかった言葉。")]
    notes: Annotated[tuple[str, ...], Meta(description="補ったことの説明。")]
    steps: Annotated[tuple[ReceiptStep, ...], Meta(description="広げて探した順。")]
    strict_total: Annotated[Count, Meta(description="条件で絞る前に、言葉にあてはまる取組の数。")]
    links: ReceiptLinks


class Query(Part, frozen=True, kw_only=True):
    """The request as it was understood."""

    q: Annotated[str, Meta(description="検索語。")]
    filters: Annotated[tuple[FilterValue, ...], Meta(description="選んだ条件。")]
    excluded: Annotated[tuple[FilterValue, ...], Meta(description="除いた条件。")]
    sort: Sort
    expand: Annotated[bool, Meta(description="言い換えや関連する取組も探したか。")]
    receipt: Receipt


class BucketLinks(Part, frozen=True, kw_only=True):
    """What a bucket leads to."""

    toggle: Annotated[
        Url, Meta(description="この値を選ぶ検索。選んでいるときや除いているときは、それをやめる検索。")
    ]


class Bucket(Part, frozen=True, kw_only=True, omit_defaults=True):
    """A value of a facet with the number of initiatives that choosing it alone would leave."""

    value: Annotated[str, Meta(description="条件に使う値。値のない取組は _missing。")]
    label: Annotated[str, Meta(description="値の読み方。")]
    parent: Annotated[str | None, Meta(description="政策分野の木で一つ上の値。")]
    count: Annotated[Count, Meta(description="この値だけを選んだときの件数。")]
    selected: Annotated[bool, Meta(description="選んでいるか。")]
    links: BucketLinks
    excluded: Annotated[bool, Meta(description="除いているか。除いているときだけ現れます。")] = False


class Facet(Part, frozen=True, kw_only=True):
    """A facet. Its counts obey every filter but its own."""

    name: FilterName
    label: Annotated[str, Meta(description="日本語の名前。")]
    buckets: tuple[Bucket, ...]


class PageLinks(Part, frozen=True, kw_only=True):
    """The pages of a list. Where there is none, null."""

    self: Url
    first: Annotated[Url | None, Meta(description="最初のページ。")]
    prev: Annotated[Url | None, Meta(description="前のページ。")]
    next: Annotated[Url | None, Meta(description="次のページ。")]
    last: Annotated[Url | None, Meta(description="最後のページ。検索は1,000件目まで。")]


class SearchAnswer(Part, frozen=True, kw_only=True):
    """The answer to a search."""

    query: Query
    total: Annotated[Count, Meta(description="あてはまる取組の数。")]
    page: Annotated[int, Meta(ge=1)]
    per_page: Annotated[int, Meta(ge=1, le=100)]
    pages: Annotated[Count, Meta(description="ページの数。")]
    items: Annotated[tuple[Hit, ...], Meta(description="あてはまる取組。count=0 のときは空です。")]
    related: Annotated[tuple[Hit, ...], Meta(description="関連する取組。件数には含めません。")]
    facets: Annotated[tuple[Facet, ...], Meta(description="絞り込みの条件ごとの件数。")]
    links: PageLinks


class InitiativeList(Part, frozen=True, kw_only=True):
    """All initiatives, page by page."""

    total: Count
    page: Annotated[int, Meta(ge=1)]
    per_page: Annotated[int, Meta(ge=1, le=100)]
    pages: Count
    items: Annotated[tuple[InitiativeSummary, ...], Meta(description="収録した順。順序は変わりません。")]
    links: PageLinks


class RegionInDetail(RegionRef, frozen=True, kw_only=True):
    """The region of an initiative with its members."""

    core_cities: Annotated[tuple[str, ...], Meta(description="連携中枢都市や中心市。")]
    members: Annotated[tuple[str, ...], Meta(description="圏域の市町村。中心となる市を含みます。")]
    links: RegionLinks


class RegionLinks(Part, frozen=True, kw_only=True):
    """Where more is known of a region."""

    self: Annotated[Url, Meta(description="この圏域の JSON。")]
    html: Annotated[Url, Meta(description="この圏域のページ。")]
    search: Annotated[Url, Meta(description="この圏域の取組の検索。")]


class SourceInDetail(SourceRef, frozen=True, kw_only=True):
    """The source of an initiative with what a citation needs."""

    publisher: Annotated[str, Meta(description="作成者。")]
    publisher_basis: BasisOf
    as_of: Annotated[str, Meta(description="いつの時点の資料か。")]
    as_of_basis: BasisOf
    licence: Annotated[str, Meta(description="利用条件。")]


class Role(Part, frozen=True, kw_only=True):
    """What one party of an agreement undertakes."""

    party: Annotated[str, Meta(description="甲や乙。")]
    name: Annotated[str | None, Meta(description="市町村名。資料が空欄なら null。")]
    text: Annotated[str, Meta(description="役割の記述。")]


class Indicator(Part, frozen=True, kw_only=True):
    """A figure of an initiative as printed."""

    name: Annotated[str, Meta(description="指標の名前。")]
    name_basis: BasisOf
    value: Annotated[str, Meta(description="資料に書かれたとおりの値。")]
    period: Annotated[str | None, Meta(description="いつの値か。")]


class InitiativeSpans(Part, frozen=True, kw_only=True):
    """Where the parts of an initiative stand in its source."""

    title: Spans
    description: Spans
    municipalities: Spans


class InitiativeDetail(InitiativeSummary, frozen=True, kw_only=True):
    """Everything known of an initiative."""

    region: Annotated[RegionInDetail | None, Meta(description="圏域。制度の例示では null。")]
    source: SourceInDetail
    municipalities: Annotated[
        tuple[str, ...], Meta(description="資料がこの取組について挙げる市町村。空なら圏域の市町村一般。")
    ]
    practices: Practices
    roles: tuple[Role, ...]
    indicators: tuple[Indicator, ...]
    spans: InitiativeSpans


class SimilarAnswer(Part, frozen=True, kw_only=True):
    """Comparable practice, best first."""

    items: Annotated[tuple[SimilarItem, ...], Meta(description="似た取組。一つの圏域から二つまで。")]
    total: Count


class Draft(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft to find comparable practice for."""

    text: Annotated[
        str,
        Meta(
            description="新しい取組の案などの文章。5,000文字まで。",
            extra_json_schema={"maxLength": 5_000, "pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$"},
            examples=["若者の起業を支援する相談窓口を圏域で設ける。"],
        ),
    ]
