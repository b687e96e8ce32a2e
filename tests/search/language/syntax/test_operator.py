"""How operators combine words: negation, alternatives and groups, and which of them the receipt reports."""

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
    operands,
)
from renkei_search.search.language.syntax.parser import parse
from tests.search.language.syntax.parsing import HALL, LIBRARY, MOVING, SETTLING, clean, noted

# ---- Negation


@pytest.mark.parametrize(
    "text",
    [
        "図書館 -移住",
        "図書館 －移住",
        "図書館 −移住",
        "図書館 NOT 移住",
        "図書館 ＮＯＴ 移住",
        "図書館 AND NOT 移住",
    ],
)
def test_a_leading_hyphen_and_the_word_not_negate(text: str) -> None:
    assert clean(text) == And((LIBRARY, Not(MOVING)))


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("-「相互利用」", Quoted("相互利用")),
        ("-観光*", Beginning("観光")),
        ("-題名:移住", InField("title", MOVING)),
        ("-（移住 定住）", And((MOVING, SETTLING))),
        ("NOT(移住 OR 定住)", Or((MOVING, SETTLING))),
        ("NOT 「相互利用」", Quoted("相互利用")),
    ],
)
def test_everything_can_be_negated(text: str, negated: Node) -> None:
    assert clean(text) == Not(negated)


def test_a_text_can_be_negative_only() -> None:
    assert clean("-移住") == Not(MOVING)


@pytest.mark.parametrize(
    "text", ["--移住", "－-移住", "NOT NOT 移住", "NOT -移住", "-NOT 移住", "-(-移住)", "-(NOT(移住))"]
)
def test_two_negations_cancel(text: str) -> None:
    assert clean(text) == MOVING


def test_a_conjunction_negated_twice_joins_the_one_around_it() -> None:
    assert clean("-(-(移住 定住)) 図書館") == And((MOVING, SETTLING, LIBRARY))


@pytest.mark.parametrize(
    "word", ["Y-biz", "COVID-19", "Y－biz", "COVID-", "ウ-A-c", "—移住", "サーバー", "ーション"]
)
def test_a_hyphen_inside_or_at_the_end_of_a_word_is_text(word: str) -> None:
    assert clean(word) == Word(word)


@pytest.mark.parametrize("word", ["ー移住", "–移住", "‐移住", "‑移住"])
def test_a_dash_that_may_be_meant_as_a_hyphen_is_text_and_noted(word: str) -> None:
    node, note = noted(word)
    assert node == Word(word)
    assert word in note
    assert "除きたい語には、前に - か NOT を付けてください" in note


@pytest.mark.parametrize(
    "text", ["移住 - 定住", "移住 －　定住", "移住 -- 定住", "移住 定住 -", "(移住 -) 定住"]
)
def test_a_lone_hyphen_is_ignored_and_noted(text: str) -> None:
    node, note = noted(text)
    assert node == And((MOVING, SETTLING))
    assert "単独の" in note


# ---- Alternatives


@pytest.mark.parametrize(
    "text",
    [
        "図書館 OR 公民館",
        "図書館 ＯＲ 公民館",
        "図書館 or 公民館",
        "図書館 ｏｒ 公民館",
        "図書館 Or 公民館",
        "図書館 || 公民館",
        "図書館|公民館",
        "図書館｜公民館",
        "図書館 | 公民館",
        "（図書館）OR（公民館）",
    ],
)
def test_alternatives(text: str) -> None:
    assert clean(text) == Or((LIBRARY, HALL))


@pytest.mark.parametrize(
    "text", ["図書館 OR 公民館 移住", "図書館|公民館 AND 移住", "(図書館 OR 公民館) 移住"]
)
def test_or_binds_tighter_than_the_blank(text: str) -> None:
    assert clean(text) == And((Or((LIBRARY, HALL)), MOVING))


def test_an_alternative_can_be_negated() -> None:
    assert clean("図書館 OR -公民館") == Or((LIBRARY, Not(HALL)))
    assert clean("NOT 図書館 OR 公民館") == Or((Not(LIBRARY), HALL))


