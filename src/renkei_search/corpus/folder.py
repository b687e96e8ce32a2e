"""Read the files of one corpus folder as typed values, and keep track of what was read."""

from __future__ import annotations

import hashlib
import tomllib
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar, cast

import msgspec

from renkei_search.errors import CorpusError
from renkei_search.memo import remember

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

T = TypeVar("T")

COMMITTED: Final = ".committed"
"""The subfolder with files that an import has committed but not yet moved to their places.

They are valid: a file in it replaces the one of the same name. See :mod:`renkei_search.corpus.intake.writer`.
"""


def describe_state(folders: Iterable[Path]) -> str:
    """Names, sizes and modification times of all files in the folders, as one string."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            found = path.stat()
            digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return digest.hexdigest()


# Parsing the vocabularies takes most of the time of reading a corpus, and an import, a check and a build read it one
# after another. The values are frozen, so readers can share them.
@remember(entries=16, longest=500_000)
def _parse(text: str, form: type[object]) -> object:
    return msgspec.convert(tomllib.loads(text), form)


class Located(NamedTuple):
    """The location of a record, such as ``regions.jsonl 3行目``, and its id."""

    place: str
    id: str


class CorpusFolder:
    """The files of a folder. Errors name file, line and field."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digest = hashlib.sha256()
        self._states: dict[str, tuple[int, ...]] = {}

    def fingerprint(self) -> str:
        """SHA-256 over the names and contents of the files read so far."""
        return self._digest.hexdigest()

    def is_unchanged(self) -> bool:
        """Whether the files read so far are still those that were read."""
        return all(self._state(name) == state for name, state in self._states.items())

    def has(self, name: str) -> bool:
        """Whether there is a file or folder by this name."""
        return self._path(name).exists()

    def source_ids(self) -> list[str]:
        """The ids of all sources, sorted."""
        found = (root.glob("sources/*/source.toml") for root in (self._folder, self._folder / COMMITTED))
        return sorted({path.parent.name for paths in found for path in paths})

    def text(self, name: str, *, optional: bool = False) -> str:
        """A file's text; empty if it is optional and missing.

        Raises:
            CorpusError: it is missing or not UTF-8.
        """
        self._states[name] = self._state(name)
        if optional and not self.has(name):
            return ""
        try:
            data = self._path(name).read_bytes()
        except OSError as error:
            raise CorpusError(f"{name} を読めません（{error.strerror}）。") from error
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise CorpusError(f"{name} {line}行目: UTF-8 の文字ではありません。") from error
        self._digest.update(f"{name}\0{len(data)}\0".encode())
        self._digest.update(data)
        return text

    def toml(self, name: str, form: type[T], *, optional: bool = False) -> T:
        """A TOML file as a typed value.

        Raises:
            CorpusError: it is missing or malformed.
        """
        try:
            return cast("T", _parse(self.text(name, optional=optional), form))
        except tomllib.TOMLDecodeError as error:
            raise CorpusError(f"{name}: TOML として読めません（{error}）。") from error
        except msgspec.ValidationError as error:
            raise CorpusError(f"{name}: {_explain(error)}") from error

    def lines(self, name: str, form: type[T], *, optional: bool = False) -> list[tuple[str, T]]:
        """The records of a JSON lines file, each with its location.

        Raises:
            CorpusError: it is missing or malformed.
        """
        records = []
        decoder = msgspec.json.Decoder(form)
        for number, line in enumerate(self.text(name, optional=optional).split("\n"), start=1):
            if not line.strip():
                continue
            place = f"{name} {number}行目"
            try:
                records.append((place, decoder.decode(line)))
            except msgspec.ValidationError as error:
                raise CorpusError(f"{place}: {_explain(error)}") from error
            except msgspec.DecodeError as error:
                raise CorpusError(f"{place}: JSON として読めません（{error}）。") from error
        return records

    def _path(self, name: str) -> Path:
        committed = self._folder / COMMITTED / name
        return committed if committed.exists() else self._folder / name

    def _state(self, name: str) -> tuple[int, ...]:
        try:
            found = self._path(name).stat()
        except OSError:
            return ()
        return found.st_ino, found.st_size, found.st_mtime_ns


def _explain(error: msgspec.ValidationError) -> str:
    """The field first, then what is wrong with it."""
    problem, _, place = str(error).partition(" - at ")
    field = place.strip("`").removeprefix("$").removeprefix(".") or "レコード全体"
    return f"項目「{field}」が正しくありません（{problem}）。"
