"""The parts of a run in separate processes: ``python -m benchmarks.step NAME ARGUMENT…``."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import sudachipy

from benchmarks.document import write_documents
from benchmarks.peer.protocol import Paths
from benchmarks.peer.registry import PEERS
from renkei_search.analysis.tokenizer import chunks, dictionary
from renkei_search.corpus.reader import read_corpus
from renkei_search.index.postings.document import make_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Floor(msgspec.Struct, frozen=True):
    """Tokenisation with SudachiPy alone on one core, whose results are discarded.

    Attributes:
        characters: of all indexed texts.
        seconds: for all indexed texts, of every record.
        own_seconds: for titles and descriptions only; names of regions, municipalities and fields recur, and a
            program may remember their terms.
    """

    characters: int
    seconds: float
    own_seconds: float


def build(key: str, *folders: str) -> None:
    """Build an engine's index; the folders are those of :class:`benchmarks.peer.protocol.Paths`."""
    peer = next(peer for peer in PEERS if peer.key == key)
    if peer.build is not None:
        peer.build(Paths(*map(Path, folders)))


def prepare(corpus: str, documents: str) -> None:
    """Analyse a corpus for the peers."""
    write_documents(read_corpus(Path(corpus)), Path(documents))


def floor(corpus: str, output: str) -> None:
    """Measure :class:`Floor`."""
    own: list[str] = []
    names: list[str] = []
    read = read_corpus(Path(corpus))
    for initiative in read.initiatives:
        texts = make_texts(initiative, read.catalogue)
        for name, text in texts.items():
            (own if name in {"title", "description"} else names).append(text)
    tokenizer = dictionary().tokenizer(mode=sudachipy.SplitMode.A, fields={"pos", "normalized_form"})
    tokenizer.tokenize("圏域")  # reads the dictionary
    own_seconds = _tokenize(tokenizer, own)
    measured = Floor(sum(map(len, own + names)), own_seconds + _tokenize(tokenizer, names), own_seconds)
    Path(output).write_bytes(msgspec.json.encode(measured))


def _tokenize(tokenizer: sudachipy.Tokenizer, texts: Iterable[str]) -> float:
    start = time.perf_counter()
    for text in texts:
        for _offset, chunk in chunks(text):
            tokenizer.tokenize(chunk)
    return time.perf_counter() - start


STEPS: Final[dict[str, Callable[..., None]]] = {"build": build, "prepare": prepare, "floor": floor}


def step_arguments(name: str, *arguments: str | Path) -> list[str]:
    """The arguments of ``python`` that run a step."""
    return ["-m", "benchmarks.step", name, *map(str, arguments)]


def build_arguments(key: str, paths: Paths) -> list[str]:
    """The arguments of ``python`` that build an engine's index."""
    return step_arguments("build", key, *asdict(paths).values())


if __name__ == "__main__":
    STEPS[sys.argv[1]](*sys.argv[2:])
