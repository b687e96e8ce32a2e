"""What an initiative, a region and a source are: frozen values, no input or output.

The shapes are those of the corpus files (see ``corpus/README.md``). Text that is quoted from a source
comes with the ranges of characters it was read from, so that every word can be traced.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

_REGION_SUFFIX: Final = re.compile(
    r"(広域)?(連携中枢都市圏|連携都市圏域?|中枢都市圏|都市圏域?|定住自立圏|圏域)$"
)
_MUNICIPALITY: Final = re.compile(r"[^\d０-９\s（）()、・]{1,12}[市町村区]")
_SOME_MUNICIPALITIES: Final = re.compile(
    "(?:圏域|全|各|関係|構成|周辺|近隣|連携|参加|関連|その他|他|ほか|の)*(?:市町村|市町|町村|市区町村|市|町|村)"
)


class Span(NamedTuple):
    """Characters ``[start, end)`` of a source's text, counted in Unicode code points."""

    start: int
    end: int


Spans = tuple[Span, ...]


def join_spans(spans: Iterable[Span]) -> Spans:
    """Sort spans, and join those that touch or overlap."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


class Basis(StrEnum):
    """Where a property comes from: the source's own words or layout, or our judgement (推定)."""

    STATED = "stated"
    INFERRED = "inferred"


class RegionKind(StrEnum):
    """The two schemes of municipal cooperation, and bodies outside them. The value is the one of URLs and files."""

    CORE_CITY = "renkei-chusu"
    SETTLEMENT = "teiju-jiritsu"
    OTHER = "other"
    """A municipality, a prefecture, a union (組合) or a council (協議会) of its own."""

    @property
    def label(self) -> str:
        """The scheme's official Japanese name."""
        return {
            "renkei-chusu": "連携中枢都市圏",
            "teiju-jiritsu": "定住自立圏",
            "other": "市町村・その他",
        }[self.value]

    @property
    def is_scheme(self) -> bool:
        """Whether it is one of the schemes, under which a core city and others form a region."""
        return self is not RegionKind.OTHER


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
    """A figure of an initiative as printed, such as 参加者数 ８人（令和４年度）.

    ``context`` are characters that support it and that other initiatives share, such as the heading of a column.
    """

    name: str
    name_basis: Basis = Basis.STATED
    value: str
    period: str | None = None
    spans: Spans
    context: Spans = ()


class Cost(Record, frozen=True, kw_only=True):
    """What an initiative costs, as printed: ``amount`` 2,400, ``unit`` 千円, ``period`` 令和6年度.

    ``year`` is the fiscal year that ``period`` names (2024), none for a total. ``context`` as for :class:`Indicator`.
    """

    amount: str
    unit: str = ""
    period: str = ""
    year: int | None = None
    spans: Spans
    context: Spans = ()


class InitiativeSpans(Record, frozen=True, kw_only=True):
    """The spans of an initiative's parts in its source, in reading order."""

    title: Spans = ()
    description: Spans
    municipalities: Spans = ()
    period: Spans = ()


class Status(StrEnum):
    """The status of an initiative that is not published as agreed. The value is the one in files."""

    DRAFT = "draft"


class Initiative(Record, frozen=True, kw_only=True):
    """One thing that municipalities do together (取組).

    ``region`` is none for a generic example of the scheme, ``title`` where the source gives none,
    ``status`` is ``draft`` when the source is a proposal (案). ``municipalities`` are those the source names for
    this initiative, as printed, including texts for which :func:`is_municipality` is false (ほか18市町村, a union).
    Empty means the region's members in general. ``period`` is when it is carried out, as printed.
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
    costs: tuple[Cost, ...] = ()
    period: str | None = None
    status: Status | None = None
    spans: InitiativeSpans

    @property
    def is_draft(self) -> bool:
        """Whether its source is a proposal (案)."""
        return self.status is Status.DRAFT


class EditorialTitle(Record, frozen=True, kw_only=True):
    """Our own heading for an initiative whose source gives no title.

    It is never the source's words, so ``basis`` is always ``inferred``.
    """

    id: str
    text: str
    basis: Basis


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
    """Where each fact about a region comes from."""

    prefectures: Basis
    core_cities: Basis
    members: Basis


class RegionEvidence(Record, frozen=True, kw_only=True):
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
    evidence: tuple[RegionEvidence, ...] = ()
    history: Quote | None = None
    outlook: Quote | None = None
    figures: tuple[Figure, ...] = ()
    declared_fields: tuple[DeclaredField, ...] = ()


def short_region_name(name: str) -> str:
    """A region's name without the suffix for its kind."""
    return _REGION_SUFFIX.sub("", name)


def is_municipality(text: str) -> bool:
    """Whether a text names a single municipality, not several (ほか18市町村, 関係市町村) or another body."""
    return bool(_MUNICIPALITY.fullmatch(text)) and not _SOME_MUNICIPALITIES.fullmatch(text)


class Origin(StrEnum):
    """The kind of source: a document as received, or an imported table (whose text is made of its cells)."""

    DOCUMENT = "document"
    TABLE = "table"


class Source(Record, frozen=True, kw_only=True):
    """A public document, or an office's own table, that the corpus is made from. ``url`` is where it was published.

    ``original`` is the name of the file beside its text that the text was read from, where that is kept; ``taken_in`` the
    day on which it was taken into the corpus (2026-11-22), where that is known.
    """

    id: str
    title: str
    title_basis: Basis
    publisher: str
    publisher_basis: Basis
    as_of: str
    as_of_basis: Basis
    url: str | None = None
    covers: str
    missing: str
    licence: str
    origin: Origin = Origin.DOCUMENT
    original: str | None = None
    taken_in: str | None = None


class PageLine(NamedTuple):
    """Characters ``[start, end)`` of a source's text, and their rectangle on the page, in points."""

    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float
    vertical: bool = False


class SourcePage(Record, frozen=True, kw_only=True):
    """A page of a document, or a sheet by its ``label``. ``width`` is 0 in formats without positions.

    ``recognised`` says that its characters were read from a picture (OCR), and may be wrong.
    """

    number: int
    label: str = ""
    start: int
    end: int
    width: float = 0.0
    height: float = 0.0
    recognised: bool = False
    lines: tuple[PageLine, ...] = ()


class SchemeSection(Record, frozen=True, kw_only=True):
    """A passage that explains the scheme itself, for the about page."""

    id: str
    source: str
    title: str | None = None
    title_spans: Spans = ()
    text: str
    spans: Spans


class SourcePlace(Record, frozen=True, kw_only=True):
    """A part of a source as a reader of the paper finds it: a page by its heading, a row of a table.

    Words of ``name`` in 「」 are printed in the source.
    """

    name: str
    spans: Spans


class LeftOut(Record, frozen=True, kw_only=True):
    """Characters of a source that are no part of any record, and why."""

    kind: str
    reason: str
    spans: Spans
