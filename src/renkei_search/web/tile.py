"""Where each prefecture stands on the tile map of Japan: one square each, neighbours next to each other."""

from __future__ import annotations

from typing import Final, NamedTuple


class TilePosition(NamedTuple):
    """Column from west to east and row from north to south, both from 0."""

    column: int
    row: int


_ROWS: Final[tuple[tuple[int, int, tuple[str, ...]], ...]] = (
    # row, column of the first, names from west to east
    (0, 13, ("北海道",)),
    (1, 13, ("青森県",)),
    (2, 12, ("秋田県", "岩手県")),
    (3, 12, ("山形県", "宮城県")),
    (4, 9, ("石川県", "富山県", "新潟県", "福島県")),
    (5, 8, ("福井県", "岐阜県", "長野県", "群馬県", "栃木県", "茨城県")),
    (
        6,
        4,
        ("島根県", "鳥取県", "兵庫県", "京都府", "滋賀県", "愛知県", "山梨県", "埼玉県", "東京都", "千葉県"),
    ),
    (7, 3, ("山口県", "広島県", "岡山県")),
    (7, 7, ("大阪府", "奈良県", "三重県", "静岡県")),
    (7, 12, ("神奈川県",)),
    (8, 0, ("長崎県", "佐賀県", "福岡県", "大分県")),
    (8, 5, ("愛媛県", "香川県")),
    (8, 8, ("和歌山県",)),
    (9, 2, ("熊本県", "宮崎県")),
    (9, 5, ("高知県", "徳島県")),
    (10, 2, ("鹿児島県",)),
    (10, 0, ("沖縄県",)),
)

TILES: Final[dict[str, TilePosition]] = {
    name: TilePosition(first + n, row) for row, first, names in _ROWS for n, name in enumerate(names)
}
"""The place of every prefecture, no two in one."""

COLUMNS: Final = 1 + max(position.column for position in TILES.values())
ROWS: Final = 1 + max(position.row for position in TILES.values())
