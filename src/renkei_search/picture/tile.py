"""The place of each prefecture on the tile map of Japan: neighbours are adjacent, in ten columns.

Ten columns of names in letters that can be read fit the screen of a phone (320 px). A name of three letters takes two.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class TilePosition(NamedTuple):
    """Column from west to east and row from north to south, both from 0; how many columns it takes."""

    column: int
    row: int
    span: int


_ROWS: Final[tuple[tuple[int, int, tuple[str, ...]], ...]] = (
    # row, column of the first, names from west to east
    (0, 8, ("北海道",)),
    (1, 9, ("青森県",)),
    (2, 8, ("秋田県", "岩手県")),
    (3, 8, ("山形県", "宮城県")),
    (4, 5, ("石川県", "富山県", "新潟県", "福島県")),
    (5, 4, ("福井県", "岐阜県", "長野県", "群馬県", "栃木県", "茨城県")),
    (
        6,
        0,
        ("島根県", "鳥取県", "兵庫県", "京都府", "滋賀県", "愛知県", "山梨県", "埼玉県", "東京都", "千葉県"),
    ),
    (7, 0, ("山口県", "広島県", "岡山県", "大阪府", "奈良県", "三重県", "静岡県", "神奈川県")),
    (8, 4, ("和歌山県",)),
    (9, 0, ("佐賀県", "福岡県", "大分県")),
    (10, 0, ("長崎県", "熊本県", "宮崎県")),
    (10, 4, ("愛媛県", "香川県")),
    (11, 0, ("沖縄県", "鹿児島県")),
    (11, 4, ("高知県", "徳島県")),
)


# Its coast is so long that it has neighbours on both sides.
_LONG: Final = frozenset({"新潟県"})


def short_prefecture(name: str) -> str:
    """The name on a tile: without 県, 府 and 都."""
    return name if name == "北海道" else name[:-1]


def _place() -> dict[str, TilePosition]:
    places = {}
    for row, first, names in _ROWS:
        column = first
        for name in names:
            span = 2 if len(short_prefecture(name)) > 2 or name in _LONG else 1
            places[name] = TilePosition(column, row, span)
            column += span
    return places


TILES: Final[dict[str, TilePosition]] = _place()
"""The tile of each prefecture; all are different."""

COLUMNS: Final = max(place.column + place.span for place in TILES.values())
ROWS: Final = 1 + max(place.row for place in TILES.values())
