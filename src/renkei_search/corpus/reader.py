"""Read one or several corpus folders as one corpus. Errors name file, line and field."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.collection import Catalogue, Corpus, SourceText
from renkei_search.corpus.fiscal_year import years_of
from renkei_search.corpus.folder import CorpusFolder, Located
from renkei_search.corpus.vocabulary import join_practices, join_thesauri
from renkei_search.errors import CorpusError
from renkei_search.model.practice import Practices
from renkei_search.model.prefecture import PREFECTURES, prefecture_code
from renkei_search.model.record import (
    EditorialTitle,
    Initiative,
    LeftOut,
    Region,
    SchemeSection,
    Source,
    SourcePage,
    SourcePlace,
)
from renkei_search.model.taxonomy import Taxonomy
from renkei_search.model.thesaurus import Thesaurus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

# An import replaces a few files within milliseconds.
_ATTEMPTS: Final = 5
# A folder may contain only an office's own words.
_VOCABULARIES: Final = ("thesaurus.toml", "practice.toml")

EDITORIAL_TITLES: Final = "editorial-titles.jsonl"
"""The file with this site's own headings for initiatives without a title."""


@dataclass(frozen=True)
class CorpusPart:
    """The content of one folder. ``places`` gives the location of each record.

    ``taxonomy`` is none for a folder that supplements others: it uses their classification and regions.
    """

    folder: Path
    taxonomy: Taxonomy | None
    thesaurus: Thesaurus
    practices: Practices
    regions: tuple[Region, ...]
    sources: tuple[SourceText, ...]
    scheme: tuple[SchemeSection, ...]
    editorial_titles: tuple[EditorialTitle, ...]
    initiatives: tuple[Initiative, ...]
    places: dict[str, tuple[Located, ...]]
    fingerprint: str


def read_corpus(*folders: Path) -> Corpus:
    """Read and cross-reference whole corpus folders.

    Only the format is checked here; :mod:`renkei_search.corpus.check.check` compares texts with their spans.

    Raises:
        CorpusError: a file is missing or malformed, an id occurs twice, or a reference is dangling.
    """
    return join_parts([read_part(folder) for folder in folders])


def read_part(folder: Path) -> CorpusPart:
    """Read a consistent snapshot of one folder, even while an import replaces files.

    Raises:
        CorpusError: a file is missing or malformed.
    """
    for _ in range(_ATTEMPTS):
        files = CorpusFolder(folder)
        try:
            part = _read_part(folder, files)
        except CorpusError:
            if files.is_unchanged():
                raise
        else:
            if files.is_unchanged():
                return part
    raise CorpusError(
        f"{folder} が、読み込みの途中で書き換えられました。取り込みが終わってからやり直してください。"
    )


def join_parts(parts: Sequence[CorpusPart]) -> Corpus:
    """Several folders as one corpus.

    Raises:
        CorpusError: no folder has a taxonomy, two have different ones, an id occurs twice, or a reference is
            dangling.
    """
    initiatives = [found for part in parts for found in part.initiatives]
    catalogue = Catalogue(
        taxonomy=_join_taxonomies(parts),
        regions=tuple(sorted((found for part in parts for found in part.regions), key=_north_to_south)),
        sources=tuple(found for part in parts for found in part.sources),
        scheme=tuple(found for part in parts for found in part.scheme),
        editorial_titles=tuple(found for part in parts for found in part.editorial_titles),
        thesaurus=join_thesauri([part.thesaurus for part in parts]),
        practices=join_practices([part.practices for part in parts]),
    )
    for kind in parts[0].places:
        located = ((part, found) for part in parts for found in part.places[kind])
        _refuse_duplicates(
            kind,
            (
                Located(f"{part.folder}/{place}" if len(parts) > 1 else place, id_)
                for part, (place, id_) in located
            ),
        )
    _refuse_duplicates(
        "取組の型", (Located("practice.toml", type_.id) for type_ in catalogue.practices.types)
    )
    for initiative in initiatives:
        _refuse_dangling(initiative, catalogue)
    years = {
        year
        for initiative in initiatives
        for year in years_of(initiative, catalogue.source(initiative.source).source)
    }
    fingerprints = [part.fingerprint for part in parts]
    return Corpus(
        catalogue=msgspec.structs.replace(catalogue, years=tuple(sorted(years))),
        initiatives=tuple(initiatives),
        fingerprint=fingerprints[0]
        if len(parts) == 1
        else hashlib.sha256("\n".join(fingerprints).encode()).hexdigest(),
    )


