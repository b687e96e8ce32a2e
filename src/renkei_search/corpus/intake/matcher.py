"""Which known initiative is a row? By id, by text, or by one half of it: the title or the description."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from renkei_search.errors import TableError
from renkei_search.taxonomy import fold_wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.record import Initiative


class Wording(NamedTuple):
    """What makes a row the same initiative as another: widths, blanks and punctuation do not matter."""

    region: str | None
    title: str
    description: str


def wording(region: str | None, title: str, description: str) -> Wording:
    """The wording of a row or record."""
    return Wording(region, fold_wording(title), fold_wording(description))


class Matcher:
    """Finds initiatives, first in the folder that is imported into, then in those beside it.

    Args:
        own: initiatives of the folder.
        others: initiatives that stand beside it and cannot be changed.
    """

    def __init__(self, own: Iterable[Initiative], others: Iterable[Initiative]) -> None:
        self._own = {initiative.id: initiative for initiative in own}
        self._others = {initiative.id: initiative for initiative in others}
        self._exact: dict[Wording, list[Initiative]] = defaultdict(list)
        self._halves: dict[Wording, list[Initiative]] = defaultdict(list)
        self._claimed: set[str] = set()
        self._wanted: Counter[Wording] = Counter()
        for initiative in (*self._own.values(), *self._others.values()):
            whole = wording(initiative.region, initiative.title or "", initiative.description)
            self._exact[whole].append(initiative)
            if initiative.id in self._own:
                for half in _halves(whole):
                    self._halves[half].append(initiative)

    def is_own(self, initiative: Initiative) -> bool:
        """Whether the initiative belongs to the folder that is imported into."""
        return initiative.id in self._own

    def by_id(self, initiative_id: str) -> Initiative | None:
        """The initiative with this id; no other row will be taken for it."""
        found = self._own.get(initiative_id) or self._others.get(initiative_id)
        if found is not None:
            self._claimed.add(found.id)
        return found

    def by_text(self, text: Wording) -> Initiative | None:
        """An initiative that says the same; no other row will be taken for it. Otherwise the row may be a changed one."""
        for found in self._exact.get(text, ()):
            if found.id not in self._claimed:
                self._claimed.add(found.id)
                return found
        self._wanted.update(_halves(text))
        return None

    def by_half(self, text: Wording) -> Initiative | None:
        """The one initiative that has the title or the description, once all rows were looked up by text.

        Raises:
            TableError: several rows or initiatives have it.
        """
        for half in _halves(text):
            found = [known for known in self._halves.get(half, ()) if known.id not in self._claimed]
            if len(found) == 1 and self._wanted[half] == 1:
                return found[0]
            if found:
                ids = "、".join(known.id for known in found[:5])
                raise TableError(
                    f"同じ取組名か内容のものが複数あり、どれを改めるのか分かりません（{ids}）。ID の欄に書いてください。"
                )
        return None


def _halves(text: Wording) -> list[Wording]:
    """The title alone and the description alone, as far as there is one. A row without title has no halves."""
    if not text.title or not text.description:
        return []
    return [Wording(text.region, text.title, ""), Wording(text.region, "", text.description)]
