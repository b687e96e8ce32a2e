"""A query for comparable practice, made from the most distinctive words of an initiative or a draft."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.signal import shingles
from renkei_search.analysis.whole_word import whole_words
from renkei_search.search.language.sentence import PLACE_SUFFIXES
from renkei_search.search.language.vocabulary.suggest import GENERIC_WORDS
from renkei_search.search.tree import Term, Tree, adjacent, any_of, facet_is

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from renkei_search.analysis.analyzer import Token
    from renkei_search.analysis.practice import AnalysedText
    from renkei_search.search.backend.protocol import Placed
    from renkei_search.search.language.vocabulary.synonym import Synonyms
    from renkei_search.search.tuning import Tuning

PER_REGION: Final = 2
"""The maximum number of comparable initiatives of one region."""

_SHARED_TERMS: Final = 8

WEAK_WORDS: Final = GENERIC_WORDS | frozenset(
    """
    利用 運営 支援 相互 圏域内 圏域全体 センター 体制 整備 対策 サポート 活動 開催 職員 会議 施設 設置 導入 検討 協議
    共同 維持 創出 形成 提供 参加 機能 情報 住民 社会 公共 人材 企画 計画 調査 制度 内容 方法 市民 団体 機関 地域全体
    可能 可能性 持続 施策 策定 運用 プロジェクト 発展 不足 作成 設定 周辺 自動 マネジメント 電話 行政 振興
    応援 後押し 手助け 必要 大変 心配 不安 問題 課題 解決
    """.split()  # noqa: SIM905 # a list in words reads better
)
"""Words that do not make two initiatives similar by themselves."""


class Written(NamedTuple):
    """A text and its terms."""

    text: str
    terms: Sequence[Token]


@dataclass(frozen=True)
class Likeness:
    """What to look for: the query tree, the weight (0 to 1) of each distinctive term, and ids of types of practice."""

    tree: Tree
    weights: dict[str, float]
    practices: frozenset[str]


def likeness_of(
    title: AnalysedText,
    description: AnalysedText,
    shared: Mapping[tuple[str, str], float],
    idf: Callable[[str], float],
    synonyms: Synonyms,
    tuning: Tuning,
) -> Likeness | None:
    """Make a query for initiatives similar to a text, or none if the text has no terms.

    Terms weigh by their frequency, dampened, and their inverse document frequency; those of the title more.
    Synonyms of the title's words, neighbouring terms and shared facet values add to the score.

    Args:
        title: its title with its terms.
        description: its description with its terms.
        shared: the score for having the same value of a facet, by facet and value.
        idf: the inverse document frequency of a term.
        synonyms: those of the title's words.
        tuning: how much each of these counts.
    """
    named, told = title.tokens, description.tokens
    weights = telling_weights((token.term for token in named), (token.term for token in told), idf, tuning)
    if not weights:
        return None
    branches: list[Tree] = [
        Term(field, term, boost=weight * boost)
        for term, weight in weights.items()
        for field, boost in tuning.similar_weights.items()
    ]
    # Each wording once, however often the text repeats the word: a thousand phrases would take a second.
    wordings: defaultdict[tuple[tuple[str, ...], int], float] = defaultdict(float)
    for segment in synonyms.segment(*(title if named else description)):
        weight = max((weights.get(term, 0.0) for term in segment.terms), default=0.0)
        for wording in segment.same:
            wordings[wording.terms, wording.reach] += weight
        for wording in segment.kinds:
            wordings[wording.terms, wording.reach] += weight * tuning.kind
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
    return Likeness(any_of(branches), weights, practices)


def is_telling(word: str) -> bool:
    """Whether two initiatives are related if they share this word."""
    return len(word) > 1 and word not in WEAK_WORDS


def telling_weights(
    named: Iterable[str], told: Iterable[str], idf: Callable[[str], float], tuning: Tuning
) -> dict[str, float]:
    """The most distinctive terms of a text, the first with weight 1.

    Args:
        named: the terms of its title.
        told: the terms of its description.
        idf: the inverse document frequency of a term.
        tuning: how many terms to take, and the weight of the title's terms.
    """
    counts = {term: 1 + log(count) for term, count in Counter(told).items()}
    for term in set(named):
        counts[term] = counts.get(term, 0.0) + tuning.similar_title
    raw = {term: count * idf(term) for term, count in counts.items()}
    best = sorted(raw, key=lambda term: -raw[term])[: tuning.similar_terms]
    top = raw[best[0]] if best else 0.0
    return {term: raw[term] / top for term in best if raw[term] > 0}


def shared_words(texts: Iterable[Written], weights: Mapping[str, float]) -> tuple[str, ...]:
    """The words of an initiative, as it writes them, that consist of distinctive terms, most distinctive first.

    Adjacent words, or words joined by ・, are shown as one: 病児・病後児保育. Single characters and words such as 圏域市町村 are
    not shown.

    Args:
        texts: its title and description.
        weights: the weights of the distinctive terms.
    """
    found: dict[str, float] = {}
    for text, terms in texts:
        for start, end in _runs(text, terms, weights):
            word = "".join(text[start:end].split())
            own = [token.term for token in terms if start <= token.start < end]
            telling = max(weights.get(term, 0.0) for term in own)
            if len(word) > 1 and word not in WEAK_WORDS and not PLACE_SUFFIXES.issuperset(own):
                found.setdefault(word, telling)
    whole = [word for word in found if not any(word != other and word in other for other in found)]
    return tuple(sorted(whole, key=lambda word: -found[word])[:_SHARED_TERMS])


def _runs(text: str, terms: Sequence[Token], weights: Mapping[str, float]) -> Iterator[tuple[int, int]]:
    """The character ranges of words that consist of distinctive terms only."""
    run: tuple[int, int] | None = None
    for word in whole_words(text):
        own = [token.term for token in terms if word.start <= token.start and token.end <= word.end]
        telling = [term for term in own if len(term) > 1] or own
        if word.noun and telling and all(term in weights for term in telling):
            between = "" if run is None else text[run[1] : word.start].strip()
            if run is not None and between in {"", "・"}:
                run = (run[0], word.end)
            else:
                if run is not None:
                    yield run
                run = (word.start, word.end)
    if run is not None:
        yield run


def choose_by_region(
    ranked: Iterable[Placed], region_of: Callable[[int], str | None], limit: int, tuning: Tuning
) -> tuple[list[Placed], list[Placed]]:
    """Choose from ranked documents: initiatives of regions, at most two of each, and generic examples.

    Documents that score far below the best are left out.
    """
    regional: list[Placed] = []
    generic: list[Placed] = []
    taken: Counter[str] = Counter()
    least = 0.0
    for placed in ranked:
        least = least or tuning.similar_least * placed.score
        if placed.score < least or len(regional) >= limit:
            break
        region = region_of(placed.number)
        if region is None:
            generic.append(placed)
        elif taken[region] < PER_REGION:
            taken[region] += 1
            regional.append(placed)
    return regional, generic[: tuning.similar_generic]
