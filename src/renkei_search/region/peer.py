"""Which regions are most similar to a region, why, and what they do that it does not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from renkei_search.region.matrix import policy_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from renkei_search.model.record import Region
    from renkei_search.model.taxonomy import Node, Taxonomy
    from renkei_search.region.summary import RegionSummary


class PeerTrait(StrEnum):
    """In what respect two regions are similar."""

    POPULATION = "population"
    MEMBERS = "members"
    KIND = "kind"
    CROSSING = "crossing"


# The weight of each trait. Size determines what a region can afford, the kind which rules apply.
_WEIGHTS: Final = {
    PeerTrait.POPULATION: 3.0,
    PeerTrait.MEMBERS: 2.0,
    PeerTrait.KIND: 2.0,
    PeerTrait.CROSSING: 1.5,
}
# The similarity of an unknown population: below that of a close one, above that of a distant one.
_UNKNOWN: Final = 0.5
# From this similarity on, a number is given as a reason: the smaller is 70 % of the larger.
_NEAR: Final = 0.7


@dataclass(frozen=True)
class PeerRegion:
    """A similar region, with its similarity from 0 to 1 and the traits in common."""

    summary: RegionSummary
    nearness: float
    reasons: tuple[PeerTrait, ...]


@dataclass(frozen=True)
class LackingField:
    """A policy field in which a region has no initiatives, and the peers that have some, ``count`` in total.

    ``declared`` says that a source marks the field for the region without describing what is done.
    """

    field: Node
    declared: bool
    peers: tuple[Region, ...]
    count: int


def find_peers(
    summary: RegionSummary, summaries: Sequence[RegionSummary], limit: int = 6
) -> tuple[PeerRegion, ...]:
    """The regions most similar in population, number of members, kind and crossing of prefectures.

    Most similar first, ties in the given order; never the region itself. If no source states a population, the other
    traits decide. Single municipalities and unions (:attr:`RegionKind.OTHER`) have no peers and are not peers.
    """
    if not summary.region.kind.is_scheme:
        return ()
    peers = [
        _compare(summary, other)
        for other in summaries
        if other.region.kind.is_scheme and other.region.id != summary.region.id
    ]
    return tuple(sorted(peers, key=lambda peer: -peer.nearness)[:limit])


def find_lacking_fields(
    region: Region, peers: Sequence[PeerRegion], counts: Mapping[tuple[str, str], int], taxonomy: Taxonomy
) -> tuple[LackingField, ...]:
    """The policy fields in which at least two peers have initiatives and the region has none.

    Fields that most peers have come first, then in the official order.

    Args:
        region: the region.
        peers: the regions to compare it with.
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


def _likenesses(summary: RegionSummary, other: RegionSummary) -> Iterator[tuple[PeerTrait, float]]:
    """The similarity of two regions, from 0 to 1, in each trait that is known for the first."""
    mine, others = summary.region, other.region
    if summary.population is not None:
        yield (
            PeerTrait.POPULATION,
            _near(summary.population.people, other.population.people) if other.population else _UNKNOWN,
        )
    yield PeerTrait.MEMBERS, _near(len(mine.members), len(others.members))
    yield PeerTrait.KIND, float(mine.kind is others.kind)
    # Nearly all regions are within one prefecture, so only crossing prefectures is distinctive.
    if len(mine.prefectures) > 1:
        yield PeerTrait.CROSSING, float(len(others.prefectures) > 1)


def _near(one: int, other: int) -> float:
    """The ratio of the smaller to the larger number, because regions differ by factors, not by amounts."""
    return min(one, other) / max(one, other)
