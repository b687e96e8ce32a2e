"""The query language on the bundled corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkei_search.errors import QueryError
from renkei_search.search.language import unit
from renkei_search.search.request import SearchRequest
from renkei_search.search.result import StepKind
from renkei_search.search.tree import adjacent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import SearchResults
    from renkei_search.search.tree import Tree


def search(engine: SearchEngine, text: str, *, expand: bool = True) -> SearchResults:
    return engine.search(SearchRequest(text, per_page=100, expand=expand))


def ids(engine: SearchEngine, text: str, *, expand: bool = False) -> set[str]:
    found: set[str] = set()
    page = 1
    while True:
        results = engine.search(SearchRequest(text, per_page=100, page=page, expand=expand))
        found |= {hit.initiative.id for hit in results.hits}
        if page >= results.pages:
            return found
        page += 1


def test_blanks_of_any_kind_are_and(engine: SearchEngine) -> None:
    both = ids(engine, "図書館") & ids(engine, "利用")
    assert both
    for text in ("図書館 利用", "図書館　利用", "図書館 AND 利用", "図書館\u00a0利用"):
        assert ids(engine, text) == both


@pytest.mark.parametrize(
    "text", ["図書館 OR 消防", "図書館 ＯＲ 消防", "図書館|消防", "図書館｜消防", "(図書館 OR 消防)"]
)
def test_or_unites(engine: SearchEngine, text: str) -> None:
    assert ids(engine, text) == ids(engine, "図書館") | ids(engine, "消防")


def test_or_binds_tighter_than_the_blank(engine: SearchEngine) -> None:
    united = ids(engine, "図書館") | ids(engine, "消防")
    assert ids(engine, "図書館 OR 消防 運用") == united & ids(engine, "運用")


@pytest.mark.parametrize(
    "text", ["移住 -婚活", "移住 －婚活", "移住 NOT 婚活", "移住 ＮＯＴ 婚活", "移住　-(婚活)"]
)
def test_exclusion_subtracts(engine: SearchEngine, text: str) -> None:
    assert ids(engine, text) == ids(engine, "移住") - ids(engine, "婚活")


def test_an_exclusion_alone_means_everything_except(engine: SearchEngine) -> None:
    assert ids(engine, "-移住") == ids(engine, "") - ids(engine, "移住")
    assert ids(engine, "-移住", expand=True) == ids(engine, "-移住")


def test_alternatives_may_be_negative(engine: SearchEngine) -> None:
    assert ids(engine, "図書館 OR -移住") == ids(engine, "図書館") | (ids(engine, "") - ids(engine, "移住"))


@pytest.mark.parametrize("text", ['"相互利用"', "「相互利用」", "『相互利用』", "“相互利用”"])
def test_a_phrase_stands_together(engine: SearchEngine, text: str) -> None:
    found = ids(engine, text)
    assert found
    assert found < ids(engine, "相互 利用")
    for initiative_id in found:
        item = engine.get(initiative_id)
        assert "相互利用" in f"{item.title}{item.description}".replace("\n", "")


def test_parentheses_group(engine: SearchEngine) -> None:
    assert ids(engine, "移住 -（婚活 OR 相談）") == ids(engine, "移住") - ids(engine, "婚活") - ids(
        engine, "相談"
    )


def test_fields_restrict(engine: SearchEngine) -> None:
    titled = ids(engine, "title:図書館")
    assert titled
    assert titled == ids(engine, "タイトル：図書館")
    assert all("図書館" in (engine.get(found).title or "") for found in titled)
    assert {engine.get(found).region for found in ids(engine, "圏域:新潟 観光")} == {"niigata"}
    assert {engine.get(found).region for found in ids(engine, "市町村:東温市")} == {"matsuyama"}
    assert ids(engine, "分野:観光") >= {"001-sapporo-joint-tourism-promotion"}


def test_a_prefix_finds_longer_words(engine: SearchEngine) -> None:
    assert ids(engine, "ワーケ*") >= ids(engine, "ワーケーション") != set()
    assert ids(engine, "ワーケ＊") == ids(engine, "ワーケ*")
    assert ids(engine, "ワーケ") == set()


def test_synonyms_find_what_the_word_does_not(engine: SearchEngine) -> None:
    assert ids(engine, "火葬場") == set()
    results = search(engine, "火葬場")
    assert results.hits[0].initiative.id == "001-sapporo-public-facility-sharing"
    step = results.receipt.steps[0]
    assert (step.kind, step.word) == (StepKind.SYNONYMS, "火葬場")
    assert "斎場" in step.words
    excerpt = results.hits[0].excerpt("description")
    assert "斎場" in [excerpt.text[start:end] for start, end in excerpt.ranges]


def test_a_word_of_several_terms_is_not_pieced_together_with_the_name_of_a_policy_field(
    engine: SearchEngine,
) -> None:
    """創業 is in the name of a policy field, 支援 in every other text."""
    titles = {hit.initiative.title for hit in search(engine, "創業支援").hits}
    assert "はちのへ創業・事業承継サポートセンター運営事業" in titles
    assert "ものづくり支援" not in titles
    assert "ものづくり支援" in {hit.initiative.title for hit in search(engine, "創業 支援").hits}


def test_words_that_show_a_type_of_practice_lead_to_others_of_it(engine: SearchEngine) -> None:
    results = search(engine, "創業支援")
    assert "創業の促進" in [hit.initiative.title for hit in results.related]
    assert "創業・起業の支援" in [reason.text for reason in results.related[0].reasons]


def test_a_step_names_the_word_as_typed(engine: SearchEngine) -> None:
    assert search(engine, "ふるさと納税 おためし移住").receipt.steps[0].word == "ふるさと納税"


def test_the_word_itself_outranks_its_synonyms(engine: SearchEngine) -> None:
    hits = search(engine, "起業").hits
    literal = ids(engine, "起業")
    assert hits[0].initiative.id in literal
    assert len(literal) < len(hits)


def test_broader_words_lead_one_way_only(engine: SearchEngine) -> None:
    maas = ids(engine, "MaaS")
    assert maas < {
        hit.initiative.id for hit in (*search(engine, "MaaS").hits, *search(engine, "MaaS").related)
    }
    assert search(engine, "MaaS").receipt.strict_total < 15
    assert "MaaS" not in str(search(engine, "公共交通").receipt.steps)


def test_related_initiatives_follow_the_matches_and_are_not_counted(engine: SearchEngine) -> None:
    results = search(engine, "夜間中学")
    assert results.total == results.receipt.strict_total == 3
    assert results.related
    assert not {hit.initiative.id for hit in results.hits} & {hit.initiative.id for hit in results.related}
    assert sum(bucket.count for bucket in results.facets[3].buckets) == 3
    assert StepKind.RELATED in [step.kind for step in results.receipt.steps]


def test_to_the_letter_nothing_is_added(engine: SearchEngine) -> None:
    results = search(engine, "夜間中学", expand=False)
    assert (results.total, results.related, results.receipt.steps) == (3, (), ())


def test_operators_switch_related_initiatives_off(engine: SearchEngine) -> None:
    assert search(engine, "夜間中学 -札幌").related == ()


def test_when_nothing_matches_related_initiatives_are_a_list_of_their_own(engine: SearchEngine) -> None:
    results = search(engine, "図書館 デニム")
    assert (results.receipt.strict_total, results.total, results.hits) == (0, 0, ())
    assert results.related
    assert StepKind.RELATED in [step.kind for step in results.receipt.steps]


def test_a_sentence_is_recognised_and_relaxed(engine: SearchEngine) -> None:
    results = search(engine, "義務教育を終えられなかった大人が学び直せる中学校を一緒に使っている例はあるか")
    assert results.receipt.sentence
    assert results.total < 10
    assert {hit.initiative.id for hit in results.hits} >= {
        "001-harima-night-junior-high-school",
        "001-okayama-evening-junior-high",
        "001-sapporo-night-junior-high",
    }


def test_quotes_in_a_sentence_demand_no_phrase(engine: SearchEngine) -> None:
    results = search(engine, "「病児保育」を隣の市でも使えるようにするにはどうすればよいか")
    assert results.receipt.sentence
    assert "病児・病後児保育" in results.hits[0].initiative.description


@pytest.mark.parametrize("name", ["尾道市", "尾道", "おのみち", "オノミチ", "おのみちし"])
def test_a_municipality_finds_what_it_takes_part_in(engine: SearchEngine, name: str) -> None:
    results = search(engine, name)
    assert {hit.initiative.region for hit in results.hits} == {"bingo"}
    assert results.receipt.words[0].places == ("尾道市",)


def test_municipalities_of_one_name_are_all_meant(engine: SearchEngine) -> None:
    assert search(engine, "北広島").receipt.words[0].places == ("北広島市", "北広島町")


def test_a_place_is_no_title_word(engine: SearchEngine) -> None:
    assert ids(engine, "title:尾道") == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("圖書館", "図書館"),
        ("瀬戸内國際藝術祭", "瀬戸内国際芸術祭"),
        ("外が浜町", "外ヶ浜町"),
        ("ゴミ", "ごみ"),
        ("六次産業化", "6次産業化"),
        ("第６次", "6次"),
    ],
)
def test_spellings_find_the_same(engine: SearchEngine, one: str, other: str) -> None:
    assert ids(engine, one) == ids(engine, other)


def test_a_slip_of_conversion_is_corrected_and_reported(engine: SearchEngine) -> None:
    results = search(engine, "異動支援")
    step = results.receipt.steps[0]
    assert (step.kind, step.word, step.words) == (StepKind.SPELLING, "異動支援", ("移動支援",))
    assert results.hits
    assert search(engine, "異動支援", expand=False).total == 0


@pytest.mark.parametrize(
    ("typed", "meant"), [("ワーケション", "ワーケーション"), ("スタトアップ", "スタートアップ")]
)
def test_a_typing_error_in_katakana_is_corrected(engine: SearchEngine, typed: str, meant: str) -> None:
    assert search(engine, typed).receipt.steps[0].words == (meant,)


def test_what_was_ignored_is_said(engine: SearchEngine) -> None:
    assert search(engine, "移住 「").receipt.notes
    assert search(engine, "移住 の").receipt.ignored == ("の",)


def test_a_long_phrase_is_loosened_with_a_note_or_refused(engine: SearchEngine) -> None:
    text = "「公共交通計画策定事業推進協議会運営費補助金」"
    assert "8語を超える" in search(engine, text).receipt.notes[0]
    with pytest.raises(QueryError, match="8語まで"):
        search(engine, text, expand=False)


_PARTS = st.sampled_from(
    [
        "移住",
        "図書館",
        "観光*",
        "「相互利用」",
        "-",
        "－",
        "OR",
        "｜",
        "NOT",
        "(",
        "）",
        "title:",
        "圏域：",
        "の",
        "*",
        '"',
        "　",
        "é",
        "𠮷",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.lists(_PARTS, max_size=12).map(" ".join),
        st.lists(_PARTS, max_size=12).map("".join),
    )
)
def test_any_text_is_answered_or_refused(engine: SearchEngine, text: str) -> None:
    for expand in (True, False):
        try:
            results = engine.search(SearchRequest(text, per_page=3, expand=expand))
        except QueryError:
            return
        assert results.total >= len(results.hits)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    word=st.sampled_from(
        ["移住", "図書館", "観光", "消防 共同", "「相互利用」", "観光*", "title:移住", "(移住 OR 観光)"]
    )
)
def test_a_part_and_its_negation_divide_the_corpus(engine: SearchEngine, word: str) -> None:
    positive, negative = ids(engine, word), ids(engine, f"-({word})")
    assert positive & negative == set()
    assert positive | negative == ids(engine, "")


@pytest.mark.parametrize("word", ["消防", "観光", "公共交通"])
def test_a_text_of_one_repeated_word_has_no_variants(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    phrases: list[int] = []

    def count(terms: Sequence[str], *options: Any, **named: Any) -> Tree:
        phrases.append(len(terms))
        return adjacent(terms, *options, **named)

    monkeypatch.setattr(unit, "adjacent", count)
    results = engine.search(SearchRequest(word * (240 // len(word))))
    assert results.total == 0
    # Each of the hundred words with の before it, and replaced by each of its synonyms, would make thousands.
    assert sum(length > 12 for length in phrases) < 100


def test_a_repeated_word_is_looked_up_once(engine: SearchEngine) -> None:
    (found,) = engine._retriever.understand("移住" * 3).units
    assert len(found.terms) == 3
    assert len(found.loose) == 1