def _read_part(folder: Path, files: CorpusFolder) -> CorpusPart:
    if not any(map(files.has, ("taxonomy.toml", "sources", *_VOCABULARIES))):
        raise CorpusError(f"{folder} に taxonomy.toml がありません。コーパスのフォルダーを指定してください。")
    complete = files.has("taxonomy.toml")
    taxonomy = files.toml("taxonomy.toml", Taxonomy) if complete else None
    regions = files.lines("regions.jsonl", Region, optional=not complete)
    for place, region in regions:
        _refuse_prefectures(place, region)
    sources = [_read_source(files, name) for name in files.source_ids()]
    scheme = files.lines("scheme.jsonl", SchemeSection, optional=True)
    titles = files.lines(EDITORIAL_TITLES, EditorialTitle, optional=True)
    initiatives = [
        found
        for item in sources
        for found in files.lines(f"initiatives/{item.source.id}.jsonl", Initiative, optional=True)
    ]
    return CorpusPart(
        folder=folder,
        taxonomy=taxonomy,
        thesaurus=files.toml(_VOCABULARIES[0], Thesaurus, optional=True),
        practices=files.toml(_VOCABULARIES[1], Practices, optional=True),
        regions=tuple(region for _, region in regions),
        sources=tuple(sources),
        scheme=tuple(section for _, section in scheme),
        editorial_titles=tuple(title for _, title in titles),
        initiatives=tuple(initiative for _, initiative in initiatives),
        places={
            "圏域": tuple(Located(place, region.id) for place, region in regions),
            "資料": tuple(Located(f"sources/{item.source.id}", item.source.id) for item in sources),
            "制度の説明": tuple(Located(place, section.id) for place, section in scheme),
            "取組": tuple(Located(place, initiative.id) for place, initiative in initiatives),
            "当サイトの見出し": tuple(Located(place, title.id) for place, title in titles),
        },
        fingerprint=files.fingerprint(),
    )


def _read_source(files: CorpusFolder, source_id: str) -> SourceText:
    source = files.toml(f"sources/{source_id}/source.toml", Source)
    if source.id != source_id:
        raise CorpusError(
            f"sources/{source_id}/source.toml: id が「{source.id}」です。"
            f"フォルダー名「{source_id}」に合わせてください。"
        )
    return SourceText(
        source=source,
        text=files.text(f"sources/{source_id}/text.txt"),
        left_out=tuple(
            found for _, found in files.lines(f"sources/{source_id}/left-out.jsonl", LeftOut, optional=True)
        ),
        places=tuple(
            found for _, found in files.lines(f"sources/{source_id}/places.jsonl", SourcePlace, optional=True)
        ),
        pages=tuple(
            found for _, found in files.lines(f"sources/{source_id}/pages.jsonl", SourcePage, optional=True)
        ),
    )


def _join_taxonomies(parts: Sequence[CorpusPart]) -> Taxonomy:
    found = [(part.folder, part.taxonomy) for part in parts if part.taxonomy is not None]
    if not found:
        raise CorpusError(
            f"{'、'.join(str(part.folder) for part in parts)} に taxonomy.toml がありません。"
            "コーパスのフォルダーを指定してください。"
        )
    (first, taxonomy), *others = found
    for folder, other in others:
        if other != taxonomy:
            raise CorpusError(
                f"{first} と {folder} の taxonomy.toml が違います。一方を消すか、同じものにしてください。"
            )
    return taxonomy


def _north_to_south(region: Region) -> int:
    """Regions sorted by the prefecture of their core city."""
    return prefecture_code(region.prefectures[0])


def _refuse_prefectures(place: str, region: Region) -> None:
    unknown = [name for name in region.prefectures if name not in PREFECTURES]
    if unknown or not region.prefectures:
        raise CorpusError(
            f"{place}（{region.id}）: 項目「prefectures」が正しくありません（{unknown or '空'}）。"
        )


def _refuse_duplicates(kind: str, records: Iterable[Located]) -> None:
    seen: dict[str, str] = {}
    for place, record_id in records:
        if record_id in seen:
            raise CorpusError(f"{kind}の id「{record_id}」が二つあります（{seen[record_id]} と {place}）。")
        seen[record_id] = place


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
