"""A sixth held-out set, by someone who did not know how the reader works: texts, region and layouts are new."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Alignment

from tests.corpus.documents import layout_html as html
from tests.corpus.documents.content import Item
from tests.corpus.documents.make import TAXONOMY, Spec
from tests.corpus.documents.truth import Expected, Truth, expect

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOWNS = ("花房市", "桐生野町", "岩清水町", "鳴滝村")
_YEARS = ("R7", "R8", "R9")

_ITEMS = (
    Item(
        "小児夜間急病室の共同運営",
        "平日の夜間における子どもの急な発熱やけがに対応するため、花房市立病院内に小児夜間急病室を置き、地域の開業医が当番で診療に当たる。",
        "地域医療",
        "",
        "急病室を設置し、医師及び看護師の当番表を作成する。",
        "運営に要する経費の一部を負担し、住民に適正な受診を呼びかける。",
        "年間受診者数",
        "1,840人",
        "2,000人",
        ("18,600", "18,900", "19,200"),
        _TOWNS,
        "健康増進課",
    ),
    Item(
        "ひきこもり相談の広域窓口",
        "本人や家族が身近な市町を避けて相談したいという声に応え、どの市町村に住んでいても利用できる相談窓口を設け、月２回の居場所づくりと家庭訪問を行う。",
        "福祉",
        "",
        "相談員を配置し、居場所の会場を提供する。",
        "広報紙で窓口を紹介し、必要な人を窓口につなぐ。",
        "延べ相談件数",
        "86件",
        "150件",
        ("3,200", "3,300", "3,300"),
        ("花房市", "桐生野町", "鳴滝村"),
        "社会福祉課",
    ),
    Item(
        "給食食材の共同調達と地場産率の向上",
        "各市町村の学校給食センターで使う米、根菜及び果物を一括して発注し、地元の生産者組合から安定して仕入れる仕組みをつくる。",
        "産業振興",
        "",
        "発注を取りまとめ、生産者組合との調整を行う。",
        "献立の情報を提供し、共同の発注に加わる。",
        "地場産食材の使用割合",
        "31％",
        "40％",
        ("1,150", "1,150", "1,200"),
        _TOWNS,
        "農林課",
    ),
    Item(
        "森林環境教育のための指導者養成",
        "間伐体験や木工教室を小中学校で行えるよう、林業者や退職した教員などを対象に講座を開き、修了者を圏域の人材名簿に登録して派遣する。",
        "教育",
        "",
        "講座の企画及び人材名簿の管理を行う。",
        "体験の場となる町有林を提供する。",
        "登録指導者数",
        "12人",
        "45人",
        ("980", "900", "900"),
        ("花房市", "岩清水町", "鳴滝村"),
        "環境政策課",
    ),
    Item(
        "デマンド型乗合タクシーの区域を越えた運行",
        "桐生野町の乗合タクシーを花房市の総合病院と駅まで乗り入れさせ、予約を一つの電話番号とスマートフォンのアプリで受け付ける。",
        "地域公共交通",
        "",
        "乗降場所を整備し、予約の仕組みを運用する。",
        "運行の経費を負担し、利用者登録を受け付ける。",
        "月平均利用者数",
        "410人",
        "600人",
        ("22,000", "22,500", "23,100"),
        ("花房市", "桐生野町"),
        "交通防災課",
    ),
    Item(
        "起業家と空き蔵を結ぶ蔵開き事業",
        "醸造業の廃業で使われなくなった土蔵を調査して一覧を公開し、改修を希望する起業家に専門家を派遣するとともに、年に一度、内覧会を開く。",
        "産業振興",
        "",
        "土蔵の調査を取りまとめ、内覧会を主催する。",
        "所有者の意向を確かめ、情報を提供する。",
        "土蔵を活用した起業の件数",
        "２件",
        "10件",
        ("4,700", "4,200", "4,200"),
        _TOWNS,
        "商工観光課",
    ),
    Item(
        "災害時のペット同行避難に係る共同訓練",
        "飼い主が安心して避難できるよう、獣医師会の協力を得て避難所の受入手順を定め、毎年、会場となる市町村を変えながら合同で訓練を実施する。",
        "防災",
        "",
        "手順書を作成し、獣医師会との連絡に当たる。",
        "会場を準備し、飼い主に参加を呼びかける。",
        "訓練の参加組数",
        "18組",
        "60組",
        ("350", "350", "400"),
        _TOWNS,
        "危機管理室",
    ),
    Item(
        "職員の交換研修と合同採用説明会",
        "互いの市町村に若手職員を半年間派遣して広い視野を養うとともに、圏域の市町村が一つの会場に集まり、学生を対象とした採用説明会を開催する。",
        "人材育成",
        "",
        "研修の計画を立て、説明会の会場を確保する。",
        "職員を派遣し、説明会に参加する。",
        "交換研修の修了者数",
        "４人",
        "20人",
        ("600", "600", "600"),
        _TOWNS,
        "人事課",
    ),
)


def _pick(*numbers: int) -> tuple[Item, ...]:
    return tuple(_ITEMS[number] for number in numbers)


def _all(items: Sequence[Item], **parts: Any) -> list[Expected]:
    return [expect(item, TAXONOMY, **parts) for item in items]


def _spec(name: str, body: str, truth: list[Expected], *, heading: str = "", style: str = "") -> Spec:
    return Spec(name, "chromium", html.page(body, style).encode(), ".html", Truth(truth), heading)


def _vision(items: tuple[Item, ...]) -> str:
    """A sheet of a 共生ビジョン: a table of labels below numbered headings, costs as a row of years."""
    found = ["<h2>第４章　協定に基づき推進する具体的取組</h2><h3>１　生活機能の強化に係る政策分野</h3>"]
    for number, item in enumerate(items, 1):
        costs = "".join(f"<td style='text-align:right'>{cost}</td>" for cost in item.costs)
        total = f"{sum(int(cost.replace(',', '')) for cost in item.costs):,}"
        found.append(
            f"<h4>（{number}）{item.field}</h4>"
            f"<table><tr><th style='width:22%'>協定の項目</th><td colspan=4>{item.field}の充実</td></tr>"
            f"<tr><th>事業の名称</th><td colspan=4>{item.title}</td></tr>"
            f"<tr><th>事業の概要</th><td colspan=4>{item.description}</td></tr>"
            f"<tr><th>関係市町村</th><td colspan=4>{'、'.join(item.municipalities)}</td></tr>"
            f"<tr><th rowspan=2>事業費（千円）</th>{''.join(f'<th>{year}</th>' for year in _YEARS)}<th>計</th></tr>"
            f"<tr>{costs}<td style='text-align:right'>{total}</td></tr>"
            f"<tr><th rowspan=2>役割分担</th><th>中心市</th><td colspan=3>{item.core}</td></tr>"
            f"<tr><th>関係町村</th><td colspan=3>{item.member}</td></tr></table>"
        )
    return "".join(found)


def _marks(items: tuple[Item, ...]) -> bytes:
    """A workbook with a column for each municipality, marked where it takes part."""
    book = Workbook()
    sheet = book.active
    sheet.append(["はなぶさ圏域　連携事業一覧"])
    sheet.append(["番号", "連携事業", "事業概要", "連携する市町村"])
    sheet.append(["", "", "", *_TOWNS])
    sheet.merge_cells(start_row=2, start_column=4, end_row=2, end_column=7)
    for column in range(1, 4):
        sheet.merge_cells(start_row=2, start_column=column, end_row=3, end_column=column)
    for number, item in enumerate(items, 1):
        marks = ["○" if town in item.municipalities else "" for town in _TOWNS]
        sheet.append([number, item.title, item.description, *marks])
    for letter, width in zip("ABCDEFG", (6, 24, 46, 9, 10, 10, 9), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _definitions(items: tuple[Item, ...]) -> bytes:
    """A page of a town's site, with lists of terms."""
    parts = "".join(
        f"<section><h3>{item.title}</h3><dl><dt>内容</dt><dd>{item.description}</dd>"
        f"<dt>連携する市町村</dt><dd>{'、'.join(item.municipalities)}</dd><dt>実施期間</dt><dd>令和7年度から令和9年度まで</dd>"
        f"<dt>お問い合わせ</dt><dd>{item.department}</dd></dl></section>"
        for item in items
    )
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>はなぶさ圏域の取組｜花房市</title></head><body>'
        "<header><nav><a href='/'>ホーム</a><a href='/kurashi'>くらし</a></nav></header><main><h1>はなぶさ圏域の取組</h1>"
        f"<p>花房市を中心とする４市町村で、次の取組を進めています。</p><h2>主な取組</h2>{parts}</main>"
        "<footer>花房市役所　電話 0000-00-0000</footer></body></html>"
    ).encode()


