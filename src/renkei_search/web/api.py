"""The JSON endpoint, version 1. Errors are problem details (RFC 9457)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, jsonify, request

from renkei_search.errors import ParameterError
from renkei_search.web.representation import (
    API,
    initiative_detail_json,
    results_json,
    similar_json,
    suggestions_json,
)
from renkei_search.web.url import parse_arguments, parse_similar_arguments

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine

api = Blueprint("api", __name__, url_prefix=API)


@api.get("/search")
def search() -> Response:
    """Search, filter, browse."""
    engine = _engine()
    results = engine.search(parse_arguments(request.args.items(multi=True)))
    return jsonify(results_json(results, engine.catalogue))


@api.get("/initiatives/<initiative_id>")
def initiative(initiative_id: str) -> Response:
    """One initiative with all that is known of it."""
    _refuse_arguments()
    engine = _engine()
    return jsonify(initiative_detail_json(engine.get(initiative_id), engine.catalogue))


@api.get("/initiatives/<initiative_id>/similar")
def similar(initiative_id: str) -> Response:
    """Comparable practice in other regions."""
    filters, limit = parse_similar_arguments(request.args.items(multi=True))
    engine = _engine()
    return jsonify(similar_json(engine.similar(initiative_id, filters, limit), engine.catalogue))


@api.post("/similar")
def similar_to_text() -> Response:
    """Comparable practice for a draft text."""
    filters, limit = parse_similar_arguments(request.args.items(multi=True))
    body = request.get_json(silent=True)
    text = body.get("text") if isinstance(body, dict) and len(body) == 1 else None
    if not isinstance(text, str):
        raise ParameterError("text", '本文は {"text": "…"} の形の JSON で送ってください。')
    engine = _engine()
    return jsonify(similar_json(engine.similar_to_text(text, filters, limit), engine.catalogue))


@api.get("/suggest")
def suggest() -> Response:
    """Completions for what was typed so far."""
    for name in request.args:
        if name != "q":
            raise ParameterError(name, f"パラメーター「{name}」はありません。使えるのは「q」です。")
    return jsonify(suggestions_json(_engine().suggest(request.args.get("q", ""))))


def _engine() -> SearchEngine:
    engine: SearchEngine = current_app.extensions["search_service"].engine()
    return engine


def _refuse_arguments() -> None:
    for name in request.args:
        raise ParameterError(name, f"パラメーター「{name}」はここでは使えません。")
