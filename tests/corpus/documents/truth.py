"""The ground truth of a typeset document, written before it is read."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.model.taxonomy import Taxonomy
    from tests.corpus.documents.content import Item


@dataclass
class Expected:
    """An initiative as the document states it. ``page`` is none where it is looked up in the typeset file."""

    title: str | None
    description: str
    page: int | None = None
    field_code: str | None = None
    roles: list[tuple[str, str]] = field(default_factory=list)
    indicators: list[tuple[str, str]] = field(default_factory=list)
    costs: list[tuple[str, str]] = field(default_factory=list)
    municipalities: list[str] = field(default_factory=list)
    period: str | None = None


@dataclass
class Truth:
    """All initiatives of a document, and what its front page says."""

    initiatives: list[Expected]
    region: str | None = None
    publisher: str | None = None
    as_of: str | None = None

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_truth(path: Path) -> Truth:
    found = json.loads(path.read_text(encoding="utf-8"))
    found["initiatives"] = [Expected(**initiative) for initiative in found["initiatives"]]
    return Truth(**found)


def expect(
    item: Item,
    taxonomy: Taxonomy,
    *,
    page: int | None = None,
    stated: bool = False,
    roles: bool = False,
    indicators: bool = False,
    years: tuple[str, ...] = (),
    municipalities: bool = False,
    period: str | None = None,
    title: bool = True,
) -> Expected:
    """The ground truth of an item in a document that prints these parts of it."""
    node = taxonomy.resolve(item.field) if stated and item.field else None
    return Expected(
        title=item.title if title else None,
        description=item.description,
        page=page,
        field_code=node.code if node is not None else None,
        roles=[("甲", item.core), ("乙", item.member)] if roles else [],
        indicators=[(item.indicator, item.base), (item.indicator, item.target)] if indicators else [],
        costs=list(zip(years, item.costs, strict=False)) if years else [],
        municipalities=list(item.municipalities) if municipalities else [],
        period=period,
    )
