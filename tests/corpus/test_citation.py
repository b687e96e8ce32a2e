from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.citation import cite_initiative, cite_source, find_place, place_of
from renkei_search.model.record import SourcePage, SourcePlace, Span

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus


def with_places(corpus: Corpus, source: str, *places: SourcePlace) -> Corpus:
    sources = tuple(
        msgspec.structs.replace(item, places=places) if item.source.id == source else item
        for item in corpus.catalogue.sources
    )
    return msgspec.structs.replace(
        corpus, catalogue=msgspec.structs.replace(corpus.catalogue, sources=sources)
    )


def problems(corpus: Corpus) -> str:
    return "\n".join(map(str, check_corpus(corpus).problems))


def test_a_citation_marks_everything_inferred(corpus: Corpus) -> None:
    cited = {item.source.id: cite_source(item.source) for item in corpus.catalogue.sources}
    assert cited["001"] == (
        "総務省（推定）『連携中枢都市圏の取組（37圏域の概要）』（題名は推定）、令和5年度時点（推定）"
    )
    assert cited["000"].endswith("、令和7年12月1日時点")


def test_every_initiative_stands_at_a_place_of_its_source(corpus: Corpus) -> None:
    for initiative in corpus.initiatives:
        place = place_of(initiative, corpus.catalogue)
        assert place is not None, initiative.id
        assert cite_initiative(initiative, corpus.catalogue).endswith(place)


def test_the_page_of_an_initiative_is_that_of_its_region(corpus: Corpus) -> None:
    for initiative in corpus.initiatives:
        if initiative.source == "001":
            region = corpus.catalogue.region(initiative.region or "")
            assert f"「{region.name}の取" in (place_of(initiative, corpus.catalogue) or "")


def test_a_place_in_words_that_are_not_printed_is_a_problem(corpus: Corpus) -> None:
    whole = len(corpus.catalogue.source("002").text)
    wrong = SourcePlace(name="「ない見出し」のページ", spans=(Span(0, whole),))
    assert "「ない見出し」は資料にありません" in problems(with_places(corpus, "002", wrong))


def test_an_initiative_without_a_place_or_with_two_is_a_problem(corpus: Corpus) -> None:
    text = corpus.catalogue.source("002").text
    nowhere = SourcePlace(name="「資料２」", spans=(Span(0, 20),))
    assert "002-elderly-care の本文が、どの箇所にもないか" in problems(with_places(corpus, "002", nowhere))
    both = SourcePlace(name="「資料２」", spans=(Span(0, len(text)),))
    assert "二つの箇所にまたがります" in problems(with_places(corpus, "002", both, both))


def test_a_place_outside_of_the_text_is_a_problem(corpus: Corpus) -> None:
    beyond = SourcePlace(name="「資料２」", spans=(Span(0, 9_999_999),))
    assert "の外です" in problems(with_places(corpus, "002", beyond))


@pytest.mark.parametrize(
    ("pages", "place"),
    [
        ([SourcePage(number=4, start=0, end=50, width=595.0, height=842.0)], "4ページ"),
        ([SourcePage(number=4, start=0, end=15), SourcePage(number=5, start=15, end=50)], "4～5ページ"),
        ([SourcePage(number=1, start=0, end=50, label="取組")], "シート「取組」"),
        ([SourcePage(number=1, start=0, end=50)], None),  # a web page has no pages
        ([SourcePage(number=1, start=30, end=50, width=595.0)], None),
        ([], None),
    ],
)
def test_what_was_read_is_cited_by_its_page(
    corpus: Corpus, pages: list[SourcePage], place: str | None
) -> None:
    item = msgspec.structs.replace(corpus.catalogue.source("002"), places=(), pages=tuple(pages))
    assert find_place(item, (Span(10, 20),)) == place
