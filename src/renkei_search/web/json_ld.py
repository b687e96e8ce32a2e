"""Pages described for search engines in the words of schema.org (JSON-LD).

A value goes into a page between ``<script type="application/ld+json">`` and ``</script>`` as :func:`to_script`
writes it. Such a block is data, so a content security policy without inline scripts lets it stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from markupsafe import Markup

from renkei_search.corpus.era import parse_date
from renkei_search.record import Basis
from renkei_search.web.presenter import heading_of
from renkei_search.web.url import initiative_url

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Initiative, Region, Source

_CONTEXT: Final = "https://schema.org"
_SITE: Final = "圏域の取組検索"


class Thing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="@type"):
    """Base of all: what is absent is left out."""


class Place(Thing, frozen=True, kw_only=True, tag="AdministrativeArea"):
    """A municipality, a prefecture or a region of municipalities."""

    name: str
    contained: tuple[Place, ...] = msgspec.field(default=(), name="containedInPlace")


class Organization(Thing, frozen=True, kw_only=True, tag="GovernmentOrganization"):
    """A municipality as one who acts, or the publisher of a document."""

    name: str


class Document(Thing, frozen=True, kw_only=True, tag="CreativeWork"):
    """A source. Publisher and date only as it states them: a machine does not see what is inferred."""

    name: str
    publisher: Organization | None = None
    published: str | None = msgspec.field(default=None, name="dateCreated")
    usage: str = msgspec.field(name="usageInfo")


class Service(Thing, frozen=True, kw_only=True, tag="GovernmentService"):
    """An initiative: what municipalities do together."""

    name: str
    description: str
    area: Place | None = msgspec.field(default=None, name="areaServed")
    providers: tuple[Organization, ...] = msgspec.field(default=(), name="provider")
    categories: tuple[str, ...] = msgspec.field(default=(), name="category")


class Download(Thing, frozen=True, kw_only=True, tag="DataDownload"):
    """A file of the data."""

    url: str = msgspec.field(name="contentUrl")
    media_type: str = msgspec.field(name="encodingFormat")


class Dataset(Thing, frozen=True, kw_only=True, tag="Dataset"):
    """All initiatives as data."""

    context: str | None = msgspec.field(default=None, name="@context")
    id: str = msgspec.field(name="@id")
    name: str
    description: str
    url: str
    language: str = msgspec.field(name="inLanguage")
    version: str
    licence: str = msgspec.field(name="license")
    sources: tuple[Document, ...] = msgspec.field(default=(), name="isBasedOn")
    downloads: tuple[Download, ...] = msgspec.field(default=(), name="distribution")


class DataCatalog(Thing, frozen=True, kw_only=True, tag="DataCatalog"):
    """The site."""

    context: str = msgspec.field(name="@context")
    name: str
    url: str
    language: str = msgspec.field(name="inLanguage")
    datasets: tuple[Dataset, ...] = msgspec.field(name="dataset")


class Page(Thing, frozen=True, kw_only=True, tag="WebPage"):
    """The page of an initiative."""

    context: str = msgspec.field(name="@context")
    id: str = msgspec.field(name="@id")
    url: str
    name: str
    language: str = msgspec.field(name="inLanguage")
    source: Document = msgspec.field(name="isBasedOn")
    entity: Service = msgspec.field(name="mainEntity")


def describe_initiative(initiative: Initiative, catalogue: Catalogue, root: str) -> Page:
    """An initiative's page: what it is about and which document says so.

    Args:
        initiative: shown on the page.
        catalogue: what it refers to.
        root: scheme and host, without a slash at the end.
    """
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    url = root + initiative_url(initiative.id)
    # The initiative's own participants where the source names them, else the region's core cities.
    providers = initiative.municipalities or (region.core_cities if region else ())
    return Page(
        context=_CONTEXT,
        id=url,
        url=url,
        name=heading_of(initiative),
        language="ja",
        source=_document(catalogue.source(initiative.source).source),
        entity=Service(
            name=heading_of(initiative),
            description=initiative.description,
            area=_place(region) if region else None,
            providers=tuple(Organization(name=name) for name in providers),
            categories=tuple(catalogue.taxonomy[coded.code].name for coded in initiative.fields),
        ),
    )


def describe_site(catalogue: Catalogue, root: str, generation: str) -> DataCatalog:
    """The site as a catalogue with its one dataset, for the home or about page.

    Args:
        catalogue: names the sources.
        root: scheme and host, without a slash at the end.
        generation: the version of the data.
    """
    files = (
        ("corpus.jsonl", "application/x-ndjson"),
        ("search.csv", "text/csv"),
        ("search.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )
    dataset = Dataset(
        id=f"{root}/datapackage.json",
        name="連携中枢都市圏・定住自立圏の取組",
        description="連携中枢都市圏と定住自立圏の公表資料に書かれた取組を、原文のまま集めたデータです。",
        url=f"{root}/about",
        language="ja",
        version=generation,
        licence=f"{root}/about",
        sources=tuple(_document(item.source) for item in catalogue.sources),
        downloads=tuple(Download(url=f"{root}/{path}", media_type=kind) for path, kind in files),
    )
    return DataCatalog(context=_CONTEXT, name=_SITE, url=f"{root}/", language="ja", datasets=(dataset,))


def to_script(thing: Thing) -> Markup:
    """The JSON for a script block of a page. No text can end the block or begin a comment in it."""
    text = msgspec.json.encode(thing).decode()
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 # escaped above


def _document(source: Source) -> Document:
    day = parse_date(source.as_of) if source.as_of_basis is Basis.STATED else None
    stated = source.publisher_basis is Basis.STATED
    return Document(
        name=source.title,
        publisher=Organization(name=source.publisher) if stated else None,
        published=day.isoformat() if day is not None else None,
        usage=source.licence,
    )


def _place(region: Region) -> Place:
    return Place(
        name=region.name, contained=tuple(Place(name=prefecture) for prefecture in region.prefectures)
    )
