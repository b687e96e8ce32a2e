"""Match a row to a known initiative: by id, by text, or by the title or description alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from renkei_search.corpus.intake.row.flaw import CellError
from renkei_search.model.taxonomy import fold_wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.model.record import Initiative


class FoldedText(NamedTuple):
    """The text of an initiative as it is matched: without differences of width, blanks and punctuation."""

    region: str | None
    title: str
    description: str


def wording(region: str | None, title: str, description: str) -> FoldedText:
    """The folded text of a row or record."""
    return FoldedText(region, fold_wording(title), fold_wording(description))


class Matcher:
    """Finds initiatives, first in the destination folder, then in the others.

    Args:
        own: initiatives of the folder.
        others: initiatives of other folders, which cannot be changed.
    """

    def __init__(self, own: Iterable[Initiative], others: Iterable[Initiative]) -> None:
        self._own = {initiative.id: initiative for initiative in own}
        self._others = {initiative.id: initiative for initiative in others}
        self._exact: dict[FoldedText, list[Initiative]] = defaultdict(list)
        self._halves: dict[FoldedText, list[Initiative]] = defaultdict(list)
        self._claimed: set[str] = set()
        self._wanted: Counter[FoldedText] = Counter()
        for initiative in (*self._own.values(), *self._others.values()):
            whole = wording(initiative.region, initiative.title or "", initiative.description)
            self._exact[whole].append(initiative)
            if initiative.id in self._own:
                for half in _halves(whole):
                    self._halves[half].append(initiative)

    def is_own(self, initiative: Initiative) -> bool:
        """Whether the initiative belongs to the destination folder."""
        return initiative.id in self._own

    def by_id(self, initiative_id: str) -> Initiative | None:
        """Take the initiative with this id, so that no other row matches it; None if there is none."""
        found = self._own.get(initiative_id) or self._others.get(initiative_id)
        if found is not None:
            self._claimed.add(found.id)
        return found

    def by_text(self, text: FoldedText) -> Initiative | None:
        """Take an initiative with the same text, so that no other row matches it; None if there is none.

        Otherwise the row may be a changed one.
        """
        for found in self._exact.get(text, ()):
            if found.id not in self._claimed:
                self._claimed.add(found.id)
                return found
        self._wanted.update(_halves(text))
        return None

    def by_half(self, text: FoldedText) -> Initiative | None:
        """The only initiative with the same title or description, after all rows were matched by text.

        Raises:
            TableError: several rows or initiatives have it.
        """
        for half in _halves(text):
            found = [known for known in self._halves.get(half, ()) if known.id not in self._claimed]
            if len(found) == 1 and self._wanted[half] == 1:
                return found[0]
            if found:
                ids = "、".join(known.id for known in found[:5])
                said = f"同じ取組名か内容のものが複数あり、どれを改めるのか分かりません（{ids}）"
                remedy = "ID の欄に書いてください。"
                raise CellError(
                    f"{said}。{remedy}",
                    cause=said,
                    remedy=remedy,
                    in_form="取組名を書き分けると、別の取組として加わります。",
                )
        return None


def _halves(text: FoldedText) -> list[FoldedText]:
    """The title alone and the description alone. A row without a title has neither."""
    if not text.title or not text.description:
        return []
    return [FoldedText(text.region, text.title, ""), FoldedText(text.region, "", text.description)]
