from __future__ import annotations

import random
import unicodedata

import pytest

from renkei_search.analysis.char_filter.folding import PLACE_NAMES, TABLES, fold_variants, replace_unsafe
from renkei_search.analysis.char_filter.old_kanji import NEW_FORM, OLD_KANJI, VARIANT_KANJI


def test_old_kanji_are_pairs_of_two_different_characters_without_duplicates() -> None:
    pairs = f"{OLD_KANJI} {VARIANT_KANJI}".split()
    assert {len(set(pair)) for pair in pairs} == {2} == {len(pair) for pair in pairs}
    assert len(pairs) == len(NEW_FORM)


def test_no_new_form_is_an_old_one() -> None:
    assert set(NEW_FORM.values()).isdisjoint(NEW_FORM)


def test_the_table_is_complete_with_the_compatibility_ideographs() -> None:
    # The 常用漢字表 lists 364 old forms; 62 of them are only compatibility ideographs in Unicode.
    assert len(OLD_KANJI.split()) == 364 - 62


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("亞惡爲廣邊龍瀧辨瓣辯灣", "亜悪為広辺竜滝弁弁弁湾"),
        ("渡邉 嶋田 髙﨑 濵 冨 槇", "渡辺 島田 高崎 浜 富 槙"),
        ("諌早 桧原 檮原 鯵ケ沢", "諫早 檜原 梼原 鰺ケ沢"),
    ],
)
def test_old_and_variant_kanji_become_the_new_ones(text: str, folded: str) -> None:
    assert fold_variants(text) == folded


@pytest.mark.parametrize(
    ("code", "folded"),
    [(0xFA19, "神"), (0xFA1C, "靖"), (0xF914, "楽"), (0x2F80E, "免"), (0x2F64, "用"), (0x2FD3, "竜")],
)
def test_compatibility_ideographs_and_radicals_become_kanji(code: int, folded: str) -> None:
    assert fold_variants(chr(code)) == folded


@pytest.mark.parametrize("ke", "ヶｹゖ")
def test_a_small_ke_between_kanji_becomes_a_large_one(ke: str) -> None:
    assert fold_variants(f"外{ke}浜町、三{ke}日") == "外ケ浜町、三ケ日"


@pytest.mark.parametrize("text", ["ヶ所", "ヶ", "アヶ浜", "外ヶ"])
def test_a_small_ke_elsewhere_stays(text: str) -> None:
    assert fold_variants(text) == text


@pytest.mark.parametrize("text", ["十ヶ町", "十ケ町", "十ヵ町", "十カ町", "十ｹ町", "十か町"])
def test_a_counter_is_written_with_ka(text: str) -> None:
    assert fold_variants(text) == "十か町"


def test_rokkasho_is_a_place_not_six_places() -> None:
    assert fold_variants("六ヶ所村と６ヶ所") == "六ケ所村と６か所"


@pytest.mark.parametrize("name", PLACE_NAMES.split())
def test_ga_in_the_name_of_a_place_becomes_ke(name: str) -> None:
    for letter in "がガヶ":
        assert fold_variants(name.replace("ケ", letter)) == name


def test_old_kanji_are_folded_before_the_names_of_places() -> None:
    assert fold_variants("龍が﨑") == "竜ケ崎"


@pytest.mark.parametrize(
    "text",
    [
        "市町村が連携",
        "関係機関が原則として",
        "税関が原因",
        "第六が所管する",
        "霞が関係する",
        "鰺が沢山",
        "緑が丘陵に",
        "自由が保障される",
        "七が原",
        "ガス",
    ],
)
def test_ga_in_ordinary_text_stays(text: str) -> None:
    assert fold_variants(text) == text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ゴミ処理", "ごみ処理"),
        ("生ゴミ・ゴミゼロ", "生ごみ・ごみゼロ"),
        ("マンゴミルク", "マンゴミルク"),
        ("塩釜市、鹽竃", "塩竈市、塩竈"),
    ],
)
def test_gomi_and_shiogama_have_one_spelling(text: str, folded: str) -> None:
    assert fold_variants(text) == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("こゝろ", "こころ"),
        ("いすゞ", "いすず"),
        ("学問のスヽメ", "学問のススメ"),
        ("トヾ", "トド"),
        ("こゝゝ", "こここ"),
        ("なゞ", "なな"),
        ("ゝと漢ゝ", "ゝと漢ゝ"),
        ("各〻", "各々"),
    ],
)
def test_iteration_marks_become_what_they_repeat(text: str, folded: str) -> None:
    assert fold_variants(text) == folded


def test_surrogates_and_control_characters_become_blanks_and_line_ends_stay() -> None:
    assert replace_unsafe("a\ud800b\0c\td\r\ne\x7f\x85") == "a b c d \ne  "
    assert fold_variants("a\ud800b\0c\td\r\ne\x7f\x85") == "a b c d \ne  "


def test_safe_text_keeps_its_old_kanji_until_it_is_folded() -> None:
    assert replace_unsafe("圖書館") == "圖書館"


def test_plain_text_stays() -> None:
    text = "圏域の図書館を、相互に利用する。\nカーシェアリングとケアを7か所で (ABC)"
    assert fold_variants(text) == text


def test_the_length_never_changes_and_folding_twice_is_folding_once() -> None:
    chance = random.Random(20261015)
    telling = (
        "".join(NEW_FORM)
        + "".join(PLACE_NAMES.split())
        + "ヶｹゖヵカがガゴミ塩釜ゝゞヽヾ〻々第一六10所月市町かﾞ\n\0\ud800\udfff𠮷𩸽\ufa19"
    )
    for _ in range(5_000):
        text = "".join(
            chance.choice(telling) if chance.random() < 0.8 else chr(chance.randrange(0x110000))
            for _ in range(chance.randrange(40))
        )
        folded = fold_variants(text)
        assert len(folded) == len(text)
        assert fold_variants(folded) == folded
        assert not any(unicodedata.category(char) in {"Cc", "Cs"} and char != "\n" for char in folded)


def test_the_tables_name_every_list() -> None:
    assert {"圖図", PLACE_NAMES} < set(TABLES)
