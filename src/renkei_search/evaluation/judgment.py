"""Judged queries: what was asked, and which initiatives answer it (2) or are marginally relevant (1)."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, TypeVar

import msgspec

from renkei_search.corpus.collection import Catalogue, Corpus, SourceText
from renkei_search.errors import UsageError
from renkei_search.model.record import Basis, Coded, Initiative, InitiativeSpans, Record, Source, Span
from renkei_search.model.taxonomy import Node, Taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

T = TypeVar("T")


class JudgedQuery(Record, frozen=True, kw_only=True):
    """A query with its exhaustive judgments by initiative id. ``kind`` names the difficulty."""

    id: str
    kind: str
    text: str
    judgments: dict[str, int]


class JudgedInitiative(Record, frozen=True, kw_only=True):
    """An initiative with its comparable practice in other regions, judged in the same way."""

    id: str
    judgments: dict[str, int]


class _Passage(msgspec.Struct, frozen=True):
    id: int | str
    text: str


class _Question(msgspec.Struct, frozen=True):
    q: str
    rel: int | str


def read_queries(path: Path) -> list[JudgedQuery]:
    """Read judged queries, one per line.

    Raises:
        UsageError: the file is missing or malformed.
    """
    return list(_read(path, JudgedQuery))


def read_initiatives(path: Path) -> list[JudgedInitiative]:
    """Read judged initiatives, one per line.

    Raises:
        UsageError: the file is missing or malformed.
    """
    return list(_read(path, JudgedInitiative))


def read_passages(path: Path) -> Corpus:
    """Make a corpus of gzipped JSON lines ``{"id", "text"}``, each an initiative without a title.

    Raises:
        UsageError: the file is missing or malformed.
    """
    coded = Coded(code="ア-a", basis=Basis.INFERRED)
    initiatives = tuple(
        Initiative(
            id=str(passage.id),
            source="passages",
            description=passage.text,
            category=Coded(code="ア", basis=Basis.INFERRED),
            fields=(coded,),
            spans=InitiativeSpans(description=(Span(0, 0),)),
        )
        for passage in _read(path, _Passage)
    )
    nodes = {code: (Node(code=code, name="-", label="-"),) for code in ("ア", "ア-a")}
    source = Source(
        id="passages",
        title=path.name,
        title_basis=Basis.INFERRED,
        publisher="",
        publisher_basis=Basis.INFERRED,
        as_of="",
        as_of_basis=Basis.INFERRED,
        covers="",
        missing="",
        licence="",
    )
    catalogue = Catalogue(
        taxonomy=Taxonomy(categories=nodes["ア"], groups=(), fields=nodes["ア-a"]),
        regions=(),
        sources=(SourceText(source=source, text=""),),
    )
    return Corpus(catalogue=catalogue, initiatives=initiatives, fingerprint=path.name)


def read_questions(path: Path) -> list[JudgedQuery]:
    """Read questions from gzipped JSON lines ``{"q", "rel"}``, each answered by one passage.

    Raises:
        UsageError: the file is missing or malformed.
    """
    return [
        JudgedQuery(id=str(number), kind="question", text=question.q, judgments={str(question.rel): 1})
        for number, question in enumerate(_read(path, _Question))
    ]


def _read(path: Path, form: type[T]) -> Iterator[T]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} を読めません。") from error
    decoder = msgspec.json.Decoder(form)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield decoder.decode(line)
            except msgspec.DecodeError as error:
                raise UsageError(f"{path} {number}行目: 読めません（{error}）。") from error
