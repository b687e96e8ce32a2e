"""Find initiatives in the paragraphs of a section: after labels, as bullets with or without a text, or below a heading."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.piece import NOTHING, join_readings
from renkei_search.corpus.document.proposal.gathering import Gathering, strip_mark
from renkei_search.corpus.document.proposal.label import LabelName
from renkei_search.corpus.document.proposal.model import LayoutKind
from renkei_search.corpus.document.proposal.outline import settle_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.corpus.document.page.piece import Reading
    from renkei_search.corpus.document.proposal.context import Context
    from renkei_search.corpus.document.proposal.outline import Section, SectionPart

_DESCRIBING: Final = {
    LabelName.DESCRIPTION, LabelName.ROLE_CORE, LabelName.ROLE_MEMBER, LabelName.ROLES,
}  # fmt: skip
_SEVERAL: Final = 2
_SHORT: Final = 14  # characters; a shorter text does not describe anything
_ENDS: Final = "。．！？!?）)」』"
_POINTS: Final = {"point", "bullet", "circle"}
_STOPS: Final = "。．！？!?"
_NOTES: Final = ("※", "＊", "*", "注", "（注")
_LONGEST_TITLE: Final = 40
# What may follow the last initiative and is not part of it.
_CLOSING: Final = re.compile(
    r"以[\s　]*上|(?:今後の)?(?:日程|予定|スケジュール|進め方)(?:について)?|その他|問い?合わ?せ先?"
)


def read_section(section: Section, context: Context) -> list[Gathering]:
    """Find the initiatives in the paragraphs of a section, without those in its subsections and tables."""
    parts = [part for part in section.parts if part.table is None]
    if any(part.label is LabelName.TITLE and _title_of(part, parts) for part in parts):
        return _read_labelled(section, parts, context)
    if any(part.label in _DESCRIBING for part in parts) and section.heading:
        return [_read_titled(section, parts, context)]
    titles = _titled_points(parts)
    least = 1 if context.is_place(section) else _SEVERAL if context.holds_initiatives(section) else None
    if least is not None and len(titles) >= least:
        return _read_pointed(section, parts, titles, context)
    if context.is_place(section):
        return _read_below_field(section, parts, context)
    if not _is_described(section, parts, context):
        return []
    gathering = _read_titled(section, parts, context)
    gathering.doubts.append((0.15, "見出しの下の文を内容としました。"))
    return [gathering]


def _is_described(section: Section, parts: Sequence[SectionPart], context: Context) -> bool:
    """Whether the text below a heading may describe an initiative whose title is the heading."""
    if section.children or not section.heading:
        return False
    body = [part for part in parts if part.reading and part.label is None]
    return sum(len(part.reading.text) for part in body) >= _SHORT and (
        context.holds_initiatives(section) or _is_one_of_several(section)
    )


def _is_one_of_several(section: Section) -> bool:
    """Whether it is one of several sections of a style that say who takes part, when, at what cost or with which result."""
    if section.parent is None or not section.is_telling:
        return False
    return section.parent.telling[section.style] >= _SEVERAL


def _title_of(part: SectionPart, parts: Sequence[SectionPart]) -> Reading | None:
    """The title after a label for titles: the rest of the line, or else the next paragraph."""
    if part.reading:
        return part.reading
    index = next(number for number, found in enumerate(parts) if found is part)
    following = parts[index + 1] if index + 1 < len(parts) else None
    return (
        following.reading if following is not None and following.label is None and following.reading else None
    )


def _read_labelled(section: Section, parts: Sequence[SectionPart], context: Context) -> list[Gathering]:
    found: list[Gathering] = []
    label: LabelName | None = None
    wording = ""
    skip = False
    for part in parts:
        if part.label is LabelName.TITLE:
            title = _title_of(part, parts)
            if title is None:
                continue
            gathering = _start(section, part.page, LayoutKind.LABELS, context)
            gathering.add(LabelName.TITLE, title)
            found.append(gathering)
            label, skip = None, not part.reading
            continue
        if not found:
            continue
        if part.label is not None:
            label, wording = settle_label(part.label, label, part.reading), part.wording
        elif skip:
            skip = False
            continue
        _put(found[-1], label or LabelName.DESCRIPTION, part, wording)
    return found


def _read_titled(section: Section, parts: Sequence[SectionPart], context: Context) -> Gathering:
    """Read a section as one initiative, with its heading as the title."""
    gathering = _start(section, section.page, LayoutKind.HEADINGS, context)
    gathering.add(LabelName.TITLE, section.heading)
    has_description = any(part.label is LabelName.DESCRIPTION for part in parts)
    label: LabelName | None = None
    wording = ""
    framed = False
    for part in parts:
        if part.label is not None:
            label, wording = settle_label(part.label, label, part.reading), part.wording
        elif _CLOSING.fullmatch(part.reading.text) and (gathering.descriptions or label is not None):
            break
        elif framed and not part.framed and part.reading.text.startswith(_NOTES):
            break  # a note on the page, outside the frames of its initiatives
        if label is not None:
            _put(gathering, label, part, wording)
        elif part.reading and not has_description:
            gathering.descriptions.append(part.reading)
        framed = framed or part.framed
    return gathering


def _titled_points(parts: Sequence[SectionPart]) -> list[int]:
    """The indexes of bullets that are titles, because the paragraph below describes them."""
    return [
        place
        for place, (part, below) in enumerate(itertools.pairwise(parts))
        if part.label is None
        and part.opening in _POINTS
        and len(part.reading.text) <= _LONGEST_TITLE
        and part.reading.text[-1] not in _STOPS
        and below.label is None
        and not below.opening
        and below.reading.text.rstrip()[-1:] in _STOPS
    ]


def _read_pointed(
    section: Section, parts: Sequence[SectionPart], titles: Sequence[int], context: Context
) -> list[Gathering]:
    """Read bullets with a text below each. A bullet right above another one is a section heading."""
    found: list[Gathering] = []
    field = NOTHING
    label: LabelName | None = None
    wording = ""
    for place, part in enumerate(parts):
        if place in titles:
            gathering = _start(section, part.page, LayoutKind.BULLETS, context)
            gathering.add(LabelName.TITLE, part.reading)
            gathering.field = field or gathering.field
            gathering.doubts.append((0.1, "箇条書きの項目を取組名としました。"))
            found.append(gathering)
            label = None
        elif part.label is None and part.opening in _POINTS and place + 1 in titles:
            field = strip_mark(part.reading)
        elif _CLOSING.fullmatch(part.reading.text):
            break
        elif found:
            if part.label is not None:
                label, wording = settle_label(part.label, label, part.reading), part.wording
            _put(found[-1], label or LabelName.DESCRIPTION, part, wording)
    return found


def _read_below_field(section: Section, parts: Sequence[SectionPart], context: Context) -> list[Gathering]:
    """Read what is below a policy field: bullets, each an initiative, or one text that describes a single initiative."""
    if context.field_code(section.title.text) is None or section.children:
        return []
    body = [part for part in _join_broken(parts) if len(part.reading.text) >= _SHORT]
    points = [part for part in body if part.opening in _POINTS]
    if not points and len(body) == 1:
        gathering = _start(section, section.page, LayoutKind.HEADINGS, context)
        gathering.add(LabelName.TITLE, section.heading)
        gathering.descriptions.append(body[0].reading)
        gathering.doubts.append((0.2, "政策分野の見出しを取組名としました。"))
        return [gathering]
    found = []
    for part in points or body:
        gathering = _start(section, part.page, LayoutKind.BULLETS, context)
        gathering.descriptions.append(strip_mark(part.reading))
        if not points:
            gathering.doubts.append((0.3, "段落ごとに一件としました。"))
        found.append(gathering)
    return found


def _join_broken(parts: Sequence[SectionPart]) -> list[SectionPart]:
    """Join unlabelled texts that break off in mid-sentence with the next one."""
    joined: list[SectionPart] = []
    for part in parts:
        if not part.reading or part.label is not None:
            continue
        before = joined[-1].reading.text if joined else "。"
        if before[-1] in _ENDS or len(before) < _SHORT or part.opening:
            joined.append(part)
        else:
            joined[-1] = replace(joined[-1], reading=join_readings([joined[-1].reading, part.reading], ""))
    return joined


def _start(section: Section, page: int, layout: LayoutKind, context: Context) -> Gathering:
    return Gathering(
        page=page,
        layout=layout,
        field=context.field_above(section),
        category=context.category_above(section),
    )


def _put(gathering: Gathering, label: LabelName, part: SectionPart, wording: str) -> None:
    gathering.add(label, part.reading, heading=wording)
