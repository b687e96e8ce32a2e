"""Verify the corpus: every text equals its spans, no characters are claimed twice, nothing is lost.

Each source is compared with everything that refers to it. A character that is not whitespace must be claimed by
exactly one record (initiative, region, scheme section) or be listed as left out with a reason. Within one record, an
indicator may quote the description that contains it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.check.ledger import Ledger, Problem, squeeze
from renkei_search.corpus.check.vocabulary_check import check_vocabulary
from renkei_search.corpus.citation import find_place
from renkei_search.corpus.era import parse_date
from renkei_search.corpus.reader import EDITORIAL_TITLES
from renkei_search.model.record import Basis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from renkei_search.corpus.check.ledger import SourceCoverage
    from renkei_search.corpus.collection import Catalogue, Corpus, SourceText
    from renkei_search.model.record import Initiative, Region

_QUOTED: Final = re.compile(r"「([^」]+)」")
_MAX_EDITORIAL_TITLE: Final = 30


@dataclass(frozen=True)
class CheckReport:
    """The outcome: ``problems`` is empty exactly when the corpus is sound."""

    coverage: tuple[SourceCoverage, ...]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def sound(self) -> bool:
        """Whether there are no problems."""
        return not self.problems


def check_corpus(corpus: Corpus) -> CheckReport:
    """Check texts against spans, claims against each other, codes against the taxonomy, and coverage."""
    catalogue = corpus.catalogue
    problems = [
        *check_vocabulary(catalogue),
        *_check_editorial_titles(corpus),
    ]
    for region in catalogue.regions:
        problems += _check_region(region, catalogue)
    coverage = []
    for item in catalogue.sources:
        if parse_date(item.source.as_of) is None:
            place = f"sources/{item.source.id}/source.toml"
            problems.append(Problem(place, f"時点「{item.source.as_of}」は日付として読めません。"))
        if item.source.taken_in is not None and not _is_day(item.source.taken_in):
            place = f"sources/{item.source.id}/source.toml"
            problems.append(
                Problem(place, f"収録した日「{item.source.taken_in}」は 2026-04-01 の形で書いてください。")
            )
        ledger = Ledger(item)
        for initiative in corpus.initiatives:
            if initiative.source == item.source.id:
                _claim_initiative(ledger, initiative)
        _claim_context(ledger, catalogue)
        problems += _check_places(item, corpus.initiatives)
        for left in item.left_out:
            if not left.reason:
                ledger.problem(f"left-out.jsonl（{left.kind}）", "対象外とした理由がありません。")
            ledger.claim(left.spans, f"left-out.jsonl（{left.kind}）", "left_out", left.reason)
        coverage.append(ledger.coverage())
        problems += ledger.problems
    return CheckReport(coverage=tuple(coverage), problems=tuple(problems))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _claim_initiative(ledger: Ledger, initiative: Initiative) -> None:
    owner, spans = initiative.id, initiative.spans
    ledger.quote(spans.description, initiative.description, owner, "description", "initiative")
    if initiative.title is not None:
        ledger.quote(spans.title, initiative.title, owner, "title", "initiative")
    elif spans.title:
        ledger.problem(owner, "title がないのに spans.title があります。")
    for role in initiative.roles:
        ledger.quote(role.spans, role.text, owner, f"roles（{role.party}）", "initiative")
    for indicator in initiative.indicators:
        printed = [indicator.value, *(indicator.period or "").split("　")]
        if indicator.name_basis == "stated":
            printed.append(indicator.name)
        ledger.evidence(
            indicator.spans,
            printed,
            owner,
            f"indicators（{indicator.name}）",
            "initiative",
            indicator.context,
        )
    for cost in initiative.costs:
        name = f"costs（{cost.period or cost.amount}）"
        ledger.evidence(cost.spans, [cost.amount, cost.period], owner, name, "initiative", cost.context)
    if initiative.period is not None:
        ledger.quote(spans.period, initiative.period, owner, "period", "initiative")
    elif spans.period:
        ledger.problem(owner, "period がないのに spans.period があります。")
    if bool(initiative.municipalities) != bool(spans.municipalities):
        ledger.problem(owner, "municipalities と spans.municipalities の片方だけがあります。")
    ledger.claim(spans.municipalities, owner, "initiative")


def _claim_context(ledger: Ledger, catalogue: Catalogue) -> None:
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


def _check_places(item: SourceText, initiatives: Iterable[Initiative]) -> Iterator[Problem]:
    """Check that places are named with the source's words and contain all initiatives of sources that have places."""
    owner = f"sources/{item.source.id}/places.jsonl"
    printed = squeeze(item.text)
    for place in item.places:
        if not all(0 <= start < end <= len(item.text) for start, end in place.spans):
            yield Problem(owner, f"{place.name} の範囲が本文（{len(item.text)}文字）の外です。")
        for words in _QUOTED.findall(place.name):
            if squeeze(words) not in printed:
                yield Problem(owner, f"「{words}」は資料にありません。")
    for initiative in initiatives if item.places else ():
        if initiative.source == item.source.id and find_place(item, initiative.spans.description) is None:
            yield Problem(owner, f"{initiative.id} の本文が、どの箇所にもないか、二つの箇所にまたがります。")


def _check_editorial_titles(corpus: Corpus) -> Iterator[Problem]:
    """Check that our own headings are short, marked as ours, and used only where a source gives no title."""
    initiatives = {initiative.id: initiative for initiative in corpus.initiatives}
    for title in corpus.catalogue.editorial_titles:
        place = f"{EDITORIAL_TITLES}（{title.id}）"
        initiative = initiatives.get(title.id)
        if initiative is None:
            yield Problem(place, "この ID の取組がありません。")
        elif initiative.title is not None:
            yield Problem(place, "資料に題名のある取組です。当サイトの見出しは題名のない取組だけに付けます。")
        if title.basis is not Basis.INFERRED:
            yield Problem(
                place, "basis は inferred にしてください。当サイトの見出しは資料の言葉ではありません。"
            )
        if title.text != " ".join(title.text.split()) or not 1 <= len(title.text) <= _MAX_EDITORIAL_TITLE:
            yield Problem(
                place,
                f"見出し「{title.text}」は、1行で{_MAX_EDITORIAL_TITLE}文字までにしてください。前後の空白も除きます。",
            )


def _check_region(region: Region, catalogue: Catalogue) -> Iterator[Problem]:
    place = f"regions.jsonl（{region.id}）"
    for city in region.core_cities:
        if region.members and city not in region.members:
            yield Problem(place, f"中心市「{city}」が構成市町村にありません。")
    for declared in region.declared_fields:
        if not catalogue.taxonomy.is_field(declared.code):
            yield Problem(place, f"政策分野「{declared.code}」がありません。")
