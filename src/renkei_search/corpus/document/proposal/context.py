"""Derive from headings what applies to the text below: the policy field, the category, whether initiatives follow."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.mark import strip_opening
from renkei_search.corpus.document.page.piece import NOTHING, Reading
from renkei_search.model.taxonomy import fold_wording, wordings_of

if TYPE_CHECKING:
    from renkei_search.corpus.document.proposal.outline import Section
    from renkei_search.model.taxonomy import Taxonomy

_WORK: Final = re.compile(r"取組|取り組み|事業|施策|プロジェクト|連携する|役割分担|アクションプラン|具体的")
# A line that announces initiatives in a document without headings: 新たに取り組む連携事業について.
_ANNOUNCING: Final = re.compile(
    r"(?:取組|取り組む|事業|施策)(?:の?(?:内容|概要|案|一覧))?(?:について|（案）)?$"
)
_CHAPTER: Final = re.compile(
    r"はじめに|おわりに|趣旨|位置付け|位置づけ|名称|構成市町村?$|期間$|人口|推計|現状|現況|将来像|推進体制|進捗|懇談会|"
    r"経緯|経過|沿革|参考|資料|目次|用語|アンケート|見直し|背景|とは$|制度|考え方|方針|策定|圏域の(?:概要|概況|姿)|目指す|"
    r"SDGs|PDCA|地勢|歴史|産業構造|特性|問い?合わ?せ|お知らせ|リンク|ダウンロード|添付|体系|一覧$|規約|要綱|意見|委員|評価|検証"
)
_LETTER: Final = re.compile(r"^[\s　]*[A-Za-zＡ-Ｚａ-ｚ][\s　]*")
_LEAST: Final = 8  # characters of an official name, from which it may be part of a longer heading


class Context:
    """Recognises policy fields and categories in headings by the official wordings."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy

    def field_code(self, text: str) -> str | None:
        """The code of the policy field that a wording names; None if it names none."""
        plain = strip_opening(text)
        for candidate in (text, plain, _without_work(plain), _LETTER.sub("", plain)):
            node = self._taxonomy.resolve(candidate)
            if node is not None:
                return node.code
        return None

    def category_code(self, text: str) -> str | None:
        """The code of the category that a wording names, or that contains the field it names; None without either."""
        folded = fold_wording(strip_opening(text))
        for wording, code in self._categories.items():
            if wording == folded or (len(wording) >= _LEAST and wording in folded):
                return code.split("-")[0]
        return None

    def is_heading(self, text: str) -> bool:
        """Whether a paragraph consists only of the name of a field or category."""
        plain = strip_opening(text)
        folded = {fold_wording(plain), fold_wording(_LETTER.sub("", plain))}
        return self.field_code(text) is not None or bool(folded & self._categories.keys())

    def field_above(self, section: Section) -> Reading:
        """The nearest heading above that names a policy field."""
        for found in section.ancestors():
            if self.field_code(found.title.text) is not None:
                return found.title
        return NOTHING

    def category_above(self, section: Section) -> Reading:
        """The nearest heading above that names a category."""
        for found in section.ancestors():
            if self.category_code(found.title.text) is not None:
                return found.title
        return NOTHING

    def is_place(self, section: Section) -> bool:
        """Whether a heading names a field or category and is therefore not an initiative."""
        return self.names_place(section.title.text)

    def names_place(self, text: str) -> bool:
        """Whether a text names a field or category."""
        return self.field_code(text) is not None or self.category_code(text) is not None

    def holds_initiatives(self, section: Section) -> bool:
        """Whether a section describes initiatives, according to the nearest heading that implies or excludes it."""
        own = section.title.text
        if _CHAPTER.search(own) and not _WORK.search(own) and len(own) <= 16:
            return False
        for found in section.ancestors():
            text = found.title.text
            if found is section:
                continue
            if self.is_place(found) or _WORK.search(text):
                return True
            if _CHAPTER.search(text):
                return False
            if found.parent is None:
                return found.announces(section.style, _ANNOUNCING)
        return False

    @cached_property
    def _categories(self) -> dict[str, str]:
        nodes = (*self._taxonomy.categories, *self._taxonomy.groups)
        return {fold_wording(wording): node.code for node in nodes for wording in wordings_of(node)}


def _without_work(text: str) -> str:
    return re.sub(r"(?:に関する|に係る|の)?(?:取組|事業|施策|分野|政策分野)$", "", text)
