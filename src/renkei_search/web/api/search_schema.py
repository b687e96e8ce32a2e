"""The schemas of answers to searches: hits, facets, the receipt, similar initiatives."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from renkei_search.facet.registry import FilterName
from renkei_search.model.record import Span
from renkei_search.search.request import Sort
from renkei_search.search.result import ReasonKind, StepKind, Tier
from renkei_search.web.api.schema import (
    AnswerPart,
    Count,
    InitiativeSummary,
    PageLinks,
    PracticeLinks,
    Practices,
    RegionRef,
)
from renkei_search.web.http.url import Url


class Highlight(AnswerPart, frozen=True, kw_only=True):
    """A passage that matches. Marks are ranges, never markup."""

    property: Annotated[
        str,
        Meta(description="どの項目の抜粋か。", extra_json_schema={"enum": ["title", "description"]}),
    ]
    text: Annotated[str, Meta(description="抜粋の文字。")]
    start: Annotated[Count, Meta(description="抜粋が項目の何文字目から始まるか。")]
    ranges: Annotated[
        tuple[Span, ...], Meta(description="text の中で語にあたる範囲 [始まり, 終わり)。HTML は含みません。")
    ]


Score = Annotated[float, Meta(description="一つの応答の中だけで比べられる点数。語がなければ 0。")]
Highlights = Annotated[tuple[Highlight, ...], Meta(description="語にあたる箇所の抜粋。")]


class HitSchema(InitiativeSummary, frozen=True, kw_only=True):
    """An initiative that was found."""

    score: Score
    match: Annotated[
        Tier | None,
        Meta(
            description=(
                "入力した言葉がどこにあるか。title は題名、text は本文か圏域・市町村の名前、synonym は言い換えだけ。"
                "言葉がいくつかあれば、いちばん後のもの。文章や、言葉のない検索では null。"
            )
        ),
    ]
    found_by: Annotated[
        tuple[str, ...],
        Meta(
            description="言い換えだけで見つかったとき、その言葉を取組に書かれたとおりに（または政策分野の名前）。"
            "文章では、その言葉が一つも書かれていないとき。"
        ),
    ]
    highlights: Highlights


class ReasonSchema(AnswerPart, frozen=True, kw_only=True):
    """Why an initiative is related."""

    kind: Annotated[
        ReasonKind,
        Meta(
            description="practice は同じ取組の型（推定）、near_practice は言い回しでは示されない、意味の近い取組の型（推定）、"
            "word は共通する言葉、kindred は意味の近い言葉。"
        ),
    ]
    text: Annotated[str, Meta(description="取組の型の名称か、取組に書かれたとおりの言葉。")]


class NearItem(InitiativeSummary, frozen=True, kw_only=True):
    """An initiative that does not match but is related."""

    score: Score
    reasons: Annotated[tuple[ReasonSchema, ...], Meta(description="近いとする理由。")]
    highlights: Highlights


class SimilarItem(InitiativeSummary, frozen=True, kw_only=True):
    """A comparable initiative."""

    score: Annotated[float, Meta(description="似ている度合い。一つの応答の中だけで比べられます。")]
    shared_terms: Annotated[tuple[str, ...], Meta(description="共通する言葉。特徴的なものが先です。")]
    shared_practices: Practices
    near_practices: Annotated[
        Practices, Meta(description="言い回しでは示されない、意味の近い取組の型（推定）。")
    ]


class FilterValue(AnswerPart, frozen=True, kw_only=True):
    """A filter of the request with its wording."""

    name: Annotated[FilterName, Meta(description="条件の名前。")]
    value: Annotated[str, Meta(description="条件の値。")]
    label: Annotated[str, Meta(description="値の名称。")]


class ReceiptWord(AnswerPart, frozen=True, kw_only=True):
    """A part of the query and how it was interpreted."""

    text: Annotated[str, Meta(description="入力されたとおりの言葉。")]
    kind: Annotated[
        str,
        Meta(
            description="語、語句、前方一致、除外。suffix は市・町・圏域などだけの語で、検索に使いません。"
            "general は文章の中の一般的な語、cause は理由を述べた部分で、あてはまるかどうかには使いません。",
            extra_json_schema={
                "enum": ["word", "phrase", "prefix", "excluded", "suffix", "general", "cause"]
            },
        ),
    ]
    field: Annotated[str | None, Meta(description="探す項目を指定したときは、その名前。")]
    terms: Annotated[tuple[str, ...], Meta(description="索引の語。空なら検索に使っていません。")]
    places: Annotated[tuple[str, ...], Meta(description="この名前の市町村。")]


class ReceiptStep(AnswerPart, frozen=True, kw_only=True):
    """How the request was widened beyond its literal words."""

    kind: Annotated[
        StepKind,
        Meta(
            description=(
                "synonyms は言い換え、spelling は別の書き方、reading は読みから、linked は「の」を挟む書き方、"
                "related は内容の近い取組（件数外）。"
            )
        ),
    ]
    word: Annotated[str | None, Meta(description="もとの言葉。")]
    words: Annotated[tuple[str, ...], Meta(description="加えた言葉。related では、検索語が示す取組の型。")]


class WordLinks(AnswerPart, frozen=True, kw_only=True):
    """The links of a word."""

    search: Annotated[Url, Meta(description="同じ条件で、その言葉だけを探す検索。")]


class WordCountSchema(AnswerPart, frozen=True, kw_only=True):
    """A word with how many initiatives match it alone."""

    text: Annotated[str, Meta(description="言葉。")]
    total: Annotated[Count, Meta(description="同じ条件で、その言葉だけにあてはまる取組の数。")]
    links: Annotated[WordLinks, Meta(description="その言葉だけの検索。")]


class AbsentPlaceSchema(AnswerPart, frozen=True, kw_only=True):
    """A municipality named in the query that takes part in no region of the corpus."""

    text: Annotated[str, Meta(description="入力されたとおりの名前。")]
    name: Annotated[str, Meta(description="市区町村の名前。都道府県なら、その名前。")]
    prefecture: Annotated[str | None, Meta(description="都道府県。")]
    regions: Annotated[tuple[RegionRef, ...], Meta(description="その都道府県の、収録した圏域。")]


class PracticeCount(AnswerPart, frozen=True, kw_only=True):
    """A type of practice with the number of its initiatives."""

    id: str
    name: str
    total: Annotated[Count, Meta(description="同じ条件で、この型の取組の数。")]
    links: PracticeLinks


class FieldCount(AnswerPart, frozen=True, kw_only=True):
    """A policy field with the number of its initiatives."""

    code: str
    label: str
    total: Annotated[Count, Meta(description="同じ条件で、この分野の取組の数。")]
    links: PracticeLinks


class AlternativesSchema(AnswerPart, frozen=True, kw_only=True):
    """What exists that is close to a query without matches; empty if there are matches."""

    words: Annotated[tuple[WordCountSchema, ...], Meta(description="つづりや読みの近い、実際にある言葉。")]
    practices: Annotated[tuple[PracticeCount, ...], Meta(description="近い取組の型（推定）。")]
    fields: Annotated[tuple[FieldCount, ...], Meta(description="近い政策分野。")]


class ReceiptLinks(AnswerPart, frozen=True, kw_only=True):
    """Other readings of the same words."""

    exact: Annotated[Url, Meta(description="言葉どおりの検索。")]


class ReceiptSchema(AnswerPart, frozen=True, kw_only=True):
    """How the query was understood."""

    mode: Annotated[
        Literal["all", "sentence"], Meta(description="すべての語にあてはまるものか、文章として探したか。")
    ]
    words: tuple[ReceiptWord, ...]
    operators: Annotated[tuple[str, ...], Meta(description="使われた演算子。")]
    ignored: Annotated[tuple[str, ...], Meta(description="検索に使わなかった言葉。")]
    notes: Annotated[tuple[str, ...], Meta(description="無視したことや直したことの説明。")]
    steps: Annotated[tuple[ReceiptStep, ...], Meta(description="広げて探した順。")]
    strict_total: Annotated[Count, Meta(description="条件で絞る前に、言葉にあてはまる取組の数。")]
    counts: Annotated[
        tuple[WordCountSchema, ...],
        Meta(description="すべての言葉がそろう取組がないとき、言葉ごとの件数。"),
    ]
    absent_places: Annotated[
        tuple[AbsentPlaceSchema, ...],
        Meta(
            description="収録したどの圏域にも参加していない市区町村と、圏域を一つも収録していない都道府県。"
        ),
    ]
    links: ReceiptLinks


class QuerySchema(AnswerPart, frozen=True, kw_only=True):
    """The request as it was understood."""

    q: Annotated[str, Meta(description="検索語。")]
    filters: Annotated[tuple[FilterValue, ...], Meta(description="選んだ条件。")]
    excluded: Annotated[tuple[FilterValue, ...], Meta(description="除いた条件。")]
    sort: Sort
    expand: Annotated[bool, Meta(description="言い換えや関連する取組も探したか。")]
    semantic: Annotated[bool, Meta(description="言葉の意味の近さも使うように求めたか。")]
    receipt: ReceiptSchema


class BucketLinks(AnswerPart, frozen=True, kw_only=True):
    """The links of a bucket."""

    toggle: Annotated[
        Url, Meta(description="この値を選ぶ検索。選んでいるときや除いているときは、それをやめる検索。")
    ]


class BucketSchema(AnswerPart, frozen=True, kw_only=True, omit_defaults=True):
    """A value of a facet with the number of initiatives that choosing it alone would leave."""

    value: Annotated[str, Meta(description="条件に使う値。値のない取組は _missing。")]
    label: Annotated[str, Meta(description="値の名称。")]
    parent: Annotated[str | None, Meta(description="政策分野の木で一つ上の値。")]
    count: Annotated[Count, Meta(description="この値だけを選んだときの件数。")]
    selected: Annotated[bool, Meta(description="選んでいるか。")]
    links: BucketLinks
    excluded: Annotated[bool, Meta(description="除いているか。除いているときだけ現れます。")] = False


class FacetSchema(AnswerPart, frozen=True, kw_only=True):
    """A facet. Its counts obey every filter but its own."""

    name: FilterName
    label: Annotated[str, Meta(description="日本語の名前。")]
    buckets: tuple[BucketSchema, ...]


class SearchAnswer(AnswerPart, frozen=True, kw_only=True):
    """The answer to a search."""

    query: QuerySchema
    total: Annotated[Count, Meta(description="あてはまる取組の数。")]
    page: Annotated[int, Meta(ge=1)]
    per_page: Annotated[int, Meta(ge=1, le=100)]
    pages: Annotated[Count, Meta(description="ページの数。")]
    items: Annotated[tuple[HitSchema, ...], Meta(description="あてはまる取組。count=0 のときは空です。")]
    related: Annotated[
        tuple[NearItem, ...],
        Meta(description="あてはまらないが内容の近い取組。最後のページに付け、件数には含めません。"),
    ]
    alternatives: AlternativesSchema
    facets: Annotated[tuple[FacetSchema, ...], Meta(description="絞り込みの条件ごとの件数。")]
    links: PageLinks


class SimilarAnswer(AnswerPart, frozen=True, kw_only=True):
    """Comparable practice, best first."""

    items: Annotated[tuple[SimilarItem, ...], Meta(description="圏域の似た取組。一つの圏域から二つまで。")]
    total: Count
    generic: Annotated[
        tuple[SimilarItem, ...],
        Meta(description="似た取組のうち、制度の例示（圏域のもの以外）。total には数えません。"),
    ]


class DraftSchema(AnswerPart, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft to find comparable practice for."""

    text: Annotated[
        str,
        Meta(
            description="新しい取組の案などの文章。5,000文字まで。",
            extra_json_schema={"maxLength": 5_000, "pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$"},
            examples=["若者の起業を支援する相談窓口を圏域で設ける。"],
        ),
    ]
