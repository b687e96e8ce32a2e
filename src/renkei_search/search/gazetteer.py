"""Names of municipalities and regions as people write them: kanji, kana, without 市町村."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.char_filter import fold_variants
from renkei_search.analysis.reading import reading_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.collection import Catalogue

_SUFFIX: Final = re.compile(r"[市町村]$")
_REGION_SUFFIX: Final = re.compile(
    r"(広域)?(連携中枢都市圏|連携都市圏域?|中枢都市圏|都市圏域?|定住自立圏|圏域)$"
)
_TO_KATAKANA: Final = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_SUFFIX_READINGS: Final = {"市": ("シ",), "町": ("チョウ", "マチ"), "村": ("ムラ", "ソン")}
_SHORTEST: Final = 2


class Place(NamedTuple):
    """A facet value that a name stands for: ``facet`` is ``municipality`` or ``region``."""

    facet: str
    value: str


class Gazetteer:
    """Looks a whole word up; a part of a word is not a name."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._places: dict[str, list[Place]] = {}
        for municipality in dict.fromkeys(name for region in catalogue.regions for name in region.members):
            for form in _municipality_forms(municipality):
                self._add(form, Place("municipality", municipality))
        for region in catalogue.regions:
            for name in (region.name, *region.aliases):
                short = _REGION_SUFFIX.sub("", name)
                for form in (name, short, _reading(short)):
                    self._add(form, Place("region", region.id))

    def find(self, word: str) -> tuple[Place, ...]:
        """The municipalities and regions of this name, usually none or one."""
        return tuple(self._places.get(_fold(word), ()))

    def _add(self, form: str, place: Place) -> None:
        folded = _fold(form)
        places = self._places.setdefault(folded, [])
        if len(folded) >= _SHORTEST and place not in places:
            places.append(place)


def _municipality_forms(name: str) -> Iterator[str]:
    short = _SUFFIX.sub("", name)
    reading = _reading(name)
    yield from (name, short, reading)
    for ending in _SUFFIX_READINGS.get(name[-1], ()):
        if reading.endswith(ending):
            stem = reading.removesuffix(ending)
            yield stem
            yield from (stem + other for other in _SUFFIX_READINGS[name[-1]])


def _reading(text: str) -> str:
    return reading_of(text)


def _fold(text: str) -> str:
    folded = fold_variants(unicodedata.normalize("NFKC", text)).lower().translate(_TO_KATAKANA)
    return "".join(char for char in folded if char.isalnum() or char == "ー")
