"""Edits of a draft: what each does, that it is saved, and that it can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.corpus.check.ledger import squeeze
from renkei_search.desk.edit import (
    AddEdit,
    CellEdit,
    CheckEdit,
    ClaimEdit,
    ConfirmEdit,
    DecideEdit,
    FactEdit,
    JoinEdit,
    RejectEdit,
    SplitEdit,
)
from renkei_search.desk.page_view import read_spans
from renkei_search.desk.work import DESCRIPTION, ROLES, TITLE
from renkei_search.errors import DeskError, StaleEditError
from tests.desk.conftest import reopen

if TYPE_CHECKING:
    from renkei_search.desk.edit import Edit
    from renkei_search.desk.room import Desk
    from renkei_search.desk.session import WorkSession
    from renkei_search.model.record import Spans


def do(session: WorkSession, *edits: Edit) -> None:
    for edit in edits:
        session.apply(edit, session.revision)


def text_of(session: WorkSession, spans: Spans) -> str:
    return squeeze("".join(session.reading.document.text[start:end] for start, end in spans))


def test_a_row_has_the_characters_it_was_read_from(session: WorkSession) -> None:
    for row in session.work.rows:
        assert not row.is_edited()
        for heading in (TITLE, DESCRIPTION):
            assert text_of(session, row.spans[heading]) == squeeze(row.text(heading))


def test_claimed_and_unclaimed_characters_are_the_document(session: WorkSession) -> None:
    do(session, RejectEdit(row=2, rejected=True), SplitEdit(row=1, at=20), JoinEdit(row=3, other=4))
    owned = [span for row in session.work.rows for span in row.claimed()]
    rest = [span for _, passage in session.ownership().rest() for span in passage.spans]
    places = sorted(place for start, end in [*owned, *rest] for place in range(start, end))
    text = session.reading.document.text
    seen = [place for place in places if not text[place].isspace()]
    assert seen == [place for place, char in enumerate(text) if not char.isspace()]


def test_a_split_gives_each_half_its_own_characters(session: WorkSession) -> None:
    whole = session.work.rows[0].text(DESCRIPTION)
    at = whole.index("、") + 1
    do(session, SplitEdit(row=1, at=at))
    first, second = session.work.rows[:2]
    assert (first.text(DESCRIPTION), second.text(DESCRIPTION)) == (whole[:at], whole[at:])
    assert text_of(session, first.spans[DESCRIPTION]) == squeeze(whole[:at])
    assert text_of(session, second.spans[DESCRIPTION]) == squeeze(whole[at:])
    assert not first.is_edited()
    assert not second.is_edited()


def test_a_split_of_changed_words_is_cut_where_they_are_printed(session: WorkSession) -> None:
    whole = session.work.rows[0].text(DESCRIPTION)
    at = whole.index("、") + 1
    changed = "（改）" + whole
    do(session, CellEdit(row=1, heading=DESCRIPTION, text=changed), SplitEdit(row=1, at=at + 3))
    first, second = session.work.rows[:2]
    assert text_of(session, second.spans[DESCRIPTION]) == squeeze(whole[at:])
    assert first.is_edited()
    assert not second.is_edited()


def test_joined_rows_lose_nothing(session: WorkSession) -> None:
    first, second = session.work.rows[:2]
    do(session, JoinEdit(row=1, other=2))
    joined = session.work.rows[0]
    assert joined.text(TITLE) == first.text(TITLE)
    assert joined.text(DESCRIPTION).split("\n") == [
        first.text(DESCRIPTION),
        second.text(TITLE),
        second.text(DESCRIPTION),
    ]
    assert joined.text(ROLES).split("\n") == [*first.text(ROLES).split("\n"), *second.text(ROLES).split("\n")]
    assert joined.claimed() == tuple(sorted((*first.claimed(), *second.claimed())))
    assert not joined.is_edited()


def test_the_text_of_a_rejected_row_is_unclaimed_again(session: WorkSession) -> None:
    title = session.work.rows[1].text(TITLE)
    do(session, RejectEdit(row=2, rejected=True))
    assert any(title in passage.text for _, passage in session.ownership().rest())
    do(session, RejectEdit(row=2, rejected=False))
    assert not any(title in passage.text for _, passage in session.ownership().rest())


def test_an_unclaimed_passage_becomes_a_row_at_its_place(session: WorkSession) -> None:
    page, passage = next(item for item in session.ownership().rest() if "第１条" in item[1].text)
    edit = ClaimEdit(
        spans=passage.spans, text=read_spans(session.reading.document.text, passage.spans), page="1"
    )
    do(session, edit)
    row = session.work.rows[0]
    assert row.text(DESCRIPTION) == passage.text
    assert page.number == 1
    with pytest.raises(StaleEditError):
        do(session, edit)


def test_a_passage_goes_into_a_row_in_printed_order(session: WorkSession) -> None:
    _, passage = next(item for item in session.ownership().rest() if "第１条" in item[1].text)
    before = session.work.rows[1].text(DESCRIPTION)
    do(session, ClaimEdit(spans=passage.spans, text=passage.text, page="1", row=2))
    assert session.work.rows[1].text(DESCRIPTION) == f"{passage.text}\n{before}"
    assert not session.work.rows[1].is_edited()


def test_a_restart_restores_everything_and_it_can_be_undone(session: WorkSession, room: Desk) -> None:
    states = [session.work]
    for edit in (
        CellEdit(row=1, heading=TITLE, text="相談窓口"),
        RejectEdit(row=2, rejected=True),
        CheckEdit(row=1, checked=True),
        SplitEdit(row=3, at=12),
        JoinEdit(row=1, other=4),
        AddEdit(after=1),
        FactEdit(heading="時点", text="令和6年3月"),
        FactEdit(heading="圏域", text="霧ヶ丘定住自立圏"),
        ConfirmEdit(headings=("時点", "圏域", "資料", "公表者")),
        DecideEdit(wording="暮らし", field="福祉"),
    ):
        do(session, edit)
        states.append(session.work)
    again = reopen(room)
    assert again.work == session.work
    assert again.revision == session.revision
    for state in reversed(states[:-1]):
        again.undo(again.revision)
        assert again.work == state
    assert again.undo_label == ""
    for state in states[1:]:
        again.redo(again.revision)
        assert again.work == state
    assert reopen(room).work == states[-1]


def test_continued_typing_is_undone_in_one_step(session: WorkSession) -> None:
    before = session.work
    do(
        session,
        CellEdit(row=1, heading=TITLE, text="あ"),
        CellEdit(row=1, heading=TITLE, text="あい", continued=True),
        CellEdit(row=1, heading=TITLE, text="あいう", continued=True),
    )
    session.undo(session.revision)
    assert session.work == before


def test_half_a_line_of_the_journal_is_no_edit(session: WorkSession, room: Desk) -> None:
    do(session, CellEdit(row=1, heading=TITLE, text="相談窓口"))
    journal = session.folder.path / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole + whole[:-9])
    again = reopen(room)
    assert again.work == session.work
    do(again, CellEdit(row=2, heading=TITLE, text="図書館"))
    assert reopen(room).work.rows[1].text(TITLE) == "図書館"


def test_two_browser_windows_do_not_overwrite_each_other(session: WorkSession) -> None:
    seen = session.revision
    session.apply(CellEdit(row=1, heading=TITLE, text="一つめの窓"), seen)
    session.apply(CellEdit(row=2, heading=TITLE, text="別の取組"), seen)
    with pytest.raises(StaleEditError, match="ほかの画面"):
        session.apply(CellEdit(row=1, heading=TITLE, text="二つめの窓"), seen)
    with pytest.raises(StaleEditError):
        session.undo(seen)
    assert session.work.rows[0].text(TITLE) == "一つめの窓"


@pytest.mark.parametrize(
    "edit",
    [
        CellEdit(row=1, heading="ID", text="x"),
        CellEdit(row=1, heading=TITLE, text="あ" * 20_001),
        SplitEdit(row=1, at=0),
        JoinEdit(row=1, other=1),
        RejectEdit(row=99, rejected=True),
        FactEdit(heading="天気", text="晴れ"),
        ConfirmEdit(headings=("時点",)),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_an_impossible_edit_leaves_no_trace(session: WorkSession, edit: Edit) -> None:
    with pytest.raises(DeskError):
        do(session, edit)
    assert session.revision == 0
    assert session.folder.journal() == []
