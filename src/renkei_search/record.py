"""What an initiative, a region and a source are: frozen values, no input or output.

The shapes are those of the corpus files (see ``corpus/README.md``). Text that is quoted from a source
comes with the ranges of characters it was read from, so that every word can be traced.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

_REGION_SUFFIX: Final = re.compile(
    r"(広域)?(連携中枢都市圏|連携都市圏域?|中枢都市圏|都市圏域?|定住自立圏|圏域)$"
)


class Span(NamedTuple):
    """Characters ``[start, end)`` of a source's text, counted in Unicode code points."""

    start: int
    end: int


Spans = tuple[Span, ...]


class Basis(StrEnum):
    """Who says so: the source's own words or layout, or we by judgement (推定)."""

    STATED = "stated"
    INFERRED = "inferred"


class RegionKind(StrEnum):
    """The two schemes of municipal cooperation. The value is the one of URLs and files."""

    CORE_CITY = "renkei-chusu"
    SETTLEMENT = "teiju-jiritsu"

    @property
    def label(self) -> str:
        """The scheme's official Japanese name."""
        return {"renkei-chusu": "連携中枢都市圏", "teiju-jiritsu": "定住自立圏"}[self.value]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all records: immutable, and an unknown key in a file is an error, not a loss.

    Subclasses repeat ``kw_only``, which msgspec does not inherit, and ``frozen``, for the type checker.
    """


class Coded(Record, frozen=True, kw_only=True):
    """A taxonomy code and who gave it."""

    code: str
    basis: Basis


class Quote(Record, frozen=True, kw_only=True):
    """A passage and where a source says it; equal to its spans but for whitespace."""

    text: str
    source: str
    spans: Spans


class Role(Record, frozen=True, kw_only=True):
    """What one party of an agreement undertakes. ``name`` is none where the source has a placeholder."""

    party: str
    name: str | None = None
    text: str
    spans: Spans


class Indicator(Record, frozen=True, kw_only=True):
    """A figure of an initiative as printed, such as 参加者数 ８人（令和４年度）."""

    name: str
    name_basis: Basis = Basis.STATED
    value: str
    period: str | None = None
    spans: Spans


class InitiativeSpans(Record, frozen=True, kw_only=True):
    """Where the parts of an initiative stand in its source, in reading order."""

    title: Spans = ()
    description: Spans
    municipalities: Spans = ()


class Initiative(Record, frozen=True, kw_only=True):
    """One thing that municipalities do together (取組).

    ``region`` is none for a generic example of the scheme, ``title`` where the source gives none,
    ``status`` is ``draft`` when the source is a proposal (案). ``municipalities`` are those the source
    names for this very initiative; empty means the region's members in general.
    """

    id: str
    source: str
    region: str | None = None
    title: str | None = None
    description: str
    category: Coded
    fields: tuple[Coded, ...]
    municipalities: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    status: str | None = None
    spans: InitiativeSpans


class Figure(Record, frozen=True, kw_only=True):
    """A fact of a region as one source prints it, such as its population."""

    name: str
    value: str
    as_of: str | None = None
    source: str
    spans: Spans


class DeclaredField(Record, frozen=True, kw_only=True):
    """A policy field in which a region says it cooperates (○ in the source's table)."""

    code: str
    source: str
    spans: Spans
    content: str | None = None


class RegionBasis(Record, frozen=True, kw_only=True):
    """Who says what is known of a region."""

    prefectures: Basis
    core_cities: Basis
    members: Basis


class Evidence(Record, frozen=True, kw_only=True):
    """Characters of a source that support a fact without being quoted."""

    source: str
    spans: Spans


class Region(Record, frozen=True, kw_only=True):
    """Municipalities that cooperate under one scheme (圏域).

    ``members`` includes the core cities; ``prefectures`` starts with the core city's.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: RegionKind
    prefectures: tuple[str, ...]
    core_cities: tuple[str, ...]
    members: tuple[str, ...]
    basis: RegionBasis
    evidence: tuple[Evidence, ...] = ()
    history: Quote | None = None
    outlook: Quote | None = None
    figures: tuple[Figure, ...] = ()
    declared_fields: tuple[DeclaredField, ...] = ()


def short_region_name(name: str) -> str:
    """A region's name without what kind of region it is."""
    return _REGION_SUFFIX.sub("", name)


class Origin(StrEnum):
    """What a source is: a document as received, or a table that was imported (its text is its cells)."""

    DOCUMENT = "document"
    TABLE = "table"


class Source(Record, frozen=True, kw_only=True):
    """A public document, or an office's own table, that the corpus is made from."""

    id: str
    title: str
    title_basis: Basis
    publisher: str
    publisher_basis: Basis
    as_of: str
    as_of_basis: Basis
    covers: str
    missing: str
    licence: str
    origin: Origin = Origin.DOCUMENT


class SchemeSection(Record, frozen=True, kw_only=True):
    """A passage that explains the scheme itself, for the about page."""

    id: str
    source: str
    title: str | None = None
    title_spans: Spans = ()
    text: str
    spans: Spans


class LeftOut(Record, frozen=True, kw_only=True):
    """Characters of a source that are no part of any record, and why."""

    kind: str
    reason: str
    spans: Spans
