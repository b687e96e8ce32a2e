from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei_search.corpus.table import (
    COLUMNS,
    Row,
    guard_cell,
    join_values,
    make_row,
    split_values,
    unguard_cell,
)

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus


def row_of(corpus: Corpus, initiative_id: str) -> Row:
    return next(
        make_row(found, corpus.catalogue) for found in corpus.initiatives if found.id == initiative_id
    )


def test_each_cell_has_its_column() -> None:
    assert tuple(column.name for column in COLUMNS) == Row._fields


def test_headings_are_told_apart() -> None:
    assert len({column.heading for column in COLUMNS}) == len(COLUMNS)


def test_a_row_says_what_the_record_says(corpus: Corpus) -> None:
    row = row_of(corpus, "003-growth-promotion-structure")
    assert row.region == "富山広域連携中枢都市圏"
    assert row.category == "ア 経済成長"
    assert row.fields == "経済戦略・推進体制（推定）"
    assert row.roles.splitlines()[0].startswith("甲（富山市）：産学金官民一体となった")
    assert row.roles.splitlines()[1].startswith("乙：甲と連携して")
    assert row.status == "案"
    assert row.source.startswith("003 ")
    assert row.publisher == "富山市（推定）"


def test_a_figure_shows_its_period(corpus: Corpus) -> None:
    cells = [make_row(found, corpus.catalogue).indicators for found in corpus.initiatives]
    assert any("参加医師数：8人［令和4年度］" in cell for cell in cells)


def test_what_a_record_lacks_is_empty(corpus: Corpus) -> None:
    generic = next(found for found in corpus.initiatives if found.region is None)
    row = make_row(generic, corpus.catalogue)
    assert (row.region, row.kind, row.prefectures) == ("", "", "")


def test_the_wording_of_each_cell_leads_back_to_its_field(corpus: Corpus) -> None:
    taxonomy = corpus.catalogue.taxonomy
    for node in taxonomy.fields:
        assert taxonomy.resolve(node.label) == node


@pytest.mark.parametrize(
    "text", ["=1+1", "+81", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", "'=1", "\n=1"]
)
def test_a_cell_that_could_be_a_formula_is_guarded(text: str) -> None:
    assert guard_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "取組", "1-2", "8人", " =1"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert guard_cell(text) == text


def test_an_apostrophe_typed_by_hand_is_kept() -> None:
    assert unguard_cell("'令和") == "'令和"


@given(st.text(alphabet="'=+-@＝a\t\r\n", max_size=6))
def test_guarding_is_reversed(text: str) -> None:
    assert unguard_cell(guard_cell(text)) == text


@given(st.lists(st.text(alphabet="ab\n", min_size=1).filter(lambda text: text.strip() != "")))
def test_values_are_split_as_they_were_joined(values: list[str]) -> None:
    assert split_values(join_values(values)) == tuple(values)


def test_every_row_is_made_of_texts(corpus: Corpus) -> None:
    for initiative in corpus.initiatives:
        assert msgspec.convert(list(make_row(initiative, corpus.catalogue)), list[str])
