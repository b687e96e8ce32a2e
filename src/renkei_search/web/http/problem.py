"""Errors over HTTP: problem details (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from flask import Response, abort, current_app, g, render_template, request
from msgspec import Meta
from werkzeug.exceptions import HTTPException

from renkei_search.errors import (
    ClusterUnusableError,
    DepthError,
    IndexUnusableError,
    NotFoundError,
    ParameterError,
    QueryError,
    RenkeiSearchError,
    UsageError,
)
from renkei_search.web.http.http_cache import NOT_CACHED
from renkei_search.web.http.parameter import MAX_PARAMETERS, Parameters, Words, read_leniently
from renkei_search.web.http.url import SEARCH_EXPORT, SEARCH_PAGE, Url, is_for_programs

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
    431: "リクエストのヘッダーが大きすぎます",
    500: "エラーが起きました",
    501: "この送り方には対応していません",
    503: "ただいま検索できません",
}

_DETAILS: Final = {
    400: "リクエストの形式を確かめてください。",
    404: "アドレスが正しいか確かめてください。",
    405: "このアドレスでは使えない方法です。",
    413: "64KB までにしてください。",
    414: "条件を減らしてください。",
    415: "圧縮せずに、JSON（Content-Type: application/json）で送ってください。",
    429: "しばらく待ってから、もう一度お試しください。",
    431: "ヘッダーを減らしてください。",
    500: "もう一度お試しください。続くときは管理者にお知らせください。",
    501: "本文は、長さを示すか、chunked で送ってください。",
}

# The most specific first. The reference page has an anchor for each name.
KINDS: Final = {
    DepthError: ("depth", "ページが、結果を返せる範囲を超えています。"),
    ParameterError: ("parameter", "パラメーターの名前か値に誤りがあります。"),
    QueryError: ("query", "検索語の長さか文字に誤りがあります。"),
    UsageError: ("usage", "リクエスト全体に誤りがあります。"),
    NotFoundError: ("not-found", "指定した id の取組や圏域はありません。"),
    ClusterUnusableError: (
        "cluster",
        "OpenSearch が応答しません。しばらくしてから、もう一度お試しください。",
    ),
    IndexUnusableError: ("index", "索引を開けません。"),
}


REFUSED: Final = "renkei_search.refused"
"""The key in the WSGI environment for the status with which the server refuses a request."""

_HOST: Final = re.compile(r"(?:[A-Za-z0-9._~-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_PLAIN: Final = frozenset({"", "identity"})


class ProblemDetails(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
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


class _TypedParameters(Parameters, frozen=True, kw_only=True):
    """What was typed, which the search box of an error page keeps."""

    q: Words = ""


def register_error_handlers(app: Flask) -> None:
    """Answer errors in the form that suits the client."""
    app.before_request(_refuse_malformed)
    app.register_error_handler(RenkeiSearchError, _handle_own)
    app.register_error_handler(HTTPException, _handle_http)


def _refuse_malformed() -> None:
    """Refuse what the server has rejected, invalid hosts, and bodies in an unsupported coding.

    Links are made from the host, so an invalid one must not get into answers that proxies cache.
    """
    environ = request.environ
    if REFUSED in environ:
        abort(environ[REFUSED])
    host = environ.get("HTTP_HOST")
    if host is None:
        if environ.get("SERVER_PROTOCOL") != "HTTP/1.0":
            abort(400)
    elif not _HOST.fullmatch(host):
        abort(400)
    if request.headers.get("Content-Encoding", "").strip().lower() not in _PLAIN:
        abort(415)


def _handle_own(error: RenkeiSearchError) -> Response:
    if error.status >= 500:
        current_app.logger.error("%s", error)
    kind = next((name for cls, (name, _) in KINDS.items() if isinstance(error, cls)), None)
    detail, export = str(error), None
    if isinstance(error, DepthError):
        export = _export_url()
        detail += f"すべての結果は {SEARCH_EXPORT} で受け取れます。"
    return _answer(
        ProblemDetails(
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
        ProblemDetails(
            type="about:blank",
            title=TITLES.get(status, TITLES[500]),
            status=status,
            detail=_DETAILS.get(status, ""),
        )
    )
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    if status == 415:
        answer.headers["Accept-Encoding"] = "identity"
    return answer


def _export_url() -> str:
    """The link to an export of the requested search."""
    kept = [
        pair
        for pair in request.query_string.decode(errors="replace").split("&")
        if pair.partition("=")[0] not in {"page", "per_page", "count"}
    ]
    return f"{SEARCH_EXPORT}?{'&'.join(kept)}" if kept else SEARCH_EXPORT


def _kept_arguments(refused: str | None) -> list[tuple[str, str]]:
    """The arguments of a refused search that the search form keeps: all valid ones."""
    if request.path != SEARCH_PAGE:
        return []
    dropped = {"q", "page", refused}
    return [pair for pair in request.args.items(multi=True) if pair[0] not in dropped][:MAX_PARAMETERS]


def _answer(problem: ProblemDetails) -> Response:
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        g.own = None  # an error page must not need an engine that cannot answer
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
                query=read_leniently(_TypedParameters, request.args.items(multi=True)).q,
                hidden=_kept_arguments(problem.parameter),
            ),
            problem.status,
        )
    response.headers["Cache-Control"] = NOT_CACHED
    return response
