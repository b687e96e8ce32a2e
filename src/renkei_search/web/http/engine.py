"""The engine that answers the current request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


def get_engine() -> SearchEngine:
    """The engine of the generation in use. Call this once per request, so that an answer never mixes two generations.

    Raises:
        IndexUnusableError: there is none.
    """
    engine: SearchEngine = current_app.extensions["search_service"].engine()
    return engine
