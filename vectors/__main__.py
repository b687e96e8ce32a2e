"""``python -m vectors [WHEEL]``: write the arrays of :mod:`renkei_search.analysis.vector`.

Without a wheel the pinned one is fetched. Kept are the words that our analyzer takes for one term, written as it
writes them. The mean and the first principal component, which all words share, distinguish none and are removed (Mu
and Viswanath, 2018). A frequent word keeps the longer vector that it has.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.vector import (
    FOLDER,
    HASHES,
    NUMBERS,
    ROWS,
    SCALES,
    VERSION,
    WORDS,
    hash_word,
    quantise,
)
from vectors.wheel import download, read_wheel

if TYPE_CHECKING:
    import numpy.typing as npt

    from vectors.wheel import Vectors

# Raise this when the recipe changes, so that centroids made with the old arrays are not compared with the new.
_RECIPE: Final = "chiVe 1.1 mc90, of ja-ginza 5.3.0; recipe 1"
_LONGEST: Final = 24


def main() -> None:
    """Write the arrays and say what they hold."""
    found = read_wheel(Path(sys.argv[1])) if len(sys.argv) > 1 else download()
    size = write(found, FOLDER)
    print(f"{size:,} words in {FOLDER}")  # noqa: T201 # a command


def write(found: Vectors, folder: Path) -> int:
    """Write the arrays into a folder; returns how many words they know."""
    terms: dict[str, int] = {}
    own: dict[int, str] = {}
    for word, row in found.rows.items():
        tokens = analyze(word) if len(word) <= _LONGEST else []
        if len(tokens) == 1 and tokens[0].term == "".join(word.lower().split()):
            terms.setdefault(tokens[0].term, row)
            own.setdefault(row, tokens[0].term)
    kept = np.array(sorted(own), np.int64)
    numbers, scales = quantise(remove_common(found.numbers[kept].astype(np.float64)))
    places = {int(row): place for place, row in enumerate(kept)}
    hashes = np.array([hash_word(term) for term in terms], np.uint64)
    rows = np.array([places[row] for row in terms.values()], np.uint16)
    order = np.argsort(hashes)
    folder.mkdir(exist_ok=True)
    np.save(folder / HASHES, hashes[order])
    np.save(folder / ROWS, rows[order])
    np.save(folder / NUMBERS, numbers)
    np.save(folder / SCALES, scales)
    (folder / WORDS).write_text("".join(f"{own[int(row)]}\n" for row in kept), encoding="utf-8")
    (folder / VERSION).write_text(f"{_RECIPE}\n", encoding="utf-8")
    return len(terms)


def remove_common(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The vectors without their mean and their first principal component."""
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    first = directions[:, -1:]
    rest: npt.NDArray[np.float64] = centred - centred @ first @ first.T
    return rest


if __name__ == "__main__":
    main()
