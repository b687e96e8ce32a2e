"""How well people who read all texts do on the sets of judgments: ``python -m benchmarks.reader``.

Readers who had not seen the judgments read every record and listed for each query and initiative what they would want to
find, best first. What they reach says how far two careful people agree, and so what a search can be asked to reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click
import msgspec

from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from renkei_search.evaluation.judgment import read_initiatives, read_queries
from renkei_search.evaluation.measure import MEASURES, QueryOutcomes, measure_rankings
from renkei_search.evaluation.report import make_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from renkei_search.evaluation.judgment import JudgedInitiative, JudgedQuery

SETS: Final = ("third", "sixth", "seventh")
"""The sets that readers judged."""
_KINDS: Final = ("synonym", "sentence", "keyword", "pair")


class Reading(msgspec.Struct, frozen=True):
    """What a reader would want to find for a query or an initiative: ids, best first, with grades as in judgments."""

    reader: str
    id: str
    judgments: dict[str, int]


def read_readings(path: str) -> dict[str, dict[str, list[str]]]:
    """The rankings of each reader, by the id of the query or initiative."""
    readers: dict[str, dict[str, list[str]]] = {}
    decoder = msgspec.json.Decoder(Reading)
    for line in (resources.judgments_folder() / path).read_bytes().splitlines():
        reading = decoder.decode(line)
        readers.setdefault(reading.reader, {})[reading.id] = list(reading.judgments)
    return readers


def compare(
    rankings: dict[str, list[str]],
    queries: Sequence[JudgedQuery],
    cases: Sequence[JudgedInitiative],
    generic: Collection[str],
) -> list[float]:
    """nDCG@10 of one reader: over all queries, of each kind, and of comparable practice.

    Generic examples of the scheme do not count as comparable, as in the measure of the search.
    """

    def kept(ids: Iterable[str]) -> list[str]:
        return [id_ for id_ in ids if id_ not in generic]

    asked = measure_rankings(
        {query.id: rankings[query.id] for query in queries},
        {query.id: query.judgments for query in queries},
    )
    outcomes = QueryOutcomes({query.id: query.kind for query in queries}, asked)
    likened = measure_rankings(
        {case.id: kept(rankings[case.id]) for case in cases},
        {case.id: {id_: case.judgments[id_] for id_ in kept(case.judgments)} for case in cases},
    )
    similar = QueryOutcomes(dict.fromkeys(rankings, "similar"), likened)
    ndcg = MEASURES[0]
    return [
        outcomes.mean(ndcg),
        *(outcomes.mean(ndcg, kind) for kind in _KINDS),
        similar.mean(ndcg),
    ]


def main() -> None:
    """Print the table."""
    folder = resources.judgments_folder()
    generic = {
        initiative.id
        for initiative in read_corpus(resources.corpus_folder()).initiatives
        if initiative.region is None
    }
    rows = []
    for name in SETS:
        queries = read_queries(folder / f"{name}-queries.jsonl")
        cases = read_initiatives(folder / f"{name}-similar.jsonl")
        for reader, rankings in read_readings(f"{name}-readers.jsonl").items():
            values = compare(rankings, queries, cases, generic)
            rows.append([name, reader, *(f"{value:.3f}" for value in values)])
    click.echo(make_table(["set", "reader", "nDCG@10", *_KINDS, "comparable practice"], rows))


if __name__ == "__main__":
    main()
