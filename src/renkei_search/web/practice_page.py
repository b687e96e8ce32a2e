"""The page that lists the types of practice, by family."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from renkei_search.search.request import FilterName
from renkei_search.web.current import current_engine
from renkei_search.web.overview import count_values
from renkei_search.web.presenter import practice_link

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine

practice_pages = Blueprint("practice_pages", __name__)


@dataclass(frozen=True)
class Leaf:
    """A type of practice with its search and the number of initiatives that show it."""

    name: str
    url: str
    count: int


@dataclass(frozen=True)
class Family:
    """Closely related types."""

    name: str
    types: list[Leaf]


@practice_pages.get("/practices")
def practices() -> str:
    """All types of practice that some initiative shows."""
    return render_template("practices.html", families=present_practices(current_engine()))


def present_practices(engine: SearchEngine) -> list[Family]:
    """The families in the classification's order, without types that no initiative shows."""
    counts = count_values(engine, FilterName.PRACTICE)
    shown = [type_ for type_ in engine.catalogue.practices.types if counts[type_.id]]
    return [
        Family(name, [Leaf(*practice_link(type_), counts[type_.id]) for type_ in types])
        for name, types in groupby(shown, lambda type_: type_.family)
    ]
