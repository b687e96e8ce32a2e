from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.markup import count_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

QUERY = "/search?q=移住&source=001&sort=region&per_page=5"


def parts_of(page: str, identifier: str) -> dict[str, str]:
    """The label and the address of each linked part of a picture."""
    start = page.index(f'aria-labelledby="{identifier}-title"')
    drawing = page[start : page.index("</svg>", start)]
    found = re.findall(r'<a href="([^"]+)"[^>]*><title>([^<]+)</title>', drawing)
    return {html.unescape(said): html.unescape(url) for url, said in found}


@pytest.mark.parametrize("identifier", ["map-wide", "map-tall", "fields-wide", "population-wide"])
def test_each_part_is_a_link_that_keeps_all_else_and_finds_what_it_says(
    client: FlaskClient, identifier: str
) -> None:
    parts = parts_of(read(client, QUERY), identifier)
    assert len(parts) > 2
    for said, url in [*parts.items()][:3]:
        asked = parse_qs(urlsplit(url).query)
        assert asked["q"] == ["移住"]
        assert asked["source"] == ["001"]
        assert asked["sort"] == ["region"]
        assert asked["per_page"] == ["5"]
        found = count_of(client, url)
        if "件" in said:
            assert said.endswith(f" {found}件")
        else:
            assert found > 0


def test_a_chosen_part_is_marked_and_releases_itself(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&prefecture=新潟県&prefecture=石川県")
    parts = parts_of(page, "map-wide")
    (url,) = (url for said, url in parts.items() if said.startswith("新潟 "))
    assert parse_qs(urlsplit(url).query)["prefecture"] == ["石川県"]
    drawing = page[page.index('aria-labelledby="map-wide-title"') :]
    assert drawing[: drawing.index("</svg>")].count('aria-current="true"') == 2
    # The others can still be added.
    assert len(parts) > 2


def test_the_list_that_is_being_compared_is_kept(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&view=region&compare=001-bingo-denim-project")
    for url in parts_of(page, "fields-wide").values():
        assert parse_qs(urlsplit(url).query)["compare"] == ["001-bingo-denim-project"]
        assert parse_qs(urlsplit(url).query)["view"] == ["region"]


def test_missing_records_are_never_called_inactivity(client: FlaskClient) -> None:
    page = read(client, QUERY)
    assert "収録資料にない" in page
    assert "取り組んでいないという意味ではありません" in page
    assert "していない圏域" not in page


def test_each_picture_can_be_read_as_a_table(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住")
    for kind, title in (
        ("map", "都道府県ごとの取組の数（件）"),
        ("fields", "政策分野ごとの取組の数（件）"),
        ("population", "人口規模ごとの圏域の数（圏域）"),
    ):
        assert f'<caption class="visually-hidden">{title}</caption>' in page
        assert f"picture={kind}" in page
    assert "ある圏域</th>" in page
    assert "収録資料にない圏域</th>" in page


def test_what_matches_nothing_has_no_pictures(client: FlaskClient) -> None:
    assert 'class="spread"' not in read(client, "/search?q=デニム&region=aomori")
