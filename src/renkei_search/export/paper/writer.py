"""A paper as a file: which formats there are, in which fonts, and on whose template."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.export.paper.content import Paper


class PaperFormat(StrEnum):
    """What a paper is written as. The value is the file's ending."""

    WORD = "docx"
    SLIDES = "pptx"

    @property
    def label(self) -> str:
        """The name in Japanese."""
        return {"docx": "Word", "pptx": "PowerPoint"}[self.value]

    @property
    def media_type(self) -> str:
        """What the file is over HTTP."""
        kind = {"docx": "wordprocessingml.document", "pptx": "presentationml.presentation"}[self.value]
        return f"application/vnd.openxmlformats-officedocument.{kind}"


class PaperFont(StrEnum):
    """The fonts of papers that come without a template: both are part of Windows."""

    YU_GOTHIC = "yu-gothic"
    BIZ_UD_GOTHIC = "biz-ud-gothic"

    @property
    def label(self) -> str:
        """The name of the font in Japanese, by which Japanese offices have it."""
        return {"yu-gothic": "游ゴシック", "biz-ud-gothic": "BIZ UDゴシック"}[self.value]

    @property
    def other_name(self) -> str:
        """The name by which programs that know no Japanese have it."""
        return {"yu-gothic": "Yu Gothic", "biz-ud-gothic": "BIZ UDGothic"}[self.value]


@dataclass(frozen=True)
class PaperTemplates:
    """The office's own templates, by format; none for the one that comes with the program."""

    docx: Path | None = None
    pptx: Path | None = None


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
    # Imported here because a search service that writes no paper does without them.
    match form:
        case PaperFormat.WORD:
            from renkei_search.export.paper.word import write_document  # noqa: PLC0415

            return write_document(paper, font, templates.docx)
        case PaperFormat.SLIDES:
            from renkei_search.export.paper.slides import write_slides  # noqa: PLC0415

            return write_slides(paper, font, templates.pptx)


def check_templates(templates: PaperTemplates) -> None:
    """Whether the office's templates can be used, before anybody asks for a paper.

    Raises:
        PaperTemplateError: one cannot; the message names the file and the place.
    """
    if templates.docx is not None:
        from renkei_search.export.paper.word_template import open_template  # noqa: PLC0415

        open_template(templates.docx)
    if templates.pptx is not None:
        from renkei_search.export.paper.slide_deck import open_slides  # noqa: PLC0415

        open_slides(templates.pptx)
