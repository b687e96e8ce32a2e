"""Unify character variants, and replace characters that the tokenizer cannot handle by blanks.

Every rule maps one character to one, so offsets into the result are offsets into the original text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.char_filter.old_kanji import NEW_FORM
from renkei_search.analysis.char_filter.radical import KANJI_OF

if TYPE_CHECKING:
    from collections.abc import Callable

PLACE_NAMES: Final = """
外ケ浜 七ケ浜 七ケ宿 六ケ所 鰺ケ沢 金ケ崎 竜ケ崎 鶴ケ島 鎌ケ谷 袖ケ浦 茅ケ崎 駒ケ根 関ケ原 青ケ島 五ケ瀬 鳩ケ谷 越ケ谷 霞ケ浦
霞ケ関 千駄ケ谷 雑司ケ谷 阿佐ケ谷 幡ケ谷 保土ケ谷 梶ケ谷 鹿ケ谷 由比ケ浜 七里ケ浜 稲村ケ崎 城ケ崎 城ケ島 鬼ケ島 松ケ崎 鈴ケ森
浄土ケ浜 琴ケ浜 姉ケ崎 宮ケ瀬 天ケ瀬 月ケ瀬 鬼ケ城 宝ケ池 竜ケ岩 竜ケ森 安達ケ原 戦場ケ原 青木ケ原 百合ケ原 美ケ原 霧ケ峰 剣ケ峰
鷹ケ峰 八ケ岳 駒ケ岳 槍ケ岳 賤ケ岳 鷲ケ岳 烏帽子ケ岳 自由ケ丘 緑ケ丘 旭ケ丘 朝日ケ丘 桜ケ丘 光ケ丘 希望ケ丘 夢ケ丘 虹ケ丘 星ケ丘
月ケ丘 藤ケ丘 梅ケ丘 松ケ丘 鶴ケ丘 泉ケ丘 錦ケ丘 霧ケ丘 向ケ丘 南ケ丘 北ケ丘 東ケ丘 西ケ丘 若葉ケ丘 平和ケ丘 夕陽ケ丘 雲雀ケ丘
百合ケ丘 富士見ケ丘 富士ケ丘 鷺ケ丘 宮ケ丘 ひばりケ丘 つつじケ丘 すみれケ丘 さつきケ丘 けやきケ丘 もみじケ丘 うぐいすケ丘
美しケ丘 あすみケ丘
"""
"""Place names whose ケ is also written が (外が浜). The list is closed, because elsewhere が is a particle (市町村が)."""

_UNSAFE: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_KANJI: Final = "々〇\u3400-\u4dbf\u4e00-\u9fff\ufa0e-\ufa29\U00020000-\U000323af"
_KANA: Final = "ぁ-ゖァ-ヺ"
_NUMBER: Final = "0-9０-９〇一二三四五六七八九十百千万数何"
# Units that municipal texts count with ヶ. Not 日 (三ヶ日), 瀬 and others, which are more likely place names.
_COUNTED: Final = "月年所国条村町市区県寺地小中高団自言"
# Common phrases that contain a listed name: 機関が原則, 六が所管, 霞が関係, 緑が丘陵, 鰺が沢山.
_NOT_A_PLACE: Final = (
    "(?<![機税玄通相連難]関[がガ]原)(?!(?<=原)[因則案理料油発告本簿状点子動稿価爆種画]|(?<=所)[管在属有得]|(?<=関)[係東]"
    "|(?<=丘)陵|(?<=沢)山)"
)
_DAKUTEN: Final = "\u3099"


class _Rule(NamedTuple):
    """A pattern that is replaced if one of the ``triggers`` occurs. Replacements keep the length."""

    triggers: tuple[str, ...]
    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]


def replace_unsafe(text: str) -> str:
    """Replace lone surrogates and control characters by blanks; line ends stay.

    A lone surrogate cannot be encoded, so SudachiPy raises UnicodeEncodeError on it.
    """
    return _UNSAFE.sub(" ", text)


def fold_variants(text: str) -> str:
    """The safe text in one spelling: new kanji, ケ in the names of places, ごみ, 塩竈, no kana iteration marks."""
    text = replace_unsafe(text).translate(_TABLE)
    for triggers, pattern, replacement in _RULES:
        for trigger in triggers:
            if trigger in text:
                text = pattern.sub(replacement, text)
                break
    return text


def _table() -> dict[int, str]:
    table = {ord(old): new for old, new in (NEW_FORM | KANJI_OF).items()} | {ord("〻"): "々"}
    # Radicals and compatibility ideographs, which Sudachi does not normalise: ⽤ and 用, \ufa19 and 神.
    for code in (*range(0x2F00, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)):
        form = unicodedata.normalize("NFKC", chr(code))
        if len(form) == 1 and form != chr(code):
            table[code] = NEW_FORM.get(form, form)
    return table


def _with_ke(place: re.Match[str]) -> str:
    name = f"{place[1]}ケ{place[2]}"
    return name if name in _PLACES else place[0]


def _repeat_kana(match: re.Match[str]) -> str:
    kana = match[0][0]
    written = [kana]
    for mark in match[0][1:]:
        voiced = unicodedata.normalize("NFC", kana + _DAKUTEN)
        if mark in "ゞヾ" and len(voiced) == 1:
            kana = voiced
        written.append(kana)
    return "".join(written)


_TABLE: Final = _table()
REPLACED: Final = frozenset(map(chr, _TABLE))
"""The characters that are replaced wherever they are."""
_PLACES: Final = frozenset(PLACE_NAMES.split())
_BEFORE_KE, AFTER_KE = (
    "|".join(sorted(set(parts))) for parts in zip(*(name.split("ケ") for name in _PLACES), strict=True)
)

_RULES: Final = (
    # Sudachi reads 十ヶ村, 十カ村 and 十か村 alike (箇村) but not 十ケ村, and 十ヶ町 not as 十か町. 六ヶ所 is a village.
    _Rule(
        ("ヶ", "ケ", "ｹ", "ゖ", "ヵ", "カ", "ｶ"),
        re.compile(f"(?<=[{_NUMBER}])(?!(?<=六)[ヶケｹゖ]所)[ヶケｹゖヵカｶ](?=[{_COUNTED}])"),
        "か",
    ),
    _Rule(("ヶ", "ｹ", "ゖ"), re.compile(f"(?<=[{_KANJI}])[ヶｹゖ](?=[{_KANJI}])"), "ケ"),
    _Rule(
        ("が", "ガ", "ヶ", "ｹ", "ゖ", "ヵ"),
        re.compile(f"({_BEFORE_KE})[がガヶｹゖヵ]({AFTER_KE}){_NOT_A_PLACE}"),
        _with_ke,
    ),
    _Rule(("ゝ", "ゞ", "ヽ", "ヾ"), re.compile(f"[{_KANA}][ゝゞヽヾ]+"), _repeat_kana),
    # Not at the end of a longer word: マンゴミルク.
    _Rule(("ゴミ",), re.compile("(?<![ァ-ヺー])ゴミ"), "ごみ"),
    _Rule(("塩釜",), re.compile("塩釜"), "塩竈"),
)

TABLES: Final = (
    *(f"{chr(old)}{new}" for old, new in _TABLE.items()),
    *(rule.pattern.pattern for rule in _RULES),
    PLACE_NAMES,
)
"""The rules as text, for the analyzer's fingerprint."""
