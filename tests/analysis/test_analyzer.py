from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from renkei_search.analysis.analyzer import analyze, analyzer_fingerprint
from renkei_search.analysis.char_filter.folding import TABLES


def terms(text: str) -> list[str]:
    return [token.term for token in analyze(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("空家", "空き家"),
        ("取組", "取り組み"),
        ("子ども", "こども"),
        ("ＩＣカード", "icカード"),
        ("サーバ", "サーバー"),
    ],
)
def test_spellings_that_sudachi_unifies_give_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    "spellings",
    [
        ("図書館", "圖書館"),
        ("瀬戸内国際芸術祭", "瀬戸内國際藝術祭"),
        ("広島県", "廣島縣"),
        ("高松市", "髙松市"),
        ("外ケ浜町", "外ヶ浜町", "外が浜町", "外ｹ浜町"),
        ("霞ケ関", "霞が関", "霞ヶ関"),
        ("竜ケ崎市", "龍ケ崎市", "龍ヶ﨑市", "竜が崎市"),
        ("塩竈市", "塩釜市", "鹽竈市"),
        ("ごみ処理", "ゴミ処理", "ｺﾞﾐ処理"),
        ("ごみステーション", "ゴミステーション"),
        ("プラスチックごみ", "プラスチックゴミ"),
        ("いすず自動車", "いすゞ自動車"),
        ("第六次", "第6次", "六次", "６次"),
        ("人々", "人人", "人〻"),
        ("佐々木", "佐佐木"),
        ("吉野家", "𠮷野家"),
        ("1か月", "一ヶ月", "一ケ月", "１カ月", "1ヵ月", "一箇月"),
        ("3か所", "３ヶ所", "三ケ所", "3カ所", "三箇所"),
        ("5か村", "五ヶ村", "五ケ村", "5カ村"),
        ("10か市町", "十ヶ市町", "十ケ市町", "１０カ市町", "10ヵ市町"),
    ],
)
def test_spellings_that_this_chain_unifies_give_the_same_terms(spellings: tuple[str, ...]) -> None:
    assert {tuple(terms(spelling)) for spelling in spellings} == {tuple(terms(spellings[0]))}
    assert terms(spellings[0]) != []


def test_the_prefix_of_ordinal_numbers_carries_no_term() -> None:
    assert terms("第六次産業化") == terms("6次産業化") == ["6", "次", "産業", "化"]
    assert terms("次第") == ["次第"]


def test_a_particle_between_kanji_stays_a_particle() -> None:
    assert terms("市町村が連携") == ["市町村", "連携"]


def test_particles_punctuation_and_generic_verbs_carry_no_term() -> None:
    assert terms("観光施策の推進を、している。") == ["観光", "施策", "推進"]
    assert terms("の、。○▲") == []


def test_letters_are_terms() -> None:
    assert terms("A型") == ["a", "型"]


def test_offsets_point_into_the_original_text() -> None:
    text = "病児保育\nＮＥＴ１１９ \ud800 図書館"
    for token in analyze(text):
        assert text[token.start : token.end].strip() != ""
    assert [text[token.start : token.end] for token in analyze(text)] == [
        "病",
        "児",
        "保育",
        "ＮＥＴ",
        "１１９",
        "図書",
        "館",
    ]


def test_offsets_point_at_the_original_spelling() -> None:
    text = "𠮷野の圖書館、外ヶ浜町でゴミ処理"
    assert [text[token.start : token.end] for token in analyze(text)] == [
        "𠮷野",
        "圖書",
        "館",
        "外ヶ浜",
        "町",
        "ゴミ",
        "処理",
    ]


def test_a_dropped_particle_leaves_a_gap_in_the_positions() -> None:
    assert [token.position for token in analyze("図書館の利用")] == [0, 1, 3]


@pytest.mark.parametrize(
    "text", ["ﷺ" * 5_000, "あ" * 100_000, "図書館。" * 30_000, "\0\ud800\u202e", "", "\n" * 10_000]
)
def test_any_text_of_any_length_is_accepted(text: str) -> None:
    for token in analyze(text):
        assert 0 <= token.start < token.end <= len(text)


def test_long_texts_are_cut_between_sentences() -> None:
    sentence = "圏域の図書館を相互に利用する。"
    once = terms(sentence)
    assert terms(sentence * 500) == once * 500


def test_threads_share_the_dictionary() -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(terms, ["圏域の図書館を相互に利用する。"] * 400))
    assert all(result == results[0] for result in results)


def test_the_fingerprint_shows_a_change_of_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    before = analyzer_fingerprint()
    monkeypatch.setattr("renkei_search.analysis.analyzer.TABLES", (*TABLES, "渕淵"))
    assert analyzer_fingerprint() != before


def test_the_fingerprint_names_the_dictionary() -> None:
    assert "sudachidict-core 20261015" in analyzer_fingerprint()
