"""The declaration of a facet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from renkei_search.analysis.practice import PracticeConfidence
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Initiative, Region

MISSING: Final = "_missing"
"""The filter value that selects records without a value, such as examples that belong to no region."""


@dataclass(frozen=True)
class Subject:
    """The data from which an initiative's facet values are derived.

    Attributes:
        initiative: the record.
        region: its region, if it has one.
        catalogue: the classifications.
        practices: the types of practice that its words indicate.
    """

    initiative: Initiative
    region: Region | None
    catalogue: Catalogue
    practices: PracticeConfidence


class Known(NamedTuple):
    """A value that a facet may take.

    ``short`` is its label next to the name of the facet, if that differs. ``parent`` and ``depth`` place it in a
    tree; ``heading`` is the heading under which it is listed, ``names`` are its other names.
    """

    value: str
    label: str
    parent: str | None = None
    depth: int = 0
    heading: str | None = None
    short: str | None = None
    names: tuple[str, ...] = ()


class HeadingPlace(IntEnum):
    """The place of a facet's filter in the heading of a search, first to last."""

    AREA = 0
    REGION = 1
    KIND_OF_REGION = 2
    TIME = 3
    DOCUMENT = 4
    CATEGORY = 5
    SUBJECT = 6


class HeadingPhrase(NamedTuple):
    """How a facet's filter reads before 「取組」 in the heading of a search, with ``{}`` for the quoted values.

    Facets with the same ``place`` follow each other in the order of the registry.
    """

    text: str
    place: HeadingPlace


@dataclass(frozen=True)
class Declaration:
    """A facet.

    Attributes:
        label: its Japanese name on pages and in messages.
        values: the values of an initiative; one without values is counted under :data:`MISSING`.
        known: all values with their labels, in the official order.
        help: a Japanese sentence for the API's description that explains the values.
        option: the same for the command line, which takes names as well.
        phrase: how its filter reads in the heading of a search.
        missing: the label for records without a value; none if every record has one.
        shown: whether answers count the facet; otherwise it only filters.
        listed: whether pages list it next to results, if it is counted.
        opened: whether its list is initially open.
        by_count: whether values are listed by count (ties in the official order) instead of in the official order.
        tree: whether choosing a value includes all values below it, so that it replaces chosen ones above and below.
        of_region: the values of a region, for lists of regions; none if the facet does not apply to regions. A region
            without a value counts as :data:`MISSING`.
    """

    label: str
    values: Callable[[Subject], tuple[str, ...]]
    known: Callable[[Catalogue], Iterable[Known]]
    help: str
    option: str
    phrase: HeadingPhrase
    missing: str | None = None
    shown: bool = True
    listed: bool = True
    opened: bool = False
    by_count: bool = False
    tree: bool = False
    of_region: Callable[[Region, Catalogue], tuple[str, ...]] | None = None

    def all_known(self, catalogue: Catalogue) -> Iterator[Known]:
        """All values in the official order, with the one for records without a value last."""
        yield from self.known(catalogue)
        if self.missing is not None:
            yield Known(MISSING, self.missing)
