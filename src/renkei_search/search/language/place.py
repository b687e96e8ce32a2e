"""Municipalities of Japan that are in no region of the corpus, and prefectures without a region in it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.whole_word import is_known_word
from renkei_search.model.municipality import Municipality, municipalities
from renkei_search.model.prefecture import PREFECTURES
from renkei_search.search.language.vocabulary.gazetteer import fold_name
from renkei_search.search.result import AbsentPlace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Region
    from renkei_search.search.language.vocabulary.gazetteer import Gazetteer

_SHORTEST: Final = 2
_COUNTY: Final = re.compile(r"^.{1,5}?郡(?=.)")
_CITIES: Final = ("市", "区")
_ENDINGS: Final = {"市": ("シ",), "区": ("ク",), "町": ("チョウ", "マチ"), "村": ("ムラ", "ソン")}


def is_absent(word: str, gazetteer: Gazetteer) -> bool:
    """Whether a word is the full name, in kanji or kana, of a municipality that the corpus does not cover."""
    return bool(_named(word)) and not gazetteer.find(word)


def is_place_name(word: str) -> bool:
    """Whether a word is the name of a municipality or prefecture of Japan, in full or in short, in kanji or kana.

    A short name that is also a common word, such as さくら, is treated as the word.
    """
    if _named(word) or any(word in {name, name[:-1]} for name in PREFECTURES):
        return True
    return fold_name(word) in _by_short_name() and not is_known_word(word)


def find_absent(word: str, catalogue: Catalogue, gazetteer: Gazetteer) -> tuple[AbsentPlace, ...]:
    """The absent places of which a word is the full name, each with the regions of its prefecture.

    A prefecture is absent if the corpus has no region of it.
    """
    if gazetteer.find(word):
        return ()
    if word in PREFECTURES:
        place = _absent(word, word, word, catalogue)
        return () if place.regions else (place,)
    return tuple(_absent(word, found.name, found.prefecture, catalogue) for found in _named(word))


def find_absent_by_short_name(
    word: str, catalogue: Catalogue, gazetteer: Gazetteer
) -> tuple[AbsentPlace, ...]:
    """The absent places of which a word is the name without 市, 区, 町, 村, 県 or 府; cities before towns.

    Many short names are ordinary words. This is therefore only for words that no initiative has.
    """
    if gazetteer.find(word) or is_known_word(word):
        return ()
    found = _by_short_name().get(fold_name(word), ())
    cities = [one for one in found if one.name.endswith(_CITIES)]
    if found:
        return tuple(_absent(word, one.name, one.prefecture, catalogue) for one in cities or found)
    full = next((name for name in PREFECTURES if name[:-1] == word), "")
    return find_absent(full, catalogue, gazetteer) if full else ()


def _absent(word: str, name: str, prefecture: str, catalogue: Catalogue) -> AbsentPlace:
    regions = tuple(region.id for region in catalogue.regions if prefecture in region.prefectures)
    return AbsentPlace(word, name, prefecture, regions)


def _named(word: str) -> Sequence[Municipality]:
    return _names().get(fold_name(word), ())


@dataclass(frozen=True)
class NamedRegion:
    """A region that a name may mean; ``municipality`` is the member of this name, if it is not the region's own name."""

    region: Region
    municipality: str | None = None


@dataclass(frozen=True)
class Places:
    """What a name means: regions of the corpus, and municipalities and prefectures that no region contains."""

    regions: tuple[NamedRegion, ...]
    absent: tuple[AbsentPlace, ...] = ()


def find_places(name: str, catalogue: Catalogue, gazetteer: Gazetteer) -> Places:
    """Find the regions that the name of a region or a member may mean, in kanji or kana, with or without a prefecture.

    A given prefecture decides between several. Without one, municipalities of the same name elsewhere are ``absent``.
    """
    name = "".join(name.split())
    prefecture = next((found for found in PREFECTURES if name.startswith(found) and name != found), None)
    plain = name.removeprefix(prefecture or "")
    wordings = dict.fromkeys((plain, _COUNTY.sub("", plain)))
    for wording in dict.fromkeys((name, *wordings)):
        regions = tuple(
            found
            for found in _named_regions(wording, catalogue, gazetteer)
            if wording == name or prefecture is None or prefecture in found.region.prefectures
        )
        if regions:
            namesakes = _namesakes(regions, catalogue) if prefecture is None else ()
            return Places(regions, tuple(namesakes))
    if prefecture is not None:
        named = (other for wording in wordings for other in _named(wording) if other.prefecture == prefecture)
        return Places((), tuple(_absent(other.name, other.name, prefecture, catalogue) for other in named))
    absent = (
        place
        for wording in wordings
        for place in find_absent(wording, catalogue, gazetteer)
        or find_absent_by_short_name(wording, catalogue, gazetteer)
    )
    return Places((), tuple(absent))


def _namesakes(regions: Sequence[NamedRegion], catalogue: Catalogue) -> Iterator[AbsentPlace]:
    """The municipalities in other prefectures with the same name as the members by which regions were found."""
    held = {prefecture for found in regions for prefecture in found.region.prefectures}
    for name in dict.fromkeys(found.municipality for found in regions if found.municipality is not None):
        for other in _named(name):
            if other.name == name and other.prefecture not in held:
                yield _absent(name, other.name, other.prefecture, catalogue)


def _named_regions(name: str, catalogue: Catalogue, gazetteer: Gazetteer) -> Iterator[NamedRegion]:
    """Each region once; regions with this name come before regions of a member with this name."""
    places = gazetteer.find(name)
    own = [catalogue.region(place.value) for place in places if place.facet == "region"]
    yield from map(NamedRegion, own)
    known = {region.id for region in own}
    for place in places:
        for region in catalogue.regions:
            if place.facet == "municipality" and place.value in region.members and region.id not in known:
                known.add(region.id)
                yield NamedRegion(region, place.value)


@cache
def _names() -> Mapping[str, Sequence[Municipality]]:
    """Municipalities by their full names and the readings of these, folded."""
    found: defaultdict[str, list[Municipality]] = defaultdict(list)
    for municipality in municipalities():
        for form in dict.fromkeys((fold_name(municipality.name), fold_name(municipality.reading))):
            if len(form) >= _SHORTEST:
                found[form].append(municipality)
    return found


@cache
def _by_short_name() -> Mapping[str, Sequence[Municipality]]:
    """Municipalities by their names without the last character, and the readings of these, folded."""
    found: defaultdict[str, list[Municipality]] = defaultdict(list)
    for municipality in municipalities():
        for form in dict.fromkeys(map(fold_name, (municipality.name[:-1], _short_reading(municipality)))):
            if len(form) >= _SHORTEST:
                found[form].append(municipality)
    return found


def _short_reading(municipality: Municipality) -> str:
    for ending in _ENDINGS[municipality.name[-1]]:
        if municipality.reading.endswith(ending):
            return municipality.reading.removesuffix(ending)
    return municipality.reading
