from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

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
from renkei_search.search.language.syntax.parser import Syntax, parse
from renkei_search.search.language.syntax.writer import to_text

LIBRARY, HALL, MOVING, SETTLING = Word("図書館"), Word("公民館"), Word("移住"), Word("定住")


def clean(text: str) -> Node | None:
    """The tree of a text that is parsed without a note."""
    syntax = parse(text)
    assert syntax.notes == ()
    return syntax.node


def noted(text: str) -> tuple[Node | None, str]:
    """The tree of a text that is parsed with one note, and the note."""
    syntax = parse(text)
    assert len(syntax.notes) == 1, syntax.notes
    return syntax.node, syntax.notes[0]


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


# ---- The receipt


def test_operators_are_reported_as_typed_and_in_order() -> None:
    text = "－（移住｜NOT 定住） AND 図書館 ＯＲ --公民館 「A OR B」"
    assert parse(text).operators == ("－", "｜", "NOT", "AND", "ＯＲ", "-", "-")


def test_operators_that_were_ignored_are_not_reported() -> None:
    assert parse("移住 OR OR 定住 - NOT").operators == ("OR",)


def test_a_note_is_made_once() -> None:
    assert len(parse(")" * 1_000).notes) == 1


# ---- Back to text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("", ""),
        ("図書館｜公民館　ＮＯＴ 移住", "図書館 OR 公民館 -移住"),
        ("title：“相互利用”", "題名:「相互利用」"),
        ('"「道の駅」整備"', "『「道の駅」整備』"),
        ("“「道」『駅』”", '"「道」『駅』"'),
        ("-（移住（観光＊））", "-(移住 観光*)"),
        ("移住|（定住 図書館）", "移住 OR (定住 図書館)"),
        ("Region:(広域|-備後)", "圏域:(広域 OR -備後)"),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    assert to_text(clean(text)) == canonical


def test_one_operand_can_be_dropped() -> None:
    node = parse("図書館 OR 公民館 -移住 定住").node
    first, second, third = operands(node)
    assert (first, second, third) == (Or((LIBRARY, HALL)), Not(MOVING), SETTLING)
    assert to_text(And((first, third))) == "図書館 OR 公民館 定住"
    assert to_text(And((first,))) == "図書館 OR 公民館"
    assert to_text(And(())) == ""


def test_what_is_not_a_conjunction_is_its_own_operand() -> None:
    assert operands(None) == ()
    assert operands(MOVING) == (MOVING,)
    assert operands(clean("移住 OR 定住")) == (Or((MOVING, SETTLING)),)


# ---- Any text


MARKS = list('()（）|｜"“”＂「」『』-－−*＊:： 　')
OPERATORS = ["AND", "OR", "NOT", "ＡＮＤ", "ＯＲ", "ＮＯＴ"]
FIELD_NAMES = [
    "title",
    "Region",
    "municipality",
    "field",
    "題名",
    "タイトル",
    "圏域",
    "市町村",
    "分野",
    "政策分野",
]
PIECES = [
    *MARKS,
    *(f" {operator} " for operator in OPERATORS),
    *OPERATORS,
    *(f"{name}{colon}" for name in FIELD_NAMES for colon in ":："),
    *["移住", "定住 ", "図書館", "Y-biz", "観光*", "http://a.jp", "「相互利用」", "ー", "–"],
    *[
        "図 書 館",
        "図",
        " 書",
        "市 ",
        " or ",
        "not ",
        "& ",
        "(株)",
        "（有）",
        "｢",
        "｣",
        "〝",
        "〟",
        "a:b",
        "題名 :",
        "+",
        "~",
    ],
]
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet=[*MARKS, *"あAB1"]),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=20).map("".join),
)
any_text = settings(deadline=None, max_examples=500)


def parts(node: Node | None) -> list[Node]:
    """The node and its descendants, from left to right."""
    found: list[Node] = []
    todo = [] if node is None else [node]
    while todo:
        part = todo.pop()
        found.append(part)
        if isinstance(part, And | Or):
            todo.extend(reversed(part.nodes))
        elif isinstance(part, Not | InField):
            todo.append(part.node)
    return found


def letters(text: str) -> list[str]:
    return [char for char in text if char.isalnum()]


