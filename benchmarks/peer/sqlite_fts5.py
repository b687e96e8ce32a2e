"""SQLite FTS5: whitespace tokens, BM25 over the same fields, facets counted by joining tables."""

from __future__ import annotations

import sqlite3
import weakref
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from benchmarks.document import FACET_NAMES, read_documents
from benchmarks.peer.protocol import TOP, Answer, Paths, Peer
from benchmarks.workload import Kind
from renkei_search.index.schema import CONTENT_FIELDS
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from benchmarks.workload import Query

_FILE: Final = "index.sqlite"
# Everything but blanks is part of a token.
_WEIGHTS: Final = ", ".join(str(DEFAULT.weights[name]) for name in CONTENT_FIELDS)
_SCHEMA: Final = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE VIRTUAL TABLE record USING fts5(
    {", ".join(CONTENT_FIELDS)}, content = '',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);
INSERT INTO record(record, rank) VALUES ('rank', 'bm25({_WEIGHTS})');
CREATE TABLE value(id INTEGER PRIMARY KEY, name TEXT, text TEXT, UNIQUE (name, text));
CREATE TABLE facet(record INTEGER, value INTEGER, PRIMARY KEY (record, value)) WITHOUT ROWID;
"""  # noqa: S608 # names of fields, not input
_OPEN: Final = f"""
PRAGMA mmap_size = {2**31 - 1};
PRAGMA cache_size = -{512 * 1024};
PRAGMA temp_store = MEMORY;
CREATE TEMP TABLE hit(record INTEGER PRIMARY KEY, rank REAL);
"""


class _SqliteIndex:
    def __init__(self, paths: Paths) -> None:
        self._connection = sqlite3.connect(paths.peer / _FILE, isolation_level=None)
        weakref.finalize(self, self._connection.close)
        self._connection.executescript(_OPEN)

    def search(self, query: Query) -> tuple[list[tuple[int]], list[tuple[str, str, int]]]:
        # The matches once, with their rank, which sorting needs for all of them; then the best and the counts.
        connection = self._connection
        connection.execute("BEGIN")
        connection.execute("DELETE FROM hit")
        connection.execute(
            "INSERT INTO hit SELECT rowid, rank FROM record WHERE record MATCH ?", (_expression(query),)
        )
        top = connection.execute("SELECT record FROM hit ORDER BY rank LIMIT ?", (TOP,)).fetchall()
        counts = connection.execute(
            "SELECT name, text, n FROM (SELECT value, count(*) AS n FROM hit JOIN facet USING (record) GROUP BY value)"
            " JOIN value ON value.id = value ORDER BY name"
        ).fetchall()
        connection.execute("COMMIT")
        return top, counts

    def answer(self, query: Query) -> Answer:
        _, rows = self.search(query)
        (total,) = self._connection.execute("SELECT count(*) FROM hit").fetchone()
        counted = {
            name: {text: count for _, text, count in group}
            for name, group in groupby(rows, key=itemgetter(0))
        }
        return Answer(total, {name: counted.get(name, {}) for name in FACET_NAMES})


def _expression(query: Query) -> str:
    operator = " AND " if query.kind is Kind.KEYWORD else " OR "
    return operator.join('"' + term.replace('"', '""') + '"' for term in query.terms)


def _build(paths: Paths) -> None:
    paths.peer.mkdir()
    with closing(sqlite3.connect(paths.peer / _FILE, isolation_level=None)) as connection:
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        ids: dict[tuple[str, str], int] = {}
        places = ", ".join("?" * (len(CONTENT_FIELDS) + 1))
        for made in read_documents(paths.documents):
            connection.execute(
                f"INSERT INTO record(rowid, {', '.join(CONTENT_FIELDS)}) VALUES ({places})",  # noqa: S608 # not input
                (made.number, *(made.texts[field] for field in CONTENT_FIELDS)),
            )
            found = [(name, value) for name in FACET_NAMES for value in made.facets[name]]
            connection.executemany(
                "INSERT INTO facet VALUES (?, ?)",
                [(made.number, ids.setdefault(pair, len(ids))) for pair in found],
            )
        connection.executemany(
            "INSERT INTO value VALUES (?, ?, ?)", [(number, *pair) for pair, number in ids.items()]
        )
        connection.execute("COMMIT")
        connection.execute("INSERT INTO record(record) VALUES ('optimize')")
        connection.execute("ANALYZE")


SQLITE = Peer(
    key="sqlite",
    name="SQLite FTS5",
    build=_build,
    open=_SqliteIndex,
    folder="sqlite",
    share=((50_000, 60),),
)
