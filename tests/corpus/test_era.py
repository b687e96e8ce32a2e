from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from renkei_search.corpus.era import parse_date

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("令和7年12月1日", date(2025, 12, 1)),
        ("令和５年度", date(2023, 4, 1)),
        ("平成31年4月1日", date(2019, 4, 1)),
        ("平成29年度（協約の締結前）", date(2017, 4, 1)),
        ("令和元年5月", date(2019, 5, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("2023年4月", date(2023, 4, 1)),
        ("2023-04-09", date(2023, 4, 9)),
        ("2023", date(2023, 1, 1)),
    ],
)
def test_a_date_is_read(text: str, meant: date) -> None:
    assert parse_date(text) == meant


@pytest.mark.parametrize("text", ["", "不明", "第3回", "令和5年13月1日", "令和5年2月30日", "0000年"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_the_date_of_every_bundled_source_is_read(corpus: Corpus) -> None:
    for item in corpus.catalogue.sources:
        assert parse_date(item.source.as_of) is not None
