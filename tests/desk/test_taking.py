"""From the desk into the corpus and the index, and the workbook in between."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING, Any

import msgspec
import openpyxl
import pytest

from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.intake.writer import write_together
from renkei_search.corpus.reader import read_corpus
from renkei_search.desk import room as desk_room
from renkei_search.desk.book import render_work, take_back
from renkei_search.desk.edit import (
    CellEdit,
    ConfirmEdit,
    DecideEdit,
    FactEdit,
    JoinEdit,
    RejectEdit,
    ReplaceEdit,
    SplitEdit,
)
from renkei_search.desk.room import Desk
from renkei_search.desk.taking import take_in
from renkei_search.desk.work import DESCRIPTION, TITLE, TO_CONFIRM, replace_row
from renkei_search.errors import DeskError, TableError
from renkei_search.model.record import Origin
from tests.desk.conftest import FILES, put, reopen
from tests.desk.test_session import do

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.desk.session import WorkSession
    from renkei_search.desk.taking import Outcomes
    from renkei_search.model.record import Initiative


@pytest.fixture
def ready(session: WorkSession) -> WorkSession:
    """Fill in and confirm what the document does not state."""
    facts = {"圏域": "霧ヶ丘定住自立圏", "時点": "令和6年3月", "都道府県": "福島県"}
    do(session, *(FactEdit(heading=name, text=text) for name, text in facts.items()))
    do(session, ConfirmEdit(headings=TO_CONFIRM))
    return session


def taken(session: WorkSession, room: Desk) -> Outcomes:
    return take_in(session, room.places, write=True)


def imported(room: Desk) -> list[Initiative]:
    corpus = read_corpus(*room.places.searched())
    own = {item.source.id for item in corpus.catalogue.sources if item.source.original is not None}
    report = check_corpus(corpus)
    assert report.sound
    return [found for found in corpus.initiatives if found.source in own]


def of_document(room: Desk) -> list[Initiative]:
    corpus = read_corpus(*room.places.searched())
    return [
        found
        for found in imported(room)
        if corpus.catalogue.source(found.source).source.origin is Origin.DOCUMENT
    ]


def test_facts_are_confirmed_before_anything_is_imported(session: WorkSession, room: Desk) -> None:
    with pytest.raises(DeskError, match="まだ確かめていません"):
        taken(session, room)
    assert not room.places.own.exists()


def test_an_unchanged_row_belongs_to_the_document(ready: WorkSession, room: Desk) -> None:
    outcomes = taken(ready, room)
    assert outcomes.refusals == ()
    assert outcomes.said[0] == "追加 4件、変更 0件、変更なし 0件、取り込めません 0件"
    assert len(of_document(room)) == 4
    assert outcomes.taken is not None
    assert set(outcomes.taken.ids) == {1, 2, 3, 4}


def test_split_and_joined_rows_belong_to_the_document_and_changed_words_do_not(
    ready: WorkSession, room: Desk
) -> None:
    at = ready.work.rows[0].text(DESCRIPTION).index("、") + 1
    do(
        ready,
        SplitEdit(row=1, at=at),
        CellEdit(row=5, heading="政策分野", text="福祉"),
        JoinEdit(row=2, other=3),
        CellEdit(row=4, heading=TITLE, text="けものの害を減らす"),
    )
    outcomes = taken(ready, room)
    assert outcomes.refusals == ()
    assert "文のとおりの取組: 3件（文を直したもの 1件" in "".join(outcomes.said)
    assert {found.title for found in of_document(room)} == {
        ready.work.rows[0].text(TITLE),
        None,
        ready.work.rows[2].text(TITLE),
    }


def test_a_second_import_changes_only_what_was_corrected(ready: WorkSession, room: Desk) -> None:
    taken(ready, room)
    assert "変更なし 4件" in taken(ready, room).said[0]
    do(
        ready,
        CellEdit(row=1, heading=TITLE, text="在宅医療の窓口"),
        CellEdit(row=1, heading=DESCRIPTION, text="窓口を共同で置く。"),
    )
    said = taken(ready, room).said[0]
    assert said == "追加 0件、変更 1件、変更なし 3件、取り込めません 0件"
    assert len(read_corpus(*room.places.searched()).initiatives) == 307 + 4


def test_refused_rows_are_named_with_the_remedy(ready: WorkSession, room: Desk) -> None:
    do(ready, CellEdit(row=2, heading="政策分野", text="謎の分野"))
    outcomes = taken(ready, room)
    assert [(refusal.cause, refusal.rows) for refusal in outcomes.refusals] == [
        ("政策分野の書き方が分かりません", (2,))
    ]
    assert outcomes.refusals[0].remedies
    assert not room.places.own.exists()


@pytest.mark.parametrize(
    ("edit", "cause", "remedy", "rows", "facts"),
    [
        (FactEdit(heading="時点", text=""), "資料の時点がありません", "「時点」に、資料が", (1, 2, 3, 4), ("時点",)),
        (FactEdit(heading="時点", text="去年"), "時点が日付として", "「令和7年4月1日」", (1, 2, 3, 4), ("時点",)),
        (FactEdit(heading="都道府県", text=""), "収録していない圏域", "都道府県の欄", (1, 2, 3, 4), ("圏域",)),
        (FactEdit(heading="構成市町村", text=""), "圏域がありません", "圏域か団体の名前", (1, 2, 3, 4), ("圏域",)),
        (FactEdit(heading="公開されているアドレス", text="市のサイト"), "「公開されているアドレス」を読めません",
         "「https://」から始まる", (), ("公開されているアドレス",)),
        (CellEdit(row=2, heading="政策分野", text="謎"), "政策分野の書き方が", "一覧から選び直して", (2,), ()),
        (CellEdit(row=1, heading="区分", text="謎"), "区分が分かりません", "空にしてください。", (1,), ()),
        (CellEdit(row=1, heading="区分", text="ア 経済成長"), "区分「ア」の政策分野が", "区分を空にすると", (1,), ()),
        (CellEdit(row=1, heading="状態", text="謎"), "状態が分かりません", "「案」と書くか、空に", (1,), ()),
        (CellEdit(row=1, heading="圏域", text="霧圏"), "収録していない圏域", "圏域の種類", (1,), ()),
    ],
    ids=lambda value: f"{value.heading}-{value.text}" if isinstance(value, CellEdit | FactEdit) else "",
)  # fmt: skip
def test_remedies_are_what_can_be_done_at_the_desk(  # one argument for each part of a message
    ready: WorkSession,
    room: Desk,
    edit: FactEdit | CellEdit,
    cause: str,
    remedy: str,
    rows: tuple[int, ...],
    facts: tuple[str, ...],
) -> None:
    if edit.heading == "構成市町村":
        do(ready, FactEdit(heading="圏域", text=""))
    do(ready, edit)
    refusal = take_in(ready, room.places, write=False).refusals[0]
    assert refusal.cause.startswith(cause)
    assert remedy in "".join(refusal.remedies)
    assert (refusal.rows, refusal.facts) == (rows, facts)
    for said in (refusal.cause, refusal.subjects, *refusal.remedies):
        assert not any(word in said for word in ("--", "列", "行", "ID", "対応表"))


def test_a_prefecture_that_nobody_named_is_said_to_be_inferred(ready: WorkSession, room: Desk) -> None:
    facts = {"都道府県": "", "圏域": "鶴岡共生定住自立圏", "構成市町村": "【鶴岡市】、三川町"}
    do(ready, *(FactEdit(heading=name, text=text) for name, text in facts.items()))
    said = take_in(ready, room.places, write=False).said
    assert any(
        line.startswith("新しい圏域: 鶴岡共生定住自立圏（山形県（推定）、構成市町村 2、") for line in said
    )


def test_two_rows_of_the_same_initiative_are_both_named(ready: WorkSession, room: Desk) -> None:
    texts = {name: ready.work.rows[0].text(name) for name in (TITLE, DESCRIPTION)}
    do(ready, *(CellEdit(row=3, heading=name, text=text) for name, text in texts.items()))
    do(ready, CellEdit(row=3, heading="期間", text="令和6年度"))
    refusal = take_in(ready, room.places, write=False).refusals[0]
    assert set(refusal.rows) == {1, 3}
    assert refusal.remedies == ("同じ取組なら、どちらかを取組から除くか、まとめてください。",)
    assert refusal.subjects == ""


def test_notes_name_initiatives_and_no_cells(ready: WorkSession, room: Desk) -> None:
    do(
        ready,
        CellEdit(row=1, heading="事業費", text="調整中"),
        CellEdit(row=4, heading=TITLE, text="合計"),
        CellEdit(row=4, heading=DESCRIPTION, text="100円"),
    )
    row = ready.work.rows[1]
    noted = msgspec.structs.replace(row, cells=row.cells | {"担当課": "健康課"})
    do(ready, ReplaceEdit(work=replace_row(ready.work, noted)))
    notes = take_in(ready, room.places, write=False).notes
    assert notes == (
        "合計・小計の行は読みとばしました：「合計」の「合計」",
        f"事業費のうち、金額と読めないものは取り込みませんでした：「{ready.work.rows[0].text(TITLE)}」の「調整中」",
        "「担当課」は、検索に使う項目がないため取り込みません。資料の文としては残ります",
    )


def test_an_index_that_cannot_be_written_is_said_with_what_to_do_then(ready: WorkSession, room: Desk) -> None:
    room.places.index.parent.mkdir(parents=True, exist_ok=True)
    room.places.index.write_bytes(b"a file where the index should be")
    progress = room.take_in(ready.folder, write=True)
    assert progress.thread is not None
    progress.thread.join()
    assert progress.stage == "unindexed"
    assert f"{room.places.index} に書けません" in progress.message
    assert "もう一度「取り込んで、検索できるようにする」を押してください" in progress.message
    assert "--" not in progress.message


def test_checking_writes_nothing(ready: WorkSession, room: Desk) -> None:
    outcomes = take_in(ready, room.places, write=False)
    assert outcomes.said[0].startswith("追加 4件")
    assert outcomes.taken is None
    assert not room.places.own.exists()


def test_a_killed_import_is_finished_next_time(
    ready: WorkSession, room: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(folder: Path, files: dict[str, bytes]) -> None:
        write_together(folder, files)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("renkei_search.corpus.intake.execution.write_together", die)
        with pytest.raises(Killed):
            taken(ready, room)
    again = reopen(room)
    assert again.work == ready.work
    assert again.folder.taken() is None
    assert "変更なし 4件" in take_in(again, room.places, write=True).said[0]
    assert len(imported(room)) == 4


def open_draft(session: WorkSession, room: Desk) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_work(session, room.corpus().catalogue)))


def test_the_workbook_goes_out_and_comes_back_the_same(
    ready: WorkSession, room: Desk, tmp_path: Path
) -> None:
    do(ready, RejectEdit(row=2, rejected=True), DecideEdit(wording="暮らし", field="福祉"))
    path = tmp_path / "draft.xlsx"
    path.write_bytes(render_work(ready, room.corpus().catalogue))
    back = take_back(ready, path)
    assert [row.id for row in back.rows] == [row.id for row in ready.work.rows]
    for before, after in zip(ready.work.rows, back.rows, strict=True):
        assert after.rejected == before.rejected
        assert {name: text for name, text in before.cells.items() if text} == after.cells
        assert after.spans == before.spans
    assert back.facts == ready.work.facts
    assert back.confirmed == ready.work.confirmed


def test_what_was_corrected_in_excel_is_taken_back(ready: WorkSession, room: Desk, tmp_path: Path) -> None:
    book = open_draft(ready, room)
    form = book["記入"]
    columns = {cell.value: cell.column for cell in form[1]}
    form.cell(2, columns[TITLE]).value = "相談窓口の設置"
    printed = form.cell(5, columns[DESCRIPTION]).value
    form.delete_rows(5)
    added = {DESCRIPTION: printed, "政策分野": "農業"}
    for name, text in added.items():
        if name in columns:
            form.cell(5, columns[name]).value = text
    form.cell(5, columns["読み取り番号"]).value = None
    path = tmp_path / "draft.xlsx"
    book.save(path)
    before = ready.work
    do(ready, ReplaceEdit(work=take_back(ready, path)))
    assert ready.work.rows[0].text(TITLE) == "相談窓口の設置"
    assert ready.work.rows[0].is_edited()
    new = next(row for row in ready.work.rows if row.id == 5)
    assert not new.is_edited()
    assert new.spans[DESCRIPTION]
    assert [row.id for row in ready.work.rows if row.rejected] == [4]
    ready.undo(ready.revision)
    assert ready.work == before


def test_the_draft_of_another_document_is_refused(ready: WorkSession, room: Desk, tmp_path: Path) -> None:
    book = open_draft(ready, room)
    for row in book["読み取り結果"].iter_rows():
        if row[0].value == "ファイルの指紋":
            row[1].value = "0" * 64
    path = tmp_path / "draft.xlsx"
    book.save(path)
    with pytest.raises(TableError, match="この文書の下書きではありません"):
        take_back(ready, path)


def test_a_document_is_on_the_desk_once_and_can_be_taken_away(room: Desk, session: WorkSession) -> None:
    path = session.folder.original()
    with path.open("rb") as stream:
        folder, known = room.put("別の名前.pdf", stream)
    assert known
    assert folder.id == session.folder.id
    room.remove(folder)
    assert room.works() == []


def test_a_document_that_cannot_be_read_says_why(room: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "壊れた.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"\0" * 500)
    folder = room.work(put(room, broken))
    assert room.reading(folder).stage == "failed"
    assert "壊れ" in room.reading(folder).message


def test_reading_that_was_cut_off_begins_anew(room: Desk, session: WorkSession) -> None:
    for name in ("reading.msgpack", "start.json"):
        (session.folder.path / name).unlink()
    again = Desk(room.folder, room.places)
    folder = again.works()[0]
    assert again.reading(folder).stage in {"reading", "proposing", "done"}
    thread = again._readings[folder.id].thread
    assert thread is not None
    thread.join()
    assert again.session(folder).work == session.work


def test_only_one_program_has_a_desk(room: Desk) -> None:
    with pytest.raises(DeskError, match="別の renkei-search desk"):
        Desk(room.folder, room.places).open()


def test_half_a_file_is_no_work(room: Desk) -> None:
    (room.folder / "abcdef").mkdir()
    (room.folder / "abcdef" / "original.pdf").write_bytes(b"%PDF")
    room.close()
    room.open()
    assert len(room.works()) == 1
    assert not (room.folder / "abcdef").exists()


def test_a_spreadsheet_shows_its_cells_and_no_picture(room: Desk) -> None:
    session = room.session(room.work(put(room, FILES / "excel-list.xlsx")))
    view = session.ownership().view(session.reading.document.pages[0])
    assert not view.drawn
    assert any(passage.place.row >= 1 and passage.row for passage in view.passages)
    assert all(not passage.boxes for passage in view.passages)


def test_a_picture_is_drawn_once(room: Desk, session: WorkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    first = room.picture(session.folder, 1)
    assert first.startswith(b"\x89PNG")
    monkeypatch.setattr(desk_room, "draw_page", None)
    assert room.picture(session.folder, 1) == first
    shutil.rmtree(session.folder.path / "pages")
