"""What counts as a match: the words themselves, side by side, and nothing that is merely related."""

from __future__ import annotations

import random
import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from renkei_search.analysis.analyzer import analyze
from renkei_search.facet.registry import FilterName
from renkei_search.search.language.vocabulary.suggest import noun_runs, term_spans
from renkei_search.search.request import SearchRequest, Sort
from renkei_search.search.result import Step, StepKind, Tier
from tests.search.asking import own_texts, search

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine

OUTSIDE = [
    "空き家",
    "認知症",
    "部活動",
    "スマート農業",
    "公共施設マネジメント",
    "自動運転",
    "介護人材",
    "文化祭",
    "図書間",
]
PIECES = ["事業所", "移住者", "事業者", "10年", "文化祭", "図書間", "介護人材", "自動運転", "認知症"]


def fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def has_spelling(text: str, word: str) -> bool:
    """Whether a text has a word, possibly in another spelling, as adjacent terms."""
    tokens, wanted = analyze(text), [token.term for token in analyze(word)]
    return any(
        [token.term for token in tokens[at : at + len(wanted)]] == wanted
        and all(other.position - one.position == 1 for one, other in pairwise(tokens[at : at + len(wanted)]))
        for at in range(len(tokens) - len(wanted) + 1)
    )


def has_coordination(text: str, word: str) -> bool:
    """Whether a text has a word as 病児・病後児保育 has 病児保育, or 上下水道 has 下水道."""
    folded = fold(text)
    return any(
        re.search(rf"{re.escape(word[:cut])}.?・[^。、]*?{re.escape(word[cut:])}", folded)
        or re.search(rf"{re.escape(word[:cut])}[一-龠]{re.escape(word[cut:])}", folded)
        for cut in range(1, len(word))
    )


def corpus_words(engine: SearchEngine, count: int) -> list[str]:
    words = sorted(
        {
            "".join(part.text for part in run[start:end])
            for initiative in engine.records(0, engine.initiative_count)
            for run in noun_runs("\n".join(own_texts(initiative)))
            for start, end in term_spans(run)
        }
    )
    return random.Random(11).sample([word for word in words if len(word) <= 10], count)


def test_to_the_letter_finds_what_has_the_letters(engine: SearchEngine) -> None:
    """Compared with a plain substring search, apart from spelling, in both directions."""
    texts = [(item.id, own_texts(item)) for item in engine.records(0, engine.initiative_count)]
    folded = {id_: tuple(map(fold, own)) for id_, own in texts}
    words = [*corpus_words(engine, 400), *OUTSIDE, *PIECES]
    missed = []
    for word in words:
        found = {item.id for item in engine.scan(SearchRequest(word, expand=False))}
        plain = {id_ for id_, own in folded.items() if any(fold(word) in text for text in own)}
        for id_, own in texts:
            if id_ in found - plain:
                assert any(has_spelling(text, word) or has_coordination(text, fold(word)) for text in own), (
                    word,
                    id_,
                )
        if plain - found:
            missed.append(word)
    # Characters within another word are not a word of the text: 催し in 開催し, 京都 in 東京都.
    assert len(missed) < len(words) * 0.06, missed


@pytest.mark.parametrize("word", PIECES)
def test_pieces_of_a_word_far_apart_are_no_match(engine: SearchEngine, word: str) -> None:
    for item in engine.scan(SearchRequest(word, expand=False)):
        assert any(fold(word) in fold(text) for text in own_texts(item)), item.id


@pytest.mark.parametrize("word", OUTSIDE)
def test_a_word_that_stands_nowhere_has_no_match(engine: SearchEngine, word: str) -> None:
    results = search(engine, word, expand=False)
    assert (results.total, results.hits, results.related) == (0, (), ())


@pytest.mark.parametrize("word", ["婚活", "防災", "介護", "人材育成", "観光", "移住", "図書館", "病児保育"])
def test_the_word_itself_leads(engine: SearchEngine, word: str) -> None:
    hits = search(engine, word).hits
    order = [Tier.TITLE, Tier.TEXT, Tier.SYNONYM]
    tiers = [order.index(hit.tier) for hit in hits if hit.tier]
    assert len(tiers) == len(hits)
    assert tiers == sorted(tiers)
    for hit in hits:
        title, text = own_texts(hit.initiative)
        in_title = has_spelling(title, word) or has_coordination(title, word)
        in_text = has_spelling(text, word) or has_coordination(text, word)
        if hit.tier is Tier.TITLE:
            assert in_title, hit.initiative.id
        elif hit.tier is Tier.TEXT:
            assert in_text, hit.initiative.id
        else:
            assert not has_spelling(title, word)
            assert not has_spelling(text, word)
            assert hit.found_by, hit.initiative.id


def test_of_several_words_the_worst_decides(engine: SearchEngine) -> None:
    hits = search(engine, "図書館 利用").hits
    assert hits[0].tier is Tier.TITLE
    assert all(word in (hits[0].initiative.title or "") for word in ("図書館", "利用"))


