"""Completion for the search box, and correction of words that were converted to the wrong kanji."""

from __future__ import annotations

import heapq
import math
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.char_filter.notation import strip_ignored
from renkei_search.analysis.reading.reading import drop_long_vowels, reading_of, romanize, typed_beginnings
from renkei_search.analysis.tokenizer import tokenize
from renkei_search.index.schema import facet_field
from renkei_search.index.text_field import TEXT_FIELD_BY_NAME
from renkei_search.model.record import short_region_name
from renkei_search.search.language.vocabulary.gazetteer import municipality_readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from renkei_search.corpus.collection import Corpus
    from renkei_search.index.dictionary import Dictionary

MAX_TYPED: Final = 64
"""Longer input is neither completed nor corrected."""

_MAX_CANDIDATES: Final = 20
_MAX_NAME: Final = 256
_LAST_CHARACTER: Final = "\U0010ffff"

Kind = Literal["title", "municipality", "region", "field", "term"]

KIND_LABELS: Final = {
    **{field.name: field.completion for field in TEXT_FIELD_BY_NAME.values() if field.completion},
    "term": "言葉",
}
"""What a completion of each kind is called, below the search box and in the search field of a browser."""


class SuggestEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry to propose: its text, its number of initiatives, its readings in loose romaji.

    ``target`` is the id of the region, or of the initiative if only one has this title.
    """

    text: str
    kind: Kind
    count: int
    readings: tuple[str, ...]
    target: str | None = None


@dataclass(frozen=True)
class Suggestion:
    """A completed search text; ``count`` is that of the completed word alone.

    ``target`` is the id of the one initiative (``title``) or region that it names, if it names one and nothing else.
    """

    text: str
    kind: Kind
    count: int
    target: str | None = None


_MAX_TERMS: Final = 3_000
_MAX_TITLES: Final = 3_000
_MAX_READ: Final = 2_000
_MAX_CHARACTERS: Final = 4_000
_MAX_WORDS: Final = 8
_MIN_INITIATIVES: Final = 2

# Words that do not say what an initiative does; every entry has at least one other word.
_GENERIC_LIST: Final = """
こと もの ため とも ほか うち とき はじめ それぞれ 場合 全体 一部 一体 多く 個々 複数 状況 以下 令和 平成 年度 今後 将来
圏域 地域 事業 取組 取組み 取り組み 連携 実施 推進 促進 活用 向上 強化 充実 拡大 確保 構築 展開 対象 目的 必要 対応 期待
予定 関連 関係 内 外 化 性 度 期 時 者 間 市 町 村 各市 各町 市町 市町村 都市 圏 域 県 づくり
"""
GENERIC_WORDS: Final = frozenset(_GENERIC_LIST.split())
"""Words that do not say what an initiative does."""
_SEPARATORS: Final = frozenset({"等", "各", "など", "各種", "向け", "同士"})


def make_entries(corpus: Corpus, dictionary: Dictionary) -> list[SuggestEntry]:
    """Titles, municipalities, regions, policy fields and frequent terms, each with its number of initiatives.

    From a large collection, only the most frequent titles and the terms of an evenly spread sample are taken.
    """
    catalogue = corpus.catalogue
    facets = {name: _count_values(dictionary, name) for name in ("municipality", "region", "field")}
    counts: dict[Kind, Counter[str]] = {
        "municipality": facets["municipality"],
        "region": Counter({catalogue.region(code).name: count for code, count in facets["region"].items()}),
        "field": Counter(
            {
                text: count
                for code, count in facets["field"].items()
                if catalogue.taxonomy.is_field(code)
                for text in {catalogue.taxonomy[code].name, catalogue.taxonomy[code].label}
            }
        ),
        "title": Counter(
            dict(
                Counter(
                    initiative.title for initiative in corpus.initiatives if initiative.title
                ).most_common(_MAX_TITLES)
            )
        ),
        "term": Counter(_frequent_terms(corpus)),
    }
    aliases = {region.name: region.aliases for region in catalogue.regions}
    targets: dict[Kind, dict[str, str]] = {
        "region": {region.name: region.id for region in catalogue.regions},
        "title": {
            initiative.title: initiative.id
            for initiative in corpus.initiatives
            if initiative.title is not None and counts["title"][initiative.title] == 1
        },
    }
    return [
        SuggestEntry(
            text,
            kind,
            count,
            _readings(kind, (text, *aliases.get(text, ()))),
            targets.get(kind, {}).get(text),
        )
        for kind, counted in counts.items()
        for text, count in counted.items()
    ]


def _count_values(dictionary: Dictionary, facet: str) -> Counter[str]:
    """How many documents have each value of a facet."""
    counts = dictionary.document_frequencies(facet_field(facet)).tolist()
    return Counter(dict(zip(dictionary.facet_values(facet), counts, strict=True)))


def _readings(kind: Kind, names: Iterable[str]) -> tuple[str, ...]:
    """The readings of all the names, each with and without long vowels."""
    kana: list[str] = []
    for name in names:
        kana += municipality_readings(name) if kind == "municipality" else [reading_of(name)]
        if kind == "region":
            kana.append(reading_of(short_region_name(name)))
    romaji = [romanize(reading) for reading in kana]
    return tuple(dict.fromkeys(text for text in (*romaji, *map(drop_long_vowels, romaji)) if text))


class _Word(NamedTuple):
    """A part of a compound noun, and whether a term may begin or end with it."""

    text: str
    begins: bool
    ends: bool


def _frequent_terms(corpus: Corpus) -> dict[str, int]:
    """Nouns and compounds of titles and descriptions, with the number of initiatives that contain them.

    One that only occurs within the same longer one, such as 活性 in 活性化, is left out. Of a large collection a sample is
    read, and the numbers are extrapolated.
    """
    step = -(-len(corpus.initiatives) // _MAX_READ) or 1
    counts: Counter[str] = Counter()
    holders: dict[str, set[str]] = defaultdict(set)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for initiative in corpus.initiatives[::step]:
        found = set()
        for run in noun_runs(f"{initiative.title or ''}\n{initiative.description[:_MAX_CHARACTERS]}"):
            terms = {span: "".join(word.text for word in run[slice(*span)]) for span in term_spans(run)}
            for (start, end), spelling in terms.items():
                found.add(spelling.lower())
                spellings[spelling.lower()][spelling] += 1
                holders[spelling.lower()].update(
                    terms[span].lower() for span in _longer_spans(start, end) if span in terms
                )
        counts.update(found)
    kept = [
        term
        for term, count in counts.most_common()
        if count >= _MIN_INITIATIVES and all(counts[longer] < count for longer in holders[term])
    ]
    return {spellings[term].most_common(1)[0][0]: counts[term] * step for term in kept[:_MAX_TERMS]}


def noun_runs(text: str) -> Iterator[list[_Word]]:
    """Runs of adjacent nouns, prefixes and suffixes of a text; numerals separate runs."""
    run: list[_Word] = []
    text = strip_ignored(text)
    for morpheme in tokenize(text):
        part, kind, detail = morpheme.part_of_speech[:3]
        word = unicodedata.normalize("NFKC", text[morpheme.start : morpheme.end])
        noun = part == "名詞" and kind != "数詞" and detail != "人名"
        if (noun or (part, kind) == ("接尾辞", "名詞的") or part == "接頭辞") and word not in _SEPARATORS:
            run.append(_Word(word, part != "接尾辞" and detail != "助数詞可能", part != "接頭辞"))
        elif run:
            yield run
            run = []
    if run:
        yield run


def term_spans(run: list[_Word]) -> Iterator[tuple[int, int]]:
    """The parts of a run that may be a term of their own, as ``[first, after the last)``."""
    for start in range(len(run)):
        for end in range(start + 1, min(start + _MAX_WORDS, len(run)) + 1):
            words = run[start:end]
            if (
                words[0].begins
                and words[-1].ends
                and sum(len(word.text) for word in words) > 1
                and not all(word.text in GENERIC_WORDS for word in words)
            ):
                yield start, end


def _longer_spans(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The longer spans that contain this one. A run may be as long as a text."""
    for first in range(max(end - _MAX_WORDS, 0), start + 1):
        for last in range(end, first + _MAX_WORDS + 1):
            if (first, last) != (start, end):
                yield first, last


