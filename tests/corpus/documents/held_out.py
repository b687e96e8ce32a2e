"""Held-out documents, unknown while the reader was developed: their figures are reported separately."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.shared import Pt
from openpyxl import Workbook

from tests.corpus.documents import layout_html as html
from tests.corpus.documents.content import ITEMS, bundled, pick
from tests.corpus.documents.make import TAXONOMY, Spec
from tests.corpus.documents.truth import Expected, Truth, expect

if TYPE_CHECKING:
    from tests.corpus.documents.content import Item

YEARS = ("R7", "R8", "R9")


def _spec(name: str, body: str, truth: list[Expected], *, heading: str = "", style: str = "") -> Spec:
    return Spec(name, "chromium", html.page(body, style).encode(), ".html", Truth(truth), heading)


def _all(items: tuple[Item, ...], **parts: Any) -> list[Expected]:
    return [expect(item, TAXONOMY, **parts) for item in items]


def _landscape_list(items: tuple[Item, ...]) -> str:
    head = "<tr><th>柱</th><th>取組項目</th><th>概要</th><th>連携中枢都市の役割</th><th>連携市町村の役割</th><th>関係市町村</th></tr>"
    rows = []
    for number, item in enumerate(items):
        pillar = (
            f"<td rowspan={len(items)}>ウ　圏域全体の生活関連機能サービスの向上</td>" if number == 0 else ""
        )
        rows.append(
            f"<tr>{pillar}<td>{number + 1}　{item.title}</td><td>{item.description}</td><td>{item.core}</td>"
            f"<td>{item.member}</td><td>{'・'.join(item.municipalities)}</td></tr>"
        )
    return f"<h2>５　具体的取組一覧</h2><table style='font-size:9pt'><thead>{head}</thead>{''.join(rows)}</table><p>※　事業費は毎年度の予算で定めます。</p>"


def _dense_form(item: Item, number: int) -> str:
    costs = "".join(f"<td>{cost}</td>" for cost in item.costs)
    years = "".join(f"<td>{year}</td>" for year in YEARS)
    return (
        f"<table class='{'break' if number > 1 else ''}'>"
        f"<tr><th style='width:18%'>整理番号</th><td style='width:14%'>{number:02d}</td><th style='width:18%'>担当部署</th><td colspan=2>{item.department}</td></tr>"
        f"<tr><th>連携事業名</th><td colspan=4>{item.title}</td></tr>"
        f"<tr><th>現状と課題</th><td colspan=4>{item.background}</td></tr>"
        f"<tr><th>事業概要</th><td colspan=4>{item.description}</td></tr>"
        f"<tr><th>期待される効果</th><td colspan=4>{item.effect}</td></tr>"
        f"<tr><th>KPI</th><td colspan=4>{item.indicator}：{item.base}（令和６年度）⇒{item.target}（令和11年度）</td></tr>"
        f"<tr><th rowspan=2>事業費見込（千円）</th>{years}<td>計</td></tr><tr>{costs}<td>（毎年度見直す）</td></tr></table>"
    )


def _numbered_policies(items: tuple[Item, ...]) -> str:
    parts = ["<h2>Ⅲ　連携協約に基づき推進する具体的取組</h2>"]
    for number, item in enumerate(items, start=1):
        parts.append(
            f"<h3>３－{number}　{item.title}</h3><div>■取組概要</div><p style='margin-left:1em'>{item.description}</p>"
            f"<div>■役割分担</div><div style='margin-left:1em'>中心市：{item.core}</div><div style='margin-left:1em'>連携市町：{item.member}</div>"
            f"<div>■成果指標</div><div style='margin-left:1em'>・{item.indicator}　{item.base}（R6）→{item.target}（R11）</div>"
        )
    return "".join(parts)


def _inline_bullets(items: tuple[Item, ...]) -> str:
    body = "".join(
        f"<div style='font-weight:bold;font-size:11.5pt;margin-top:4mm'>○{item.title}</div><div style='padding-left:1em'>{item.description}</div>"
        for item in items
    )
    return f"<h2>主な連携事業</h2>{body}"


def _ministry_grid(items: tuple[Item, ...]) -> str:
    """Rows in pairs: a band with the title, and under it label cells."""
    rows = "".join(
        f"<tr><th colspan=2 style='background:#ddd'>事業名</th><td colspan=2>{item.title}</td></tr>"
        f"<tr><th style='width:12%'>目的</th><td colspan=3>{item.description}</td></tr>"
        f"<tr><th>甲の役割</th><td>{item.core}</td><th style='width:12%'>乙の役割</th><td>{item.member}</td></tr>"
        for item in items
    )
    return f"<table>{rows}</table>"


def _two_indicator_rows(items: tuple[Item, ...]) -> str:
    """Each initiative has two figures: its title and text are merged over two rows."""
    rows = "".join(
        f"<tr><td rowspan=2>{item.title}</td><td rowspan=2>{item.description}</td><td>{item.indicator}</td><td>{item.base}</td><td>{item.target}</td></tr>"
        f"<tr><td>住民の満足度</td><td>61％</td><td>70％</td></tr>"
        for item in items
    )
    return (
        "<table><thead><tr><th>事業名</th><th>事業内容</th><th>指標</th><th>基準値</th><th>目標値</th></tr></thead>"
        f"{rows}</table>"
    )


def _web_table(items: tuple[Item, ...]) -> bytes:
    rows = "".join(
        f"<tr><td rowspan=1>{item.field}</td><td>{item.title}</td><td>{item.description}</td></tr>"
        for item in items
    )
    return (
        "<!doctype html><html><head><meta charset=shift_jis><title>定住自立圏共生ビジョン</title></head><body><div id=header>霧ヶ丘市</div>"
        f"<h1>定住自立圏の取組</h1><table><tr><th>連携する政策分野</th><th>事業名</th><th>事業の概要</th></tr>{rows}</table></body></html>"
    ).encode("cp932")


def _word_loose(items: tuple[Item, ...]) -> bytes:
    """A Word file whose titles are bold body text, numbered by hand."""
    document: Any = Document()
    document.styles["Normal"].font.name = "Noto Serif CJK JP"
    heading = document.add_paragraph().add_run("第５　連携する取組の内容")
    heading.font.size, heading.bold = Pt(14), True
    for number, item in enumerate(items, start=1):
        document.add_paragraph().add_run(f"({number})　{item.title}").bold = True
        document.add_paragraph(f"　ア　取組内容　{item.description}")
        document.add_paragraph(f"　イ　甲の役割　{item.core}")
        document.add_paragraph(f"　ウ　乙の役割　{item.member}")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _sheet_with_notes(items: tuple[Item, ...]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["令和７年度　連携事業調書"])
    sheet.append([])
    sheet.append(["大項目", "事業名", "目的", "連携市町村", "R7予算額（千円）", "備考"])
    for number, item in enumerate(items):
        pillar = "イ　高次の都市機能の集積・強化" if number == 0 else None
        sheet.append(
            [
                pillar,
                item.title,
                item.description,
                "、".join(item.municipalities),
                item.costs[0].replace(",", ""),
                "継続",
            ]
        )
    sheet.merge_cells(start_row=4, end_row=3 + len(items), start_column=1, end_column=1)
    sheet.append(["合計", "", "", "", "999", ""])
    sheet.append(["※ 事業費は当初予算額である。"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def held_out() -> list[Spec]:
    """The held-out documents."""
    found: list[Spec] = []
    listed = ITEMS[7:18]
    found.append(
        _spec(
            "held-landscape-list",
            _landscape_list(listed),
            _all(listed, roles=True, municipalities=True),
            style="@page{size:A4 landscape}",
            heading="霧ヶ丘圏域ビジョン（案）",
        )
    )
    forms = pick(0, 8, 11, 19)
    truth = [expect(item, TAXONOMY, page=n, indicators=True, years=YEARS) for n, item in enumerate(forms, 1)]
    found.append(
        _spec("held-dense-form", "".join(_dense_form(item, n) for n, item in enumerate(forms, 1)), truth)
    )
    found.append(
        _spec(
            "held-numbered-policies",
            _numbered_policies(pick(2, 9, 16, 21)),
            _all(pick(2, 9, 16, 21), roles=True, indicators=True),
        )
    )
    found.append(
        _spec("held-inline-bullets", _inline_bullets(bundled("001")[10:18]), _all(bundled("001")[10:18]))
    )
    found.append(
        _spec("held-paired-rows", _ministry_grid(pick(3, 6, 12, 20)), _all(pick(3, 6, 12, 20), roles=True))
    )
    two = pick(1, 4, 13, 17)
    expected = _all(two, indicators=True)
    for item in expected:
        item.indicators += [("住民の満足度", "61％"), ("住民の満足度", "70％")]
    found.append(_spec("held-two-figures", _two_indicator_rows(two), expected))
    found.append(
        Spec(
            "held-web-table",
            "plain",
            _web_table(pick(7, 10, 14)),
            ".html",
            Truth(_all(pick(7, 10, 14), stated=True)),
        )
    )
    found.append(
        Spec(
            "held-word-bold",
            "plain",
            _word_loose(pick(5, 15, 22)),
            ".docx",
            Truth(_all(pick(5, 15, 22), roles=True)),
        )
    )
    found.append(
        Spec(
            "held-word-bold-pdf",
            "writer",
            _word_loose(pick(5, 15, 22)),
            ".docx",
            Truth(_all(pick(5, 15, 22), roles=True)),
        )
    )
    notes = pick(4, 5, 6)
    expected = _all(notes, municipalities=True)
    for note, one in zip(notes, expected, strict=True):
        one.costs = [("R7予算額", note.costs[0].replace(",", ""))]
    found.append(Spec("held-sheet-notes", "plain", _sheet_with_notes(notes), ".xlsx", Truth(expected)))
    return found
