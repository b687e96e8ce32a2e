"""A seventh held-out set: whole visions with a front page, broken rows, merged headings, columns and vertical text."""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING, Any, Final

from docx import Document

from tests.corpus.documents.content import Item
from tests.corpus.documents.make import TAXONOMY, Spec
from tests.corpus.documents.truth import Expected, Truth, expect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_REGION: Final = "そらの定住自立圏"
_SUBJECTS: Final = (
    ("医療", "休日夜間急患センターの運営"),
    ("医療", "病院間の医師派遣"),
    ("福祉", "子育て支援センターの相互利用"),
    ("福祉", "ファミリー・サポート・センターの共同設置"),
    ("福祉", "成年後見センターの設置"),
    ("教育", "図書館の相互利用"),
    ("教育", "スポーツ大会の共同開催"),
    ("産業振興", "企業合同説明会の開催"),
    ("産業振興", "有害鳥獣の広域捕獲"),
    ("産業振興", "観光周遊ルートの造成"),
    ("環境", "ごみの共同処理"),
    ("防災", "災害時の相互応援"),
    ("地域公共交通", "バス路線の維持"),
    ("移住", "移住フェアへの共同出展"),
    ("人材育成", "職員の合同研修"),
)
_STYLE: Final = (
    "<style>@page{size:A4;margin:20mm}body{font-family:'Noto Sans CJK JP',sans-serif;font-size:10.5pt;line-height:1.6}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #333;padding:2mm;vertical-align:top}"
    ".cover{page-break-after:always;text-align:center;padding-top:60mm}.cover h1{font-size:26pt}h2{font-size:15pt}"
    "h3{font-size:12pt}</style>"
)
_COVER: Final = (
    "<div class=cover><h1>第３次そらの定住自立圏共生ビジョン</h1><p>令和６年10月</p><p>青空市</p></div>"
    "<h2>第１章　圏域の概要</h2><p>そらの定住自立圏は、中心市である青空市と、近隣の若草町、こもれび村の１市１町１村で"
    "構成する。圏域の人口は約８万６千人である。</p>"
)
_ROLES: Final = ("全体の調整を行う。", "経費を負担する。")


def _item(number: int, field: str, title: str) -> Item:
    return Item(
        title,
        f"圏域の住民が安心して暮らせるよう、関係する市町村が連携して{title}を進める。事業の実施に当たっては、関係機関と"
        "協議し、毎年度の実績を検証して改善を図るとともに、住民への周知に努める。",
        field,
        "",
        *_ROLES,
        "参加者数",
        f"{number * 10}人",
        f"{number * 12}人",
        (f"{number * 100:,}", f"{number * 110:,}"),
        ("青空市", "若草町") if number % 3 == 0 else (),
    )


_ITEMS: Final = tuple(_item(number, *subject) for number, subject in enumerate(_SUBJECTS, start=1))


def _spec(name: str, body: str, truth: list[Expected], *, style: str = _STYLE) -> Spec:
    page = f"<!doctype html><html lang=ja><meta charset=utf-8>{style}<body>{body}"
    return Spec(name, "chromium", page.encode(), ".html", Truth(truth, region=_REGION))


def _all(items: Iterable[Item], **parts: Any) -> list[Expected]:
    return [expect(item, TAXONOMY, **parts) for item in items]


