"""The heading of an initiative, and whether it is the source's or ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Initiative

EDITORIAL: Final = "当サイトの見出し"
"""The mark of a heading that is ours and not the source's."""

_UNTITLED: Final = "題名なし"
_BEGINNING_LENGTH: Final = 42


class HeadingKind(StrEnum):
    """Where a heading comes from."""

    TITLE = "title"
    """The title in the source."""
    EDITORIAL = "editorial"
    """Our own heading, if the source gives no title."""
    BEGINNING = "beginning"
    """The beginning of the description, if there is neither."""


@dataclass(frozen=True)
class InitiativeHeading:
    """A heading without a mark, and where it comes from."""

    text: str
    kind: HeadingKind

    @property
    def marked(self) -> str:
        """The heading, followed by a mark if it is not a title of the source."""
        match self.kind:
            case HeadingKind.TITLE:
                return self.text
            case HeadingKind.EDITORIAL:
                return f"{self.text}〔{EDITORIAL}〕"
            case HeadingKind.BEGINNING:
                return f"{self.text}〔資料に{_UNTITLED}〕"

    @property
    def cited(self) -> str:
        """The initiative's name in a citation: its title, or a note that it has none."""
        match self.kind:
            case HeadingKind.TITLE:
                return f"「{self.text}」"
            case HeadingKind.EDITORIAL:
                return f"{_UNTITLED}〔{EDITORIAL}：{self.text}〕"
            case HeadingKind.BEGINNING:
                return f"{_UNTITLED}〔本文の冒頭：{self.text}〕"


def editorial_title_of(initiative: Initiative, catalogue: Catalogue) -> str | None:
    """Our own heading, if the source gives no title and we wrote one; otherwise None."""
    heading = heading_of(initiative, catalogue)
    return heading.text if heading.kind is HeadingKind.EDITORIAL else None


def heading_of(initiative: Initiative, catalogue: Catalogue) -> InitiativeHeading:
    """The heading: the title in the source, or else our own heading, or else the beginning of the description."""
    if initiative.title is not None:
        return InitiativeHeading(initiative.title, HeadingKind.TITLE)
    ours = catalogue.editorial_titles_by_id.get(initiative.id)
    if ours is not None:
        return InitiativeHeading(ours.text, HeadingKind.EDITORIAL)
    start = initiative.description.split("\n", 1)[0].split("。", 1)[0].lstrip("・•●○ ")
    if len(start) > _BEGINNING_LENGTH:
        start = start[: _BEGINNING_LENGTH - 1] + "…"
    return InitiativeHeading(start, HeadingKind.BEGINNING)
