"""Read the folder ``corpus/``. A file that does not parse is an error naming file, line and field."""

from __future__ import annotations

import hashlib
import tomllib
from typing import TYPE_CHECKING, TypeVar

import msgspec

from renkei_search.corpus.collection import Catalogue, Corpus, SourceText
from renkei_search.errors import CorpusError
from renkei_search.prefecture import PREFECTURES, prefecture_code
from renkei_search.record import Initiative, LeftOut, Region, SchemeSection, Source
from renkei_search.taxonomy import Taxonomy
from renkei_search.thesaurus import Thesaurus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

T = TypeVar("T")


def read_corpus(folder: Path) -> Corpus:
    """Read and cross-reference the whole corpus folder.

    Only the form is checked here; that texts equal their spans is :mod:`renkei_search.corpus.check`.

    Raises:
        CorpusError: a file is missing or malformed, or a record refers to something that is not there.
    """
    if not (folder / "taxonomy.toml").is_file():
        raise CorpusError(f"{folder} に taxonomy.toml がありません。コーパスのフォルダーを指定してください。")
    files = _Files(folder)
    taxonomy = files.toml("taxonomy.toml", Taxonomy)
    regions = sorted(files.lines("regions.jsonl", Region), key=_place)
    sources = tuple(_read_source(files, name) for name in files.source_ids())
    scheme = files.lines("scheme.jsonl", SchemeSection, optional=True)
    initiatives = [
        initiative
        for item in sources
        for initiative in files.lines(f"initiatives/{item.source.id}.jsonl", Initiative, optional=True)
    ]
    catalogue = Catalogue(
        taxonomy=taxonomy,
        regions=tuple(regions),
        sources=sources,
        scheme=tuple(scheme),
        thesaurus=files.toml("thesaurus.toml", Thesaurus, optional=True),
    )
    _refuse_duplicates("regions.jsonl", (region.id for region in regions))
    _refuse_duplicates("initiatives/", (initiative.id for initiative in initiatives))
    for initiative in initiatives:
        _refuse_dangling(initiative, catalogue)
    return Corpus(catalogue=catalogue, initiatives=tuple(initiatives), fingerprint=files.fingerprint())


def _place(region: Region) -> int:
    """Regions stand from north to south, by the prefecture of their core city."""
    unknown = [name for name in region.prefectures if name not in PREFECTURES]
    if unknown or not region.prefectures:
        raise CorpusError(
            f"regions.jsonl（{region.id}）: 項目「prefectures」が正しくありません（{unknown or '空'}）。"
        )
    return prefecture_code(region.prefectures[0])


def _read_source(files: _Files, source_id: str) -> SourceText:
    source = files.toml(f"sources/{source_id}/source.toml", Source)
    if source.id != source_id:
        raise CorpusError(
            f"sources/{source_id}/source.toml: id が「{source.id}」です。"
            f"フォルダー名「{source_id}」に合わせてください。"
        )
    return SourceText(
        source=source,
        text=files.text(f"sources/{source_id}/text.txt"),
        left_out=tuple(files.lines(f"sources/{source_id}/left-out.jsonl", LeftOut, optional=True)),
    )


class _Files:
    """The corpus folder, remembering what was read for the fingerprint."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digest = hashlib.sha256()

    def fingerprint(self) -> str:
        return self._digest.hexdigest()

    def source_ids(self) -> list[str]:
        return sorted(path.parent.name for path in self._folder.glob("sources/*/source.toml"))

    def text(self, name: str, *, optional: bool = False) -> str:
        path = self._folder / name
        if optional and not path.exists():
            return ""
        try:
            data = path.read_bytes()
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
        try:
            return msgspec.convert(tomllib.loads(self.text(name, optional=optional)), form)
        except tomllib.TOMLDecodeError as error:
            raise CorpusError(f"{name}: TOML として読めません（{error}）。") from error
        except msgspec.ValidationError as error:
            raise CorpusError(f"{name}: {_explain(error)}") from error

    def lines(self, name: str, form: type[T], *, optional: bool = False) -> list[T]:
        records = []
        decoder = msgspec.json.Decoder(form)
        for number, line in enumerate(self.text(name, optional=optional).split("\n"), start=1):
            if not line.strip():
                continue
            try:
                records.append(decoder.decode(line))
            except msgspec.ValidationError as error:
                raise CorpusError(f"{name} {number}行目: {_explain(error)}") from error
            except msgspec.DecodeError as error:
                raise CorpusError(f"{name} {number}行目: JSON として読めません（{error}）。") from error
        return records


def _explain(error: msgspec.ValidationError) -> str:
    """The field first, then what is wrong with it."""
    problem, _, place = str(error).partition(" - at ")
    field = place.strip("`").removeprefix("$").removeprefix(".") or "レコード全体"
    return f"項目「{field}」が正しくありません（{problem}）。"


def _refuse_duplicates(name: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for record_id in ids:
        if record_id in seen:
            raise CorpusError(f"{name}: id「{record_id}」が二つあります。")
        seen.add(record_id)


def _refuse_dangling(initiative: Initiative, catalogue: Catalogue) -> None:
    place = f"initiatives/{initiative.source}.jsonl（{initiative.id}）"
    taxonomy = catalogue.taxonomy
    if initiative.source not in catalogue.sources_by_id:
        raise CorpusError(f"{place}: 項目「source」の資料「{initiative.source}」がありません。")
    if initiative.region is not None and initiative.region not in catalogue.regions_by_id:
        raise CorpusError(
            f"{place}: 項目「region」の圏域「{initiative.region}」が regions.jsonl にありません。"
        )
    if initiative.category.code not in taxonomy or taxonomy[initiative.category.code].depth != 0:
        raise CorpusError(f"{place}: 項目「category」の区分「{initiative.category.code}」がありません。")
    if not initiative.fields:
        raise CorpusError(f"{place}: 項目「fields」に政策分野が一つもありません。")
    for field in initiative.fields:
        if not taxonomy.is_field(field.code):
            raise CorpusError(f"{place}: 項目「fields」の政策分野「{field.code}」がありません。")
