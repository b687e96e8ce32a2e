"""The JSON endpoint, version 1: what each route answers. Errors are problem details (RFC 9457)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from renkei_search import __version__
from renkei_search.errors import NotFoundError, ParameterError, QueryError
from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web import overview_schema, schema
from renkei_search.web.operation import Operation
from renkei_search.web.overview import (
    count_values,
    list_facets,
    list_sources,
    list_taxonomy,
    make_matrix,
)
from renkei_search.web.parameter import (
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
from renkei_search.web.representation import (
    represent_initiative,
    represent_initiative_detail,
    represent_region,
    represent_region_detail,
    represent_results,
    represent_similar,
)
from renkei_search.web.url import API

if TYPE_CHECKING:
    from renkei_search.web.operation import Call

api = Blueprint("api", __name__)


def _index(call: Call[NoParameters]) -> overview_schema.IndexAnswer:
    engine = call.engine
    links = {operation.id: operation.path.replace("<id>", "{id}") for operation in OPERATIONS}
    return overview_schema.IndexAnswer(
        title="圏域の取組検索 API",
        version=__version__,
        generation=engine.generation,
        created=engine.created.isoformat(),
        counts=overview_schema.IndexCounts(
            initiatives=engine.initiative_count,
            regions=len(engine.catalogue.regions),
            sources=len(engine.catalogue.sources),
        ),
        links=links | {"openapi": "/openapi.json", "reference": "/api"},
    )


def _search(call: Call[SearchApiParameters]) -> schema.SearchAnswer:
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


def _find_similar(call: Call[SimilarToParameters]) -> schema.SimilarAnswer:
    asked = call.parameters
    hits = call.engine.similar(asked.id, asked.filters, asked.limit, asked.excluded)
    return represent_similar(hits, call.engine.catalogue)


def _find_similar_to_text(call: Call[SimilarParameters]) -> schema.SimilarAnswer:
    asked = call.parameters
    try:
        hits = call.engine.similar_to_text(call.draft.text, asked.filters, asked.limit, asked.excluded)
    except QueryError as error:
        raise ParameterError("text", str(error)) from error
    return represent_similar(hits, call.engine.catalogue)


def _list_regions(call: Call[NoParameters]) -> overview_schema.RegionList:
    counts = count_values(call.engine, FilterName.REGION)
    items = tuple(represent_region(region, counts[region.id]) for region in call.engine.catalogue.regions)
    return overview_schema.RegionList(items=items, total=len(items))


def _get_region(call: Call[RegionParameters]) -> overview_schema.RegionDetail:
    engine, region_id = call.engine, call.parameters.id
    region = engine.catalogue.regions_by_id.get(region_id)
    if region is None:
        raise NotFoundError(f"圏域「{region_id}」はありません。")
    request = SearchRequest(filters=((FilterName.REGION, region_id),))
    count = count_values(engine, FilterName.SOURCE, request).total()
    by_field = count_values(engine, FilterName.FIELD, request)
    return represent_region_detail(region, count, by_field, engine.catalogue)


def _cross_tabulate(call: Call[WordParameters]) -> overview_schema.Matrix:
    return make_matrix(call.engine, call.parameters.to_request())


def _list_facets(call: Call[NoParameters]) -> overview_schema.FacetList:
    return list_facets(call.engine)


def _list_sources(call: Call[NoParameters]) -> overview_schema.SourceList:
    return list_sources(call.engine)


def _list_taxonomy(call: Call[NoParameters]) -> overview_schema.TaxonomyAnswer:
    return list_taxonomy(call.engine)


def _suggest(call: Call[SuggestParameters]) -> overview_schema.SuggestAnswer:
    found = call.engine.suggest(call.parameters.q)
    return overview_schema.SuggestAnswer(
        items=tuple(
            overview_schema.SuggestionItem(text=item.text, kind=item.kind, count=item.count) for item in found
        )
    )


def _tell_health(_: Call[NoParameters]) -> overview_schema.Health:
    return overview_schema.Health(status="ok")


def _tell_readiness(call: Call[NoParameters]) -> overview_schema.Readiness:
    return overview_schema.Readiness(status="ok", generation=call.engine.generation)


OPERATIONS = (
    Operation(
        "index",
        API,
        "使えるアドレスと収録の数",
        "はじめに",
        NoParameters,
        overview_schema.IndexAnswer,
        _index,
        API,
    ),
    Operation(
        "search",
        f"{API}/search",
        "言葉と条件で取組を探す",
        "検索",
        SearchApiParameters,
        schema.SearchAnswer,
        _search,
        f"{API}/search?q=病児保育&prefecture=鳥取県&per_page=5",
        detail="items は言葉と条件のすべてにあてはまる取組で、total とファセットの件数はこれを数えます。"
        "related は関連する取組で、件数に含めません。語がなければ収録した順に並べます。",
    ),
    Operation(
        "suggest",
        f"{API}/suggest",
        "入力の続きを補う",
        "検索",
        SuggestParameters,
        overview_schema.SuggestAnswer,
        _suggest,
        f"{API}/suggest?q=いじゅう",
    ),
    Operation(
        "matrix",
        f"{API}/matrix",
        "圏域と政策分野の組ごとに数える",
        "検索",
        WordParameters,
        overview_schema.Matrix,
        _cross_tabulate,
        f"{API}/matrix?q=移住&kind=renkei-chusu",
        detail="資料が連携を示していても取組の記述がない欄は、declared が true で described が 0 です。",
    ),
    Operation(
        "initiatives",
        f"{API}/initiatives",
        "すべての取組を順に受け取る",
        "取組",
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
        "取組",
        InitiativeParameters,
        schema.InitiativeDetail,
        _get_initiative,
        f"{API}/initiatives/001-bingo-denim-project",
        problems=(404, 422, 503),
    ),
    Operation(
        "similar",
        f"{API}/initiatives/<id>/similar",
        "よその圏域の似た取組",
        "取組",
        SimilarToParameters,
        schema.SimilarAnswer,
        _find_similar,
        f"{API}/initiatives/001-bingo-denim-project/similar?limit=3",
        problems=(404, 422, 503),
    ),
    Operation(
        "similarToText",
        f"{API}/similar",
        "文章に似た取組",
        "取組",
        SimilarParameters,
        schema.SimilarAnswer,
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
        "圏域・資料・分類",
        NoParameters,
        overview_schema.RegionList,
        _list_regions,
        f"{API}/regions",
        detail="北から南の順です。",
    ),
    Operation(
        "region",
        f"{API}/regions/<id>",
        "一つの圏域を詳しく",
        "圏域・資料・分類",
        RegionParameters,
        overview_schema.RegionDetail,
        _get_region,
        f"{API}/regions/niigata",
        problems=(404, 422, 503),
    ),
    Operation(
        "facets",
        f"{API}/facets",
        "絞り込みに使えるすべての値",
        "圏域・資料・分類",
        NoParameters,
        overview_schema.FacetList,
        _list_facets,
        f"{API}/facets",
    ),
    Operation(
        "sources",
        f"{API}/sources",
        "収録した資料",
        "圏域・資料・分類",
        NoParameters,
        overview_schema.SourceList,
        _list_sources,
        f"{API}/sources",
    ),
    Operation(
        "taxonomy",
        f"{API}/taxonomy",
        "取組の区分と政策分野",
        "圏域・資料・分類",
        NoParameters,
        overview_schema.TaxonomyAnswer,
        _list_taxonomy,
        f"{API}/taxonomy",
    ),
    Operation(
        "health",
        "/healthz",
        "プログラムが動いているか",
        "運用",
        NoParameters,
        overview_schema.Health,
        _tell_health,
        "/healthz",
        problems=(422,),
        cached=False,
    ),
    Operation(
        "readiness",
        "/readyz",
        "検索に答えられるか",
        "運用",
        NoParameters,
        overview_schema.Readiness,
        _tell_readiness,
        "/readyz",
        detail="索引を開けないときは 503 です。",
        cached=False,
    ),
)
"""Every route, in the order of the reference."""

for _operation in OPERATIONS:
    api.add_url_rule(_operation.path, _operation.id, _operation.respond, methods=[_operation.method])
