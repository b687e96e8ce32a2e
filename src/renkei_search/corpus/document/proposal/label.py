"""Find the meaning of headings and labels in documents by the wordings in ``corpus/labels.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.document.page.mark import strip_opening
from renkei_search.errors import CorpusError
from renkei_search.model.record import Record
from renkei_search.model.taxonomy import fold_wording

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST: Final = 26
_REMARK: Final = re.compile(r"[（(［\[〔][^（）()［］\[\]〔〕]*[）)］\]〕]|[※*＊].*$", re.DOTALL)
_BRACKETED: Final = re.compile(
    r"[【《≪〈＜<［\[〔「（(](?P<inside>[^【】《》≪≫〈〉＜＞<>\[\]［］〔〕「」（）()]+)[】》≫〉＞>］\]〕」）)]"
)
_MARKS: Final = re.compile(r"^[\s　■◆●○◎□◇▼▶・]+|[:：\s　]+$")
_OWN_ROLE: Final = re.compile(
    r"(?P<name>[一-龯々ヶケァ-ヺーぁ-ん]{1,7}[市町村区])(?:の役割|の取組|が行うこと)"
)
_KINDS: Final = re.compile(r"(?:中心|中枢都|連携|構成|関係|近隣|周辺|参加|各|本|全|市|町)(?:市|町|村)")
_AND: Final = re.compile(r"[・、，,／/]|及び|並びに|および|ならびに|と")
_YEAR: Final = re.compile(
    r"(?:(?:令和|平成|R|H)\s*(?:\d{1,2}|元)|20\d\d|\d{1,2}(?=年度))\s*(?:年度?)?(?:\s*[（(].*[）)])?(?:\s*(?:当初)?(?:予算|決算|事業費|見込み?|計画|当初|実績)額?)?"
    r"(?:\s*[（(].*[）)])?"
)


class LabelName(StrEnum):
    """The meaning of a label."""

    NUMBER = "number"
    REGION = "region"
    TITLE = "title"
    DESCRIPTION = "description"
    BACKGROUND = "background"
    EFFECT = "effect"
    ROLE_CORE = "role_core"
    ROLE_MEMBER = "role_member"
    ROLES = "roles"
    MUNICIPALITIES = "municipalities"
    CATEGORY = "category"
    FIELD = "field"
    INDICATOR = "indicator"
    INDICATOR_VALUE = "indicator_value"
    UNIT = "unit"
    COST = "cost"
    PERIOD = "period"
    DEPARTMENT = "department"
    AGREEMENT = "agreement"
    FUNDING = "funding"
    NOTE = "note"
    STATUS = "status"
    YEAR = "year"


_TEXTS: Final = {LabelName.DESCRIPTION, LabelName.BACKGROUND, LabelName.EFFECT}


class LabelWordings(Record, frozen=True, kw_only=True):
    """The wordings of a label. ``weak`` ones count only with other labels nearby; ``party`` is the party of a role."""

    name: LabelName
    wordings: tuple[str, ...]
    weak: tuple[str, ...] = ()
    party: str = ""


class Labels(Record, frozen=True, kw_only=True, dict=True):
    """All labels."""

    labels: tuple[LabelWordings, ...]

    def find(self, text: str, *, weak: bool = True) -> LabelName | None:
        """The meaning of a text that consists of a label; None for other texts.

        Args:
            text: a cell, a line, or the text in 【】 or before a colon.
            weak: whether ambiguous wordings such as 内容 count.
        """
        if not text or len(text) > 2 * _LONGEST:
            return None
        for candidate in _candidates(text):
            name = self._strong.get(candidate)
            if name is None and weak:
                name = self._weak.get(candidate)
            if name is not None:
                return name
        return self._find_joined(text, weak=weak) or (LabelName.YEAR if is_year(text) else None)

    def _find_joined(self, text: str, *, weak: bool) -> LabelName | None:
        """The meaning of joined labels (事業の目的・概要, 目的及び効果): the common one, or else the description."""
        for plain in _plain_forms(text):
            words = [fold_wording(word) for word in _AND.split(plain)]
            if len(words) < 2 or not all(words) or not (weak or any(word in self._strong for word in words)):
                continue
            names = {self._strong.get(word) or self._weak.get(word) for word in words}
            if len(names) == 1:
                return names.pop()
            if LabelName.DESCRIPTION in names and names <= _TEXTS:
                return LabelName.DESCRIPTION
        return None

    def is_label(self, text: str) -> bool:
        """Whether a text is a label."""
        return self.find(text) is not None

    @cached_property
    def _strong(self) -> dict[str, LabelName]:
        return {fold_wording(wording): entry.name for entry in self.labels for wording in entry.wordings}

    @cached_property
    def _weak(self) -> dict[str, LabelName]:
        return {fold_wording(wording): entry.name for entry in self.labels for wording in entry.weak}


def read_labels(path: Path) -> Labels:
    """Read the labels from a file.

    Raises:
        CorpusError: the file cannot be read, or two entries have the same wording.
    """
    try:
        labels = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Labels)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CorpusError(f"{path.name} を読めません（{error}）。") from error
    seen: dict[str, LabelName] = {}
    for entry in labels.labels:
        for wording in {fold_wording(text) for text in (*entry.wordings, *entry.weak)}:
            if seen.setdefault(wording, entry.name) is not entry.name:
                raise CorpusError(
                    f"{path.name}: 「{wording}」が {seen[wording]} と {entry.name} の両方にあります。"
                )
    return labels


def own_role_of(text: str) -> str | None:
    """The municipality whose role a label such as 青空市の取組 announces; None for kinds of municipalities."""
    found = _OWN_ROLE.fullmatch(text)
    return found["name"] if found is not None and not _KINDS.search(found["name"]) else None


def is_year(text: str) -> bool:
    """Whether a text consists of a year."""
    return _YEAR.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", "").replace("\n", "")) is not None


@lru_cache(maxsize=4_096)
def _candidates(text: str) -> tuple[str, ...]:
    """The possible readings of a label, folded."""
    return tuple(folded for found in _plain_forms(text) if (folded := fold_wording(found)))


@lru_cache(maxsize=4_096)
def _plain_forms(text: str) -> tuple[str, ...]:
    """The possible readings of a label: as printed, without enclosing brackets, without remarks."""
    tries = []
    for start in (text, strip_opening(text)):
        plain = _MARKS.sub("", "".join(start.split()))
        inside = _BRACKETED.fullmatch(plain)
        plain = inside["inside"] if inside is not None else plain
        tries += [plain, _REMARK.sub("", plain)]
    tries += [re.sub(r"[0-9０-９①-⑳]+$", "", found) for found in tries]
    return tuple(dict.fromkeys(tries))
