"""Shared by the tests of answers: ask an engine, and what an initiative says itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.model.record import Initiative
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import SearchResults


def search(engine: SearchEngine, text: str, *, expand: bool = True) -> SearchResults:
    return engine.search(SearchRequest(text, per_page=100, expand=expand))


def own_texts(initiative: Initiative) -> tuple[str, str]:
    return initiative.title or "", initiative.description
