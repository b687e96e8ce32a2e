"""Which morphemes become terms, and how a term is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from renkei_search.analysis.tokenizer import Morpheme

STOP_PARTS_OF_SPEECH: Final = frozenset({"助詞", "助動詞", "補助記号", "空白"})

# Verbs so general that they match most of any collection. Dropping them costs no accuracy.
STOP_VERBS: Final = frozenset(
    {"為る", "有る", "居る", "成る", "因る", "於く", "おく", "出来る", "行く", "頂く", "下さる", "御座る"}
)


def term_of(morpheme: Morpheme) -> str | None:
    """The index term of a morpheme, or none if it carries no meaning of its own.

    A normalised form may hold blanks and capitals (リモートワーク becomes ``remote work``): joined, lower-cased.
    """
    part, kind = morpheme.part_of_speech[:2]
    if part in STOP_PARTS_OF_SPEECH or (part == "記号" and kind != "文字"):
        return None
    if part == "動詞" and morpheme.normalized_form in STOP_VERBS:
        return None
    return "".join(morpheme.normalized_form.lower().split()) or None
