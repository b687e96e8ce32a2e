"""The JSON endpoint, version 1: the answer of each route. Errors are problem details (RFC 9457)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from renkei_search import __version__
from renkei_search.errors import ParameterError, QueryError
from renkei_search.region.matrix import make_matrix
from renkei_search.region.profile import describe_region
from renkei_search.region.summary import summarize_regions
from renkei_search.search.request import SearchRequest
from renkei_search.web.api import catalogue_schema, schema, search_schema
from renkei_search.web.api.catalogue import (
    list_facets,
    list_sources,
    list_taxonomy,
    represent_matrix,
    represent_region,
    represent_region_detail,
)
from renkei_search.web.api.operation import Operation, Tag
from renkei_search.web.api.representation import (
    represent_initiative,
    represent_initiative_detail,
    represent_results,
    represent_similar,
)
from renkei_search.web.http.parameter import (
    InitiativeParameters,
    NoParameters,
    PageParameters,
    RegionParameters,
    SearchApiParameters,
    SimilarParameters,
    SimilarToParameters,
    SuggestParameters,
    WordParameters,
)
from renkei_search.web.http.url import API, suggestion_url

if TYPE_CHECKING:
    from renkei_search.web.api.operation import Call

api = Blueprint("api", __name__)


def _index(call: Call[NoParameters]) -> catalogue_schema.IndexAnswer:
    engine = call.engine
    links = {operation.id: operation.path.replace("<id>", "{id}") for operation in OPERATIONS}
    return catalogue_schema.IndexAnswer(
        title="圏域の取組検索 API",
        version=__version__,
        generation=engine.generation,
        created=engine.created.isoformat(),
        counts=catalogue_schema.IndexCounts(
            initiatives=engine.initiative_count,
            regions=len(engine.catalogue.regions),
            sources=len(engine.catalogue.sources),
        ),
        links=links | {"openapi": "/openapi.json", "reference": "/api"},
    )


def _search(call: Call[SearchApiParameters]) -> search_schema.SearchAnswer:
    return represent_results(call.engine.search(call.parameters.to_request()), call.engine.catalogue)


def _list_initiatives(call: Call[PageParameters]) -> schema.InitiativeList:
    engine, page, per_page = call.engine, call.parameters.page, call.parameters.per_page
    total = engine.initiative_count
    pages = -(-total // per_page)

    def link(number: int) -> str:
        query = [
            f"{name}={value}"
            for name, value, default in (("per_page", per_page, 20), ("page", number, 1))
            if value != default
        ]
        return f"{API}/initiatives" + (f"?{'&'.join(query)}" if query else "")

    return schema.InitiativeList(
        total=total,
        page=page,
        per_page=per_page,
        pages=pages,
        items=tuple(
            represent_initiative(found, engine.catalogue)
            for found in engine.records((page - 1) * per_page, page * per_page)
        ),
        links=schema.PageLinks(
            self=link(page),
            first=link(1) if pages else None,
            prev=link(page - 1) if 1 < page <= pages + 1 else None,
            next=link(page + 1) if page < pages else None,
            last=link(pages) if pages else None,
        ),
    )


def _get_initiative(call: Call[InitiativeParameters]) -> schema.InitiativeDetail:
    engine, initiative_id = call.engine, call.parameters.id
    return represent_initiative_detail(
        engine.get(initiative_id), engine.practices_of(initiative_id), engine.catalogue
    )


def _find_similar(call: Call[SimilarToParameters]) -> search_schema.SimilarAnswer:
    asked = call.parameters
    hits = call.engine.similar(asked.id, asked.filters, asked.limit, asked.excluded)
    return represent_similar(hits, call.engine.catalogue)


def _find_similar_to_text(call: Call[SimilarParameters]) -> search_schema.SimilarAnswer:
    asked = call.parameters
    try:
        hits = call.engine.similar_to_text(call.draft.text, asked.filters, asked.limit, asked.excluded)
    except QueryError as error:
        raise ParameterError("text", str(error)) from error
    return represent_similar(hits, call.engine.catalogue)


def _list_regions(call: Call[NoParameters]) -> catalogue_schema.RegionList:
    items = tuple(represent_region(summary) for summary in summarize_regions(call.engine, SearchRequest()))
    return catalogue_schema.RegionList(items=items, total=len(items))


def _get_region(call: Call[RegionParameters]) -> catalogue_schema.RegionDetail:
    engine, region_id = call.engine, call.parameters.id
    return represent_region_detail(describe_region(engine, region_id), engine.catalogue)


def _cross_tabulate(call: Call[WordParameters]) -> catalogue_schema.MatrixSchema:
    engine, request = call.engine, call.parameters.to_request()
    return represent_matrix(make_matrix(engine, request), engine.search(request), engine.catalogue)


def _list_facets(call: Call[NoParameters]) -> catalogue_schema.FacetList:
    return list_facets(call.engine)


def _list_sources(call: Call[NoParameters]) -> catalogue_schema.SourceList:
    return list_sources(call.engine)


def _list_taxonomy(call: Call[NoParameters]) -> catalogue_schema.TaxonomyAnswer:
    return list_taxonomy(call.engine)


def _suggest(call: Call[SuggestParameters]) -> catalogue_schema.SuggestAnswer:
    found = call.engine.suggest(call.parameters.q)
    return catalogue_schema.SuggestAnswer(
        items=tuple(
            catalogue_schema.SuggestionItem(
                text=item.text,
                kind=item.kind,
                count=item.count,
                links=catalogue_schema.SuggestionLinks(html=suggestion_url(item)),
            )
            for item in found
        )
    )


def _tell_health(_: Call[NoParameters]) -> catalogue_schema.Health:
    return catalogue_schema.Health(status="ok")


def _tell_readiness(call: Call[NoParameters]) -> catalogue_schema.Readiness:
    engine = call.engine
    engine.check()
    return catalogue_schema.Readiness(status="ok", generation=engine.generation)


OPERATIONS = (
    Operation(
        "index",
        API,
        "使えるアドレスと収録の数",
        Tag.START,
        NoParameters,
        catalogue_schema.IndexAnswer,
        _index,
        API,
        detail="収録した取組・圏域・資料の数と、ほかのアドレスを返します。",
    ),
    Operation(
        "search",
        f"{API}/search",
        "言葉と条件で取組を探す",
        Tag.SEARCH,
        SearchApiParameters,
        search_schema.SearchAnswer,
        _search,
        f"{API}/search?q=病児保育&prefecture=鳥取県&per_page=5",
        detail="items は言葉と条件のすべてにあてはまる取組で、total とファセットの件数はこれを数えます。"
        "related は関連する取組で、件数に含めません。語がなければ圏域順（北から南）に並べます。",
    ),
    Operation(
        "suggest",
        f"{API}/suggest",
        "入力の続きを補う",
        Tag.SEARCH,
        SuggestParameters,
        catalogue_schema.SuggestAnswer,
        _suggest,
        f"{API}/suggest?q=いじゅう",
        detail="漢字、かな、ローマ字の入力から、取組名・市町村・圏域・政策分野・言葉の候補を、件数とともに返します。"
        "links.html は、一つの取組か圏域の名前ならそのページ、ほかは検索画面です。",
    ),
    Operation(
        "matrix",
        f"{API}/matrix",
        "圏域と政策分野の組ごとに数える",
        Tag.SEARCH,
        WordParameters,
        catalogue_schema.MatrixSchema,
        _cross_tabulate,
        f"{API}/matrix?q=移住&kind=renkei-chusu",
        detail="資料が連携を示していても取組の記述がない欄は、declared が true で described が 0 です。",
    ),
    Operation(
        "initiatives",
        f"{API}/initiatives",
        "すべての取組を順に受け取る",
        Tag.INITIATIVES,
        PageParameters,
        schema.InitiativeList,
        _list_initiatives,
        f"{API}/initiatives?per_page=2",
        detail="収録した順で、何件目まででも受け取れます。",
    ),
    Operation(
        "initiative",
        f"{API}/initiatives/<id>",
        "一つの取組を詳しく",
        Tag.INITIATIVES,
        InitiativeParameters,
        schema.InitiativeDetail,
        _get_initiative,
        f"{API}/initiatives/001-bingo-denim-project",
        detail="すべての項目と、資料の本文での位置を返します。",
        problems=(404, 422, 503),
    ),
    Operation(
        "similar",
        f"{API}/initiatives/<id>/similar",
        "ほかの圏域の似た取組",
        Tag.INITIATIVES,
        SimilarToParameters,
        search_schema.SimilarAnswer,
        _find_similar,
        f"{API}/initiatives/001-bingo-denim-project/similar?limit=3",
        detail="似ている順に、共通する言葉とともに返します。一つの圏域からは多くを返しません。",
        problems=(404, 422, 503),
    ),
    Operation(
        "similarToText",
        f"{API}/similar",
        "文章に似た取組",
        Tag.INITIATIVES,
        SimilarParameters,
        search_schema.SimilarAnswer,
        _find_similar_to_text,
        f"{API}/similar?limit=3",
        detail="新しい取組の案などの文章を JSON で送ると、似た取組を返します。送った文章は保存しません。",
        draft=True,
        problems=(413, 415, 422, 503),
        cached=False,
    ),
    Operation(
        "regions",
        f"{API}/regions",
        "圏域の一覧",
        Tag.CATALOGUE,
        NoParameters,
        catalogue_schema.RegionList,
        _list_regions,
        f"{API}/regions",
        detail="北から南の順です。",
    ),
    Operation(
        "region",
        f"{API}/regions/<id>",
        "一つの圏域を詳しく",
        Tag.CATALOGUE,
        RegionParameters,
        catalogue_schema.RegionDetail,
        _get_region,
        f"{API}/regions/niigata",
        detail="構成市町村、形成の経緯、人口などの数値、政策分野ごとの取組の件数を返します。",
        problems=(404, 422, 503),
    ),
    Operation(
        "facets",
        f"{API}/facets",
        "絞り込みに使えるすべての値",
        Tag.CATALOGUE,
        NoParameters,
        catalogue_schema.FacetList,
        _list_facets,
        f"{API}/facets",
        detail="値、名称、件数を返します。region などのパラメーターには、この値を使います。",
    ),
    Operation(
        "sources",
        f"{API}/sources",
        "収録した資料",
        Tag.CATALOGUE,
        NoParameters,
        catalogue_schema.SourceList,
        _list_sources,
        f"{API}/sources",
        detail="題名、公表した団体、時点、利用条件、取組の件数を返します。",
    ),
    Operation(
        "taxonomy",
        f"{API}/taxonomy",
        "取組の区分と政策分野",
        Tag.CATALOGUE,
        NoParameters,
        catalogue_schema.TaxonomyAnswer,
        _list_taxonomy,
        f"{API}/taxonomy",
        detail="上の段から順に、記号と名称、取組の件数を返します。",
    ),
    Operation(
        "health",
        "/healthz",
        "プログラムが動いているか",
        Tag.OPERATIONS,
        NoParameters,
        catalogue_schema.Health,
        _tell_health,
        "/healthz",
        detail="索引がなくても 200 です。",
        problems=(422,),
        cached=False,
    ),
    Operation(
        "readiness",
        "/readyz",
        "検索に答えられるか",
        Tag.OPERATIONS,
        NoParameters,
        catalogue_schema.Readiness,
        _tell_readiness,
        "/readyz",
        detail="索引を開けないときと、OpenSearch が応答しないときは 503 です。どちらかは detail で分かります。",
        cached=False,
    ),
)
"""Every route, in the order of the reference."""

for _operation in OPERATIONS:
    api.add_url_rule(_operation.path, _operation.id, _operation.respond, methods=[_operation.method])
