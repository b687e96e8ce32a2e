"""Who may use the desk, and how it answers faulty requests. The works themselves are tested in tests/desk."""

from __future__ import annotations

import io
import json
import re
import socket
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from werkzeug.test import Client

from renkei_search import resources
from renkei_search.cli import commands
from renkei_search.corpus.document.format import opening
from renkei_search.settings import Settings
from renkei_search.web.desk.server import listen_here, make_guarded
from tests.corpus.document.test_recognition import RECOGNISED

# Fixtures of the desk's own tests.
from tests.desk.conftest import put, read_once, room, session  # noqa: F401
from tests.desk.test_recognising import READS, await_reading, install, make_scan, without_program

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from renkei_search.desk.room import Desk
    from renkei_search.desk.session import WorkSession

TOKEN = "a-token-that-nobody-guesses"  # noqa: S105 # a test's
HOST = "127.0.0.1:8123"
HOME = f"/desk/{TOKEN}/"


class Browser:
    """Sends requests as the browser of this machine does."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers={"Host": HOST, **_names(headers)})

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        sent = {"Host": HOST, "Origin": f"http://{HOST}", "Accept": "application/json", **_names(headers)}
        if isinstance(body, dict) and "file" in body:
            return self.client.post(path, data=body, headers=sent)
        return self.client.post(path, data=json.dumps(body), content_type="application/json", headers=sent)


def _names(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def open_desk(room: Desk, index: Path) -> Browser:  # noqa: F811 # a fixture
    settings = Settings(
        corpus=(resources.corpus_folder(),), index=index, templates=resources.templates_folder()
    )
    return Browser(Client(make_guarded(room, settings, TOKEN, (HOST, "localhost:8123"))))


@pytest.fixture
def browser(room: Desk, tmp_path: Path) -> Browser:  # noqa: F811 # a fixture
    return open_desk(room, tmp_path / "index")


@pytest.fixture
def work(session: WorkSession) -> str:  # noqa: F811 # a fixture
    return f"{HOME}works/{session.folder.id}"


def test_the_desk_requires_its_token(browser: Browser, work: str) -> None:
    assert browser.get(HOME).status_code == 200
    for path in ("/desk/wrong/", "/desk//", "/desk/", work.replace(TOKEN, TOKEN[:-1])):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert "word-agreement" not in answer.text


@pytest.mark.parametrize("host", ["renkei.example:8123", "127.0.0.1", "127.0.0.1:80", "10.0.0.5:8123", ""])
def test_another_host_is_refused(browser: Browser, host: str) -> None:
    answer = browser.get(HOME, Host=host)
    assert answer.status_code == 403
    assert "このコンピューターのブラウザーだけ" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
    ids=str,
)
def test_another_site_may_neither_read_nor_write(
    browser: Browser, work: str, headers: dict[str, str]
) -> None:
    assert browser.get(f"{work}/state", **headers).status_code == 403
    edit = {"seen": 0, "edit": {"type": "reject", "row": 1, "rejected": True}}
    assert browser.post(f"{work}/edits", edit, **headers).status_code == 403
    assert browser.get(f"{work}/state").get_json()["revision"] == 0


def test_a_form_of_another_site_sends_no_json(browser: Browser, work: str) -> None:
    answer = browser.client.post(
        f"{work}/edits",
        data='{"seen":0,"edit":{"type":"add"}}',
        content_type="text/plain",
        headers={"Host": HOST, "Origin": f"http://{HOST}"},
    )
    assert answer.status_code == 415
    without = browser.client.post(f"{work}/edits", data="{}", headers={"Host": HOST})
    assert without.status_code == 403


def test_the_search_is_for_who_opened_the_desk(room: Desk, index_root: Path) -> None:  # noqa: F811
    browser = open_desk(room, index_root)
    assert browser.get("/search?q=移住").status_code == 403
    shown = browser.get(HOME)
    assert TOKEN not in shown.headers["Set-Cookie"]
    assert "HttpOnly; SameSite=Strict" in shown.headers["Set-Cookie"]
    assert browser.get("/search?q=移住").status_code == 200
    assert browser.get("/search?q=移住", Origin="https://evil.example").status_code == 403


def test_nothing_foreign_is_loaded_and_nothing_is_kept_by_caches(browser: Browser, work: str) -> None:
    for path in (HOME, work):
        answer = browser.get(path)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon[a-z]+=", answer.text)


def test_serve_has_no_desk(client: Any) -> None:
    assert not [rule.rule for rule in client.application.url_map.iter_rules() if "desk" in rule.rule]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "renkei.example", ""])  # noqa: S104 # refused
def test_the_desk_listens_on_this_machine_only(host: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        commands, ["desk", "--host", host, "--into", str(tmp_path / "own"), "--no-browser"]
    )
    assert result.exit_code != 0
    assert "このコンピューターだけ" in str(result.exception)


def test_a_folder_with_other_files_is_refused_where_another_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "memo.txt").write_text("no corpus", encoding="utf-8")
    result = CliRunner().invoke(commands, ["desk", "--into", str(tmp_path), "--no-browser"])
    assert result.exit_code != 0
    assert "空のフォルダーか、前に取り込んだフォルダーを指定してください" in str(result.exception)
    assert not tmp_path.with_name(f"{tmp_path.name}.desk").exists()


def test_the_desk_listens_on_loopback() -> None:
    with listen_here("localhost", 0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert listener.family is socket.AF_INET


def test_edits_come_back_with_what_changed(browser: Browser, work: str) -> None:
    whole = browser.get(f"{work}/state").get_json()
    assert [row["id"] for row in whole["rows"]] == whole["order"] == [1, 2, 3, 4]
    edit = {"type": "cell", "row": 2, "heading": "取組名", "text": "図書館"}
    answer = browser.post(f"{work}/edits", {"seen": 0, "edit": edit})
    assert answer.status_code == 200
    state = answer.get_json()
    assert [(row["id"], row["edited"]) for row in state["rows"]] == [(2, True)]
    assert state["undo"] == "「取組名」の修正"
    for since, rows in (
        ("0", [2]),
        ("1", []),
        ("", [1, 2, 3, 4]),
        ("-1", [1, 2, 3, 4]),
        ("new", [1, 2, 3, 4]),
    ):
        told = browser.get(f"{work}/state?since={since}").get_json()
        assert [row["id"] for row in told["rows"]] == rows, since
    stale = browser.post(f"{work}/edits", {"seen": 0, "edit": edit})
    assert stale.status_code == 409
    assert "ほかの画面" in stale.text
    assert browser.post(f"{work}/undo", {"seen": 1}).get_json()["redo"] == "「取組名」の修正"


def test_facts_to_check_are_listed_as_open(browser: Browser, work: str) -> None:
    page = browser.get(work).text
    notes = page[page.index('<details class="notes" open>') :]
    assert (
        "圏域の名称は、この資料にありません。中心市（霧ヶ丘市）の名前から「霧ヶ丘定住自立圏」としました"
        in notes
    )


def test_passages_of_a_page_become_a_row(browser: Browser, work: str) -> None:
    page = browser.get(f"{work}/pages/1").get_json()
    left = [passage for passage in page["passages"] if passage["row"] is None]
    assert page["drawn"]
    assert all(passage["boxes"] for passage in page["passages"])
    asked = {"seen": 0, "passages": [left[1]["spans"], left[2]["spans"]], "row": None}
    state = browser.post(f"{work}/claims", asked).get_json()
    made = next(row for row in state["rows"] if row["id"] == state["new_row"])
    assert made["cells"]["具体的内容"] == f"{left[1]['text']}\n{left[2]['text']}"
    assert made["pages"] == [1]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("edits", {"seen": 0, "edit": {"type": "replace", "work": {}}}),
        ("edits", {"seen": 0, "edit": {"type": "claim", "spans": [[0, 9]], "text": "偽の文", "page": "1"}}),
        ("edits", {"seen": 0, "edit": {"type": "nothing"}}),
        ("edits", {"seen": 0}),
        ("edits", []),
        ("claims", {"seen": 0, "passages": [[[-5, 3]]]}),
        ("claims", {"seen": 0, "passages": [[[0, 10**9]]]}),
        ("claims", {"seen": 0, "passages": []}),
    ],
)
def test_malformed_requests_are_refused_in_words(browser: Browser, work: str, path: str, body: Any) -> None:
    answer = browser.post(f"{work}/{path}", body)
    assert answer.status_code == 422
    assert "。" in answer.text
    assert browser.get(f"{work}/state").get_json()["revision"] == 0


@pytest.mark.parametrize("path", ["works/nothing", "works/..%2f..", "works/abc/pages/1", "works/%00/state"])
def test_an_unknown_work_is_said_to_be_none(browser: Browser, path: str) -> None:
    assert browser.get(HOME + path).status_code == 404


def test_an_unknown_page_is_none(browser: Browser, work: str) -> None:
    assert browser.get(f"{work}/pages/99").status_code == 404
    assert browser.get(f"{work}/pages/99.png").status_code == 404


def test_a_file_that_is_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    answer = browser.client.post(
        f"{HOME}works",
        headers={"Host": HOST, "Origin": f"http://{HOST}", "Accept": "application/json"},
        input_stream=io.BytesIO(b""),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(opening.MAX_BYTES + (2 << 20))},
    )
    assert answer.status_code == 413
    assert "300MB" in answer.text


def test_an_empty_file_and_none_are_refused(browser: Browser) -> None:
    assert browser.post(f"{HOME}works", {"file": (io.BytesIO(b""), "空.pdf")}).status_code == 422
    assert "ファイルを選んで" in browser.post(f"{HOME}works", {}).text


def test_without_a_script_the_form_gives_the_workbook(browser: Browser, session: WorkSession) -> None:  # noqa: F811
    data = session.folder.original().read_bytes()
    answer = browser.post(f"{HOME}draft", {"file": (io.BytesIO(data), "協定.pdf")})
    assert answer.status_code == 200
    assert answer.get_data().startswith(b"PK")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_broken_document_is_said_to_be_broken_without_a_script(browser: Browser) -> None:
    answer = browser.post(f"{HOME}draft", {"file": (io.BytesIO(b"%PDF-1.7 broken"), "壊れた.pdf")})
    assert answer.status_code == 422
    assert "壊れ" in answer.text


def test_ocr_is_offered_for_a_scan_and_its_file_can_be_saved(
    room: Desk,  # noqa: F811 # a fixture
    browser: Browser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = room.work(put(room, make_scan(tmp_path)))
    page = f"{HOME}works/{folder.id}"
    with monkeypatch.context() as patch:
        without_program(patch)
        said = browser.get(page).text
        assert "文字を認識する（OCR）" not in said
        assert "apt install ocrmypdf tesseract-ocr-jpn" in said
        assert browser.post(f"{page}/recognition").status_code == 422
    assert browser.get(f"{page}/recognised.pdf").status_code == 404
    install(tmp_path, monkeypatch, READS)
    said = browser.get(page).text
    assert "文字を認識する（OCR）" in said
    assert "--ocr" not in said
    answer = browser.post(f"{page}/recognition")
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert await_reading(room, folder) == "done"
    assert "OCR で読んだ文字があります" in browser.get(page).text
    with browser.get(f"{page}/recognised.pdf") as saved:
        assert saved.data == RECOGNISED.read_bytes()
