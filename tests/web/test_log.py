from __future__ import annotations

import json
import logging

from renkei_search.web.log import JsonFormatter, RequestEntry


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


def test_a_request_is_a_line_without_what_is_not_known() -> None:
    entry = RequestEntry(method="GET", route="/search", status=200, ms=1.5, bytes=10, request="abc")
    line = line_of(make_record("request", entry=entry))
    assert {"event", "route", "status", "ms", "bytes", "request"} <= line.keys()
    assert not {"client", "generation", "message"} & line.keys()
