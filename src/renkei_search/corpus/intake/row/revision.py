"""Make an initiative from a row, or change one: only properties whose cells differ from the export change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from renkei_search.corpus.cost import parse_cost
from renkei_search.corpus.intake.row.entry import same_text
from renkei_search.corpus.intake.row.field_reader import category_of, find_contradictions
from renkei_search.corpus.intake.row.flaw import CellError, Flaw, Remark, flaw_of
from renkei_search.corpus.intake.row.region_claim import find_region_flaws
from renkei_search.corpus.intake.row.region_register import RegionCells
from renkei_search.corpus.intake.row.source_register import CitedSource
from renkei_search.corpus.intake.row.value import (
    parse_indicators,
    parse_municipalities,
    parse_roles,
    parse_status,
    shorten,
)
from renkei_search.corpus.table import make_row, split_values, unguard_cell
from renkei_search.errors import TableError
from renkei_search.model.record import Initiative, InitiativeSpans

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.intake.row.entry import Entry
    from renkei_search.corpus.intake.row.field_reader import FieldReader
    from renkei_search.corpus.intake.row.region_register import RegionRegister
    from renkei_search.corpus.intake.row.source_register import SourceRegister
    from renkei_search.model.record import Cost, Region

DRAFT_SOURCE: Final = "（取り込んだ下書き）"
"""The suffix of a document's title for the table of texts that a person changed in its draft."""

# In the order of messages. The category comes before the fields, because it limits which are inferred.
_PROPERTIES: Final = (
    "title", "category", "fields", "description", "roles", "indicators", "municipalities", "costs", "period",
    "status",
)  # fmt: skip

_NO_AMOUNT: Final = frozenset("-－―—ー–")

EMPTY: Final = "具体的内容が空です"
"""The reason for refusing an empty row."""


class RowRefusedError(TableError):
    """A row is refused.

    Args:
        flaws: the reasons, each with its column.
    """

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__("".join(flaw.message for flaw in flaws))
        self.flaws = tuple(flaws)


class Revised(NamedTuple):
    """An initiative as described by its row, with remarks on how the row was read."""

    initiative: Initiative
    remarks: tuple[Remark, ...]


class DefaultRegion(NamedTuple):
    """The importing person's description of the region for rows that name none; empty texts if not given."""

    name: str = ""
    prefectures: str = ""
    members: str = ""
    kind: str = ""


