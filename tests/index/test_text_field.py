"""The names of text fields: declared once, and the same wherever they are read or shown."""

from __future__ import annotations

from typing import get_args

import pytest

from renkei_search.explain.receipt import receipt_lines
from renkei_search.index.text_field import TEXT_FIELD_BY_NAME, TextField
from renkei_search.search.language.syntax.node import InField, Word
from renkei_search.search.language.syntax.parser import parse
from renkei_search.search.language.syntax.writer import to_text
from renkei_search.search.language.vocabulary.suggest import Kind
from renkei_search.search.result import Receipt, UnderstoodWord

SEARCHABLE = [field for field in TEXT_FIELD_BY_NAME.values() if field.operators]


@pytest.mark.parametrize("field", SEARCHABLE, ids=lambda field: field.name)
def test_each_operator_of_a_field_limits_a_word_to_it(field: TextField) -> None:
    condition = InField(field.name, Word("観光"))
    for operator in field.operators:
        assert parse(f"{operator}:観光").node == condition
    assert to_text(condition) == f"{field.operators[0]}:観光"


def test_no_two_fields_share_an_operator() -> None:
    operators = [operator for field in SEARCHABLE for operator in field.operators]
    assert len(operators) == len(set(operators))


@pytest.mark.parametrize("field", SEARCHABLE, ids=lambda field: field.name)
def test_the_receipt_calls_a_field_by_its_label(field: TextField) -> None:
    word = UnderstoodWord("観光", ("観光",), "word", field.name)
    assert receipt_lines(Receipt(words=(word,))) == [f"{field.label}に「観光」がある取組を探しました。"]


def test_every_kind_of_completion_is_a_field_or_a_term() -> None:
    assert set(get_args(Kind)) == {
        field.name for field in TEXT_FIELD_BY_NAME.values() if field.completion
    } | {"term"}


def test_an_unknown_field_is_answered_with_those_that_exist() -> None:
    (note,) = parse("予算:移住").notes
    assert "使える項目は 題名: 圏域: 市町村: 分野:" in note
