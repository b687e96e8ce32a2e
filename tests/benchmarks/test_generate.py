"""Generated records are reproducible, and valid for the index and the corpus reader."""

from __future__ import annotations

import gzip
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from benchmarks.document import read_documents, write_documents
from benchmarks.generate import generate_corpus, write_corpus
from benchmarks.sentence import read_texts, split_sentences
from benchmarks.workload import Kind, make_workload
from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

TEXTS = [
    "梅雨は、曇りや雨の多い期間のことである。雨季の一種である。",
    "原子炉は、核分裂を制御する装置である。",
]


@pytest.fixture(scope="module")
def generated(corpus: Corpus) -> Corpus:
    return generate_corpus(corpus, TEXTS, 2_000)


def test_the_same_material_gives_the_same_records(corpus: Corpus, generated: Corpus) -> None:
    assert generate_corpus(corpus, TEXTS, 2_000).initiatives == generated.initiatives


def test_every_sentence_is_a_real_one(corpus: Corpus, generated: Corpus) -> None:
    real = {*split_sentences(item.description for item in corpus.initiatives), *split_sentences(TEXTS)}
    made = [line for item in generated.initiatives for line in item.description.split("\n")]
    assert set(made) <= real
    others = sum(line in split_sentences(TEXTS) for line in made) / len(made)
    assert others == pytest.approx(0.5, abs=0.05)


def test_fields_are_as_frequent_as_in_the_corpus(corpus: Corpus, generated: Corpus) -> None:
    shares = [
        {code: count / len(some) for code, count in counts.items()}
        for some in (corpus.initiatives, generated.initiatives)
        for counts in [Counter(coded.code for item in some for coded in item.fields)]
    ]
    assert shares[0].keys() == shares[1].keys()
    assert all(shares[1][code] == pytest.approx(share, abs=0.05) for code, share in shares[0].items())


def test_every_region_has_records(corpus: Corpus, generated: Corpus) -> None:
    found = {item.region for item in generated.initiatives}
    assert found == {None, *(region.id for region in corpus.catalogue.regions)}


def test_the_folder_reads_back_as_the_same_records(generated: Corpus, tmp_path: Path) -> None:
    write_corpus(generated, resources.corpus_folder(), tmp_path / "corpus")
    assert read_corpus(tmp_path / "corpus").initiatives == generated.initiatives


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "一つ目\n\n二つ目\n"),
        ("a.jsonl", '{"id": 1, "text": "一つ目"}\n{"context": "二つ目"}\n'),
    ],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_texts_are_read_plain_or_as_json_lines(name: str, content: str, zipped: bool, tmp_path: Path) -> None:
    path = tmp_path / (f"{name}.gz" if zipped else name)
    path.write_bytes(gzip.compress(content.encode()) if zipped else content.encode())
    assert read_texts(path) == ["一つ目", "二つ目"]


def test_a_malformed_text_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{")
    with pytest.raises(UsageError, match=r"a\.jsonl"):
        read_texts(path)


def test_the_workload_is_always_the_same_and_has_both_kinds(corpus: Corpus, tmp_path: Path) -> None:
    write_documents(corpus, tmp_path / "documents.jsonl")
    sentences = split_sentences(item.description for item in corpus.initiatives)
    one, other = (
        make_workload(read_documents(tmp_path / "documents.jsonl"), sentences, (), 60) for _ in range(2)
    )
    assert one == other
    assert Counter(query.kind for query in one) == {Kind.KEYWORD: 60, Kind.SENTENCE: 60}
    assert {len(query.terms) for query in one if query.kind is Kind.KEYWORD} == {1, 2, 3}


def test_keywords_are_words_that_every_engine_looks_for(corpus: Corpus, tmp_path: Path) -> None:
    write_documents(corpus, tmp_path / "documents.jsonl")
    sentences = split_sentences(item.description for item in corpus.initiatives)
    queries = make_workload(read_documents(tmp_path / "documents.jsonl"), sentences, (), 300)
    used = {term for query in queries if query.kind is Kind.KEYWORD for term in query.terms}
    assert used.isdisjoint({"圏域", "市町村", "こと"})
    assert "医療" in used
