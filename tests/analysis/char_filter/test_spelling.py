from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from renkei_search.analysis.analyzer import analyze, fold
from renkei_search.analysis.char_filter.notation import INVISIBLE, strip_ignored
from renkei_search.analysis.char_filter.radical import KANJI_OF
from renkei_search.analysis.compound import LONGEST_COMPOUND, split_compound
from tests.analysis.char_filter.spelling import OKURIGANA, SAME


def terms(text: str) -> list[str]:
    return [token.term for token in analyze(text)]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_word_have_the_same_terms(spellings: tuple[str, ...]) -> None:
    wanted = terms(spellings[0])
    assert wanted
    assert {spelling: terms(spelling) for spelling in spellings} == dict.fromkeys(spellings, wanted)


def test_many_pairs_of_okurigana_are_compared() -> None:
    assert len(OKURIGANA.split()) > 120


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("組合", "組み合わせ"),
        ("バスタクシー", "バス-タクシー"),
        ("コカ−コーラ", "コカーコーラ"),
        ("インド-フィリピン", "インドーフィリピン"),
        ("駐車場（有）", "駐車場有限会社"),
        ("9/30", "30分の9"),
        ("24/7", "7分の24"),
        ("IT", "5"),
        ("MM21", "ミリメートル21"),
    ],
)
def test_similar_spellings_of_other_words_keep_their_own_terms(one: str, other: str) -> None:
    assert terms(one) != terms(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("東京\n都市計画", ["東京", "都市", "計画"]),
        ("健康\n福祉", ["健康", "福祉"]),
        ("図書館 病院", ["図書", "館", "病院"]),
        ("スポーツ\nイベント", ["スポーツ", "イベント"]),
        ("水車を直す。\n図鑑を作る。", ["水車", "直す", "図鑑", "作る"]),
        ("申込書の受け付け", ["申し込み", "書", "受け付け"]),
        ("図書の取りまとめ", ["図書", "取る", "纏める"]),
        ("公立受け入れ校", ["公立", "受け入れ", "校"]),
        ("児童を受け入れている", ["児童", "受け入れ"]),
        ("受け入れる体制", ["受け入れ", "体制"]),
        ("受け入れ体制", ["受け入れ", "体制"]),
        ("事務を引き継いだ", ["事務", "引き継ぎ"]),
    ],
)
def test_separate_and_joined_words_stay_as_they_are(text: str, words: list[str]) -> None:
    assert terms(text) == words


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("葛󠄀城の公園", ["葛󠄀城", "公園"]),
        ("神\u200d楽の上演", ["神\u200d楽", "上演"]),
        ("cafe\u0301の店", ["cafe\u0301", "店"]),
        ("か\u3099いこく", ["か\u3099いこく"]),
        ("図書館󠄁", ["図書", "館󠄁"]),
        ("遊休\u200b農地", ["遊休", "農地"]),
        ("1️⃣番札", ["1️⃣番", "札"]),
        ("10㎞先", ["10", "㎞", "先"]),
        ("受入れ体制", ["受入れ", "体制"]),
        ("センタ\nーの利用", ["センタ\nー", "利用"]),
        ("第III期", ["III", "期"]),
        ("⺠泊と⻝事処", ["⺠泊", "⻝事", "処"]),
        ("スポ−ツ教室", ["スポ−ツ", "教室"]),
    ],
)
def test_terms_have_the_offsets_of_the_original(text: str, marked: list[str]) -> None:
    assert [text[token.start : token.end] for token in analyze(text)] == marked


def test_a_sign_is_marked_whole() -> None:
    text = "㈱みなとが½補助"
    assert {text[token.start : token.end] for token in analyze(text)} == {"㈱", "みなと", "½", "補助"}


def test_every_radical_of_the_supplement_is_a_kanji() -> None:
    assert KANJI_OF.keys() == {chr(code) for code in range(0x2E81, 0x2EF4)} - {"\u2e9a"}
    for radical, kanji in KANJI_OF.items():
        assert terms(f"{radical}を") == terms(f"{kanji}を")
        assert not "\u2e80" <= kanji <= "\u2fdf"


@pytest.mark.parametrize(
    "code", [0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x034F, 0x3164, 0xFFFC, 0xAD, 0xFEFF]
)
def test_invisible_characters_are_not_part_of_a_word(code: int) -> None:
    assert INVISIBLE.fullmatch(chr(code))
    assert terms(f"図{chr(code)}書館の利用") == terms("図書館の利用")
    assert strip_ignored(f"図{chr(code)}書館") == "図書館"


PIECES = [
    *"図書館受取入組引持込合れみげしりアスポツサビーかがは第IVX123/½㎞㈱(株)（有）",
    *"\u3099\u0301\ufe00\U000e0100\u200b\u200d\u00ad\u034f-−－‐―一 　\n⺠⻝ﾊﾞｶ゛、。",
    *[word for spellings in SAME for word in spellings],
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
any_text = settings(deadline=None, max_examples=400)


@any_text
@given(TEXTS)
@example("\u3099か\u3099")
@example("1½/2\ufe00")
def test_offsets_are_within_the_text_and_never_decrease(text: str) -> None:
    before = 0
    for token in analyze(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= before
        before = token.start


@any_text
@given(TEXTS)
def test_no_mark_separates_a_character_from_its_combining_marks(text: str) -> None:
    for token in analyze(text):
        following = text[token.end : token.end + 1]
        assert not following or following not in "\u3099\u0301\ufe00\U000e0100\u200d"


@any_text
@given(TEXTS)
def test_a_rewritten_text_is_aligned_with_all_of_its_characters(text: str) -> None:
    folded = fold(text)
    if folded.starts is not None and folded.ends is not None:
        assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)


@any_text
@given(TEXTS)
def test_ignored_characters_change_no_term(text: str) -> None:
    marked = "".join(f"{char}\ufe00" if "\u4e00" <= char <= "\u9fff" else char for char in text)
    assert terms(marked) == terms(text)


@any_text
@given(TEXTS)
def test_ignored_characters_are_removed_in_one_pass(text: str) -> None:
    assert strip_ignored(strip_ignored(text)) == strip_ignored(text)


def test_a_compound_is_split_up_to_a_length() -> None:
    assert len(split_compound("ワーケーション" * 4 + "ツ")) == 1
    assert split_compound("ア" * (LONGEST_COMPOUND + 1)) == ("ア" * (LONGEST_COMPOUND + 1),)


@pytest.mark.parametrize("letters", ["アイウエ", "受入れ", "図 ", "ス-", "第I期", "図\u0301", "ァ\n", "1/2"])
def test_a_text_at_its_limit_is_analysed_without_delay(letters: str) -> None:
    """Not a measurement: what this guards against took minutes."""
    start = time.process_time()
    analyze((letters * 20_000)[:20_000])
    assert time.process_time() - start < 20
