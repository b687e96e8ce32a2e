"""Find the texts of a row in its document: by the proposal that it came from, or else by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from renkei_search.model.record import InitiativeSpans, Span, join_spans

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from renkei_search.corpus.document.page.model import Document
    from renkei_search.corpus.document.page.piece import Piece
    from renkei_search.corpus.document.proposal.model import Proposal
    from renkei_search.model.record import Cost, Indicator, Initiative, Role, Spans


class DocumentWords:
    """The text of a document without blanks, running heads and furigana, with the position of each character."""

    def __init__(self, document: Document) -> None:
        chars: list[str] = []
        self._places: list[int] = []
        for page in document.pages:
            for block in page.blocks:
                for line in block.lines():
                    for at in range(*line.span):
                        if not document.text[at].isspace():
                            chars.append(document.text[at])
                            self._places.append(at)
        self._text = "".join(chars)

    def find(self, text: str, claimed: Collection[int] = ()) -> Spans | None:
        """Find each line of a text; None if the document does not contain one of them or another record claims it."""
        spans: list[Span] = []
        for line in text.split("\n"):
            found = self._find_line(_squeeze(line), claimed)
            if found is None:
                return None
            spans += found
        return tuple(spans)

    def _find_line(self, wanted: str, claimed: Collection[int]) -> Spans | None:
        if not wanted:
            return ()
        at = self._text.find(wanted)
        while at >= 0:
            places = self._places[at : at + len(wanted)]
            if not any(place in claimed for place in places):
                return join_spans(Span(place, place + 1) for place in places)
            at = self._text.find(wanted, at + 1)
        return None


class Locator:
    """Gives initiatives their spans. No character is given to two initiatives.

    Args:
        document: the document.
        proposals: the proposals read from it.
        claimed: the spans that other records claim.
    """

    def __init__(
        self, document: Document, proposals: Sequence[Proposal], claimed: Iterable[Spans] = ()
    ) -> None:
        self._words = DocumentWords(document)
        self._claimed: set[int] = set()
        for spans in claimed:
            self._claim(spans)
        self._proposals = tuple(
            (_squeeze_piece(proposal.title), _squeeze_piece(proposal.description), proposal)
            for proposal in proposals
        )
        self._whole: dict[tuple[str, str], list[Proposal]] = {}
        self._half: dict[str, list[Proposal]] = {}
        for proposal in proposals:
            title, description = _squeeze_piece(proposal.title), _squeeze_piece(proposal.description)
            self._whole.setdefault((title, description), []).append(proposal)
            for half in {title, description} - {""}:
                self._half.setdefault(half, []).append(proposal)

    def place(self, initiative: Initiative) -> Initiative | None:
        """The initiative with its spans; None if the document does not contain one of its texts."""
        for proposal in self._candidates(initiative):
            found = self._place(initiative, proposal)
            if found is not None:
                self._claim(all_spans(found))
                return found
        return None

    def _candidates(self, initiative: Initiative) -> list[Proposal | None]:
        title, description = _squeeze(initiative.title or ""), _squeeze(initiative.description)
        exact = self._whole.get((title, description), [])
        near = [found for half in (title, description) if half for found in self._half.get(half, [])]
        return [*exact, *(found for found in near if found not in exact), None]

    def _joined(self, initiative: Initiative, proposal: Proposal | None) -> list[Proposal]:
        """The proposals whose text the initiative contains, because a person may have joined several."""
        description = _squeeze(initiative.description)
        found = [proposal] if proposal is not None else []
        found += (
            other
            for _, said, other in self._proposals
            if said and said in description and other is not proposal
        )
        return found

    def _place(self, initiative: Initiative, proposal: Proposal | None) -> Initiative | None:
        joined = self._joined(initiative, proposal)
        title = self._find(initiative.title or "", proposal.title if proposal else None)
        description = self._find(initiative.description, proposal.description if proposal else None)
        period = self._find(initiative.period or "", proposal.period if proposal else None)
        municipalities = _find_municipalities(initiative, joined)
        roles = [self._find_role(role, joined) for role in initiative.roles]
        indicators = [_find_indicator(indicator, joined) for indicator in initiative.indicators]
        costs = [_find_cost(cost, joined) for cost in initiative.costs]
        if title is None or not description or period is None or municipalities is None:
            return None
        placed = msgspec.structs.replace(
            initiative,
            roles=tuple(role for role in roles if role is not None),
            indicators=tuple(indicator for indicator in indicators if indicator is not None),
            costs=tuple(cost for cost in costs if cost is not None),
            spans=InitiativeSpans(
                title=title, description=description, municipalities=municipalities, period=period
            ),
        )
        complete = (
            len(placed.roles) == len(roles)
            and len(placed.indicators) == len(indicators)
            and len(placed.costs) == len(costs)
        )
        return placed if complete and self._is_free(all_spans(placed)) else None

    def _find(self, text: str, piece: Piece | None) -> Spans | None:
        """The spans of a text: those of its proposal, or else those of its lines in the document."""
        wanted = _squeeze(text)
        if not wanted:
            return ()
        if piece is not None and _squeeze(piece.text) == wanted:
            return piece.spans
        return self._words.find(text, self._claimed)

    def _find_role(self, role: Role, joined: Sequence[Proposal]) -> Role | None:
        known = next(
            (
                read.text
                for proposal in joined
                for read in proposal.roles
                if _squeeze(read.text.text) == _squeeze(role.text)
            ),
            None,
        )
        spans = self._find(role.text, known)
        return msgspec.structs.replace(role, spans=spans) if spans else None

    def _is_free(self, spans: Spans) -> bool:
        return not any(place in self._claimed for start, end in spans for place in range(start, end))

    def _claim(self, spans: Spans) -> None:
        for start, end in spans:
            self._claimed.update(range(start, end))


def all_spans(initiative: Initiative) -> Spans:
    """All distinct spans that a record claims."""
    parts = initiative.spans
    spans = [*parts.title, *parts.description, *parts.municipalities, *parts.period]
    spans += (span for role in initiative.roles for span in role.spans)
    spans += (span for indicator in initiative.indicators for span in indicator.spans)
    spans += (span for cost in initiative.costs for span in cost.spans)
    return join_spans(spans)


def _find_municipalities(initiative: Initiative, joined: Sequence[Proposal]) -> Spans | None:
    if not initiative.municipalities:
        return ()
    pieces = [proposal.municipalities for proposal in joined if proposal.municipalities is not None]
    printed = "、".join(_squeeze(piece.text) for piece in pieces)
    if not all(name in printed or name[:-1] in printed for name in initiative.municipalities):
        return None
    return join_spans(span for piece in pieces for span in piece.spans)


def _find_indicator(indicator: Indicator, joined: Sequence[Proposal]) -> Indicator | None:
    for read in (read for proposal in joined for read in proposal.indicators):
        same = (_squeeze(read.name.text), _squeeze(read.value.text), _squeeze(read.period or ""))
        if same == (_squeeze(indicator.name), _squeeze(indicator.value), _squeeze(indicator.period or "")):
            return msgspec.structs.replace(indicator, spans=read.spans, context=read.context)
    return None


def _find_cost(cost: Cost, joined: Sequence[Proposal]) -> Cost | None:
    for read in (read for proposal in joined for read in proposal.costs):
        said = f"{_squeeze(read.amount.text)}{read.unit}"
        if (_squeeze(read.period), said) == (_squeeze(cost.period), _squeeze(f"{cost.amount}{cost.unit}")):
            return msgspec.structs.replace(cost, spans=read.spans, context=read.context)
    return None


def _squeeze_piece(piece: Piece | None) -> str:
    return _squeeze(piece.text) if piece is not None else ""


def _squeeze(text: str) -> str:
    return "".join(text.split())
