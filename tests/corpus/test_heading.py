"""Editorial titles: marked wherever they are shown, and never presented as the source's words."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.heading import HeadingKind, editorial_title_of, heading_of
from renkei_search.corpus.reader import EDITORIAL_TITLES, read_corpus
from renkei_search.corpus.table import make_row
from renkei_search.errors import CorpusError
from renkei_search.model.record import Basis, EditorialTitle
from renkei_search.search.request import SearchRequest
from renkei_search.web.page.json_ld import initiative_json_ld
from tests.web.markup import read

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus
    from renkei_search.model.record import Initiative
    from renkei_search.search.engine import SearchEngine

UNTITLED = "000-niigata-net119"
OURS = "NET119緊急通報システムの共同運用"


def of(corpus: Corpus, initiative_id: str) -> Initiative:
    return next(found for found in corpus.initiatives if found.id == initiative_id)


def with_titles(corpus: Corpus, *titles: EditorialTitle) -> Corpus:
    catalogue = msgspec.structs.replace(corpus.catalogue, editorial_titles=titles)
    return msgspec.structs.replace(corpus, catalogue=catalogue)


def test_every_initiative_without_a_title_has_a_heading_of_ours(corpus: Corpus) -> None:
    untitled = [found for found in corpus.initiatives if found.title is None]
    assert len(untitled) == 58
    for found in untitled:
        heading = heading_of(found, corpus.catalogue)
        assert heading.kind is HeadingKind.EDITORIAL, found.id
        assert len(heading.text) <= 30


def test_a_heading_says_who_wrote_it(corpus: Corpus) -> None:
    titled = next(found for found in corpus.initiatives if found.title is not None)
    assert heading_of(titled, corpus.catalogue).marked == titled.title
    assert heading_of(titled, corpus.catalogue).cited == f"「{titled.title}」"
    ours = heading_of(of(corpus, UNTITLED), corpus.catalogue)
    assert ours.marked == f"{OURS}〔当サイトの見出し〕"
    assert ours.cited == f"題名なし〔当サイトの見出し：{OURS}〕"


def test_without_a_heading_the_beginning_of_the_text_is_used(corpus: Corpus) -> None:
    initiative = of(corpus, UNTITLED)
    heading = heading_of(initiative, with_titles(corpus).catalogue)
    assert heading.kind is HeadingKind.BEGINNING
    assert heading.text.endswith("…")
    assert initiative.description.startswith(heading.text[:-1])
    assert heading.marked == f"{heading.text}〔資料に題名なし〕"


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        (EditorialTitle(id="nobody", text="見出し", basis=Basis.INFERRED), "この ID の取組がありません"),
        (
            EditorialTitle(id="001-bingo-denim-project", text="デニム", basis=Basis.INFERRED),
            "資料に題名のある取組です",
        ),
        (EditorialTitle(id=UNTITLED, text=OURS, basis=Basis.STATED), "basis は inferred に"),
        (EditorialTitle(id=UNTITLED, text="あ" * 31, basis=Basis.INFERRED), "30文字まで"),
        (EditorialTitle(id=UNTITLED, text="", basis=Basis.INFERRED), "30文字まで"),
        (EditorialTitle(id=UNTITLED, text="二行\nある", basis=Basis.INFERRED), "1行で"),
    ],
)
def test_check_finds_what_is_wrong(corpus: Corpus, title: EditorialTitle, problem: str) -> None:
    (found,) = check_corpus(with_titles(corpus, title)).problems
    assert problem in str(found)
    assert str(found).startswith(f"editorial-titles.jsonl（{title.id}）")


def test_two_headings_for_one_initiative_are_refused(corpus_copy: Path) -> None:
    path = corpus_copy / EDITORIAL_TITLES
    path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")
    with pytest.raises(CorpusError, match="当サイトの見出しの id「000-niigata"):
        read_corpus(corpus_copy)


def test_editorial_headings_are_not_searched(engine: SearchEngine) -> None:
    """A match on our own words would say that the source has them."""
    initiative = engine.get("000-niigata-station-tourist-center")
    heading = editorial_title_of(initiative, engine.catalogue)
    assert heading is not None
    assert "広域の情報発信" in heading
    assert "広域の情報発信" not in initiative.description
    found = engine.search(SearchRequest(text="広域の情報発信", expand=False))
    assert initiative.id not in {hit.initiative.id for hit in found.hits}


def test_every_output_marks_it(client: FlaskClient, corpus: Corpus) -> None:
    marked = f"{OURS}〔当サイトの見出し〕"
    chip = "当サイトの見出し</span>"
    for path in (
        f"/initiatives/{UNTITLED}",
        "/search?q=NET119",
        "/regions/niigata",
        f"/compare?id={UNTITLED}",
        "/initiatives/000-nagaoka-disaster-leaders",
    ):
        assert chip in read(client, path), path
    page = read(client, f"/initiatives/{UNTITLED}")
    assert f"題名なし〔当サイトの見出し：{OURS}〕（新潟広域都市圏）。" in page
    assert initiative_json_ld(of(corpus, UNTITLED), corpus.catalogue, "http://localhost/")["name"] == marked
    assert f"<title>{marked}" in client.get("/search.atom?q=NET119").text
    answer = client.get(f"/api/v1/initiatives/{UNTITLED}").get_json()
    assert (answer["title"], answer["editorial_title"]) == (None, OURS)
    line = json.loads(client.get("/search.jsonl?q=NET119").data.splitlines()[0])
    assert (line["title"], line["editorial_title"]) == (None, OURS)
    (row,) = csv.DictReader(io.StringIO(client.get("/search.csv?q=NET119").data.decode("utf-8-sig")))
    assert (row["取組名"], row["当サイトの見出し"]) == ("", OURS)
    assert make_row(of(corpus, UNTITLED), corpus.catalogue).editorial_title == OURS
