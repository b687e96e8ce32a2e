"""Real searches on the bundled corpus."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from renkei_search.errors import NotFoundError, QueryError
from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FACETS, FilterName
from renkei_search.model.prefecture import prefecture_code
from renkei_search.search.request import SearchRequest, Sort
from renkei_search.search.result import Bucket, SearchResults, StepKind

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.model.record import Initiative
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import SearchResults


def ids(results: SearchResults) -> list[str]:
    return [hit.initiative.id for hit in results.hits]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("病児保育", "001-kumamoto-sick-child-care"),
        ("図書館 相互利用", "001-kumamoto-library-mutual-use"),
        ("夜間中学", "001-harima-night-junior-high-school"),
        ("消防指令", "001-oita-fire-command-center"),
        ("合同企業説明会", "001-gifu-joint-job-fair"),
        ("ふるさと納税 共通返礼品", "001-kurume-furusato-nozei"),
        ("デニム", "001-bingo-denim-project"),
        ("重粒子線", "001-yamagata-heavy-ion-therapy"),
        ("成年後見", "001-toyama-gosei-adult-guardianship-center"),
        ("移住婚活", "001-nagano-migration-marriage"),
        ("NET119", "000-niigata-net119"),
        ("し尿", "000-uonuma-night-soil-plant"),
        ("ジオパーク", "000-itoigawa-geopark-exchange"),
        ("除排雪", "001-aomori-snow-removal-network"),
        ("炊飯", "001-yamagata-rice-cooking-facility"),
    ],
)
def test_planners_words_find_their_initiative_on_the_first_page(
    engine: SearchEngine, words: str, expected: str
) -> None:
    assert expected in ids(engine.search(SearchRequest(words)))


def test_all_words_must_match(engine: SearchEngine) -> None:
    both = engine.search(SearchRequest("図書館　電子"))
    assert both.receipt.strict_total == 1
    assert ids(both)[0] == "001-inaba-tajima-library-sharing"
    assert engine.search(SearchRequest("図書館 デニム")).receipt.strict_total == 0


def test_a_title_outweighs_a_mention(engine: SearchEngine) -> None:
    titles = [
        hit.initiative.title or "" for hit in engine.search(SearchRequest("スポーツ", expand=False)).hits
    ]
    mentioned = [place for place, title in enumerate(titles) if "スポーツ" not in title]
    assert "スポーツ" in titles[0]
    assert "スポーツ" in titles[1]
    assert mentioned


def by_region(corpus: Corpus) -> list[Initiative]:
    """All initiatives from north to south; those of one region in the corpus's order."""
    ranks = {region.id: rank for rank, region in enumerate(corpus.catalogue.regions)}
    return sorted(corpus.initiatives, key=lambda item: ranks.get(item.region or "", len(ranks)))


@pytest.mark.parametrize("sort", list(Sort))
def test_no_words_browse_everything_from_north_to_south(
    engine: SearchEngine, corpus: Corpus, sort: Sort
) -> None:
    results = engine.search(SearchRequest("  　 ", sort=sort, per_page=100))
    assert results.total == len(corpus.initiatives) == 307
    assert ids(results) == [item.id for item in by_region(corpus)[:100]]


def test_pages_partition_the_results(engine: SearchEngine) -> None:
    pages = [engine.search(SearchRequest("圏域", page=page, per_page=40)) for page in range(1, 9)]
    seen = [found for page in pages for found in ids(page)]
    assert len(seen) == len(set(seen)) == pages[0].total
    assert engine.search(SearchRequest("圏域", page=25, per_page=40)).hits == ()


def test_only_particles_match_nothing_and_are_reported(engine: SearchEngine) -> None:
    results = engine.search(SearchRequest("の"))
    assert results.total == 0
    assert results.receipt.ignored == ("の",)
    assert engine.search(SearchRequest("図書館 の")).total == engine.search(SearchRequest("図書館")).total


def test_facet_counts_equal_what_choosing_the_value_gives(engine: SearchEngine) -> None:
    request = (
        SearchRequest("支援")
        .with_filter(FilterName.FIELD, "ウ-A")
        .with_filter(FilterName.FIELD, "ア-b")
        .with_filter(FilterName.PREFECTURE, "青森県")
        .with_filter(FilterName.PREFECTURE, "新潟県")
    )
    facets = engine.search(request).facets
    assert [facet.name for facet in facets] == list(FACETS)
    checked = 0
    for facet in facets:
        for bucket in facet.buckets:
            alone = request.without_filter(facet.name).with_filter(facet.name, bucket.value)
            assert engine.search(alone).total == bucket.count, (facet.name, bucket)
            checked += 1
    assert checked > 20


