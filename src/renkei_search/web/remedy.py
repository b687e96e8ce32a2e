"""What to drop or change when nothing is found, with what each would find."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from renkei_search.search.facet import value_label
from renkei_search.search.grammar import And, InField, Not, Or, Phrase, Word, operands, parse, to_text
from renkei_search.search.limit import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.grammar import Node
    from renkei_search.search.request import SearchRequest

_MAX_TRIED: Final = 12  # each is a search
_MAX_OFFERED: Final = 6


@dataclass(frozen=True)
class Remedy:
    """A way out: what it changes, the request, and how many initiatives that finds."""

    label: str
    request: SearchRequest
    count: int


def find_remedies(
    request: SearchRequest, catalogue: Catalogue, count: Callable[[SearchRequest], int]
) -> list[Remedy]:
    """The changes to an empty request that find something, the smallest change first.

    Args:
        request: what found nothing.
        catalogue: for the labels.
        count: says how many initiatives a request finds.
    """
    tried = islice(_options(request, catalogue), _MAX_TRIED)
    found = (Remedy(label, option, count(replace(option, per_page=1))) for label, option in tried)
    return list(islice((remedy for remedy in found if remedy.count), _MAX_OFFERED))


def _options(request: SearchRequest, catalogue: Catalogue) -> Iterator[tuple[str, SearchRequest]]:
    if not request.expand:
        yield "言い換えも含めて探す", replace(request, expand=True, page=1)
    for name, value in request.filters:
        label = f"「{name.label}：{value_label(name, value, catalogue)}」の条件を外す"
        yield label, request.without_filter(name, value)
    for name, value in request.excluded:
        label = f"「{name.label}：{value_label(name, value, catalogue)} を除く」の条件を外す"
        yield label, request.without_exclusion(name, value)
    if len(request.filters) + len(request.excluded) > 1:
        yield "条件をすべて外す", request.without_filters()
    parts = operands(parse(clean_text(request.text)).node)
    for n, part in enumerate(parts):
        looser = _loosen(part)
        if looser is not None:
            changed = (*parts[:n], looser[1], *parts[n + 1 :])
            yield looser[0], request.with_text(to_text(And(changed)))
    if len(parts) > 1:
        # By the grammar, so that an excluded word stays excluded and a phrase a phrase.
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


def _without(part: Node) -> str:
    if isinstance(part, Not):
        return f"「{to_text(part.node)}」を除く条件をやめる"
    return f"「{to_text(part)}」を使わずに探す"


def _loosen(part: Node) -> tuple[str, Node] | None:
    """The same condition, less strict, and how to say so."""
    match part:
        case Phrase(text):
            return f"「{text}」を、続けて書かれていないものも含めて探す", Word(text)
        case InField(_, inner):
            return f"「{to_text(part)}」を、場所を限らずに探す", inner
    return None
