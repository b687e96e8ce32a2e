"""The Flask application."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Response, request

from renkei_search.web.api.reference import reference
from renkei_search.web.api.routes import api
from renkei_search.web.http.http_cache import FOR_EVER, compress, fingerprint_files
from renkei_search.web.http.problem import register_error_handlers
from renkei_search.web.open_data.discovery import discovery
from renkei_search.web.open_data.export import exports
from renkei_search.web.page.registry import register_pages

if TYPE_CHECKING:
    from renkei_search.search.service import SearchService
    from renkei_search.settings import Settings

_STATIC: Final = Path(__file__).parent / "static"
SECURITY_HEADERS: Final = {
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
    # Scripts of any site may fetch answers with CORS; this only forbids embedding them without CORS.
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Application(Flask):
    """A Flask application whose log contains no addresses, because they contain search words or the desk's token."""

    def log_exception(self, exc_info: Any) -> None:
        """Log an exception without the requested address."""
        self.logger.error("A request failed.", exc_info=exc_info)


def create_app(settings: Settings, service: SearchService) -> Flask:
    """Make the application. Nothing is read before the first request."""
    app = Application(
        "renkei_search.web",
        template_folder=settings.templates,
        static_url_path=f"/static/{fingerprint_files(_STATIC)}",
    )
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = FOR_EVER
    app.extensions["search_service"] = service
    app.config["CORPUS"] = settings.corpus
    app.config["PAPER_TEMPLATES"] = settings.paper_templates
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.register_blueprint(api)
    for blueprint in (reference, exports, discovery):
        app.register_blueprint(blueprint)
    app.after_request(compress)  # registered first, because Flask begins with the last
    register_pages(app, settings)
    register_error_handlers(app)
    app.after_request(_add_security_headers)
    app.after_request(_allow_other_sites)
    return app


def _add_security_headers(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    return response


def _allow_other_sites(response: Response) -> Response:
    """Allow cross-origin reads: everything is public, and answers do not depend on the user."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    if request.method == "OPTIONS" and response.status_code == 200 and "Allow" in response.headers:
        response.status_code = 204
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match, If-Modified-Since"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
