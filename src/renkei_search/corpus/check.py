"""Prove the corpus: every text equals its spans, no characters are claimed twice, nothing is lost.

Each source is held against all that refers to it. A character that is not whitespace must be claimed by
exactly one record (initiative, region, scheme section) or be listed as left out with a reason. Within one
record an indicator may quote the description it stands in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from renkei_search.taxonomy import fold_wording, wordings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.collection import Catalogue, Corpus, SourceText
    from renkei_search.practice import Practices
    from renkei_search.record import Initiative, Region, Spans
    from renkei_search.taxonomy import Taxonomy
    from renkei_search.thesaurus import Thesaurus

_REMEDY = "corpus/README.md の「出典の範囲」を見て直してください。"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where, in a sentence for the curator."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True)
class SourceCoverage:
    """How the non-blank characters of one source are accounted for (counts of characters).

    ``initiative`` and ``context`` (regions and scheme) are claimed by records; ``left_out`` maps each reason
    to its count; ``unclaimed`` lists what nobody accounts for, with its line number.
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
        """Share of the text that is initiative text or unexplained which is claimed, 0 to 1."""
        missing = sum(len("".join(text.split())) for _, text in self.unclaimed)
        due = self.initiative + missing
        return self.initiative / due if due else 1.0


@dataclass(frozen=True)
class CheckReport:
    """The outcome: ``problems`` is empty exactly when the corpus is sound."""

    coverage: tuple[SourceCoverage, ...]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check_corpus(corpus: Corpus) -> CheckReport:
    """Check texts against spans, claims against each other, codes against the taxonomy, and coverage."""
    catalogue = corpus.catalogue
    problems = [
        *_check_wordings(catalogue.taxonomy),
        *_check_thesaurus(catalogue.thesaurus),
        *_check_practices(catalogue.practices),
    ]
    for region in catalogue.regions:
        problems += _check_region(region, catalogue)
    coverage = []
    for item in catalogue.sources:
        ledger = _Ledger(item)
        for initiative in corpus.initiatives:
            if initiative.source == item.source.id:
                _claim_initiative(ledger, initiative)
        _claim_context(ledger, catalogue)
        for left in item.left_out:
            if not left.reason:
                ledger.problem(f"left-out.jsonl（{left.kind}）", "対象外とした理由がありません。")
            ledger.claim(left.spans, f"left-out.jsonl（{left.kind}）", "left_out", left.reason)
        coverage.append(ledger.coverage())
        problems += ledger.problems
    return CheckReport(coverage=tuple(coverage), problems=tuple(problems))


def _claim_initiative(ledger: _Ledger, initiative: Initiative) -> None:
    owner, spans = initiative.id, initiative.spans
    ledger.quote(spans.description, initiative.description, owner, "description", "initiative")
    if initiative.title is not None:
        ledger.quote(spans.title, initiative.title, owner, "title", "initiative")
    elif spans.title:
        ledger.problem(owner, "title がないのに spans.title があります。")
    for role in initiative.roles:
        ledger.quote(role.spans, role.text, owner, f"roles（{role.party}）", "initiative")
    for indicator in initiative.indicators:
        printed = [indicator.value, indicator.period or ""]
        if indicator.name_basis == "stated":
            printed.append(indicator.name)
        ledger.evidence(indicator.spans, printed, owner, f"indicators（{indicator.name}）", "initiative")
    if bool(initiative.municipalities) != bool(spans.municipalities):
        ledger.problem(owner, "municipalities と spans.municipalities の片方だけがあります。")
    ledger.claim(spans.municipalities, owner, "initiative")


def _claim_context(ledger: _Ledger, catalogue: Catalogue) -> None:
    source = ledger.item.source.id
    for region in catalogue.regions:
        owner = f"regions.jsonl（{region.id}）"
        for name, quote in (("history", region.history), ("outlook", region.outlook)):
            if quote is not None and quote.source == source:
                ledger.quote(quote.spans, quote.text, owner, name, "context")
        for figure in region.figures:
            if figure.source == source:
                printed = [figure.value, figure.as_of or ""]
                ledger.evidence(figure.spans, printed, owner, f"figures（{figure.name}）", "context")
        for declared in region.declared_fields:
            if declared.source == source:
                printed = ["○", declared.content or ""]
                ledger.evidence(
                    declared.spans, printed, owner, f"declared_fields（{declared.code}）", "context"
                )
        for evidence in region.evidence:
            if evidence.source == source:
                ledger.claim(evidence.spans, owner, "context")
    for section in catalogue.scheme:
        if section.source == source:
            owner = f"scheme.jsonl（{section.id}）"
            ledger.quote(section.spans, section.text, owner, "text", "context")
            if section.title is not None and section.title_spans:
                ledger.quote(section.title_spans, section.title, owner, "title", "context")


