"""The page that lists the types of practice, by family."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from msgspec import Struct

from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.engine import get_engine
from renkei_search.web.page.card import practice_link

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine

practice_page = Blueprint("practice", __name__)


class Leaf(Struct, frozen=True):
    """A type of practice with its search and its number of initiatives."""

    name: str
    url: str
    count: int


class Family(Struct, frozen=True):
    """Closely related types."""

    name: str
    types: list[Leaf]


@practice_page.get("/practices")
def practices() -> str:
    """The page of all types of practice that occur."""
    return render_template("practices.html", families=present_practices(get_engine()))


def present_practices(engine: SearchEngine) -> list[Family]:
    """The families in the order of the classification, without types that do not occur."""
    counts = engine.count_by(SearchRequest(), FilterName.PRACTICE)
    shown = [type_ for type_ in engine.catalogue.practices.types if type_.id in counts]
    return [
        Family(name, [Leaf(*practice_link(type_), counts[type_.id]) for type_ in types])
        for name, types in groupby(shown, lambda type_: type_.family)
    ]
