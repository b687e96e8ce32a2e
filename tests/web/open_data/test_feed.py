from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import feedparser
import msgspec
import pytest

from renkei_search.index.history import History
from renkei_search.search.engine import SearchEngine
from renkei_search.search.request import SearchRequest
from renkei_search.web.open_data.feed import stream_feed

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus


def read(data: bytes) -> Any:
    feed = feedparser.parse(data)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


@pytest.fixture(scope="module")
def feed(small_client: FlaskClient) -> Any:
    return read(small_client.get("/search.atom?q=図書館&prefecture=富山県").data)


def test_the_feed_holds_every_match(feed: Any, small_client: FlaskClient) -> None:
    items = small_client.get("/api/v1/search?q=図書館&prefecture=富山県&per_page=100").get_json()["items"]
    assert [entry.link for entry in feed.entries] == [
        f"http://localhost{item['links']['html']}" for item in items
    ]
    assert [entry.content[0].value for entry in feed.entries] == [item["description"] for item in items]


def test_the_feed_names_its_search_and_leads_to_it(feed: Any, small_client: FlaskClient) -> None:
    assert feed.feed.title == "圏域の取組検索：図書館"
    links = {link.rel: link.href for link in feed.feed.links}
    assert small_client.get(links["alternate"].removeprefix("http://localhost")).status_code == 200
    again = read(small_client.get(links["self"].removeprefix("http://localhost")).data)
    assert again.feed.id == feed.feed.id


def test_a_feed_of_other_words_than_those_typed_says_so(client: FlaskClient) -> None:
    replaced = read(client.get("/search.atom?q=図書間").data)
    assert replaced.entries
    assert "「図書間」の取組は見つからなかったため、「図書館」で探しました。" in replaced.feed.subtitle
    assert "subtitle" not in read(client.get("/search.atom?q=図書館").data).feed


def test_ids_stay_when_the_search_the_scheme_or_the_port_change(feed: Any, small_client: FlaskClient) -> None:
    other = read(small_client.get("/search.atom?prefecture=富山県", base_url="https://localhost:8443").data)
    ids = {entry.id: entry.link for entry in other.entries}
    for entry in feed.entries:
        assert entry.id.startswith("tag:localhost,2026:/initiatives/")
        assert ids[entry.id].startswith("https://localhost:8443/initiatives/")


def test_an_entry_is_dated_by_when_it_was_taken_in_or_changed(
    client: FlaskClient, engine: SearchEngine
) -> None:
    """Over the bundled corpus, whose sources say when they were taken in."""
    entries = read(client.get("/search.atom?q=図書館").data).entries
    assert entries
    for entry in entries:
        dated = engine.history.of(entry.id.rpartition("/")[2])
        assert dated is not None
        assert dated.first is not None
        assert dated.last is not None
        assert (entry.published, entry.updated) == (dated.first.isoformat(), dated.last.isoformat())


def test_a_changed_text_moves_the_date_of_its_entry_alone(corpus: Corpus, tmp_path: Path) -> None:
    SearchEngine.build(corpus, tmp_path)
    first = dates(SearchEngine.open(tmp_path), corpus)
    initiatives = list(corpus.initiatives)
    initiatives[5] = msgspec.structs.replace(initiatives[5], description="書き直した文章。")
    edited = msgspec.structs.replace(corpus, initiatives=tuple(initiatives))
    SearchEngine.build(edited, tmp_path)
    engine = SearchEngine.open(tmp_path)
    second = dates(engine, edited)
    moved = [entry for entry in second if second[entry] != first[entry]]
    assert [entry.rpartition("/")[2] for entry in moved] == [initiatives[5].id]
    published, updated = second[moved[0]]
    assert published == first[moved[0]][0]
    before, after = map(datetime.fromisoformat, (first[moved[0]][1], updated))
    assert before < after <= engine.created


def dates(engine: SearchEngine, corpus: Corpus) -> dict[str, tuple[str, str]]:
    """When each entry was published and updated."""
    pieces = stream_feed(
        SearchRequest(),
        corpus.initiatives,
        corpus.catalogue,
        "http://localhost",
        engine.created,
        engine.history,
    )
    return {entry.id: (entry.published, entry.updated) for entry in read(b"".join(pieces)).entries}


def test_the_feed_is_dated_by_its_data(feed: Any, small_engine: SearchEngine) -> None:
    assert feed.feed.updated == small_engine.created.isoformat()


@pytest.mark.parametrize("as_of", ["不明", "4611年1月1日", "", "9999年", "1年", "R99.1.1", "2026年13月"])
def test_an_entry_whose_source_has_no_possible_date_never_looks_new(
    small_corpus: Corpus, small_engine: SearchEngine, as_of: str
) -> None:
    sources = tuple(
        msgspec.structs.replace(item, source=msgspec.structs.replace(item.source, as_of=as_of))
        for item in small_corpus.catalogue.sources
    )
    catalogue = msgspec.structs.replace(small_corpus.catalogue, sources=sources)
    # The day on which it was added is unknown, so the date of its source is used.
    pieces = stream_feed(
        SearchRequest(),
        small_corpus.initiatives[:1],
        catalogue,
        "http://localhost",
        small_engine.created,
        History(b"{}"),
    )
    assert read(b"".join(pieces)).entries[0].updated == "1868-01-01T00:00:00+09:00"


def test_a_search_without_a_match_is_a_feed_too(small_client: FlaskClient) -> None:
    assert read(small_client.get("/search.atom?q=火葬場+-火葬場&expand=0").data).entries == []


def test_hostile_text_stays_text(small_corpus: Corpus, small_engine: SearchEngine) -> None:
    text = "</content><script>alert(1)</script>]]>&amp;\x00\x0b\ufffe"
    hostile = msgspec.structs.replace(small_corpus.initiatives[0], title=text, description=text)
    pieces = stream_feed(
        SearchRequest(text),
        [hostile],
        small_corpus.catalogue,
        "http://localhost",
        small_engine.created,
        small_engine.history,
    )
    entry = read(b"".join(pieces)).entries[0]
    assert entry.content[0].type == "text/plain"
    assert entry.content[0].value == "</content><script>alert(1)</script>]]>&amp;"
