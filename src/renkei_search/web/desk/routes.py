"""The routes of the desk: pages for people, and data for their scripts."""

from __future__ import annotations

import io
import tempfile
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import msgspec
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from msgspec import Meta

from renkei_search.corpus.document.format.opening import MAX_BYTES
from renkei_search.corpus.document.reading import read_document
from renkei_search.corpus.document.recognition import INSTALL, is_installed
from renkei_search.corpus.intake.draft.draft import DraftMaker, make_draft
from renkei_search.desk.book import render_work, take_back
from renkei_search.desk.edit import ClaimEdit, Edit, ReplaceEdit
from renkei_search.desk.page_view import read_spans
from renkei_search.desk.room import Progress
from renkei_search.desk.suggestion import make_suggester
from renkei_search.desk.work import DESCRIPTION
from renkei_search.errors import DeskError, NotFoundError
from renkei_search.model.record import Record, Spans
from renkei_search.web.desk.state import present_choices, present_taking, present_work
from renkei_search.web.http.parameter import Parameters, read_leniently
from renkei_search.web.open_data.export import XLSX

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from renkei_search.corpus.document.page.model import Page
    from renkei_search.desk.room import Desk
    from renkei_search.desk.session import WorkSession

desk_pages = Blueprint("desk", __name__)

T = TypeVar("T")

_MOST_PASSAGES: Final = 500


class StateParameters(Parameters, frozen=True, kw_only=True):
    """The revision that a page has; without one it gets all rows."""

    since: Annotated[int, Meta(title="since", ge=0)] = -1


class EditRequest(Record, frozen=True, kw_only=True):
    """An edit, and the revision that the person saw."""

    seen: int
    edit: Edit


class ClaimRequest(Record, frozen=True, kw_only=True):
    """Passages that become a row or are added to one."""

    seen: int
    passages: tuple[Spans, ...]
    row: int | None = None
    heading: str = DESCRIPTION


class MoveRequest(Record, frozen=True, kw_only=True):
    """Undo or redo, and the revision that the person saw."""

    seen: int


class TakingRequest(Record, frozen=True, kw_only=True):
    """Whether to import, or only to find out what an import would do."""

    write: bool


@desk_pages.get("/")
def show_desk() -> str:
    """The page with the documents on the desk and the field for adding one."""
    works = []
    for folder in _desk().works():
        stage = "done" if folder.is_read() else "failed" if folder.failure() else "reading"
        put = datetime.fromisoformat(folder.meta().created).astimezone()
        works.append(
            {
                "id": folder.id,
                "meta": folder.meta(),
                "stage": stage,
                "put": f"{put.month}月{put.day}日 {put:%H:%M}",
                "taken": folder.taken(),
            }
        )
    return render_template("desk/list.html", works=works, most=MAX_BYTES >> 20, folder=_desk().folder)


@desk_pages.post("/draft")
def make_plain_draft() -> Response:
    """Without JavaScript: read a file and return the workbook."""
    name, stream = _uploaded()
    desk = _desk()
    corpus = desk.corpus()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"original{PurePath(name).suffix.lower()}"
        path.write_bytes(stream.read())
        findings = read_document(
            path, desk.places.labels, corpus.catalogue.taxonomy, Progress("reading").report
        )
        maker = DraftMaker(corpus.catalogue, make_suggester(corpus))
        draft = make_draft(findings, name, path.read_bytes(), maker)
    return _send(draft.data, f"{PurePath(name).stem}.下書き.xlsx")


@desk_pages.post("/works")
def put_document() -> Response:
    """Put a document on the desk."""
    name, stream = _uploaded()
    folder, known = _desk().put(name, stream)
    return _answer({"url": url_for("desk.show_work", work_id=folder.id), "known": known}, 201)


@desk_pages.get("/works/<work_id>")
def show_work(work_id: str) -> str:
    """The page with a document and its rows side by side."""
    folder = _desk().work(work_id)
    progress = _desk().reading(folder)
    document = _desk().session(folder).reading.document if progress.stage == "done" else None
    choices = present_choices(_desk().corpus().catalogue) if document is not None else None
    return render_template(
        "desk/work.html",
        meta=folder.meta(),
        work_id=work_id,
        progress=progress,
        choices=msgspec.json.encode(choices).decode() if choices else "",
        document=document,
        has_ocr=is_installed(),
        install_ocr=INSTALL,
        corpus=_desk().places.own,
    )


@desk_pages.get("/works/<work_id>/progress")
def tell_progress(work_id: str) -> Response:
    """The progress of reading."""
    progress = _desk().reading(_desk().work(work_id))
    keys = ("stage", "done", "total", "message")
    return _answer({key: getattr(progress, key) for key in keys})


@desk_pages.post("/works/<work_id>/reading")
def read_again(work_id: str) -> BaseResponse:
    """Read a document again after a failure."""
    folder = _desk().work(work_id)
    folder.forget_failure()
    _desk().reading(folder)
    return redirect(url_for("desk.show_work", work_id=work_id), 303)


@desk_pages.post("/works/<work_id>/recognition")
def recognise_work(work_id: str) -> BaseResponse:
    """Read a scanned document by OCR."""
    folder = _desk().recognise(_desk().work(work_id))
    return redirect(url_for("desk.show_work", work_id=folder.id), 303)


@desk_pages.get("/works/<work_id>/recognised.pdf")
def save_recognised(work_id: str) -> Response:
    """The document with the recognised characters, which importing a draft by command requires."""
    folder = _desk().work(work_id)
    if not folder.meta().scan:
        raise NotFoundError("この文書は、OCR で読んでいません。")
    return send_file(
        folder.original(), mimetype="application/pdf", as_attachment=True, download_name=folder.meta().name
    )


