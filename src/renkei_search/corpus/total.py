"""Recognise rows that are totals of others (小計, 観光の計) and not initiatives."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TOTALS: Final = frozenset(
    {"合計", "小計", "総計", "総合計", "計", "累計", "中計", "合計額", "総額", "事業費計"}
)
# 観光　計, 観光の計, 観光分野計, 産業振興 小計, 小計（観光）: 計 after a blank, の, a closing bracket or a word such as 分野,
# or a wording that only totals end with. Brackets after it may say what is added up. 家計 and 温度計 are not totals.
_TOTAL: Final = re.compile(
    r"(?:(?:^|[\sの)）」】］\]・:：]|分野|部門|区分|圏域|全体|年度|事業費)(?:計|中計|累計)|(?:合計|小計|総計))"
    r"\s*(?:[(（【［\[][^()（）]{0,40}[)）】］\]])?$"
)
# The other cells of such a row: amounts and their units.
_AMOUNT: Final = re.compile(r"[\d,.\s%△▲()\-–―ー－~～件個事業施策取組項目円千百万億人名団体か所箇]*")
_BRACKETS: Final = "（）()【】［］[]<>＜＞"
_LONGEST: Final = 200  # characters of a cell that marks a total, at most


def find_total(names: Sequence[str], descriptions: Iterable[str]) -> str:
    """The cell that marks a row as a total; empty if the row may be an initiative.

    Args:
        names: the cells that may contain the mark, such as the first one and the title.
        descriptions: the cells of the description columns. A row 国家百年の計 with a sentence is an initiative.
    """
    named = [cell for cell in names if 0 < len(cell) <= _LONGEST]
    for cell in named:
        if "".join(cell.split()).strip(_BRACKETS) in _TOTALS:
            return cell
    if all(_AMOUNT.fullmatch(unicodedata.normalize("NFKC", text[: _LONGEST + 1])) for text in descriptions):
        return next((cell for cell in named if _TOTAL.search(cell)), "")
    return ""
