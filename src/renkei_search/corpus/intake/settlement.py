"""Assign the rows of a draft: rows with the document's own words belong to the document, the others to a table.

A new edition of a document takes over the initiatives of the earlier one, and they keep their ids. Initiatives that the
new edition no longer contains stay with the earlier one and are reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.intake.document_source import describe_document
from renkei_search.corpus.intake.locator import Locator, all_spans
from renkei_search.corpus.intake.row.revision import DRAFT_SOURCE
from renkei_search.model.record import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from renkei_search.corpus.intake.document_source import ReadDocument
    from renkei_search.corpus.reader import CorpusPart
    from renkei_search.model.record import Initiative, Source

_EDITION: Final = re.compile(
    r"[0-9０-９一二三四五六七八九十]+|元|第|期|版|改訂|改定|令和|平成|年度?|月|[（(].*?[）)]"
)


@dataclass(frozen=True)
class Settlement:
    """The assignment of the rows of a draft.

    Attributes:
        read: the document.
        source: the source for the document.
        added: new records, each with its source and, if the document contains it literally, its spans.
        changed: records of the folder, before and after.
        edited: ids of records whose texts a person changed, and which therefore belong to a table.
        gone: records of an earlier edition that the draft does not have.
    """

    read: ReadDocument
    source: Source
    added: tuple[Initiative, ...]
    changed: tuple[tuple[Initiative, Initiative], ...]
    edited: tuple[str, ...]
    gone: tuple[Initiative, ...]


def settle(
    read: ReadDocument,
    part: CorpusPart | None,
    *,
    added: Sequence[Initiative],
    changed: Sequence[tuple[Initiative, Initiative]],
    kept: Sequence[Initiative],
    source_of: Callable[[str], Source],
    new_id: Callable[[str], str],
) -> Settlement | None:
    """Assign the rows of a draft to its document or to a table.

    Args:
        read: the document.
        part: the current content of the folder; None if there is no corpus yet.
        added: the draft's new records.
        changed: records of the folder that the draft changes, before and after.
        kept: records of the folder that the draft repeats.
        source_of: looks up a source.
        new_id: makes the id of a source from its title.

    Returns:
        None if no row belongs to the document.
    """
    known = _same_document(read, part)
    like = next((source_of(found.source) for found in added), None)
    if known is None and like is None:
        like = next((source_of(found.source) for found in (*(after for _, after in changed), *kept)), None)
    source = known
    if source is None:
        if like is None:
            return None
        source = describe_document(read, new_id(like.title.removesuffix(DRAFT_SOURCE)), like)
    own = [found for found in (part.initiatives if part else ()) if found.source == source.id]
    touched = {before.id for before, _ in changed}
    locator = Locator(
        read.document, read.proposals, (all_spans(found) for found in own if found.id not in touched)
    )
    placed_added, edited = [], []
    for initiative in added:
        placed = locator.place(initiative)
        if placed is None:
            edited.append(initiative.id)
        placed_added.append(
            initiative if placed is None else msgspec.structs.replace(placed, source=source.id)
        )
    moved = []
    for before, after in (*changed, *((found, found) for found in kept if found.source != source.id)):
        placed = locator.place(after)
        if placed is not None:
            moved.append((before, msgspec.structs.replace(placed, source=source.id)))
        elif before != after:
            moved.append((before, after))
            edited.append(after.id)
    return Settlement(
        read=read,
        source=source,
        added=tuple(placed_added),
        changed=tuple(moved),
        edited=tuple(edited),
        gone=tuple(_gone(part, source, [*(before for before, _ in changed), *kept], added)),
    )


def _same_document(read: ReadDocument, part: CorpusPart | None) -> Source | None:
    """The source of the document if it was imported before."""
    for item in part.sources if part is not None else ():
        if item.source.original is not None and item.text == read.document.text:
            return item.source
    return None


def _gone(
    part: CorpusPart | None, source: Source, matched: Sequence[Initiative], added: Iterable[Initiative]
) -> list[Initiative]:
    """The records of earlier editions that the draft does not contain.

    An earlier edition is a document of the same region that was read before. The draft contains records from it, or its
    title differs only in number and date.
    """
    if part is None:
        return []
    regions = {found.region for found in (*matched, *added)}
    repeated = {found.source for found in matched}
    earlier = {
        item.source.id
        for item in part.sources
        if item.source.origin is Origin.DOCUMENT
        and item.source.original is not None
        and item.source.id != source.id
        and (item.source.id in repeated or _stem(item.source.title) == _stem(source.title))
    }
    ids = {found.id for found in matched}
    return [
        found
        for found in part.initiatives
        if found.source in earlier and found.region in regions and found.id not in ids
    ]


def _stem(title: str) -> str:
    return _EDITION.sub("", "".join(title.split()))
