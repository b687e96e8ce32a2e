"""What the peers index: the terms that our analyzer makes of a record's texts, and its facet values.

Tokenised once and kept in a file, so that every engine has the same terms.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.analysis.analyzer import analyze
from renkei_search.index.document import make_document
from renkei_search.search.facet import FACETS
from renkei_search.search.request import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

FACET_NAMES: Final = tuple(name.value for name in FACETS)
_REPEATED: Final = ("region", "municipality", "field")


class TermDocument(msgspec.Struct, frozen=True):
    """A record as terms.

    Attributes:
        number: its place in the corpus.
        id: the initiative's.
        texts: the terms of each text field, joined by blanks; a term holds none.
        facets: the values of each facet that is counted, or the bucket of those without one.
    """

    number: int
    id: str
    texts: dict[str, str]
    facets: dict[str, tuple[str, ...]]


def write_documents(corpus: Corpus, path: Path) -> None:
    """Analyse every record and write it, one a line."""
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file:
        for number, initiative in enumerate(corpus.initiatives):
            document = make_document(initiative, corpus.catalogue)
            made = TermDocument(
                number,
                initiative.id,
                {name: _terms(text, repeated=name in _REPEATED) for name, text in document.texts.items()},
                {name: document.facets[name] or (MISSING,) for name in FACET_NAMES},
            )
            file.write(encoder.encode(made) + b"\n")


def read_documents(path: Path) -> Iterator[TermDocument]:
    """The records in the corpus's order, one by one."""
    decoder = msgspec.json.Decoder(TermDocument)
    with path.open("rb") as file:
        yield from map(decoder.decode, file)


def _terms(text: str, *, repeated: bool) -> str:
    return _remembered_terms(text) if repeated else _join(text)


def _join(text: str) -> str:
    return " ".join(token.term for token in analyze(text))


_remembered_terms = cache(_join)
