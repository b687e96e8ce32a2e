"""What to drop or change when nothing is found, and how much each change would find."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from renkei_search.facet.registry import value_label
from renkei_search.search.language.limit import clean_query_text
from renkei_search.search.language.syntax.node import And, InField, Not, Or, Quoted, Word, operands
from renkei_search.search.language.syntax.parser import parse
from renkei_search.search.language.syntax.writer import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.facet.registry import FilterName
    from renkei_search.search.language.syntax.node import Node
    from renkei_search.search.request import SearchRequest

_MAX_TRIED: Final = 12  # each try is a search
_MAX_SINGLE: Final = 8
# With more words, no single one explains why nothing is found.
_MOST_PARTS: Final = 6
_MAX_OFFERED: Final = 6


@dataclass(frozen=True)
class Remedy:
    """A changed request that finds something: what was changed, and how many initiatives it finds."""

    label: str
    request: SearchRequest
    count: int


def find_remedies(
    request: SearchRequest, catalogue: Catalogue, count: Callable[[SearchRequest], int], *, shut_out: bool
) -> list[Remedy]:
    """The changes to an empty request that find something, the smallest change first.

    Args:
        request: the request that found nothing.
        catalogue: for the labels.
        count: the number of initiatives that a request finds.
        shut_out: whether there are matches without the filters; if not, no filter needs to be dropped.
    """
    tried = islice(_options(request, catalogue, shut_out=shut_out), _MAX_TRIED)
    found = (Remedy(label, option, count(option)) for label, option in tried)
    return list(islice((remedy for remedy in found if remedy.count), _MAX_OFFERED))


def _options(
    request: SearchRequest, catalogue: Catalogue, *, shut_out: bool
) -> Iterator[tuple[str, SearchRequest]]:
    if not request.expand:
        yield "言い換えも含めて探す", replace(request, expand=True, page=1)
    single = [*_without_one(request, catalogue)] if shut_out else []
    yield from single[:_MAX_SINGLE]
    if len(single) > 1:
        yield "条件をすべて外す", request.without_filters()
    parts = operands(parse(clean_query_text(request.text)).node)
    for n, part in enumerate(parts):
        looser = _loosen(part)
        if looser is not None:
            changed = (*parts[:n], looser[1], *parts[n + 1 :])
            yield looser[0], request.with_text(to_text(And(changed)))
    if 1 < len(parts) <= _MOST_PARTS:
        # Work on the syntax tree, so that an excluded word stays excluded and a phrase a phrase.
        for n, part in enumerate(parts):
            yield _without(part), request.with_text(to_text(And((*parts[:n], *parts[n + 1 :]))))
    wanted = tuple(part for part in parts if not isinstance(part, Not))
    if len(wanted) > 1:
        either = tuple(
            inner for part in wanted for inner in (part.nodes if isinstance(part, Or) else (part,))
        )
        excluded = tuple(part for part in parts if isinstance(part, Not))
        yield (
            "どれか一つの言葉があてはまる取組を探す",
            request.with_text(to_text(And((Or(either), *excluded)))),
        )


def _without_one(request: SearchRequest, catalogue: Catalogue) -> Iterator[tuple[str, SearchRequest]]:
    """The request without one filter. Its values are alternatives, so dropping just one of them would find even less."""
    for name in dict.fromkeys(name for name, _ in request.filters):
        yield f"{_named(name, request.values(name), catalogue)}の条件を外す", request.without_filter(name)
    for name in dict.fromkeys(name for name, _ in request.excluded):
        values = request.excluded_values(name)
        other = replace(
            request, excluded=tuple(item for item in request.excluded if item[0] is not name), page=1
        )
        yield f"{_named(name, values, catalogue)}を除く条件を外す", other


def _named(name: FilterName, values: tuple[str, ...], catalogue: Catalogue) -> str:
    more = f"など{len(values)}つ" if len(values) > 1 else ""
    return f"「{name.label}：{value_label(name, values[0], catalogue)}」{more}"


def _without(part: Node) -> str:
    if isinstance(part, Not):
        return f"「{to_text(part.node)}」を除く条件をやめる"
    return f"「{to_text(part)}」を使わずに探す"


def _loosen(part: Node) -> tuple[str, Node] | None:
    """A less strict condition, and its label."""
    match part:
        case Quoted(text):
            return f"「{text}」を、続けて書かれていないものも含めて探す", Word(text)
        case InField(_, inner):
            return f"「{to_text(part)}」を、項目を限らずに探す", inner
    return None
