from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from renkei_search.search.service import SearchService, build_index
from renkei_search.settings import Settings
from renkei_search.web.app import create_app
from tests.corpus.document.taken_in import DOCUMENT, take_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture(scope="module")
def reading_client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service over a document that was read and imported."""
    folder = tmp_path_factory.mktemp("read")
    own = take_in(folder)
    folders = (resources.corpus_folder(), own)
    build_index(folder / "index", read_corpus(*folders))
    settings = Settings(corpus=folders, index=folder / "index", templates=resources.templates_folder())
    return create_app(settings, SearchService(folder / "index")).test_client()


@pytest.fixture(scope="module")
def address(reading_client: FlaskClient) -> str:
    """The page of an initiative on the second page of the document, found by a search."""
    answer = reading_client.get("/api/v1/search?q=一斉捕獲").get_json()
    (item,) = (item for item in answer["items"] if item["title"] == "鳥獣被害対策の広域連携")
    return f"/initiatives/{item['id']}"


def test_an_initiative_shows_the_page_of_its_document(reading_client: FlaskClient, address: str) -> None:
    page = reading_client.get(address).get_data(as_text=True)
    assert "原資料（2ページ）" in page
    assert f'src="{address}/pages/2.png"' in page
    assert f'href="{address}/original"' in page


def test_the_page_is_a_picture_with_the_passage_marked(reading_client: FlaskClient, address: str) -> None:
    answer = reading_client.get(f"{address}/pages/2.png")
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")


@pytest.mark.parametrize("number", [1, 3, 99])
def test_a_page_without_the_passage_is_not_drawn(
    reading_client: FlaskClient, address: str, number: int
) -> None:
    assert reading_client.get(f"{address}/pages/{number}.png").status_code == 404


def test_the_original_is_saved_and_not_shown(reading_client: FlaskClient, address: str) -> None:
    answer = reading_client.get(f"{address}/original")
    assert answer.data == DOCUMENT.read_bytes()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()


def test_an_initiative_says_its_page_at_the_endpoint(reading_client: FlaskClient, address: str) -> None:
    found = reading_client.get(f"/api/v1{address}").get_json()
    assert found["page"] == 2


def test_an_initiative_of_a_received_text_has_no_original(client: FlaskClient) -> None:
    page = client.get("/initiatives/001-bingo-denim-project").get_data(as_text=True)
    assert 'id="original"' not in page
    assert client.get("/initiatives/001-bingo-denim-project/original").status_code == 404
