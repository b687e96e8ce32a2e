"""The guide: the common tasks in screenshots, which are loaded on demand only."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from PIL import Image

from tests.web.markup import read

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_three_tasks_are_told_in_steps_and_pictures(client: FlaskClient) -> None:
    page = read(client, "/help")
    tasks = re.search('<section aria-labelledby="tasks">.*?</section>', page, re.DOTALL)
    assert tasks is not None
    assert len(re.findall("<h3>", tasks[0])) == len(re.findall("<ol>", tasks[0])) == 3
    for part in re.split("<h3>", tasks[0])[1:]:
        assert len(re.findall("<li>", part)) >= 3
        assert "<img " in part


def test_pictures_of_the_guide_are_folded_lazy_described_and_of_their_size(client: FlaskClient) -> None:
    page = read(client, "/help")
    folded = re.findall('<details class="guide">.*?</details>', page, re.DOTALL)
    assert len(folded) == page.count("<img ") == 4
    for part in folded:
        found = re.search(
            r'<img src="([^"]+)" alt="[^"]{10,}" width="(\d+)" height="(\d+)" loading="lazy">', part
        )
        assert found is not None, part
        with client.get(found[1]) as answer, Image.open(io.BytesIO(answer.data)) as picture:
            assert answer.mimetype == "image/png"
            assert picture.size == (int(found[2]), int(found[3]))


def test_links_of_the_tasks_lead_somewhere(client: FlaskClient) -> None:
    page = read(client, "/help")
    tasks = page[page.index('aria-labelledby="tasks"') : page.index('aria-labelledby="basic"')]
    links = re.findall('href="(/[^"]+|/)"', tasks)
    assert len(links) == 3
    assert all(client.get(link).status_code == 200 for link in links)
