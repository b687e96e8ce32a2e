"""The input of the peers: the terms that our analyzer makes from a record's texts, and its facet values.

Tokenised once and kept in a file, so that every engine has the same terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.coordination import with_coordinated
from renkei_search.analysis.practice import PracticeClassifier, analyse_practices, analyse_text
from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FACETS
from renkei_search.index.postings.document import facet_values, make_texts
from renkei_search.index.schema import CONTENT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

FACET_NAMES: Final = tuple(name.value for name in FACETS)


class TermDocument(msgspec.Struct, frozen=True):
    """A record as terms.

    Attributes:
        number: its place in the corpus.
        id: the initiative's.
        texts: the terms of title and description, joined by blanks; exact searches use only these.
        facets: the values of each facet that is counted, or the bucket of those without one.
    """

    number: int
    id: str
    texts: dict[str, str]
    facets: dict[str, tuple[str, ...]]


def write_documents(corpus: Corpus, path: Path) -> None:
    """Analyse every record and write it, one per line."""
    encoder = msgspec.json.Encoder()
    classifier = PracticeClassifier(analyse_practices(corpus.catalogue.practices))
    with path.open("wb") as file:
        for number, initiative in enumerate(corpus.initiatives):
            texts = make_texts(initiative, corpus.catalogue)
            shown = classifier.weigh(*(analyse_text(texts[name]) for name in ("title", "description")))
            facets = facet_values(initiative, corpus.catalogue, shown)
            made = TermDocument(
                number,
                initiative.id,
                {name: _terms(texts[name]) for name in CONTENT_FIELDS},
                {name: facets[name] or (MISSING,) for name in FACET_NAMES},
            )
            file.write(encoder.encode(made) + b"\n")


def read_documents(path: Path) -> Iterator[TermDocument]:
    """Iterate over the records in corpus order."""
    decoder = msgspec.json.Decoder(TermDocument)
    with path.open("rb") as file:
        yield from map(decoder.decode, file)


def _terms(text: str) -> str:
    return " ".join(token.term for token in with_coordinated(text, analyze(text)))
