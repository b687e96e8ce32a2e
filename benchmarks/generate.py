"""Make a large corpus from a small one: recombined real sentences, with facet values as frequent as in the original.

The same seed, corpus and texts give the same records, so that runs can be compared.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from benchmarks.sentence import split_sentences
from renkei_search.corpus.collection import Corpus
from renkei_search.model.record import Basis, Coded, Initiative, InitiativeSpans, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

T = TypeVar("T")

_SEED = 20_261_122
_OWN_SENTENCES = 0.5
_OWN_TITLES = 0.5
_TITLE_LENGTHS = range(6, 31)
# The sources' texts are not generated; the index does not look at spans.
_SPANS = InitiativeSpans(description=(Span(0, 1),))


class _Draw(Generic[T]):
    """Draws values with the counted frequencies plus one, so that every value is possible."""

    def __init__(self, counts: Mapping[T, int]) -> None:
        self._values = list(counts)
        self._bounds = list(accumulate(count + 1 for count in counts.values()))

    def __call__(self, chance: random.Random) -> T:
        return chance.choices(self._values, cum_weights=self._bounds)[0]


def generate_corpus(original: Corpus, texts: Sequence[str], size: int) -> Corpus:
    """A corpus of ``size`` initiatives under the original's catalogue.

    Half of the sentences and titles are the original's, half come from the texts; without texts all are the
    original's. Number of sentences, regions, fields, categories, sources and municipalities are drawn as often as
    they occur in the original.

    Args:
        original: the source of catalogue, sentences and frequencies.
        texts: other people's texts in the same language.
        size: how many initiatives.
    """
    initiatives = tuple(_generate(original, texts, size))
    # As `read_corpus` orders them, so that the folder and the value are the same corpus.
    order = {item.source.id: place for place, item in enumerate(original.catalogue.sources)}
    ordered = tuple(sorted(initiatives, key=lambda initiative: order[initiative.source]))
    return Corpus(
        catalogue=original.catalogue,
        initiatives=ordered,
        fingerprint=f"generated {_SEED} {size} {len(texts)}",
    )


def write_corpus(corpus: Corpus, original: Path, folder: Path) -> None:
    """Write a generated corpus as a folder that ``renkei-search`` reads.

    Args:
        corpus: the corpus with the initiatives.
        original: the folder that catalogue and sources are copied from.
        folder: to write; it must not exist.
    """
    shutil.copytree(original, folder, ignore=shutil.ignore_patterns("initiatives"))
    (folder / "initiatives").mkdir()
    encoder = msgspec.json.Encoder()
    for item in corpus.catalogue.sources:
        with (folder / "initiatives" / f"{item.source.id}.jsonl").open("wb") as file:
            for initiative in corpus.initiatives:
                if initiative.source == item.source.id:
                    file.write(encoder.encode(initiative) + b"\n")


def _generate(original: Corpus, texts: Sequence[str], size: int) -> Iterator[Initiative]:
    chance = random.Random(_SEED)
    catalogue = original.catalogue
    own = split_sentences(initiative.description for initiative in original.initiatives)
    others = split_sentences(texts) or own
    titles = tuple(initiative.title for initiative in original.initiatives if initiative.title)
    draw_region = _Draw(
        Counter(initiative.region for initiative in original.initiatives)
        | Counter({region.id: 0 for region in catalogue.regions})
    )
    draw_fields = _Draw(
        Counter(tuple(coded.code for coded in initiative.fields) for initiative in original.initiatives)
    )
    draw_source = _Draw(Counter(initiative.source for initiative in original.initiatives))
    draw_length = _Draw(_sentence_counts(original.initiatives))
    draw_status = _Draw(Counter(initiative.status for initiative in original.initiatives))
    named = sum(bool(initiative.municipalities) for initiative in original.initiatives)
    untitled = 1 - len(titles) / len(original.initiatives)
    for number in range(size):
        region_id = draw_region(chance)
        members = catalogue.region(region_id).members if region_id is not None else ()
        codes = draw_fields(chance)
        sentences = [
            chance.choice(own if chance.random() < _OWN_SENTENCES else others)
            for _ in range(draw_length(chance))
        ]
        names_members = members and chance.random() < named / len(original.initiatives)
        yield Initiative(
            id=f"generated-{number:06}",
            source=draw_source(chance),
            region=region_id,
            title=None if chance.random() < untitled else _make_title(chance, titles, others),
            description="\n".join(sentences),
            category=Coded(code=codes[0].partition("-")[0], basis=Basis.INFERRED),
            fields=tuple(Coded(code=code, basis=Basis.INFERRED) for code in codes),
            municipalities=tuple(chance.sample(members, min(3, len(members)))) if names_members else (),
            status=draw_status(chance),
            spans=_SPANS,
        )


def _sentence_counts(initiatives: Iterable[Initiative]) -> Counter[int]:
    return Counter(max(1, len(split_sentences([initiative.description]))) for initiative in initiatives)


def _make_title(chance: random.Random, titles: Sequence[str], sentences: Sequence[str]) -> str:
    """A real title, or the beginning of a sentence up to its first comma."""
    if chance.random() < _OWN_TITLES:
        return chance.choice(titles)
    head = chance.choice(sentences).partition("、")[0].rstrip("。")
    return head[: _TITLE_LENGTHS.stop - 1] if len(head) >= _TITLE_LENGTHS.start else chance.choice(titles)
