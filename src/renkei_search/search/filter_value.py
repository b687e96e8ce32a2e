"""The values of filters: which exist, what they are called, and which one a given name means."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.errors import DepthError, ParameterError
from renkei_search.model.taxonomy import fold_wording
from renkei_search.search.request import MAX_DEPTH, MAX_PER_PAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.facet.registry import FilterName
    from renkei_search.search.request import Filters, SearchRequest

_SHOWN: Final = 50  # characters of a refused value; no real one is longer
_ALIKE: Final = 0.5  # from 0 to 1; a less similar name is not proposed


class NamedValue(NamedTuple):
    """A value and the name that found it, which may be the value itself."""

    value: str
    name: str


def check_request(request: SearchRequest, catalogue: Catalogue) -> None:
    """Refuse paging beyond the limits and filter values that do not exist.

    Raises:
        ParameterError: naming the parameter, and the nearest value that does exist.
    """
    if not 1 <= request.per_page <= MAX_PER_PAGE:
        raise ParameterError("per_page", f"1ページの件数は1から{MAX_PER_PAGE}までで指定してください。")
    if request.page < 1:
        raise ParameterError("page", "ページは1以上の数で指定してください。")
    if request.page * request.per_page > MAX_DEPTH and request.page > 1:
        raise DepthError(
            "page", f"検索結果は{MAX_DEPTH:,}件目まで表示できます。語や条件を足して絞り込んでください。"
        )
    check_filters((*request.filters, *request.excluded), catalogue)


def check_filters(filters: Filters, catalogue: Catalogue) -> None:
    """Refuse filter values that do not exist.

    Raises:
        ParameterError: naming the filter, and the nearest value that does exist.
    """
    for name, value in filters:
        if value not in known_values(name, catalogue):
            shown = value[:_SHOWN]
            hint = nearest_value(name, shown, catalogue)
            proposal = ""
            if hint is not None:
                # API clients send values, not names.
                called = "" if hint.name == hint.value else f"（{hint.name}）"
                proposal = f"「{hint.value}」{called}ではありませんか。"
            raise ParameterError(
                name.value, f"{name.label}「{shown}」はありません。{proposal}", hint.value if hint else None
            )


def known_values(name: FilterName, catalogue: Catalogue) -> Collection[str]:
    """Every value that a filter may take."""
    return dict.fromkeys(known.value for known in name.declaration.all_known(catalogue))


def choose_value(name: FilterName, text: str, catalogue: Catalogue) -> str:
    """The value that a text means: the value itself or one of its names, such as ``renkei-chusu`` for 連携中枢都市圏.

    Widths, case, blanks and punctuation do not matter.

    Raises:
        ParameterError: no value has this name (the nearest name is given), or several have (all are given).
    """
    if text in known_values(name, catalogue):
        return text
    called = fold_wording(text)
    found = dict.fromkeys(
        item.value for item in _names(name, catalogue) if called and fold_wording(item.name) == called
    )
    if len(found) == 1:
        return next(iter(found))
    shown = text[:_SHOWN]
    if found:
        raise ParameterError(
            name.value,
            f"{name.label}「{shown}」は{len(found)}つあります。「{'」「'.join(found)}」から選んでください。",
        )
    hint = nearest_value(name, shown, catalogue)
    raise ParameterError(
        name.value,
        f"{name.label}「{shown}」はありません。" + (f"「{hint.name}」ではありませんか。" if hint else ""),
        hint.name if hint else None,
    )


def nearest_value(name: FilterName, text: str, catalogue: Catalogue) -> NamedValue | None:
    """The value whose name is most similar to a text, or none if no name is similar."""
    values = {item.name: item.value for item in reversed(tuple(_names(name, catalogue)))}
    for found in difflib.get_close_matches(text, values, n=1, cutoff=_ALIKE):
        return NamedValue(values[found], found)
    return None


def _names(name: FilterName, catalogue: Catalogue) -> Iterator[NamedValue]:
    """Every value under itself, then under its label and its other names."""
    known = list(name.declaration.all_known(catalogue))
    yield from (NamedValue(item.value, item.value) for item in known)
    for item in known:
        for called in dict.fromkeys((item.short or item.label, item.label, *item.names)):
            yield NamedValue(item.value, called)
