"""Optional dependencies: who lacks one is told how to get it."""

from __future__ import annotations

import pytest

from renkei_search.errors import UsageError
from renkei_search.extra import load_extra


def test_a_package_that_is_not_installed_is_named_with_the_way_to_get_it() -> None:
    with pytest.raises(
        UsageError, match=r"試験に使う no_such_package がありません。.*renkei-search\[bench\]'"
    ):
        load_extra("no_such_package", "試験", "bench")