def _list(items: Sequence[Item], *, repeat: bool) -> str:
    """Rows broken across pages, a field cell merged over several of them, and years below one heading."""
    head = (
        "<tr><th rowspan=2>分野</th><th rowspan=2>No.</th><th rowspan=2>取組名</th>"
        "<th rowspan=2 style='width:45%'>取組の内容</th><th rowspan=2>関係市町村</th>"
        "<th colspan=2>事業費（千円）</th></tr><tr><th>R6</th><th>R7</th></tr>"
    )
    numbers = itertools.count(1)
    rows = ""
    for field, group in itertools.groupby(items, key=lambda item: item.field):
        found = list(group)
        for place, item in enumerate(found):
            beside = f"<td rowspan={len(found)}>{field}</td>" if place == 0 else ""
            names = "、".join(item.municipalities) or "全市町村"
            costs = "".join(f"<td>{cost}</td>" for cost in item.costs)
            rows += (
                f"<tr>{beside}<td>{next(numbers)}</td><td>{item.title}</td><td>{item.description}</td>"
                f"<td>{names}</td>{costs}</tr>"
            )
    inner = f"<thead>{head}</thead><tbody>{rows}</tbody>" if repeat else f"<tbody>{head}{rows}</tbody>"
    return f"{_COVER}<h2>取組一覧</h2><table style='font-size:12pt;line-height:2'>{inner}</table>"


def _columns(items: Sequence[Item]) -> str:
    """Two columns below full-width text; all roles in the same words."""
    parts = "".join(
        f"<h3>（{number}）{item.title}</h3><p>【現状と課題】</p><p>　圏域では人口の減少が進み、担い手が足りない。</p>"
        f"<p>【取組の内容】</p><p>　{item.description}</p><p>【連携市町村の役割】</p><p>　{item.member}</p>"
        for number, item in enumerate(items, start=1)
    )
    return f"{_COVER}<div style='columns:2;column-gap:10mm'><h2>１　生活機能の強化</h2>{parts}</div>"


def _vertical(items: Sequence[Item]) -> str:
    parts = "".join(
        f"<h3>（{number}）{item.title}</h3><p>　{item.description}</p>"
        for number, item in zip("一二三四五六七八九", items, strict=False)
    )
    return f"<h1>そらの定住自立圏共生ビジョン</h1><p>令和六年十月　青空市</p><h2>第一　生活機能の強化</h2>{parts}"


def _above(items: Sequence[Item]) -> str:
    """Labels above their content, such as 連携市町 above names."""
    return _COVER + "".join(
        "<table style='margin-bottom:6mm;page-break-inside:avoid'><tr><th>施策名</th><th>連携市町</th><th>期間</th></tr>"
        f"<tr><td>{item.title}</td><td>{'・'.join(item.municipalities)}</td><td>R6～R10</td></tr>"
        f"<tr><th colspan=3>目的・内容</th></tr><tr><td colspan=3>{item.description}</td></tr>"
        "<tr><th>KPI</th><th>現状値</th><th>目標値</th></tr>"
        f"<tr><td>{item.indicator}</td><td>{item.base}</td><td>{item.target}</td></tr></table>"
        for item in items
    )


def _points(items: Sequence[Item]) -> str:
    return f"{_COVER}<h2>２　結びつきやネットワークの強化に係る政策分野</h2>" + "".join(
        f"<p><b>■ {item.title}</b></p><p>{item.description}</p><ul><li>甲の役割：{item.core}</li>"
        f"<li>乙の役割：{item.member}</li><li>事業費：令和６年度　{item.costs[0]}千円</li></ul>"
        for item in items
    )


def _borderless(items: Sequence[Item]) -> str:
    rows = "".join(
        f"<tr><td>{item.title}</td><td>{item.description}</td><td>青空市、若草町</td></tr>" for item in items
    )
    head = "".join(f"<th style='text-align:left'>{text}</th>" for text in ("連携事業", "概要", "構成市町村"))
    return f"{_COVER}<h2>連携事業一覧</h2><table><tr>{head}</tr>{rows}</table>"


def _merged_word(items: Sequence[Item]) -> bytes:
    """A Word table whose first column is merged over the rows of a field."""
    document = Document()
    document.add_heading("そらの定住自立圏共生ビジョン", 0)
    for text in ("令和６年10月", "青空市"):
        document.add_paragraph(text)
    document.add_heading("第２章　取組", 1)
    table = document.add_table(rows=1, cols=4)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("分野", "項目", "内容", "構成市町村"), strict=True):
        cell.text = text
    for _, group in itertools.groupby(items, key=lambda item: item.field):
        start = None
        for item in group:
            cells = table.add_row().cells
            for cell, text in zip(cells[1:], (item.title, item.description, "青空市・若草町"), strict=True):
                cell.text = text
            if start is None:
                start = cells[0]
                start.text = item.field
            else:
                start.merge(cells[0])
    return _save(document)


