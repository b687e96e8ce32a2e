"""What a spreadsheet shows for a number and its format."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei_search.corpus.intake.table.spreadsheet.number_format import BUILT_IN, show_general, show_number

DAY = 46113  # 2026-04-01, a Wednesday


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.25, "0%", "25%"), (0.255, "0.0%", "25.5%"), (1200, '#,##0"千円"', "1,200千円"),
        (1_200_000, '#,##0,"千円"', "1,200千円"), (123, "00000", "00123"), (1.5, "[h]:mm", "36:00"),
        (8.5 / 24, "h:mm", "8:30"), (8.5 / 24, "h:mm AM/PM", "8:30 AM"), (3, "0.0", "3.0"), (1234.5, "#,##0.##", "1,234.5"),
        (1234, "#,##0.##", "1,234."), (-5, "0;△0", "△5"), (-5, "0", "-5"), (0, '0;-0;"－"', "－"),
        (-1200, '#,##0"円"', "-1,200円"),
        (DAY, "yyyy/m/d", "2026/4/1"), (DAY, 'ggge"年"m"月"d"日"', "令和8年4月1日"), (DAY, "[$-411]ge.m.d", "R8.4.1"),
        (DAY, 'yyyy"年"m"月"d"日"(aaa)', "2026年4月1日(水)"), (DAY + 0.5, "yyyy-mm-dd hh:mm:ss", "2026-04-01 12:00:00"),
        (DAY, "mmm-yy", "Apr-26"), (9_500_000, "000-0000", "950-0000"), (1200, "[$¥-411]#,##0", "¥1,200"),
        (5, '[>=10]"多い";[<10]0"人"', "5人"), (12, '[>=10]0"人以上";[<10]0"人"', "12人以上"), (12, "General", "12"),
        (12, 'General"人"', "12人"), (7, "@", "7"), (7, '@"人"', "7人"), (0.5, "0.00E+00", "5.00E-01"), (-0.1, "0", "0"),
        (2.5, "0", "3"), (1 / 86400 * 61.25, "mm:ss.00", "01:01.25"), (60, "yyyy/m/d", "1900/2/28"), (1, "yyyy/m/d", "1900/1/1"),
        (32874, 'ggge"年"m"月"d"日"', "平成2年1月1日"), (1000, "#,##0_ ", "1,000 "), (5, '"R"0', "R5"), (5, "", ""),
    ],
)  # fmt: skip
def test_a_number_is_read_as_its_cell_shows_it(value: float, code: str, text: str) -> None:
    shown = show_number(value, code)
    assert (shown.text, shown.exact) == (text, True)


def test_days_may_be_counted_from_1904() -> None:
    assert show_number(DAY - 1462, "yyyy/m/d", from_1904=True).text == "2026/4/1"


@pytest.mark.parametrize(
    ("value", "code"), [(0.5, "# ?/?"), (-1, "yyyy/m/d"), (1e9, "yyyy/m/d"), (1, "0" * 300)]
)
def test_what_cannot_be_said_as_shown_is_marked(value: float, code: str) -> None:
    assert not show_number(value, code).exact


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (3.14, "3.14"), (0.1 + 0.2, "0.3"), (1 / 3, "0.333333333"), (20260401, "20260401"), (1e-9, "1.00000E-09")],
)  # fmt: skip
def test_a_number_without_a_format(value: float, text: str) -> None:
    assert show_general(value) == text


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(sorted(BUILT_IN.values())) | st.text('0#?,.%;"[]$-\\_*@/eghmsdyaAP年月', max_size=30),
)
def test_any_number_and_format_give_a_text(value: float, code: str) -> None:
    show_number(value, code)


@pytest.mark.parametrize("code", ['"' * 255, "[" * 255, "0," * 127, "y" * 255, ";" * 255])
def test_no_format_holds_the_reader_up(code: str) -> None:
    before = time.process_time()
    show_number(46113.25, code)
    assert time.process_time() - before < 20
