"""Check what a row says about a known region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.intake.row.entry import same_text
from renkei_search.corpus.intake.row.flaw import Flaw, flaw_of
from renkei_search.corpus.intake.row.value import parse_kind, parse_municipalities, parse_prefectures
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from renkei_search.corpus.intake.row.region_register import RegionCells
    from renkei_search.model.record import Region


def find_region_flaws(region: Region | None, cells: RegionCells, old: dict[str, str]) -> list[Flaw]:
    """Find contradictions between a row and a known region. ``old`` are the region's cells as an export writes them."""
    if region is None:
        return []
    flaws = []
    try:
        kind = parse_kind(cells.kind) if cells.kind and cells.kind != old.get("kind") else region.kind
        if kind is not region.kind:
            flaws.append(Flaw("kind", f"「{region.name}」は{region.kind.label}です。"))
    except TableError as error:
        flaws.append(flaw_of("kind", error))
    try:
        if cells.prefectures and not same_text(cells.prefectures, old.get("prefectures", "")):
            prefectures, _ = parse_prefectures(cells.prefectures)
            if not set(prefectures) & set(region.prefectures):
                flaws.append(
                    Flaw("prefectures", f"「{region.name}」は{'、'.join(region.prefectures)}にあります。")
                )
    except TableError as error:
        flaws.append(flaw_of("prefectures", error))
    try:
        if (
            cells.members
            and region.members
            and not set(parse_municipalities(cells.members, region.members).names) & set(region.members)
        ):
            flaws.append(
                Flaw("members", f"「{region.name}」の市町村が一つもありません。圏域名を確かめてください。")
            )
    except TableError as error:
        flaws.append(flaw_of("members", error))
    return flaws
