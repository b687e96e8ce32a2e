"""Build a generation from a corpus and switch to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import filelock
import msgspec
import whoosh
from whoosh.filedb.filestore import FileStorage

from renkei_search.analysis.analyzer import analyze, analyzer_fingerprint
from renkei_search.analysis.signal import bigrams, shingles
from renkei_search.errors import IndexUnusableError
from renkei_search.index.document import make_document
from renkei_search.index.generation import activate, new_generation_folder, remove_leftovers, seal
from renkei_search.index.schema import SCHEMA_VERSION, Pretokenized, build_schema, facet_field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from renkei_search.corpus.collection import Catalogue, Corpus
    from renkei_search.record import Initiative

CATALOGUE = "catalogue.json"
WHOOSH = "whoosh"


def write_index(
    corpus: Corpus,
    root: Path,
    progress: Callable[[int, int], None] | None = None,
    attachments: Mapping[str, bytes] | None = None,
) -> str:
    """Index the whole corpus into a new generation under ``root`` and put it to use.

    Until the very end the old generation stays in use; if anything fails it simply remains.

    Args:
        corpus: what to index.
        root: the index folder; created if missing.
        progress: called after each document with the numbers done and in total.
        attachments: further files of the generation, by name.

    Returns:
        The new generation's id.

    Raises:
        IndexUnusableError: the folder cannot be written, or another build runs.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(root / "build.lock", timeout=0):
            remove_leftovers(root)
            folder = new_generation_folder(root)
            _write_whoosh(corpus, folder / WHOOSH, progress)
            (folder / CATALOGUE).write_bytes(msgspec.json.encode(corpus.catalogue))
            for name, data in (attachments or {}).items():
                (folder / name).write_bytes(data)
            seal(
                folder,
                schema_version=SCHEMA_VERSION,
                analyzer=analyzer_fingerprint(),
                whoosh=whoosh.versionstring(),
                corpus=corpus.fingerprint,
                counts={
                    "initiatives": len(corpus.initiatives),
                    "regions": len(corpus.catalogue.regions),
                    "sources": len(corpus.catalogue.sources),
                },
            )
            activate(root, folder)
            remove_leftovers(root)
    except filelock.Timeout as error:
        raise IndexUnusableError(
            f"{root} では別の索引作成が動いています。終わってからやり直してください。"
        ) from error
    except OSError as error:
        raise IndexUnusableError(
            f"索引を {error.filename or root} に書けません（{error.strerror}）。"
            "空き容量と書き込み権限を確かめるか、--index で別の場所を指定してください。"
        ) from error
    return folder.name


def _write_whoosh(corpus: Corpus, folder: Path, progress: Callable[[int, int], None] | None) -> None:
    folder.mkdir()
    writer = FileStorage(str(folder)).create_index(build_schema()).writer()
    try:
        for number, initiative in enumerate(corpus.initiatives, start=1):
            writer.add_document(**_index_fields(initiative, corpus.catalogue))
            if progress is not None:
                progress(number, len(corpus.initiatives))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(optimize=True)


def _index_fields(initiative: Initiative, catalogue: Catalogue) -> dict[str, Any]:
    document = make_document(initiative, catalogue)
    tokens = {name: analyze(text) for name, text in document.texts.items() if text}
    own = [tokens[name] for name in ("title", "description") if name in tokens]
    signals = {
        "shingle": [pair for found in own for pair in shingles(found)],
        "bigram": [pair for name in ("title", "description") for pair in bigrams(document.texts[name])],
    }
    return {
        "id": initiative.id,
        "record": msgspec.json.encode(initiative),
        **{name: Pretokenized(document.texts[name], found) for name, found in tokens.items()},
        **{name: "\n".join(pairs) for name, pairs in signals.items() if pairs},
        **{facet_field(name): "\n".join(values) for name, values in document.facets.items() if values},
    }