def _check_region(region: Region, catalogue: Catalogue) -> Iterator[Problem]:
    place = f"regions.jsonl（{region.id}）"
    for city in region.core_cities:
        if region.members and city not in region.members:
            yield Problem(place, f"中心市「{city}」が構成市町村にありません。")
    for declared in region.declared_fields:
        if not catalogue.taxonomy.is_field(declared.code):
            yield Problem(place, f"政策分野「{declared.code}」がありません。")


def _check_wordings(taxonomy: Taxonomy) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for node in taxonomy.fields:
        for wording in {fold_wording(text) for text in wordings_of(node)}:
            if seen.setdefault(wording, node.code) != node.code:
                yield Problem(
                    "taxonomy.toml", f"「{wording}」が {seen[wording]} と {node.code} の両方にあります。"
                )


def _check_thesaurus(thesaurus: Thesaurus) -> Iterator[Problem]:
    for group in thesaurus.groups:
        words = [word.strip() for word in group.words]
        if len(words) < 2 or len(set(words)) < len(words) or not all(words):
            yield Problem(
                "thesaurus.toml",
                f"groups の「{'、'.join(group.words)}」は、異なる語を二つ以上並べてください。",
            )
    seen: set[str] = set()
    for relation in thesaurus.one_way:
        word = relation.word.strip()
        if word in seen or not relation.also or word in relation.also:
            yield Problem(
                "thesaurus.toml", f"one_way の「{relation.word}」が二つあるか、行き先が正しくありません。"
            )
        seen.add(word)


def _check_practices(practices: Practices) -> Iterator[Problem]:
    for type_ in practices.types:
        place = f"practice.toml（{type_.id}）"
        if (
            not type_.words
            or len(set(type_.words)) < len(type_.words)
            or not all(map(str.strip, type_.words))
        ):
            yield Problem(place, "words には、異なる語を一つ以上並べてください。")
        for near in type_.near:
            other = practices.by_id.get(near)
            if other is None or other.family == type_.family:
                yield Problem(place, f"near の「{near}」は、別の family にある型の id にしてください。")


class _Ledger:
    """Who claims which characters of one source."""

    def __init__(self, item: SourceText) -> None:
        self.item = item
        self.problems: list[Problem] = []
        self._owner: dict[int, str] = {}
        self._use: dict[int, str] = {}
        self._left_out: Counter[str] = Counter()
        self._initiatives: set[str] = set()

    def problem(self, owner: str, message: str) -> None:
        self.problems.append(Problem(f"資料{self.item.source.id} {owner}", message))

    def quote(self, spans: Spans, text: str, owner: str, name: str, use: str) -> None:
        """Claim the spans for a text that must equal them, whitespace aside."""
        if not text.strip():
            self.problem(owner, f"{name} が空です。")
        if self.claim(spans, owner, use):
            printed, given = _squeeze(self._read(spans)), _squeeze(text)
            if printed != given:
                at = next(
                    (n for n, (a, b) in enumerate(zip(printed, given, strict=False)) if a != b),
                    min(len(printed), len(given)),
                )
                self.problem(
                    owner,
                    f"{name} が出典と一致しません（出典「{printed[at : at + 15]}」、記録「{given[at : at + 15]}」）。{_REMEDY}",
                )

    def evidence(self, spans: Spans, printed: list[str], owner: str, name: str, use: str) -> None:
        """Claim the spans for facts that must stand in them as printed."""
        if self.claim(spans, owner, use):
            source = _squeeze(self._read(spans))
            for fact in printed:
                if _squeeze(fact) not in source:
                    self.problem(owner, f"{name} の「{fact}」が出典の範囲にありません。{_REMEDY}")

    def claim(self, spans: Spans, owner: str, use: str, reason: str = "") -> bool:
        """Enter the characters under the owner; false when a span lies outside the text."""
        text = self.item.text
        if use == "initiative":
            self._initiatives.add(owner)
        for start, end in spans:
            if not 0 <= start < end <= len(text):
                self.problem(owner, f"範囲 [{start}, {end}) は本文（{len(text)}文字）の外です。")
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

    def coverage(self) -> SourceCoverage:
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


def _squeeze(text: str) -> str:
    return "".join(text.split())
