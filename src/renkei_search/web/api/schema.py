"""The schemas of initiatives at the JSON endpoint. Answers are instances; OpenAPI is made from the classes.

Descriptions are in Japanese, because the reference page shows them. Keys are in the order of the answer.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from renkei_search.model.record import Basis, RegionKind, Span
from renkei_search.web.http.url import Url

Count = Annotated[int, Meta(ge=0)]
SourceId = Annotated[str, Meta(description="資料の id。")]
BasisOf = Annotated[
    Basis, Meta(description="stated は資料に明記、inferred は内容や公知の事実からの判断（推定）。")
]
Spans = Annotated[
    tuple[Span, ...],
    Meta(description="資料の全文での文字の範囲 [始まり, 終わり)。Unicode の符号位置で数えます。"),
]


class AnswerPart(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all answers and their parts."""


class RegionRef(AnswerPart, frozen=True, kw_only=True):
    """A reference to a region."""

    id: Annotated[str, Meta(description="圏域の id。変わりません。")]
    name: Annotated[str, Meta(description="圏域の名称。")]
    kind: Annotated[RegionKind, Meta(description="圏域の種類。")]


class CodedSchema(AnswerPart, frozen=True, kw_only=True):
    """A code of the taxonomy, its official wording, and whether the source states it."""

    code: Annotated[str, Meta(description="区分や政策分野の記号。")]
    label: Annotated[str, Meta(description="正式な名称。")]
    basis: BasisOf


class SourceRef(AnswerPart, frozen=True, kw_only=True):
    """A reference to a source."""

    id: SourceId
    title: Annotated[str, Meta(description="資料の名称。")]


class PracticeLinks(AnswerPart, frozen=True, kw_only=True):
    """The links of a type of practice."""

    search: Annotated[Url, Meta(description="この型の取組の検索。")]


class Practice(AnswerPart, frozen=True, kw_only=True):
    """A type of practice that an initiative's words indicate."""

    id: Annotated[str, Meta(description="取組の型の id。条件 practice に使えます。")]
    name: Annotated[str, Meta(description="取組の型の名称。")]
    links: PracticeLinks


Practices = Annotated[
    tuple[Practice, ...],
    Meta(description="取組の型。題名と本文の言葉から推定したもので、資料に書かれた分類ではありません。"),
]


class InitiativeLinks(AnswerPart, frozen=True, kw_only=True):
    """The links of an initiative."""

    self: Annotated[Url, Meta(description="この取組の JSON。")]
    html: Annotated[Url, Meta(description="この取組のページ。")]
    similar: Annotated[Url, Meta(description="ほかの圏域の似た取組。")]


class InitiativeSummary(AnswerPart, frozen=True, kw_only=True):
    """An initiative in a list."""

    id: Annotated[str, Meta(description="取組の id。変わりません。")]
    title: Annotated[str | None, Meta(description="題名。資料に題名がなければ null。")]
    editorial_title: Annotated[
        str | None,
        Meta(
            description="資料に題名がない取組に、当サイトが付けた見出し。資料の言葉ではなく、検索しても見つかりません。"
        ),
    ]
    description: Annotated[str, Meta(description="資料の記述そのまま。")]
    region: Annotated[RegionRef | None, Meta(description="圏域。制度の例示では null。")]
    prefectures: Annotated[tuple[str, ...], Meta(description="圏域の都道府県。中心市のものが先です。")]
    category: Annotated[CodedSchema, Meta(description="取組の区分。")]
    fields: Annotated[tuple[CodedSchema, ...], Meta(description="政策分野。")]
    status: Annotated[str | None, Meta(description="案の段階の資料によるものは draft。")]
    source: Annotated[SourceRef, Meta(description="出典の資料。")]
    links: InitiativeLinks


class PageLinks(AnswerPart, frozen=True, kw_only=True):
    """The pages of a list; null for a page that does not exist."""

    self: Url
    first: Annotated[Url | None, Meta(description="最初のページ。")]
    prev: Annotated[Url | None, Meta(description="前のページ。")]
    next: Annotated[Url | None, Meta(description="次のページ。")]
    last: Annotated[Url | None, Meta(description="最後のページ。検索は1,000件目まで。")]


