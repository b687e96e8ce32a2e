"""Consistency: every page, file and answer says the same about a region and about an initiative."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from renkei_search.corpus.population import UNKNOWN, population_of
from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest
from tests.web.markup import links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus
    from renkei_search.model.record import Initiative, Region
    from renkei_search.search.engine import SearchEngine

REGIONS = 43


@pytest.fixture(scope="module")
def firsts(corpus: Corpus) -> dict[str, Initiative]:
    """One initiative of each region."""
    return {found.region: found for found in reversed(corpus.initiatives) if found.region is not None}


def plain(client: FlaskClient, path: str) -> str:
    text = re.sub(r"<(script|style).*?</\1>", "", read(client, path), flags=re.DOTALL)
    text = re.sub(r"</(dt|dd|th|td|li|div|p)>", " ", text)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", text)))


def linked_data(client: FlaskClient, path: str) -> Any:
    return json.loads(
        html.unescape(read(client, path).partition("application/ld+json")[2][2:].partition("</script>")[0])
    )


def compared(client: FlaskClient, initiative: Initiative) -> dict[str, str]:
    rows = csv.reader(io.StringIO(client.get(f"/compare.csv?id={initiative.id}").data.decode("utf-8-sig")))
    return dict((row[0], row[1]) for row in rows)  # noqa: C402


def described(client: FlaskClient, region: Region) -> Any:
    return client.get(f"/api/v1/regions/{region.id}").get_json()


def row_of(page: str, url: str) -> str:
    """The row of a table that links to a region, as text."""
    row = next(row for row in re.findall(r"<tr.*?</tr>", page, flags=re.DOTALL) if f'href="{url}"' in row)
    return html.unescape(re.sub(r"<[^>]+>", "", row))


def test_a_population_is_the_same_everywhere_with_year_and_source(
    client: FlaskClient, corpus: Corpus, firsts: dict[str, Initiative]
) -> None:
    matrix, regions = read(client, "/matrix"), read(client, "/regions")
    listed = {item["id"]: item for item in client.get("/api/v1/regions").get_json()["items"]}
    known = 0
    for region in corpus.catalogue.regions:
        found, initiative = population_of(region, corpus.catalogue), firsts[region.id]
        page = plain(client, f"/regions/{region.id}")
        beside = plain(client, f"/compare?id={initiative.id}")
        file = compared(client, initiative).get("人口", "")
        answer = described(client, region)["population"]
        linked = linked_data(client, f"/initiatives/{initiative.id}")["spatialCoverage"]
        rows = [row_of(markup, f"/regions/{region.id}") for markup in (matrix, regions)]
        assert listed[region.id]["population"] == answer
        if found is None:
            assert answer is None
            assert file == UNKNOWN
            assert "additionalProperty" not in linked
            assert "人口 収録した資料に記載がありません" in page
            assert all("不明" in row for row in rows)
            continue
        known += 1
        for text in (page, beside):
            assert found.value in text
            assert found.note in text
        assert f"圏域の人口 {' '.join(found.lines)} " in beside
        # Nothing but the one figure is given as the population.
        facts = page.partition("人口 ")[2][:40]
        assert facts.startswith(found.value)
        assert file == "\n".join(found.lines)
        assert (answer["people"], answer["value"], answer["year"]) == (found.people, found.value, found.year)
        assert answer["source"] == found.source.id
        assert linked["additionalProperty"]["value"] == found.people
        assert linked["additionalProperty"]["description"] == found.statement
        for row, markup in zip(rows, (matrix, regions), strict=True):
            assert found.short_value in row
            assert found.short_year in row
            note = re.search(r"注(\d+)", row)
            assert note
            assert f'<li id="population-{note[1]}">注{note[1]}　{found.note}</li>' in markup
    assert known >= 19


def test_a_population_among_peers_carries_year_and_source(client: FlaskClient) -> None:
    page = read(client, "/regions/kurume")
    peers = page[page.index('<ol class="peers">') :]
    assert re.search(
        r"人口が近い（約\d+万人、[^<]+<a class=\"noteref\" href=\"#population-1\">注1</a>）", peers
    )
    assert '<li id="population-1">' in peers


def test_members_core_cities_and_prefectures_are_the_same_everywhere(
    client: FlaskClient, corpus: Corpus, firsts: dict[str, Initiative]
) -> None:
    regions = read(client, "/regions")
    for region in corpus.catalogue.regions:
        initiative = firsts[region.id]
        page, file = plain(client, f"/regions/{region.id}"), compared(client, initiative)
        answer = described(client, region)
        count, names = len(region.members), "、".join(region.members)
        assert f"構成市町村（{count}） {names}" in page
        assert answer["members"] == list(region.members)
        assert answer["member_count"] == count
        assert file["構成市町村"].startswith(f"{count}市町村（{names}）")
        assert re.search(rf"\s{count}\s", row_of(regions, f"/regions/{region.id}"))
        doubt = "（推定）" if region.basis.members == "inferred" else ""
        assert file["構成市町村"] == f"{count}市町村（{names}）{doubt}"
        doubt = "推定" if region.basis.core_cities == "inferred" else ""
        assert f"中心市 {'、'.join(region.core_cities)}{doubt} " in page
        assert file["中心市"] == "、".join(region.core_cities) + (f"（{doubt}）" if doubt else "")
        beside = plain(client, f"/compare?id={initiative.id}")
        if not initiative.municipalities:
            assert f"中心市：{'、'.join(region.core_cities)}{doubt} " in beside
            assert f"圏域の{count}市町村：{names}" in beside
        detail = client.get(f"/api/v1/initiatives/{initiative.id}").get_json()["region"]
        assert detail["members"] == answer["members"]
        assert detail["core_cities"] == answer["core_cities"] == list(region.core_cities)
        assert file["都道府県"].splitlines()[0].startswith(region.prefectures[0])
        assert answer["prefectures"] == list(region.prefectures)
        own = "、".join(region.prefectures) + ("推定" if region.basis.prefectures == "inferred" else "")
        assert f"都道府県 {own} " in page


def test_a_printed_number_of_members_of_another_time_says_so(client: FlaskClient) -> None:
    page = plain(client, "/regions/hiroshima")
    assert "構成市町村（28）" in page
    assert "『連携中枢都市圏制度の概要』では11市13町（平成28年5月1日時点）" in page
    assert (
        "では" not in plain(client, "/regions/harima").partition("構成市町村（16）")[2].partition("人口")[0]
    )


def test_the_source_is_cited_alike_everywhere(client: FlaskClient, corpus: Corpus) -> None:
    table = list(csv.DictReader(io.StringIO(client.get("/search.csv").data.decode("utf-8-sig"))))
    lines = [json.loads(line) for line in client.get("/search.jsonl").data.splitlines()]
    assert len(table) == len(lines) == len(corpus.initiatives)
    cited = {line["id"]: line["citation"] for line in lines}
    assert cited == {row["ID"]: row["出典の書き方"] for row in table}
    for initiative in corpus.initiatives[::9]:
        citation = cited[initiative.id]
        assert client.get(f"/api/v1/initiatives/{initiative.id}").get_json()["citation"] == citation
        assert linked_data(client, f"/initiatives/{initiative.id}")["citation"] == citation
        assert compared(client, initiative)["出典"] == citation
        assert citation in plain(client, f"/initiatives/{initiative.id}")
        assert citation in plain(client, f"/compare?id={initiative.id}")


def test_a_draft_is_one_everywhere(client: FlaskClient, corpus: Corpus) -> None:
    table = list(csv.DictReader(io.StringIO(client.get("/search.csv").data.decode("utf-8-sig"))))
    drafts = {found.id for found in corpus.initiatives if found.status == "draft"}
    assert {row["ID"] for row in table if row["状態"] == "案"} == drafts
    for initiative in corpus.initiatives[::9]:
        draft = initiative.id in drafts
        page = linked_data(client, f"/initiatives/{initiative.id}")
        assert page["creativeWorkStatus"] == ("Draft" if draft else "Published")
        assert ("協約の案に書かれた取組です" in read(client, f"/initiatives/{initiative.id}")) is draft
        assert compared(client, initiative)["段階"] == ("協約の案" if draft else "公表された取組")
        assert ("段階 協約の案" in plain(client, f"/compare?id={initiative.id}")) is draft


def test_numbers_of_initiatives_add_up(client: FlaskClient, corpus: Corpus, engine: SearchEngine) -> None:
    counts = engine.count_by(SearchRequest(), FilterName.REGION)
    examples, total = counts[MISSING], len(corpus.initiatives)
    assert sum(counts.values()) == total
    split = f"{REGIONS}圏域の取組{total - examples}件と、"
    assert split in plain(client, "/")
    assert split in plain(client, "/about")
    assert f"{REGIONS}圏域の取組{total - examples}件を" in plain(client, "/matrix")
    assert f"制度の例示{examples}件は、特定の圏域のものではないため" in plain(client, "/matrix")
    matrix, regions = read(client, "/matrix"), read(client, "/regions")
    for region in corpus.catalogue.regions:
        count = counts[region.id]
        assert described(client, region)["initiatives"] == count
        assert f"取組（{count}件、" in plain(client, f"/regions/{region.id}")
        for page in (matrix, regions):
            assert f"{region.name}の取組{count}件" in page


@pytest.mark.parametrize("word", ["移住", "観光", "図書館", "デニム"])
def test_only_a_different_count_is_explained(client: FlaskClient, engine: SearchEngine, word: str) -> None:
    found = engine.search(SearchRequest(word))
    counts = engine.count_by(SearchRequest(word), FilterName.REGION)
    examples = counts.get(MISSING, 0)
    regions = len(counts) - bool(examples)
    matrix = read(client, f"/matrix?q={word}")
    results, grouped = plain(client, f"/search?q={word}"), plain(client, f"/search?q={word}&view=region")
    if not examples:
        assert "制度の例示" not in plain(client, f"/matrix?q={word}")
        assert f"{found.total}件（{regions}圏域）" in results
        return
    assert f"検索結果の{found.total}件のうち" in matrix
    link = next(link for link in links_of(matrix) if "region=_missing" in link)
    assert client.get(link.replace("/search", "/api/v1/search")).get_json()["total"] == examples
    why = f"{found.total}件（{regions}圏域の{found.total - examples}件と、特定の圏域によらない制度の例示{examples}件）"
    assert why in results
    assert why in grouped
    if len(counts) > 10:
        assert f"{regions}圏域と制度の例示のうち1〜10番目を表示" in grouped
