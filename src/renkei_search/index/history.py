"""When each initiative was added and when its text last changed, as known from earlier generations.

A corpus does not record edits. So a build compares each text with the generation that it replaces: an initiative that is
missing there is new, and one with another text has changed, both at the time of the build. Without an earlier
generation, initiatives have the date on which their source was taken in, if it is known.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from renkei_search.corpus.era import japan_time
from renkei_search.index.generation import GENERATIONS, current_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus
    from renkei_search.model.record import Initiative

HISTORY: Final = "history.json"

_NAMED: Final = 3


class Dated(msgspec.Struct, frozen=True, array_like=True):
    """The fingerprint of an initiative's text, its source, and when it was added and changed.

    Each is a time or, if taken from a source, a day, in ISO 8601; empty if unknown or if it never changed.
    """

    digest: str
    source: str
    added: str = ""
    changed: str = ""

    @property
    def last(self) -> datetime | None:
        """When it was last changed or else added; a day begins at midnight in Japan."""
        return _moment(self.changed or self.added)

    @property
    def first(self) -> datetime | None:
        """When it was added."""
        return _moment(self.added)


class Arrival(NamedTuple):
    """Initiatives of one source that were added, or changed, on one day; ``ids`` are the first few of ``initiatives``."""

    moment: datetime
    source: str
    changed: bool
    initiatives: int
    ids: tuple[str, ...]


def make_history(corpus: Corpus, root: Path, now: datetime | None = None) -> bytes:
    """The history of a corpus's initiatives after that of the generation in use."""
    moment = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    before = _read_before(root)
    taken_in = {item.source.id: _day(item.source.taken_in) for item in corpus.catalogue.sources}
    return msgspec.json.encode(
        {
            initiative.id: _date(initiative, before, taken_in[initiative.source], moment)
            for initiative in corpus.initiatives
        }
    )


class History:
    """The history of one generation's initiatives. May be shared by threads."""

    def __init__(self, data: bytes) -> None:
        self._dated: Mapping[str, Dated] = msgspec.json.decode(data, type=dict[str, Dated])

    def of(self, initiative_id: str) -> Dated | None:
        """The dates of an initiative."""
        return self._dated.get(initiative_id)

    @cached_property
    def arrivals(self) -> tuple[Arrival, ...]:
        """The additions and changes by day and source, latest first."""
        return tuple(_gather(self._dated.items()))


def _date(initiative: Initiative, before: Mapping[str, Dated] | None, taken_in: str, moment: str) -> Dated:
    digest, source = _fingerprint(initiative), initiative.source
    if before is None:
        return Dated(digest, source, taken_in)
    old = before.get(initiative.id)
    if old is None:
        return Dated(digest, source, moment)
    return Dated(digest, source, old.added or taken_in, old.changed if old.digest == digest else moment)


def _fingerprint(initiative: Initiative) -> str:
    """The fingerprint of an initiative's text, without its spans and its classification."""
    text = (
        initiative.title,
        initiative.description,
        initiative.period,
        initiative.status,
        initiative.municipalities,
        [(role.party, role.name, role.text) for role in initiative.roles],
        [(figure.name, figure.value, figure.period) for figure in initiative.indicators],
        [(cost.amount, cost.unit, cost.period) for cost in initiative.costs],
    )
    return hashlib.sha256(msgspec.json.encode(text)).hexdigest()[:16]


def _read_before(root: Path) -> Mapping[str, Dated] | None:
    """The history of the generation in use; None if there is no generation, or it has no history."""
    generation = current_id(root)
    if generation is None:
        return None
    try:
        data = (root / GENERATIONS / generation / HISTORY).read_bytes()
        return msgspec.json.decode(data, type=dict[str, Dated])
    except (OSError, msgspec.DecodeError):
        return None


def _gather(dated: Iterable[tuple[str, Dated]]) -> list[Arrival]:
    groups: defaultdict[tuple[date, str, bool], list[tuple[datetime, str]]] = defaultdict(list)
    for initiative_id, item in dated:
        if (moment := item.last) is not None:
            groups[japan_time(moment).date(), item.source, bool(item.changed)].append((moment, initiative_id))
    found = [
        Arrival(
            max(moment for moment, _ in members),
            source,
            changed,
            len(members),
            tuple(initiative_id for _, initiative_id in members[:_NAMED]),
        )
        for (_, source, changed), members in groups.items()
    ]
    return sorted(found, key=lambda arrival: arrival.moment, reverse=True)


def _day(text: str | None) -> str:
    """The text if it is a day in ISO 8601, otherwise an empty text."""
    try:
        return date.fromisoformat(text or "").isoformat()
    except ValueError:
        return ""


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    return japan_time(datetime.fromisoformat(text))
