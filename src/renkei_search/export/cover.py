"""What a file says about itself: what was asked, when, of which data, and from which documents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from renkei_search.search.facet import value_label
from renkei_search.search.result import StepKind

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.result import Receipt

_JAPAN: Final = timezone(timedelta(hours=9), "JST")
_MAX_QUERY: Final = 40
_REFUSED: Final = frozenset('\\/:*?"<>|')

NOTE: Final = (
    "（推定）は、資料に明記がなく、読み取って補ったものです。引用するときは資料の名称と時点を示してください。"
)


@dataclass(frozen=True)
class Cover:
    """The facts of one export.

    Attributes:
        heading: what the file holds, such as ``取組の検索結果``.
        facts: label and value, in the order shown.
        permalink: where the same can be seen, if it was asked over the web.
    """

    heading: str
    facts: tuple[tuple[str, str], ...]
    permalink: str | None = None


def make_search_cover(
    request: SearchRequest,
    catalogue: Catalogue,
    *,
    total: int,
    understood: list[str],
    generation: str,
    permalink: str | None = None,
) -> Cover:
    """The cover of a search's results.

    Args:
        request: what was asked.
        catalogue: names the filters' values.
        total: how many initiatives follow.
        understood: sentences on how the words were read.
        generation: the id of the index that answered.
        permalink: the search as a page.
    """
    return Cover(
        "取組の検索結果",
        (
            ("検索語", request.text or "（指定なし）"),
            ("読み取り", "\n".join(understood) or "言葉のとおりに探しました。"),
            ("絞り込み", "\n".join(filter_texts(request, catalogue)) or "（なし）"),
            ("並び順", request.sort.label),
            ("件数", f"{total:,}件"),
            *_common_facts(generation),
        ),
        permalink,
    )


def make_comparison_cover(count: int, generation: str, permalink: str) -> Cover:
    """The cover of a comparison of ``count`` initiatives."""
    return Cover("取組の比較", (("件数", f"{count}件"), *_common_facts(generation)), permalink)


def receipt_of_matches(receipt: Receipt) -> Receipt:
    """The receipt of what a file holds: the matches, without the related initiatives that a page adds to them."""
    if receipt.sentence or not receipt.strict_total:  # then the related ones are the matches
        return receipt
    return replace(receipt, steps=tuple(step for step in receipt.steps if step.kind is not StepKind.RELATED))


def filter_texts(request: SearchRequest, catalogue: Catalogue) -> list[str]:
    """The filters in words, one a line; values of one filter are alternatives."""
    lines = []
    for conditions, ending in ((request.filters, ""), (request.excluded, "を除く")):
        for name in dict.fromkeys(name for name, _ in conditions):
            labels = (value_label(name, value, catalogue) for other, value in conditions if other is name)
            lines.append(f"{name.label}：{'、'.join(labels)}{ending}")
    return lines


def make_file_name(subject: str, suffix: str) -> str:
    """A name such as ``renkei-search_観光_20261122.csv``; what no file system takes is left out."""
    kept = "".join(
        char for char in subject if (char.isprintable() or char.isspace()) and char not in _REFUSED
    )
    parts = ("renkei-search", "・".join(kept.split())[:_MAX_QUERY].strip("."), f"{today():%Y%m%d}")
    return "_".join(part for part in parts if part) + suffix


def make_subject(request: SearchRequest, catalogue: Catalogue) -> str:
    """What a search is about, for a file's name or a feed's title: its words, or else its filters."""
    return request.text or " ".join(value_label(name, value, catalogue) for name, value in request.filters)


def today() -> date:
    """The date in Japan."""
    return datetime.now(UTC).astimezone(_JAPAN).date()


def _common_facts(generation: str) -> tuple[tuple[str, str], ...]:
    day = today()
    return ("出力日", f"{day.year}年{day.month}月{day.day}日"), ("データの版", generation)