def test_an_alternative_can_be_a_group() -> None:
    assert clean("移住 | (図書館 公民館)") == Or((MOVING, And((LIBRARY, HALL))))


@pytest.mark.parametrize(
    "text", ["移住 OR", "OR 移住", "AND 移住", "移住 AND", "NOT OR 移住", "|移住", "(移住|)"]
)
def test_an_operator_without_an_operand_is_ignored_and_noted(text: str) -> None:
    syntax = parse(text)
    assert syntax.node == MOVING
    assert syntax.operators == ()
    assert all("対象となる検索語がない" in note for note in syntax.notes)
    assert syntax.notes


def test_of_two_operators_in_a_row_the_second_is_ignored_and_noted() -> None:
    assert noted("移住 OR AND 定住") == (
        Or((MOVING, SETTLING)),
        "AND の対象となる検索語がないため、無視しました。",
    )


@pytest.mark.parametrize("text", ["移住 NOT", "移住 (NOT)", "移住 NOT OR"])
def test_a_negation_of_nothing_is_ignored_and_noted(text: str) -> None:
    syntax = parse(text)
    assert syntax.node == MOVING
    assert "NOT の対象となる検索語がないため、無視しました。" in syntax.notes


@pytest.mark.parametrize(
    "text", ["-「」 移住", "-* 移住", "NOT () 移住", '題名:"" 移住', "題名:* 移住", "題名:- 移住"]
)
def test_what_stood_before_an_ignored_operand_does_not_seize_the_next_one(text: str) -> None:
    assert operands(parse(text).node)[-1] == MOVING
    assert len(parse(text).notes) == 2


def test_an_operator_does_not_reach_over_an_ignored_operand() -> None:
    syntax = parse("移住 OR 「」 定住")
    assert syntax.node == And((MOVING, SETTLING))
    assert len(syntax.notes) == 2
    assert parse("移住 「」 OR 定住").node == syntax.node


# ---- Groups


@pytest.mark.parametrize(
    "text", ["移住（定住）", "移住(定住)", "（移住）定住", "(移住）（定住)", "((移住)) (定住)"]
)
def test_a_parenthesis_needs_no_blank(text: str) -> None:
    assert clean(text) == And((MOVING, SETTLING))


def test_groups_are_dissolved_where_they_change_nothing() -> None:
    assert clean("(移住 (定住 (図書館)) 公民館)") == And((MOVING, SETTLING, LIBRARY, HALL))
    assert clean("(移住 OR (定住|図書館)) OR 公民館") == Or((MOVING, SETTLING, LIBRARY, HALL))


@pytest.mark.parametrize("text", ["移住（定住", "移住）定住", "移住 定住)", "((移住) 定住"])
def test_an_unmatched_parenthesis_is_ignored_and_noted(text: str) -> None:
    node, note = noted(text)
    assert node == And((MOVING, SETTLING))
    assert "対になる記号がない" in note


def test_an_unmatched_parenthesis_groups_nothing() -> None:
    assert noted("-(移住 定住")[0] == And((Not(MOVING), SETTLING))


@pytest.mark.parametrize("text", ["移住 ()", "移住（　）", "移住(())"])
def test_an_empty_group_is_ignored_and_noted(text: str) -> None:
    assert noted(text) == (MOVING, "かっこの中に検索語がないため、無視しました。")


# ---- The receipt


def test_operators_are_reported_as_typed_and_in_order() -> None:
    text = "－（移住｜NOT 定住） AND 図書館 ＯＲ --公民館 「A OR B」"
    assert parse(text).operators == ("－", "｜", "NOT", "AND", "ＯＲ", "-", "-")


def test_operators_that_were_ignored_are_not_reported() -> None:
    assert parse("移住 OR OR 定住 - NOT").operators == ("OR",)


def test_a_note_is_made_once() -> None:
    assert len(parse(")" * 1_000).notes) == 1