@desk_pages.post("/works/<work_id>/removal")
def remove_work(work_id: str) -> BaseResponse:
    """Remove a work from the desk."""
    _desk().remove(_desk().work(work_id))
    return redirect(url_for("desk.show_desk"), 303)


@desk_pages.get("/works/<work_id>/state")
def tell_state(work_id: str) -> Response:
    """The current work, or what changed since a revision."""
    asked = read_leniently(StateParameters, request.args.items(multi=True))
    return _state(_session(work_id), asked.since)


@desk_pages.post("/works/<work_id>/edits")
def edit_work(work_id: str) -> Response:
    """Apply an edit."""
    session, asked = _session(work_id), _asked(EditRequest)
    if isinstance(asked.edit, ReplaceEdit | ClaimEdit):
        raise DeskError("この操作は、ここではできません。")
    with session.lock:
        session.apply(asked.edit, asked.seen)
        return _state(session, asked.seen)


@desk_pages.post("/works/<work_id>/claims")
def claim_passages(work_id: str) -> Response:
    """Make a row of passages, or add them to a row."""
    session, asked = _session(work_id), _asked(ClaimRequest)
    document = session.reading.document
    spans = tuple(span for passage in asked.passages for span in passage)
    if not spans or len(asked.passages) > _MOST_PASSAGES:
        raise DeskError("取組にする文を選んでください。")
    if any(not 0 <= start < end <= len(document.text) for start, end in spans):
        raise DeskError("その文は、この文書にありません。")
    texts = [read_spans(document.text, passage) for passage in asked.passages]
    page = document.page_of(spans[0].start)
    edit = ClaimEdit(
        spans=tuple(sorted(spans)),
        text=("\n" if asked.heading == DESCRIPTION else "").join(texts),
        page=(page.label or str(page.number)) if page is not None else "",
        row=asked.row,
        heading=asked.heading,
    )
    with session.lock:
        new = session.work.next_id if asked.row is None else None
        session.apply(edit, asked.seen)
        return _state(session, asked.seen, new)


@desk_pages.post("/works/<work_id>/undo")
def undo_edit(work_id: str) -> Response:
    """Undo the last edit."""
    session, asked = _session(work_id), _asked(MoveRequest)
    with session.lock:
        session.undo(asked.seen)
        return _state(session, asked.seen)


@desk_pages.post("/works/<work_id>/redo")
def redo_edit(work_id: str) -> Response:
    """Redo the edit that was undone last."""
    session, asked = _session(work_id), _asked(MoveRequest)
    with session.lock:
        session.redo(asked.seen)
        return _state(session, asked.seen)


@desk_pages.get("/works/<work_id>/pages/<int:number>")
def tell_page(work_id: str, number: int) -> Response:
    """The passages of a page."""
    session = _session(work_id)
    return _answer(session.ownership().view(_page(session, number)))


@desk_pages.get("/works/<work_id>/pages/<int:number>.png")
def show_page(work_id: str, number: int) -> Response:
    """The picture of a page."""
    session = _session(work_id)
    page = _page(session, number)
    if session.reading.document.format != "pdf" or not page.width:
        raise NotFoundError("このページの画像はありません。")
    response = Response(_desk().picture(session.folder, number), mimetype="image/png")
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@desk_pages.get("/works/<work_id>/draft.xlsx")
def save_draft(work_id: str) -> Response:
    """The current draft as a workbook."""
    session = _session(work_id)
    name = f"{PurePath(session.folder.meta().name).stem}.下書き.xlsx"
    return _send(render_work(session, _desk().corpus().catalogue), name)


@desk_pages.post("/works/<work_id>/draft")
def take_draft_back(work_id: str) -> Response:
    """Apply a workbook that somebody corrected."""
    session = _session(work_id)
    _, stream = _uploaded()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "下書き.xlsx"
        path.write_bytes(stream.read())
        with session.lock:
            seen = session.revision
            session.apply(ReplaceEdit(work=take_back(session, path)), seen)
            return _state(session, -1)


@desk_pages.post("/works/<work_id>/import")
def import_work(work_id: str) -> Response:
    """Start an import, or start finding out what it would do."""
    asked = _asked(TakingRequest)
    return _answer(present_taking(_desk().take_in(_desk().work(work_id), write=asked.write)), 202)


@desk_pages.get("/works/<work_id>/import")
def tell_import(work_id: str) -> Response:
    """The progress of the import."""
    return _answer(present_taking(_desk().taking(_desk().work(work_id))))


def _desk() -> Desk:
    desk: Desk = current_app.extensions["desk"]
    return desk


def _session(work_id: str) -> WorkSession:
    return _desk().session(_desk().work(work_id))


def _page(session: WorkSession, number: int) -> Page:
    for page in session.reading.document.pages:
        if page.number == number:
            return page
    raise NotFoundError(f"この文書に {number}ページはありません。")


def _asked(form: type[T]) -> T:
    """Read the body of a request, which must be JSON: only the scripts of this page send that."""
    if request.mimetype != "application/json":
        abort(415)
    try:
        return msgspec.json.decode(request.get_data(), type=form)
    except msgspec.MsgspecError as error:
        raise DeskError(f"送られた内容を読み取れません（{error}）。ページを開き直してください。") from error


def _uploaded() -> tuple[str, Any]:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise DeskError("ファイルを選んでください。")
    return file.filename, file.stream


def _state(session: WorkSession, since: int, new_row: int | None = None) -> Response:
    state = present_work(session, _desk().corpus().catalogue, since)
    return _answer(msgspec.structs.replace(state, new_row=new_row))


def _answer(value: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, mimetype="application/json")


def _send(data: bytes, name: str) -> Response:
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)
