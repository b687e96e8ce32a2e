"""Citations of sources: publisher, title and date, with inferred parts marked, and the place in the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.model.record import Basis

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue, SourceText
    from renkei_search.model.record import Initiative, Source, Spans


INFERRED: Final = "（推定）"
_HALF_WIDTH: Final = {ord("！") + n: ord("!") + n for n in range(94)} | {ord("　"): " "}


def mark_inferred(text: str, basis: Basis) -> str:
    """The text, followed by :data:`INFERRED` if the source does not state it."""
    return text + INFERRED if basis is Basis.INFERRED else text


def half_width(text: str) -> str:
    """A figure with full-width digits and letters converted to half width; units such as ㎢ stay."""
    return text.translate(_HALF_WIDTH)


def stage_text(initiative: Initiative) -> str:
    """The Japanese text for an initiative's stage: proposed in a draft, or published as agreed."""
    return "協約の案" if initiative.is_draft else "公表された取組"


def date_text(source: Source) -> str:
    """The date of a source, such as ``令和5年度時点（推定）``."""
    return mark_inferred(f"{source.as_of}時点", source.as_of_basis)


def cite_title(source: Source) -> str:
    """Title and date: ``『連携中枢都市圏制度の概要』、平成28年5月1日時点``."""
    return f"『{source.title}』、{date_text(source)}"


def cite_source(source: Source) -> str:
    """Publisher, title and date, each marked if the source does not state it."""
    title = f"『{source.title}』" + ("（題名は推定）" if source.title_basis is Basis.INFERRED else "")
    return f"{mark_inferred(source.publisher, source.publisher_basis)}{title}、{date_text(source)}"


def find_place(item: SourceText, spans: Spans) -> str | None:
    """The place of a source that contains all these characters, in words, or none."""
    found = [
        place.name
        for place in item.places
        if all(any(start <= span.start and span.end <= end for start, end in place.spans) for span in spans)
    ]
    if found:
        return found[0] if len(found) == 1 else None
    return _pages_text(item, spans)


def _pages_text(item: SourceText, spans: Spans) -> str | None:
    """The pages of a read document that contain characters; none for a text without pages (a web page)."""
    pages = [
        page for page in item.pages if any(start < page.end and page.start < end for start, end in spans)
    ]
    if not pages or (len(item.pages) == 1 and not pages[0].label and not pages[0].width):
        return None
    if any(page.label for page in pages):
        return "、".join(f"シート「{page.label}」" for page in pages)
    first, last = pages[0].number, pages[-1].number
    return f"{first}ページ" if first == last else f"{first}～{last}ページ"


def place_of(initiative: Initiative, catalogue: Catalogue) -> str | None:
    """The place of an initiative in its source, such as ``「備後圏域連携中枢都市圏の取組」のページ``."""
    return find_place(catalogue.source(initiative.source), initiative.spans.description)


def cite_initiative(initiative: Initiative, catalogue: Catalogue) -> str:
    """The source of an initiative with the place in it."""
    cited = cite_source(catalogue.source(initiative.source).source)
    place = place_of(initiative, catalogue)
    return f"{cited}、{place}" if place is not None else cited
