from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.signal import Pairs, bigram_pairs, bigrams, shingle_pairs, shingles

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus


def by_text(pairs: Pairs) -> list[list[str]]:
    ends = np.cumsum(pairs.counts)
    return [
        sorted(pairs.texts[number] for number in pairs.numbers[end - count : end])
        for count, end in zip(pairs.counts, ends, strict=True)
    ]


def test_pairs_of_a_collection_are_those_of_each_text(corpus: Corpus) -> None:
    texts = [
        "",
        "ー",
        "Ａb１",
        "図書館の\n相互利用",
        *(initiative.description for initiative in corpus.initiatives),
    ]
    tokens = [analyze(text) for text in texts]
    numbers: dict[str, int] = {}
    terms = [numbers.setdefault(token.term, len(numbers)) for found in tokens for token in found]
    counts = np.array([len(found) for found in tokens], np.int32)
    assert by_text(bigram_pairs(texts)) == [sorted(bigrams(text)) for text in texts]
    assert by_text(shingle_pairs(np.array(terms, np.int32), counts, list(numbers))) == [
        sorted(shingles(found)) for found in tokens
    ]
