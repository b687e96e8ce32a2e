from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from renkei_search import resources
from renkei_search.search.service import SearchService
from renkei_search.settings import ServerSettings, Settings
from renkei_search.web.app import create_app
from renkei_search.web.http.log import JsonFormatter, RequestEntry, log_as_json
from renkei_search.web.serve.server import make_application

if TYPE_CHECKING:
    from pathlib import Path


def line_of(record: logging.LogRecord) -> dict[str, object]:
    text = JsonFormatter().format(record)
    assert "\n" not in text
    line: dict[str, object] = json.loads(text)
    return line


def make_record(message: str, **options: object) -> logging.LogRecord:
    record = logging.LogRecord("renkei_search.web", logging.ERROR, "", 1, message, (), None)
    record.__dict__.update(options)
    return record


def test_a_message_is_a_line_with_time_and_level() -> None:
    line = line_of(make_record("索引を読めません。\n二行目"))
    assert str(line["time"]).endswith("+00:00")
    assert line["level"] == "error"
    assert line["message"] == "索引を読めません。\n二行目"


def test_a_lone_surrogate_does_not_stop_the_log() -> None:
    assert line_of(make_record("x\ud800"))["message"] == "x\\ud800"


def test_a_trace_is_part_of_its_line() -> None:
    error = ZeroDivisionError()
    record = make_record("failed", exc_info=(type(error), error, None))
    assert "ZeroDivisionError" in str(line_of(record)["trace"])


def test_a_trace_contains_no_words_except_messages_of_the_system() -> None:
    def fail() -> None:
        try:
            int("秘密")
        except ValueError as error:
            raise PermissionError(13, "Permission denied", "秘密") from error

    with pytest.raises(PermissionError) as raised:
        fail()
    text = str(line_of(make_record("failed", exc_info=(raised.type, raised.value, raised.tb)))["trace"])
    assert "秘密" not in text.replace('int("秘密")', "").replace('"Permission denied", "秘密"', "")
    assert "builtins.PermissionError: Permission denied" in text
    assert "builtins.ValueError" in text
    assert "in fail" in text


def test_messages_of_the_server_are_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        log_as_json()
        logging.getLogger("waitress").warning("Exception while serving %s", "/秘密")
        logging.getLogger("renkei_search").warning("kept")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    first, second = capsys.readouterr().err.splitlines()
    assert json.loads(first)["message"] == "A connection broke off."
    assert json.loads(second)["message"] == "kept"


def test_a_failure_is_logged_without_its_address(
    index_root: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(corpus=(index_root,), index=index_root, templates=resources.templates_folder())
    app = create_app(settings, SearchService(index_root))
    monkeypatch.setattr(
        app.logger, "disabled", False
    )  # other tests silence it, and all applications share it

    def fail(name: str) -> str:
        raise ZeroDivisionError(name)

    app.add_url_rule("/fault/<name>", view_func=fail)
    assert app.test_client().get("/fault/secret?q=secret").status_code == 500
    (record,) = caplog.records
    assert "secret" not in JsonFormatter().format(record)


@pytest.mark.parametrize(("method", "logged"), [("GET", "GET"), ("SECRET", "(other)")])
def test_a_word_that_is_no_method_is_not_logged(
    index_root: Path, caplog: pytest.LogCaptureFixture, method: str, logged: str
) -> None:
    settings = Settings(corpus=(index_root,), index=index_root, templates=resources.templates_folder())
    application, _ = make_application(settings, ServerSettings(), SearchService(index_root))
    with caplog.at_level(logging.INFO, "renkei_search.request"):
        Client(application).open("/healthz", method=method).close()
    (record,) = caplog.records
    assert record.__dict__["entry"].method == logged


def test_a_request_is_a_line_without_what_is_not_known() -> None:
    entry = RequestEntry(method="GET", route="/search", status=200, ms=1.5, bytes=10, request="abc")
    line = line_of(make_record("request", entry=entry))
    assert {"event", "route", "status", "ms", "bytes", "request"} <= line.keys()
    assert not {"client", "generation", "message"} & line.keys()