def _numbered(items: tuple[Item, ...]) -> str:
    """Measures numbered in two levels, with parts in brackets and figures on one line."""
    return "<h2>基本目標１　ともに暮らしを支える</h2>" + "".join(
        f"<h3>１－{number}　{item.title}</h3><p>【概要】</p><p>　{item.description}</p>"
        f"<p>【連携市町村】{'、'.join(item.municipalities)}</p>"
        f"<p>【ＫＰＩ】{item.indicator}　現状値 {item.base}（R5）→ 目標値 {item.target}（R9）</p>"
        for number, item in enumerate(items, 1)
    )


def _progress(items: tuple[Item, ...]) -> str:
    """A report of progress: what was done last year and what is planned for this one."""
    rows = "".join(
        html.row(
            str(n),
            item.title,
            item.description,
            "協議会を２回開催し、課題を整理した。",
            "引き続き実施する。",
            item.department,
        )
        for n, item in enumerate(items, 1)
    )
    head = html.row("No.", "取組", "取組の概要", "令和６年度の実績", "令和７年度の予定", "担当", tag="th")
    widths = "<colgroup><col style='width:5%'><col style='width:20%'><col style='width:38%'><col><col><col style='width:8%'></colgroup>"
    return f"<h2>取組の進捗状況</h2><table>{widths}<thead>{head}</thead>{rows}</table>"