class Suggester:
    """Completes what is being typed. Thread-safe.

    A few thousand entries are sorted by text and by reading, so that those with a common prefix are adjacent. Only
    titles are also searched for matches in the middle.
    """

    def __init__(self, entries: Iterable[SuggestEntry]) -> None:
        self._entries = sorted(entries, key=_merit)
        self._keys = [_fold(entry.text) for entry in self._entries]
        ranks = range(len(self._entries))
        self._by_text = _Prefixes((self._keys[rank], rank) for rank in ranks)
        self._by_reading = _Prefixes((text, rank) for rank in ranks for text in self._entries[rank].readings)
        self._titles = [(self._keys[rank], rank) for rank in ranks if self._entries[rank].kind == "title"]

    def complete(self, typed: str, limit: int = 10) -> list[Suggestion]:
        """Completions of the last word typed, best first; the words before it are kept.

        First entries with this prefix, then entries whose reading has it, then titles that contain it. In each group
        frequent words come first, titles last. Input over :data:`MAX_TYPED` characters gets no suggestion.
        """
        words = typed.split() if len(typed) <= MAX_TYPED else []
        if not words:
            return []
        *before, last = words
        found: dict[str, Suggestion] = {}
        for rank in self._matches(last):
            if len(found) >= limit:
                break
            entry = self._entries[rank]
            text = " ".join((*before, entry.text))
            # With other words before it, it is no longer the name of one thing.
            target = None if before else entry.target
            found.setdefault(self._keys[rank], Suggestion(text, entry.kind, entry.count, target))
        return list(found.values())

    def named(self, text: str) -> list[Suggestion]:
        """The initiative, the region, or both, whose complete title or name is the text."""
        folded = _fold(text)
        ranks = self._by_text.find(folded) if folded and len(text) <= _MAX_NAME else []
        return [
            Suggestion(entry.text, entry.kind, entry.count, entry.target)
            for rank in ranks
            if self._keys[rank] == folded and (entry := self._entries[rank]).target is not None
        ]

    def _matches(self, word: str) -> Iterator[int]:
        folded = _fold(word)
        if not folded:
            return
        yield from self._by_text.find(folded)
        yield from self._by_reading.find(*typed_beginnings(word))
        yield from (rank for title, rank in self._titles if folded in title)