def letters_of_leaves(node: Node | None) -> list[str]:
    leaves = (part.text for part in parts(node) if isinstance(part, Word | Quoted | Beginning))
    return letters("".join(leaves))


@any_text
@given(TEXTS)
@example("題名:「」")
@example('"「a』“b')
@example("\ud800")
def test_canonical_text_reads_as_the_same_tree(text: str) -> None:
    node = parse(text).node
    assert parse(to_text(node)).node == node


@any_text
@given(TEXTS)
def test_each_part_of_a_tree_can_stand_alone(text: str) -> None:
    for part in parts(parse(text).node):
        assert parse(to_text(part)).node == part


@any_text
@given(TEXTS)
def test_any_operand_can_be_dropped(text: str) -> None:
    nodes = operands(parse(text).node)
    for dropped in range(len(nodes)):
        rest = nodes[:dropped] + nodes[dropped + 1 :]
        assert operands(parse(to_text(And(rest))).node) == rest


@any_text
@given(TEXTS)
def test_canonical_text_holds_nothing_to_ignore(text: str) -> None:
    notes = parse(to_text(parse(text).node)).notes
    assert all("普通の語として" in note or "* は語の終わり" in note for note in notes)


@any_text
@given(TEXTS)
def test_trees_are_simple(text: str) -> None:
    for part in parts(parse(text).node):
        match part:
            case And(nodes) | Or(nodes):
                assert len(nodes) > 1
                assert type(part) not in map(type, nodes)
            case Not(node):
                assert not isinstance(node, Not)
            case Word(leaf) | Quoted(leaf) | Beginning(leaf):
                assert leaf
                assert leaf == leaf.strip()
            case InField():
                assert part.field in {"title", "region", "municipality", "field"}


@any_text
@given(TEXTS)
def test_letters_are_searched_for_or_there_is_a_note(text: str) -> None:
    syntax = parse(text)
    missing = (
        Counter(letters(text)) - Counter(letters_of_leaves(syntax.node)) - Counter("".join(syntax.operators))
    )
    if any(isinstance(part, InField) for part in parts(syntax.node)):
        missing = Counter(
            {char: count for char, count in missing.items() if char not in "".join(FIELD_NAMES)}
        )
    assert not missing or syntax.notes


@any_text
@given(TEXTS)
def test_nothing_is_invented_or_reordered(text: str) -> None:
    typed = iter(letters(text))
    assert all(char in typed for char in letters_of_leaves(parse(text).node))


@any_text
@given(TEXTS)
def test_operators_stand_in_the_text_in_their_order(text: str) -> None:
    position = 0
    for operator in parse(text).operators:
        position = text.index(operator, position) + len(operator)


# ---- Hostile text


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1_000 + "移住" + ")" * 1_000,
        "(移住 " * 1_000 + ")" * 1_000,
        "(移住|(定住 " * 1_000 + "図書館" + "))" * 1_000,
        "-(移住 " * 1_000 + ")" * 1_000,
        "(" * 1_000,
        ")" * 1_000,
        "()" * 1_000,
        "-" * 1_000,
        "-" * 1_000 + "移住",
        "NOT " * 1_000 + "移住",
        "移住 OR " * 1_000,
        "移住|" * 1_000,
        "OR " * 1_000,
        "題名:" * 1_000,
        "題名:" * 1_000 + "移住",
        "題名:-" * 1_000 + "移住",
        '"' * 1_000,
        "「“" * 1_000,
        "*" * 1_000,
        "a:" * 1_000,
    ],
)
def test_a_thousand_marks_are_read_and_written_at_once(text: str) -> None:
    assert _seconds(text) < 10  # milliseconds, unless the work is quadratic


def _seconds(text: str) -> float:
    """Processor time, since the machine may be busy."""
    started = time.process_time()
    to_text(parse(text).node)
    return time.process_time() - started


def test_time_grows_with_the_length_only() -> None:
    """Right-nested conjunctions: dissolving each group into the next would take minutes."""
    depth = 50_000
    started = time.process_time()
    node = parse("(移住 " * depth + ")" * depth).node
    assert time.process_time() - started < 5
    assert len(operands(node)) == depth