def _spaced(items: tuple[Item, ...]) -> str:
    """Two sheets per page, with letter-spaced labels."""
    return "".join(
        f"<p class='{'break' if n % 2 == 0 and n else ''}'>整理番号　２－{n + 1}</p>"
        f"<table style='margin-bottom:8mm'><tr><th style='width:24%'>事　業　名</th><td>{item.title}</td></tr>"
        f"<tr><th>目 的 ・ 内 容</th><td>{item.description}</td></tr>"
        f"<tr><th>連 携 市 町 村</th><td>{'、'.join(item.municipalities)}</td></tr>"
        f"<tr><th>花房市の役割</th><td>{item.core}</td></tr><tr><th>町村の役割</th><td>{item.member}</td></tr>"
        f"<tr><th>担　当　課</th><td>{item.department}</td></tr></table>"
        for n, item in enumerate(items)
    )


def _word(items: tuple[Item, ...]) -> bytes:
    """Headings of Word with paragraphs that begin with a bold label."""
    document = Document()
    document.styles["Normal"].font.name = "Noto Serif CJK JP"
    document.add_heading("はなぶさ圏域共生ビジョン", 0)
    document.add_heading("具体的な取組", 1)
    for item in items:
        document.add_heading(item.title, 2)
        for label, text in (
            ("事業内容", item.description),
            ("中心市の役割", item.core),
            ("連携町村の役割", item.member),
            ("事業期間", "令和7年度～令和9年度"),
        ):
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{label}：").bold = True
            paragraph.add_run(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _text(items: tuple[Item, ...]) -> str:
    lines = ["はなぶさ圏域　連携事業の概要", "", ""]
    for item in items:
        lines += [f"■ {item.title}"]
        lines += [f"　{item.description[at : at + 34]}" for at in range(0, len(item.description), 34)]
        lines += [f"　・関係市町村　{'、'.join(item.municipalities)}", f"　・担当課　{item.department}", ""]
    return "\n".join(lines)


def _slides(items: tuple[Item, ...]) -> str:
    """A slide with four boxes, each below its title on a coloured bar."""
    boxes = "".join(
        f"<div style='border:1pt solid #036'><div style='background:#036;color:#fff;padding:2pt 6pt;font-size:12pt'>{item.title}</div>"
        f"<p style='margin:4pt 6pt'>{item.description}</p></div>"
        for item in items
    )
    return f"<h2>はなぶさ圏域の主な取組</h2><div style='display:grid;grid-template-columns:1fr 1fr;gap:6mm'>{boxes}</div>"


def _two_figures(items: tuple[Item, ...]) -> str:
    """Two figures per initiative, each in a row of its own beside cells merged over both."""
    rows = "".join(
        f"<tr><td rowspan=2>{item.title}</td><td rowspan=2>{item.description}</td>"
        f"<td>{item.indicator}</td><td>{item.base}</td><td>{item.target}</td></tr>"
        f"<tr><td>関係者による会議の開催回数</td><td>１回</td><td>３回</td></tr>"
        for item in items
    )
    head = html.row(
        "連携事業名", "事業内容", "指標", "現状値（令和５年度）", "目標値（令和９年度）", tag="th"
    )
    return f"<h2>連携事業と数値目標</h2><table><thead>{head}</thead>{rows}</table>"


def held_out_sixth() -> list[Spec]:
    """The documents."""
    period = "令和7年度～令和9年度"
    figures = _all(_pick(0, 1, 5, 6), indicators=True)
    for expected in figures:
        expected.indicators += [
            ("関係者による会議の開催回数", "１回"),
            ("関係者による会議の開催回数", "３回"),
        ]
    marked = _all(_pick(0, 1, 3, 4), municipalities=True)
    worded = _all(_pick(2, 5, 7), roles=True, period=period)
    return [
        _spec(
            "sixth-vision-sheets",
            _vision(_pick(0, 1, 4, 6)),
            _all(_pick(0, 1, 4, 6), roles=True, municipalities=True, years=_YEARS),
            heading="はなぶさ圏域共生ビジョン",
        ),
        Spec("sixth-marks-pdf", "calc", _marks(_pick(0, 1, 3, 4)), ".xlsx", Truth(marked)),
        Spec(
            "sixth-marks",
            "plain",
            _marks(_pick(0, 1, 3, 4)),
            ".xlsx",
            Truth([replace(found, page=1) for found in marked]),
        ),
        Spec(
            "sixth-definitions",
            "plain",
            _definitions(_pick(2, 3, 7)),
            ".html",
            Truth(_all(_pick(2, 3, 7), municipalities=True, period="令和7年度から令和9年度まで")),
        ),
        _spec(
            "sixth-numbered",
            _numbered(_pick(1, 3, 4, 6)),
            _all(_pick(1, 3, 4, 6), municipalities=True, indicators=True),
        ),
        _spec(
            "sixth-progress",
            _progress(_ITEMS[:6]),
            _all(_ITEMS[:6]),
            style="@page{size:A4 landscape}",
        ),
        _spec(
            "sixth-spaced-labels",
            _spaced(_pick(0, 2, 4, 7)),
            [
                expect(item, TAXONOMY, page=1 + n // 2, roles=True, municipalities=True)
                for n, item in enumerate(_pick(0, 2, 4, 7))
            ],
        ),
        Spec("sixth-word-pdf", "writer", _word(_pick(2, 5, 7)), ".docx", Truth(worded)),
        Spec(
            "sixth-word",
            "plain",
            _word(_pick(2, 5, 7)),
            ".docx",
            Truth([replace(found, page=1) for found in worded]),
        ),
        Spec(
            "sixth-text",
            "plain",
            _text(_pick(1, 2, 6)).encode("cp932"),
            ".txt",
            Truth(_all(_pick(1, 2, 6), municipalities=True)),
        ),
        _spec(
            "sixth-slide",
            _slides(_pick(0, 3, 5, 6)),
            [expect(item, TAXONOMY, page=1) for item in _pick(0, 3, 5, 6)],
            style="@page{size:A4 landscape}",
        ),
        _spec("sixth-two-figures", _two_figures(_pick(0, 1, 5, 6)), figures),
    ]
