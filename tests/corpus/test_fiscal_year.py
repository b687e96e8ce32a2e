from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from renkei_search.corpus.fiscal_year import fiscal_year, fiscal_years, years_of
from renkei_search.model.record import Cost

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("令和6年度", 2024),
        ("R6", 2024),
        ("Ｒ６", 2024),
        ("令和元年度", 2019),
        ("H30年度", 2018),
        ("2025年度", 2025),
        ("R7予算額", 2025),
        ("令和7年度当初予算", 2025),
        ("合計", None),
        ("6年度", None),
        ("R6～R10", None),
        ("令和６年度～令和10年度", None),
        ("令和6年度～", None),
        ("令和10年度まで", None),
        ("R6、R7", None),
    ],
)
def test_a_fiscal_year_is_read_as_it_is_written(text: str, year: int | None) -> None:
    assert fiscal_year(text) == year


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("令和6年度～令和10年度", 2024, 2028),
        ("令和６～１０年度", 2024, 2028),
        ("令和6年度から令和10年度まで", 2024, 2028),
        ("R6-R10", 2024, 2028),
        ("R6-10", 2024, 2028),
        ("R6→R10", 2024, 2028),
        ("平成30年度―令和4年度", 2018, 2022),
        ("平成30～34年度", 2018, 2022),
        ("2024年度〜2028年度（5年間）", 2024, 2028),
        ("2024-2028", 2024, 2028),
        ("2024/4/1～2029/3/31", 2024, 2028),
        ("2024-04～2025-03", 2024, 2024),
        ("令和4年4月～令和9年3月", 2022, 2026),
        ("令和4年4月1日から令和9年3月31日まで", 2022, 2026),
        ("R4.4～R9.3", 2022, 2026),
        ("令和6年1月～12月", 2023, 2024),
        ("令和6年10月～3月", 2024, 2024),
        ("令和6年度から5年間", 2024, 2028),
        ("令和6年度～（5か年）", 2024, 2028),
        ("第2期（令和6～10年度）", 2024, 2028),
        ("5年間（令和6～10年度）", 2024, 2028),
        ("令和6・7年度", 2024, 2025),
        ("令和6年度、令和7年度", 2024, 2025),
        ("令和元年度", 2019, 2019),
        ("令和5年3月", 2022, 2022),
        ("令和\n６年度", 2024, 2024),
    ],
)
def test_the_years_of_a_period_are_read(text: str, first: int, last: int) -> None:
    assert fiscal_years(text, as_of=2025) == tuple(range(first, last + 1))


@pytest.mark.parametrize(
    "text", ["", "毎年度", "5年間", "通年", "～", "4月～9月", "第2期", "18市町村", "随時", "年度"]
)
def test_a_period_without_a_year_has_none(text: str) -> None:
    assert fiscal_years(text, as_of=2025) == ()


def test_years_that_do_not_follow_each_other_leave_the_others_out() -> None:
    assert fiscal_years("令和6年度、令和8年度、令和10～11年度") == (2024, 2026, 2028, 2029)


@pytest.mark.parametrize("text", ["令和4年度～", "令和4年度から", "令和4年度より実施", "令和4年度以降"])
def test_a_period_without_an_end_lasts_until_its_document(text: str) -> None:
    assert fiscal_years(text, as_of=2024) == (2022, 2023, 2024)
    assert fiscal_years(text, as_of=2020) == (2022,)
    assert fiscal_years(text) == (2022,)


@pytest.mark.parametrize("text", ["～令和8年度", "令和8年度まで"])
def test_a_period_without_a_beginning_lasts_from_its_document(text: str) -> None:
    assert fiscal_years(text, as_of=2024) == (2024, 2025, 2026)
    assert fiscal_years(text) == (2026,)


def test_an_absurd_span_names_its_ends_only() -> None:
    assert fiscal_years("1900～2099年度") == (1900, 2099)


def test_an_initiative_has_the_years_of_its_costs_and_its_period(corpus: Corpus) -> None:
    source = msgspec.structs.replace(corpus.catalogue.sources[0].source, as_of="令和7年3月")
    costs = tuple(
        Cost(amount="1", period=period, year=fiscal_year(period), spans=())
        for period in ("令和8年度", "合計", "R10～R11")
    )
    initiative = msgspec.structs.replace(corpus.initiatives[0], period="令和5年度～", costs=costs)
    assert years_of(initiative, source) == (2023, 2024, 2026, 2028, 2029)
