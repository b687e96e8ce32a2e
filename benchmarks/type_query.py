"""How often a query leads to the type of practice that it asks for: ``python -m benchmarks.type_query``.

For each type someone who knew its name and a few expressions, but none of its sayings, wrote a sentence and a few words, such
as people type who do not know the name (``tests/relevance/type-queries.jsonl``). No initiative is searched: it is
measured whether the type is the nearest in meaning, or one of the three or five nearest.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from renkei_search.evaluation.judgment import read_queries
from renkei_search.evaluation.report import make_table
from renkei_search.index.reader import open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.search.engine import SearchEngine
from renkei_search.search.language.interpreter import Interpreter
from renkei_search.search.language.vocabulary.vocabulary import Vocabulary
from renkei_search.search.preparation import open_meaning
from renkei_search.search.related.query_meaning import QueryMeaning
from renkei_search.search.related.telling import Telling
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from renkei_search.evaluation.judgment import JudgedQuery

_KINDS: Final = ("sentence", "short")
_FIRST: Final = (1, 3, 5)


class Shares(NamedTuple):
    """How many queries there are, and the share of them whose type is among the first one, three and five."""

    queries: int
    first: tuple[float, ...]


def measure(queries: Sequence[JudgedQuery], types_of: Callable[[str], Iterable[str]]) -> Shares:
    """Ask each query for its types, nearest first.

    Args:
        queries: with the id of a type of practice as their only judgment.
        types_of: the ids of the types that a text leads to.
    """
    found = [(set(query.judgments), list(types_of(query.text))) for query in queries]
    return Shares(
        len(queries),
        tuple(
            sum(not wanted.isdisjoint(types[:count]) for wanted, types in found) / len(queries)
            for count in _FIRST
        ),
    )


def open_types(root: Path) -> Callable[[str], list[str]]:
    """What finds the types of practice near a text in meaning, nearest first, in the generation in use."""
    reader = open_reader(root, Similarity(DEFAULT.k1, DEFAULT.b))
    vocabulary = Vocabulary(reader)
    interpreter = Interpreter(vocabulary.synonyms, vocabulary.found, vocabulary.gazetteer, DEFAULT)
    meaning = QueryMeaning(open_meaning(reader, Telling(reader.dictionary)), reader.dictionary, DEFAULT)

    def types_of(text: str) -> list[str]:
        _, gains = meaning.order_and_types(interpreter.understand(text), matched=False)
        return sorted(gains, key=lambda type_: -gains[type_])

    return types_of


def main() -> None:
    """Print the table for the bundled corpus."""
    queries = read_queries(resources.judgments_folder() / "type-queries.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        SearchEngine.build(read_corpus(resources.corpus_folder()), Path(folder))
        types_of = open_types(Path(folder))
        rows = []
        for kind in _KINDS:
            shares = measure([query for query in queries if query.kind == kind], types_of)
            rows.append([kind, str(shares.queries), *(f"{share:.0%}" for share in shares.first)])
    click.echo(make_table(["kind", "queries", *(f"first {count}" for count in _FIRST)], rows))


if __name__ == "__main__":
    main()
