"""Suggest a policy field and types of practice for the initiatives of a draft, by their words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.analysis.field_classifier import FieldClassifier
from renkei_search.corpus.intake.draft.draft import DraftSuggestion

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.corpus.collection import Corpus

_TYPE_SURE: Final = 0.5
_TYPES: Final = 3


def make_suggester(corpus: Corpus) -> Callable[[str, str, str | None], DraftSuggestion]:
    """Make the function that suggests a policy field and types of practice."""
    catalogue = corpus.catalogue
    classifier = FieldClassifier(catalogue.taxonomy, catalogue.practices, corpus.initiatives)

    def suggest(title: str, description: str, category: str | None) -> DraftSuggestion:
        guess = classifier.guess(title, description, within=category)
        types = sorted(classifier.practice_types(title, description).items(), key=lambda item: -item[1])
        names = [catalogue.practices.by_id[id_].name for id_, sure in types[:_TYPES] if sure >= _TYPE_SURE]
        if guess is None:
            return DraftSuggestion(None, 0.0, tuple(names))
        return DraftSuggestion(guess.code, guess.sureness, tuple(names))

    return suggest
