from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import frictionless
import pytest
from openpyxl import load_workbook
from werkzeug.test import EnvironBuilder

from renkei_search.corpus.era import today
from renkei_search.corpus.table import COLUMNS
from renkei_search.model.record import Initiative, Region
from renkei_search.web.open_data.data_package import _INITIATIVE, _REGION

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import SearchRequest

DENIM = "001-bingo-denim-project"


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "query", ["", "?q=観光", "?q=移住+-婚活&sort=region", "?region=bingo&region=niigata"]
)
def test_each_format_holds_every_match_in_order(client: FlaskClient, query: str) -> None:
    total = client.get(f"/api/v1/search{query}").get_json()["total"]
    tables = read_csv(client.get(f"/search.csv{query}").data)
    records = [json.loads(line) for line in client.get(f"/search.jsonl{query}").data.splitlines()]
    sheet = load_workbook(io.BytesIO(client.get(f"/search.xlsx{query}").data))["取組"]
    ids = [record["id"] for record in records]
    assert len(ids) == total
    assert [row[0] for row in tables[1:]] == ids
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ids


def test_an_export_has_no_pages_and_no_depth(client: FlaskClient) -> None:
    whole = client.get("/search.jsonl").data
    assert client.get("/search.jsonl?page=3&per_page=100").data == whole
    assert len(whole.splitlines()) == 307


