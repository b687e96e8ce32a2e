"""Four times as many initiatives take about four times as many steps, in every layout: long listings end in time."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from renkei_search.corpus.document.format.plain_text import read_plain_text
from renkei_search.corpus.document.format.web_page import read_web_page
from renkei_search.corpus.document.proposal.account import find_rest
from renkei_search.corpus.document.proposal.front import read_front
from renkei_search.corpus.document.proposal.proposing import propose

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.document.page.model import Document
    from renkei_search.corpus.document.proposal.label import Labels

FEW = 60
TIMES = 4
MOST_TIMES = 6  # what is quadratic takes sixteen times the steps


def texts(count: int) -> list[tuple[str, str]]:
    return [
        (f"観光案内所第{n}号の運営", f"{n}番目の案内所を共同で運営し、外国語で案内する。")
        for n in range(count)
    ]


def web(body: str) -> Document:
    return read_web_page(f"<html><body><h1>観光ビジョン</h1>{body}</body></html>", "観光.html")


def listing(count: int) -> Document:
    rows = "".join(f"<tr><td>{title}</td><td>{text}</td><td>1,200</td></tr>" for title, text in texts(count))
    return web(f"<table><tr><th>事業名</th><th>内容</th><th>令和6年度事業費（千円）</th></tr>{rows}</table>")


def forms(count: int) -> Document:
    return web("".join(f"<table>{form(title, text)}</table>" for title, text in texts(count)))


def one_form(count: int) -> Document:
    return web(f"<table>{''.join(form(title, text) for title, text in texts(count))}</table>")


def form(title: str, text: str) -> str:
    rows = (
        ("事業名", title),
        ("事業内容", text),
        ("関係市町", "青空市、若草町"),
        ("指標", "利用者数 20人（令和6年度）"),
    )
    return "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in rows)


def labelled(count: int) -> Document:
    return web("".join(f"<p>事業名：{title}</p><p>事業内容：{text}</p>" for title, text in texts(count)))


def headings(count: int) -> Document:
    parts = "\n\n".join(
        f"（{number}）{title}\n　{text}" for number, (title, text) in enumerate(texts(count), 1)
    )
    return read_plain_text(f"観光ビジョン\n\n第２章　具体的取組\n\n{parts}")


def count_steps(work: Callable[[], object]) -> int:
    """How many lines of Python a piece of work executes."""
    steps = 0

    def trace(_frame: Any, event: str, _argument: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize("make", [listing, forms, one_form, labelled, headings])
def test_a_long_document_takes_steps_in_proportion(
    make: Callable[[int], Document], labels: Labels, catalogue: Catalogue
) -> None:
    def steps(count: int) -> int:
        def read() -> None:
            document = make(count)
            proposals = propose(document, labels, catalogue.taxonomy)
            assert len(proposals) == count
            read_front(document)
            find_rest(document, proposals)

        return count_steps(read)

    read_front(make(1))
    assert steps(TIMES * FEW) < MOST_TIMES * steps(FEW)