class Reviser:
    """Turns rows into initiatives.

    Args:
        catalogue: the existing corpus.
        regions: the regions of the corpus and of the table.
        sources: the sources of the corpus and of the table.
        fields: reads policy fields.
        default_region: the region of new rows that name none. Its prefectures also apply to bodies for which the table
            gives none.
        new_edition: whether the rows come from a document that may take over known initiatives.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        regions: RegionRegister,
        sources: SourceRegister,
        fields: FieldReader,
        default_region: DefaultRegion,
        *,
        new_edition: bool = False,
    ) -> None:
        self._new_edition = new_edition
        self._catalogue = catalogue
        self._regions = regions
        self._sources = sources
        self._fields = fields
        self._default = default_region

    def region_cells(self, entry: Entry) -> RegionCells:
        """The row's cells about its region. If it names a region and a body, the body takes part in the region."""
        name, body = entry.text("region"), entry.text("body")
        is_body = bool(body) and not name
        name = name or body
        is_default = not name and bool(self._default.name)
        return RegionCells(
            self._default.name if is_default else name,
            entry.text("kind"),
            entry.text("prefectures") or self._default.prefectures,
            entry.text("members"),
            entry.text("core_cities"),
            is_body=is_body,
            participants=entry.text("municipalities") if is_default else "",
        )

    def find_region(self, entry: Entry) -> Region | None:
        """The region of a row.

        Raises:
            RowRefusedError: there is none, or the row contradicts what is known about it.
        """
        cells = self.region_cells(entry)
        try:
            region = self._regions.resolve(cells)
        except TableError as error:
            raise RowRefusedError([flaw_of("region", error)]) from error
        flaws = find_region_flaws(region, self._said(entry, cells), {})
        if flaws:
            raise RowRefusedError(flaws)
        return region

    def find_flaws(self, entry: Entry) -> list[Flaw]:
        """Find the other flaws of a row whose region is unknown, except those that depend on the region."""
        flaws = list(entry.flaws)
        values: dict[str, Any] = {}
        for name in _PROPERTIES:
            self._set(values, flaws, [], entry, name, None)
        flaws += self._resolve_source(values, entry)
        return flaws

    def create(self, entry: Entry, region: Region | None) -> Revised:
        """A new initiative, with an empty id and empty spans.

        Raises:
            RowRefusedError: something is missing or cannot be understood.
        """
        flaws = list(entry.flaws)
        remarks: list[Remark] = []
        values: dict[str, Any] = {}
        for name in _PROPERTIES:
            self._set(values, flaws, remarks, entry, name, region)
        flaws += self._resolve_source(values, entry)
        if not flaws:
            values.setdefault("category", category_of(values["fields"]))
            flaws += find_contradictions(values["category"], values["fields"])
        if flaws:
            raise RowRefusedError(flaws)
        initiative = Initiative(
            id="",
            region=region.id if region is not None else None,
            spans=InitiativeSpans(description=()),
            **values,
        )
        return Revised(initiative, tuple(remarks))

    def _source_title(self, entry: Entry) -> str:
        """The title of the source that a row names. A row that a person added to a draft is not from the document."""
        title = entry.text("source")
        return title + DRAFT_SOURCE if title and self._new_edition else title

    def revise(self, initiative: Initiative, entry: Entry) -> Revised:
        """The initiative with the properties whose cells differ, or the same object if none does.

        Raises:
            RowRefusedError: a cell cannot be understood or must not be changed.
        """
        old = make_row(initiative, self._catalogue)._asdict()
        flaws = list(entry.flaws)
        remarks: list[Remark] = []
        values: dict[str, Any] = {}
        before = self._catalogue.regions_by_id.get(initiative.region or "")
        region = before
        if _differs(entry, "region", old) and (entry.text("region") or initiative.region is not None):
            try:
                region = self._regions.resolve(self.region_cells(entry))
                values["region"] = region.id if region is not None else None
            except TableError as error:
                flaws.append(flaw_of("region", error))
        flaws += find_region_flaws(region, self._said(entry, self.region_cells(entry)), old)
        flaws += self._source_flaws(initiative, entry, old)
        for name in _PROPERTIES:
            if _differs(entry, name, old):
                self._set(values, flaws, remarks, entry, name, region)
        changed = {
            name: value for name, value in values.items() if not _same(value, getattr(initiative, name))
        }
        if not flaws and {"category", "fields"} & changed.keys():
            flaws += find_contradictions(
                changed.get("category", initiative.category), changed.get("fields", initiative.fields)
            )
        if flaws:
            raise RowRefusedError(flaws)
        if not changed:
            return Revised(initiative, ())
        return Revised(msgspec.structs.replace(initiative, **changed), tuple(remarks))

    def _said(self, entry: Entry, cells: RegionCells) -> RegionCells:
        """The row's own cells about its region, which must be correct, without defaults, which need not apply."""
        return cells._replace(prefectures=entry.text("prefectures"))

    def _resolve_source(self, values: dict[str, Any], entry: Entry) -> list[Flaw]:
        try:
            values["source"] = self._sources.resolve(
                CitedSource(
                    self._source_title(entry),
                    entry.text("publisher"),
                    entry.text("as_of"),
                    entry.text("source_url"),
                )
            )
        except TableError as error:
            return [flaw_of(_blamed(str(error)), error)]
        return []

    def _set(
        self,
        values: dict[str, Any],
        flaws: list[Flaw],
        remarks: list[Remark],
        entry: Entry,
        name: str,
        region: Region | None,
    ) -> None:
        if name == "category" and not entry.text(name):
            return  # the fields determine it
        try:
            values[name] = self._value(name, entry, region, values, remarks)
        except TableError as error:
            flaws.append(flaw_of(name, error))

    def _value(
        self,
        name: str,
        entry: Entry,
        region: Region | None,
        values: Mapping[str, Any],
        remarks: list[Remark],
    ) -> object:
        text = entry.text(name)
        match name:
            case "description":
                if not text:
                    raise CellError(
                        f"{EMPTY}。書いてください。",
                        cause=EMPTY,
                        remedy="何をどのように行うかを書いてください。",
                    )
                return text
            case "municipalities":
                return self._participants(entry, region, remarks)
            case "costs":
                return _costs(entry, remarks)
            case "category":
                return self._fields.parse_category(text)
            case "fields":
                fields = self._fields.parse(
                    text, entry.text("title"), entry.text("description"), values.get("category")
                )
                if not text:
                    labels = "、".join(self._catalogue.taxonomy[coded.code].label for coded in fields)
                    remarks.append(
                        Remark("政策分野が空なので、文から推定しました", f"{entry.row.number}行目", labels)
                    )
                return fields
        parsers: dict[str, Callable[[str], object]] = {
            "roles": parse_roles,
            "indicators": parse_indicators,
            "status": parse_status,
        }
        return parsers[name](text) if name in parsers else text or None

    def _participants(self, entry: Entry, region: Region | None, remarks: list[Remark]) -> tuple[str, ...]:
        text = entry.text("municipalities")
        if entry.text("region") and entry.text("body"):
            text = "、".join(filter(None, [entry.text("body"), text]))
        names, kept = parse_municipalities(text, region.members if region is not None else ())
        if region is not None and names == (region.name,):
            return ()
        for name in kept:
            cause = "参加市町村に、市町村の名前でないものがあります。書かれたまま残しました"
            remarks.append(Remark(cause, f"{entry.row.number}行目", shorten(name)))
        return names

    def _source_flaws(self, initiative: Initiative, entry: Entry, old: dict[str, str]) -> list[Flaw]:
        if self._new_edition:
            return []
        source = self._catalogue.source(initiative.source).source
        text = entry.text("source")
        if text and _differs(entry, "source", old) and text not in {source.id, source.title, source.url}:
            return [Flaw("source", f"資料は変えられません（この取組の資料は「{old['source']}」です）。")]
        url = entry.text("source_url")
        if url and url != source.url:
            said = f"出典URLは資料の情報です（この取組の資料では「{source.url or '空'}」）。行ごとには変えられません"
            return [Flaw("source_url", f"{said}。", said)]
        try:
            self._sources.refuse_difference(source, entry.text("publisher"), entry.text("as_of"))
        except TableError as error:
            return [flaw_of(_blamed(str(error)), error)]
        return []


