"""The Flask application of the desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from renkei_search.corpus.document.format.opening import MAX_BYTES
from renkei_search.errors import RenkeiSearchError
from renkei_search.web.app import SECURITY_HEADERS, Application
from renkei_search.web.desk.guard import REFUSED
from renkei_search.web.desk.routes import desk_pages
from renkei_search.web.http.http_cache import FOR_EVER, NOT_CACHED, compress, fingerprint_files

if TYPE_CHECKING:
    from renkei_search.desk.room import Desk

_STATIC: Final = Path(__file__).parent / "static"
_FORM_BYTES: Final = 1 << 20
_SAID: Final = {
    404: "お探しのページはありません。文書の一覧に戻ってください。",
    405: "この方法では利用できません。",
    413: f"ファイルが大きすぎます。{MAX_BYTES >> 20}MB 以内に分けてください。",
    415: "送られたデータの形式が違います。ページを開き直してください。",
}
_FAULT: Final = "エラーが起きました。直した内容は保存してあります。ページを開き直してください。"


def create_desk_app(desk: Desk, templates: Path, search_style: str) -> Flask:
    """Make the application.

    Args:
        desk: the works.
        templates: the folder of the templates.
        search_style: the address of the style sheet of the search, which the desk uses too.
    """
    app = Application(
        "renkei_search.web.desk",
        template_folder=templates,
        static_folder=_STATIC,
        static_url_path=f"/static/{fingerprint_files(_STATIC)}",
    )
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = FOR_EVER
    app.config["MAX_CONTENT_LENGTH"] = MAX_BYTES + _FORM_BYTES
    app.extensions["desk"] = desk
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["search_style"] = search_style
    app.before_request(_refuse)
    app.register_blueprint(desk_pages)
    app.register_error_handler(RenkeiSearchError, _handle_own)
    app.register_error_handler(HTTPException, _handle_http)
    app.after_request(_add_headers)
    app.after_request(compress)
    return app


def _refuse() -> Response | None:
    reason = request.environ.get(REFUSED)
    return _answer(str(reason), 403) if reason else None


def _handle_own(error: RenkeiSearchError) -> Response:
    return _answer(str(error), error.status)


def _handle_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=error.get_headers())
    return _answer(_SAID.get(status, _FAULT), status)


def _answer(message: str, status: int) -> Response:
    """Answer with a page for people, or with the message alone for scripts."""
    if request.accept_mimetypes.best == "application/json":
        return Response(message, status, mimetype="text/plain")
    back = REFUSED not in request.environ
    return Response(render_template("desk/error.html", message=message, back=back), status)


def _add_headers(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = NOT_CACHED
    return response