class InitiativeList(AnswerPart, frozen=True, kw_only=True):
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
    core_cities_basis: BasisOf
    members: Annotated[tuple[str, ...], Meta(description="圏域の市町村。中心となる市を含みます。")]
    members_basis: BasisOf
    links: RegionLinks


class RegionLinks(AnswerPart, frozen=True, kw_only=True):
    """The links of a region."""

    self: Annotated[Url, Meta(description="この圏域の JSON。")]
    html: Annotated[Url, Meta(description="この圏域のページ。")]
    search: Annotated[Url, Meta(description="この圏域の取組の検索。")]


class SourceInDetail(SourceRef, frozen=True, kw_only=True):
    """The source of an initiative with what a citation needs."""

    title_basis: BasisOf
    publisher: Annotated[str, Meta(description="公表者。")]
    publisher_basis: BasisOf
    as_of: Annotated[str, Meta(description="いつの時点の資料か。")]
    as_of_basis: BasisOf
    licence: Annotated[str, Meta(description="利用条件。")]
    url: Annotated[str | None, Meta(description="公表されたウェブページのアドレス。分からなければ null。")]


class RoleSchema(AnswerPart, frozen=True, kw_only=True):
    """What one party of an agreement undertakes."""

    party: Annotated[str, Meta(description="甲や乙。")]
    name: Annotated[str | None, Meta(description="市町村名。資料が空欄なら null。")]
    text: Annotated[str, Meta(description="役割の記述。")]


class IndicatorSchema(AnswerPart, frozen=True, kw_only=True):
    """A figure of an initiative as printed."""

    name: Annotated[str, Meta(description="指標の名前。")]
    name_basis: BasisOf
    value: Annotated[str, Meta(description="資料に書かれたとおりの値。")]
    period: Annotated[str | None, Meta(description="いつの値か。")]


class CostSchema(AnswerPart, frozen=True, kw_only=True):
    """What an initiative costs in a year, as printed."""

    period: Annotated[str, Meta(description="いつの事業費か。資料に書かれたとおり。空なら総額など。")]
    year: Annotated[int | None, Meta(description="年度（西暦）。年度でなければ null。")]
    amount: Annotated[str, Meta(description="資料に書かれたとおりの金額。")]
    unit: Annotated[str, Meta(description="金額の単位。資料に書かれたとおり。")]


class InitiativeSpansSchema(AnswerPart, frozen=True, kw_only=True):
    """Where the parts of an initiative are in its source."""

    title: Spans
    description: Spans
    municipalities: Spans
    period: Spans


class InitiativeDetail(InitiativeSummary, frozen=True, kw_only=True):
    """Everything known about an initiative."""

    region: Annotated[RegionInDetail | None, Meta(description="圏域。制度の例示では null。")]
    source: SourceInDetail
    municipalities: Annotated[
        tuple[str, ...], Meta(description="資料がこの取組について挙げる市町村。空なら圏域の市町村一般。")
    ]
    citation: Annotated[
        str,
        Meta(
            description="引用するときの出典の書き方。公表者、題名、時点、資料の中の箇所。"
            "資料に明記のないものには（推定）がつきます。"
        ),
    ]
    place: Annotated[
        str | None, Meta(description="資料の中の箇所。ページの見出しや表の行。分からなければ null。")
    ]
    practices: Practices
    roles: tuple[RoleSchema, ...]
    indicators: tuple[IndicatorSchema, ...]
    costs: tuple[CostSchema, ...]
    period: Annotated[str | None, Meta(description="資料に書かれたとおりの実施期間。")]
    years: Annotated[
        tuple[int, ...],
        Meta(
            description="実施年度（西暦）。期間と事業費の記載から。始まりだけの期間は、資料の時点の年度まで。"
            "条件 year に使えます。"
        ),
    ]
    page: Annotated[int | None, Meta(description="原資料のページ。分からなければ null。")]
    spans: InitiativeSpansSchema