def _costs(entry: Entry, remarks: list[Remark]) -> tuple[Cost, ...]:
    """Read the amounts of a row. Other texts (調整中) are reported, but the row is not refused."""
    costs = []
    for text in split_values(entry.text("costs")):
        try:
            costs.append(parse_cost(text))
        except TableError:
            if text.strip() not in _NO_AMOUNT:
                cause = "事業費のうち、金額と読めないものは取り込みませんでした"
                remarks.append(Remark(cause, f"{entry.row.number}行目", shorten(text)))
    return tuple(costs)


def _blamed(fault: str) -> str:
    """The column that an error about a source refers to."""
    if fault.startswith("資料「"):
        return "source"
    if fault.startswith("公表者"):
        return "publisher"
    return "source_url" if fault.startswith("出典URL") else "as_of"


def _differs(entry: Entry, name: str, old: dict[str, str]) -> bool:
    """Whether the row has the column with a different text. A removed formula guard does not count."""
    if name not in entry.texts:
        return False
    return not any(same_text(entry.texts[name], text) for text in (old[name], unguard_cell(old[name])))


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal except for their spans."""
    if isinstance(one, tuple) and one and hasattr(one[0], "spans"):
        return [_unplaced(value) for value in one] == [_unplaced(value) for value in other]
    return bool(one == other)


def _unplaced(value: Any) -> Any:
    changes = {"spans": ()} | ({"context": ()} if hasattr(value, "context") else {})
    return msgspec.structs.replace(value, **changes)


def is_quotation_changed(before: Initiative, after: Initiative) -> bool:
    """Whether a quoted text differs, and not only the classification."""
    return any(
        not _same(getattr(after, name), getattr(before, name))
        for name in ("title", "description", "roles", "indicators", "municipalities", "costs", "period")
    )
