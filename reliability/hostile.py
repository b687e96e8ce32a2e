"""Hostile input: a list of known cases, and a seeded generator of more."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask.testing import FlaskClient

ZALGO: Final = "図" + "".join(map(chr, range(0x300, 0x36F))) * 4 + "書"
RTL: Final = "\u202e観光\u202c\u2067移住\u2069\u200f\u200e\ufeff"

QUERIES: Final = {
    "star": "*",
    "stars": "*" * 200,
    "star in a field": "題名:*",
    "long": "あ" * 10_000,
    "long ASCII": "a" * 10_000,
    "operators": " ".join(["AND"] * 1_000),
    "few operators": " ".join(["OR"] * 80),
    "minus": "-" * 250,
    "not": "NOT " * 60,
    "nested": "(" * 5_000 + "移住" + ")" * 5_000,
    "nested in the limit": "(" * 125 + "移住" + ")" * 125,
    "unclosed": "(" * 250,
    "quotes": '"' * 251,
    "corner brackets": "「" * 128 + "」" * 128,
    "fields": "題名:" * 80,
    "NUL": "移住\0",
    "controls": "\x01\x1b[31m移住\x7f",
    "surrogate": "移住\ud800",
    "zalgo": ZALGO,
    "RTL marks": RTL,
    "only invisible": "\u200b\u2060\ufeff\u202e",
    "expands under NFKC": "\ufdfa" * 200,
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "astral": "𠮷野家𩸽" * 20,
    "emoji": "👨‍👩‍👧‍👦" * 20,
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{7*7}}{% include '/etc/passwd' %}${7*7}",
    "path": "../../../../etc/passwd",
    "SQL": "'; DROP TABLE x; --",
    "format": "%s%n%x{0}{q}",
}

RAW: Final = {
    "invalid UTF-8": "q=%ff%fe",
    "overlong": "q=%c0%af",
    "CESU surrogate": "q=%ed%a0%80",
    "broken escapes": "q=%&page=%zz",
    "NUL name": "%00=1",
    "page of a billion": "page=1000000000",
    "page of 5,000 digits": "page=" + "9" * 5_000,
    "negative page": "page=-1",
    "fractional page": "page=1.5",
    "Arabic digits": "page=%D9%A1",
    "page of 0": "page=0",
    "a thousand regions": "&".join(["region=bingo"] * 1_000),
    "a thousand words": "&".join(["q=%E7%A7%BB%E4%BD%8F"] * 1_000),
    "a thousand names": "&".join(f"a{number}=1" for number in range(1_000)),
    "a thousand pages": "&".join(f"page={number}" for number in range(1, 1_001)),
    "a thousand ids": "&".join(f"id=x{number}" for number in range(1_000)),
    "two hundred filters": "&".join(["municipality=%E5%B0%BE%E9%81%93%E5%B8%82"] * 200),
    "ampersands": "&" * 10_000,
    "semicolons": ";" * 10_000,
    "only an equals sign": "=",
    "unknown filter value": "region=" + quote("<script>"),
}

SCRIPTS: Final = {
    "katakana": "".join(map(chr, range(0x30A1, 0x30FB))) + "ー",
    "hiragana": "".join(map(chr, range(0x3041, 0x3097))),
    "kanji": "".join(map(chr, range(0x4E00, 0x9FA0))),
    "Latin": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "digits": "0123456789０１２３４５６７８９",
    "half-width katakana": "".join(map(chr, range(0xFF66, 0xFFA0))),
    "emoji": "".join(map(chr, range(0x1F300, 0x1F600))) + "\u200d\ufe0f",
    "marks": "図か\u0301\u3099\ufe00\U000e0100\u200b",
    "spaced letters": "図 書 館\u3000市 町 村",
    "katakana and dashes": "スポサビツデタ-−－‐―一ー",
    "verbs": "受取引持申打立切込上下出入付合替れみげきりち",
    "signs": "㈱½㎞㎡1/2第IVX期(株)%m",
    "mixed": "".join(map(chr, range(0x3041, 0x3097))) + "アイウ漢字abc012ｱｲｳー-・。 、「」",
}
"""The letters of each script, from which runs are drawn."""

LENGTHS: Final = (1, 2, 16, 30, 31, 64, 65, 128, 255, 256, 257, 880, 2_000, 4_990, 5_000, 5_001)
"""Lengths of such runs: within and beyond every limit."""

_WORDS: Final = [
    "移住",
    "図書館",
    "病児保育",
    "観光",
    "圏域",
    "取組",
    "消防",
    "新潟",
    "おのみち",
    "子育て",
    "デニム",
    "バス",
    "婚活",
    "相談",
    "AND",
    "OR",
    "NOT",
    "ＡＮＤ",
    "ＯＲ",
    "｜",
    "-",
    "－",
    "(",
    ")",
    "（",
    "）",
    "「",
    "」",
    "『",
    "』",
    "“",
    "”",
    '"',
    "'",
    "*",
    "＊",
    ":",
    "：",
    "題名:",
    "圏域:",
    "市町村:",
    "分野:",
    "title:",
    "region:",
    "field:",
    "、",
    "。",
    "，",
    "・",
    "～",
]
_CHARACTERS: Final = (
    *" \t\n\r\u3000\0\x01\x1b\x7f\x85\u200b\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\ufffe\ufdfa",
    *"\u0301\u3099\uff9e\ud800\udfff",
    *"aZ09%&=+;#?/\\<>{}[]|^~`$@!_.,-*()\"'ｱﾞぁー々〆ヶ圖驛①㍿㌔ﷺİßﬃ𠮷👍🏽",
)
_PARAMETERS: Final = [
    "q",
    "page",
    "per_page",
    "sort",
    "expand",
    "count",
    "region",
    "field",
    "prefecture",
    "kind",
    "category",
    "source",
    "municipality",
    "view",
    "compare",
    "id",
    "limit",
    "text",
    "differing",
    "x",
    "Q",
    "q[]",
    "page[]",
]
_VALUES: Final = [
    "0",
    "1",
    "2",
    "20",
    "100",
    "101",
    "-1",
    "1e9",
    "1000000000",
    "relevance",
    "region",
    "_missing",
    "-_missing",
    "bingo",
    "-bingo",
    "ウ-A",
    "熊本県",
    "renkei-chusu",
    "尾道市",
    "001",
    "001-bingo-denim-project",
    "001-kumamoto-library-mutual-use",
    "-",
    "--",
    "null",
    "true",
]
_SEGMENTS: Final = (
    "..",
    ".",
    "%2e%2e",
    "%2f",
    "%00",
    "%5c",
    "x",
    "001-bingo-denim-project",
    "bingo",
    "%ff",
    "",
)


class Mutator:
    """Draws hostile input; the same seed draws the same.

    Attributes:
        chance: the random number generator.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def text(self) -> str:
        """Search words: mostly plausible ones, combined, truncated and corrupted."""
        chance = self.chance
        kind = chance.random()
        if kind < 0.05:
            return chance.choice(list(QUERIES.values()))
        if kind < 0.1:
            return "".join(chance.choice(_CHARACTERS) for _ in range(chance.randrange(1, 300)))
        if kind < 0.15:
            repeated: str = chance.choice([*_WORDS, *_CHARACTERS])
            return repeated * chance.randrange(1, 300)
        parts = [
            chance.choice(_WORDS) if chance.random() < 0.8 else chance.choice(_CHARACTERS)
            for _ in range(chance.randrange(1, 24))
        ]
        text = chance.choice(["", " ", "\u3000"]).join(parts)
        if chance.random() < 0.3 and text:
            place = chance.randrange(len(text))
            text = text[:place] + chance.choice(_CHARACTERS) + text[place + chance.randrange(3) :]
        return text

    def run(self, letters: str, length: int) -> str:
        """A run of one kind of writing."""
        return "".join(self.chance.choices(letters, k=length))

    def draft(self) -> str:
        """A longer text, as a draft for comparable practice."""
        return "。".join(self.text() for _ in range(self.chance.randrange(1, 12)))

    def query_string(self) -> str:
        """The part of an address after the question mark."""
        chance = self.chance
        if chance.random() < 0.03:
            return chance.choice(list(RAW.values()))
        pairs = []
        for _ in range(chance.choice([1, 1, 1, 2, 3, 5, 40])):
            name = "q" if chance.random() < 0.4 else chance.choice(_PARAMETERS)
            value = self.text() if name in {"q", "text"} or chance.random() < 0.1 else chance.choice(_VALUES)
            pairs.append((name, value.encode("utf-8", "surrogatepass")))
        text = urlencode(pairs)
        if chance.random() < 0.1 and text:
            place = chance.randrange(len(text))
            text = (
                text[:place]
                + chance.choice(["%", "%ff", "&", "=", "%00", "+", ";", "%ed%a0%80"])
                + text[place:]
            )
        return text

    def path(self, patterns: Sequence[str]) -> str:
        """A path that matches a pattern such as ``/regions/<id>``, or almost matches one."""
        chance = self.chance
        parts = []
        for part in chance.choice(patterns).split("/"):
            if "<" in part:
                drawn = chance.choice(_SEGMENTS) if chance.random() < 0.6 else self.text()[:40]
                parts.append(
                    drawn if drawn in _SEGMENTS else quote(drawn.encode("utf-8", "surrogatepass"), "")
                )
            else:
                parts.append(part if chance.random() < 0.97 else chance.choice(_SEGMENTS))
        return "/".join(parts) or "/"


_EXAMPLES: Final = {
    "<initiative_id>": "001-bingo-denim-project",
    "<region_id>": "bingo",
    "<id>": "001-bingo-denim-project",
    "<int:part>": "1",
    "<path:filename>": "style.css",
}


def list_paths(client: FlaskClient) -> list[str]:
    """A path for each route of the application, with existing values for its parameters."""
    rules = {rule.rule for rule in client.application.url_map.iter_rules()}
    return sorted(re.sub(r"<.*?>", lambda found: _EXAMPLES.get(found[0], "bingo"), rule) for rule in rules)


def all_addresses(patterns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every pattern with every hostile query, each with a name."""
    queries = {
        name: urlencode({"q": text.encode("utf-8", "surrogatepass")}) for name, text in QUERIES.items()
    }
    for pattern in patterns:
        for name, query in (queries | RAW).items():
            yield f"{pattern} {name}", f"{pattern}?{query}"
