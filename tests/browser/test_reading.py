"""From a PDF to the search result: read, import, check, index, search, and the page with the passage marked."""

from __future__ import annotations

import io
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from renkei_search import resources
from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.reader import read_corpus
from tests.browser.stage import DESK, PHONE, serve_site
from tests.corpus.document.taken_in import take_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.stage import Stage

TITLE = "鳥獣被害対策の広域連携"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("reading")
    own = take_in(folder)
    assert check_corpus(read_corpus(resources.corpus_folder(), own)).sound
    with serve_site(folder / "index", own) as address:
        yield address


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_initiative_of_a_pdf_is_found_and_shows_its_page(
    stage: Stage, site: str, width: int, tmp_path: Path
) -> None:
    context = stage.browser.new_context(base_url=site, viewport={"width": width, "height": 900})
    with closing(context):
        page = context.new_page()
        page.goto("/search?q=一斉捕獲")
        page.get_by_role("link", name=TITLE).first.click()
        expect(page.get_by_role("heading", name="原資料（2ページ）")).to_be_visible()
        picture = page.get_by_role("img", name="原資料の2ページ")
        picture.scroll_into_view_if_needed()
        box = picture.bounding_box()
        assert box is not None
        assert 0.8 * min(width, 900) - 40 < box["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        shown = page.request.get(str(picture.get_attribute("src")))
        red, green, blue = np.moveaxis(np.array(Image.open(io.BytesIO(shown.body())).convert("RGB")), 2, 0)
        marked = int(((red > 240) & (green > 220) & (blue < 190)).sum())
        assert marked > 5_000
        with page.expect_download() as download:
            page.get_by_role("link", name="原資料のファイル（PDF）を保存する").click()
        download.value.save_as(tmp_path / "original.pdf")
        assert (tmp_path / "original.pdf").read_bytes().startswith(b"%PDF")
