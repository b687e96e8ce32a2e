"""The heading of the search page: which initiatives are listed below, or that there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from renkei_search.explain.receipt import quote
from renkei_search.facet.registry import FilterName, value_label
from renkei_search.search.result import StepKind

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.result import SearchResults

_SHOWN_TEXT: Final = 40
_SHOWN_VALUES: Final = 3

_IN_ORDER: Final = sorted(FilterName, key=lambda name: name.declaration.phrase.place)
"""All facets in the order of the heading."""


class Heading(Struct, frozen=True):
    """The page's heading, and its title, which always gives the count."""

    text: str
    title: str


def present_heading(results: SearchResults, catalogue: Catalogue, *, shut_out: int) -> Heading:
    """Make the heading for an answer.

    Args:
        results: the answer.
        catalogue: for the labels.
        shut_out: how many initiatives the words alone find, if the filters exclude all of them.
    """
    request = results.request
    words = _words(results)
    if results.total:
        text = (
            f"{words}取組" if words else f"{_browsed(request, catalogue)}取組{_excluded(request, catalogue)}"
        )
        return Heading(text, f"{text}（{results.total:,}件）")
    if not words and request.text.strip():
        text = f"{quote([_shorten(request.text.strip())])}だけでは、取組を探せません（0件）"
    elif not words:
        text = "選んだ条件のすべてにあてはまる取組は、ありません（0件）"
    elif shut_out:
        text = f"{words}取組は、選んだ条件の中にはありません（0件）"
    else:
        text = f"{words}取組は、収録した資料にありません（0件）"
    return Heading(text, text)


def alternatives_line(name: FilterName, count: int) -> str:
    """A sentence saying that the values of one facet are alternatives."""
    return f"{name.label}は、選んだ{count}つのどれかにあてはまる取組です。"


def _words(results: SearchResults) -> str:
    """The words before 「取組」; empty if the request has no words."""
    receipt, typed = results.receipt, results.request.text.strip()
    unused = [word for word in receipt.words if word.kind == "suffix" or word.text in receipt.ignored]
    # Operators alone (-) ask for everything.
    everything = results.total > 0 and not receipt.words and not receipt.steps
    if not typed or everything or (receipt.words and len(unused) == len(receipt.words)):
        return ""
    for step in receipt.steps:
        if step.kind is StepKind.SPELLING:
            return f"{quote(step.words)}の"
    if receipt.words and all(word.kind == "excluded" for word in receipt.words):
        return f"{quote(_shorten(word.text) for word in receipt.words)}を除いた"
    shown = quote([_shorten(_bare(typed))])
    if receipt.sentence:
        return f"{shown}に合う"
    return f"{shown}のすべてにあてはまる" if receipt.counts else f"{shown}の"


def _browsed(request: SearchRequest, catalogue: Catalogue) -> str:
    """The chosen filters before 「取組」."""
    chosen = {name: values for name in _IN_ORDER if (values := request.values(name))}
    if not chosen:
        return "すべての"
    labels = {
        name: [value_label(name, value, catalogue) for value in values] for name, values in chosen.items()
    }
    if [len(several) > 1 for several in labels.values()] == [True]:
        return f"{_few(*labels.values())}のどれかにあてはまる"
    return "".join(
        name.declaration.phrase.text.format(f"{_few(values)}のどれか" if len(values) > 1 else quote(values))
        for name, values in labels.items()
    )


def _excluded(request: SearchRequest, catalogue: Catalogue) -> str:
    labels = [value_label(name, value, catalogue) for name, value in request.excluded]
    return f"（{_few(labels)}を除く）" if labels else ""


def _few(labels: list[str]) -> str:
    more = f"など{len(labels)}つ" if len(labels) > _SHOWN_VALUES else ""
    return quote(labels[:_SHOWN_VALUES]) + more


def _bare(text: str) -> str:
    """The content of a fully quoted phrase, which needs no quotation marks inside ours."""
    inner = text[1:-1]
    quoted = text[0] == "「" and text[-1] == "」" and not {"「", "」"} & set(inner)
    return inner if inner and quoted else text


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN_TEXT else f"{text[: _SHOWN_TEXT - 1]}…"
