"""A server for the tests of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.serve.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from renkei_search.search.service import SearchService


@pytest.fixture(scope="module")
def port(index_root: Path, service: SearchService) -> Iterator[int]:
    with serving(index_root, service) as number:
        yield number
