"""The ledger of one source: which record claims each character, and whether the words are those of the source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei_search.corpus.collection import SourceText
    from renkei_search.model.record import Spans

_REMEDY = "corpus/README.md の「出典の範囲」を見て直してください。"


@dataclass(frozen=True)
class Problem:
    """One problem and its location, as a sentence for the curator."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True)
class SourceCoverage:
    """How the non-blank characters of one source are accounted for (counts of characters).

    ``initiative`` and ``context`` (regions and scheme) are claimed by records; ``left_out`` maps each reason
    to its count; ``unclaimed`` lists the other characters, with their line numbers.
    """

    source: str
    title: str
    initiatives: int
    total: int
    initiative: int
    context: int
    left_out: dict[str, int]
    unclaimed: tuple[tuple[int, str], ...]

    @property
    def initiative_coverage(self) -> float:
        """The claimed share (0 to 1) of the text that is initiative text or unclaimed."""
        missing = sum(len("".join(text.split())) for _, text in self.unclaimed)
        due = self.initiative + missing
        return self.initiative / due if due else 1.0


class Ledger:
    """The claims on the characters of one source.

    Attributes:
        item: the source.
        problems: what is wrong with the claims so far.
    """

    def __init__(self, item: SourceText) -> None:
        self.item = item
        self.problems: list[Problem] = []
        self._owner: dict[int, str] = {}
        self._use: dict[int, str] = {}
        self._left_out: Counter[str] = Counter()
        self._initiatives: set[str] = set()

    def problem(self, owner: str, message: str) -> None:
        """Record a problem of an owner."""
        self.problems.append(Problem(f"資料{self.item.source.id} {owner}", message))

    def quote(self, spans: Spans, text: str, owner: str, name: str, use: str) -> None:
        """Claim the spans for a text that must equal them, except for whitespace."""
        if not text.strip():
            self.problem(owner, f"{name} が空です。")
        if self.claim(spans, owner, use):
            printed, given = squeeze(self._read(spans)), squeeze(text)
            if printed != given:
                at = next(
                    (n for n, (a, b) in enumerate(zip(printed, given, strict=False)) if a != b),
                    min(len(printed), len(given)),
                )
                self.problem(
                    owner,
                    f"{name} が出典と一致しません（出典「{printed[at : at + 15]}」、記録「{given[at : at + 15]}」）。{_REMEDY}",
                )

    def evidence(
        self, spans: Spans, printed: list[str], owner: str, name: str, use: str, context: Spans = ()
    ) -> None:
        """Claim the spans for facts that they must contain as printed, or that a shared context must contain."""
        if self.claim(spans, owner, use) and self._is_within(context, owner):
            source = squeeze(self._read(spans)) + "\n" + squeeze(self._read(context))
            for fact in printed:
                if squeeze(fact) not in source:
                    self.problem(owner, f"{name} の「{fact}」が出典の範囲にありません。{_REMEDY}")

    def claim(self, spans: Spans, owner: str, use: str, reason: str = "") -> bool:
        """Record the owner's claim; false if a span is outside the text."""
        text = self.item.text
        if use == "initiative":
            self._initiatives.add(owner)
        if not self._is_within(spans, owner):
            return False
        clash: str | None = None
        for start, end in spans:
            for at in range(start, end):
                if text[at].isspace():
                    continue
                other = self._owner.setdefault(at, owner)
                if other != owner or (use == "left_out" and at in self._use):
                    if clash != other:
                        clash = other
                        self.problem(
                            owner,
                            f"{self._line(at)}行目「{text[at : at + 15].strip()}」を {other} と二重に使っています。",
                        )
                    continue
                if self._use.setdefault(at, use) == "left_out":
                    self._left_out[reason] += 1
        return True

    def _is_within(self, spans: Spans, owner: str) -> bool:
        text = self.item.text
        for start, end in spans:
            if not 0 <= start < end <= len(text):
                self.problem(owner, f"範囲 [{start}, {end}) は本文（{len(text)}文字）の外です。")
                return False
        return True

    def coverage(self) -> SourceCoverage:
        """How the characters are accounted for; those that nothing claims become problems."""
        text = self.item.text
        unclaimed: list[tuple[int, str]] = []
        at = 0
        while at < len(text):
            if text[at].isspace() or at in self._use:
                at += 1
                continue
            end = at
            while end < len(text) and text[end] != "\n" and end not in self._use:
                end += 1
            unclaimed.append((self._line(at), text[at:end].rstrip()))
            at = end
        for line, piece in unclaimed:
            self.problem(f"{line}行目", f"「{piece[:40]}」がどの記録にも対象外の一覧にもありません。")
        uses = Counter(self._use.values())
        return SourceCoverage(
            source=self.item.source.id,
            title=self.item.source.title,
            initiatives=len(self._initiatives),
            total=sum(not char.isspace() for char in text),
            initiative=uses["initiative"],
            context=uses["context"],
            left_out=dict(self._left_out.most_common()),
            unclaimed=tuple(unclaimed),
        )

    def _read(self, spans: Spans) -> str:
        return "".join(self.item.text[start:end] for start, end in spans)

    def _line(self, at: int) -> int:
        return self.item.text.count("\n", 0, at) + 1


def squeeze(text: str) -> str:
    """A text without whitespace, as texts and sources are compared."""
    return "".join(text.split())
