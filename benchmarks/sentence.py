"""Sentences of real texts, the material of generated records."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, TypeVar

import msgspec

from renkei_search.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

T = TypeVar("T")

_END = re.compile(r"(?<=。)|\n")
_LENGTHS = range(8, 161)


class _Line(msgspec.Struct, frozen=True):
    text: str | None = None
    context: str | None = None


class _Question(msgspec.Struct, frozen=True):
    q: str


def split_sentences(texts: Iterable[str]) -> tuple[str, ...]:
    """The distinct sentences of the texts, in order, without those that are too short or too long."""
    pieces = (piece.strip() for text in texts for piece in _END.split(text))
    return tuple(dict.fromkeys(piece for piece in pieces if len(piece) in _LENGTHS))


def read_texts(path: Path) -> list[str]:
    """Read texts: plain, one per line, or JSON lines with the property ``text`` or ``context``; gzipped or not.

    Raises:
        UsageError: the file is missing or malformed.
    """
    lines = list(_lines(path))
    if ".json" not in "".join(path.suffixes):
        return lines
    found = [_decode(path, line, _Line) for line in lines]
    return [text for line in found if (text := line.text or line.context)]


def read_questions(path: Path) -> list[str]:
    """Read questions, JSON lines with the property ``q``; gzipped or not.

    Raises:
        UsageError: the file is missing or malformed.
    """
    return [_decode(path, line, _Question).q for line in _lines(path)]


def _lines(path: Path) -> Iterator[str]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} を読めません。") from error
    return (line for line in text.split("\n") if line.strip())


def _decode(path: Path, line: str, form: type[T]) -> T:
    try:
        return msgspec.json.decode(line, type=form)
    except msgspec.DecodeError as error:
        raise UsageError(f"{path} を読めません（{error}）。") from error
