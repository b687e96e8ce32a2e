from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from renkei_search.analysis.reading.reading import (
    drop_long_vowels,
    fold_typed,
    reading_of,
    romanize,
    typed_beginnings,
)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("移住", "イジュウ"),
        ("尾道市", "オノミチシ"),
        ("東温市", "トウオンシ"),
        ("外ヶ浜町", "ソトガハママチ"),
        ("ﾃﾚﾜｰｸ", "テレワーク"),
        ("子ども・子育て、支援。", "コドモコソダテシエン"),
        ("ＩＣＴ活用 119", "ictカツヨウ119"),
        ("○▲、。", ""),
        ("", ""),
    ],
)
def test_a_text_has_a_reading(text: str, reading: str) -> None:
    assert reading_of(text) == reading


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("とやま呉西圏域", "トヤマゴセイケンイキ"),
        ("燕・弥彦地域", "ツバメヤヒコチイキ"),
        ("西川町", "ニシカワマチ"),
    ],
)
def test_names_that_sudachi_misreads_are_read_as_people_do(name: str, reading: str) -> None:
    assert reading_of(name) == reading


@pytest.mark.parametrize(
    "text", ["ﷺ" * 5_000, "あ" * 100_000, "\0\ud800\u202e💛", "\n" * 10_000, "d" * 10_000]
)
def test_any_text_of_any_length_is_accepted(text: str) -> None:
    reading = reading_of(text)
    assert all(char.isalnum() or char == "ー" for char in reading)
    assert "ー" not in romanize(reading)
    assert fold_typed(text) != ""


def test_threads_share_the_dictionary() -> None:
    with ThreadPoolExecutor(8) as pool:
        readings = set(pool.map(reading_of, ["圏域の図書館を相互に利用する。"] * 400))
    assert readings == {"ケンイキノトショカンヲソウゴニリヨウスル"}


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("シチツフジ", "sitituhuzi"),
        ("シャチュジョ", "syatyuzyo"),
        ("ニッコウ", "nikkou"),
        ("マッチャ", "mattya"),
        ("ヂヅヲ", "zizuo"),
        ("データ", "deeta"),
        ("オオサカ", "ousaka"),
        ("アンナイ", "anai"),
        ("ファイル", "huairu"),
        ("フォーラム", "huouramu"),
        ("シェア", "syea"),
        ("ティー", "tii"),
        ("ヴァ", "ba"),
    ],
)
def test_kana_have_one_romaji_spelling(kana: str, romaji: str) -> None:
    assert romanize(kana) == romaji


@pytest.mark.parametrize(
    "typed",
    [
        "いじゅう",
        "イジュウ",
        "ｲｼﾞｭｳ",
        "ijuu",
        "IJUU",
        "ｉｊｕｕ",
        "izyuu",
        "ijyuu",
        "ijū",
        "いjuu",
        "i juu",
        "いじゅー",
    ],
)
def test_every_way_to_type_a_word_is_the_same(typed: str) -> None:
    assert fold_typed(typed) == romanize("イジュウ") == "izyuu"


@pytest.mark.parametrize(
    ("typed", "kana"),
    [
        ("shien", "シエン"),
        ("sien", "シエン"),
        ("kannkou", "カンコウ"),
        ("kan'i", "カンイ"),
        ("shimbun", "シンブン"),
        ("matcha", "マッチャ"),
        ("maccha", "マッチャ"),
        ("tsuduku", "ツヅク"),
        ("ōsaka", "オオサカ"),
        ("sapo-to", "サポート"),
        ("wo-kingu", "ウォーキング"),
        ("fo-ramu", "フォーラム"),
        ("ｳｨﾙｽ", "ウイルス"),
        ("119", "119"),
    ],
)
def test_hepburn_and_keyboard_spellings_are_those_of_the_kana(typed: str, kana: str) -> None:
    assert fold_typed(typed) == romanize(kana)


@pytest.mark.parametrize(
    ("word", "kana"),
    [("ijuu", "イジュウ"), ("shokuin", "ショクイン"), ("machizukuri", "マチヅクリ"), ("nyuugaku", "ニュウガク"),
     ("nikkouchi", "ニッコウチ"), ("kankou", "カンコウ"), ("fuuhyou", "フウヒョウ"), ("tsuukin", "ツウキン")],
)  # fmt: skip
def test_truncated_romaji_is_a_prefix_of_the_reading(word: str, kana: str) -> None:
    for length in range(1, len(word) + 1):
        folded = fold_typed(word[:length])
        assert folded
        assert romanize(kana).startswith(folded), word[:length]


@pytest.mark.parametrize("typed", ["移住", "いじゅ移", "々", "Ж", "", " 　", "、。", "💛", "\0", "\ud800"])
def test_other_characters_have_no_romaji(typed: str) -> None:
    assert fold_typed(typed) is None
    assert typed_beginnings(typed) == ()


def test_a_kana_that_may_still_be_joined_has_two_prefixes() -> None:
    assert typed_beginnings("いじ") == ("izi", "izy")
    assert typed_beginnings("iji") == ("izi",)
    assert typed_beginnings("い") == ("i",)


def test_long_vowels_may_be_left_out() -> None:
    assert drop_long_vowels(romanize("コウチ")) == fold_typed("kochi")
    assert drop_long_vowels(romanize("トウオン")) == fold_typed("toon")
    assert drop_long_vowels(romanize("チイキ")) == "tiiki"
