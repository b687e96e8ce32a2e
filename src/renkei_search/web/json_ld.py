"""An initiative in the words of schema.org, for search engines and reference managers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from renkei_search.web.presenter import heading_of, is_draft
from renkei_search.web.url import initiative_url, region_url

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Initiative

SITE_NAME = "圏域の取組検索"


def initiative_json_ld(initiative: Initiative, catalogue: Catalogue, root: str) -> dict[str, Any]:
    """The initiative as a CreativeWork that is based on its source; ``root`` is the site's address."""
    source = catalogue.source(initiative.source).source
    url = urljoin(root, initiative_url(initiative.id))
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": url,
        "url": url,
        "name": heading_of(initiative),
        "text": initiative.description,
        "inLanguage": "ja",
        "keywords": [catalogue.taxonomy[field.code].name for field in initiative.fields],
        "creativeWorkStatus": "Draft" if is_draft(initiative) else "Published",
        "isBasedOn": {
            "@type": "CreativeWork",
            "name": source.title,
            "publisher": {"@type": "Organization", "name": source.publisher},
            "temporalCoverage": source.as_of,
            "usageInfo": source.licence,
        },
        "isPartOf": {"@type": "WebSite", "name": SITE_NAME, "url": root},
    }
    if initiative.region is not None:
        region = catalogue.region(initiative.region)
        described["spatialCoverage"] = {
            "@type": "AdministrativeArea",
            "name": region.name,
            "url": urljoin(root, region_url(region.id)),
            "containsPlace": [
                {"@type": "City", "name": name} for name in initiative.municipalities or region.members
            ],
        }
    return described
