from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.web.markup import read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

DENIM, LIBRARY = "001-bingo-denim-project", "001-kumamoto-library-mutual-use"


def test_a_map_shows_where_the_compared_are(client: FlaskClient) -> None:
    page = read(client, f"/compare?id={DENIM}&id={LIBRARY}")
    drawing = page[page.index('aria-labelledby="places-wide-title"') :].partition("</svg>")[0]
    filled = re.findall(r'class="tile step\d"><title>([^<]+)</title>', drawing)
    assert filled == [
        "岡山 1件、備後圏域連携中枢都市圏",
        "広島 1件、備後圏域連携中枢都市圏",
        "熊本 1件、熊本連携中枢都市圏",
    ]
    # Here the map says nothing about the other prefectures.
    assert "収録資料にない" not in drawing


def test_one_alone_needs_no_map(client: FlaskClient) -> None:
    assert "places-wide" not in read(client, f"/compare?id={DENIM}")
