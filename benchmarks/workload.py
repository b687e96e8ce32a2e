"""The queries: keywords by how frequent their terms are, and sentences in the shape of real questions."""

from __future__ import annotations

import itertools
import random
import re
import sys
from collections import Counter, defaultdict
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.analysis.analyzer import analyze
from renkei_search.errors import UsageError
from renkei_search.search.language.limit import clean_query_text
from renkei_search.search.language.sentence import FRAME_TERMS, PLACE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.document import TermDocument

_SEED: Final = 4
# The bands of frequency: terms in more than one of 10, 100 and 1,000 records.
_BANDS: Final = (10, 100, 1000)
_WORDS: Final = (1, 2, 3)
# Frames of questions for clauses that end in a verb and for those that end in a noun.
_VERB_FRAMES: Final = (
    "{}事例を教えてください",
    "{}ような取組はどこがやっていますか",
    "{}にはどうすればよいですか",
    "{}ことについて、他の圏域の進め方を知りたい",
)
_NOUN_FRAMES: Final = (
    "{}を進めている圏域を教えてください",
    "{}について、他の圏域の進め方を知りたい",
    "{}を一緒にするにはどうすればよいですか",
    "{}の費用をどう分けているか調べています",
)
_VERB_ENDINGS: Final = tuple("うくぐすつぬぶむる")
_HIRAGANA: Final = re.compile("[ぁ-ゖー]+")
_CLAUSES: Final = range(8, 46)
_SHORTEST_SENTENCE: Final = 3


class Kind(StrEnum):
    """Keywords, which must all match, or a sentence, of which any may match."""

    KEYWORD = "keyword"
    SENTENCE = "sentence"


class Query(msgspec.Struct, frozen=True):
    """A query as typed, and the index terms for the peers: all of a keyword query, any of a sentence."""

    kind: Kind
    text: str
    terms: tuple[str, ...]


def make_workload(
    documents: Iterable[TermDocument], sentences: Sequence[str], questions: Sequence[str], count: int
) -> tuple[Query, ...]:
    """``count`` keyword queries, then ``count`` sentences; the same for the same documents.

    Queries of two and three keywords use words of one title and description, so most have answers. Their most
    distinctive word comes from each band of frequency in turn.

    Args:
        documents: the records that will be searched.
        sentences: sentences of the corpus, from which questions are made.
        questions: real questions to use first.
        count: the number of queries of each kind.
    """
    chance = random.Random(_SEED)
    made = _make_questions(chance, sentences)
    asked = chance.sample(questions, min(count, len(questions)))
    candidates = map(_as_sentence, chain(asked, made))
    usable = (query for query in candidates if len(query.terms) >= _SHORTEST_SENTENCE)
    return (*_take(_make_keywords(chance, documents), count), *_take(usable, count))


def write_workload(queries: Sequence[Query], path: Path) -> None:
    """Write the queries, one per line."""
    path.write_bytes(b"".join(msgspec.json.encode(query) + b"\n" for query in queries))


def read_workload(path: Path) -> tuple[Query, ...]:
    """Read what :func:`write_workload` wrote."""
    return tuple(msgspec.json.decode(line, type=Query) for line in path.read_bytes().splitlines())


def _take(queries: Iterator[Query], count: int) -> tuple[Query, ...]:
    """The first ``count`` distinct items."""
    taken: dict[Query, None] = {}
    for query in queries:
        taken[query] = None
        if len(taken) == count:
            break
    return tuple(taken)


def _make_keywords(chance: random.Random, documents: Iterable[TermDocument]) -> Iterator[Query]:
    """Pick an anchor term of a band, and the further words from a record that has it."""
    # Interned, because the records share their few terms.
    records = [tuple(dict.fromkeys(map(sys.intern, _content(document)))) for document in documents]
    frequencies = Counter(chain.from_iterable(records))
    words = sorted(filter(_is_word, frequencies))
    if not words:
        raise UsageError("検索語を作れるだけの語がコーパスにありません。")
    bands: dict[int, list[str]] = defaultdict(list)
    for word in words:
        bands[_band(frequencies[word], len(records))].append(word)
    order = sorted(bands)
    holders: dict[str, list[int]] = defaultdict(list)
    for number in chance.sample(range(len(records)), min(len(records), 20_000)):
        for term in records[number]:
            holders[term].append(number)
    allowed = frozenset(words)
    for number in itertools.count():
        wanted = _WORDS[number % len(_WORDS)]
        anchor = chance.choice(bands[order[number // len(_WORDS) % len(order)]])
        others: list[str] = []
        if holders[anchor]:
            record = records[chance.choice(holders[anchor])]
            others = [term for term in record if term in allowed and term != anchor]
        chosen = (anchor, *chance.sample(others, min(wanted - 1, len(others))))
        yield Query(Kind.KEYWORD, " ".join(chosen), chosen)


def _content(document: TermDocument) -> list[str]:
    return [*document.texts["title"].split(), *document.texts["description"].split()]


def _band(frequency: int, records: int) -> int:
    return sum(frequency * part <= records for part in _BANDS)


def _is_word(term: str) -> bool:
    """Whether people use it as a keyword and the analyzer keeps it unchanged: not こと, つく.

    Nor 圏域, which we do not look for and the peers do.
    """
    wordy = len(term) > 1 and term.isalpha() and not _HIRAGANA.fullmatch(term)
    return (
        wordy
        and term not in FRAME_TERMS | PLACE_SUFFIXES
        and [token.term for token in analyze(term)] == [term]
    )


def _make_questions(chance: random.Random, sentences: Sequence[str]) -> Iterator[str]:
    """An endless sequence of questions made of clauses of real sentences."""
    clauses = [
        clause
        for sentence in sentences
        for clause in (sentence.rstrip("。").rpartition("、")[2],)
        if len(clause) in _CLAUSES
    ]
    while True:
        clause = chance.choice(clauses)
        frames = _VERB_FRAMES if clause.endswith(_VERB_ENDINGS) else _NOUN_FRAMES
        yield chance.choice(frames).format(clause)


def _as_sentence(text: str) -> Query:
    terms = (token.term for token in analyze(clean_query_text(text)))
    return Query(Kind.SENTENCE, text, tuple(dict.fromkeys(term for term in terms if term not in FRAME_TERMS)))