def buckets_of(results: SearchResults, name: FilterName) -> tuple[Bucket, ...]:
    (facet,) = (facet for facet in results.facets if facet.name is name)
    return facet.buckets


def test_a_facet_lists_every_value_that_would_find_something(engine: SearchEngine, corpus: Corpus) -> None:
    listed = {bucket.value for bucket in buckets_of(engine.search(SearchRequest("移住")), FilterName.REGION)}
    for region in corpus.catalogue.regions:
        found = engine.search(SearchRequest("移住").with_filter(FilterName.REGION, region.id)).total
        assert (found > 0) == (region.id in listed)


def test_records_without_a_region_have_a_bucket_of_their_own(engine: SearchEngine) -> None:
    generic = engine.search(SearchRequest().with_filter(FilterName.REGION, MISSING))
    assert generic.total == 45
    assert all(hit.initiative.region is None for hit in generic.hits)
    buckets = {bucket.value: bucket.count for bucket in buckets_of(generic, FilterName.REGION)}
    assert buckets[MISSING] == 45
    assert sum(buckets.values()) == 307


def test_a_group_selects_all_fields_below_it(engine: SearchEngine, corpus: Corpus) -> None:
    results = engine.search(SearchRequest(per_page=100).with_filter(FilterName.FIELD, "ウ-C"))
    expected = [
        item.id for item in by_region(corpus) if any(field.code.startswith("ウ-C") for field in item.fields)
    ]
    assert ids(results) == expected


def test_a_municipality_selects_what_it_takes_part_in(engine: SearchEngine) -> None:
    results = engine.search(SearchRequest(per_page=100).with_filter(FilterName.MUNICIPALITY, "直島町"))
    assert results.total > 1
    for hit in results.hits:
        assert hit.initiative.region == "seto-takamatsu"
        assert not hit.initiative.municipalities or "直島町" in hit.initiative.municipalities


def test_sorting_by_region_goes_from_north_to_south(engine: SearchEngine, corpus: Corpus) -> None:
    results = engine.search(SearchRequest("移住", sort=Sort.REGION, per_page=100))
    regions = [hit.initiative.region for hit in results.hits]
    codes = [prefecture_code(corpus.catalogue.region(region).prefectures[0]) for region in regions if region]
    assert codes == sorted(codes)
    assert regions[-1] is None


def test_highlights_mark_the_words_in_the_original_text(engine: SearchEngine) -> None:
    for words in ("病児保育", "ＮＥＴ１１９", "子供 支援"):
        for hit in engine.search(SearchRequest(words)).hits:
            for excerpt in hit.excerpts:
                original = getattr(hit.initiative, excerpt.property)
                assert original[excerpt.start : excerpt.start + len(excerpt.text)] == excerpt.text
                last = 0
                for start, end in excerpt.ranges:
                    assert last <= start < end <= len(excerpt.text)
                    last = end
            assert any(excerpt.ranges for excerpt in hit.excerpts)


def test_a_neighbouring_word_is_marked_as_one(engine: SearchEngine) -> None:
    title = engine.search(SearchRequest("夜間中学")).hits[0].excerpt("title")
    assert [title.text[start:end] for start, end in title.ranges] == ["夜間中学"]


def test_a_long_description_is_cut_around_its_best_passage(engine: SearchEngine) -> None:
    hit = engine.search(SearchRequest("お迎え型 病児保育")).hits[0]
    excerpt = hit.excerpt("description")
    assert not excerpt.whole
    assert "お迎え型" in excerpt.text
    assert len(excerpt.text) <= 140
    assert excerpt.text[0] not in "、。）"


@pytest.mark.parametrize("text", ["あ" * 257, "ﷺ" * 200, "a\0b", "\ud800", "\x1b[31m", " ".join("あ" * 33)])
def test_texts_beyond_the_limits_are_refused(engine: SearchEngine, text: str) -> None:
    with pytest.raises(QueryError):
        engine.search(SearchRequest(text))


@pytest.mark.parametrize(
    "text", ["*", "AND OR NOT", "title:(", '"', "((((", "a^5", "[a TO b]", "-移住", "🎌", "\u202e移住\u200b"]
)
def test_no_text_is_taken_for_the_syntax_of_another_parser(engine: SearchEngine, text: str) -> None:
    engine.search(SearchRequest(text))


def test_invisible_characters_change_nothing(engine: SearchEngine) -> None:
    assert (
        engine.search(SearchRequest("\u202e移\u200b住")).total
        == engine.search(SearchRequest("移住")).total
        > 0
    )


def test_get_returns_the_record_as_it_is_in_the_corpus(engine: SearchEngine, corpus: Corpus) -> None:
    for item in corpus.initiatives[::20]:
        assert engine.get(item.id) == item
    with pytest.raises(NotFoundError, match="no-such-id"):
        engine.get("no-such-id")


