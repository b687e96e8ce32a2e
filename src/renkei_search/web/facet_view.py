"""Facets as the search page shows them: policy fields as a tree, regions by prefecture, the long tail apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from renkei_search.search.request import MISSING, FilterName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.result import Bucket, Facet

_OPEN_BUCKETS: Final = 8
_OPEN_TREE: Final = 14
_OPEN_FACETS: Final = (FilterName.FIELD, FilterName.REGION)


@dataclass(frozen=True)
class Choice:
    """A bucket as a check box (none if ``excluded``), what lies below it, and whether that is shown at first."""

    value: str
    label: str
    count: int
    selected: bool
    children: list[Choice]
    open: bool
    excluded: bool


@dataclass(frozen=True)
class Group:
    """Check boxes under a heading, such as the regions of a prefecture; none where there is but one group."""

    heading: str | None
    choices: list[Choice]


@dataclass(frozen=True)
class FacetView:
    """A facet as groups of check boxes: those ``shown``, and the ``hidden`` ones to be opened."""

    name: str
    label: str
    open: bool
    searchable: bool
    shown: list[Group]
    hidden: list[Group]
    hidden_count: int


def present_facet(facet: Facet, catalogue: Catalogue) -> FacetView:
    """Put a facet's buckets into groups: all of a tree, of a list the most frequent and those chosen."""
    buckets = facet.buckets
    if facet.name is FilterName.FIELD:
        shown = list(buckets)
        tree = _tree(buckets, None, unfolded=len(buckets) <= _OPEN_TREE)
        groups = [Group(None, tree)] if tree else []
    else:
        frequent = sorted(buckets, key=lambda bucket: -bucket.count)[:_OPEN_BUCKETS]
        shown = [bucket for bucket in buckets if bucket.selected or bucket.excluded or bucket in frequent]
        groups = _groups(facet.name, shown, catalogue)
    rest = [bucket for bucket in buckets if bucket not in shown]
    return FacetView(
        name=facet.name.value,
        label=facet.name.label,
        open=facet.name in _OPEN_FACETS or any(bucket.selected or bucket.excluded for bucket in buckets),
        searchable=bool(rest) or len(buckets) > _OPEN_TREE,
        shown=groups,
        hidden=_groups(facet.name, rest, catalogue),
        hidden_count=len(rest),
    )


def _tree(buckets: Iterable[Bucket], parent: str | None, *, unfolded: bool) -> list[Choice]:
    choices = []
    for bucket in buckets:
        if bucket.parent == parent:
            children = _tree(buckets, bucket.value, unfolded=unfolded)
            chosen_below = any(child.selected or (child.open and not unfolded) for child in children)
            choices.append(_choice(bucket, children, opened=unfolded or chosen_below))
    return choices


def _groups(name: FilterName, buckets: list[Bucket], catalogue: Catalogue) -> list[Group]:
    if name is not FilterName.REGION:
        return [Group(None, [_choice(bucket) for bucket in buckets])] if buckets else []
    by_id = {bucket.value: bucket for bucket in buckets}
    groups: dict[str, list[Choice]] = {}
    for region in catalogue.regions:  # north to south
        if region.id in by_id:
            groups.setdefault(region.prefectures[0], []).append(_choice(by_id[region.id]))
    if MISSING in by_id:
        groups["そのほか"] = [_choice(by_id[MISSING])]
    return [Group(heading, choices) for heading, choices in groups.items()]


def _choice(bucket: Bucket, children: list[Choice] | None = None, *, opened: bool = False) -> Choice:
    return Choice(
        bucket.value, bucket.label, bucket.count, bucket.selected, children or [], opened, bucket.excluded
    )
