"""The whole search on a real node against the columns, on queries as people ask them.

Matches, counts, receipts and the explanation of an empty answer are the same. The order is nearly the same:
OpenSearch keeps lengths in one byte, so scores differ in the third digit.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

import msgspec
import pytest
from click.testing import CliRunner
from opensearchpy import OpenSearch

from renkei_search.cli import commands
from renkei_search.evaluation.judgment import read_initiatives, read_queries
from renkei_search.evaluation.measure import measure_queries, measure_similar
from renkei_search.export.text import stream_records, stream_table
from renkei_search.facet.registry import FACETS, FilterName
from renkei_search.index.opensearch.settings import ClusterSettings
from renkei_search.search.backend.opensearch import backend
from renkei_search.search.backend.registry import Engine, EngineSettings
from renkei_search.search.engine import SearchEngine
from renkei_search.search.request import Grouping, SearchRequest, Sort
from renkei_search.search.service import SearchService

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.result import Hit

JUDGED = Path(__file__).parents[1] / "relevance"
LEAST_OVERLAP = 0.97
MOST_NDCG = 0.01
# Each query gets one of these filters, in turn.
FILTERS = (
    (),
    ((FilterName.KIND, "renkei-chusu"),),
    ((FilterName.CATEGORY, "ア"), (FilterName.CATEGORY, "イ")),
)
FURTHER = (
    "",
    "いいえそのような言葉",
    "異動支援",
    "こんかつ",
    "ウェブサイド",
    "空き家 -移住",
    "病院 OR 診療所",
    "「公共交通」",
    "圏域:新潟",
    "ガイドフ",
    "人口減少が進む中で、高齢者の移動手段をどう確保すればよいですか",
)
TYPED = ("こう", "kou", "移住", "新潟", "がっこ", "ア")


@pytest.fixture(scope="module")
def engine(index_root: Path) -> SearchEngine:
    """The columns, with similarity in meaning computed as on a cluster."""
    return SearchService(index_root).engine()


@pytest.fixture(scope="module")
def clustered(corpus: Corpus, node_url: str, tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    root = tmp_path_factory.mktemp("clustered")
    settings = EngineSettings(Engine.OPENSEARCH, ClusterSettings((node_url,), name="engine", seconds=30))
    SearchEngine.build(corpus, root, engine=settings)
    return SearchEngine.open(root, engine=settings)


def test_answers_are_the_same(engine: SearchEngine, clustered: SearchEngine) -> None:
    overlaps = []
    for place, text in enumerate(_texts()):
        request = SearchRequest(text, FILTERS[place % len(FILTERS)])
        found, expected = clustered.search(request), engine.search(request)
        assert found.receipt == expected.receipt, text
        assert found.total == expected.total, text
        assert found.facets == expected.facets, text
        assert found.alternatives.words == expected.alternatives.words, text
        assert len(found.related) == pytest.approx(len(expected.related), abs=1), text
        assert found.pages == expected.pages
        overlaps.append(_overlap([*found.hits, *found.related], [*expected.hits, *expected.related]))
        _assert_shown_alike([*found.hits, *found.related], [*expected.hits, *expected.related])
    assert mean(overlaps) >= LEAST_OVERLAP


def test_counts_and_matches_are_the_same(engine: SearchEngine, clustered: SearchEngine) -> None:
    pairs = list(combinations(FACETS, 2))
    for place, text in enumerate(_texts()[::2]):
        request = SearchRequest(text, FILTERS[place % len(FILTERS)], Sort.REGION)
        assert [one.id for one in clustered.scan(request)] == [one.id for one in engine.scan(request)], text
        rows, columns = pairs[place % len(pairs)]
        assert dict(clustered.cross_tabulate(request, rows, columns)) == dict(
            engine.cross_tabulate(request, rows, columns)
        ), text
        assert dict(clustered.count_by(request, rows)) == {
            value: count for value, count in engine.count_by(request, rows).items() if count
        }, text
        listed, as_listed = clustered.search(request), engine.search(request)
        assert [hit.initiative.id for hit in listed.hits] == [hit.initiative.id for hit in as_listed.hits]
        _assert_shown_alike(listed.hits, as_listed.hits)
        grouping = Grouping(FilterName.REGION)
        found, expected = clustered.search(request, grouping), engine.search(request, grouping)
        assert [group.value for group in found.groups] == [group.value for group in expected.groups], text
        assert [group.total for group in found.groups] == [group.total for group in expected.groups], text


@pytest.mark.parametrize("name", ["queries", "held-out-queries"])
def test_answers_are_as_good(engine: SearchEngine, clustered: SearchEngine, name: str) -> None:
    judged = read_queries(JUDGED / f"{name}.jsonl")
    ndcg = [measure_queries(one, judged).mean("nDCG@10") for one in (engine, clustered)]
    assert abs(ndcg[0] - ndcg[1]) <= MOST_NDCG


@pytest.mark.parametrize("name", ["similar", "held-out-similar"])
def test_comparable_practice_is_the_same(engine: SearchEngine, clustered: SearchEngine, name: str) -> None:
    cases = read_initiatives(JUDGED / f"{name}.jsonl")
    ndcg = [measure_similar(one, cases).mean("nDCG@10") for one in (engine, clustered)]
    assert abs(ndcg[0] - ndcg[1]) <= MOST_NDCG
    found = [
        (
            [hit.initiative.id for hit in clustered.similar(case.id).regional],
            [hit.initiative.id for hit in engine.similar(case.id).regional],
        )
        for case in cases
    ]
    assert mean(len({*one} & {*other}) / max(len(other), 1) for one, other in found) >= LEAST_OVERLAP


def test_a_long_draft_is_answered(engine: SearchEngine, clustered: SearchEngine) -> None:
    draft = "".join(one.description for one in engine.records(0, 100))[:5_000]
    found = [hit.initiative.id for hit in clustered.similar_to_text(draft).regional]
    expected = [hit.initiative.id for hit in engine.similar_to_text(draft).regional]
    assert len({*found} & {*expected}) >= len(expected) - 1


def test_completions_are_the_same(engine: SearchEngine, clustered: SearchEngine) -> None:
    for typed in TYPED:
        assert clustered.suggest(typed) == engine.suggest(typed)


def test_files_are_the_same(engine: SearchEngine, clustered: SearchEngine) -> None:
    for text in ("", "移住", "観光 OR 医療"):
        request = SearchRequest(text, sort=Sort.REGION)
        assert _table(clustered, request) == _table(engine, request)
        assert b"".join(stream_records(clustered.scan(request))) == b"".join(
            stream_records(engine.scan(request))
        )


def test_every_page_is_reached(engine: SearchEngine, clustered: SearchEngine) -> None:
    request = SearchRequest("地域", per_page=50)
    pages = range(1, clustered.search(request).pages + 1)
    found = [
        hit.initiative.id for page in pages for hit in clustered.search(replace(request, page=page)).hits
    ]
    assert len(found) == len(set(found))
    assert set(found) == {one.id for one in engine.scan(request)}


@pytest.mark.parametrize("sort", Sort)
def test_results_beyond_the_window_are_reached(
    engine: SearchEngine, clustered: SearchEngine, monkeypatch: pytest.MonkeyPatch, sort: Sort
) -> None:
    monkeypatch.setattr(backend, "_WINDOW", 40)
    request = SearchRequest("地域", sort=sort, per_page=50, page=2)
    assert clustered.search(request).total == engine.search(request).total > 2 * 40
    assert len(clustered.search(request).hits) == len(engine.search(request).hits) == 50
    found, expected = ([one.id for one in each.scan(request)] for each in (clustered, engine))
    assert len(found) == len(set(found))
    # By region the order is exact; of scores that are nearly equal either may be greater.
    assert found == expected if sort is Sort.REGION else set(found) == set(expected)


def test_commands_use_the_cluster(node_url: str, tmp_path: Path) -> None:
    index = ["--index", str(tmp_path / "index")]
    environment = {
        "RENKEI_SEARCH_ENGINE": "opensearch",
        "RENKEI_SEARCH_OPENSEARCH_URL": node_url,
        "RENKEI_SEARCH_OPENSEARCH_NAME": "commands",
    }

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(commands, [*arguments, *index], env=environment, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    run("index")
    assert len(OpenSearch([node_url]).indices.get_alias(name="commands")) == 1
    answer = msgspec.json.decode(run("search", "--json", "移住"))
    file = tmp_path / "found.jsonl"
    run("export", "移住", "-o", str(file))
    assert len(file.read_bytes().splitlines()) == answer["total"] > 0
    judged = tmp_path / "judged.jsonl"
    judged.write_bytes(b"".join((JUDGED / "queries.jsonl").read_bytes().splitlines(keepends=True)[:3]))
    index.clear()  # of its own
    assert "nDCG@10" in run("evaluate", "--json", "--queries", str(judged))


def _table(engine: SearchEngine, request: SearchRequest) -> bytes:
    return b"".join(stream_table(engine.scan(request), engine.catalogue))


def _texts() -> list[str]:
    judged = [
        query.text
        for path in ("queries", "held-out-queries")
        for query in read_queries(JUDGED / f"{path}.jsonl")
    ]
    return [*judged, *FURTHER]


def _overlap(found: Sequence[Hit], expected: Sequence[Hit]) -> float:
    one, other = ({hit.initiative.id for hit in hits[:10]} for hits in (found, expected))
    return len(one & other) / len(one | other) if one or other else 1.0


def _assert_shown_alike(found: Sequence[Hit], expected: Sequence[Hit]) -> None:
    """Assert that excerpts, marks, tiers and reasons of an initiative that both show are the same."""
    by_id = {hit.initiative.id: hit for hit in expected}
    for hit in found:
        other = by_id.get(hit.initiative.id)
        if other is not None:
            assert hit.initiative == other.initiative
            assert hit.excerpts == other.excerpts
            assert (hit.tier, hit.found_by) == (other.tier, other.found_by)
