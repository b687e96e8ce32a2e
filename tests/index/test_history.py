from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from renkei_search.index.generation import CURRENT, GENERATIONS
from renkei_search.index.history import HISTORY, History, make_history
from renkei_search.model.record import Basis, Coded

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus
    from renkei_search.model.record import Initiative

FIRST = datetime(2026, 12, 1, 3, tzinfo=UTC)
LATER = FIRST + timedelta(days=7)


def build(root: Path, corpus: Corpus, now: datetime) -> History:
    """Write the history of a build at this time, and make it the current one."""
    data = make_history(corpus, root, now)
    folder = root / GENERATIONS / now.strftime("%Y%m%dT%H%M%SZ-0")
    folder.mkdir(parents=True)
    (folder / HISTORY).write_bytes(data)
    (root / CURRENT).write_text(folder.name, encoding="utf-8")
    return History(data)


def edit(corpus: Corpus, place: int, **changes: object) -> Corpus:
    """The corpus with another wording of one initiative."""
    initiatives = list(corpus.initiatives)
    initiatives[place] = msgspec.structs.replace(initiatives[place], **changes)
    return msgspec.structs.replace(corpus, initiatives=tuple(initiatives))


def without_intake(corpus: Corpus) -> Corpus:
    sources = tuple(
        msgspec.structs.replace(item, source=msgspec.structs.replace(item.source, taken_in=None))
        for item in corpus.catalogue.sources
    )
    return msgspec.structs.replace(
        corpus, catalogue=msgspec.structs.replace(corpus.catalogue, sources=sources)
    )


def day(history: History, initiative: Initiative) -> str | None:
    dated = history.of(initiative.id)
    assert dated is not None
    return dated.last.date().isoformat() if dated.last is not None else None


def test_at_first_a_source_says_when_it_was_taken_in(corpus: Corpus, tmp_path: Path) -> None:
    history = build(tmp_path, corpus, FIRST)
    for initiative in corpus.initiatives:
        assert day(history, initiative) == corpus.catalogue.source(initiative.source).source.taken_in
    assert {arrival.changed for arrival in history.arrivals} == {False}
    assert sum(arrival.initiatives for arrival in history.arrivals) == len(corpus.initiatives)


def test_unknown_dates_stay_empty(corpus: Corpus, tmp_path: Path) -> None:
    history = build(tmp_path, without_intake(corpus), FIRST)
    assert {day(history, initiative) for initiative in corpus.initiatives} == {None}
    assert history.arrivals == ()


def test_a_build_of_the_same_texts_moves_no_date(corpus: Corpus, tmp_path: Path) -> None:
    build(tmp_path, corpus, FIRST)
    again = make_history(corpus, tmp_path, LATER)
    assert again == make_history(corpus, tmp_path, FIRST)


@pytest.mark.parametrize(
    "changes", [{"title": "別の題名"}, {"description": "別の文章"}, {"period": "令和8年度"}]
)
def test_a_changed_text_is_dated_by_the_build_that_finds_it(
    corpus: Corpus, tmp_path: Path, changes: dict[str, object]
) -> None:
    build(tmp_path, corpus, FIRST)
    edited = edit(corpus, 3, **changes)
    history = build(tmp_path, edited, LATER)
    dated = history.of(edited.initiatives[3].id)
    assert dated is not None
    assert (dated.first, dated.last) == (dated.first, LATER)
    assert dated.first is not None
    assert dated.first < LATER
    latest = history.arrivals[0]
    assert (latest.changed, latest.initiatives, latest.ids) == (True, 1, (edited.initiatives[3].id,))
    # It keeps its date until it changes again.
    assert History(make_history(edited, tmp_path, LATER + timedelta(days=1))).of(dated_id(edited)) == dated


def dated_id(corpus: Corpus) -> str:
    return corpus.initiatives[3].id


def test_another_classification_is_no_change_of_the_text(corpus: Corpus, tmp_path: Path) -> None:
    before = build(tmp_path, corpus, FIRST)
    edited = edit(corpus, 3, category=Coded(code="ウ", basis=Basis.INFERRED))
    assert build(tmp_path, edited, LATER).of(dated_id(corpus)) == before.of(dated_id(corpus))


def test_a_new_initiative_is_dated_by_the_build_that_brings_it(corpus: Corpus, tmp_path: Path) -> None:
    build(tmp_path, msgspec.structs.replace(corpus, initiatives=corpus.initiatives[1:]), FIRST)
    history = build(tmp_path, corpus, LATER)
    dated = history.of(corpus.initiatives[0].id)
    assert dated is not None
    assert (dated.first, dated.last, dated.changed) == (LATER, LATER, "")


def test_a_history_that_cannot_be_read_is_none(corpus: Corpus, tmp_path: Path) -> None:
    expected = build(tmp_path / "one", corpus, FIRST)
    build(tmp_path, corpus, FIRST)
    (next((tmp_path / GENERATIONS).iterdir()) / HISTORY).write_bytes(b"{")
    history = build(tmp_path, corpus, LATER)
    assert history.of(dated_id(corpus)) == expected.of(dated_id(corpus))
