from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from renkei_search.model.prefecture import PREFECTURES
from renkei_search.picture.drawing import make_sheet
from renkei_search.picture.element import measure_text
from renkei_search.picture.prefecture_map import MapWords, TileShape, draw_prefecture_map
from renkei_search.picture.tile import COLUMNS, ROWS, TILES, short_prefecture

if TYPE_CHECKING:
    from renkei_search.picture.drawing import Drawing


SVG = "{http://www.w3.org/2000/svg}"
COUNTS = {"広島県": 12, "岡山県": 3, "新潟県": 1}


def tiles_of(drawing: Drawing) -> dict[str, ET.Element]:
    """The tiles by the name printed on them."""
    root = ET.fromstring(f"<svg>{drawing.body}</svg>")  # noqa: S314 # our own
    tiles = [tile for tile in root if "tile" in tile.get("class", "")]
    return {said(tile).split(" ")[0]: tile for tile in tiles}


def said(tile: ET.Element) -> str:
    title = tile.find("title")
    assert title is not None
    return title.text or ""


def test_every_prefecture_has_a_tile_of_its_own() -> None:
    assert set(TILES) == set(PREFECTURES)
    taken = [(place.column + n, place.row) for place in TILES.values() for n in range(place.span)]
    assert len(set(taken)) == len(taken)
    assert (COLUMNS, ROWS) == (10, 12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青森県", "岩手県"),
        ("広島県", "岡山県"),
        ("福岡県", "佐賀県"),
        ("東京都", "神奈川県"),
        ("愛媛県", "高知県"),
        ("新潟県", "福島県"),
        ("兵庫県", "京都府"),
    ],
)
def test_neighbours_stand_next_to_each_other(one: str, other: str) -> None:
    a, b = TILES[one], TILES[other]
    beside = a.row == b.row and b.column in {a.column + a.span, a.column - b.span}
    below = abs(a.row - b.row) == 1 and a.column < b.column + b.span and b.column < a.column + a.span
    assert beside or below


@pytest.mark.parametrize("shape", TileShape)
def test_what_stands_on_a_tile_fits_it(shape: TileShape) -> None:
    drawing = draw_prefecture_map(dict.fromkeys(PREFECTURES, 307), title="取組", shape=shape)
    for name, tile in tiles_of(drawing).items():
        rectangle = tile.find("rect")
        assert rectangle is not None
        for text in tile.findall("text"):
            line = "".join(text.itertext())
            assert measure_text(line, 12) <= float(rectangle.get("width", 0)) + 2, name


def test_on_a_phone_of_320_pixels_letters_are_12_pixels_high() -> None:
    drawing = draw_prefecture_map(COUNTS, title="取組", shape=TileShape.TALL)
    scale = (320 - 2 * 16) / drawing.width
    sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)"', drawing.body)}
    assert min(sizes) * scale >= 12


def test_a_tile_says_its_count_and_the_most_is_the_darkest() -> None:
    tiles = tiles_of(draw_prefecture_map(COUNTS, title="取組"))
    assert said(tiles["広島"]) == "広島 12件"
    assert "".join(tiles["広島"].find("text").itertext()) == "広島12"  # type: ignore[union-attr]
    assert tiles["広島"].get("class") == "tile step4"
    assert tiles["岡山"].get("class") == "tile step1"


def test_unknown_is_not_zero() -> None:
    drawing = draw_prefecture_map(COUNTS, title="取組", held={*COUNTS, "京都府"})
    tiles = tiles_of(drawing)
    assert said(tiles["京都"]) == "京都 0件"
    assert said(tiles["沖縄"]) == "沖縄 圏域の収録なし"
    assert tiles["京都"].get("class") == "tile none"
    assert tiles["沖縄"].find("rect").get("stroke-dasharray")  # type: ignore[union-attr]
    assert "収録資料にない" in drawing.body
    assert "圏域の収録なし" in drawing.body


def test_the_legend_explains_what_is_drawn_and_nothing_else() -> None:
    drawing = draw_prefecture_map({"広島県": 2}, title="取組", held=PREFECTURES, words=MapWords(unit="圏域"))
    assert re.findall(r"<text[^>]*label[^>]*>([^<]+)", drawing.body) == ["2圏域", "1圏域", "収録資料にない"]
    assert "収録資料にない" not in draw_prefecture_map(COUNTS, title="取組").body


def test_links_and_choices() -> None:
    drawing = draw_prefecture_map(
        COUNTS,
        title="取組",
        url=lambda name: f"/search?a=1&prefecture={name}" if name in COUNTS else None,
        notes={"広島県": "2圏域"},
        chosen=["広島県"],
    )
    tiles = tiles_of(drawing)
    assert tiles["広島"].get("href") == "/search?a=1&prefecture=広島県"
    assert tiles["広島"].get("aria-current") == "true"
    assert said(tiles["広島"]) == "広島 12件、2圏域"
    assert tiles["京都"].tag == "g"
    assert 'role="group"' in drawing.place("map")


def test_a_picture_on_a_page_has_a_name_and_a_description_and_no_style_of_its_own() -> None:
    markup = draw_prefecture_map(COUNTS, title="<取組>の数").place("map")
    root = ET.fromstring(markup)  # noqa: S314 # our own
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "map-title"
    assert "".join(root[0].itertext()) == "<取組>の数"
    assert root[1].text == "3都道府県にあります。多い順に、広島県12件、岡山県3件、新潟県1件。"
    assert "style=" not in markup


def test_large_counts_are_shortened_on_tiles_and_said_in_full() -> None:
    tiles = tiles_of(draw_prefecture_map({"広島県": 12_345, "岡山県": 1_999}, title="取組"))
    assert "".join(tiles["広島"].find("text").itertext()) == "広島1万"  # type: ignore[union-attr]
    assert said(tiles["広島"]) == "広島 12,345件"
    assert "".join(tiles["岡山"].find("text").itertext()) == "岡山1千"  # type: ignore[union-attr]


def test_no_count_at_all_is_a_map_all_the_same() -> None:
    drawing = draw_prefecture_map({}, title="取組")
    assert len(tiles_of(drawing)) == 47
    assert drawing.description == "どの都道府県にもありません。"


def test_a_sheet_is_a_file_of_its_own() -> None:
    drawing = draw_prefecture_map(COUNTS, title="「移住」の取組がある都道府県")
    sheet = make_sheet(drawing, ["出典：" + "資料の名称、" * 20, "検索した日：令和8年11月29日"])
    root = ET.fromstring(sheet)  # noqa: S314 # our own
    assert root.tag == f"{SVG}svg"
    lines = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert lines[0] == "「移住」の取組がある都道府県"
    assert lines[-1] == "検索した日：令和8年11月29日"
    assert all(measure_text(line, 13) <= 640 for line in lines[-5:])
    assert max(float(text.get("y", 0)) for text in root.findall(f"{SVG}text")) < float(root.get("height", 0))
    assert short_prefecture("京都府") == "京都"
