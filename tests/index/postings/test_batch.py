from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from reliability.hostile import SCRIPTS
from renkei_search.analysis.practice import PracticeClassifier
from renkei_search.index.postings.batch import make_batch
from renkei_search.index.schema import written_field

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_record_at_its_limit_is_indexed_without_delay(corpus: Corpus, script: str) -> None:
    """Not a measurement: what this guards against never ended."""
    text = "".join(random.Random(20261129).choices(SCRIPTS[script], k=20_000))
    record = msgspec.json.encode(msgspec.structs.replace(corpus.initiatives[0], description=text))
    start = time.process_time()
    make_batch([record], corpus.catalogue, PracticeClassifier(()))
    assert time.process_time() - start < 20


def test_words_are_kept_as_they_are_written_beside_their_terms(corpus: Corpus) -> None:
    made = msgspec.structs.replace(corpus.initiatives[0], title="観る、見る", description="受入れと㈱")
    batch = make_batch([msgspec.json.encode(made)], corpus.catalogue, PracticeClassifier(()))

    def values(name: str) -> list[str]:
        return [batch.vocabulary[number] for number in batch.fields[name].terms.tolist()]

    assert values("title") == ["見る", "見る"]
    assert values(written_field("title")) == ["観る", "見る"]
    assert values(written_field("description")) == ["受入れ", "株式会社"]
