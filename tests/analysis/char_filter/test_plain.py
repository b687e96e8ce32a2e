"""The filters are skipped only for texts that none of them changes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from renkei_search.analysis import analyzer
from renkei_search.analysis.char_filter.alignment import Aligned
from renkei_search.analysis.char_filter.folding import PLACE_NAMES
from renkei_search.analysis.char_filter.okurigana import IRREGULAR
from renkei_search.analysis.char_filter.plain import is_plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from renkei_search.corpus.collection import Corpus

# Beside each of these a character may start a rule.
_AROUND = (
    ("", ""),
    ("山", "川"),
    ("カ", "カ"),
    ("二", "年"),
    ("外", "浜"),
    ("第", "期"),
    ("塩", "屋"),
    ("受", "れ"),
    ("平", ""),
)


def _changed(texts: Iterable[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The plain ones among some texts that the filters change nevertheless."""
    monkeypatch.setattr(analyzer, "is_plain", lambda _: False)
    return [text for text in texts if is_plain(text) and analyzer.fold(text) != Aligned(text)]


def test_no_character_of_a_plain_text_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [char for char in map(chr, range(0x110000)) if is_plain(char)]
    assert len(plain) > 20_000
    texts = (f"{before}{char}{after}" for char in plain for before, after in _AROUND)
    assert _changed(texts, monkeypatch) == []


def test_no_spelling_that_a_rule_knows_is_plain() -> None:
    irregular = [pair.split(":")[0] for pair in IRREGULAR.split()]
    places = [name.replace("ケ", mark) for name in PLACE_NAMES.split() for mark in "がガヶｹ"]
    known = [
        *places,
        "塩釜",
        "ゴミ",
        "平米",
        "立米",
        "平方キロ",
        "三カ所",
        "九ケ所",
        "スポ一ツ",
        "第Ⅲ期",
        "㈱",
        "５ｋｍ",
        "人々ゞ",
    ]
    assert [
        text for text in (*irregular, *places, *known) if text != "づけ" and is_plain(f"の{text}に")
    ] == []
    assert not is_plain("位置づけ")


def test_random_mixtures_of_what_rules_know(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [
        *"がガカケ一二三何年所月人一ー塩釜ゴミ平立米方キロ第期、。外浜ひばり丘崎受入込打合裏付づけスポツ図書館\n",
        *IRREGULAR.replace(":", " ").split(),
    ]
    chance = random.Random(20261130)
    texts = ("".join(chance.choices(pieces, k=chance.randint(1, 8))) for _ in range(20_000))
    assert _changed(texts, monkeypatch) == []


def test_most_words_of_the_vocabularies_are_plain(corpus: Corpus) -> None:
    words = [word for group in corpus.catalogue.thesaurus.groups for word in group.words]
    assert sum(map(is_plain, words)) > 0.9 * len(words)