def _merit(entry: SuggestEntry) -> tuple[bool, int, int, str]:
    return entry.kind == "title", -entry.count, len(entry.text), entry.text


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", strip_ignored(text)).lower().strip()


class _Prefixes:
    """Ranked strings, looked up by prefix."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(pairs)
        self._strings = [string for string, _ in ordered]
        self._ranks = [rank for _, rank in ordered]

    def find(self, *beginnings: str) -> list[int]:
        """The ranks of all strings with one of these prefixes, in order."""
        ranks: list[int] = []
        for beginning in beginnings:
            start = bisect_left(self._strings, beginning)
            end = bisect_left(self._strings, beginning + _LAST_CHARACTER, start)
            ranks += self._ranks[start:end]
        return sorted(ranks)


def group_homophones(terms: Mapping[str, int]) -> dict[str, list[str]]:
    """Terms by their reading, the most frequent first.

    Args:
        terms: the terms of the index with the number of initiatives that contain them.
    """
    by_reading: dict[str, list[str]] = {}
    for term in sorted(terms, key=lambda term: (-terms[term], term)):
        reading = reading_of(term)
        if reading and len(term) > 1:  # single kanji such as 者, 車 and 社 have too many homophones
            by_reading.setdefault(reading, []).append(term)
    return by_reading


class Homophones:
    """Corrects words that were converted to the wrong kanji, such as 異動支援 for 移動支援.

    Args:
        by_reading: see :func:`group_homophones`.
        frequency: how many initiatives contain a term.
    """

    def __init__(self, by_reading: Mapping[str, list[str]], frequency: Callable[[str], int]) -> None:
        self._by_reading = by_reading
        self._frequency = frequency

    def candidates(self, word: str) -> list[str]:
        """The word with one or more parts replaced by homophones, best first.

        The best spelling is the one whose rarest part is in most initiatives.
        """
        if len(word) > MAX_TYPED:
            return []
        found: dict[str, float] = {
            term: self._frequency(term) for term in self._by_reading.get(reading_of(word), ())
        }
        for spelling, count in self._spellings(word):
            found.setdefault(spelling, count)
        for same in (word, "".join(token.term for token in analyze(word))):
            found.pop(same, None)
        return sorted(found, key=lambda spelling: -found[spelling])[:_MAX_CANDIDATES]

    def _spellings(self, word: str) -> list[tuple[str, float]]:
        """The likeliest spellings, the word's own among them, each with the count of its rarest part."""
        spellings = [("", math.inf)]
        done = 0
        for token in analyze(word):
            if token.start < done:
                return []  # parts of a sign that stands for several words (½) cannot be replaced
            between, part = word[done : token.start], word[token.start : token.end]
            alike = [term for term in self._by_reading.get(reading_of(part), ()) if term != token.term]
            choices = [
                (part, self._frequency(token.term)),
                *((term, self._frequency(term)) for term in alike),
            ]
            spellings = heapq.nlargest(
                _MAX_CANDIDATES,
                (
                    (spelling + between + choice, min(rarest, count))
                    for spelling, rarest in spellings
                    for choice, count in choices
                ),
                key=itemgetter(1),
            )
            done = token.end
        return [(spelling + word[done:], rarest) for spelling, rarest in spellings]