def test_the_whole_corpus_is_the_corpus(client: FlaskClient, corpus: Corpus) -> None:
    lines = client.get("/corpus.jsonl").data.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [found.id for found in corpus.initiatives]
    regions = client.get("/regions.jsonl").data.splitlines()
    assert [json.loads(line)["id"] for line in regions] == [region.id for region in corpus.catalogue.regions]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/search.csv", "text/csv; charset=utf-8"),
        ("/search.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("/search.jsonl", "application/x-ndjson; charset=utf-8"),
        (f"/compare.csv?id={DENIM}", "text/csv; charset=utf-8"),
        (f"/compare.xlsx?id={DENIM}", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_file_is_sent_as_one(client: FlaskClient, path: str, media_type: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with client.head(path) as head:
        assert head.headers["Content-Disposition"] == answer.headers["Content-Disposition"]
        assert head.data == b""


def test_the_file_name_is_japanese_by_rfc_5987(client: FlaskClient) -> None:
    header = client.get("/search.csv?q=観光").headers["Content-Disposition"]
    plain, encoded = header.split("; ")[1:]
    assert plain == f'filename="renkei-search_{today():%Y%m%d}.csv"'
    assert header.isascii()
    charset, _, name = encoded.removeprefix("filename*=").split("'")
    assert (charset, unquote(name)) == ("UTF-8", f"renkei-search_観光_{today():%Y%m%d}.csv")


def test_a_file_name_cannot_break_the_header(client: FlaskClient) -> None:
    header = client.get("/search.csv", query_string={"q": '観光";x="'}).headers["Content-Disposition"]
    assert header.count('"') == 2


@pytest.mark.parametrize("path", ["/search.csv", "/search.jsonl", "/search.atom"])
def test_the_first_piece_is_sent_before_the_last_is_read(
    client: FlaskClient, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    read = 0
    scan = type(engine).scan

    def counting(self: Any, request: SearchRequest) -> Any:
        nonlocal read
        for initiative in scan(self, request):
            read += 1
            yield initiative

    monkeypatch.setattr(type(engine), "scan", counting)
    answer = client.application.test_client().open(EnvironBuilder(path=path).get_environ(), buffered=False)
    assert answer.is_streamed
    first = next(iter(answer.response))
    assert first
    assert read <= 1
    answer.close()


@pytest.mark.parametrize("path", ["/search.csv", "/search.xlsx", "/search.jsonl", "/search.atom"])
@pytest.mark.parametrize("query", ["regoin=bingo", "region=atlantis", "sort=best", "q=a%00b", "page=x"])
def test_wrong_parameters_are_refused_before_anything_is_sent(
    client: FlaskClient, path: str, query: str
) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 422
    assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize("path", ["/search.csv?q=観光", "/search.xlsx", "/search.atom", "/datapackage.json"])
def test_a_file_that_the_client_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    other = client.get(f"{path}{'&' if '?' in path else '?'}q=x", headers={"If-None-Match": tag})
    assert other.status_code != 304


def test_the_workbook_says_how_the_search_was_understood(client: FlaskClient) -> None:
    data = client.get("/search.xlsx?q=火葬場&prefecture=新潟県").data
    sheet = load_workbook(io.BytesIO(data))["検索条件と資料"]
    facts = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert facts["検索語"] == "火葬場"
    assert "斎場" in facts["検索のしかた"]
    assert facts["絞り込み"] == "都道府県：新潟県"
    link = client.get(facts["この結果のページ"].removeprefix("http://localhost"))
    assert link.status_code == 200


@pytest.mark.parametrize("words", ["デニム", "空き家", "子どもが急に熱を出したときに預けられるところは"])
def test_the_workbook_promises_no_initiatives_that_only_the_page_shows(
    client: FlaskClient, words: str
) -> None:
    query = f"?q={words}"
    body = client.get(f"/api/v1/search{query}").get_json()
    assert body["related"]
    assert "related" in [step["kind"] for step in body["query"]["receipt"]["steps"]]
    sheet = load_workbook(io.BytesIO(client.get(f"/search.xlsx{query}").data))["検索条件と資料"]
    facts = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert "内容の近い取組" not in facts["検索のしかた"]
    assert facts["件数"] == f"{body['total']}件"


def test_an_address_too_long_for_a_link_is_still_there(client: FlaskClient) -> None:
    text = "あ" * 256
    data = client.get("/search.xlsx", query_string={"q": text}).data
    sheet = load_workbook(io.BytesIO(data))["検索条件と資料"]
    facts = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert unquote(facts["この結果のページ"]).endswith(f"q={text}")


@pytest.mark.parametrize("host", ["[bad", "a b", 'x"y', "<i>", "例え.jp", "", ":80", "]["])
@pytest.mark.parametrize(
    "path", ["/search.atom?q=デニム", "/robots.txt", "/opensearch.xml", "/datapackage.json"]
)
def test_a_malformed_host_raises_no_server_error(client: FlaskClient, path: str, host: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code < 500
    assert b"<i>" not in answer.data


def test_a_comparison_has_the_initiatives_side_by_side(client: FlaskClient) -> None:
    ids = [DENIM, "003-growth-promotion-structure"]
    table = read_csv(client.get("/compare.csv", query_string={"id": ids}).data)
    rows = {row[0]: row[1:] for row in table}
    assert rows["圏域"] == ["備後圏域連携中枢都市圏", "富山広域連携中枢都市圏"]
    assert rows["ID"] == ids
    sheet = load_workbook(io.BytesIO(client.get("/compare.xlsx", query_string={"id": ids}).data))["比較"]
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == table


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("id=", 422),
        (f"id={DENIM}&x=1", 422),
        ("&".join(f"id=a{n}" for n in range(7)), 422),
        ("id=none", 404),
        (f"id={DENIM}&id={DENIM}", 200),
    ],
)
@pytest.mark.parametrize("path", ["/compare.csv", "/compare.xlsx"])
def test_a_comparison_takes_one_to_six_known_ids(
    client: FlaskClient, path: str, query: str, status: int
) -> None:
    assert client.get(f"{path}?{query}").status_code == status


def test_the_data_package_describes_what_is_there(client: FlaskClient, corpus: Corpus) -> None:
    package = client.get("/datapackage.json").get_json()
    assert package["name"] == "renkei-search"
    assert all(licence["path"] and licence["title"] for licence in package["licenses"])
    assert [source["as_of"] for source in package["sources"]] == [
        item.source.as_of for item in corpus.catalogue.sources
    ]
    paths = [resource["path"] for resource in package["resources"]]
    assert paths == ["corpus.jsonl", "regions.jsonl", "search.csv"]
    for resource in package["resources"]:
        answer = client.get(f"/{resource['path']}")
        assert answer.mimetype == resource["mediatype"]
        assert resource["schema"]["primaryKey"] in [field["name"] for field in resource["schema"]["fields"]]


_TYPES = {"string": str, "array": list, "object": dict}


@pytest.mark.parametrize("name", ["corpus", "regions"])
def test_every_record_obeys_the_schema_of_the_data_package(client: FlaskClient, name: str) -> None:
    package = client.get("/datapackage.json").get_json()
    schema = next(found["schema"] for found in package["resources"] if found["name"] == name)
    fields = {field["name"]: field for field in schema["fields"]}
    seen = set()
    for line in client.get(f"/{name}.jsonl").data.splitlines():
        record = json.loads(line)
        assert list(record) == list(fields)
        for key, field in fields.items():
            if record[key] is not None or field.get("constraints", {}).get("required"):
                assert isinstance(record[key], _TYPES[field["type"]])
        seen.add(record["id"])
    assert len(seen) == len(client.get(f"/{name}.jsonl").data.splitlines())


@pytest.mark.filterwarnings("ignore")  # of its dependencies
def test_the_data_package_and_its_files_are_valid(client: FlaskClient, tmp_path: Path) -> None:
    package = client.get("/datapackage.json")
    (tmp_path / "datapackage.json").write_bytes(package.data)
    for resource in package.get_json()["resources"]:
        (tmp_path / resource["path"]).write_bytes(client.get(f"/{resource['path']}").data)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.flatten(["title", "message"]) == []
    assert [task.stats["rows"] for task in report.tasks] == [307, 43, 307]
    (tmp_path / "regions.jsonl").write_bytes(b'{"id": "niigata"}\n')
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_the_schemas_name_every_key_of_the_records() -> None:
    assert {field.name for field in _INITIATIVE} == set(Initiative.__struct_fields__)
    assert {field.name for field in _REGION} == set(Region.__struct_fields__)


def test_the_table_has_the_columns_of_the_data_package(client: FlaskClient) -> None:
    package = client.get("/datapackage.json").get_json()
    names = [field["name"] for field in package["resources"][2]["schema"]["fields"]]
    assert names == read_csv(client.get("/search.csv").data)[0] == [column.heading for column in COLUMNS]


@pytest.mark.parametrize("path", ["/corpus.jsonl", "/regions.jsonl", "/datapackage.json"])
def test_the_whole_takes_no_parameters(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}?q=a").status_code == 422


def test_other_sites_may_read_the_files(client: FlaskClient) -> None:
    assert client.get("/corpus.jsonl").headers["Access-Control-Allow-Origin"] == "*"


def test_every_address_is_documented(client: FlaskClient) -> None:
    text = (Path(__file__).parents[3] / "docs" / "export.md").read_text(encoding="utf-8")
    for rule in client.application.url_map.iter_rules():
        if rule.endpoint.startswith(("exports.", "discovery.")):
            assert f"`{rule.rule.replace('<int:part>', '<n>')}" in text


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        ("map", "都道府県ごとの取組の数（件）"),
        ("fields", "政策分野ごとの取組の数（件）"),
        ("population", "人口規模ごとの圏域の数（圏域）"),
        ("years", "実施年度ごとの取組の数（件）"),
    ],
)
def test_a_picture_is_a_file_that_says_what_when_and_from_where(
    client: FlaskClient, picture: str, text: str
) -> None:
    answer = client.get(f"/search.svg?q=移住&prefecture=新潟県&picture={picture}")
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    root = ET.fromstring(answer.data)  # noqa: S314 # our own answer
    lines = ["".join(found.itertext()) for found in root.iter("{http://www.w3.org/2000/svg}text")]
    said = "".join(lines)
    assert said.startswith(f"「移住」の取組：{text}")
    for part in ("検索語：移住", "絞り込み：都道府県：新潟県", "出典：『", "データの更新日：", "出力日："):
        assert part in said
    assert "/search?q=" in said
    assert "<a " not in answer.text
    assert "移住" in unquote(answer.headers["Content-Disposition"])


def test_an_unknown_picture_is_refused(client: FlaskClient) -> None:
    assert client.get("/search.svg?picture=cake").status_code == 422
    assert client.get("/search.svg?picture=map&region=atlantis").status_code == 422


def test_a_picture_is_not_sent_twice_on_one_day(client: FlaskClient) -> None:
    first = client.get("/search.svg?q=移住")
    again = client.get("/search.svg?q=移住", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
