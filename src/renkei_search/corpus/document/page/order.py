"""Detect a text whose lines are out of order, as text extracted from laid-out pages often is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from renkei_search.corpus.document.page.model import Document

_BROKEN: Final = 0.08  # share of paragraphs that are incomplete
_LEAST: Final = 12  # paragraphs
_SHORT: Final = 12
_ENDS: Final = "。．！？!?）)」』：:"
_GOES_ON: Final = re.compile(r"[ぁ-ん、。ー]")

NOTE: Final = (
    "行の順序が乱れています。印刷用の紙面から文字だけを取り出したもののようです。"
    "もとの PDF があれば、それを read に渡してください。"
)
"""The note on a text whose lines are out of order."""


def is_out_of_order(document: Document) -> bool:
    """Whether many paragraphs of a plain text end or start in mid-sentence."""
    if document.format != "text":
        return False
    texts = [
        block.paragraph.text
        for page in document.pages
        for block in page.blocks
        if block.paragraph is not None and len(block.paragraph.text) >= _SHORT
    ]
    if len(texts) < _LEAST:
        return False
    broken = sum(text[-1] not in _ENDS for text in texts)
    begun = sum(_GOES_ON.match(text) is not None for text in texts)
    return min(broken, begun) > _BROKEN * len(texts)
