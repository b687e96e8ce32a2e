"""Write a paper as a file, in any format, font and template."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from renkei_search.export.paper.content import Paper


class PaperFormat(StrEnum):
    """The format of a paper. The value is the file name extension."""

    WORD = "docx"
    SLIDES = "pptx"

    @property
    def label(self) -> str:
        """The name in Japanese."""
        return {"docx": "Word", "pptx": "PowerPoint"}[self.value]

    @property
    def media_type(self) -> str:
        """The media type of the file."""
        kind = {"docx": "wordprocessingml.document", "pptx": "presentationml.presentation"}[self.value]
        return f"application/vnd.openxmlformats-officedocument.{kind}"


class PaperFont(StrEnum):
    """The fonts of papers that come without a template: both are part of Windows."""

    YU_GOTHIC = "yu-gothic"
    BIZ_UD_GOTHIC = "biz-ud-gothic"

    @property
    def label(self) -> str:
        """The Japanese name of the font, which Japanese versions of Office use."""
        return {"yu-gothic": "游ゴシック", "biz-ud-gothic": "BIZ UDゴシック"}[self.value]

    @property
    def other_name(self) -> str:
        """The English name of the font, for other programs."""
        return {"yu-gothic": "Yu Gothic", "biz-ud-gothic": "BIZ UDGothic"}[self.value]


@dataclass(frozen=True)
class PaperTemplates:
    """The office's templates by format; None for the one that comes with the program."""

    docx: Path | None = None
    pptx: Path | None = None

    def of(self, form: PaperFormat) -> Path | None:
        """The template of a format."""
        return self.docx if form is PaperFormat.WORD else self.pptx


# By name, so that each is imported when it is first asked for: a service of which nobody asks a paper needs neither
# python-docx nor python-pptx.
_WRITERS: Final = {
    PaperFormat.WORD: "renkei_search.export.paper.word:write_document",
    PaperFormat.SLIDES: "renkei_search.export.paper.slides:write_slides",
}
_OPENERS: Final = {
    PaperFormat.WORD: "renkei_search.export.paper.word_template:open_template",
    PaperFormat.SLIDES: "renkei_search.export.paper.slide_deck:open_slides",
}


def write_paper(
    form: PaperFormat,
    paper: Paper,
    templates: PaperTemplates,
    font: PaperFont = PaperFont.YU_GOTHIC,
) -> bytes:
    """The paper as a file.

    Raises:
        PaperTemplateError: the office's template cannot be used; the message names the file and the place.
    """
    write: Callable[[Paper, PaperFont, Path | None], bytes] = resolve_name(_WRITERS[form])
    return write(paper, font, templates.of(form))


def check_templates(templates: PaperTemplates) -> None:
    """Check the office's templates before anybody asks for a paper.

    Raises:
        PaperTemplateError: a template cannot be used; the message names the file and the place.
    """
    for form in PaperFormat:
        if (template := templates.of(form)) is not None:
            resolve_name(_OPENERS[form])(template)
