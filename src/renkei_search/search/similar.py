"""Comparable practice: a query made of an initiative's, or a draft's, most telling words."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Final

from whoosh.query import Or, Term

from renkei_search.analysis.signal import shingles
from renkei_search.search.tree import adjacent, facet_is

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from whoosh.query import Query as WhooshQuery

    from renkei_search.analysis.analyzer import Token
    from renkei_search.search.synonym import Synonyms
    from renkei_search.search.tuning import Tuning

PER_REGION: Final = 2
"""At most so many comparable initiatives of one region."""

_SHARED_TERMS: Final = 8


@dataclass(frozen=True)
class Likeness:
    """What to look for: the query tree, each telling term's weight between 0 and 1, and types of practice by id."""

    tree: WhooshQuery
    weights: dict[str, float]
    practices: frozenset[str]


def likeness_of(
    named: Sequence[Token],
    told: Sequence[Token],
    shared: Mapping[tuple[str, str], float],
    idf: Callable[[str], float],
    synonyms: Synonyms,
    tuning: Tuning,
) -> Likeness | None:
    """Make a query of what a text is about, or none if it says nothing.

    Terms weigh by their frequency, dampened, and their inverse document frequency; those of the title more.
    Synonyms of the title's words, neighbouring terms and shared facet values add to the score.

    Args:
        named: the terms of its title.
        told: the terms of its description.
        shared: what another initiative gains that has the same value of a facet, by facet and value.
        idf: how telling a term is.
        synonyms: of the title's words.
        tuning: how much each of these counts.
    """
    weights = telling_weights((token.term for token in named), (token.term for token in told), idf, tuning)
    if not weights:
        return None
    branches: list[WhooshQuery] = [
        Term(field, term, boost=weight * boost)
        for term, weight in weights.items()
        for field, boost in tuning.similar_weights.items()
    ]
    # A wording once, however often the text repeats what it stands for: a thousand phrases would take a second.
    wordings: defaultdict[tuple[tuple[str, ...], int], float] = defaultdict(float)
    for segment in synonyms.segment(named or told):
        weight = max((weights.get(term, 0.0) for term in segment.terms), default=0.0)
        for wording in segment.synonyms:
            wordings[wording.terms, wording.reach] += weight
    branches += [
        adjacent(terms, reach, boost=weight * tuning.similar_synonym)
        for (terms, reach), weight in wordings.items()
        if weight and tuning.similar_synonym
    ]
    branches += [
        Term("shingle", pair, boost=tuning.similar_shingle)
        for pair in dict.fromkeys([*shingles(named), *shingles(told)])
        if tuning.similar_shingle
    ]
    branches += [facet_is(facet, value, gain) for (facet, value), gain in shared.items() if gain > 0]
    practices = frozenset(value for facet, value in shared if facet == "practice")
    return Likeness(Or(branches), weights, practices)


def telling_weights(
    named: Iterable[str], told: Iterable[str], idf: Callable[[str], float], tuning: Tuning
) -> dict[str, float]:
    """The most telling terms of a text, the first with weight 1.

    Args:
        named: the terms of its title.
        told: the terms of its description.
        idf: how telling a term is.
        tuning: how many to take, and how much those of the title count.
    """
    counts = {term: 1 + log(count) for term, count in Counter(told).items()}
    for term in set(named):
        counts[term] = counts.get(term, 0.0) + tuning.similar_title
    raw = {term: count * idf(term) for term, count in counts.items()}
    best = sorted(raw, key=lambda term: -raw[term])[: tuning.similar_terms]
    top = raw[best[0]] if best else 0.0
    return {term: raw[term] / top for term in best if raw[term] > 0}


def shared_terms(written: Iterable[tuple[str, str]], weights: Mapping[str, float]) -> tuple[str, ...]:
    """The words of an initiative, as it writes them, that are among the telling ones, most telling first.

    Single characters say too little to show.

    Args:
        written: its terms, each with how it is written, in order.
        weights: of the telling terms.
    """
    found: dict[str, str] = {}
    for term, surface in written:
        if term in weights and len(surface) > 1:
            found.setdefault(term, surface)
    return tuple(found[term] for term in sorted(found, key=lambda term: -weights[term])[:_SHARED_TERMS])


def spread(
    scores: Mapping[int, float], region_of: Callable[[int], str | None], limit: int, tuning: Tuning
) -> list[int]:
    """Choose from ranked documents: at most two of one region, and those without a region last.

    What scores far below the best is left out, and some places are kept for generic examples.
    """
    regional: list[int] = []
    generic: list[int] = []
    taken: Counter[str] = Counter()
    least = tuning.similar_least * max(scores.values(), default=0.0)
    for number, score in scores.items():
        region = region_of(number)
        if score < least:
            break
        if region is None:
            generic.append(number)
        elif taken[region] < PER_REGION:
            taken[region] += 1
            regional.append(number)
    kept = min(len(generic), round(limit * tuning.similar_generic))
    return [*regional[: limit - kept], *generic][:limit]
