"""The reading of a text, and whether it starts with what a person typed in kana or romaji.

Both are converted to the same loose romaji, so that comparing prefixes is enough. It is spelt as in Kunrei-shiki, and
sounds that people type alike are unified: ヂ and ジ, ヅ and ズ, オオ and オウ, ンナ and ナ, ティ and チ.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from typing import TYPE_CHECKING, Final

import sudachipy

from renkei_search.analysis.char_filter.notation import strip_ignored
from renkei_search.analysis.tokenizer import chunks, dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator

# Place names in the corpus that Sudachi reads differently from local people.
_NAMES: Final = {
    "旭川大雪": "アサヒカワタイセツ",
    "燕・弥彦": "ツバメヤヒコ",
    "呉西": "ゴセイ",
    "村上岩船": "ムラカミイワフネ",
    "高梁川": "タカハシガワ",
    "西川町": "ニシカワマチ",
}
_NAME: Final = re.compile("|".join(_NAMES))

_ROWS: Final = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "g": "ガギグゲゴ",
    "s": "サシスセソ",
    "z": "ザジズゼゾ",
    "t": "タチツテト",
    "d": "ダヂヅデド",
    "n": "ナニヌネノ",
    "h": "ハヒフヘホ",
    "b": "バビブベボ",
    "p": "パピプペポ",
    "m": "マミムメモ",
    "r": "ラリルレロ",
}
# Small kana become capitals, which the rules below join with the preceding kana.
_SMALL: Final = {
    "ァ": "A", "ィ": "I", "ゥ": "U", "ェ": "E", "ォ": "O", "ャ": "Ya", "ュ": "Yu", "ョ": "Yo", "ヮ": "wa",
}  # fmt: skip
_REST: Final = {
    "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヰ": "i", "ヱ": "e", "ヲ": "o", "ン": "n", "ヴ": "bu",
    "ヵ": "ka", "ヶ": "ke", "-": "ー",
}  # fmt: skip
_MACRONS: Final = {
    long: vowel * 2
    for vowel, longs in zip("aiueo", ("āâ", "īî", "ūû", "ēê", "ōô"), strict=True)
    for long in longs
}
_SYLLABLES: Final = {
    kana: row + vowel for row, line in _ROWS.items() for kana, vowel in zip(line, "aiueo", strict=True)
}
_LATIN: Final = str.maketrans(_SYLLABLES | _SMALL | _REST | _MACRONS)
_KATAKANA: Final = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}

# How small kana join: キャ, シェ, ティ, トゥ, ウォ, ヴァ. Others are separate vowels: ファ is hua.
_JOINING_RULES: Final = (
    (r"[iue]Y", "y"),
    (r"iE", "ye"),
    (r"(?<=[td])eI", "i"),
    (r"(?<=[td])oU", "u"),
    (r"(?<![bghkt])uO", "o"),
    (r"(?<=b)u(?=[AIEO])", ""),
)
# In this order. An incomplete syllable becomes a prefix of what the complete one would become.
_SPELLING_RULES: Final = (
    # Hepburn, and spellings that keyboards accept.
    (r"[ct]ch", "tch"),
    (r"chy?(?=[aueo])", "ty"),
    (r"ch", "t"),
    (r"shy?(?=[aueo])", "sy"),
    (r"sh", "s"),
    (r"jy?(?=[aueo])", "zy"),
    (r"j", "z"),
    (r"ts(?=[aieo])", "tu"),
    (r"ts", "t"),
    (r"f(?=[aieo])", "hu"),
    (r"f", "h"),
    (r"([td])h(?=[iu])", r"\1"),
    (r"dz", "z"),
    (r"d(?=d?[iuy])", "z"),
    (r"v", "b"),
    (r"l", "r"),
    (r"wo", "o"),
    (r"w(?=[ie])", "u"),
    # Long vowels, doubled consonants, punctuation, the syllabic n.
    (r"([aiueo])ー+", r"\1\1"),
    (r"ッ([b-df-hj-np-tv-z])", r"\1\1"),
    (r"[\W_ーッ]+", ""),
    (r"oo", "ou"),
    (r"m(?=[bmp])", "n"),
    (r"n+", "n"),
)
_JOINING: Final = tuple((re.compile(pattern), new) for pattern, new in _JOINING_RULES)
_SPELLING: Final = tuple((re.compile(pattern), new) for pattern, new in _SPELLING_RULES)
_CONSONANT_I: Final = re.compile(r"[^aiueo]i$")
_LONG_VOWEL: Final = re.compile(r"ou|uu|aa|ee")  # ii is mostly two words: 地域医療


def reading_of(text: str) -> str:
    """The reading of any text in katakana; letters and digits stay, lower-cased; punctuation is dropped."""
    return "".join(
        char for _, reading in read_words(text) for char in reading if char.isalnum() or char == "ー"
    )


def read_words(text: str) -> Iterator[tuple[str, str]]:
    """The words of any text that contain a letter or digit, each as written (NFKC) and its reading in katakana."""
    # Sudachi refuses lone surrogates, and treats invisible characters as words.
    encodable = strip_ignored(text).encode("utf-8", "replace").decode("utf-8")
    named = _NAME.sub(lambda found: _NAMES[found[0]], encodable)
    for _offset, chunk in chunks(named):
        for morpheme in _tokenizer().tokenize(chunk):
            surface = unicodedata.normalize("NFKC", morpheme.surface()).lower()
            if any(char.isalnum() for char in surface):
                yield surface, surface if surface.isascii() else morpheme.reading_form()


def romanize(kana: str) -> str:
    """Kana in loose romaji: シャ is ``sya``, ジュウ ``zyuu``. Letters are spelt the same way, kanji stay."""
    text = unicodedata.normalize("NFKC", kana).lower().translate(_KATAKANA).translate(_LATIN)
    for pattern, new in _JOINING:
        text = pattern.sub(new, text)
    text = text.lower()
    for pattern, new in _SPELLING:
        text = pattern.sub(new, text)
    return text


def fold_typed(text: str) -> str | None:
    """Convert hiragana, katakana or romaji to loose romaji, even if it ends within a syllable.

    None if the text contains other characters, such as kanji, or nothing to compare.
    """
    folded = romanize(text)
    if not folded or not folded.isascii():
        return None
    sounded = folded.rstrip("c")
    return sounded + "t" * (len(folded) - len(sounded))  # a final c is the beginning of ch: ち


def typed_beginnings(text: str) -> tuple[str, ...]:
    """The prefixes that a word's reading may have if this much of it is typed; none if the text contains kanji.

    A kana such as じ may still become じゅ: いじ begins ``izi`` and ``izy``.
    """
    folded = fold_typed(text)
    if folded is None:
        return ()
    if _CONSONANT_I.search(folded) and not unicodedata.normalize("NFKC", text[-1]).isascii():
        return (folded, folded[:-1] + "y")
    return (folded,)


def drop_long_vowels(romaji: str) -> str:
    """Loose romaji without long vowels, as some people type: ``kouti`` becomes ``koti``."""
    return romanize(_LONG_VOWEL.sub(lambda found: found[0][0], romaji))


# One tokenizer per thread, as in tokenizer.py. Mode C does not split names, and unsplit names are read correctly.
_local = threading.local()


def _tokenizer() -> sudachipy.Tokenizer:
    tokenizer: sudachipy.Tokenizer | None = getattr(_local, "tokenizer", None)
    if tokenizer is None:
        tokenizer = dictionary().tokenizer(mode=sudachipy.SplitMode.C, fields={"reading_form"})
        _local.tokenizer = tokenizer
    return tokenizer
