from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from renkei_search.corpus.era import today
from renkei_search.export.cover import filter_texts, make_file_name, make_search_cover, make_subject
from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus

REQUEST = SearchRequest(
    "観光",
    (
        (FilterName.REGION, "bingo"),
        (FilterName.REGION, "niigata"),
        (FilterName.FIELD, "ウ-A-c"),
    ),
)


def test_filters_are_said_in_words(corpus: Corpus) -> None:
    assert filter_texts(REQUEST, corpus.catalogue) == [
        "圏域：備後圏域連携中枢都市圏、新潟広域都市圏",
        "政策分野：福祉・子育て",
    ]


def test_the_cover_says_what_was_asked(corpus: Corpus) -> None:
    cover = make_search_cover(
        REQUEST, corpus.catalogue, total=1234, understood=[], updated=datetime(2026, 3, 31, 16, tzinfo=UTC)
    )
    facts = dict(cover.facts)
    assert facts["検索語"] == "観光"
    assert facts["件数"] == "1,234件"
    assert facts["データの更新日"] == "2026年4月1日"  # in Japan
    assert facts["出力日"] == f"{today().year}年{today().month}月{today().day}日"


@pytest.mark.parametrize(
    ("subject", "middle"),
    [
        ("観光", "_観光_"),
        ("図書館　相互 利用", "_図書館・相互・利用_"),
        ("", "_"),
        ('../a\\b:"c"*?<d>|', "_abcd_"),
        ("あ" * 300, f"_{'あ' * 40}_"),
        ("\u202eexe", "_exe_"),
    ],
)
def test_a_file_name_is_safe_and_readable(subject: str, middle: str) -> None:
    assert make_file_name(subject, ".csv") == f"renkei-search{middle}{today():%Y%m%d}.csv"


def test_a_search_without_words_is_named_after_its_filters(corpus: Corpus) -> None:
    assert make_subject(REQUEST.with_text(""), corpus.catalogue) == (
        "備後圏域連携中枢都市圏 新潟広域都市圏 福祉・子育て"
    )
