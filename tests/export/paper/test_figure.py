from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.export.paper.figure import draw_figure
from renkei_search.export.picture import PictureKind
from tests.export.paper.conftest import SIX

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.corpus.collection import Catalogue, Corpus
    from renkei_search.export.paper.content import Paper


def test_policy_fields_are_counted_as_the_summary_counts_them(make: Callable[..., Paper]) -> None:
    paper = make()
    fields, _ = paper.figures
    assert fields.heading == PictureKind.FIELDS.caption
    said = "、".join(f"{row.label} {row.units}件" for row in fields.rows)
    assert f"政策分野：{said}（推定）" in paper.summary
    assert [row.units for row in fields.rows] == sorted((row.units for row in fields.rows), reverse=True)


def test_a_count_says_of_how_many_the_policy_field_is_inferred(make: Callable[..., Paper]) -> None:
    stated, inferred = "003-advanced-medicine", "001-kumamoto-perinatal-center"
    said = [
        make(initiatives=chosen).figures[0].rows[0].said
        for chosen in ((stated, inferred, stated), (inferred, inferred), (stated,))
    ]
    assert said == ["3件（うち推定1件）", "2件（推定）", "1件"]


def test_every_region_is_counted_once_and_unknown_populations_are_named(
    make: Callable[..., Paper], corpus: Corpus
) -> None:
    _, populations = make().figures
    names = [part.name for row in populations.rows for part in row.parts]
    assert sorted(names) == sorted(region.name for region in corpus.catalogue.regions)
    assert {row.label: row.said for row in populations.rows} == {
        "100万人以上": "7圏域のうち2",
        "50万人以上100万人未満": "8圏域のうち1",
        "30万人以上50万人未満": "3圏域のうち0",
        "20万人以上30万人未満": "1圏域のうち0",
        "人口の記載なし": "24圏域のうち2",
    }
    assert populations.captions[0].endswith(
        "、青森圏域連携中枢都市圏［6］（人口の記載なし）、富山広域連携中枢都市圏［2］（人口の記載なし）"
    )


def test_a_region_with_two_initiatives_is_one_region(make: Callable[..., Paper]) -> None:
    _, populations = make(initiatives=(SIX[1], SIX[0], SIX[1])).figures
    assert sum(row.filled for row in populations.rows) == 2
    assert "富山広域連携中枢都市圏［1・3］" in populations.captions[0]


def test_a_picture_says_its_sources_with_dates_and_the_day_of_the_data(make: Callable[..., Paper]) -> None:
    fields, populations = make(2).figures
    assert fields.captions[-1] == (
        "出典：『連携中枢都市圏の取組（37圏域の概要）』、令和5年度時点（推定）、"
        "『富山市及び○○○における連携中枢都市圏形成に係る連携協約（案）』、平成29年度（協約の締結前）時点（推定）。"
        "データの更新日：2026年4月1日"
    )
    assert populations.captions[-1] == (
        "人口の出典：『連携中枢都市圏の取組（37圏域の概要）』、令和5年度時点（推定）、"
        "『連携中枢都市圏制度の概要』、平成28年5月1日時点。データの更新日：2026年4月1日"
    )


def test_initiatives_without_a_region_are_mentioned_or_leave_no_picture(make: Callable[..., Paper]) -> None:
    assert "制度の例示（1件）は、この図にありません" in make().figures[1].captions[1]
    assert "制度の例示" not in make(2).figures[1].captions[1]
    assert [figure.kind for figure in make(initiatives=(SIX[4],)).figures] == [PictureKind.FIELDS]


def test_more_regions_than_squares_are_one_bar_in_two_parts(
    make: Callable[..., Paper], many: Catalogue
) -> None:
    _, populations = make(3, catalogue=many).figures
    unknown = populations.rows[-1]
    assert [(part.units, part.filled) for part in unknown.parts] == [(1, True), (959, False)]
    assert unknown.said == "960圏域のうち1"
    assert "長さは圏域の数です" in populations.captions[1]
    assert "四角一つ" not in populations.captions[1]


def test_numbers_are_explained_where_they_are_drawn(make: Callable[..., Paper]) -> None:
    fields, populations = make().figures
    assert fields.explanations == ("四角の中の［ ］は、取組の番号です。", *fields.captions)
    assert populations.explanations == populations.captions


def test_a_page_draws_the_same_counts(make: Callable[..., Paper]) -> None:
    fields, populations = (draw_figure(figure) for figure in make().figures)
    assert fields.title == PictureKind.FIELDS.caption
    assert fields.description.startswith("地域資源・販路拡大1件、")
    assert populations.title == PictureKind.POPULATION.caption
    assert populations.description == "取組を載せた圏域は5、載せていない圏域は38です。"
