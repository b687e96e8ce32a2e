"""Read figures in running text, such as 参加者数 120人（令和5年度）→ 150人（令和10年度), and costs by year."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.proposal.model import ReadCost, ReadIndicator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.document.page.piece import Reading

_NUMBER: Final = r"[▲△約延べ\-－]*[0-9０-９][0-9０-９,，.．]*"
_UNIT: Final = r"[^\s　0-9０-９（）()［］\[\]→⇒➡、。，：:／/～~]{0,8}"
_WHEN: Final = r"[（(［\[](?P<when{0}>[^（）()［］\[\]]*(?:年|月|[RHＲＨ]|時点|策定時|現状|目標|実績)[^（）()［］\[\]]*)[）)］\]]"
_STAGE: Final = r"(?:現状値?|基準値|実績値?|現況値?|目標値?|最終目標値?|計画策定時|策定時)"
_VALUE: Final = re.compile(
    rf"(?:(?P<stage>{_STAGE})[：:\s　]*)?(?:{_WHEN.format('0')}[：:\s　]*)?"
    rf"(?P<value>{_NUMBER}{_UNIT})(?:[\s　]*{_WHEN.format('1')})?"
)
_NAME_END: Final = re.compile(rf"[：:\s　、]*(?:{_STAGE}[：:\s　]*)?(?:{_WHEN.format('0')}[：:\s　]*)?$")
_ARROWS: Final = ("→", "⇒", "➡", "⇨")
_ARROW: Final = re.compile(r"[\s　]*(?:→|⇒|➡|⇨|から|／|/|、|，|・)?[\s　]*")
_COST: Final = re.compile(
    r"(?P<year>(?:令和|平成|[RHＲＨ])?\s*(?:[0-9０-９]{1,4}|元)\s*(?:年度|年)?)[\s　]*[：:\s　]?[\s　]*"
    r"(?P<amount>[0-9０-９][0-9０-９,，.．]*)[\s　]*(?P<unit>千円|百万円|万円|億円|円)"
)
_UNIT_REMARK: Final = re.compile(r"千円|百万円|万円|億円|円")
_NOTHING: Final = re.compile(r"[\s　\-－―–ー‐−…・／/＊*]*|なし|未定|該当なし|未設定")


def says_nothing(text: str) -> bool:
    """Whether a cell for a figure is empty or a placeholder such as ―."""
    return _NOTHING.fullmatch(text) is not None


def read_indicators(reading: Reading) -> Iterator[ReadIndicator]:
    """Read the figures of a text, line by line. A name may be on a separate line above its values."""
    at = begun = 0
    lines = reading.text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.rstrip().endswith(_ARROWS) or following.lstrip().startswith(_ARROWS):
            at += len(line) + 1
            continue
        found = list(_read_line(reading.cut(begun, at + len(line))))
        yield from found
        at += len(line) + 1
        if found or _VALUE.search(line) is not None:
            begun = at


def _read_line(line: Reading) -> Iterator[ReadIndicator]:
    first = next((found for found in _VALUE.finditer(line.text) if _has_name(line.text, found)), None)
    if first is None:
        return
    before = line.text[: first.start()]
    end = _NAME_END.search(before)
    name = line.cut(0, end.start() if end is not None else len(before))
    name = name.cut(_bullet(name.text))
    if not name:
        return
    found: re.Match[str] | None = first
    while found is not None and found.end() > found.start():
        value = line.cut(found.start("value"), found.end("value"))
        when = next((found[key] for key in ("when0", "when1") if found[key]), None)
        period = "　".join(filter(None, (found["stage"], when)))
        stop = found.end()
        spans = (*name.piece().spans, *line.cut(found.start(), stop).piece().spans)
        yield ReadIndicator(name=name.piece(), value=value.piece(), period=period or None, spans=spans)
        gap = _ARROW.match(line.text, stop)
        found = _VALUE.match(line.text, gap.end() if gap is not None else stop)


def _has_name(text: str, found: re.Match[str]) -> bool:
    return bool(text[: found.start()].strip(" 　：:・○●■◆")) and _is_value(found["value"])


def _is_value(text: str) -> bool:
    return re.match(r"[0-9０-９]+(?:年|月|日|時)(?!間)", text) is None


def _bullet(text: str) -> int:
    found = re.match(r"[\s　・○●■◆◇□①-⑳]*(?:[(（]?[0-9０-９]{1,2}[)）.．])?[\s　]*", text)
    return found.end() if found is not None else 0


def read_costs(reading: Reading) -> Iterator[ReadCost]:
    """Read costs by year in a text: 令和6年度 1,200千円."""
    for found in _COST.finditer(reading.text):
        amount = reading.cut(found.start("amount"), found.end("amount")).piece()
        yield ReadCost(
            period="".join(found["year"].split()),
            amount=amount,
            unit=found["unit"],
            spans=reading.cut(found.start(), found.end()).piece().spans,
        )


def unit_in(text: str) -> str:
    """The currency unit in a heading such as 事業費（千円）; empty if there is none. Line breaks within it are ignored."""
    found = _UNIT_REMARK.search("".join(unicodedata.normalize("NFKC", text).split()))
    return found.group() if found is not None else ""
