"""The cover of a file: the request, the date, the state of the data, and the source documents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.era import day_text, japanese_date, today
from renkei_search.facet.registry import value_label
from renkei_search.search.result import StepKind

if TYPE_CHECKING:
    from datetime import datetime

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.result import Receipt

_MAX_QUERY: Final = 40
_REFUSED: Final = frozenset('\\/:*?"<>|')

NOTE: Final = (
    "（推定）は、資料に明記がなく、読み取って補ったものです。引用するときは資料の名称と時点を示してください。"
)


@dataclass(frozen=True)
class Cover:
    """The facts of one export.

    Attributes:
        heading: the kind of content, such as ``取組の検索結果``.
        facts: label and value, in the order shown.
        permalink: the address of the same page, if the request came over the web.
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
    updated: datetime,
    permalink: str | None = None,
) -> Cover:
    """The cover of a search's results.

    Args:
        request: the request.
        catalogue: for the labels of filter values.
        total: how many initiatives follow.
        understood: sentences on how the words were understood.
        updated: when the data were last updated.
        permalink: the search as a page.
    """
    return Cover(
        "取組の検索結果",
        (
            ("検索語", request.text or "（指定なし）"),
            ("検索のしかた", "\n".join(understood) or "入力した言葉どおりに探しました。"),
            ("絞り込み", "\n".join(filter_texts(request, catalogue)) or "（なし）"),
            ("並び順", request.order.label),
            ("件数", f"{total:,}件"),
            *_common_facts(updated),
        ),
        permalink,
    )


def make_comparison_cover(count: int, updated: datetime, permalink: str) -> Cover:
    """The cover of a comparison of ``count`` initiatives."""
    return Cover("取組の比較", (("件数", f"{count}件"), *_common_facts(updated)), permalink)


def receipt_of_matches(receipt: Receipt) -> Receipt:
    """The receipt of what a file holds: the matches, without the near initiatives that a page shows below them."""
    # Without matches, nearness in meaning orders only the near initiatives.
    left_out = {StepKind.RELATED} if receipt.strict_total else {StepKind.RELATED, StepKind.MEANING}
    return replace(receipt, steps=tuple(step for step in receipt.steps if step.kind not in left_out))


def filter_texts(request: SearchRequest, catalogue: Catalogue) -> list[str]:
    """The filters in words, one per line; values of one filter are alternatives."""
    lines = []
    for conditions, ending in ((request.filters, ""), (request.excluded, "を除く")):
        for name in dict.fromkeys(name for name, _ in conditions):
            labels = (value_label(name, value, catalogue) for other, value in conditions if other is name)
            lines.append(f"{name.label}：{'、'.join(labels)}{ending}")
    return lines


def make_file_name(subject: str, suffix: str) -> str:
    """A name such as ``renkei-search_観光_20261122.csv``, without characters that file systems do not allow."""
    kept = "".join(
        char for char in subject if (char.isprintable() or char.isspace()) and char not in _REFUSED
    )
    parts = ("renkei-search", "・".join(kept.split())[:_MAX_QUERY].strip("."), f"{today():%Y%m%d}")
    return "_".join(part for part in parts if part) + suffix


def make_subject(request: SearchRequest, catalogue: Catalogue) -> str:
    """The subject of a search, for a file name or a feed's title: its words, or else its filters."""
    return request.text or " ".join(value_label(name, value, catalogue) for name, value in request.filters)


def _common_facts(updated: datetime) -> tuple[tuple[str, str], ...]:
    return ("出力日", day_text(today())), ("データの更新日", day_text(japanese_date(updated)))
