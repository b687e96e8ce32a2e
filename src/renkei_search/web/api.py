"""The JSON endpoint, version 1. Errors are problem details (RFC 9457)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, jsonify, request

from renkei_search.errors import ParameterError
from renkei_search.web.representation import API, initiative_detail_json, results_json, similar_json
from renkei_search.web.url import parse_arguments

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
    _refuse_arguments()
    engine = _engine()
    return jsonify(similar_json(engine.similar(initiative_id), engine.catalogue))


def _engine() -> SearchEngine:
    engine: SearchEngine = current_app.extensions["search_service"].engine()
    return engine


def _refuse_arguments() -> None:
    for name in request.args:
        raise ParameterError(name, f"パラメーター「{name}」はここでは使えません。")
