"""Find names of regions in sentences: みちのく盛岡広域連携中枢都市圏, but not 市と町との間における定住自立圏."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from renkei_search.model.record import RegionKind

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME_CHARS: Final = r"[一-龯々〆ヶケァ-ヺーぁ-ん・]"
_KIND_WORDS: Final = r"(?:連携中枢都市圏|連携都市圏域?|中枢都市圏|定住自立圏|広域都市圏|都市広域圏|都市圏域?)"
_REGION: Final = re.compile(rf"{NAME_CHARS}{{1,20}}?(?:広域)?{_KIND_WORDS}+")
_GENERIC: Final = re.compile(
    rf"^(?:広域|連携|圏域|地域|市町村|本|当|各|全国|宣言|策定|概要|・)*(?:広域)?{_KIND_WORDS}(?:・.*)?$"
)
# Words of a sentence before a name: 市と町との間における, この, 本市を中心とする. そらの and 西いぶり are parts of names.
_WORDS: Final = (
    r"(?:(?:これ|それ)(?:ら|ぞれ)の|[こそあど]の|[こそ]うした|[こそ]のような|すべての|いわゆる|および|ならびに|または|かつ|ともに|ほか|"
    r"において|における|として|とする|とした|であり|である|されている|された|される|している|した|する|して|について|に関する|に係る|"
    r"による|により|とともに|ための?|ような|などの?|から|まで|より|とが|[をがはにでとのもへや])"
)
_LAST_KANA: Final = re.compile(r"^(?P<before>.*?[^ぁ-ん])?(?P<kana>[ぁ-ん]+)(?P<rest>[^ぁ-ん]+)$")
_SENTENCE: Final = re.compile(rf"[一-龯々ヶケァ-ヺー]{_WORDS}+$|を|^{_WORDS}+$")
_LEADING: Final = re.compile(rf"{_WORDS}+")
_LEAST_KANA: Final = 3  # characters of a name such as ふくい in ふくい嶺北 after other words
_LEAST_KANA_FIRST: Final = 2
# 第３次 or 第２期, where it is read as part of the name.
_EDITION: Final = re.compile(r"^(?:年度?)?(?:第?[一二三四五六七八九十]*[次期])*")
KIND_NAMES: Final = {RegionKind.SETTLEMENT: "定住自立圏", RegionKind.CORE_CITY: "連携中枢都市圏"}
_PARTICLE: Final = re.compile(r"^(?:及び|並びに|[とやのはがをに])")
_LEAST: Final = 4  # characters of a name


def find_region_names(text: str) -> Iterator[str]:
    """The names of regions in a text, one for each occurrence."""
    plain = unicodedata.normalize("NFKC", text)
    for found in _REGION.finditer(plain):
        behind_another = plain[found.start() - 1 : found.start()] == "圏"
        printed = _PARTICLE.sub("", found.group()) if behind_another else found.group()
        name = _name_in(_EDITION.sub("", printed))
        if len(name) >= _LEAST and not _GENERIC.match(name):
            yield name


def kind_in(name: str) -> RegionKind | None:
    """The kind of region according to its name or to the title of a document."""
    if "定住自立圏" in name:
        return RegionKind.SETTLEMENT
    return RegionKind.CORE_CITY if "都市圏" in name or "都市広域圏" in name else None


def _name_in(printed: str) -> str:
    """A region's name without the sentence before it; empty if the kind of region follows only a sentence."""
    name = printed.lstrip("・")
    found = _LAST_KANA.match(name)
    if found is None:
        return name
    leading = _LEADING.match(found["kana"])
    end = leading.end() if leading is not None else 0
    if not found["before"] and end < len(found["kana"]):
        end = 0  # とや in とやま is not a particle
    kana = found["kana"][end:]
    least = _LEAST_KANA if found["before"] else _LEAST_KANA_FIRST
    if (end or not found["before"]) and len(kana) >= least and not _GENERIC.match(found["rest"]):
        return kana + found["rest"]
    if not _GENERIC.match(found["rest"]):
        return found["rest"].lstrip("・")
    before = (found["before"] or "") + found["kana"]
    return "" if _SENTENCE.search(before) else name
