from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search import resources

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_checkout_uses_its_own_folders() -> None:
    assert resources.is_checkout()
    root = resources.corpus_folder().parent
    assert (root / "pyproject.toml").is_file()
    assert resources.templates_folder() == root / "templates"
    assert resources.index_folder() == root / "index"


def test_an_installed_copy_uses_what_it_carries_and_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "renkei_search")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert resources.corpus_folder() == tmp_path / "renkei_search" / "bundled" / "corpus"
    assert resources.templates_folder() == tmp_path / "renkei_search" / "bundled" / "templates"
    assert resources.index_folder() == tmp_path / "cache" / "renkei-search" / "index"
