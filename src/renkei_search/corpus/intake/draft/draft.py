"""Make the draft of a document: a workbook that a person corrects, in the layout that an import accepts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from renkei_search.corpus.citation import INFERRED
from renkei_search.corpus.document.proposal.account import find_rest
from renkei_search.corpus.document.proposal.context import Context
from renkei_search.corpus.intake.draft.sheet import NUMBER, WORDING, DraftContent, render_draft
from renkei_search.corpus.intake.draft.summary import (
    ADDRESS,
    FINGERPRINT,
    FOUND,
    fingerprint,
    list_unknown,
    make_summary,
)
from renkei_search.corpus.intake.row.value import parse_url
from renkei_search.corpus.table import DRAFT, join_values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.document.findings import Findings
    from renkei_search.corpus.document.page.model import Document
    from renkei_search.corpus.document.page.piece import Piece
    from renkei_search.corpus.document.proposal.front import FrontMatter
    from renkei_search.corpus.document.proposal.model import Proposal, ReadCost, ReadIndicator, ReadRole
    from renkei_search.corpus.intake.table.sheet import Workbook
    from renkei_search.model.record import Region
    from renkei_search.model.taxonomy import Taxonomy

_SURE: Final = 0.85
_UNSURE: Final = 0.6
_FIELD_SURE: Final = 0.6


class DraftSuggestion(NamedTuple):
    """A policy field with its probability, and names of types of practice, inferred from the words of an initiative."""

    field: str | None
    sureness: float
    practices: tuple[str, ...]


@dataclass(frozen=True)
class DraftMaker:
    """The resources for making a draft.

    ``suggest`` takes a title, a description, and a category that must contain the suggested field (or None).
    """

    catalogue: Catalogue
    suggest: Callable[[str, str, str | None], DraftSuggestion]


@dataclass(frozen=True)
class Draft:
    """A draft with its summary. ``unknown`` lists what an import requires and the document does not state."""

    data: bytes
    count: int
    unsure: int
    rest: int
    front: FrontMatter
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class ProposedRows:
    """The proposals of a document as rows of a draft (texts by heading), and what its first pages say about it."""

    proposals: tuple[Proposal, ...]
    rows: tuple[dict[str, str], ...]
    front: FrontMatter
    region: Region | None


def make_draft(findings: Findings, name: str, data: bytes, maker: DraftMaker) -> Draft:
    """Make a workbook of the initiatives that a document proposes.

    Args:
        findings: the document and its proposals.
        name: the file's name.
        data: the file's content; the import recognises the document by its hash.
        maker: the taxonomy, and the function that suggests policy fields.
    """
    document = findings.document
    found = propose_rows(findings, name, maker)
    rest = find_rest(document, found.proposals)
    content = DraftContent(
        rows=found.rows,
        rest=[(page_name(document, item.page), item.kind, item.text) for item in rest],
        summary=make_summary(
            document,
            name,
            fingerprint(data),
            found.front,
            found.region,
            [proposal.layout for proposal in found.proposals],
            rest_length=sum(len("".join(item.text.split())) for item in rest),
        ),
        wordings=find_wordings(found.rows, maker.catalogue.taxonomy),
    )
    unsure = sum(row["確からしさ"] != "高い" for row in found.rows)
    return Draft(
        data=render_draft(content, maker.catalogue),
        count=len(found.rows),
        unsure=unsure,
        rest=len(rest),
        front=found.front,
        unknown=list_unknown(found.front, found.region),
    )


def propose_rows(findings: Findings, name: str, maker: DraftMaker) -> ProposedRows:
    """Make rows of the initiatives that a document proposes, in the order of the document."""
    document, proposals, front = findings.document, findings.proposals, findings.front
    if not front.title:
        front = msgspec.structs.replace(front, title=PurePath(name).stem)
    region = find_known_region(document, front, maker.catalogue)
    row = _Row(maker, Context(maker.catalogue.taxonomy), document, front, region)
    rows = tuple(row.cells(number, proposal) for number, proposal in enumerate(proposals, start=1))
    return ProposedRows(proposals, rows, front, region)


def fingerprint_in(book: Workbook) -> str:
    """The fingerprint of the file that a draft was made from; empty if the workbook is not a draft."""
    return _found_in(book, FINGERPRINT) or ""


def address_in(book: Workbook, document: Document) -> str:
    """The public address of a document in its corrected draft; empty if it is unknown.

    Raises:
        TableError: the cell is not an address.
    """
    said = _found_in(book, ADDRESS)
    address = document.address if said is None else said
    return parse_url(address) if address else ""


def _found_in(book: Workbook, what: str) -> str | None:
    """The value of an entry in the summary of a draft; None if there is no such entry."""
    for sheet in book.sheets:
        if sheet.name == FOUND:
            return next((row.cell(1).strip() for row in sheet.rows if row.cell(0).strip() == what), None)
    return None


def find_known_region(document: Document, front: FrontMatter, catalogue: Catalogue) -> Region | None:
    """The region of the catalogue that a document names, or whose core city it names instead; None if unknown."""
    named = [
        region
        for region in catalogue.regions
        if front.region and front.region in {region.name, *region.aliases}
    ]
    if front.guessed:
        named = [
            region
            for region in catalogue.regions
            if region.kind is front.kind and front.core_city in region.core_cities
        ]
    if named:
        return named[0]
    if front.region:
        return None
    counts = {region.id: document.text.count(region.name) for region in catalogue.regions}
    best = max(catalogue.regions, key=lambda region: counts[region.id], default=None)
    return best if best is not None and counts[best.id] else None


def front_cells(front: FrontMatter, region: Region | None) -> dict[str, str]:
    """The cells that all rows have in common, by heading. A known region is given by its name only."""
    members = (f"【{name}】" if name == front.core_city else name for name in front.members)
    return {
        "圏域": region.name if region is not None else front.region,
        "資料": front.title,
        "公表者": front.publisher,
        "時点": front.as_of,
        "圏域の種類": "" if region is not None or front.kind is None else front.kind.label,
        "都道府県": "" if region is not None else "、".join(front.prefectures),
        "構成市町村": "" if region is not None else "、".join(members),
    }


@dataclass(frozen=True)
class _Row:
    maker: DraftMaker
    context: Context
    document: Document
    front: FrontMatter
    region: Region | None

    def cells(self, number: int, proposal: Proposal) -> dict[str, str]:
        title, description = _text(proposal.title), _text(proposal.description)
        category = self.context.category_code(_text(proposal.category)) or self.context.category_code(
            _text(proposal.field)
        )
        stated = self.context.field_code(_text(proposal.field))
        suggestion = self.maker.suggest(title, description, category)
        field, doubts = self._field(stated, suggestion, proposal)
        doubts += proposal.reasons
        others = dict.fromkeys(("担当課", "根拠協定"), "")
        rest = []
        for heading, piece in proposal.others:
            if heading in others:
                others[heading] = piece.text
            else:
                rest.append(f"{heading}：{piece.text}")
        sureness = proposal.sureness
        return {
            **front_cells(self.front, self.region),
            "圏域": self.region.name if self.region is not None else self._region(proposal),
            "取組名": title,
            "具体的内容": description,
            "区分": self._category(category, stated),
            "政策分野": field,
            "役割": join_values(self._role(role) for role in proposal.roles),
            "指標": join_values(map(_indicator, proposal.indicators)),
            "参加市町村": _text(proposal.municipalities),
            "事業費": join_values(map(cost_cell, proposal.costs)),
            "期間": _text(proposal.period),
            "状態": DRAFT if self.front.draft else "",
            "原資料のページ": page_name(self.document, proposal.page),
            "確からしさ": "高い" if sureness >= _SURE else "中くらい" if sureness >= _UNSURE else "低い",
            "確かめること": "".join(doubts),
            "取組の型（推定）": "、".join(suggestion.practices),
            WORDING: _text(proposal.field),
            "そのほかの欄": "\n".join(rest),
            NUMBER: str(number),
            **others,
        }

    def _field(
        self, stated: str | None, suggestion: DraftSuggestion, proposal: Proposal
    ) -> tuple[str, list[str]]:
        taxonomy = self.maker.catalogue.taxonomy
        if stated is not None:
            return taxonomy[stated].label, []
        if suggestion.field is None:
            return "", ["政策分野が分かりません。"]
        doubts = []
        if proposal.field is not None and not self.context.category_code(proposal.field.text):
            doubts.append("資料の分野の書き方は、対応表で選んでください。")
        elif suggestion.sureness < _FIELD_SURE:
            doubts.append("政策分野は推定で、確かではありません。")
        return taxonomy[suggestion.field].label + INFERRED, doubts

    def _category(self, category: str | None, stated: str | None) -> str:
        if category is None or (stated is not None and not stated.startswith(category)):
            return ""
        node = self.maker.catalogue.taxonomy[category]
        return f"{node.code} {node.label}"

    def _region(self, proposal: Proposal) -> str:
        return "".join(_text(proposal.region).split()) or self.front.region

    def _role(self, role: ReadRole) -> str:
        party, name = role.party, role.name
        if name is not None and name == self.front.core_city:
            party = "甲"
        return f"{party}（{name}）：{role.text.text}" if name is not None else f"{party}：{role.text.text}"


def _text(piece: Piece | None) -> str:
    return piece.text if piece is not None else ""


def _indicator(indicator: ReadIndicator) -> str:
    period = f"［{indicator.period}］" if indicator.period else ""
    return f"{indicator.name.text}：{indicator.value.text}{period}".replace("\n", "")


def cost_cell(cost: ReadCost) -> str:
    """A cost as the text of a draft's cell."""
    amount = f"{cost.amount.text}{cost.unit}"
    return f"{cost.period}：{amount}" if cost.period else amount


def page_name(document: Document, number: int) -> str:
    """The name of a page: its number, or the name of the sheet."""
    page = next(page for page in document.pages if page.number == number)
    return page.label or str(number)


def find_wordings(
    rows: Sequence[Mapping[str, str]], taxonomy: Taxonomy, decided: Mapping[str, str] | None = None
) -> list[tuple[str, str, str, str]]:
    """List each unknown wording of a policy field once: its rows, the field proposed most often, the field chosen."""
    context = Context(taxonomy)
    counts: Counter[str] = Counter()
    proposed: dict[str, Counter[str]] = {}
    for row in rows:
        wording = row.get(WORDING, "")
        if (
            not wording
            or context.field_code(wording) is not None
            or context.category_code(wording) is not None
        ):
            continue
        counts[wording] += 1
        proposed.setdefault(wording, Counter())[row.get("政策分野", "")] += 1
    return [
        (wording, str(count), proposed[wording].most_common(1)[0][0], (decided or {}).get(wording, ""))
        for wording, count in counts.most_common()
    ]
