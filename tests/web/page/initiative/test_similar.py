from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.markup import links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

DRAFT = "圏域内の図書館の利用カードを共通にして、どの市町の図書館でも本を借りられるようにする。"


def post(client: FlaskClient, status: int = 200, **fields: str) -> str:
    answer = client.post("/similar", data=fields, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text
    return answer.text


def test_the_form_has_visible_labels_and_no_error_at_first(client: FlaskClient) -> None:
    page = read(client, "/similar")
    for name in ("text", "prefecture"):
        assert f'<label for="{name}">' in page
    assert "placeholder" not in page
    assert "aria-invalid" not in page


def test_a_draft_finds_comparable_practice_with_the_shared_words(client: FlaskClient) -> None:
    page = post(client, text=DRAFT)
    assert "001-kumamoto-library-mutual-use" in page
    assert re.search(r"共通する言葉：[^<]*図書館", page)
    assert "<mark>図書館</mark>" in page
    assert DRAFT in page


def test_a_short_text_may_stand_in_the_address(client: FlaskClient) -> None:
    assert "001-kumamoto-library-mutual-use" in read(client, "/similar?text=図書館の相互利用")


def test_the_text_is_in_no_address_of_the_answer(client: FlaskClient) -> None:
    assert not any("text=" in link for link in links_of(post(client, text=DRAFT)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "文章を入力してください。"),
        (" \n", "文章を入力してください。"),
        ("あ" * 5_001, "文章が長すぎます（いまは5,001文字です）。5,000文字以内に縮めてください。"),
        ("図書館\x00", "使えない文字"),
    ],
)
def test_an_error_stands_at_the_field_and_nothing_typed_is_lost(
    client: FlaskClient, text: str, message: str
) -> None:
    page = post(client, 422, text=text)
    assert '<p class="error" id="text-error">' in page
    assert message in page
    assert 'aria-describedby="text-hint text-error" aria-invalid="true"' in page
    assert text.strip("\x00 \n") in page
    assert "<title>エラー：文章から探す" in page


def test_5000_characters_in_lines_are_accepted(client: FlaskClient) -> None:
    text = "\r\n".join(["図書館を相互に利用する。" * 8] * 50)
    assert len(text.replace("\r\n", "\n")) < 5_000
    assert "近い順に示しています" in post(client, text=text)


def test_too_much_to_receive_is_said_at_the_field(client: FlaskClient) -> None:
    assert "文章が長すぎます" in post(client, 422, text="あ" * 30_000)


def test_the_kind_and_prefecture_narrow(client: FlaskClient) -> None:
    page = post(client, text="医療と福祉の体制を充実する。", prefecture="熊本県")
    regions = re.findall(r'<p class="place">\s*<a href="/regions/([^"]+)"', page)
    assert set(regions) == {"kumamoto"}
    assert '<option value="熊本県" selected>' in page


def test_a_text_that_resembles_nothing_says_what_to_do(client: FlaskClient) -> None:
    page = post(client, text="ゼロックス")
    assert "近い取組は見つかりませんでした" in page
    assert "取組の内容を表す言葉" in page


def test_what_is_found_can_be_put_on_the_list(client: FlaskClient) -> None:
    page = post(client, text=DRAFT, compare="001-bingo-denim-project")
    assert "/compare?id=001-bingo-denim-project&id=001-kumamoto-library-mutual-use" in links_of(page)
