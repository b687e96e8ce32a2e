from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from renkei_search.corpus.era import parse_date, read_date

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
        ("R7.4.1", date(2025, 4, 1)),
        ("r7/4/1", date(2025, 4, 1)),
        ("R7", date(2025, 1, 1)),
        ("H31.4", date(2019, 4, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("R7年度", date(2025, 4, 1)),
        ("R070401", date(2025, 4, 1)),
        ("㋿7年度", date(2025, 4, 1)),
        ("令和六年", date(2024, 1, 1)),
        ("平成三十一年四月三十日", date(2019, 4, 30)),
        ("令和 7 年 4 月 1 日現在", date(2025, 4, 1)),
        ("令和8年3月末", date(2026, 3, 1)),
        ("20260401", date(2026, 4, 1)),
        ("２０２６０４０１", date(2026, 4, 1)),
        ("46113", date(2026, 4, 1)),
        ("2026/4/1", date(2026, 4, 1)),
        ("西暦2026年4月", date(2026, 4, 1)),
        ("第3回（令和7年4月1日）", date(2025, 4, 1)),
        ("平成35年度", date(2023, 4, 1)),  # printed before the era ended
    ],
)
def test_a_date_is_read(text: str, meant: date) -> None:
    assert parse_date(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", "不明", "第3回", "令和5年13月1日", "令和5年2月30日", "0000年", "2025-13-45", "令和0年", "4611", "99999",
        "4月1日", "20261301", "123456789", "7年4月", "R99999", "HR7", "R",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("R7.4.1", "令和7年4月1日"),
        ("R元.5", "令和元年5月"),
        ("H31", "平成31年"),
        ("R7年度", "令和7年度"),
        ("20260401", "2026年4月1日"),
        ("46113", "2026年4月1日"),
    ],
)
def test_a_date_is_said_in_full(text: str, wording: str) -> None:
    found = read_date(text)
    assert found is not None
    assert found.wording() == wording
    assert read_date(wording) == found


def test_the_date_of_every_bundled_source_is_read(corpus: Corpus) -> None:
    for item in corpus.catalogue.sources:
        assert parse_date(item.source.as_of) is not None


@pytest.mark.parametrize("piece", [" ", "R", "令和", "令和 ", "1", "1.", "元", "十", "年"])
def test_no_text_delays_the_reader(piece: str) -> None:
    before = time.process_time()
    parse_date(piece * 1_000_000)
    assert time.process_time() - before < 20
