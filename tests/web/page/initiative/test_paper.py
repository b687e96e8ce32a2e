"""The page that makes a council paper of the comparison list."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from pptx import Presentation

from tests.web.markup import links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

IDS = ["001-bingo-denim-project", "003-advanced-medicine", "000-niigata-net119"]
FOUR = [*IDS, "001-kumamoto-library-mutual-use"]
FORM = "/paper?" + "&".join(f"id={one}" for one in IDS)
NOTE = "本市でも取り組みたい。\r\n窓口から始める。"


def order(client: FlaskClient, **form: Any) -> Any:
    return client.post("/paper", data={"id": IDS, **form})


def test_the_comparison_leads_to_the_form(client: FlaskClient) -> None:
    assert FORM in links_of(read(client, FORM.replace("paper", "compare")))
    page = read(client, FORM)
    assert page.count('name="featured"') == page.count(" checked>") - 2 == 3
    assert "NET119緊急通報システムの共同運用〔当サイトの見出し〕（新潟広域都市圏）" in page


def test_a_word_document_has_what_was_asked_for(client: FlaskClient) -> None:
    answer = order(client, heading="医療の連携", note=NOTE, featured=IDS[1:])
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "filename*=UTF-8''renkei-search_%E5%8C%BB%E7%99%82" in answer.headers["Content-Disposition"]
    document = Document(io.BytesIO(answer.data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "医療の連携"
    assert {"本市でも取り組みたい。", "窓口から始める。"} <= set(texts)
    headings = [
        found.text for found in document.paragraphs if found.style and found.style.name == "Heading 2"
    ]
    assert headings == [
        "［2］高度な医療サービスの提供",
        "［3］NET119緊急通報システムの共同運用〔当サイトの見出し〕",
    ]


def test_slides_have_what_was_asked_for(client: FlaskClient) -> None:
    answer = order(client, note=NOTE, format="pptx", font="biz-ud-gothic")
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    titles = [slide.shapes.title.text for slide in Presentation(io.BytesIO(answer.data)).slides]
    assert [title for title in titles if not title.endswith("（続き）")] == [
        "先進事例の比較",
        "所見",
        "概要",
        "比較表",
        "取組のある都道府県",
        "政策分野ごとの取組の数（件）",
        "人口規模ごとの圏域の数（圏域）",
        "出典と時点",
    ]


def test_the_page_to_be_printed_has_what_was_asked_for(client: FlaskClient) -> None:
    page = order(client, heading="医療の連携", note=NOTE, featured=IDS[:1], format="print").text
    assert "<h1>医療の連携</h1>" in page
    assert "<p>窓口から始める。</p>" in page
    assert page.count("<h3>") == 1
    for kind in ("prefectures-wide", "prefectures-tall", "fields", "population"):
        assert f'aria-labelledby="{kind}-title"' in page
    assert "取組の番号です" not in page  # its bars have no numbers in them
    assert "<h2>人口規模ごとの圏域の数（圏域）</h2>" in page
    assert "この資料に取組を載せた圏域：新潟広域都市圏［3］（100万人以上）、" in page
    assert "http://localhost/compare?id=001-bingo-denim-project&amp;id=003" in page


def test_a_wide_comparison_lies_across_behind_the_pictures(client: FlaskClient) -> None:
    narrow, wide = (order(client, id=ids, format="print").text for ids in (IDS, FOUR))
    assert 'class="compared">' in narrow
    assert 'class="compared across">\n<h2 id="compared">' in wide
    assert narrow.index('id="compared"') < narrow.index("取組のある都道府県</h2>")
    assert wide.index('id="compared"') > wide.index("取組のある都道府県</h2>")


def test_one_initiative_in_full_is_compared_with_none(client: FlaskClient) -> None:
    assert 'id="compared"' not in order(client, id=IDS[:1], featured=IDS[:1], format="print").text


def test_the_note_is_in_no_address_and_no_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        page = order(client, note="ひみつの提案", format="print").text
    assert "ひみつの提案" in page
    assert "ひみつの提案" not in caplog.text
    assert not any("ひみつ" in link for link in links_of(page))
    assert client.get(f"{FORM}&note=x").status_code == 200  # an address may be mistyped; it is not used
    assert ">x</textarea>" not in client.get(f"{FORM}&note=x").text


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"heading": "あ" * 81}, "見出しが長すぎます（いまは81文字です）。80文字以内に"),
        (
            {"note": "あ" * 4_001},
            "所見が長すぎます（いまは4001文字です）。4,000文字以内に".replace("4001", "4,001"),
        ),
    ],
)
def test_what_is_too_long_is_said_and_kept(client: FlaskClient, form: dict[str, str], error: str) -> None:
    answer = order(client, **form)
    assert answer.status_code == 422
    assert error in answer.text
    assert next(iter(form.values())) in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = order(client, note="あ" * 70_000)
    assert answer.status_code == 422
    assert "所見が長すぎます" in answer.text


def test_without_initiatives_the_page_says_how_to_begin(client: FlaskClient) -> None:
    page = read(client, "/paper")
    assert "「比較に追加」を押します" in page
    assert '<form class="draft"' not in page
    assert client.post("/paper", data={}).status_code == 422
    assert "「nothing」という取組はありません" in read(client, "/paper?id=nothing", 404)


def test_an_unknown_format_is_refused(client: FlaskClient) -> None:
    assert order(client, format="exe").status_code == 422
