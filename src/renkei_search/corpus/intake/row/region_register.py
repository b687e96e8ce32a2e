"""Find the region of a row: a known one by its name, short name or member, or a new one that the table describes.

Besides the regions of the two schemes there are other bodies: municipalities, prefectures, unions (組合) and councils
(協議会).
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.intake.row.flaw import CellError
from renkei_search.corpus.intake.row.value import (
    Members,
    parse_kind,
    parse_members,
    parse_municipalities,
    parse_prefectures,
)
from renkei_search.corpus.intake.table.cell import MAX_NAME
from renkei_search.errors import TableError
from renkei_search.model.municipality import municipalities
from renkei_search.model.prefecture import PREFECTURES
from renkei_search.model.record import (
    Basis,
    Region,
    RegionBasis,
    RegionKind,
    is_municipality,
    short_region_name,
)
from renkei_search.model.taxonomy import fold_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from renkei_search.corpus.collection import Catalogue

NO_REGION: Final = frozenset({"なし", "制度の例示", "圏域なし"})
"""The cell of a row that does not belong to a region."""

NO_REGION_NAMED: Final = "圏域がありません"
"""The reason for refusing a row without a region."""

_KIND_IN_NAME: Final = {"連携中枢都市圏": RegionKind.CORE_CITY, "定住自立圏": RegionKind.SETTLEMENT}
_BODY: Final = re.compile(
    r".*(?:[市区町村]|組合|広域連合|連合|協議会|推進会議|連絡会議?|推進機構|機構|公社|財団)(?:[（(].*[）)])?"
)
_PLACE: Final = re.compile("圏|地域|区域|エリア|広域|団体|自治体|市町村|主体")
_CITED: Final = 3
_NEAR: Final = 0.7


class RegionCells(NamedTuple):
    """The cells of a row about its region; missing cells are empty.

    ``is_body`` says that the name is under a heading for bodies, so that a municipality means itself.
    ``participants`` are the members of a region if nothing else gives them.
    """

    name: str
    kind: str = ""
    prefectures: str = ""
    members: str = ""
    core_cities: str = ""
    is_body: bool = False
    participants: str = ""


class Guidance(NamedTuple):
    """What the columns of a table allow, and the importing person's description of a new region.

    ``by_members`` says whether the members in a row may determine its region. They may not if an unread column may name
    the region; ``unread`` are the headings of such columns. ``kind`` and ``members`` describe the only new region, and
    are empty if they were not given.
    """

    by_members: bool = True
    unread: tuple[str, ...] = ()
    kind: str = ""
    members: str = ""


@dataclass
class _Draft:
    """A new region as its rows describe it. Each cell comes from the first row that has it."""

    name: str
    cells: dict[str, str] = field(default_factory=dict)
    participants: dict[str, None] = field(default_factory=dict)


class RegionRegister:
    """All regions of a catalogue and those that an import adds.

    Args:
        catalogue: the known regions.
        slug: makes a part of an id from a name.
        guidance: what the table's columns allow.
    """

    def __init__(self, catalogue: Catalogue, slug: Callable[[str], str], guidance: Guidance) -> None:
        self._slug = slug
        self._guidance = guidance
        self._by_id = dict(catalogue.regions_by_id)
        self._by_name: dict[str, list[Region]] = defaultdict(list)
        self._by_member: dict[str, list[Region]] = defaultdict(list)
        self._drafts: dict[str, _Draft] = {}
        self._created: dict[str, Region] = {}
        self._new: dict[str, Region] = {}
        for region in catalogue.regions:
            self._enter(region)

    def describe(self, cells: RegionCells) -> None:
        """Collect the description of an unknown region from a row, before any row is resolved."""
        name = " ".join(cells.name.split())
        if not name or name in NO_REGION or self._known(cells):
            return
        draft = self._drafts.setdefault(_key(name, cells), _Draft(name))
        for column in ("kind", "prefectures", "members", "core_cities"):
            text = getattr(cells, column)
            if text:
                draft.cells.setdefault(column, text)
        names, kept = parse_municipalities(cells.participants, ())
        draft.participants |= dict.fromkeys(member for member in names if member not in kept)

    def resolve(self, cells: RegionCells) -> Region | None:
        """The region of the row, created if the table describes it; None for a row that states it has no region.

        Raises:
            TableError: no region is named, several may be meant, or the region is new and something is missing.
        """
        name = " ".join(cells.name.split())
        if name in NO_REGION:
            return None
        if len(name) > MAX_NAME:
            raise TableError(f"圏域の名前が長すぎます（{MAX_NAME}文字以内）。")
        if not name:
            return self._by_members(cells)
        known = self._known(cells)
        if len(known) > 1:
            choices = "」「".join(region.name for region in known)
            raise CellError(
                f"「{name}」は「{choices}」のどれか分かりません。圏域の名称を書いてください。",
                cause=f"「{choices}」のどれか分かりません",
                subject=name,
                remedy="圏域の名称を書いてください。",
            )
        return known[0] if known else self._create(_key(name, cells), name, cells)

    def created(self, region_id: str | None) -> Region | None:
        """The region with this id if it is new."""
        return self._new.get(region_id or "")

    def _known(self, cells: RegionCells) -> list[Region]:
        """Find known regions by name, else by short name, else by the name of a member; the kind decides between several."""
        name = "".join(cells.name.split())
        wanted = _kind_of(name) or _kind_of(cells.kind)
        by_member = not cells.is_body and fold_wording(cells.kind) != fold_wording(RegionKind.OTHER.label)
        for found in (
            [self._by_id[cells.name]] if cells.name in self._by_id else [],
            [region for region in self._by_name[_fold(name)] if _fold(name) in _full_names(region)],
            self._by_name[_fold(short_region_name(name))],
            self._by_member[name] if by_member and is_municipality(name) else [],
        ):
            fitting = [region for region in found if wanted in {None, region.kind} and _lies(region, cells)]
            if fitting:
                return fitting
        return []

    def _by_members(self, cells: RegionCells) -> Region:
        if not cells.members or not self._guidance.by_members:
            raise self._no_region()
        wanted, names = _kind_of(cells.kind), set(parse_members(cells.members).names)
        found = [
            region
            for region in self._by_id.values()
            if region.kind.is_scheme and names <= set(region.members) and wanted in {None, region.kind}
        ]
        if len(found) != 1:
            said = "構成市町村だけでは圏域が決まりません"
            remedy = "圏域名を書いてください。一つの圏域の表なら、--region 圏域名 でも指定できます。"
            raise CellError(f"{said}。{remedy}", cause=said, remedy=remedy)
        return found[0]

    def _no_region(self) -> CellError:
        generic = "圏域のない制度の例示は「なし」と書いてください。"
        remedy = (
            "「圏域」の列に圏域か団体の名前を書いてください。一つの圏域の表なら、--region 圏域名 を付けると、"
            f"すべての行がその圏域のものになります。{generic}"
        )
        if self._guidance.unread:
            # A column whose heading starts with a place probably names the region.
            unread = sorted(self._guidance.unread, key=lambda heading: not _PLACE.search(heading))[:_CITED]
            remedy += (
                f"見出しの分からない列（「{'」「'.join(unread)}」）に圏域があるなら、"
                f"--column {unread[0]}=圏域 のように指定してください。"
            )
        return CellError(
            f"圏域が空です。{remedy}",
            cause=NO_REGION_NAMED,
            remedy=remedy,
            in_form=f"「圏域」に圏域か団体の名前を書いてください。{generic}",
        )

    def _create(self, key: str, name: str, asked: RegionCells) -> Region:
        if key in self._created:
            return self._created[key]
        draft = self._drafts.get(key) or _Draft(name)
        cells = draft.cells
        said = cells.get("kind") or (self._guidance.kind if _kind_of(name) is None else "")
        kind = parse_kind(said) if said else _kind_of(name)
        if kind is None and (asked.is_body or _is_body(name)):
            kind = RegionKind.OTHER
        region = (
            self._make_body(name, cells) if kind is RegionKind.OTHER else self._make_region(name, kind, draft)
        )
        self._created[key] = self._new[region.id] = region
        self._by_id[region.id] = region
        return region

    def _make_body(self, name: str, cells: Mapping[str, str]) -> Region:
        prefecture, own = _split_prefecture(name)
        prefectures, basis = parse_prefectures(cells.get("prefectures", ""))
        if not prefectures and prefecture:
            prefectures, basis = (prefecture,), Basis.STATED
        if not prefectures:
            prefectures, basis = self._derive((own,)), Basis.INFERRED
        if not prefectures:
            remedy = (
                "「都道府県」の列を加えるか、すべて同じ県なら --prefecture 長野県 のように指定してください。"
            )
            said = "団体の都道府県が分かりません"
            raise CellError(
                f"「{name}」の都道府県が分かりません。{remedy}",
                cause=said,
                subject=name,
                remedy=remedy,
                in_form="「都道府県」に書いてください。",
            )
        members = parse_members(cells["members"]).names if "members" in cells else ()
        if is_municipality(own) and not members:
            members = (own,)
        return Region(
            id=self._new_id(name),
            name=name,
            kind=RegionKind.OTHER,
            prefectures=prefectures,
            core_cities=(),
            members=members,
            basis=RegionBasis(prefectures=basis, core_cities=Basis.STATED, members=Basis.STATED),
        )

    def _make_region(self, name: str, kind: RegionKind | None, draft: _Draft) -> Region:
        cells = draft.cells
        members = parse_members(cells.get("members", ""))
        if not members.names and self._guidance.members:
            members = self._given_members()
        if not members.names and draft.participants:
            members = Members(tuple(draft.participants), (), Basis.INFERRED)
        prefectures, basis = parse_prefectures(cells.get("prefectures", ""))
        if not prefectures:
            prefectures, basis = self._derive(members.names), Basis.INFERRED
        core = parse_members(cells["core_cities"]).names if "core_cities" in cells else ()
        if kind is None or not members.names or not prefectures:
            raise self._missing(name, kind, members.names, prefectures)
        core = core or members.core_cities
        return Region(
            id=self._new_id(name),
            name=name,
            kind=kind,
            prefectures=prefectures,
            core_cities=core,
            members=tuple(dict.fromkeys((*core, *members.names))),
            basis=RegionBasis(
                prefectures=basis, core_cities=Basis.STATED if core else Basis.INFERRED, members=members.basis
            ),
        )

    def _given_members(self) -> Members:
        """The members that the importing person gave for the only new region of a table."""
        lacking = [
            draft.name
            for draft in self._drafts.values()
            if "members" not in draft.cells and not _is_body(draft.name)
        ]
        if len(lacking) > 1:
            remedy = f"新しい圏域が{len(lacking)}あるので、「構成市町村」の列に書いてください。"
            raise CellError(
                f"--members はどの圏域のものか分かりません。{remedy}",
                cause="--members はどの圏域のものか分かりません",
                remedy=remedy,
            )
        return parse_members(self._guidance.members)

    def _derive(self, members: tuple[str, ...]) -> tuple[str, ...]:
        """The prefecture, if all known regions of the members, or else the members themselves, are in the same one."""
        known = {
            name for member in members for region in self._by_member[member] for name in region.prefectures
        }
        known = known or {place.prefecture for place in municipalities() if place.name in members}
        return tuple(known) if len(known) == 1 else ()

    def _missing(
        self, name: str, kind: RegionKind | None, members: tuple[str, ...], prefectures: tuple[str, ...]
    ) -> CellError:
        needed: Mapping[str, tuple[object, str]] = {
            "圏域の種類": (kind, "--kind"),
            "都道府県": (prefectures, "--prefecture"),
            "構成市町村": (members, "--members"),
        }
        missing = "・".join(heading for heading, (value, _) in needed.items() if not value)
        options = "、".join(option for value, option in needed.values() if option and not value)
        near = difflib.get_close_matches(
            _fold(short_region_name(name)) or _fold(name),
            [key for key, found in self._by_name.items() if found],
            n=1,
            cutoff=_NEAR,
        )
        hint = f"「{self._by_name[near[0]][0].name}」ではありませんか。" if near else ""
        write = f"新しい圏域なら、{missing}の欄も書いてください。"
        by_option = f"一つの圏域の表なら、{options} でも指定できます。" if options else ""
        otherwise = (
            f"圏域でなく団体なら、圏域の種類を「{RegionKind.OTHER.label}」にしてください。"
            if kind is None
            else ""
        )
        remedy = f"{write}{by_option}{otherwise}"
        return CellError(
            f"圏域「{name}」はまだありません。{hint}{remedy}",
            cause="収録していない圏域です",
            subject=f"{name}（{self._by_name[near[0]][0].name}？）" if near else name,
            remedy=remedy,
            in_form=f"{write}{otherwise}",
        )

    def _new_id(self, name: str) -> str:
        stem = self._slug(short_region_name(name) or name) or "region"
        candidate, number = stem, 1
        while candidate in self._by_id:
            number += 1
            candidate = f"{stem}-{number}"
        return candidate

    def _enter(self, region: Region) -> None:
        forms = {
            *_full_names(region),
            *(_fold(short_region_name(name)) for name in (region.name, *region.aliases)),
        }
        for form in forms:
            if form:
                self._by_name[form].append(region)
        if region.kind.is_scheme:
            for member in region.members:
                self._by_member[member].append(region)


def _key(name: str, cells: RegionCells) -> str:
    """The identity of a new region. It includes the prefecture, because bodies share names (府中市)."""
    is_body = cells.is_body or _is_body(name)
    return f"{_fold(name)} {_fold(cells.prefectures)}" if is_body else _fold(name)


def _is_body(name: str) -> bool:
    return name in PREFECTURES or (_kind_of(name) is None and bool(_BODY.fullmatch(name)))


def _lies(region: Region, cells: RegionCells) -> bool:
    """Whether a body is in the prefecture that a row gives; always true for regions of the schemes, whose names are unique."""
    if region.kind.is_scheme or not cells.prefectures:
        return True
    return any(prefecture[:-1] in cells.prefectures for prefecture in region.prefectures)


def _split_prefecture(name: str) -> tuple[str, str]:
    """Split 長野県松本市 into the prefecture and the rest."""
    prefecture = next((found for found in PREFECTURES if name.startswith(found)), "")
    return prefecture, name.removeprefix(prefecture).strip() or name


def _full_names(region: Region) -> set[str]:
    return {_fold(name) for name in (region.name, *region.aliases)}


def _kind_of(text: str) -> RegionKind | None:
    return next((kind for wording, kind in _KIND_IN_NAME.items() if wording in text), None)


def _fold(name: str) -> str:
    return fold_wording(name).replace("ヶ", "ケ").replace("ヵ", "カ")
