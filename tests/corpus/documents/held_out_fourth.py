"""A fourth held-out set: participants as circles in columns, titles over pages, roles in small tables, Word columns."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.oxml.ns import qn

from tests.corpus.documents import layout_html as html
from tests.corpus.documents.content import EVERYONE, ITEMS, pick
from tests.corpus.documents.make import TAXONOMY, Spec
from tests.corpus.documents.truth import Expected, Truth, expect

if TYPE_CHECKING:
    from tests.corpus.documents.content import Item


def _spec(name: str, body: str, truth: list[Expected], *, heading: str = "", style: str = "") -> Spec:
    return Spec(name, "chromium", html.page(body, style).encode(), ".html", Truth(truth), heading)


def _all(items: tuple[Item, ...], **parts: Any) -> list[Expected]:
    return [expect(item, TAXONOMY, **parts) for item in items]


def _circles(items: tuple[Item, ...]) -> str:
    names = "".join(f"<th>{name}</th>" for name in EVERYONE)
    rows = "".join(
        f"<tr><td>{item.title}</td><td>{item.description}</td>"
        + "".join(f"<td>{'○' if name in item.municipalities else ''}</td>" for name in EVERYONE)
        + "</tr>"
        for item in items
    )
    return (
        "<table style='font-size:9pt'><tr><th rowspan=2 style='width:20%'>事業名</th><th rowspan=2>事業内容</th>"
        f"<th colspan={len(EVERYONE)}>関係市町村</th></tr><tr>{names}</tr>{rows}</table>"
    )


def _role_tables(items: tuple[Item, ...]) -> str:
    return "<h2>Ⅳ　具体的取組の内容</h2>" + "".join(
        f"<h3>取組{n}　{item.title}</h3><p style='text-indent:1em'>{item.description}</p>"
        f"<table><tr><th>連携中枢都市の役割</th><th>連携市町村の役割</th></tr><tr><td>{item.core}</td><td>{item.member}</td></tr></table>"
        for n, item in enumerate(items, 1)
    )


def _bracket_titles(items: tuple[Item, ...]) -> str:
    return "<h2>主要事業の概要</h2>" + "".join(
        f"<div>【事業名】{item.title}</div><div>【概要】{item.description}</div><div>【担当】{item.department}</div><br>"
        for item in items
    )


def _many_paragraphs(items: tuple[Item, ...]) -> tuple[str, list[Expected]]:
    rows, truth = "", []
    for item in items:
        extra = ["・相談の窓口を設ける。", "・担当者の会議を年４回開く。", "・結果をホームページで公表する。"]
        rows += f"<tr><td>{item.title}</td><td>{item.description}<br>{'<br>'.join(extra)}</td><td>{item.core}</td><td>{item.member}</td></tr>"
        expected = expect(item, TAXONOMY, roles=True)
        expected.description = item.description + "".join(extra)
        truth.append(expected)
    head = "<tr><th style='width:18%'>具体的な事業名</th><th>事業の内容</th><th style='width:22%'>甲の取組</th><th style='width:22%'>乙の取組</th></tr>"
    return f"<table>{head}{rows}</table>", truth


def _total_cost(items: tuple[Item, ...]) -> str:
    rows = "".join(
        f"<tr><td>{item.field}</td><td>{item.title}</td><td>{item.description}</td><td style='text-align:right'>{item.costs[0]}</td><td>令和６年度～</td></tr>"
        for item in items
    )
    return (
        "<p style='text-align:right'>（単位：千円）</p><table><tr><th style='width:18%'>分野</th><th style='width:22%'>取組事業</th>"
        f"<th>概要</th><th style='width:12%'>令和６年度予算額</th><th style='width:12%'>実施期間</th></tr>{rows}</table>"
    )


def _word_columns(items: tuple[Item, ...]) -> bytes:
    document: Any = Document()
    document.styles["Normal"].font.name = "Noto Serif CJK JP"
    section = document.sections[0]
    section.header.paragraphs[0].text = "霧ヶ丘広域連携中枢都市圏ビジョン"
    section.footer.paragraphs[0].text = "霧ヶ丘市 企画政策課"
    section._sectPr.xpath("./w:cols")[0].set(qn("w:num"), "2")
    document.add_heading("具体的取組", 1)
    for number, item in enumerate(items, start=1):
        document.add_heading(f"（{number}）{item.title}", 2)
        document.add_paragraph(f"　{item.description}")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def held_out_fourth() -> list[Spec]:
    """The documents."""
    body, truth = _many_paragraphs(ITEMS[7:15])
    cost = _all(pick(10, 12, 13), stated=True, period="令和６年度～")
    for item, expected in zip(pick(10, 12, 13), cost, strict=True):
        expected.costs = [("令和６年度予算額", item.costs[0])]
    columns = ITEMS[:12]
    return [
        _spec("fourth-circles", _circles(pick(1, 6, 8, 14)), _all(pick(1, 6, 8, 14), municipalities=True)),
        _spec("fourth-role-tables", _role_tables(pick(0, 4, 11, 18)), _all(pick(0, 4, 11, 18), roles=True)),
        _spec("fourth-bracket-titles", _bracket_titles(pick(2, 9, 15, 23)), _all(pick(2, 9, 15, 23))),
        _spec("fourth-many-paragraphs", body, truth, heading="連携事業一覧"),
        _spec("fourth-total-cost", _total_cost(pick(10, 12, 13)), cost),
        Spec("fourth-word-columns", "writer", _word_columns(columns), ".docx", Truth(_all(columns))),
    ]
