"""What words, phrases, fields and prefixes are, and what only looks like an operator."""

from __future__ import annotations

import pytest

from renkei_search.search.language.syntax.node import (
    And,
    Beginning,
    InField,
    Node,
    Not,
    Or,
    Quoted,
    Word,
)
from renkei_search.search.language.syntax.parser import Syntax, parse
from tests.search.language.syntax.parsing import LIBRARY, MOVING, SETTLING, clean, noted

# ---- Words


@pytest.mark.parametrize("text", ["", " ", "　\t\n"])
def test_nothing_typed_is_no_node(text: str) -> None:
    assert parse(text) == Syntax(None, (), ())


def test_a_word_is_itself() -> None:
    assert clean("  移住　") == MOVING


@pytest.mark.parametrize(
    "text",
    [
        "移住 定住",
        "移住　定住",
        "移住\u2003定住",
        "移住\n定住",
        "移住 AND 定住",
        "移住 ＡＮＤ 定住",
        "移住 and 定住",
        "移住 & 定住",
        "移住 ＆ 定住",
        "(移住)AND(定住)",
    ],
)
def test_a_blank_and_the_word_and_are_the_same(text: str) -> None:
    assert clean(text) == And((MOVING, SETTLING))


@pytest.mark.parametrize(
    "word", ["android", "orか", "ANDROID", "ORか", "NOTE", "ＡＮＤＲＯＩＤ", "R&D", "oR"]
)
def test_only_a_whole_word_is_an_operator(word: str) -> None:
    assert clean(f"移住 {word} 定住") == And((MOVING, Word(word), SETTLING))


def test_a_word_typed_twice_stays_twice() -> None:
    assert clean("移住 移住") == And((MOVING, MOVING))


@pytest.mark.parametrize(
    "word",
    [
        "http://example.jp/a",
        "10:30",
        "3:7",
        "https://example.jp/a",
        "題名",
        ":",
        "︵",
        "'移住'",
        "R&D",
        "C++",
    ],
)
def test_what_only_resembles_a_mark_is_text(word: str) -> None:
    assert clean(word) == Word(word)


# ---- Phrases


@pytest.mark.parametrize(
    "text",
    [
        "「相互 利用」",
        "『相互 利用』",
        '"相互 利用"',
        "“相互 利用”",
        "＂相互 利用＂",
        '“相互 利用"',
        '＂相互 利用"',
        "”相互 利用”",
        "｢相互 利用｣",
        "「相互 利用｣",
        "〝相互 利用〟",
        "〝相互 利用〞",
    ],
)
def test_quotes_make_a_phrase(text: str) -> None:
    assert clean(text) == Quoted("相互 利用")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("「“SDGs”の推進」", "“SDGs”の推進"),
        ("『「道の駅」整備』", "「道の駅」整備"),
        ('"「道の駅」と“里の駅”"', "「道の駅」と“里の駅”"),
        ("「移住 OR -定住（題名:*」", "移住 OR -定住（題名:*"),
    ],
)
def test_everything_inside_quotes_belongs_to_the_phrase(text: str, phrase: str) -> None:
    assert clean(text) == Quoted(phrase)


@pytest.mark.parametrize(
    "text", ["図書館「相互利用」移住", '図書館"相互利用"移住', "図書館 「相互利用」 移住"]
)
def test_a_quote_in_the_middle_of_a_word_starts_a_new_operand(text: str) -> None:
    assert clean(text) == And((LIBRARY, Quoted("相互利用"), MOVING))


@pytest.mark.parametrize("text", ["図書館 「相互 利用", "図書館“相互 利用 ", "図書館「相互 利用"])
def test_an_unclosed_quote_reaches_to_the_end_and_is_noted(text: str) -> None:
    node, note = noted(text)
    assert node == And((LIBRARY, Quoted("相互 利用")))
    assert "閉じられていない" in note


def test_a_closing_quote_must_fit_the_opening_one() -> None:
    node, note = noted("「相互利用』 図書館")
    assert node == Quoted("相互利用』 図書館")
    assert "引用符 「" in note


@pytest.mark.parametrize("text", ["図書館 「」", "図書館 「　」", '図書館""', "図書館「"])
def test_an_empty_phrase_is_ignored_and_noted(text: str) -> None:
    node, note = noted(text)
    assert node == LIBRARY
    assert "引用符の中" in note


