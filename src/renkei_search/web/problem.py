"""Errors over HTTP: problem details (RFC 9457) under ``/api``, a page elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, current_app, json, render_template, request
from werkzeug.exceptions import HTTPException

from renkei_search.errors import RenkeiSearchError

if TYPE_CHECKING:
    from flask import Flask

_TITLES = {
    400: "リクエストを読み取れません",
    404: "お探しのページはありません",
    405: "この方法では利用できません",
    413: "送られたデータが大きすぎます",
    414: "アドレスが長すぎます",
    422: "検索の条件を確かめてください",
    500: "エラーが起きました",
    503: "ただいま検索できません",
}


def register_error_handlers(app: Flask) -> None:
    """Answer every error in the form its asker can read."""
    app.register_error_handler(RenkeiSearchError, _handle_own)
    app.register_error_handler(HTTPException, _handle_http)


def _handle_own(error: RenkeiSearchError) -> Response:
    if error.status >= 500:
        current_app.logger.error("%s", error)
    return _answer(error.status, str(error), getattr(error, "parameter", None))


def _handle_http(error: HTTPException) -> Response:
    status = error.code or 500
    detail = {
        404: "アドレスが正しいか確かめてください。",
        405: "このアドレスでは使えない方法です。",
        500: "もう一度お試しください。続くときは管理者にお知らせください。",
    }.get(status, "")
    answer = _answer(status, detail, None)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "Location"}:
            answer.headers[name] = value
    return answer


def _answer(status: int, detail: str, parameter: str | None) -> Response:
    title = _TITLES.get(status, "エラーが起きました")
    if request.path.startswith("/api/"):
        body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        if parameter is not None:
            body["parameter"] = parameter
        return Response(json.dumps(body), status, mimetype="application/problem+json")
    page = render_template(
        "error.html", title=title, detail=detail, status=status, query=request.args.get("q", "")
    )
    return Response(page, status)
