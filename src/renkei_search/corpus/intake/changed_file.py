"""Make the files of a corpus folder that an import changes; unchanged lines are kept byte for byte."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.intake.composition import compose_source
from renkei_search.corpus.intake.document_source import make_source_text
from renkei_search.corpus.intake.locator import all_spans
from renkei_search.corpus.intake.row.revision import is_quotation_changed
from renkei_search.corpus.reader import EDITORIAL_TITLES
from renkei_search.model.record import LeftOut, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from renkei_search.corpus.collection import Catalogue, SourceText
    from renkei_search.corpus.intake.settlement import Settlement
    from renkei_search.corpus.reader import CorpusPart
    from renkei_search.model.record import Initiative, Record, Region, Source

_REPLACED: Final = ("replaced", "取り込みで書き換えた取組の元の文（{}）")


def make_files(
    part: CorpusPart | None,
    catalogue: Catalogue,
    *,
    changed: Sequence[tuple[Initiative, Initiative]],
    added: Sequence[Initiative],
    regions: Mapping[str, Sequence[Region]],
    source_of: Callable[[str], Source],
    default_source: Callable[[], str],
    settlement: Settlement | None = None,
) -> dict[str, bytes]:
    """Make the new contents of the files that change, by name within the folder.

    An edited text is no longer in the document that it was read from. Its record moves to a table, and the characters
    that the record no longer claims are listed as left out.

    Args:
        part: the current content of the folder; None if there is no corpus yet.
        catalogue: the catalogue with all regions, including new ones.
        changed: records of the folder, before and after.
        added: new records, each with its id and source.
        regions: new regions by the source that describes them.
        source_of: looks up a source, including new ones.
        default_source: the id of the table for records that leave their document.
        settlement: the document of a draft, with the records that were read from it.
    """
    document = settlement.source.id if settlement is not None else None
    known = {item.source.id: item for item in part.sources} if part is not None else {}
    records = {initiative.id: initiative for initiative in part.initiatives} if part is not None else {}
    touched = dict.fromkeys(initiative.source for initiative in added) | dict.fromkeys(regions)
    replaced: dict[str, list[Initiative]] = defaultdict(list)
    for before, after in changed:
        touched[before.source] = None
        records[after.id] = after
        if document is not None and after.source == document:
            touched[document] = None
            if before.source != document and source_of(before.source).origin is Origin.DOCUMENT:
                replaced[before.source].append(before)
        elif is_quotation_changed(before, after) and source_of(before.source).origin is Origin.DOCUMENT:
            replaced[before.source].append(before)
            del records[after.id]  # appended to its table
            records[after.id] = msgspec.structs.replace(after, source=default_source())
            touched[default_source()] = None
    records |= {initiative.id: initiative for initiative in added}
    files: dict[str, bytes] = {}
    own_regions = {region.id: region for region in part.regions} if part is not None else {}
    for source_id in touched:
        members = [initiative for initiative in records.values() if initiative.source == source_id]
        if settlement is not None and source_id == document:
            files |= _read_document_files(settlement, members)
            continue
        source = source_of(source_id)
        if source.origin is Origin.DOCUMENT:
            files |= _document_files(known[source_id], members, replaced[source_id])
            continue
        described = [
            *(region for region in own_regions.values() if _describes(source_id, region)),
            *regions.get(source_id, ()),
        ]
        composed = compose_source(source, described, members, catalogue)
        own_regions |= {region.id: region for region in composed.regions}
        files |= _table_files(composed.source, composed.initiatives)
    if part is None or tuple(own_regions.values()) != part.regions:
        files["regions.jsonl"] = _lines(own_regions.values())
    return files | _editorial_titles(part, changed)


def _editorial_titles(
    part: CorpusPart | None, changed: Sequence[tuple[Initiative, Initiative]]
) -> dict[str, bytes]:
    """Our own headings, without those of initiatives whose text changed or that now have a title."""
    stale = {after.id for before, after in changed if is_quotation_changed(before, after)}
    held = part.editorial_titles if part is not None else ()
    kept = [title for title in held if title.id not in stale]
    return {EDITORIAL_TITLES: _lines(kept)} if len(kept) < len(held) else {}


def _describes(source_id: str, region: Region) -> bool:
    return any(evidence.source == source_id for evidence in region.evidence)


def _document_files(
    item: SourceText, members: Sequence[Initiative], replaced: Sequence[Initiative]
) -> dict[str, bytes]:
    files = {f"initiatives/{item.source.id}.jsonl": _lines(members)}
    if replaced:
        kind, reason = _REPLACED
        left_out = [
            *item.left_out,
            *(
                LeftOut(kind=kind, reason=reason.format(found.id), spans=all_spans(found))
                for found in replaced
            ),
        ]
        files[f"sources/{item.source.id}/left-out.jsonl"] = _lines(left_out)
    return files


def _read_document_files(settlement: Settlement, members: Sequence[Initiative]) -> dict[str, bytes]:
    """The files of a read document: its text, pages and left-out characters, and the file itself."""
    item = make_source_text(settlement.read, settlement.source, members)
    folder = f"sources/{item.source.id}"
    files = _table_files(item, members)
    files[f"{folder}/pages.jsonl"] = _lines(item.pages)
    if item.source.original is not None:
        files[f"{folder}/{item.source.original}"] = settlement.read.data
    return files


def _table_files(item: SourceText, members: Sequence[Initiative]) -> dict[str, bytes]:
    folder = f"sources/{item.source.id}"
    return {
        f"{folder}/text.txt": item.text.encode(),
        f"{folder}/left-out.jsonl": _lines(item.left_out),
        f"initiatives/{item.source.id}.jsonl": _lines(members),
        f"{folder}/source.toml": _toml(item.source),
    }


def _lines(records: Iterable[Record]) -> bytes:
    return b"".join(msgspec.json.format(msgspec.json.encode(record), indent=0) + b"\n" for record in records)


def _toml(source: Source) -> bytes:
    """Encode a text as TOML: a JSON string is a valid TOML basic string."""
    values = msgspec.to_builtins(source)
    return "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
        for key, value in values.items()
        if value is not None
    ).encode()