def test_a_closing_quote_alone_is_ignored_and_noted() -> None:
    assert noted("移住」 定住") == (And((MOVING, SETTLING)), "対になる記号がない 」 を無視しました。")


# ---- Fields


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("title", "title"),
        ("タイトル", "title"),
        ("題名", "title"),
        ("region", "region"),
        ("圏域", "region"),
        ("municipality", "municipality"),
        ("市町村", "municipality"),
        ("field", "field"),
        ("分野", "field"),
        ("政策分野", "field"),
        ("Title", "title"),
        ("REGION", "region"),
        ("ｔｉｔｌｅ", "title"),
    ],
)
def test_fields(name: str, field: str) -> None:
    for colon in (":", "：", ": ", "：　"):
        assert clean(f"{name}{colon}移住") == InField(field, MOVING)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("題名:「相互利用」", Quoted("相互利用")),
        ("題名:観光*", Beginning("観光")),
        ("題名:(移住 OR 定住)", Or((MOVING, SETTLING))),
        ("題名:（移住 定住）", And((MOVING, SETTLING))),
        ("題名:-移住", Not(MOVING)),
        ("題名:分野:移住", InField("field", MOVING)),
        ("題名:10:30", Word("10:30")),
    ],
)
def test_a_field_takes_what_follows_it_directly(text: str, value: Node) -> None:
    assert clean(f"{text} 図書館") == And((InField("title", value), LIBRARY))


@pytest.mark.parametrize("text", ["題名:|移住", "(題名:) 移住", "題名:AND 移住"])
def test_a_field_name_without_a_value_is_a_word_and_noted(text: str) -> None:
    syntax = parse(text)
    assert syntax.node in {And((Word("題名"), MOVING)), Or((Word("題名"), MOVING))}
    assert syntax.notes == ("題名: の直後に検索語がないため、普通の語として検索しました。",)


def test_a_field_name_without_a_value_keeps_what_stands_before_it() -> None:
    assert noted("-題名：")[0] == Not(Word("題名"))
    assert noted("題名:圏域:")[0] == InField("title", Word("圏域"))


@pytest.mark.parametrize("text", ["題名 : 移住", "題名　：移住", "圏域 ：　移住"])
def test_a_blank_may_stand_before_the_colon_of_a_japanese_field_name(text: str) -> None:
    assert isinstance(clean(text), InField)


# ---- What only looks like an operator


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("移住 not 定住", "not は普通の語として検索しました。"),
        ("移住 NEAR 定住", "NEAR という指定はできない"),
        ("+移住", "+ は普通の語として"),
        ("移住~2", "~ は普通の語として"),
        ("移住^3", "^ は普通の語として"),
        ("!移住", "! は普通の語として"),
        ("*観光", "* は語の終わりに付けたときだけ使えます"),
        ("観*光", "* は語の終わりに付けたときだけ使えます"),
        ("著者:移住", "著者: という項目はない"),
        ("titles:移住", "titles: という項目はない"),
        ("site:example.jp", "site: という項目はない"),
    ],
)
def test_what_is_typed_for_other_services_is_noted(text: str, note: str) -> None:
    assert note in noted(text)[1]


# ---- Letters and signs


@pytest.mark.parametrize("text", ["図 書 館", "図　書　館", "図  書 館"])
def test_letters_apart_are_the_word_that_they_spell(text: str) -> None:
    node, note = noted(text)
    assert node == LIBRARY
    assert note == f"「{text}」は「図書館」として検索しました。"


@pytest.mark.parametrize("text", ["図書館 病院", "県 市 町", "移住 定 住宅", "図書館 市"])
def test_words_apart_stay_apart(text: str) -> None:
    assert clean(text) == And(tuple(map(Word, text.split())))


@pytest.mark.parametrize(
    "text", ["(株)まちづくり公社", "まちづくり公社（株）", "（一社）観光協会", "㈱みなと"]
)
def test_an_abbreviated_company_groups_nothing(text: str) -> None:
    assert clean(text) == Word(text)


# ---- Prefixes


@pytest.mark.parametrize("text", ["観光*", "観光＊", "観光**"])
def test_a_star_at_the_end_makes_a_prefix(text: str) -> None:
    assert clean(text) == Beginning("観光")


@pytest.mark.parametrize("text", ["移住 *", "移住 ＊＊", "* 移住"])
def test_a_lone_star_is_ignored_and_noted(text: str) -> None:
    node, note = noted(text)
    assert node == MOVING
    assert "単独の" in note
