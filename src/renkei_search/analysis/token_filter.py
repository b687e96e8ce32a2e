"""Which morphemes become terms, and how a term is written."""

from __future__ import annotations

import re
from typing import Final

STOP_PARTS_OF_SPEECH: Final = frozenset({"助詞", "助動詞", "補助記号", "空白"})

# Verbs so general that they occur in most documents. Dropping them costs no accuracy.
STOP_VERBS: Final = frozenset(
    {"為る", "有る", "居る", "成る", "因る", "於く", "おく", "出来る", "行く", "頂く", "下さる", "御座る"}
)

# 第6次 and 6次 are the same.
STOP_PREFIXES: Final = frozenset({"第"})

_REPEATED_KANJI: Final = re.compile(r"([\u3400-\u9fff])\1+")


def term_of(normalized_form: str, part_of_speech: tuple[str, ...]) -> str | None:
    """The index term of a morpheme, or none if it carries no meaning of its own.

    A normalised form may contain blanks and capitals (リモートワーク becomes ``remote work``); it is joined and lower-cased.
    A repeated kanji is written 々: 佐佐木 is 佐々木.
    """
    part, kind = part_of_speech[:2]
    if part in STOP_PARTS_OF_SPEECH or (part == "記号" and kind != "文字"):
        return None
    if part == "動詞" and normalized_form in STOP_VERBS:
        return None
    if part == "接頭辞" and normalized_form in STOP_PREFIXES:
        return None
    term = "".join(normalized_form.lower().split())
    # The char filter leaves ゴミ in プラスチックゴミ and in ｺﾞﾐ.
    return "ごみ" if term == "ゴミ" else _REPEATED_KANJI.sub(_with_iteration_mark, term) or None


def _with_iteration_mark(repeated: re.Match[str]) -> str:
    return repeated[1] + "々" * (len(repeated[0]) - 1)
