"""Recognise what a paragraph starts with: a number, a letter, a bullet, or words in brackets."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

_DIGITS: Final = "0-9０-９"
_KANJI: Final = "一二三四五六七八九十"
_ALPHABET: Final = "A-ZＡ-Ｚa-zａ-ｚ"
_KATAKANA: Final = "アイウエオカキクケコサシスセソタチツテト"
_CIRCLED: Final = "①-⑳㉑-㉟㊱-㊿❶-❿⓵-⓾➀-➉"

# The usual numbering of municipal documents (公用文), from the outermost level to the innermost.
_FORMS: Final = (
    ("chapter", rf"第\s*[{_DIGITS}{_KANJI}]{{1,3}}\s*[章編部]"),
    ("section", rf"第\s*[{_DIGITS}{_KANJI}]{{1,3}}(?:\s*[節条項]|[\s　]+)"),
    ("roman", r"[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+[\s　.．、]?"),
    (
        "dotted",
        rf"[{_DIGITS}]{{1,2}}(?:(?:[-－‐][{_DIGITS}]{{1,2}}){{1,3}}(?![{_DIGITS}]|[年月人件千万億]|[,，.．])[.．、\s　]?|"
        rf"(?:[.．][{_DIGITS}]{{1,2}}){{1,3}}[.．、]?[\s　]+)",
    ),
    (
        "number",
        rf"(?:№|No\.?|ＮＯ\.?|NO\.?|施策|事業|取組)?[\s　]?[{_DIGITS}]{{1,3}}"
        rf"(?:[.．、:：][\s　]?(?![{_DIGITS}])|[\s　]+)",
    ),
    ("kanji", rf"[{_KANJI}]{{1,3}}(?:[、.．]|[\s　]+)"),
    ("bracket", rf"[(（][\s　]?(?:[{_DIGITS}]{{1,3}}|[{_KANJI}]{{1,2}})[\s　]?[)）]|[⑴-⒇]|〔[{_DIGITS}]{{1,2}}〕"),
    ("circle", rf"[{_CIRCLED}]"),
    ("kana", rf"[{_KATAKANA}](?:[\s　.．、]+)"),
    ("kana-bracket", rf"[(（][{_KATAKANA}][)）]"),
    ("letter", rf"[{_ALPHABET}](?:[.．、)）][\s　]?|[\s　]+)"),
    ("letter-bracket", rf"[(（][{_ALPHABET}][)）]"),
    ("half-bracket", rf"[{_DIGITS}]{{1,2}}[)）]"),
)  # fmt: skip
_ENUMERATORS: Final = tuple((name, re.compile(pattern)) for name, pattern in _FORMS)
_BULLET: Final = re.compile(r"(?:[・•‣◦●○◎◇◆□■▪▫▶►▷☆★◯⚫➢✓❖\u2022]|[-－–*＊](?=[\s　]))[\s　]*")
_BRACKET: Final = re.compile(r"\s*[【《≪〈＜<［\[〔]")
_HOLLOW: Final = "・•‣◦▪▫-－–*＊✓➢"

RANKS: Final = {name: rank for rank, (name, _) in enumerate(_FORMS)}
"""The level of each form of numbering; 0 is the outermost."""


class Opening(NamedTuple):
    """The start of a paragraph: the form of its number or bullet, and its length in characters."""

    form: str
    length: int


def read_opening(text: str) -> Opening | None:
    """Read the number or bullet that a text starts with; None if it has neither."""
    indent = len(text) - len(text.lstrip())
    body = text[indent:]
    for name, pattern in _ENUMERATORS:
        found = pattern.match(body)
        if found is not None and found.end() < len(body):
            end = found.end() + len(body[found.end() :]) - len(body[found.end() :].lstrip())
            return Opening(name, indent + end)
    found = _BULLET.match(body)
    if found is not None and found.end() < len(body):
        return Opening("point" if body[0] in _HOLLOW else "bullet", indent + found.end())
    return None


def strip_opening(text: str) -> str:
    """The text without the number or bullet that it starts with."""
    opening = read_opening(text)
    return text[opening.length :] if opening is not None else text.strip()


def opens_bracket(text: str) -> bool:
    """Whether a text starts with a bracket that encloses labels and headings, such as 【."""
    return _BRACKET.match(text) is not None


def is_wide(char: str) -> bool:
    """Whether a character is full-width."""
    return unicodedata.east_asian_width(char) in {"W", "F"} or char in "　・…―─×○●◎△□■※→①②③④⑤⑥⑦⑧⑨⑩"


def is_latin(char: str) -> bool:
    """Whether a character is an ASCII letter or digit."""
    return char.isascii() and char.isalnum()
