"""Errors over HTTP: problem details (RFC 9457) for programs, a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from flask import Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from renkei_search.errors import (
    DepthError,
    IndexUnusableError,
    NotFoundError,
    ParameterError,
    QueryError,
    RenkeiSearchError,
    UsageError,
)
from renkei_search.web.http_cache import NOT_CACHED
from renkei_search.web.overview_schema import Problem
from renkei_search.web.url import SEARCH_EXPORT, is_for_programs

if TYPE_CHECKING:
    from flask import Flask

TITLES: Final = {
    400: "リクエストを読み取れません",
    404: "お探しのページはありません",
    405: "この方法では利用できません",
    413: "送られたデータが大きすぎます",
    414: "アドレスが長すぎます",
    415: "送られたデータの形式が違います",
    422: "検索の条件を確かめてください",
    429: "アクセスが集中しています",
    500: "エラーが起きました",
    503: "ただいま検索できません",
}

_DETAILS: Final = {
    400: "リクエストの形を確かめてください。",
    404: "アドレスが正しいか確かめてください。",
    405: "このアドレスでは使えない方法です。",
    413: "64KB までにしてください。",
    414: "条件を減らしてください。",
    415: "Content-Type に application/json を指定し、JSON で送ってください。",
    429: "しばらく待ってから、もう一度お試しください。",
    500: "もう一度お試しください。続くときは管理者にお知らせください。",
}

# The most special first. The reference page has an anchor of each name.
KINDS: Final = {
    DepthError: ("depth", "ページが、結果を返せる範囲を超えています。"),
    ParameterError: ("parameter", "パラメーターの名前か値に誤りがあります。"),
    QueryError: ("query", "検索語の長さか文字に誤りがあります。"),
    UsageError: ("usage", "リクエスト全体に誤りがあります。"),
    NotFoundError: ("not-found", "その id のものはありません。"),
    IndexUnusableError: ("index", "索引を開けません。"),
}


def register_error_handlers(app: Flask) -> None:
    """Answer every error in the form its asker can read."""
    app.register_error_handler(RenkeiSearchError, _handle_own)
    app.register_error_handler(HTTPException, _handle_http)


def _handle_own(error: RenkeiSearchError) -> Response:
    if error.status >= 500:
        current_app.logger.error("%s", error)
    kind = next((name for cls, (name, _) in KINDS.items() if isinstance(error, cls)), None)
    detail, export = str(error), None
    if isinstance(error, DepthError):
        export = _export_url()
        detail += f"すべての結果は {SEARCH_EXPORT} で受け取れます。"
    return _answer(
        Problem(
            type=f"/api#problem-{kind}" if kind else "about:blank",
            title=TITLES[error.status],
            status=error.status,
            detail=detail,
            parameter=getattr(error, "parameter", None),
            nearest=getattr(error, "nearest", None),
            export=export,
        )
    )


def _handle_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirect to the canonical address
        return Response(status=status, headers=error.get_headers())
    answer = _answer(
        Problem(
            type="about:blank",
            title=TITLES.get(status, TITLES[500]),
            status=status,
            detail=_DETAILS.get(status, ""),
        )
    )
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _export_url() -> str:
    """The export of the search that was asked for."""
    kept = [
        pair
        for pair in request.query_string.decode(errors="replace").split("&")
        if pair.partition("=")[0] not in {"page", "per_page", "count"}
    ]
    return f"{SEARCH_EXPORT}?{'&'.join(kept)}" if kept else SEARCH_EXPORT


def _answer(problem: Problem) -> Response:
    if is_for_programs(request.path):
        response = Response(msgspec.json.encode(problem), problem.status, mimetype="application/problem+json")
        response.headers["Content-Language"] = "ja"
    else:
        response = Response(
            render_template(
                "error.html",
                title=problem.title,
                detail=problem.detail,
                status=problem.status,
                query=request.args.get("q", ""),
            ),
            problem.status,
        )
    response.headers["Cache-Control"] = NOT_CACHED
    return response
