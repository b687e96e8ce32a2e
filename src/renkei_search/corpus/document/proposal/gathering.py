"""Collect the parts of one initiative in a document into a proposal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Final

from renkei_search.corpus.document.page.mark import read_opening
from renkei_search.corpus.document.page.piece import NOTHING, Piece, Reading, join_readings
from renkei_search.corpus.document.proposal.figure import read_costs, read_indicators, says_nothing, unit_in
from renkei_search.corpus.document.proposal.front import lists_municipalities
from renkei_search.corpus.document.proposal.label import LabelName, own_role_of
from renkei_search.corpus.document.proposal.model import (
    LayoutKind,
    Proposal,
    ReadCost,
    ReadIndicator,
    ReadRole,
)
from renkei_search.model.record import join_spans

_LONGEST_TITLE: Final = 90
_CORE: Final = re.compile(r"甲|中心市|連携中枢都市|中枢都市|本市|中心都市")
_PARTY: Final = re.compile(
    r"(?:^|\n|(?<=[。\s　]))[\s　]*[【（(〈＜・○●■◆◎]*"
    r"(?P<party>甲|乙|(?:宣言)?連携中枢都市|中心市|中心都市|(?:近隣|連携|構成|関係|周辺)(?:市町村|市町|町村|市|町)|"
    r"市町村|市町|町村|[^\s　：:（()）。、]{1,8}[市町村])"
    r"(?:の役割)?[】）)〉＞]*[\s　]*[：:\n　][\s　]*"
)
_UNIT_REMARK: Final = re.compile(r"[（(][^（）()]*円[^（）()]*[）)]")
_OTHERS: Final = {
    LabelName.DEPARTMENT: "担当課",
    LabelName.AGREEMENT: "根拠協定",
    LabelName.BACKGROUND: "現状と課題",
    LabelName.EFFECT: "期待される効果",
    LabelName.FUNDING: "財源",
    LabelName.NOTE: "備考",
}
_DESCRIPTIONS: Final = (LabelName.DESCRIPTION,)


def strip_mark(reading: Reading) -> Reading:
    """The text without the number or bullet at its start."""
    opening = read_opening(reading.text)
    return reading.cut(opening.length) if opening is not None else reading.cut()


@dataclass
class Gathering:
    """An initiative that is being collected."""

    page: int
    layout: LayoutKind
    title: Reading = NOTHING
    field: Reading = NOTHING
    category: Reading = NOTHING
    descriptions: list[Reading] = made_by(default_factory=list)
    roles: list[tuple[str, str | None, Reading]] = made_by(default_factory=list)
    indicators: list[ReadIndicator] = made_by(default_factory=list)
    costs: list[ReadCost] = made_by(default_factory=list)
    municipalities: list[Reading] = made_by(default_factory=list)
    marked: list[tuple[str, Reading]] = made_by(default_factory=list)
    period: Reading = NOTHING
    region: Reading = NOTHING
    others: list[tuple[str, Reading]] = made_by(default_factory=list)
    doubts: list[tuple[float, str]] = made_by(default_factory=list)

    def add(self, name: LabelName, reading: Reading, *, heading: str = "") -> None:  # noqa: PLR0912 # a branch for each label
        """Add the text after or below a label. ``heading`` is the label's wording."""
        if not reading:
            return
        match name:
            case LabelName.TITLE:
                self.title = (
                    join_readings([self.title, strip_mark(reading)], "")
                    if self.title
                    else strip_mark(reading)
                )
            case LabelName.DESCRIPTION:
                self.descriptions.append(reading.cut())
            case LabelName.ROLE_CORE:
                self.roles.append(("甲", None, reading.cut()))
            case LabelName.ROLE_MEMBER if lists_municipalities(reading.text):
                self.municipalities.append(reading.cut())  # 連携市町 occurs above roles and above names
            case LabelName.ROLE_MEMBER:
                self.roles.append(("乙", own_role_of(heading), reading.cut()))
            case LabelName.ROLES:
                self._add_roles(reading)
            case LabelName.MUNICIPALITIES:
                self.municipalities.append(reading.cut())
            case LabelName.FIELD:
                self.field = strip_mark(reading)
            case LabelName.CATEGORY:
                self.category = reading.cut()
            case LabelName.REGION:
                self.region = reading.cut()
            case LabelName.INDICATOR:
                self.indicators += read_indicators(reading)
            case LabelName.COST:
                self._add_cost(reading, heading)
            case LabelName.PERIOD:
                self.period = reading.cut()
            case _ if name in _OTHERS:
                self.others.append((_OTHERS[name], reading.cut()))
            case _:
                pass

    def go_on(self, name: LabelName, reading: Reading) -> None:
        """Add the continuation of the last labelled part."""
        if name is LabelName.DESCRIPTION and self.descriptions:
            self.descriptions[-1] = join_readings([self.descriptions[-1], reading], "")
        elif name in {LabelName.ROLE_CORE, LabelName.ROLE_MEMBER} and self.roles:
            party, who, text = self.roles[-1]
            self.roles[-1] = (party, who, join_readings([text, reading], ""))
        else:
            self.add(name, reading)

    def take_over(self, other: Gathering) -> None:
        """Add the content of another table about the same initiative, without its title."""
        self.roles += other.roles if not self.roles else []
        self.indicators += other.indicators
        self.costs += other.costs
        self.municipalities += other.municipalities if not self.municipalities else []
        self.period = self.period or other.period
        self.field = self.field or other.field
        self.others += other.others

    def add_indicator(
        self, name: Reading, value: Reading, *, period: str | None, context: Reading = NOTHING
    ) -> None:
        """Add a figure, given by the cells of a table."""
        if not name or says_nothing(value.text):
            return
        self.indicators.append(
            ReadIndicator(
                name=name.piece(),
                value=value.piece(),
                period=period or None,
                spans=(*name.piece().spans, *value.piece().spans),
                context=context.piece().spans,
            )
        )

    def add_cost(self, period: Reading, amount: Reading, *, unit: str = "") -> None:
        """Add a cost, given by a cell of a table. Its year is in a heading that it shares with others."""
        if says_nothing(amount.text):
            return
        piece = amount.piece()
        own = unit_in(piece.text)
        self.costs.append(
            ReadCost(
                period=_UNIT_REMARK.sub("", "".join(period.text.split())),
                amount=piece,
                unit="" if own else unit,
                spans=piece.spans,
                context=period.piece().spans,
            )
        )

    def _add_cost(self, reading: Reading, heading: str) -> None:
        found = list(read_costs(reading))
        if found:
            self.costs += found
        elif re.search(r"[0-9０-９]", reading.text) and len(reading.text) < 24:
            self.costs.append(
                ReadCost(
                    period="",
                    amount=reading.piece(),
                    unit="" if unit_in(reading.text) else unit_in(heading),
                    spans=reading.piece().spans,
                )
            )
        else:
            self.others.append(("事業費", reading.cut()))

    def _add_roles(self, reading: Reading) -> None:
        marks = list(_PARTY.finditer(reading.text))
        if not marks:
            self.others.append(("役割分担", reading.cut()))
            return
        parties = [party_of(mark["party"]) for mark in marks]
        named = [name for _, name in parties if name is not None]
        # 霧ヶ丘市：…、連携市町村：…: the municipality named next to the others is the core city.
        core = named[0] if len(named) == 1 and ("乙", None) in parties else None
        for mark, (party, name), following in zip(marks, parties, [*marks[1:], None], strict=True):
            end = following.start() if following is not None else len(reading.text)
            text = reading.cut(mark.end(), end)
            if text:
                self.roles.append(("甲" if core is not None and name == core else party, name, text))

    def add_mark(self, name: str, mark: Reading) -> None:
        """Add a municipality marked as a participant by a circle in its column."""
        self.marked.append((name, mark))

    def _participants(self) -> Piece | None:
        if not self.marked:
            return _piece(join_readings(self.municipalities, "、"))
        spans = join_spans(span for _, mark in self.marked for span in mark.piece().spans)
        return Piece(text="、".join(name for name, _ in self.marked), spans=spans)

    def finish(self) -> Proposal | None:
        """Make the proposal; None if there is neither a title nor a description."""
        if not self.title and not self.descriptions:
            return None
        doubts = list(self.doubts)
        if not self.descriptions:
            doubts.append((0.5, "内容の文が見つかりません。"))
        if not self.title:
            doubts.append((0.2, "取組名が見つかりません。"))
        elif len(self.title.text) > _LONGEST_TITLE:
            doubts.append((0.3, "取組名が長すぎます。"))
        sureness = 1.0
        for weight, _ in doubts:
            sureness *= 1.0 - weight
        return Proposal(
            page=self.page,
            layout=self.layout,
            title=_piece(self.title),
            description=_piece(_without_lone_point(join_readings(self.descriptions))),
            field=_piece(self.field),
            category=_piece(self.category),
            region=_piece(self.region),
            municipalities=self._participants(),
            roles=tuple(
                ReadRole(party=party, name=name, text=text.piece())
                for party, name, text in self.roles
                if text
            ),
            indicators=tuple(self.indicators),
            costs=tuple(self.costs),
            period=_piece(self.period),
            others=tuple((name, reading.piece()) for name, reading in self.others),
            sureness=round(sureness, 2),
            reasons=tuple(reason for _, reason in doubts),
        )


def _without_lone_point(reading: Reading) -> Reading:
    """The text without the bullet at its start, if it has no other bullet."""
    opening = read_opening(reading.text)
    if opening is None or opening.form not in {"point", "bullet"}:
        return reading
    others = (read_opening(line) for line in reading.text.split("\n")[1:])
    return reading if any(other is not None for other in others) else reading.cut(opening.length)


def party_of(text: str) -> tuple[str, str | None]:
    """The party (甲 or 乙) that a label names, and the municipality if it names one."""
    plain = text.strip()
    if plain in {"甲", "乙"}:
        return plain, None
    if _CORE.search(plain):
        return "甲", None
    if re.fullmatch(r"(?:近隣|連携|構成|関係|周辺)?(?:市町村|市町|町村|市|町)", plain):
        return "乙", None
    return "乙", plain


def _piece(reading: Reading) -> Piece | None:
    return reading.piece() if reading else None
