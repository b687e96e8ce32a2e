"""Which regions are most like one, why, and what they do that it does not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from renkei_search.search.matrix import policy_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from renkei_search.record import Region
    from renkei_search.search.region import RegionSummary
    from renkei_search.taxonomy import Node, Taxonomy


class Likeness(StrEnum):
    """In what two regions are alike."""

    POPULATION = "population"
    MEMBERS = "members"
    KIND = "kind"
    CROSSING = "crossing"


# How much each counts. Size decides what a region can carry, the kind by which rules.
_WEIGHTS: Final = {
    Likeness.POPULATION: 3.0,
    Likeness.MEMBERS: 2.0,
    Likeness.KIND: 2.0,
    Likeness.CROSSING: 1.5,
}
# What an unknown population counts for: less than a near one, more than a far one.
_UNKNOWN: Final = 0.5
# From here on two numbers are near enough to be named as a reason: the smaller is 70 % of the larger.
_NEAR: Final = 0.7


@dataclass(frozen=True)
class PeerRegion:
    """A region like another: how near from 0 to 1, and in what."""

    summary: RegionSummary
    nearness: float
    reasons: tuple[Likeness, ...]


@dataclass(frozen=True)
class LackingField:
    """A policy field without an initiative of one's own, and the peers that have some, ``count`` together.

    ``declared`` says that a source marks the field for the region without describing what is done.
    """

    field: Node
    declared: bool
    peers: tuple[Region, ...]
    count: int


def find_peers(
    summary: RegionSummary, summaries: Sequence[RegionSummary], limit: int = 6
) -> tuple[PeerRegion, ...]:
    """The regions most like one in population, number of members, kind and crossing of prefectures.

    Nearest first, equal ones in the order given; never the region itself. Where no source prints a population,
    the rest decides.
    """
    peers = [_compare(summary, other) for other in summaries if other.region.id != summary.region.id]
    return tuple(sorted(peers, key=lambda peer: -peer.nearness)[:limit])


def find_lacking_fields(
    region: Region, peers: Sequence[PeerRegion], counts: Mapping[tuple[str, str], int], taxonomy: Taxonomy
) -> tuple[LackingField, ...]:
    """The policy fields in which at least two peers have initiatives and the region has none.

    Those that most peers have come first, then in the official order.

    Args:
        region: whose fields lack.
        peers: those to compare with.
        counts: the initiatives by region and policy field.
        taxonomy: the policy fields.
    """
    declared = {item.code for item in region.declared_fields}
    lacking = []
    for node in policy_fields(taxonomy):
        having = tuple(
            peer.summary.region for peer in peers if counts.get((peer.summary.region.id, node.code), 0)
        )
        if len(having) >= 2 and not counts.get((region.id, node.code), 0):
            count = sum(counts[other.id, node.code] for other in having)
            lacking.append(LackingField(node, node.code in declared, having, count))
    return tuple(sorted(lacking, key=lambda item: -len(item.peers)))


def _compare(summary: RegionSummary, other: RegionSummary) -> PeerRegion:
    parts = dict(_likenesses(summary, other))
    return PeerRegion(
        summary=other,
        nearness=sum(_WEIGHTS[name] * part for name, part in parts.items())
        / sum(_WEIGHTS[name] for name in parts),
        reasons=tuple(name for name, part in parts.items() if part >= _NEAR),
    )


def _likenesses(summary: RegionSummary, other: RegionSummary) -> Iterator[tuple[Likeness, float]]:
    """How alike two regions are in each that can be told of the first, from 0 to 1."""
    mine, others = summary.region, other.region
    if summary.population is not None:
        yield (
            Likeness.POPULATION,
            _near(summary.population.people, other.population.people) if other.population else _UNKNOWN,
        )
    yield Likeness.MEMBERS, _near(len(mine.members), len(others.members))
    yield Likeness.KIND, float(mine.kind is others.kind)
    # Nearly all stay within one prefecture, so that only crossing is telling.
    if len(mine.prefectures) > 1:
        yield Likeness.CROSSING, float(len(others.prefectures) > 1)


def _near(one: int, other: int) -> float:
    """The smaller number as a share of the larger: regions differ by factors, not by amounts."""
    return min(one, other) / max(one, other)
