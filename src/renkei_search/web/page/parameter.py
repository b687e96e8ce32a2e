"""The parameters of pages other than those of a search."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from renkei_search.export.paper.writer import PaperFont
from renkei_search.region.summary import RegionOrder
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.parameter import ChosenFilters, Expand, Parameters, Semantic, Values, Words


class View(StrEnum):
    """The items of a list of results. The value is used in URLs."""

    INITIATIVE = "initiative"
    REGION = "region"


class Precedence(StrEnum):
    """Which results come first. The value is used in URLs."""

    NONE = "none"
    OWN = "own"


class Shade(StrEnum):
    """What the shades of the map count. The value is used in URLs."""

    REGIONS = "regions"
    INITIATIVES = "initiatives"

    @property
    def label(self) -> str:
        """The Japanese name on pages."""
        return {"regions": "圏域の数", "initiatives": "取組の数"}[self.value]


_Kinds = Annotated[Values, Meta(title="圏域の種類")]
_Prefectures = Annotated[Values, Meta(title="都道府県")]
_Own = Annotated[str, Meta(title="自分の圏域")]
_Ids = Annotated[Values, Meta(title="取組の id")]


class OwnAddressParameters(Parameters, frozen=True, kw_only=True):
    """The reader's own region, which the address of any page may name."""

    own: _Own = ""


class DisplayParameters(Parameters, frozen=True, kw_only=True):
    """How results are shown, the reader's own region and the comparison list."""

    view: Annotated[View, Meta(title="表示のしかた")] = View.INITIATIVE
    first: Annotated[Precedence, Meta(title="先に示すもの")] = Precedence.NONE
    own: _Own = ""
    compare: _Ids = ()


class CompareParameters(Parameters, frozen=True, kw_only=True):
    """Which initiatives are compared, and whether the rows in which they agree are left out."""

    id: _Ids = ()
    differing: Annotated[int, Meta(title="「differing」", ge=0, le=1)] = 0


class PaperTarget(StrEnum):
    """The format of a paper. The value is used in the form."""

    WORD = "docx"
    SLIDES = "pptx"
    PRINT = "print"

    @property
    def label(self) -> str:
        """The Japanese name on pages."""
        return {"docx": "Word（.docx）", "pptx": "PowerPoint（.pptx）", "print": "印刷用のページ（A4）"}[
            self.value
        ]


class PaperParameters(Parameters, frozen=True, kw_only=True):
    """The initiatives of a paper, and its form: texts, which initiatives are described in full, and the format."""

    id: _Ids = ()
    heading: Annotated[str, Meta(title="見出し")] = ""
    note: Annotated[str, Meta(title="所見")] = ""
    featured: Annotated[Values, Meta(title="先進事例")] = ()
    format: Annotated[PaperTarget, Meta(title="形式")] = PaperTarget.WORD
    font: Annotated[PaperFont, Meta(title="書体")] = PaperFont.YU_GOTHIC


class DraftParameters(Parameters, frozen=True, kw_only=True):
    """A draft, and filters for similar initiatives."""

    text: Annotated[str, Meta(title="文章")] = ""
    kind: Annotated[str, Meta(title="圏域の種類")] = ""
    prefecture: Annotated[str, Meta(title="都道府県")] = ""


class MatrixParameters(ChosenFilters, frozen=True, kw_only=True):
    """What the matrix counts, the order of its rows, and the policy field (``by``) that regions are ranked in."""

    q: Words = ""
    kind: _Kinds = ()
    prefecture: _Prefectures = ()
    expand: Expand = 1
    semantic: Semantic = 1
    sort: Annotated[RegionOrder, Meta(title="並べ方")] = RegionOrder.PREFECTURE
    by: Annotated[str, Meta(title="順位を見る政策分野")] = ""

    def to_request(self) -> SearchRequest:
        """What to count."""
        return SearchRequest(
            self.q,
            self.filters,
            expand=bool(self.expand),
            semantic=bool(self.semantic),
            excluded=self.excluded,
        )


class RegionsParameters(ChosenFilters, frozen=True, kw_only=True):
    """Which regions are listed, and what the map's shades count."""

    kind: _Kinds = ()
    prefecture: _Prefectures = ()
    shade: Annotated[Shade, Meta(title="地図の色分け")] = Shade.REGIONS

    def to_request(self) -> SearchRequest:
        """The filters on regions."""
        return SearchRequest(filters=self.filters, excluded=self.excluded)
