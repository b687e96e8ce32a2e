"""Join two rows that are the same initiative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.table import join_values, split_values
from renkei_search.desk.work import (
    COSTS,
    DESCRIPTION,
    FIELD,
    INDICATORS,
    MUNICIPALITIES,
    PERIOD,
    PRINTED,
    ROLES,
    TITLE,
    WorkRow,
)
from renkei_search.model.record import join_spans

if TYPE_CHECKING:
    from renkei_search.model.record import Spans


def join_rows(first: WorkRow, second: WorkRow) -> WorkRow:
    """Join two rows to one with the id of the first; no text of either is lost."""
    return WorkRow(
        id=first.id,
        cells={**second.cells, **first.cells, **_join_texts(first.cells, second.cells)},
        printed=_join_texts(first.printed, second.printed),
        spans=_join_places(first, second),
    )


def _join_texts(first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    """Join the columns. The title of the second row is added to the description, so that nothing is lost."""
    title, other = first.get(TITLE, ""), second.get(TITLE, "")
    descriptions = [first.get(DESCRIPTION, ""), other if title else "", second.get(DESCRIPTION, "")]
    joined = {TITLE: title or other, DESCRIPTION: "\n".join(filter(None, descriptions))}
    for heading in (ROLES, INDICATORS, COSTS, FIELD):
        values = (*split_values(first.get(heading, "")), *split_values(second.get(heading, "")))
        joined[heading] = join_values(dict.fromkeys(values))
    names = [first.get(MUNICIPALITIES, ""), second.get(MUNICIPALITIES, "")]
    joined[MUNICIPALITIES] = "、".join(dict.fromkeys(filter(None, names)))
    joined[PERIOD] = first.get(PERIOD, "") or second.get(PERIOD, "")
    doubts = [first.get("確かめること", ""), second.get("確かめること", "")]
    joined["確かめること"] = "".join(dict.fromkeys(filter(None, doubts)))
    return {heading: text for heading, text in joined.items() if text}


def _join_places(first: WorkRow, second: WorkRow) -> dict[str, Spans]:
    spans = {name: [*first.spans.get(name, ()), *second.spans.get(name, ())] for name in PRINTED}
    if first.text(TITLE):
        spans[TITLE] = list(first.spans.get(TITLE, ()))
        spans[DESCRIPTION] += second.spans.get(TITLE, ())
    if first.text(PERIOD):
        spans[PERIOD] = list(first.spans.get(PERIOD, ()))
    return {name: join_spans(found) for name, found in spans.items() if found}
