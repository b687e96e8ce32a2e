"""The requests of a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.search.engine import SearchEngine

_QUERIES: Final = Path(__file__).parents[1] / "relevance"
_FIXED: Final = (
    "/",
    "/help",
    "/about",
    "/accessibility",
    "/practices",
    "/similar",
    "/compare",
    "/compare?id=no-such-initiative",
    "/regions",
    "/regions?kind=renkei-chusu&shade=initiatives",
    "/regions?prefecture=新潟県",
    "/regions?sort=name",
    "/regions?shade=people",
    "/regions/no-such-region",
    "/matrix",
    "/matrix?q=移住&sort=population",
    "/matrix?q=移住&kind=renkei-chusu&prefecture=岡山県&expand=0",
    "/matrix?sort=colour",
    "/matrix?kined=renkei-chusu",
    "/search",
    "/search?page=2&per_page=50",
    "/search?view=region",
    "/search?view=region&page=2",
    "/search?field=A&region=niigata&region=-okayama",
    "/search?q=移住&kind=renkei-chusu&sort=region&expand=0",
    "/search?page=0",
    "/search?per_page=many",
    "/search?colour=red",
    "/search?q=a&q=b",
    "/search?region=atlantis",
    "/search?q=%FF",
    "/search.csv?q=移住",
    "/search.jsonl?q=移住",
    "/search.atom?q=移住",
    "/search.csv?page=2",
    "/search.txt",
    "/compare.csv?id=001-bingo-denim-project&id=001-kagoshima-matchmaking-events",
    "/compare.csv?name=x",
    "/compare.csv",
    "/compare?differing=2&id=001-bingo-denim-project",
    "/compare?colour=red",
    "/search?view=list",
    "/similar?text=図書館の相互利用&kind=renkei-chusu",
    "/similar?colour=red",
    "/similar?text=a&text=b",
    "/initiatives/001-bingo-denim-project?colour=red",
    "/regions?shade=regions&shade=initiatives",
    "/matrix?sort=members&q=%FF",
    "/corpus.jsonl",
    "/corpus.jsonl?q=a",
    "/regions.jsonl",
    "/sitemap.xml",
    "/robots.txt",
    "/opensearch.xml",
    "/datapackage.json",
    "/no-such-page",
    "/api",
    "/openapi.json",
    "/healthz",
    "/readyz",
    "/api/v1",
    "/api/v1/search",
    "/api/v1/search?count=0",
    "/api/v1/search?colour=red",
    "/api/v1/search?per_page=0",
    "/api/v1/search?field=A&region=niigata&region=-okayama&sort=region",
    "/api/v1/initiatives",
    "/api/v1/initiatives?page=3&per_page=7",
    "/api/v1/initiatives?page=9999",
    "/api/v1/initiatives/no-such-initiative",
    "/api/v1/regions",
    "/api/v1/regions/no-such-region",
    "/api/v1/facets",
    "/api/v1/sources",
    "/api/v1/taxonomy",
    "/api/v1/matrix",
    "/api/v1/matrix?q=移住&kind=renkei-chusu",
    "/api/v1/matrix?sort=population",
    "/api/v1/no-such-route",
)


class Ask(NamedTuple):
    """An address, with the body that is posted to it if any: form fields, or a JSON object."""

    address: str
    form: dict[str, str] | None = None
    body: dict[str, str] | None = None
    method: str | None = None

    @property
    def name(self) -> str:
        """The request in one line."""
        sent = self.form or self.body
        method = self.method or ("POST" if sent else "GET")
        return f"{method} {self.address}" + (f" {msgspec.json.encode(sent).decode()}" if sent else "")


def list_requests(engine: SearchEngine) -> Iterator[Ask]:
    """Every address of the fixed list, of the query sets, and of each initiative and region."""
    yield from (Ask(address) for address in _FIXED)
    yield from (Ask(address, method="OPTIONS") for address in ("/search", "/api/v1/search", "/search.csv"))
    yield Ask("/no-such-page", method="POST")
    for text in _texts():
        query = urlencode({"q": text})
        yield Ask(f"/search?{query}")
        yield Ask(f"/search?{query}&view=region")
        yield Ask(f"/api/v1/search?{query}")
        yield Ask(f"/api/v1/suggest?{query}")
        yield Ask(f"/matrix?{query}")
        yield Ask("/similar", form={"text": text})
        yield Ask("/api/v1/similar", body={"text": text})
    ids = [record.id for record in engine.records(0, engine.initiative_count)]
    for initiative_id in ids:
        yield Ask(f"/initiatives/{initiative_id}")
        yield Ask(f"/api/v1/initiatives/{initiative_id}")
        yield Ask(f"/api/v1/initiatives/{initiative_id}/similar")
    for first, second in zip(ids[::10], ids[5::10], strict=False):
        yield Ask(f"/compare?id={first}&id={second}")
        yield Ask(f"/compare?id={first}&id={second}&differing=1")
        yield Ask(f"/search?q=移住&compare={first}&compare={second}")
    for region in engine.catalogue.regions:
        yield Ask(f"/regions/{region.id}")
        yield Ask(f"/api/v1/regions/{region.id}")


def _texts() -> Iterator[str]:
    for path in sorted(_QUERIES.glob("*queries.jsonl")):
        for line in path.read_bytes().splitlines():
            yield msgspec.json.decode(line)["text"]
