"""The indexed parts of an initiative: its searchable texts and its facet values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.facet.declaration import Subject
from renkei_search.facet.registry import FilterName

if TYPE_CHECKING:
    from renkei_search.analysis.practice import PracticeConfidence
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Initiative


def make_texts(initiative: Initiative, catalogue: Catalogue) -> dict[str, str]:
    """The texts by text field: the initiative's own, and the names of its region, members and policy fields.

    If the source names no participants, all members of the region count as taking part.
    """
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    municipalities = initiative.municipalities or (region.members if region else ())
    nodes = [node for coded in initiative.fields for node in catalogue.taxonomy.path(coded.code)]
    return {
        "title": initiative.title or "",
        "description": initiative.description,
        "region": "\n".join((region.name, *region.aliases, *region.prefectures)) if region else "",
        "municipality": "\n".join(municipalities),
        "field": "\n".join(dict.fromkeys(text for node in nodes for text in (node.name, node.label))),
    }


def facet_values(
    initiative: Initiative, catalogue: Catalogue, practices: PracticeConfidence
) -> dict[str, tuple[str, ...]]:
    """The values by facet field; see :mod:`renkei_search.index.schema`.

    Args:
        initiative: the record.
        catalogue: the classifications.
        practices: the types of practice that its words indicate, and their families.
    """
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    subject = Subject(initiative, region, catalogue, practices)
    values = {name.value: name.declaration.values(subject) for name in FilterName}
    return values | {"family": tuple(practices.families)}
