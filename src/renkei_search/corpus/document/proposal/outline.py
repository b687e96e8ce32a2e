"""Make the outline of a document: sections with headings, paragraphs and tables."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.mark import RANKS, read_opening
from renkei_search.corpus.document.page.piece import NOTHING, Reading, read_lines
from renkei_search.corpus.document.proposal.label import LabelName, own_role_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from renkei_search.corpus.document.page.model import Document, Paragraph, Table
    from renkei_search.corpus.document.proposal.label import Labels

_LONGEST: Final = 64
_LARGER: Final = 1.06
_CONTENTS: Final = re.compile(r"(?:[・．.…‥]{3,}|[\s　]{2,})[\s　]*[-－]?[0-9０-９]{1,3}[-－]?[\s　]*$")
_SENTENCE: Final = re.compile(r"[。．!！?？]$|[。]")
_POINT_FORMS: Final = {"point"}
_NO_LABELS: Final = {
    LabelName.YEAR,
    LabelName.NUMBER,
    LabelName.UNIT,
    LabelName.INDICATOR_VALUE,
    LabelName.STATUS,
}
_ATTRIBUTES: Final = {
    LabelName.MUNICIPALITIES, LabelName.INDICATOR, LabelName.COST, LabelName.PERIOD,
}  # fmt: skip
_CHAPTERS: Final = {"chapter", "section", "roman"}
_OUTER: Final = {"dotted", "number", "kanji"}
_MARKS: Final = r"[\s　・○●■◆◎□◇▼▶]*"
_BRACKETED: Final = re.compile(_MARKS + r"[【《≪〈＜<［\[〔「].{1,24}[】》≫〉＞>］\]〕」][：:]?")
_BEFORE_COLON: Final = re.compile(_MARKS + r"(?P<label>[^：:。、\n]{1,26})[：:][\s　]*")
_IN_BRACKETS: Final = re.compile(
    _MARKS + r"[【《≪〈＜<［\[〔](?P<label>[^】》≫〉＞>］\]〕]{1,24})[】》≫〉＞>］\]〕][\s　：:]*"
)
_BEFORE_BLANK: Final = re.compile(_MARKS + r"(?P<label>[^\s　：:。、\n]{2,16})[\s　]+(?=\S)")
_ROUND: Final = re.compile(r"[\s　]*[（(][^（）()0-9０-９一二三四五六七八九十ア-ン]{2,20}[）)]$")
_LEAD: Final = re.compile(r"(?P<name>[^\s　。]{2,40})[\s　]+(?=.{12,}。$)", re.DOTALL)
_ARTICLE: Final = re.compile(r"第[\s　]*[0-9０-９一二三四五六七八九十百]+[\s　]*条")
_NO_TITLE: Final = re.compile(
    r"^[（(].*[）)]$|^[※＊*]|^(?:出典|資料|注)[：:]|^[0-9０-９年月日令和平成\s　.．/／現在時点（）()]+$"
)


@dataclass
class Section:
    """A heading with its content. ``style`` identifies the kind of heading."""

    heading: Reading
    page: int
    style: tuple[str, float, int]
    parent: Section | None = None
    parts: list[SectionPart] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    @cached_property
    def telling(self) -> Counter[tuple[str, float, int]]:
        """How many of its sections of each style say who takes part, when, at what cost or with which result."""
        return Counter(child.style for child in self.children if child.is_telling)

    @property
    def is_telling(self) -> bool:
        """Whether its paragraphs say who takes part, when, at what cost or with which result."""
        return any(part.label in _ATTRIBUTES for part in self.parts)

    @property
    def title(self) -> Reading:
        """The heading without its number."""
        opening = read_opening(self.heading.text)
        return self.heading.cut(opening.length) if opening is not None else self.heading.cut()

    def announces(self, style: tuple[str, float, int], wording: re.Pattern[str]) -> bool:
        """Whether a short paragraph announces initiatives and several of its sections have the same style."""
        several = sum(child.style == style for child in self.children) > 1
        return several and any(
            part.label is None and len(part.reading.text) <= _LONGEST and wording.search(part.reading.text)
            for part in self.parts
        )

    def ancestors(self) -> Iterator[Section]:
        """The section and its ancestors, from the inside out."""
        section: Section | None = self
        while section is not None:
            yield section
            section = section.parent


@dataclass(frozen=True)
class SectionPart:
    """A paragraph or a table of a section.

    ``label`` is the meaning of the label that the paragraph starts with; ``reading`` is then the text after the label,
    if there is any. ``opening`` is the form of its number or bullet; ``framed`` says whether it is in a frame.
    """

    page: int
    reading: Reading = NOTHING
    table: Table | None = None
    label: LabelName | None = None
    wording: str = ""
    opening: str = ""
    framed: bool = False


def make_outline(document: Document, labels: Labels, is_place: Callable[[str], bool]) -> Section:
    """Divide a document into sections; returns the root section, which has no heading.

    Args:
        document: the document.
        labels: the meaning of labels.
        is_place: recognises the names of policy fields and categories, which are headings in any style.
    """
    body = body_size(document)
    root = Section(NOTHING, 1, ("", 0.0, 0))
    here = root
    for page in document.pages:
        for block in page.blocks:
            if block.table is not None:
                here.parts.append(SectionPart(page.number, table=block.table))
                continue
            if block.paragraph is None:
                continue
            reading = read_lines(block.paragraph.lines)
            if not reading or _CONTENTS.search(reading.text):
                continue
            labelled = split_label(reading, labels) or _split_own_role(reading, here)
            if labelled is not None:
                name, wording, rest = labelled
                here.parts.append(SectionPart(page.number, rest, label=name, wording=wording))
                continue
            style = heading_style(block.paragraph, reading.text, body)
            lead = _LEAD.match(reading.text) if style is None else None
            if lead is not None and is_place(lead["name"]):
                # 地域振興　地域のにぎわい創出等を図る。: a heading and its text in one line.
                place = ("place", round(block.paragraph.size * 2) / 2, 0)
                above = _parent(here, place)
                here = Section(reading.cut(0, lead.end("name")), page.number, place, above)
                above.children.append(here)
                here.parts.append(SectionPart(page.number, reading.cut(lead.end())))
                continue
            if style is None and len(reading.text) <= _LONGEST and is_place(reading.text):
                style = ("place", round(block.paragraph.size * 2) / 2, 0)
            if style is None:
                opening = read_opening(reading.text)
                here.parts.append(
                    SectionPart(
                        page.number,
                        reading,
                        opening=opening.form if opening is not None else "",
                        framed=block.framed,
                    )
                )
                continue
            above = _parent(here, style)
            section = Section(reading, page.number, style, above)
            above.children.append(section)
            here = section
    return root


def split_label(reading: Reading, labels: Labels) -> tuple[LabelName, str, Reading] | None:
    """Split off the label of a paragraph (【取組の内容】, 事業名：…, ア　甲の役割): meaning, wording, the text after it."""
    text = reading.text
    if _ARTICLE.match(text) or _ROUND.match(text):
        return None
    opening = read_opening(text)
    if opening is not None and opening.form in _CHAPTERS:
        return None
    weak = bool(_BRACKETED.fullmatch(text)) or (opening is not None and opening.form not in _OUTER)
    whole = labels.find(text, weak=weak)
    if whole is not None and whole not in _NO_LABELS:
        return whole, text, NOTHING
    for skip in dict.fromkeys((0, opening.length if opening is not None else 0)):
        for form, weak in ((_BEFORE_COLON, True), (_IN_BRACKETS, True), (_BEFORE_BLANK, False)):
            found = form.match(text, skip)
            if found is None:
                continue
            name = labels.find(found["label"], weak=weak)
            if name is not None and name not in _NO_LABELS:
                return name, found["label"], reading.cut(found.end())
    return None


def _split_own_role(reading: Reading, here: Section) -> tuple[LabelName, str, Reading] | None:
    """Split off a label such as 青空市の取組 after the description of an initiative: the role of this municipality."""
    opening = read_opening(reading.text)
    if opening is None or opening.form in _CHAPTERS | _OUTER:
        return None
    wording = reading.text[opening.length :].strip()
    if own_role_of(wording) is None or not any(part.label is LabelName.DESCRIPTION for part in here.parts):
        return None
    return LabelName.ROLE_MEMBER, wording, NOTHING


def settle_label(name: LabelName, before: LabelName | None, reading: Reading) -> LabelName:
    """The meaning of a label after another one: after a label for roles, 連携市町村：… is the role of the members."""
    among_roles = before in {LabelName.ROLES, LabelName.ROLE_CORE, LabelName.ROLE_MEMBER}
    if name is LabelName.MUNICIPALITIES and among_roles and reading.text.rstrip().endswith("。"):
        return LabelName.ROLE_MEMBER
    return name


def body_size(document: Document) -> float:
    """The most frequent size of characters; 0 in formats without sizes."""
    sizes: Counter[float] = Counter()
    for page in document.pages:
        for line in page.lines():
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def heading_style(paragraph: Paragraph, text: str, body: float) -> tuple[str, float, int] | None:
    """The style of a heading: form of its number, size and level. None for text that is not a heading."""
    if len(text) > _LONGEST or _SENTENCE.search(text) or _NO_TITLE.search(text):
        return None
    opening = read_opening(text)
    form = opening.form if opening is not None else ""
    if form in _POINT_FORMS or _ARTICLE.match(text):
        return None
    size = round(paragraph.size * 2) / 2
    if paragraph.level:
        return form, size, paragraph.level
    if form in RANKS or form == "bullet":
        return form, size, 0
    return (form, size, 0) if body and size >= _LARGER * body and len(paragraph.lines) <= 3 else None


def _parent(here: Section, style: tuple[str, float, int]) -> Section:
    """The section that contains a new heading of this style."""
    for section in here.ancestors():
        if section.style == style:
            return section.parent or section
    for section in here.ancestors():
        if section.parent is None or _is_deeper(style, section.style):
            return section
    return here


def _is_deeper(style: tuple[str, float, int], other: tuple[str, float, int]) -> bool:
    if style[2] and other[2]:
        return style[2] > other[2]
    if style[1] and other[1] and abs(style[1] - other[1]) > 0.4:
        return style[1] < other[1]
    return RANKS.get(style[0], len(RANKS)) > RANKS.get(other[0], len(RANKS))


def walk(section: Section) -> Iterator[Section]:
    """Iterate over a section and all sections in it, in the order of the document."""
    yield section
    for child in section.children:
        yield from walk(child)


def path(section: Section) -> Sequence[str]:
    """The headings that lead to a section, from the outside in."""
    return [found.title.text for found in section.ancestors() if found.heading][::-1]
