"""Excerpts: the passage of a text that is most relevant to the query, with its terms marked."""

from __future__ import annotations

from bisect import bisect_left
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from renkei_search.analysis.analyzer import write_folded
from renkei_search.analysis.char_filter.notation import is_clinging, strip_ignored
from renkei_search.model.record import Span
from renkei_search.search.result import Excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

Term_co = TypeVar("Term_co", covariant=True)

LENGTH: Final = 140
"""Characters of an excerpt; about three lines on a phone."""

_NO_RUNS: Final[Mapping[Any, Any]] = MappingProxyType({})
_SENTENCE_ENDS: Final = "。\n"
_LEAD: Final = 30


class Marked(Protocol[Term_co]):
    """A term of a text and its characters ``[start, end)``."""

    @property
    def term(self) -> Term_co:
        """The term, in the form in which the query's terms are given."""
        ...

    @property
    def start(self) -> int:
        """Its first character."""
        ...

    @property
    def end(self) -> int:
        """The character after its last."""
        ...


def make_excerpt(
    name: str,
    text: str,
    tokens: Sequence[Marked[Term_co]],
    terms: Collection[Term_co],
    weight: Callable[[Term_co], float],
    runs: Mapping[Term_co, Sequence[tuple[Term_co, ...]]] = _NO_RUNS,
    beginnings: Collection[str] = (),
    length: int | None = LENGTH,
) -> Excerpt:
    """Cut the best passage out of a text.

    Among the windows that begin at a sentence or shortly before an occurrence, the one whose distinct terms
    weigh most wins; then the one with more occurrences; then the earliest.

    Args:
        name: the property that the text belongs to.
        text: the original text.
        tokens: its terms, in order.
        terms: the query's terms.
        weight: the weight of a term, such as its inverse document frequency.
        runs: sequences of terms, by their first term, that count only where the terms are adjacent, such as synonyms.
        beginnings: folded prefixes; words that start with one, or that one starts with, count.
        length: at most this many characters, or none for the whole text.
    """
    found = _find(tokens, terms, runs, _begun(text, tokens, beginnings) if beginnings else ())
    if length is None or len(text) <= length:
        return Excerpt(name, text, 0, _ranges(found, text, 0, len(text)), whole=True)
    start = _best_start(text, tokens, found, weight, length)
    end = _trim_end(text, start, min(start + length, len(text)))
    inside = [token for token in found if start <= token.start and token.end <= end]
    return Excerpt(name, text[start:end], start, _ranges(inside, text, start, end), whole=False)


def _find(
    tokens: Sequence[Marked[Term_co]],
    terms: Collection[Term_co],
    runs: Mapping[Term_co, Sequence[tuple[Term_co, ...]]],
    also: Iterable[int],
) -> list[Marked[Term_co]]:
    found = [token.term for token in tokens]
    hits = {at for at, term in enumerate(found) if term in terms}
    hits.update(also)
    for at, term in enumerate(found):
        for run in runs.get(term, ()):
            if tuple(found[at : at + len(run)]) == run:
                hits.update(range(at, at + len(run)))
    # Terms added for a coordination are at the end, with the characters that they come from.
    return sorted((tokens[at] for at in hits), key=lambda token: (token.start, token.end))


def _begun(text: str, tokens: Sequence[Marked[Term_co]], beginnings: Collection[str]) -> Iterator[int]:
    """The indices of the tokens that start with a prefix, or that spell it one after the other."""
    written = [write_folded(text[token.start : token.end]) for token in tokens]
    for at, word in enumerate(written):
        for letters in beginnings:
            if word.startswith(letters):
                yield at
            elif word and letters.startswith(word):
                yield from _run(text, tokens, at, letters)


def _run(text: str, tokens: Sequence[Marked[Term_co]], at: int, letters: str) -> Iterator[int]:
    """The tokens, starting at the given one, that spell the letters; or none."""
    start = tokens[at].start
    for last in range(at + 1, min(at + len(letters), len(tokens))):
        written = write_folded(text[start : tokens[last].end])
        if written.startswith(letters):
            yield from range(at, last + 1)
            return
        if not letters.startswith(written):
            return


def _best_start(
    text: str,
    tokens: Sequence[Marked[Term_co]],
    found: Sequence[Marked[Term_co]],
    weight: Callable[[Term_co], float],
    length: int,
) -> int:
    def merit(start: int) -> tuple[float, int, int]:
        end = _trim_end(text, start, min(start + length, len(text)))
        inside = [token for token in found if start <= token.start and token.end <= end]
        return sum(weight(term) for term in {token.term for token in inside}), len(inside), -start

    candidates = {0}
    candidates.update(
        at + 1
        for at, char in enumerate(text)
        if char in _SENTENCE_ENDS and at + 1 < len(text) and text[at + 1] not in _SENTENCE_ENDS
    )
    starts = sorted({token.start for token in tokens})
    candidates.update(starts[bisect_left(starts, token.start - _LEAD)] for token in found)
    return max(candidates, key=merit)


def _trim_end(text: str, start: int, end: int) -> int:
    """End at a sentence if one ends in the last third, and never between a character and its combining marks."""
    if end == len(text):
        return end
    while end > start and is_clinging(text[end]):
        end -= 1
    cut = max(text.rfind(mark, start, end) for mark in _SENTENCE_ENDS) + 1
    if cut - start > (end - start) * 2 // 3:
        end = cut
    return start + len(text[start:end].rstrip())


def _ranges(tokens: Sequence[Marked[Term_co]], text: str, start: int, end: int) -> tuple[Span, ...]:
    """The tokens' character ranges within ``[start, end)``; adjacent ranges are joined."""
    merged: list[Span] = []
    for token in tokens:
        span = Span(max(token.start, start) - start, min(token.end, end) - start)
        if merged and not strip_ignored(text[start + merged[-1].end : start + span.start]).strip("・ 　"):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
