"""The matrix of regions and policy fields."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from renkei_search.search.matrix import make_matrix
from renkei_search.web.current import current_engine
from renkei_search.web.matrix_presenter import present_matrix
from renkei_search.web.region_url import parse_matrix_arguments

matrix_pages = Blueprint("matrix_pages", __name__)


@matrix_pages.get("/matrix")
def matrix() -> str:
    """Who does something in which policy field, and where the blanks are."""
    engine = current_engine()
    table = make_matrix(engine, *parse_matrix_arguments(request.args.items(multi=True)))
    return render_template("matrix.html", view=present_matrix(table, engine.catalogue))
