"""Facets on the search page: policy fields as a tree, regions by prefecture, the long tail collapsed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.facet.registry import FilterName
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.result import Bucket, Facet

_OPEN_BUCKETS: Final = 8
_OPEN_TREE: Final = 14
_OTHERS: Final = "そのほか"


class BucketChoice(Struct, frozen=True):
    """A bucket as a check box (none if ``excluded``), its children, and whether these are initially shown."""

    value: str
    label: str
    count: int
    selected: bool
    children: list[BucketChoice]
    open: bool
    excluded: bool


class ChoiceGroup(Struct, frozen=True):
    """Check boxes under a heading, such as the regions of a prefecture; no heading if there is only one group."""

    heading: str | None
    choices: list[BucketChoice]


class FacetView(Struct, frozen=True):
    """A facet as groups of check boxes: the ``shown`` ones, and the ``hidden`` ones that can be expanded."""

    name: str
    label: str
    open: bool
    searchable: bool
    shown: list[ChoiceGroup]
    hidden: list[ChoiceGroup]
    hidden_count: int


def present_facets(facets: Iterable[Facet], catalogue: Catalogue) -> list[FacetView]:
    """The facets that pages list and that have anything to choose."""
    views = [present_facet(facet, catalogue) for facet in facets if facet.name in LISTED]
    return [view for view in views if view.shown]


def without_fields(request: SearchRequest) -> SearchRequest:
    """The request without the conditions that the form has fields for; hidden fields keep the rest."""
    unlisted = tuple((name, value) for name, value in request.filters if name not in LISTED)
    return replace(request, text="", filters=unlisted, page=1)


def present_facet(facet: Facet, catalogue: Catalogue) -> FacetView:
    """Group a facet's buckets: all of a tree; of a list the most frequent and the chosen ones."""
    buckets = facet.buckets
    if facet.name.declaration.tree:
        shown = list(buckets)
        tree = _tree(_rooted(buckets), None, unfolded=len(buckets) <= _OPEN_TREE)
        groups = [ChoiceGroup(None, tree)] if tree else []
    else:
        frequent = sorted(buckets, key=lambda bucket: -bucket.count)[:_OPEN_BUCKETS]
        shown = [bucket for bucket in buckets if bucket.selected or bucket.excluded or bucket in frequent]
        groups = _groups(facet.name, shown, catalogue)
    rest = [bucket for bucket in buckets if bucket not in shown]
    return FacetView(
        name=facet.name.value,
        label=facet.name.label,
        open=facet.name.declaration.opened or any(bucket.selected or bucket.excluded for bucket in buckets),
        searchable=bool(rest) or len(buckets) > _OPEN_TREE,
        shown=groups,
        hidden=_groups(facet.name, rest, catalogue),
        hidden_count=len(rest),
    )


def _rooted(buckets: Sequence[Bucket]) -> list[Bucket]:
    """Keep a chosen value on the page, and so in the form, even if its ancestors have no matches."""
    values = {bucket.value for bucket in buckets}
    return [bucket if bucket.parent in values else replace(bucket, parent=None) for bucket in buckets]


def _tree(buckets: Iterable[Bucket], parent: str | None, *, unfolded: bool) -> list[BucketChoice]:
    choices = []
    for bucket in buckets:
        if bucket.parent == parent:
            children = _tree(buckets, bucket.value, unfolded=unfolded)
            chosen_below = any(child.selected or (child.open and not unfolded) for child in children)
            choices.append(_choice(bucket, children, opened=unfolded or chosen_below))
    return choices


def _groups(name: FilterName, buckets: list[Bucket], catalogue: Catalogue) -> list[ChoiceGroup]:
    known = {found.value: found.heading for found in name.declaration.known(catalogue)}
    if not any(known.values()):
        return [ChoiceGroup(None, [_choice(bucket) for bucket in buckets])] if buckets else []
    by_value = {bucket.value: bucket for bucket in buckets}
    groups: dict[str, list[BucketChoice]] = {}
    for value, heading in known.items():
        if value in by_value:
            groups.setdefault(heading or _OTHERS, []).append(_choice(by_value[value]))
    if MISSING in by_value:
        groups[_OTHERS] = [_choice(by_value[MISSING])]
    return [ChoiceGroup(heading, choices) for heading, choices in groups.items()]


def _choice(
    bucket: Bucket, children: list[BucketChoice] | None = None, *, opened: bool = False
) -> BucketChoice:
    return BucketChoice(
        bucket.value, bucket.label, bucket.count, bucket.selected, children or [], opened, bucket.excluded
    )
