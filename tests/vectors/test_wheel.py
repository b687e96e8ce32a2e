"""Reading words and vectors out of a wheel as spaCy writes them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest

from vectors.wheel import REQUIREMENT, hash_text, read_wheel

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "expected"),
    # As the wheel itself has them: the most frequent words, shorter and longer than eight bytes.
    [("の", 2917952641780334418), ("、", 202075578247595036), ("て", 17929645466003512548)],
)
def test_texts_are_hashed_as_spacy_hashes_them(text: str, expected: int) -> None:
    assert hash_text(text.encode()) == expected


def test_words_are_joined_with_their_vectors(tmp_path: Path) -> None:
    words = ["消防団員", "図書館", "橋"]
    rows = {hash_text(word.encode()): row for word, row in zip(words, (0, 1, 1), strict=True)} | {12345: 0}
    numbers = np.arange(6, dtype=np.float32).reshape(2, 3)
    array = io.BytesIO()
    np.save(array, numbers)
    folder = "ja_ginza/ja_ginza-5.3.0/vocab"
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr(f"{folder}/key2row", msgspec.msgpack.encode(rows))
        wheel.writestr(f"{folder}/strings.json", json.dumps([*words, "ほか"]))
        wheel.writestr(f"{folder}/vectors", array.getvalue())
    found = read_wheel(tmp_path / "a.whl")
    assert found.rows == {"消防団員": 0, "図書館": 1, "橋": 1}
    assert (found.numbers == numbers).all()


def test_the_wheel_is_pinned_by_its_hash() -> None:
    assert "--hash=sha256:" in REQUIREMENT.read_text(encoding="utf-8")