def test_a_synonym_is_named_as_the_initiative_writes_it(engine: SearchEngine) -> None:
    found = [hit for hit in search(engine, "火葬場").hits if hit.tier is Tier.SYNONYM]
    assert found[0].found_by == ("斎場",)
    for hit in found:
        written = "".join("".join(own_texts(hit.initiative)).split())
        labels = [engine.catalogue.taxonomy[field.code].label for field in hit.initiative.fields]
        assert all(word in written or word in labels for word in hit.found_by)


def test_a_doctor_is_found_by_either_word(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest("医者", per_page=100))
    official = engine.search(SearchRequest("医師", per_page=100, expand=False))
    assert {hit.initiative.id for hit in official.hits} <= {hit.initiative.id for hit in found.hits}
    assert official.total


def test_a_coordination_has_the_word(engine: SearchEngine) -> None:
    for word, written in (("病児保育", "病児・病後児保育"), ("小学校", "小・中学校"), ("下水道", "上下水道")):
        found = {item.id for item in engine.scan(SearchRequest(word, expand=False))}
        for item in engine.records(0, engine.initiative_count):
            if any(written in fold(text) for text in own_texts(item)):
                assert item.id in found, (word, item.id)


def test_words_that_never_meet_find_nothing_and_say_what_each_finds(engine: SearchEngine) -> None:
    results = search(engine, "図書館 デニム")
    assert results.total == 0
    assert results.related
    assert [(count.text, count.total) for count in results.receipt.counts] == [
        (word, search(engine, word).total) for word in ("図書館", "デニム")
    ]


def test_counts_obey_the_filters(engine: SearchEngine) -> None:
    request = SearchRequest("図書館 デニム").with_filter(FilterName.REGION, "bingo")
    counts = {count.text: count.total for count in engine.search(request).receipt.counts}
    assert counts == {word: engine.search(request.with_text(word)).total for word in ("図書館", "デニム")}


@pytest.mark.parametrize("suffix", ["市", "町", "村", "県", "圏域"])
def test_a_suffix_alone_never_matches(engine: SearchEngine, suffix: str) -> None:
    results = search(engine, suffix)
    assert results.total == 0
    assert results.receipt.words[0].kind == "suffix"
    assert search(engine, f"図書館 {suffix}").total == search(engine, "図書館").total


@pytest.mark.parametrize("text", ["-移住", "-", "NOT 観光"])
def test_where_words_only_exclude_the_order_is_by_region(engine: SearchEngine, text: str) -> None:
    relevant, by_region = (engine.search(SearchRequest(text, sort=sort)).hits for sort in Sort)
    assert [hit.initiative.id for hit in relevant] == [hit.initiative.id for hit in by_region]


def test_the_name_of_a_policy_field_has_a_word_only_side_by_side(engine: SearchEngine) -> None:
    for hit in search(engine, "創業支援").hits:
        labels = [
            name
            for field in hit.initiative.fields
            for node in engine.catalogue.taxonomy.path(field.code)
            for name in (node.name, node.label)
        ]
        assert hit.tier is not Tier.SYNONYM or any(
            word in fold("".join(own_texts(hit.initiative))) or word in labels for word in hit.found_by
        )


def test_a_thesaurus_word_does_not_reach_across_a_particle(engine: SearchEngine) -> None:
    steps = search(engine, "町や医者").receipt.steps
    assert not [step for step in steps if step.word not in {"医者", None}]
    assert "町内" not in str([step.words for step in search(engine, "町内会").receipt.steps])


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("医師確保", "医師の確保"),
        ("企業誘致推進", "企業誘致の推進"),
        ("健康寿命延伸", "健康寿命の延伸"),
        ("公共交通網形成", "公共交通網の形成"),
    ],
)
def test_a_compound_finds_its_words_with_no_between_them(
    engine: SearchEngine, typed: str, written: str
) -> None:
    results = search(engine, typed)
    linked = [hit for hit in results.hits if written in "\n".join(own_texts(hit.initiative))]
    assert linked
    assert Step(StepKind.LINKED, (written,), typed) in results.receipt.steps
    for hit in linked:
        if typed not in "\n".join(own_texts(hit.initiative)):
            assert hit.tier is Tier.SYNONYM
            assert written in hit.found_by
    letters = search(engine, typed, expand=False)
    assert not letters.receipt.steps
    assert not {hit.initiative.id for hit in letters.hits} - {
        hit.initiative.id for hit in results.hits if typed in fold("".join(own_texts(hit.initiative)))
    }


@pytest.mark.parametrize(
    "typed",
    [
        "東京大学",  # a name, and no university of Tokyo's
        "図書館",  # the dictionary knows it whole
        "人口減",
        "移住 定住",
    ],
)
def test_what_is_no_compound_of_nouns_is_not_taken_apart(engine: SearchEngine, typed: str) -> None:
    assert StepKind.LINKED not in {step.kind for step in search(engine, typed).receipt.steps}


def test_another_particle_is_another_matter(engine: SearchEngine) -> None:
    found = search(engine, "保育士確保")
    for hit in found.hits:
        text = fold("\n".join(own_texts(hit.initiative)))
        assert hit.found_by or "保育士確保" in text or "保育士の確保" in text
