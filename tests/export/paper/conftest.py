from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from renkei_search.export.paper.content import Paper, PaperOrder, make_paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.corpus.collection import Catalogue, Corpus

SIX = (
    "001-bingo-denim-project",
    "003-advanced-medicine",
    "000-niigata-net119",
    "001-kumamoto-library-mutual-use",
    "004-growth-strategy-council",
    "002-elderly-care",
)


@pytest.fixture
def make(corpus: Corpus) -> Callable[..., Paper]:
    """A paper on the first of six initiatives, or on others.

    Among the six are a draft, an example of the scheme and one without a title.
    """

    def make(
        count: int = 6,
        *,
        initiatives: tuple[str, ...] = (),
        catalogue: Catalogue = corpus.catalogue,
        **order: object,
    ) -> Paper:
        found = {initiative.id: initiative for initiative in corpus.initiatives}
        chosen = tuple(found[initiative_id] for initiative_id in initiatives or SIX[:count])
        return make_paper(
            chosen,
            catalogue,
            PaperOrder(**order),  # type: ignore[arg-type]
            datetime(2026, 4, 1, tzinfo=UTC),
        )

    return make


@pytest.fixture
def many(corpus: Corpus) -> Catalogue:
    """The catalogue with every region forty times."""
    catalogue = corpus.catalogue
    regions = tuple(
        replace(region, id=f"{region.id}-{copy}", name=f"{region.name}{copy}") if copy else region
        for copy in range(40)
        for region in catalogue.regions
    )
    return replace(catalogue, regions=regions)
