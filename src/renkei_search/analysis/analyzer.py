"""The analyzer: text in, terms with positions and character offsets out."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.char_filter import dash, layout, notation, okurigana
from renkei_search.analysis.char_filter.alignment import Aligned
from renkei_search.analysis.char_filter.folding import TABLES, fold_variants
from renkei_search.analysis.char_filter.plain import is_plain
from renkei_search.analysis.compound import split_compound
from renkei_search.analysis.token_filter import STOP_PARTS_OF_SPEECH, STOP_PREFIXES, STOP_VERBS, term_of
from renkei_search.analysis.tokenizer import dictionary_version, spans
from renkei_search.analysis.tokenizer import part_of_speech as part_of_speech_of
from renkei_search.memo import LONGEST, remember

if TYPE_CHECKING:
    from collections.abc import Iterator

# Raise this when the chain changes in a way that does not show in its lists and tables.
_CHAIN_VERSION: Final = 4


class Token(NamedTuple):
    """A term, its position among the morphemes, and its characters ``[start, end)`` in the text.

    Positions count all morphemes except blanks, so terms separated by a particle are not adjacent.
    """

    term: str
    position: int
    start: int
    end: int


def analyze(text: str) -> list[Token]:
    """The terms of a text, in order. Any string is accepted."""
    tokens = []
    position = 0
    aligned, morphemes = _segment(text)
    moved = aligned.starts is not None
    for normalized_form, part, start, end in morphemes:
        read = _read if len(normalized_form) <= LONGEST else _read.__wrapped__
        term, parts, counts, verbs = read(normalized_form, part)
        if parts is not None and len(normalized_form) == end - start:
            at = start
            for word, length in parts:
                tokens.append(Token(word, position, *aligned.span(at, at + length)))
                at += length
                position += 1
            continue
        if verbs is not None:
            for word in verbs:
                tokens.append(Token(word, position, *aligned.span(start, end)))
                position += 1
            continue
        if term is not None:
            tokens.append(Token(term, position, *(aligned.span(start, end) if moved else (start, end))))
        position += counts
    return tokens


def fold(text: str) -> Aligned:
    """The text in one spelling, as far as possible without segmenting it into words."""
    if is_plain(text):
        return Aligned(text)
    aligned = notation.take_out_ignored(Aligned(text))
    aligned = aligned._replace(text=fold_variants(aligned.text))
    return okurigana.write_usual(notation.spell_out(dash.write_long_vowels(aligned)))


@remember(1 << 14, 32)
def write_folded(written: str) -> str:
    """The letters of a word in the form in which prefix searches compare them."""
    return "".join(unicodedata.normalize("NFKC", fold(written).text).lower().split())


def _segment(text: str) -> tuple[Aligned, list[tuple[str, int, int, int]]]:
    """The text as given to the tokenizer, and its morphemes."""
    aligned = layout.join_broken_words(fold(text))
    morphemes = spans(aligned.text)
    mended = okurigana.add_kana(aligned, morphemes)
    if mended is not aligned:
        aligned, morphemes = mended, spans(mended.text)
    return aligned, okurigana.join_verbs(aligned.text, morphemes)


class _Reading(NamedTuple):
    """How a morpheme is indexed: as a term, as parts of a compound with their lengths, as two verbs, or not."""

    term: str | None
    parts: tuple[tuple[str, int], ...] | None
    counts: bool
    verbs: tuple[str, ...] | None


# Most morphemes recur, so results are cached. Long ones are not; the cache itself is too hot for a check of length.
@lru_cache(maxsize=1 << 17)
def _read(normalized_form: str, part: int) -> _Reading:
    """Decide how a morpheme is indexed; ``counts`` says whether it takes up a position."""
    part_of_speech = part_of_speech_of(part)
    parts = split_compound(normalized_form)
    return _Reading(
        _noun_of_verb(normalized_form, part) or term_of(normalized_form, part_of_speech),
        tuple((_term_alone(word), len(word)) for word in parts) if len(parts) > 1 else None,
        part_of_speech[0] != "空白",
        # The dictionary normalises 受取 to 受け取り, but splits that spelling into two verbs.
        tuple(_terms_of_verbs(normalized_form))
        if part_of_speech[0] == "名詞" and okurigana.TWO_VERBS.fullmatch(normalized_form)
        else None,
    )


def _noun_of_verb(normalized_form: str, part: int) -> str | None:
    """The noun derived from a compound verb, as a term, if the dictionary has it: 引き継ぎ from 引き継ぐ."""
    noun = okurigana.noun_of(normalized_form) if okurigana.TWO_VERBS.fullmatch(normalized_form) else None
    if noun is None or part_of_speech_of(part)[0] != "動詞":
        return None
    found = spans(noun)
    nouns = [form for form, other, _, _ in found if part_of_speech_of(other)[0] == "名詞"]
    return nouns[0] if len(found) == len(nouns) == 1 else None


def _terms_of_verbs(written: str) -> Iterator[str]:
    """The terms of a compound of two verbs in its full spelling."""
    for normalized_form, part, _, _ in spans(written):
        term = term_of(normalized_form, part_of_speech_of(part))
        if term is not None:
            yield term


def _term_alone(word: str) -> str:
    """The term that a part of a compound has when it occurs alone."""
    found = spans(word)
    return (term_of(found[0][0], part_of_speech_of(found[0][1])) if len(found) == 1 else None) or word


def analyzer_fingerprint() -> str:
    """Everything that terms depend on, as one string. An index with another fingerprint cannot be searched."""
    patterns = [rule.pattern for module in (notation, dash, layout) for rule in module.PATTERNS]
    lists = (
        sorted(STOP_PARTS_OF_SPEECH),
        sorted(STOP_VERBS),
        sorted(STOP_PREFIXES),
        TABLES,
        patterns,
        notation.WORDS,
        okurigana.TABLES,
    )
    digest = hashlib.sha256("\n".join(line for lines in lists for line in lines).encode()).hexdigest()
    return f"chain {_CHAIN_VERSION}/{digest[:12]}; {dictionary_version()}"
