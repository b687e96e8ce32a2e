"""Make an initiative of a row, or change one as its row says: only where a cell differs from what it said before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from renkei_search.corpus.intake.entry import Flaw, same_text
from renkei_search.corpus.intake.region_register import RegionCells
from renkei_search.corpus.intake.value import (
    parse_category,
    parse_fields,
    parse_indicators,
    parse_kind,
    parse_members,
    parse_municipalities,
    parse_prefectures,
    parse_roles,
    parse_status,
)
from renkei_search.corpus.table import make_row, unguard_cell
from renkei_search.errors import TableError
from renkei_search.record import Coded, Initiative, InitiativeSpans

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.intake.entry import Entry
    from renkei_search.corpus.intake.region_register import RegionRegister
    from renkei_search.corpus.intake.source_register import SourceRegister
    from renkei_search.record import Region

# In the order in which messages name them.
_PROPERTIES: Final = (
    "title", "fields", "category", "description", "roles", "indicators", "municipalities", "status",
)  # fmt: skip


class RowRefusedError(TableError):
    """A row cannot be taken over.

    Args:
        flaws: why, each with its column.
    """

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__("".join(flaw.message for flaw in flaws))
        self.flaws = tuple(flaws)


class Reviser:
    """Turns rows into initiatives.

    Args:
        catalogue: the corpus as it stands.
        regions: its regions, and the table's.
        sources: its sources, and the table's.
        default_region: for new rows that name none.
    """

    def __init__(
        self, catalogue: Catalogue, regions: RegionRegister, sources: SourceRegister, default_region: str = ""
    ) -> None:
        self._catalogue = catalogue
        self._regions = regions
        self._sources = sources
        self._default_region = default_region

    def region_cells(self, entry: Entry) -> RegionCells:
        """What the row says of its region."""
        name = entry.text("region") or (self._default_region if not entry.text("members") else "")
        return RegionCells(
            name,
            entry.text("kind"),
            entry.text("prefectures"),
            entry.text("members"),
            entry.text("core_cities"),
        )

    def find_region(self, entry: Entry) -> Region | None:
        """The region that a row means.

        Raises:
            RowRefusedError: there is none, or what the row says of it is not so.
        """
        cells = self.region_cells(entry)
        try:
            region = self._regions.resolve(cells)
        except TableError as error:
            raise RowRefusedError([Flaw("region", str(error))]) from error
        flaws = _region_flaws(region, cells, {})
        if flaws:
            raise RowRefusedError(flaws)
        return region

    def create(self, entry: Entry, region: Region | None) -> Initiative:
        """A new initiative. Its id is empty and its spans too.

        Raises:
            RowRefusedError: something is missing or cannot be understood.
        """
        flaws = list(entry.flaws)
        values: dict[str, Any] = {}
        for name in _PROPERTIES:
            self._set(values, flaws, name, entry.text(name), region)
        try:
            values["source"] = self._sources.resolve(
                entry.text("source"), entry.text("publisher"), entry.text("as_of")
            )
        except TableError as error:
            flaws.append(Flaw("source", str(error)))
        if not flaws:
            values.setdefault("category", _category_of(values["fields"]))
            flaws += _contradictions(values["category"], values["fields"])
        if flaws:
            raise RowRefusedError(flaws)
        return Initiative(
            id="",
            region=region.id if region is not None else None,
            spans=InitiativeSpans(description=()),
            **values,
        )

    def revise(self, initiative: Initiative, entry: Entry) -> Initiative:
        """The initiative with the cells that differ. Where none does it is the same value.

        Raises:
            RowRefusedError: a cell cannot be understood or must not be changed.
        """
        old = make_row(initiative, self._catalogue)._asdict()
        flaws = list(entry.flaws)
        values: dict[str, Any] = {}
        before = self._catalogue.regions_by_id.get(initiative.region or "")
        region = before
        if _differs(entry, "region", old) and (entry.text("region") or initiative.region is not None):
            try:
                region = self._regions.resolve(self.region_cells(entry))
                values["region"] = region.id if region is not None else None
            except TableError as error:
                flaws.append(Flaw("region", str(error)))
        flaws += _region_flaws(region, self.region_cells(entry), old)
        flaws += self._source_flaws(initiative, entry, old)
        for name in _PROPERTIES:
            if _differs(entry, name, old):
                self._set(values, flaws, name, entry.text(name), region)
        changed = {
            name: value for name, value in values.items() if not _same(value, getattr(initiative, name))
        }
        if not flaws and {"category", "fields"} & changed.keys():
            flaws += _contradictions(
                changed.get("category", initiative.category), changed.get("fields", initiative.fields)
            )
        if flaws:
            raise RowRefusedError(flaws)
        return msgspec.structs.replace(initiative, **changed) if changed else initiative

    def _set(
        self, values: dict[str, Any], flaws: list[Flaw], name: str, text: str, region: Region | None
    ) -> None:
        if name == "category" and not text:
            return  # it follows from the fields
        try:
            values[name] = self._value(name, text, region)
        except TableError as error:
            flaws.append(Flaw(name, str(error)))

    def _value(self, name: str, text: str, region: Region | None) -> object:
        if name == "description" and not text:
            raise TableError("具体的内容が空です。書いてください。")
        if name == "municipalities":
            return parse_municipalities(text, region.members if region is not None else ())
        parsers: dict[str, Callable[[str], object]] = {
            "category": lambda wording: parse_category(wording, self._catalogue.taxonomy),
            "fields": lambda wording: parse_fields(wording, self._catalogue.taxonomy),
            "roles": parse_roles,
            "indicators": parse_indicators,
            "status": parse_status,
        }
        return parsers[name](text) if name in parsers else text or None

    def _source_flaws(self, initiative: Initiative, entry: Entry, old: dict[str, str]) -> list[Flaw]:
        source = self._catalogue.source(initiative.source).source
        text = entry.text("source")
        if text and _differs(entry, "source", old) and text not in {source.id, source.title}:
            return [Flaw("source", f"資料は変えられません（この取組の資料は「{old['source']}」です）。")]
        try:
            self._sources.refuse_difference(source, entry.text("publisher"), entry.text("as_of"))
        except TableError as error:
            return [Flaw("publisher" if "公表者" in str(error) else "as_of", str(error))]
        return []


def _region_flaws(region: Region | None, cells: RegionCells, old: dict[str, str]) -> list[Flaw]:
    """What a row says of a known region must be so; ``old`` is what its cells said when they were exported."""
    if region is None:
        return []
    flaws = []
    try:
        kind = parse_kind(cells.kind) if cells.kind and cells.kind != old.get("kind") else region.kind
        if kind is not region.kind:
            flaws.append(Flaw("kind", f"「{region.name}」は{region.kind.label}です。"))
    except TableError as error:
        flaws.append(Flaw("kind", str(error)))
    try:
        if cells.prefectures and not same_text(cells.prefectures, old.get("prefectures", "")):
            prefectures, _ = parse_prefectures(cells.prefectures)
            if not set(prefectures) & set(region.prefectures):
                flaws.append(
                    Flaw("prefectures", f"「{region.name}」は{'、'.join(region.prefectures)}にあります。")
                )
    except TableError as error:
        flaws.append(Flaw("prefectures", str(error)))
    try:
        if (
            cells.members
            and region.members
            and not set(parse_members(cells.members).names) & set(region.members)
        ):
            flaws.append(
                Flaw("members", f"「{region.name}」の市町村が一つもありません。圏域名を確かめてください。")
            )
    except TableError as error:
        flaws.append(Flaw("members", str(error)))
    return flaws


def _category_of(fields: tuple[Coded, ...]) -> Coded:
    """The category that the first field lies in."""
    return Coded(code=fields[0].code.split("-")[0], basis=fields[0].basis)


def _contradictions(category: Coded, fields: tuple[Coded, ...]) -> list[Flaw]:
    if any(field.code.split("-")[0] == category.code for field in fields):
        return []
    return [
        Flaw(
            "category",
            f"区分「{category.code}」の政策分野がありません（政策分野は「{fields[0].code.split('-')[0]}」のものです）。",
        )
    ]


def _differs(entry: Entry, name: str, old: dict[str, str]) -> bool:
    """Whether the row has the column and says something else in it. A guard that was taken off does not count."""
    if name not in entry.texts:
        return False
    return not any(same_text(entry.texts[name], text) for text in (old[name], unguard_cell(old[name])))


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same, wherever that stands."""
    if isinstance(one, tuple) and one and hasattr(one[0], "spans"):
        return [_unplaced(value) for value in one] == [_unplaced(value) for value in other]
    return bool(one == other)


def _unplaced(value: Any) -> Any:
    return msgspec.structs.replace(value, spans=())


def is_quotation_changed(before: Initiative, after: Initiative) -> bool:
    """Whether a text that the source is quoted for differs, and not only how it is classified."""
    return any(
        not _same(getattr(after, name), getattr(before, name))
        for name in ("title", "description", "roles", "indicators", "municipalities")
    )
