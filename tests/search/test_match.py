"""What counts as a match: the words themselves, side by side, and nothing that is merely related."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from renkei_search.analysis.analyzer import analyze
from renkei_search.facet.registry import FilterName
from renkei_search.search.language.vocabulary.suggest import noun_runs, term_spans
from renkei_search.search.request import SearchRequest, Sort
from renkei_search.search.result import ReasonKind, Step, StepKind, Tier

if TYPE_CHECKING:
    from renkei_search.model.record import Initiative
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import SearchResults

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


def search(engine: SearchEngine, text: str, *, expand: bool = True) -> SearchResults:
    return engine.search(SearchRequest(text, per_page=100, expand=expand))


def fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def own_texts(initiative: Initiative) -> tuple[str, str]:
    return initiative.title or "", initiative.description


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


@pytest.mark.parametrize(
    "word",
    [
        "空き家",
        "部活動",
        "スマート農業",
        "公共施設マネジメント",
        "自動運転",
        "介護人材",
        "サイクリング",
    ],
)
def test_what_is_near_is_never_counted(engine: SearchEngine, word: str) -> None:
    results = search(engine, word)
    assert (results.total, results.hits) == (0, ())
    assert all(bucket.count == 0 for facet in results.facets for bucket in facet.buckets)
    assert list(engine.scan(SearchRequest(word))) == []
    assert engine.cross_tabulate(SearchRequest(word), FilterName.REGION, FilterName.CATEGORY) == {}
    assert 0 < len(results.related) <= 20
    assert all(hit.reasons for hit in results.related)


def test_what_is_near_ends_where_likeness_ends(engine: SearchEngine) -> None:
    assert len(search(engine, "認知症").related) < 10
    assert search(engine, "あいうえおかき").related == ()


def test_reasons_are_types_of_practice_and_words_as_written(engine: SearchEngine) -> None:
    for word in ("介護人材", "スマート農業", "婚活"):
        for hit in search(engine, word).related:
            types = {type_.name for type_ in engine.practices_of(hit.initiative.id)}
            for reason in hit.reasons:
                if reason.kind is ReasonKind.PRACTICE:
                    assert reason.text in types
                else:
                    assert len(reason.text) > 1
                    assert any(reason.text in "".join(text.split()) for text in own_texts(hit.initiative))


def test_a_part_of_a_word_does_not_carry_what_is_near(engine: SearchEngine) -> None:
    reasons = {reason.text for hit in search(engine, "多文化共生").related for reason in hit.reasons}
    assert "外国人" in reasons
    assert not {"文化", "多"} & reasons


@pytest.mark.parametrize(
    ("word", "part"), [("フードバンク", "バンク"), ("電子入札", "電子"), ("滞納整理", "整理")]
)
def test_a_part_of_a_word_of_the_thesaurus_does_not_either(
    engine: SearchEngine, word: str, part: str
) -> None:
    reasons = {reason.text for hit in search(engine, word).related for reason in hit.reasons}
    assert part not in reasons


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


def test_sentences_have_no_tiers(engine: SearchEngine) -> None:
    results = search(engine, "医師が足りないので、他の地域がどうやって医師を確保しているのか知りたい")
    assert results.receipt.sentence
    assert {hit.tier for hit in results.hits} == {None}
    assert [hit.score for hit in results.hits] == sorted((hit.score for hit in results.hits), reverse=True)


def test_a_sentence_counts_only_what_has_most_of_its_words(engine: SearchEngine) -> None:
    results = search(engine, "医師が足りないので、他の地域がどうやって医師を確保しているのか知りたい")
    assert [word.text for word in results.receipt.words] == ["医師", "確保"]
    for hit in results.hits:
        assert any(
            word in text for text in own_texts(hit.initiative) for word in ("医師", "診療所", "ドクター")
        )


@pytest.mark.parametrize("text", ["子どもが減って困っている", "発熱した子どもの預け先"])
def test_a_match_without_any_word_of_the_sentence_names_the_synonym(engine: SearchEngine, text: str) -> None:
    results = search(engine, text)
    assert results.hits
    typed = [term.term for term in analyze(text)]
    for hit in results.hits:
        whole = "".join(own_texts(hit.initiative))
        has_a_word = any(term in {token.term for token in analyze(whole)} for term in typed)
        assert hit.found_by or has_a_word
        assert all(word in "".join(whole.split()) for word in hit.found_by)
    assert any(hit.found_by for hit in results.hits)


def test_a_sentence_of_which_no_initiative_has_all_words_says_so(engine: SearchEngine) -> None:
    note = "すべての言葉にあてはまる取組はありません。一部の言葉にあてはまる取組を示しています。"
    assert note in search(engine, "空港から町へ行くバスを増やしたい").receipt.notes
    assert (
        note not in search(engine, "図書館の本を隣の町でも借りたい").receipt.notes
        or not search(engine, "図書館 本").total
    )
    assert note not in search(engine, "星がきれいに見えることを売りにしたい").receipt.notes


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("子ども食堂を応援したい", "子ども食堂"),
        ("空き家を減らしたい", "空き家"),
        ("通帳の管理で困っている人を手伝う", "通帳"),
    ],
)
def test_the_wish_in_a_sentence_makes_no_match(engine: SearchEngine, text: str, concept: str) -> None:
    # 応援 is in seven initiatives, none of which is about 子ども食堂.
    assert search(engine, concept).total == 0
    assert search(engine, text).total == 0


def test_a_person_in_a_word_of_a_sentence_belongs_to_it(engine: SearchEngine) -> None:
    # 人 frames a question in 若い人, but of 外国人 it leaves 外国, and visitors from abroad would come first.
    words = [word.text for word in search(engine, "外国人の住民が増えて言葉が通じない").receipt.words]
    assert words == ["外国人", "言葉"]


def test_the_receipt_shows_words_and_not_stems(engine: SearchEngine) -> None:
    for text, words in (
        ("子どもが減って学校がなくなりそう", ["子どもが減って", "学校がなくなりそう"]),
        ("若い人がみんな都会へ出てしまう", ["みんな", "都会"]),
    ):
        assert [word.text for word in search(engine, text).receipt.words] == words


def test_work_is_what_people_speak_of_and_not_what_they_look_for(engine: SearchEngine) -> None:
    # 仕事 stands in offers of work.
    assert search(engine, "税金を集める仕事をまとめたい").total == 0
    assert search(engine, "仕事").total > 0


def test_how_many_and_when_decide_no_match_of_a_sentence(engine: SearchEngine) -> None:
    # 数 is rare in these texts, so an initiative with 職員 and 数 had more of the sentence than one with 職員 and 研修.
    results = search(engine, "職員の数が足りないので研修を一緒にやりたい")
    assert results.hits
    assert all("研修" in f"{hit.initiative.title}{hit.initiative.description}" for hit in results.hits)


def test_a_doctor_is_found_by_either_word(engine: SearchEngine) -> None:
    found = engine.search(SearchRequest("医者", per_page=100))
    official = engine.search(SearchRequest("医師", per_page=100, expand=False))
    assert {hit.initiative.id for hit in official.hits} <= {hit.initiative.id for hit in found.hits}
    assert official.total


def test_the_cause_in_a_sentence_makes_no_match_by_itself(engine: SearchEngine) -> None:
    # 少子化 is why rice is cooked together, and nothing about schools that close.
    results = search(engine, "子どもが減って学校がなくなりそう")
    assert "001-yamagata-rice-cooking-facility" not in [hit.initiative.id for hit in results.hits]
    assert ("子どもが減って", "cause") in [(word.text, word.kind) for word in results.receipt.words]


def test_a_cause_with_nothing_after_it_is_what_was_asked_for(engine: SearchEngine) -> None:
    # 困る says nothing of what; so the clause before it decides.
    results = search(engine, "子どもが減って困っている")
    assert ("子どもが減って", "word") in [(word.text, word.kind) for word in results.receipt.words]
    assert "001-yamagata-rice-cooking-facility" in [hit.initiative.id for hit in results.hits]
    assert "子どもが減って" in [step.word for step in results.receipt.steps]


@pytest.mark.parametrize(
    "text",
    [
        "年を取って聞こえにくくなった人のための助成を、よその町はやっていますか",
    ],
)
def test_an_initiative_with_a_little_of_a_sentence_is_no_match(engine: SearchEngine, text: str) -> None:
    results = search(engine, text)
    assert results.receipt.sentence
    assert results.total == 0


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


@pytest.mark.parametrize(
    ("typed", "name", "prefecture"),
    [("京都市", "京都市", "京都府"), ("宇都宮市", "宇都宮市", "栃木県"), ("きょうとし", "京都市", "京都府")],
)
def test_a_municipality_of_no_region_is_said_to_be_absent(
    engine: SearchEngine, typed: str, name: str, prefecture: str
) -> None:
    results = search(engine, typed)
    assert results.total == 0
    (place,) = results.receipt.absent_places
    assert (place.text, place.name, place.prefecture) == (typed, name, prefecture)


@pytest.mark.parametrize(
    "typed", ["京都市", "きょうとし", "津市", "渋谷区", "さいたま市", "那覇", "松本", "沖縄"]
)
def test_the_name_of_a_place_is_near_to_nothing(engine: SearchEngine, typed: str) -> None:
    # きょうとし begins with 今日, which is close to 午後; 津 is a harbour.
    results = search(engine, typed)
    assert results.receipt.absent_places
    assert (results.total, results.related) == (0, ())
    assert results.alternatives.practices == results.alternatives.fields == ()


def test_beside_the_name_of_a_place_the_other_word_says_what_is_near(engine: SearchEngine) -> None:
    related = search(engine, "那覇 図書館").related
    assert related
    for hit in related:
        assert any("図書館" in reason.text or reason.kind is ReasonKind.PRACTICE for reason in hit.reasons)


def test_an_absent_municipality_comes_with_the_regions_of_its_prefecture(engine: SearchEngine) -> None:
    (place,) = (
        search(engine, "笠岡市 図書館").receipt.absent_places
        or search(engine, "飯山市").receipt.absent_places
    )
    assert place.regions
    for region_id in place.regions:
        assert place.prefecture in engine.catalogue.region(region_id).prefectures


def test_a_municipality_held_here_is_not_absent(engine: SearchEngine) -> None:
    assert search(engine, "尾道市").receipt.absent_places == ()
    assert search(engine, "府中市").receipt.absent_places == ()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("市町村:函館", "函館市"),
        ("函館", "函館市"),
        ("はこだて", "函館市"),
        ("宇都宮", "宇都宮市"),
        ("うつのみや", "宇都宮市"),
    ],
)
def test_a_short_name_that_is_found_nowhere_is_said_to_be_absent(
    engine: SearchEngine, typed: str, name: str
) -> None:
    assert [place.name for place in search(engine, typed).receipt.absent_places] == [name]
    with_word = search(engine, f"{typed} 図書館").receipt.absent_places
    assert [(place.text, place.name) for place in with_word] == [(typed.removeprefix("市町村:"), name)]


@pytest.mark.parametrize("word", ["大阪", "緑", "平和", "みどり", "尾道"])
def test_a_word_that_is_found_or_that_people_know_as_a_word_names_no_absent_place(
    engine: SearchEngine, word: str
) -> None:
    assert search(engine, word).receipt.absent_places == ()


@pytest.mark.parametrize("typed", ["大阪府", "沖縄県", "東京都"])
def test_a_prefecture_without_a_region_is_said_to_be_absent(engine: SearchEngine, typed: str) -> None:
    (place,) = search(engine, typed).receipt.absent_places
    assert (place.name, place.prefecture, place.regions) == (typed, typed, ())
    assert search(engine, "広島県").receipt.absent_places == ()


@pytest.mark.parametrize("suffix", ["市", "町", "村", "県", "圏域"])
def test_a_suffix_alone_never_matches(engine: SearchEngine, suffix: str) -> None:
    results = search(engine, suffix)
    assert results.total == 0
    assert results.receipt.words[0].kind == "suffix"
    assert search(engine, f"図書館 {suffix}").total == search(engine, "図書館").total


@pytest.mark.parametrize(("typed", "meant"), [("としょかん", "図書館"), ("びょうじほいく", "病児保育")])
def test_a_word_typed_by_its_reading_finds_what_the_word_finds(
    engine: SearchEngine, typed: str, meant: str
) -> None:
    results = search(engine, typed)
    step = results.receipt.steps[0]
    assert (step.kind, step.word, step.words) == (StepKind.READING, typed, (meant,))
    assert [hit.initiative.id for hit in results.hits] == [
        hit.initiative.id for hit in search(engine, meant).hits
    ]


@pytest.mark.parametrize(("typed", "meant"), [("ぼうさい", "防災"), ("かんこう", "観光")])
def test_a_reading_that_the_dictionary_knows_is_said_too(
    engine: SearchEngine, typed: str, meant: str
) -> None:
    results = search(engine, typed)
    step = results.receipt.steps[0]
    assert (step.kind, step.word, step.words) == (StepKind.READING, typed, (meant,))
    assert results.total == search(engine, meant).total


def test_a_word_that_texts_write_in_kana_is_not_read_as_another(engine: SearchEngine) -> None:
    steps = search(engine, "こども").receipt.steps
    assert StepKind.READING not in {step.kind for step in steps}


def test_a_slip_of_conversion_in_a_part_of_a_word_is_seen(engine: SearchEngine) -> None:
    results = search(engine, "図書間")
    step = results.receipt.steps[0]
    assert (step.kind, step.word, step.words) == (StepKind.SPELLING, "図書間", ("図書館",))
    assert results.total == search(engine, "図書館").total > 0
    assert search(engine, "図書間", expand=False).total == 0


@pytest.mark.parametrize("text", ["-移住", "-", "NOT 観光"])
def test_where_words_only_exclude_the_order_is_by_region(engine: SearchEngine, text: str) -> None:
    relevant, by_region = (engine.search(SearchRequest(text, sort=sort)).hits for sort in Sort)
    assert [hit.initiative.id for hit in relevant] == [hit.initiative.id for hit in by_region]


def test_a_sign_is_not_respelt_as_itself_thrice(engine: SearchEngine) -> None:
    assert search(engine, "½").receipt.steps == ()


@pytest.mark.parametrize("typed", ["第III期", "第Ⅲ期", "10年"])
def test_a_number_makes_no_two_initiatives_alike(engine: SearchEngine, typed: str) -> None:
    assert search(engine, typed).related == ()


def test_a_verb_of_a_sentence_carries_no_near_ones(engine: SearchEngine) -> None:
    related = search(engine, "認知症の人を地域で支える取組はありますか").related
    assert not [hit for hit in related if any(reason.text.startswith("支え") for reason in hit.reasons)]


def test_each_word_is_respelt_by_itself(engine: SearchEngine) -> None:
    steps = search(engine, "としょかん でんし").receipt.steps
    assert [step.word for step in steps if step.kind is StepKind.READING] == ["としょかん", "でんし"]


def test_an_empty_answer_names_what_exists(engine: SearchEngine) -> None:
    near = search(engine, "介護人材").alternatives
    assert ("介護", search(engine, "介護").total) in [(word.text, word.total) for word in near.words]
    for type_, total in near.practices:
        request = SearchRequest().with_filter(FilterName.PRACTICE, type_)
        assert engine.search(request).total == total > 0
    for code, total in near.fields:
        assert engine.search(SearchRequest().with_filter(FilterName.FIELD, code)).total == total > 0
    assert near.practices
    assert near.fields


@pytest.mark.parametrize("word", ["引きこもり", "生活困窮", "認知症", "空き家"])
def test_one_of_several_near_initiatives_names_no_policy_field(engine: SearchEngine, word: str) -> None:
    # One initiative near 引きこもり is in 高度医療・救急 as well.
    results = search(engine, word)
    counted = Counter(field.code for hit in results.related[:5] for field in hit.initiative.fields)
    near = {code for code, _ in results.alternatives.fields}
    assert near == {code for code, count in counted.items() if count > 1} != set()


def test_a_character_more_or_less_is_proposed_and_not_taken(engine: SearchEngine) -> None:
    results = search(engine, "移住相談会場")
    assert results.total == 0
    assert [step for step in results.receipt.steps if step.kind is StepKind.SPELLING] == []
    assert "移住相談会" in [word.text for word in results.alternatives.words]


@pytest.mark.parametrize(
    "typed",
    # 目的 is near the normal form of メダカ, ゲート near that of game; neko has four letters, two of them in net.
    [
        "サウナ",
        "スキー",
        "フェリー",
        "テレビ",
        "ラーメン",
        "メダカ",
        "点字",
        "死亡",
        "教会",
        "いか",
        "game",
        "neko",
    ],
)
def test_a_word_that_people_know_is_not_taken_for_another(engine: SearchEngine, typed: str) -> None:
    results = search(engine, typed)
    assert results.total == 0
    assert StepKind.SPELLING not in [step.kind for step in results.receipt.steps]


def test_what_sounds_like_a_known_word_is_proposed(engine: SearchEngine) -> None:
    exhibition = search(engine, "展示").total
    assert ("展示", exhibition) in [
        (word.text, word.total) for word in search(engine, "点字").alternatives.words
    ]
    assert exhibition > 0


@pytest.mark.parametrize("typed", ["シカ", "ウニ", "クマ", "ペット", "ゆき", "りんご", "山", "熊", "え"])
def test_a_known_word_is_not_the_beginning_of_one_that_only_sounds_so(
    engine: SearchEngine, typed: str
) -> None:
    results = search(engine, typed)
    assert results.total == 0
    assert results.alternatives.words == ()


@pytest.mark.parametrize(
    ("typed", "near"), [("地産他消", "地産地消"), ("廃棄部", "廃棄物"), ("病児保行", "病児保育")]
)
def test_no_single_character_is_proposed(engine: SearchEngine, typed: str, near: str) -> None:
    words = [word.text for word in search(engine, typed).alternatives.words]
    assert near in words
    assert min(map(len, words)) > 1


def test_an_answer_with_matches_has_no_alternatives(engine: SearchEngine) -> None:
    results = search(engine, "図書館")
    assert (results.alternatives.words, results.alternatives.practices, results.alternatives.fields) == (
        (),
        (),
        (),
    )


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


def test_one_match_does_not_say_alone_what_is_near(engine: SearchEngine) -> None:
    results = search(engine, "温泉")
    assert results.total == 1
    own = {type_.name for type_ in engine.practices_of(results.hits[0].initiative.id)}
    asked = {engine.catalogue.practices.by_id[type_].name for type_ in results.receipt.practices}
    reasons = {reason.text for hit in results.related for reason in hit.reasons}
    assert results.related
    assert "物産展・マルシェ・フェア" in own - asked
    assert "物産展・マルシェ・フェア" not in reasons


@pytest.mark.parametrize(("typed", "title"), [("公園", "中央"), ("有害鳥獣", "災害")])
def test_a_word_in_the_title_of_one_match_does_not_say_what_is_near(
    engine: SearchEngine, typed: str, title: str
) -> None:
    # Near 中央公園リニューアル was whatever has 中央.
    results = search(engine, typed)
    assert [title in (hit.initiative.title or "") for hit in results.hits] == [True]
    assert title not in {reason.text for hit in results.related for reason in hit.reasons}


def test_a_type_that_several_matches_share_says_what_is_near(engine: SearchEngine) -> None:
    results = search(engine, "合同企業説明会")
    counts = Counter(
        type_.name for hit in results.hits[:3] for type_ in engine.practices_of(hit.initiative.id)
    )
    asked = {engine.catalogue.practices.by_id[type_].name for type_ in results.receipt.practices}
    reasons = {reason.text for hit in results.related for reason in hit.reasons}
    assert {name for name, count in counts.items() if count > 1} & reasons - asked
