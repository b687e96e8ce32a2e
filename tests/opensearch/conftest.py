from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.opensearch.cluster import missing_tools, running_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def node_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A node on this machine."""
    require_tools()
    with running_cluster(tmp_path_factory.mktemp("node")) as (node,):
        yield node.url


def require_tools() -> None:
    """Skip the test where nodes cannot run, or fail where they are required."""
    lacking = missing_tools()
    if lacking and os.environ.get("RENKEI_SEARCH_OPENSEARCH_REQUIRED") != "1":
        pytest.skip(lacking)
    assert lacking is None
