"""Tables as offices keep them, and what their import from the shell printed and added."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

from renkei_search.corpus.reader import read_corpus
from tests.corpus.importing import BUNDLED, shell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from renkei_search.model.record import Initiative, Source

TABLES = Path(__file__).parent / "tables"
HEAD = ["圏域", "取組名", "具体的内容", "政策分野"]
FLOWERS = ["備後圏域", "共同の花壇づくり", "花壇を共同でつくる。", "観光"]
BOOKS = ["備後圏域", "夜間の図書返却", "夜間に図書を返却できる箱を置く。", "観光"]


class Taken:
    """What an import printed and added."""

    def __init__(self, table: Path, *options: str) -> None:
        folder = table.parent / "own"
        self.code, self.said = shell("import", table, "--into", folder, "--as-of", "令和8年4月1日", *options)
        self.initiatives: tuple[Initiative, ...] = ()
        self.sources: dict[str, Source] = {}
        if (folder / "initiatives").exists():
            corpus = read_corpus(*BUNDLED, folder)
            self.initiatives = tuple(found for found in corpus.initiatives if found.source.startswith("own"))
            self.sources = {item.source.title: item.source for item in corpus.catalogue.sources}

    @property
    def titles(self) -> list[str | None]:
        return [found.title for found in self.initiatives]


def save(path: Path, *rows: Sequence[Any], change: Callable[[Any], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change is not None:
        change(book.active)
    book.save(path)
    return path


def repack(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        members = {found: archive.read(found) for found in archive.namelist()}
    members[name] = change(members.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for found, data in members.items():
            archive.writestr(found, data)
    return path
