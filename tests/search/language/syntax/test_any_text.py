"""From a tree back to text, and properties that hold for any text, hostile ones included."""

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
from renkei_search.search.language.syntax.parser import parse
from renkei_search.search.language.syntax.writer import to_text
from tests.search.language.syntax.parsing import HALL, LIBRARY, MOVING, SETTLING, clean

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
@example('〝"」』')
@example("〝＂」』〟")
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
