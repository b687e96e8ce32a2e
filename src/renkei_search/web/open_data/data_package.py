"""The data described for reuse: a Data Package (https://specs.frictionlessdata.io)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.table import COLUMNS

if TYPE_CHECKING:
    from datetime import datetime

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Basis


class Field(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A column or key and the type of its values."""

    name: str
    type: str
    description: str
    title: str | None = None
    constraints: dict[str, bool] = {}


class Reference(msgspec.Struct, frozen=True):
    """The resource and key that a key refers to."""

    resource: str
    fields: str


class ForeignKey(msgspec.Struct, frozen=True):
    """A key that refers to another resource."""

    fields: str
    reference: Reference


class Schema(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The keys of a resource's records."""

    fields: tuple[Field, ...]
    primary_key: str = msgspec.field(name="primaryKey")
    foreign_keys: tuple[ForeignKey, ...] = msgspec.field(default=(), name="foreignKeys")


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """One file; its path is relative to the description's own."""

    name: str
    title: str
    path: str
    profile: str
    format: str
    mediatype: str
    encoding: str
    schema: Schema


class Licence(msgspec.Struct, frozen=True):
    """Terms of use and their address."""

    path: str
    title: str


class DataOrigin(msgspec.Struct, frozen=True, kw_only=True):
    """A document that the data come from; a basis is ``inferred`` if the document does not state the property."""

    title: str
    title_basis: Basis
    path: str
    publisher: str
    publisher_basis: Basis
    as_of: str
    as_of_basis: Basis
    covers: str
    missing: str
    licence: str


class DataPackage(msgspec.Struct, frozen=True, kw_only=True):
    """The whole description."""

    profile: str
    name: str
    title: str
    description: str
    homepage: str
    version: str
    created: str
    licenses: tuple[Licence, ...]
    sources: tuple[DataOrigin, ...]
    resources: tuple[Resource, ...]


_KEY: Final = {"required": True, "unique": True}
_REQUIRED: Final = {"required": True}

_INITIATIVE: Final = (
    Field(name="id", type="string", description="取組の識別子。変わりません。", constraints=_KEY),
    Field(name="source", type="string", description="資料の識別子（sources）。", constraints=_REQUIRED),
    Field(name="region", type="string", description="圏域の識別子。ないものは制度の例示。"),
    Field(name="title", type="string", description="取組名。ないものは資料に題名がありません。"),
    Field(name="description", type="string", description="具体的内容。", constraints=_REQUIRED),
    Field(
        name="category",
        type="object",
        description="区分の記号（code）と根拠（basis）。",
        constraints=_REQUIRED,
    ),
    Field(name="fields", type="array", description="政策分野の記号と根拠。", constraints=_REQUIRED),
    Field(name="municipalities", type="array", description="資料がこの取組について挙げる市町村。"),
    Field(name="roles", type="array", description="当事者の役割。"),
    Field(name="indicators", type="array", description="資料に記載の数値。"),
    Field(name="costs", type="array", description="資料に記載の年度別の事業費。"),
    Field(name="period", type="string", description="資料に記載の実施期間。"),
    Field(name="status", type="string", description="draft は締結前の案。"),
    Field(
        name="spans",
        type="object",
        description="資料の本文での位置（コードポイント、[始まり, 終わり)）。",
        constraints=_REQUIRED,
    ),
)
_EDITORIAL_TITLE: Final = Field(
    name="editorial_title",
    type="string",
    description="資料に題名がない取組に、当サイトが付けた見出し。資料の言葉ではありません。",
)
_CITATION: Final = Field(
    name="citation",
    type="string",
    description="引用するときの出典の書き方。資料に明記のない公表者・題名・時点には（推定）がつきます。",
    constraints=_REQUIRED,
)
_REGION: Final = (
    Field(name="id", type="string", description="圏域の識別子。変わりません。", constraints=_KEY),
    Field(name="name", type="string", description="圏域の名称。", constraints=_REQUIRED),
    Field(name="aliases", type="array", description="ほかの呼び名。"),
    Field(
        name="kind",
        type="string",
        description="renkei-chusu（連携中枢都市圏）、teiju-jiritsu（定住自立圏）か other（市町村・その他）。",
        constraints=_REQUIRED,
    ),
    Field(
        name="prefectures",
        type="array",
        description="都道府県。中心市の都道府県が先頭。",
        constraints=_REQUIRED,
    ),
    Field(name="core_cities", type="array", description="中心市。", constraints=_REQUIRED),
    Field(name="members", type="array", description="構成市町村。中心市を含みます。", constraints=_REQUIRED),
    Field(
        name="basis",
        type="object",
        description="根拠。stated は資料の記載、inferred は推定。",
        constraints=_REQUIRED,
    ),
    Field(name="evidence", type="array", description="根拠となる資料の位置。"),
    Field(name="history", type="object", description="圏域形成に至った経緯。"),
    Field(name="outlook", type="object", description="今後の展開。"),
    Field(name="figures", type="array", description="人口などの数値。"),
    Field(name="declared_fields", type="array", description="資料の表に○がある政策分野。"),
)


def describe_data(catalogue: Catalogue, root: str, generation: str, created: datetime) -> bytes:
    """The description as JSON.

    Args:
        catalogue: the sources.
        root: scheme and host, without a slash at the end.
        generation: the version of the data.
        created: when this version was made.
    """
    about = f"{root}/about"
    licences = dict.fromkeys(item.source.licence for item in catalogue.sources)
    package = DataPackage(
        profile="data-package",
        name="renkei-search",
        title="連携中枢都市圏・定住自立圏の取組",
        description="公表資料に書かれた取組を、原文のまま、資料の位置とともに集めたものです。",
        homepage=f"{root}/",
        version=generation,
        created=created.isoformat(),
        licenses=tuple(Licence(about, text) for text in licences),
        sources=tuple(
            DataOrigin(
                title=item.source.title,
                title_basis=item.source.title_basis,
                path=item.source.url or about,
                publisher=item.source.publisher,
                publisher_basis=item.source.publisher_basis,
                as_of=item.source.as_of,
                as_of_basis=item.source.as_of_basis,
                covers=item.source.covers,
                missing=item.source.missing,
                licence=item.source.licence,
            )
            for item in catalogue.sources
        ),
        resources=(
            _json_lines(
                "corpus",
                "取組（資料の位置を含むすべての項目）",
                (*_INITIATIVE, _EDITORIAL_TITLE, _CITATION),
                (ForeignKey("region", Reference("regions", "id")),),
            ),
            _json_lines("regions", "圏域", _REGION),
            Resource(
                name="initiatives",
                title="取組の表",
                path="search.csv",
                profile="tabular-data-resource",
                format="csv",
                mediatype="text/csv",
                encoding="utf-8",
                schema=Schema(
                    fields=tuple(
                        Field(
                            name=column.heading,
                            type="string",
                            description=column.meaning
                            + ("複数の値は改行で区切ります。" if column.multiple else ""),
                            constraints=_KEY if column.name == "id" else {},
                        )
                        for column in COLUMNS
                    ),
                    primary_key=COLUMNS[0].heading,
                ),
            ),
        ),
    )
    return msgspec.json.format(msgspec.json.encode(package), indent=2)


def _json_lines(
    name: str, title: str, fields: tuple[Field, ...], foreign_keys: tuple[ForeignKey, ...] = ()
) -> Resource:
    return Resource(
        name=name,
        title=title,
        path=f"{name}.jsonl",
        profile="data-resource",
        format="jsonl",
        mediatype="application/x-ndjson",
        encoding="utf-8",
        schema=Schema(fields=fields, primary_key="id", foreign_keys=foreign_keys),
    )
