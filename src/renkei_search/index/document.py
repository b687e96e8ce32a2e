"""What of an initiative is indexed: its searchable texts and its facet values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Initiative


class Document(NamedTuple):
    """Texts by text field and values by facet field; see :mod:`renkei_search.index.schema`."""

    texts: dict[str, str]
    facets: dict[str, tuple[str, ...]]


def make_document(initiative: Initiative, catalogue: Catalogue) -> Document:
    """Join an initiative with its region and its policy fields.

    Its types of practice are not among the facets: they show in its terms.

    Where the source names nobody for this initiative, the region's members count as taking part.
    """
    taxonomy = catalogue.taxonomy
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    municipalities = initiative.municipalities or (region.members if region else ())
    codes = [field.code for field in initiative.fields]
    nodes = [node for code in codes for node in taxonomy.path(code)]
    texts = {
        "title": initiative.title or "",
        "description": initiative.description,
        "region": "\n".join((region.name, *region.aliases, *region.prefectures)) if region else "",
        "municipality": "\n".join(municipalities),
        "field": "\n".join(dict.fromkeys(text for node in nodes for text in (node.name, node.label))),
    }
    facets = {
        "region": (region.id,) if region else (),
        "prefecture": region.prefectures if region else (),
        "kind": (region.kind.value,) if region else (),
        "category": (initiative.category.code,),
        "field": tuple(dict.fromkeys(node.code for node in nodes)),
        "source": (initiative.source,),
        "municipality": municipalities,
    }
    return Document(texts, facets)
