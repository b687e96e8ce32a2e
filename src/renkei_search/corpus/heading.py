"""Under which heading an initiative is shown, and whose words these are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Initiative

EDITORIAL: Final = "当サイトの見出し"
"""How a heading that is not the source's is called wherever it is shown."""

_UNTITLED: Final = "題名なし"
_BEGINNING_LENGTH: Final = 42


class HeadingKind(StrEnum):
    """Whose words a heading is made of."""

    TITLE = "title"
    """The source's title."""
    EDITORIAL = "editorial"
    """Ours, where the source gives none."""
    BEGINNING = "beginning"
    """The beginning of the description, where there is neither."""


@dataclass(frozen=True)
class InitiativeHeading:
    """A heading without any mark, and whose words it is."""

    text: str
    kind: HeadingKind

    @property
    def marked(self) -> str:
        """The heading with what it is behind it, if it is no title of the source."""
        match self.kind:
            case HeadingKind.TITLE:
                return self.text
            case HeadingKind.EDITORIAL:
                return f"{self.text}〔{EDITORIAL}〕"
            case HeadingKind.BEGINNING:
                return f"{self.text}〔資料に{_UNTITLED}〕"

    @property
    def cited(self) -> str:
        """How a citation names the initiative: by its title, or as one without a title."""
        match self.kind:
            case HeadingKind.TITLE:
                return f"「{self.text}」"
            case HeadingKind.EDITORIAL:
                return f"{_UNTITLED}〔{EDITORIAL}：{self.text}〕"
            case HeadingKind.BEGINNING:
                return f"{_UNTITLED}〔本文の冒頭：{self.text}〕"


def editorial_title_of(initiative: Initiative, catalogue: Catalogue) -> str | None:
    """Our own heading, if the source gives no title and we gave one."""
    heading = heading_of(initiative, catalogue)
    return heading.text if heading.kind is HeadingKind.EDITORIAL else None


def heading_of(initiative: Initiative, catalogue: Catalogue) -> InitiativeHeading:
    """The source's title, or else our own heading, or else the beginning of the description."""
    if initiative.title is not None:
        return InitiativeHeading(initiative.title, HeadingKind.TITLE)
    ours = catalogue.editorial_titles_by_id.get(initiative.id)
    if ours is not None:
        return InitiativeHeading(ours.text, HeadingKind.EDITORIAL)
    start = initiative.description.split("\n", 1)[0].split("。", 1)[0].lstrip("・•●○ ")
    if len(start) > _BEGINNING_LENGTH:
        start = start[: _BEGINNING_LENGTH - 1] + "…"
    return InitiativeHeading(start, HeadingKind.BEGINNING)
