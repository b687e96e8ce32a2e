"""Which region a row means: one that is known, by name, short name or member, or a new one that the table describes."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.intake.cell import MAX_NAME
from renkei_search.corpus.intake.value import parse_kind, parse_members, parse_prefectures
from renkei_search.errors import TableError
from renkei_search.record import Basis, Region, RegionBasis, RegionKind, short_region_name
from renkei_search.taxonomy import fold_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from renkei_search.corpus.collection import Catalogue

NO_REGION: Final = frozenset({"なし", "制度の例示", "圏域なし"})
"""What a row says that belongs to no region."""

_KIND_IN_NAME: Final = {"連携中枢都市圏": RegionKind.CORE_CITY, "定住自立圏": RegionKind.SETTLEMENT}
_MUNICIPALITY: Final = re.compile(r".+[市町村区]$")


class RegionCells(NamedTuple):
    """What a row says about its region; cells it does not have are empty."""

    name: str
    kind: str = ""
    prefectures: str = ""
    members: str = ""
    core_cities: str = ""


@dataclass
class _Draft:
    """A new region as the rows that name it describe it, each cell from the first row that has it."""

    name: str
    cells: dict[str, str] = field(default_factory=dict)


class RegionRegister:
    """All regions of a catalogue and those that an import adds.

    Args:
        catalogue: what is known.
        slug: makes an id's part of a name.
    """

    def __init__(self, catalogue: Catalogue, slug: Callable[[str], str]) -> None:
        self._slug = slug
        self._by_id = dict(catalogue.regions_by_id)
        self._by_name: dict[str, list[Region]] = defaultdict(list)
        self._by_member: dict[str, list[Region]] = defaultdict(list)
        self._drafts: dict[str, _Draft] = {}
        self._created: dict[str, Region] = {}
        for region in catalogue.regions:
            self._enter(region)

    def describe(self, cells: RegionCells) -> None:
        """Note what a row says of a region that is not known, before any row is resolved."""
        name = " ".join(cells.name.split())
        if not name or name in NO_REGION or self._known(cells):
            return
        draft = self._drafts.setdefault(_fold(name), _Draft(name))
        for column, text in cells._asdict().items():
            if text:
                draft.cells.setdefault(column, text)

    def resolve(self, cells: RegionCells) -> Region | None:
        """The region that the row means, created if its table describes it; none for a row of no region.

        Raises:
            TableError: no region is named, several may be meant, or it is new and something is missing.
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
            raise TableError(f"「{name}」は「{choices}」のどれか分かりません。圏域の名称を書いてください。")
        return known[0] if known else self._create(_fold(name), name)

    def created(self, region_id: str | None) -> Region | None:
        """The region with this id if it is a new one."""
        return next((region for region in self._created.values() if region.id == region_id), None)

    def _known(self, cells: RegionCells) -> list[Region]:
        """Regions by name, else by short name, else by a member's name; the kind decides between several."""
        name = "".join(cells.name.split())
        wanted = _kind_of(name) or _kind_of(cells.kind)
        for found in (
            [self._by_id[cells.name]] if cells.name in self._by_id else [],
            [region for region in self._by_name[_fold(name)] if _fold(name) in _full_names(region)],
            self._by_name[_fold(short_region_name(name))],
            self._by_member[name] if _MUNICIPALITY.fullmatch(name) else [],
        ):
            fitting = [region for region in found if wanted in {None, region.kind}]
            if fitting:
                return fitting
        return []

    def _by_members(self, cells: RegionCells) -> Region:
        if not cells.members:
            raise TableError(
                "圏域が空です。圏域名を書いてください。圏域のない制度の例示は「なし」と書いてください。"
            )
        wanted, names = _kind_of(cells.kind), set(parse_members(cells.members).names)
        found = [
            region
            for region in self._by_id.values()
            if names <= set(region.members) and wanted in {None, region.kind}
        ]
        if len(found) != 1:
            raise TableError("構成市町村だけでは圏域が決まりません。圏域名を書いてください。")
        return found[0]

    def _create(self, key: str, name: str) -> Region:
        if key in self._created:
            return self._created[key]
        cells = self._drafts[key].cells
        kind = parse_kind(cells["kind"]) if "kind" in cells else _kind_of(name)
        members = parse_members(cells.get("members", ""))
        prefectures, basis = parse_prefectures(cells.get("prefectures", ""))
        if not prefectures:
            prefectures, basis = self._derive(members.names), Basis.INFERRED
        core = parse_members(cells["core_cities"]).names if "core_cities" in cells else ()
        if kind is None or not members.names or not prefectures:
            raise TableError(self._missing(name, kind, members.names, prefectures))
        core = core or members.core_cities
        region = Region(
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
        self._created[key] = region
        self._by_id[region.id] = region
        return region

    def _derive(self, members: tuple[str, ...]) -> tuple[str, ...]:
        """The prefecture, if the regions that its members are known from lie in a single one."""
        known = {
            name for member in members for region in self._by_member[member] for name in region.prefectures
        }
        return tuple(known) if len(known) == 1 else ()

    def _missing(
        self, name: str, kind: RegionKind | None, members: tuple[str, ...], prefectures: tuple[str, ...]
    ) -> str:
        needed: Mapping[str, object] = {"圏域の種類": kind, "都道府県": prefectures, "構成市町村": members}
        missing = "・".join(heading for heading, value in needed.items() if not value)
        near = difflib.get_close_matches(
            _fold(short_region_name(name)) or _fold(name),
            [key for key, found in self._by_name.items() if found],
            n=1,
        )
        hint = f"「{self._by_name[near[0]][0].name}」ではありませんか。" if near else ""
        return f"圏域「{name}」はまだありません。{hint}新しい圏域なら、{missing}の欄も書いてください。"

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
        for member in region.members:
            self._by_member[member].append(region)


def _full_names(region: Region) -> set[str]:
    return {_fold(name) for name in (region.name, *region.aliases)}


def _kind_of(text: str) -> RegionKind | None:
    return next((kind for wording, kind in _KIND_IN_NAME.items() if wording in text), None)


def _fold(name: str) -> str:
    return fold_wording(name).replace("ヶ", "ケ").replace("ヵ", "カ")
