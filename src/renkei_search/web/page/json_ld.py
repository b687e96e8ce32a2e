"""Initiatives and the site as schema.org JSON-LD, for search engines and reference managers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

import msgspec

from renkei_search.corpus.citation import cite_initiative
from renkei_search.corpus.era import parse_date
from renkei_search.corpus.heading import heading_of
from renkei_search.corpus.population import population_of
from renkei_search.model.record import Basis
from renkei_search.web.http.url import initiative_url, region_url

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Initiative, Region, Source

SITE_NAME: Final = "圏域の取組検索"

_CONTEXT: Final = "https://schema.org"
_DATASET: Final = "datapackage.json"
_FILES: Final = (
    ("corpus.jsonl", "application/x-ndjson"),
    ("search.csv", "text/csv"),
    ("search.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)


class _Thing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="@type"):
    """Base class: absent properties are left out."""


class _Property(_Thing, frozen=True, kw_only=True, tag="PropertyValue"):
    name: str
    value: int
    unit: str = msgspec.field(name="unitText")
    description: str


class _Place(_Thing, frozen=True, kw_only=True, tag="AdministrativeArea"):
    name: str
    url: str | None = None
    population: _Property | None = msgspec.field(default=None, name="additionalProperty")
    members: tuple[_Place, ...] = msgspec.field(default=(), name="containsPlace")


class _Organization(_Thing, frozen=True, kw_only=True, tag="GovernmentOrganization"):
    name: str


class _Reference(_Thing, frozen=True, kw_only=True, tag="Dataset"):
    id: str = msgspec.field(name="@id")


class _Document(_Thing, frozen=True, kw_only=True, tag="CreativeWork"):
    """A source. Publisher and date only if it states them; an inferred title is described as such."""

    name: str
    description: str | None = None
    url: str | None = None
    publisher: _Organization | None = None
    created: str | None = msgspec.field(default=None, name="dateCreated")
    usage: str = msgspec.field(name="usageInfo")


class _Work(_Thing, frozen=True, kw_only=True, tag="CreativeWork"):
    """An initiative as its source describes it."""

    context: str = msgspec.field(name="@context")
    id: str = msgspec.field(name="@id")
    url: str
    name: str
    text: str
    language: str = msgspec.field(name="inLanguage")
    keywords: tuple[str, ...]
    status: str = msgspec.field(name="creativeWorkStatus")
    place: _Place | None = msgspec.field(default=None, name="spatialCoverage")
    source: _Document = msgspec.field(name="isBasedOn")
    citation: str
    dataset: _Reference = msgspec.field(name="isPartOf")


class _Download(_Thing, frozen=True, kw_only=True, tag="DataDownload"):
    url: str = msgspec.field(name="contentUrl")
    media_type: str = msgspec.field(name="encodingFormat")


class _Dataset(_Thing, frozen=True, kw_only=True, tag="Dataset"):
    id: str = msgspec.field(name="@id")
    name: str
    description: str
    url: str
    language: str = msgspec.field(name="inLanguage")
    version: str
    licence: str = msgspec.field(name="license")
    sources: tuple[_Document, ...] = msgspec.field(name="isBasedOn")
    downloads: tuple[_Download, ...] = msgspec.field(name="distribution")


class _DataCatalog(_Thing, frozen=True, kw_only=True, tag="DataCatalog"):
    context: str = msgspec.field(name="@context")
    name: str
    url: str
    language: str = msgspec.field(name="inLanguage")
    datasets: tuple[_Dataset, ...] = msgspec.field(name="dataset")


def initiative_json_ld(initiative: Initiative, catalogue: Catalogue, root: str) -> dict[str, Any]:
    """An initiative as a work that is based on its source; ``root`` is the site's address."""
    url = urljoin(root, initiative_url(initiative.id))
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    return _to_json(
        _Work(
            context=_CONTEXT,
            id=url,
            url=url,
            name=heading_of(initiative, catalogue).marked,
            text=initiative.description,
            language="ja",
            keywords=tuple(catalogue.taxonomy[coded.code].name for coded in initiative.fields),
            status="Draft" if initiative.is_draft else "Published",
            place=_place(initiative, region, catalogue, root) if region is not None else None,
            source=_document(catalogue.source(initiative.source).source),
            citation=cite_initiative(initiative, catalogue),
            dataset=_Reference(id=urljoin(root, _DATASET)),
        )
    )


def site_json_ld(catalogue: Catalogue, root: str, generation: str) -> dict[str, Any]:
    """The site as a catalogue with its one dataset; ``generation`` is the version of the data."""
    about = urljoin(root, "/about")
    dataset = _Dataset(
        id=urljoin(root, _DATASET),
        name="連携中枢都市圏・定住自立圏の取組",
        description="連携中枢都市圏と定住自立圏の公表資料に書かれた取組を、原文のまま集めたデータです。",
        url=about,
        language="ja",
        version=generation,
        licence=about,
        sources=tuple(_document(item.source) for item in catalogue.sources),
        downloads=tuple(_Download(url=urljoin(root, path), media_type=kind) for path, kind in _FILES),
    )
    return _to_json(
        _DataCatalog(context=_CONTEXT, name=SITE_NAME, url=root, language="ja", datasets=(dataset,))
    )


def _document(source: Source) -> _Document:
    day = parse_date(source.as_of) if source.as_of_basis is Basis.STATED else None
    stated = source.publisher_basis is Basis.STATED
    return _Document(
        name=source.title,
        description="題名は資料に明記がなく、推定です。" if source.title_basis is Basis.INFERRED else None,
        publisher=_Organization(name=source.publisher) if stated else None,
        created=day.isoformat() if day is not None else None,
        url=source.url,
        usage=source.licence,
    )


def _place(initiative: Initiative, region: Region, catalogue: Catalogue, root: str) -> _Place:
    """The region with its population and the municipalities that take part."""
    population = population_of(region, catalogue)
    names = initiative.municipalities or region.members
    return _Place(
        name=region.name,
        url=urljoin(root, region_url(region.id)),
        population=_Property(
            name="圏域人口", value=population.people, unit="人", description=population.statement
        )
        if population is not None
        else None,
        members=tuple(_Place(name=name) for name in names),
    )


def _to_json(thing: _Thing) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.to_builtins(thing)
    return value