def test_comparable_practice_comes_from_other_regions_and_at_most_twice_from_one(
    engine: SearchEngine,
) -> None:
    hits = engine.similar("001-kumamoto-sick-child-care").regional
    regions = [hit.initiative.region for hit in hits]
    assert "kumamoto" not in regions
    assert max(regions.count(region) for region in regions if region) <= 2
    assert hits[0].initiative.id in {
        "001-inaba-tajima-sick-child-care",
        "001-yamagata-sick-child-care",
        "001-matsuyama-sick-child-care",
    }
    assert any("病児・病後児保育" in term for term in hits[0].shared_terms)


def test_comparable_practice_of_a_generic_example_is_found_in_the_regions(engine: SearchEngine) -> None:
    hits = engine.similar("004-medical-holiday-night-clinic").regional
    assert hits[0].initiative.region is not None
    assert any("診療" in term for term in hits[0].shared_terms)


def test_threads_get_the_answers_of_a_single_one(engine: SearchEngine) -> None:
    words = ["病児保育", "図書館", "移住", "観光", "消防", "脱炭素", "支援", "圏域"] * 12
    alone = [ids(engine.search(SearchRequest(word))) for word in words]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda word: ids(engine.search(SearchRequest(word))), words))
    assert together == alone


def test_a_scan_gives_every_match_in_the_order_of_the_pages(engine: SearchEngine) -> None:
    request = SearchRequest("観光", per_page=5).with_filter(FilterName.KIND, "renkei-chusu")
    scanned = [initiative.id for initiative in engine.scan(request)]
    paged = [
        id_
        for page in range(1, engine.search(request).pages + 1)
        for id_ in ids(engine.search(request.with_page(page)))
    ]
    assert len(scanned) > 5
    assert scanned == paged


def test_a_cross_tabulation_counts_what_both_filters_would_give(engine: SearchEngine) -> None:
    request = SearchRequest("観光")
    table = engine.cross_tabulate(request, FilterName.REGION, FilterName.CATEGORY)
    for (region, category), count in table.items():
        narrowed = request.with_filter(FilterName.REGION, region).with_filter(FilterName.CATEGORY, category)
        assert engine.search(narrowed).total == count
    assert sum(table.values()) == engine.search(request).total


def test_facet_counts_ignore_what_their_own_facet_excludes(engine: SearchEngine) -> None:
    request = (
        SearchRequest("支援")
        .with_filter(FilterName.FIELD, "ウ-A")
        .with_exclusion(FilterName.FIELD, "ウ-A-c")
        .with_exclusion(FilterName.PREFECTURE, "青森県")
    )
    for facet in engine.search(request).facets:
        bare = replace(
            request, excluded=tuple(item for item in request.excluded if item[0] is not facet.name)
        )
        for bucket in facet.buckets:
            alone = bare.without_filter(facet.name).with_filter(facet.name, bucket.value)
            assert engine.search(alone).total == bucket.count, (facet.name, bucket)


def test_an_exclusion_takes_away_what_has_the_value(engine: SearchEngine, corpus: Corpus) -> None:
    request = (
        SearchRequest().with_exclusion(FilterName.FIELD, "ウ-A").with_exclusion(FilterName.REGION, MISSING)
    )
    expected = [
        item.id
        for item in by_region(corpus)
        if item.region and not any(field.code.startswith("ウ-A") for field in item.fields)
    ]
    assert [item.id for item in engine.scan(request)] == expected
    assert sum(engine.cross_tabulate(request, FilterName.SOURCE, FilterName.CATEGORY).values()) == len(
        expected
    )


def test_facets_alone_come_without_initiatives(engine: SearchEngine) -> None:
    whole = engine.search(SearchRequest("移住"))
    counts = engine.search(SearchRequest("移住", facets_only=True))
    assert (counts.hits, counts.related) == ((), ())
    assert (counts.total, counts.facets) == (whole.total, whole.facets)


def test_records_are_slices_of_the_corpus(engine: SearchEngine, corpus: Corpus) -> None:
    assert engine.initiative_count == len(corpus.initiatives)
    assert engine.records(10, 13) == corpus.initiatives[10:13]
    assert engine.records(305, 400) == corpus.initiatives[305:]
    assert engine.records(10**6, 10**6 + 20) == ()


@pytest.mark.parametrize("words", ["火葬場 -札幌", "火葬場 NOT 札幌", "火葬場 圏域:異動"])
def test_only_plain_words_are_respelt(engine: SearchEngine, words: str) -> None:
    results = engine.search(SearchRequest(words))
    assert results.total == 0
    assert StepKind.SPELLING not in [step.kind for step in results.receipt.steps]
