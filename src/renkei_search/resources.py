"""Find the corpus, the templates and the index folder.

In a checkout they stand beside ``src/``. An installed copy carries corpus and templates inside the package
and keeps its index in the user's cache folder, so it works from any folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGE: Final = Path(__file__).resolve().parent
_CHECKOUT: Final = _PACKAGE.parents[1]


def corpus_folder() -> Path:
    """The bundled corpus."""
    return _bundled("corpus")


def corpus_folders(given: Sequence[Path]) -> tuple[Path, ...]:
    """The corpora to read together.

    A folder without ``taxonomy.toml`` supplements others. If there are only such, the bundled one comes first.
    """
    if any((folder / "taxonomy.toml").is_file() for folder in given):
        return tuple(given)
    return (corpus_folder(), *given)


def labels_file() -> Path:
    """The file that explains the labels of published documents."""
    return _bundled("corpus") / "labels.toml"


def own_corpus_folder() -> Path:
    """The default folder for imported initiatives, in the working folder where it is visible."""
    return Path.cwd() / "own-corpus"


def templates_folder() -> Path:
    """The page templates."""
    return _bundled("templates")


def index_folder() -> Path:
    """The default index folder. It need not exist."""
    if is_checkout():
        return _CHECKOUT / "index"
    return Path(platformdirs.user_cache_dir("renkei-search", appauthor=False)) / "index"


def judgments_folder() -> Path:
    """The judged queries; only a checkout has them."""
    return _CHECKOUT / "tests" / "relevance"


def is_checkout() -> bool:
    """Whether the program runs from its source tree (an editable install)."""
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "corpus" / "taxonomy.toml").is_file()


def _bundled(name: str) -> Path:
    return _CHECKOUT / name if is_checkout() else _PACKAGE / "bundled" / name
