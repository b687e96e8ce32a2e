"""Load modules whose packages are optional dependencies, which ``pip`` calls extras."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from renkei_search.errors import UsageError

if TYPE_CHECKING:
    from types import ModuleType


def load_extra(module: str, purpose: str, extra: str) -> ModuleType:
    """Import a module when it is first needed, because its packages may not be installed.

    Args:
        module: the full name of the module.
        purpose: what it is for, in Japanese, to be followed by に使う.
        extra: the extra of this package that installs what it needs.

    Raises:
        UsageError: a package is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{purpose}に使う {error.name} がありません。pip install 'renkei-search[{extra}]' で入れてください。"
        ) from error
