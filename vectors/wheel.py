"""chiVe's words and vectors as the wheel of ja-ginza holds them, read without spaCy.

The wheel keeps the vectors of the 20,000 most frequent words. A rarer word has the vector of the frequent word that is
nearest to it. spaCy's files identify a word by its MurmurHash64A; the words themselves are in a list.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

REQUIREMENT: Final = Path(__file__).parents[1] / "requirements" / "vectors.txt"

_VOCABULARY: Final = "ja_ginza/ja_ginza-5.3.0/vocab"
_FACTOR: Final = 0xC6A4A7935BD1E995
_MASK: Final = (1 << 64) - 1
_SHIFT: Final = 47


class Vectors(NamedTuple):
    """Words and their vectors.

    Attributes:
        rows: the row of each word's vector, the words with vectors of their own first, by falling frequency.
        numbers: the vectors (float32, a row each). Row ``n`` is that of the word in place ``n``.
    """

    rows: dict[str, int]
    numbers: npt.NDArray[np.float32]


def download() -> Vectors:
    """Fetch the wheel with pip, which compares it with the hash in requirements/vectors.txt, and read it.

    Raises:
        subprocess.CalledProcessError: it cannot be fetched, or is another one.
    """
    with TemporaryDirectory() as folder:
        arguments = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"]
        command = [
            sys.executable,
            "-m",
            "pip",
            *arguments,
            "--dest",
            folder,
            "--requirement",
            str(REQUIREMENT),
        ]
        subprocess.run(command, check=True)
        (path,) = Path(folder).glob("*.whl")
        return read_wheel(path)


def read_wheel(path: Path) -> Vectors:
    """Read words and vectors out of a wheel."""
    with zipfile.ZipFile(path) as wheel:
        rows = msgspec.msgpack.decode(wheel.read(f"{_VOCABULARY}/key2row"), type=dict[int, int])
        texts = msgspec.json.decode(wheel.read(f"{_VOCABULARY}/strings.json"), type=list[str])
        numbers = np.load(io.BytesIO(wheel.read(f"{_VOCABULARY}/vectors")), allow_pickle=False)
    words = {hash_text(text.encode()): text for text in texts}
    # Some keys are no words but symbols of spaCy, which the list lacks.
    return Vectors({words[key]: row for key, row in rows.items() if key in words}, numbers)


def hash_text(data: bytes) -> int:
    """MurmurHash64A with seed 1, by which spaCy knows a text."""
    found = 1 ^ len(data) * _FACTOR & _MASK
    whole = len(data) - len(data) % 8
    for start in range(0, whole, 8):
        part = int.from_bytes(data[start : start + 8], "little") * _FACTOR & _MASK
        part = (part ^ part >> _SHIFT) * _FACTOR & _MASK
        found = (found ^ part) * _FACTOR & _MASK
    if whole < len(data):
        found = (found ^ int.from_bytes(data[whole:], "little")) * _FACTOR & _MASK
    found = (found ^ found >> _SHIFT) * _FACTOR & _MASK
    return found ^ found >> _SHIFT