def _agreement(items: Sequence[Item]) -> bytes:
    document = Document()
    document.add_paragraph("そらの定住自立圏形成協定書")
    document.add_paragraph(
        "青空市（以下「甲」という。）と若草町（以下「乙」という。）は、次のとおり協定を締結する。"
    )
    for number, item in enumerate(items, start=1):
        for text in (
            f"（{number}）　{item.title}", "ア　取組の内容", item.description, "イ　甲の役割", item.core,
            "ウ　乙の役割", item.member,
        ):  # fmt: skip
            document.add_paragraph(text)
    return _save(document)


def _save(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _web(items: Sequence[Item]) -> bytes:
    parts = "".join(
        f"<h2>{item.title}</h2><dl><dt>概要</dt><dd>{item.description}</dd><dt>関係市町</dt><dd>青空市、若草町</dd>"
        f"<dt>事業費</dt><dd>令和6年度　{item.costs[0]}千円</dd></dl>"
        for item in items
    )
    page = (
        "<html><head><meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>"
        "<title>定住自立圏の取組｜青空市</title></head><body><div id=nav><a href=/>ホーム</a> <a href=/a>くらし</a></div>"
        f"<h1>定住自立圏の取組</h1>{parts}<footer>青空市役所 電話 0000-00-0000</footer></body></html>"
    )
    return page.encode("cp932")


def held_out_seventh() -> list[Spec]:
    """The documents."""
    years = ("R6", "R7")
    listed = [item for item in _ITEMS if item.municipalities]
    both = ["青空市", "若草町"]
    word, web = _all(_ITEMS[:8], page=1), _all(_ITEMS[:4], page=1)
    borderless = _all(_ITEMS[:8])
    for expected in (*word, *web, *borderless):
        expected.municipalities = both
    for expected, item in zip(web, _ITEMS, strict=False):
        expected.costs = [("令和6年度", item.costs[0])]
    pointed = _all(_ITEMS[:6], roles=True)
    for expected, item in zip(pointed, _ITEMS, strict=False):
        expected.costs = [("令和６年度", item.costs[0])]
    columned = _all(_ITEMS[:6])
    for expected in columned:
        expected.roles = [("乙", _ROLES[1])]
    upright = _STYLE.replace("body{", "body{writing-mode:vertical-rl;")
    return [
        _spec("seventh-cut-rows", _list(_ITEMS, repeat=False), _all(_ITEMS, years=years)),
        _spec("seventh-cut-rows-repeated-head", _list(_ITEMS, repeat=True), _all(_ITEMS, years=years)),
        _spec("seventh-columns-below-text", _columns(_ITEMS[:6]), columned),
        _spec("seventh-vertical", _vertical(_ITEMS[:6]), _all(_ITEMS[:6]), style=upright),
        _spec(
            "seventh-labels-above",
            _above(listed),
            _all(listed, indicators=True, municipalities=True, period="R6～R10"),
        ),
        _spec("seventh-points", _points(_ITEMS[:6]), pointed),
        _spec("seventh-borderless", _borderless(_ITEMS[:8]), borderless),
        Spec("seventh-merged-word", "plain", _merged_word(_ITEMS[:8]), ".docx", Truth(word)),
        Spec(
            "seventh-agreement",
            "plain",
            _agreement(_ITEMS[:5]),
            ".docx",
            Truth(_all(_ITEMS[:5], roles=True, page=1)),
        ),
        Spec("seventh-web", "plain", _web(_ITEMS[:4]), ".html", Truth(web)),
    ]
