"""The Flask application."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, request

from renkei_search.web.about_page import about_pages
from renkei_search.web.api import api
from renkei_search.web.discovery import discovery
from renkei_search.web.export import exports
from renkei_search.web.http_cache import FOR_EVER, compress, fingerprint_files
from renkei_search.web.matrix_page import matrix_pages
from renkei_search.web.page import pages
from renkei_search.web.practice_page import practice_pages
from renkei_search.web.problem import register_error_handlers
from renkei_search.web.reference import reference
from renkei_search.web.region_page import region_pages

if TYPE_CHECKING:
    from renkei_search.search.service import SearchService
    from renkei_search.settings import Settings

_STATIC: Final = Path(__file__).parent / "static"
_SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    # Scripts of any site may read answers that they fetch; what this forbids is to embed them unseen.
    "Cross-Origin-Resource-Policy": "same-origin",
}


def create_app(settings: Settings, service: SearchService) -> Flask:
    """Make the application. Nothing is read before the first request."""
    app = Flask(
        "renkei_search.web",
        template_folder=settings.templates,
        static_url_path=f"/static/{fingerprint_files(_STATIC)}",
    )
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = FOR_EVER
    app.extensions["search_service"] = service
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.register_blueprint(api)
    for blueprint in (
        reference,
        pages,
        practice_pages,
        region_pages,
        matrix_pages,
        about_pages,
        exports,
        discovery,
    ):
        app.register_blueprint(blueprint)
    register_error_handlers(app)
    app.after_request(_add_security_headers)
    app.after_request(_allow_other_sites)
    app.after_request(compress)
    return app


def _add_security_headers(response: Response) -> Response:
    response.headers.update(_SECURITY_HEADERS)
    return response


def _allow_other_sites(response: Response) -> Response:
    """Let scripts of any site read: everything is public, and nothing depends on who asks."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    if request.method == "OPTIONS" and response.status_code == 200:
        response.status_code = 204
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match, If-Modified-Since"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
