"""Names of municipalities and regions as people write them: kanji, kana, without 市町村."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.char_filter.folding import fold_variants
from renkei_search.analysis.reading.reading import reading_of
from renkei_search.model.record import short_region_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from renkei_search.corpus.collection import Catalogue

_SUFFIX: Final = re.compile(r"[市町村]$")
_TO_KATAKANA: Final = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
# People may read 町 as まち although the town is called ちょう, or omit it.
_SUFFIX_READINGS: Final = {"市": ("シ",), "町": ("チョウ", "マチ"), "村": ("ムラ", "ソン")}
_SHORTEST: Final = 2


class Place(NamedTuple):
    """A facet value that a name stands for: ``facet`` is ``municipality`` or ``region``."""

    facet: str
    value: str


def find_names(catalogue: Catalogue) -> dict[str, list[Place]]:
    """All folded spellings of municipalities and regions, with the places of that name."""
    places: dict[str, list[Place]] = {}

    def add(form: str, place: Place) -> None:
        folded = fold_name(form)
        if len(folded) >= _SHORTEST and place not in (found := places.setdefault(folded, [])):
            found.append(place)

    for municipality in dict.fromkeys(name for region in catalogue.regions for name in region.members):
        for form in (municipality, _SUFFIX.sub("", municipality), *municipality_readings(municipality)):
            add(form, Place("municipality", municipality))
    for region in catalogue.regions:
        for name in (region.name, *region.aliases):
            short = short_region_name(name)
            for form in (name, short, reading_of(short)):
                add(form, Place("region", region.id))
    return places


class Gazetteer:
    """Looks up whole words; a part of a word is not a name."""

    def __init__(self, places: Mapping[str, Sequence[Place]]) -> None:
        self._places = places

    def find(self, word: str) -> tuple[Place, ...]:
        """The municipalities and regions of this name, usually none or one."""
        return tuple(self._places.get(fold_name(word), ()))


def municipality_readings(name: str) -> tuple[str, ...]:
    """The readings of a municipality in katakana: in full, without 市町村, and with both readings of 町 and 村."""
    reading = reading_of(name)
    endings = _SUFFIX_READINGS.get(name[-1], ())
    stems = [reading.removesuffix(ending) for ending in endings if reading.endswith(ending)]
    return tuple(dict.fromkeys([reading, *(stem + ending for stem in stems for ending in ("", *endings))]))


def fold_name(text: str) -> str:
    """A name in the form used for comparison: folded, hiragana as katakana, letters and digits only."""
    folded = fold_variants(unicodedata.normalize("NFKC", text)).lower().translate(_TO_KATAKANA)
    return "".join(char for char in folded if char.isalnum() or char == "ー")
