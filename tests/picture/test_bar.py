from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from renkei_search.picture.bar import Bar, draw_bars
from renkei_search.picture.colour import classify_counts
from renkei_search.picture.element import measure_text, shorten_text, wrap_text
from renkei_search.picture.population_strip import PopulationClass, draw_population_strip

if TYPE_CHECKING:
    from renkei_search.picture.drawing import Drawing


def rows_of(drawing: Drawing, style: str) -> list[ET.Element]:
    return [row for row in ET.fromstring(f"<svg>{drawing.body}</svg>") if row.get("class") == style]  # noqa: S314 # our own


def find_style(row: ET.Element, style: str) -> list[ET.Element]:
    return [item for item in row if item.get("class") == style]


def length(row: ET.Element) -> float:
    return sum(float(item.get("width", 0)) for item in find_style(row, "length"))


def test_bars_are_as_long_as_their_values() -> None:
    first, second, none = rows_of(
        draw_bars([Bar("移住", 20, "/a?b=1&c=2"), Bar("観光", 5), Bar("防災", 0)], title="政策分野"), "bar"
    )
    assert length(first) == pytest.approx(4 * length(second))
    assert find_style(none, "length") == []
    assert first.tag == "a"
    assert first.get("href") == "/a?b=1&c=2"
    assert first.findtext("title") == "移住 20件"
    assert second.tag == "g"


def test_a_value_to_compare_with_is_a_mark_and_lengthens_the_scale() -> None:
    drawing = draw_bars(
        [Bar("移住", 5, reference=10, note="平均10")], title="政策分野", legend=("この圏域", "平均")
    )
    (row,) = rows_of(drawing, "bar")
    (mark,) = find_style(row, "reference")
    assert length(row) < float(mark.get("d", "M0 ")[1:].split(" ")[0])
    assert row.findtext("title") == "移住 5件 平均10"
    assert ">この圏域<" in drawing.body


def test_what_is_not_known_has_no_number() -> None:
    (row,) = rows_of(draw_bars([Bar("移住", 0, note="収録資料にない", held=False)], title="政策分野"), "bar")
    assert row.findtext("title") == "移住 収録資料にない"


def test_a_long_name_leaves_room_for_the_number() -> None:
    (row,) = rows_of(draw_bars([Bar("とても長い名前の政策分野" * 5, 12_345)], title="政策分野"), "bar")
    label, number = ("".join(text.itertext()) for text in row.findall("text"))
    assert label.endswith("…")
    assert measure_text(label + number, 13.5) <= 320


def test_a_square_for_each_region() -> None:
    drawing = draw_population_strip(
        [PopulationClass("10万人未満", 2, 3, "/x", chosen=True), PopulationClass("人口の記載なし", 0, 21)],
        title="人口規模",
    )
    first, second = rows_of(drawing, "class")
    assert [len(find_style(first, name)) for name in ("having", "unknown")] == [2, 3]
    assert [len(find_style(second, name)) for name in ("having", "unknown")] == [0, 21]
    assert first.findtext("title") == "10万人未満 ある2圏域、収録資料にない3圏域"
    assert drawing.description == "ある圏域は2、収録資料にない圏域は24です。"
    edge = max(
        float(item.get("x", 0)) + float(item.get("width", 0)) for item in find_style(second, "unknown")
    )
    assert edge <= drawing.width


def test_many_regions_are_one_bar_in_two_parts() -> None:
    (row,) = rows_of(draw_population_strip([PopulationClass("10万人未満", 100, 300)], title="人口"), "class")
    (having,), (unknown,) = (find_style(row, name) for name in ("having", "unknown"))
    assert float(unknown.get("width", 0)) == pytest.approx(3 * float(having.get("width", 0)), abs=3)


@pytest.mark.parametrize("largest", [0, 1, 2, 3, 4, 5, 23, 307, 100_000])
def test_classes_of_counts_leave_no_gap(largest: int) -> None:
    classes = classify_counts(largest)
    assert [count for found in classes for count in (found.least, found.most)][:1] == [1][:largest]
    assert all(one.most + 1 == other.least for one, other in pairwise(classes))
    assert not classes or classes[-1].most == largest
    assert len(classes) == min(largest, 4)
    assert len({found.shade for found in classes}) == len(classes)


def test_lines_are_cut_where_they_are_full() -> None:
    assert shorten_text("移住", 10, 20) == "移住"
    assert shorten_text("移住と定住", 10, 30) == "移住…"
    assert wrap_text("移住と。定住", 10, 30) == ["移住と。", "定住"]
