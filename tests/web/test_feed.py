from __future__ import annotations

from typing import TYPE_CHECKING, Any

import feedparser
import msgspec
import pytest

from renkei_search.corpus.era import parse_date
from renkei_search.search.request import SearchRequest
from renkei_search.web.feed import stream_feed

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine


def read(data: bytes) -> Any:
    feed = feedparser.parse(data)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


@pytest.fixture(scope="module")
def feed(client: FlaskClient) -> Any:
    return read(client.get("/search.atom?q=観光&prefecture=新潟県").data)


def test_the_feed_holds_every_match(feed: Any, client: FlaskClient) -> None:
    items = client.get("/api/v1/search?q=観光&prefecture=新潟県&per_page=100").get_json()["items"]
    assert [entry.link for entry in feed.entries] == [
        f"http://localhost{item['links']['html']}" for item in items
    ]
    assert [entry.content[0].value for entry in feed.entries] == [item["description"] for item in items]


def test_the_feed_names_its_search_and_leads_to_it(feed: Any, client: FlaskClient) -> None:
    assert feed.feed.title == "圏域の取組検索：観光"
    links = {link.rel: link.href for link in feed.feed.links}
    assert client.get(links["alternate"].removeprefix("http://localhost")).status_code == 200
    again = read(client.get(links["self"].removeprefix("http://localhost")).data)
    assert again.feed.id == feed.feed.id


def test_ids_stay_when_the_search_the_scheme_or_the_port_change(feed: Any, client: FlaskClient) -> None:
    other = read(client.get("/search.atom?prefecture=新潟県", base_url="https://localhost:8443").data)
    ids = {entry.id: entry.link for entry in other.entries}
    for entry in feed.entries:
        assert entry.id.startswith("tag:localhost,2026:/initiatives/")
        assert ids[entry.id].startswith("https://localhost:8443/initiatives/")


def test_an_entry_is_dated_by_its_source(feed: Any, corpus: Corpus) -> None:
    by_id = {initiative.id: initiative for initiative in corpus.initiatives}
    for entry in feed.entries:
        source = corpus.catalogue.source(by_id[entry.id.rpartition("/")[2]].source).source
        day = parse_date(source.as_of)
        assert day is not None
        assert entry.updated == f"{day.isoformat()}T00:00:00+09:00"


def test_the_feed_is_dated_by_its_data(feed: Any, engine: SearchEngine) -> None:
    assert feed.feed.updated == engine.created.isoformat()


def test_a_source_without_a_date_gives_the_date_of_the_data(corpus: Corpus, engine: SearchEngine) -> None:
    sources = tuple(
        msgspec.structs.replace(item, source=msgspec.structs.replace(item.source, as_of="不明"))
        for item in corpus.catalogue.sources
    )
    catalogue = msgspec.structs.replace(corpus.catalogue, sources=sources)
    pieces = stream_feed(
        SearchRequest(), corpus.initiatives[:1], catalogue, "http://localhost", engine.created
    )
    assert read(b"".join(pieces)).entries[0].updated == engine.created.isoformat()


def test_a_search_without_a_match_is_a_feed_too(client: FlaskClient) -> None:
    assert read(client.get("/search.atom?q=火葬場+-火葬場&expand=0").data).entries == []


def test_hostile_text_stays_text(corpus: Corpus, engine: SearchEngine) -> None:
    text = "</content><script>alert(1)</script>]]>&amp;\x00\x0b\ufffe"
    hostile = msgspec.structs.replace(corpus.initiatives[0], title=text, description=text)
    pieces = stream_feed(SearchRequest(text), [hostile], corpus.catalogue, "http://localhost", engine.created)
    entry = read(b"".join(pieces)).entries[0]
    assert entry.content[0].type == "text/plain"
    assert entry.content[0].value == "</content><script>alert(1)</script>]]>&amp;"
