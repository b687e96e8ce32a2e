"""Normalise the characters of documents.

Fonts in documents use misleading code points: the radical ⽇ for 日, the vertical form ︑ for 、, private-use characters
for any glyph. Radicals and vertical forms are normalised; private-use characters are counted and reported.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Final

# CJK Radicals Supplement: Unicode defines no compatibility mapping for these.
_RADICALS: Final = str.maketrans(
    "⺁⺅⺉⺋⺌⺍⺏⺒⺓⺔⺖⺗⺘⺙⺛⺝⺞⺟⺠⺡⺣⺤⺥⺦⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "厂亻刂㔾小小尢巳幺彑忄㣺扌攵旡月歺母民氵灬爫爫丬犭王疋目示礻竹糸纟罓罒罓网罓羊羊羊老肀聿月臼艹艹艹虎衤覀西见角角讠贝车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食飠食饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙亀亀",
)
_VERTICAL: Final = range(0xFE10, 0xFE50)
_KANGXI: Final = range(0x2F00, 0x2FE0)
_SUPPLEMENT: Final = range(0x2E80, 0x2F00)
_INVISIBLE: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff\u0002")


class CharacterLog:
    """Counts replaced and unreadable characters, for the notes on a document."""

    def __init__(self) -> None:
        self.folded = 0
        self.private: Counter[str] = Counter()
        self.unmapped = 0
        self.doubled = 0

    def notes(self) -> list[str]:
        """The notes, as Japanese sentences."""
        found = []
        if self.folded:
            found.append(f"部首や縦書き用の文字 {self.folded:,}字を、通常の文字に直しました（⽇→日 など）。")
        if self.private:
            codes = "、".join(f"U+{ord(char):04X}（{n}字）" for char, n in self.private.most_common(5))
            found.append(
                f"外字が {sum(self.private.values()):,}字あります: {codes}。"
                "文字として読めないので「〓」にしました。原資料を見て直してください。"
            )
        if self.unmapped:
            found.append(
                f"読み取れない文字が {self.unmapped:,}字あります（フォントに文字の情報がありません）。"
                "「〓」にしました。原資料を見て直してください。"
            )
        if self.doubled:
            found.append(f"太字にするために二重に印刷された文字 {self.doubled:,}字を、一度だけ読みました。")
        return found


UNREADABLE: Final = "〓"
"""Replaces a character that cannot be read as text."""


def fold_char(char: str, log: CharacterLog) -> str:
    """Normalise a character; an invisible one becomes an empty text."""
    code = ord(char)
    if code in _KANGXI or code in _VERTICAL:
        folded = unicodedata.normalize("NFKC", char)
    elif code in _SUPPLEMENT:
        folded = char.translate(_RADICALS)
    elif char in _INVISIBLE or unicodedata.category(char) in {"Cc", "Cf"}:
        return ""
    elif unicodedata.category(char) in {"Co", "Cs", "Cn"}:
        log.private[char] += 1
        return UNREADABLE
    else:
        return char
    if folded != char:
        log.folded += 1
    return folded
