"""Documents as HTML, one function per layout. Chromium typesets them."""

from __future__ import annotations

from html import escape
from itertools import groupby

from tests.corpus.documents.content import CITY, REGION, Item

YEARS = ("令和6年度", "令和7年度", "令和8年度")

STYLE = """
@page { size: A4; margin: 22mm 20mm; }
body { font-family: "Droid Sans Fallback", sans-serif; font-size: 10.5pt; line-height: 1.6; }
table { border-collapse: collapse; width: 100%; }
td, th { border: 0.75pt solid #000; padding: 2pt 4pt; text-align: left; vertical-align: top; font-weight: normal; }
h1 { font-size: 17pt; } h2 { font-size: 14pt; } h3 { font-size: 12pt; } h4 { font-size: 10.5pt; }
.break { break-before: page; }
"""


def page(body: str, style: str = "") -> str:
    """A whole file."""
    return f'<!doctype html><html lang="ja"><meta charset="utf-8"><style>{STYLE}{style}</style><body>{body}</body></html>'


def cover(title: str = "第２期 霧ヶ丘広域連携中枢都市圏ビジョン", date: str = "令和６年３月") -> str:
    """A front page."""
    return (
        f'<div style="text-align:center;padding-top:60mm"><h1>{title}</h1><p style="padding-top:70mm">{date}</p>'
        f"<p>{CITY}</p></div><div class='break'></div>"
    )


def row(*cells: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


def list_table(items: tuple[Item, ...], *, repeat: bool = True) -> str:
    """Field (merged over its rows), number, title, description, department."""
    heading = row("政策分野", "番号", "取組名", "取組の内容", "担当課", tag="th")
    rows = []
    number = 0
    for name, group in groupby(items, key=lambda item: item.field):
        members = list(group)
        for index, item in enumerate(members):
            number += 1
            first = f'<td rowspan="{len(members)}">{name}</td>' if index == 0 else ""
            rows.append(
                f"<tr>{first}<td>{number}</td><td>{item.title}</td><td>{item.description}</td><td>{item.department}</td></tr>"
            )
    head = f"<thead>{heading}</thead>" if repeat else ""
    body = "".join(rows) if repeat else heading + "".join(rows)
    widths = "<colgroup><col style='width:18%'><col style='width:8%'><col style='width:22%'><col><col style='width:14%'></colgroup>"
    return f"<table>{widths}{head}<tbody>{body}</tbody></table>"


def agreement_table(items: tuple[Item, ...]) -> str:
    """An annex: 取組, 内容, 甲の役割, 乙の役割, separated by rows that name the category."""
    rows = [row("取組", "内容", "甲の役割", "乙の役割", tag="th")]
    for number, item in enumerate(items, start=1):
        if number == 1:
            rows.append('<tr><td colspan="4">１　圏域全体の経済成長のけん引に関する取組</td></tr>')
        if number == 4:
            rows.append('<tr><td colspan="4">２　圏域全体の生活関連機能サービスの向上に関する取組</td></tr>')
        rows.append(row(f"({number}) {item.title}", item.description, item.core, item.member))
    return f"<table>{''.join(rows)}</table>"


def budget_table(items: tuple[Item, ...]) -> str:
    """Two rows of headings: present and target figures, costs by year."""
    head = (
        "<tr><th rowspan=2>事業名</th><th rowspan=2>事業概要</th><th colspan=3>ＫＰＩ</th><th colspan=3>事業費（千円）</th></tr>"
        "<tr><th>指標名</th><th>現状値<br>（Ｒ５）</th><th>目標値<br>（Ｒ10）</th>"
        + "".join(f"<th>Ｒ{year}</th>" for year in "６７８")
        + "</tr>"
    )
    rows = "".join(
        row(item.title, item.description, item.indicator, item.base, item.target, *item.costs)
        for item in items
    )
    widths = "<colgroup><col style='width:16%'><col><col style='width:12%'><col style='width:9%'><col style='width:9%'><col style='width:8%'><col style='width:8%'><col style='width:8%'></colgroup>"
    return f"<table style='font-size:9pt'>{widths}<thead>{head}</thead><tbody>{rows}</tbody></table>"


def form(item: Item, number: int, *, titled: bool = True) -> str:
    """A sheet for one initiative: labels on the left, figures and costs as nested tables."""
    years = "".join(f"<td>{year}</td>" for year in YEARS)
    costs = "".join(f"<td>{cost}</td>" for cost in item.costs)
    rows = []
    if titled:
        rows.append(f"<tr><th>事業名</th><td colspan=3>{item.title}</td></tr>")
    rows += [
        f"<tr><th>政策分野</th><td colspan=3>{item.field}</td></tr>",
        f"<tr><th>事業の目的・内容</th><td colspan=3>{item.description}</td></tr>",
        f"<tr><th>関係市町村</th><td colspan=3>{'、'.join(item.municipalities)}</td></tr>",
        f"<tr><th rowspan=2>役割分担</th><th>中心市の役割</th><td colspan=2>{item.core}</td></tr>",
        f"<tr><th>連携市町村の役割</th><td colspan=2>{item.member}</td></tr>",
        "<tr><th rowspan=2>成果指標</th><td>指標名</td><td>現状値（令和５年度）</td><td>目標値（令和10年度）</td></tr>",
        f"<tr><td>{item.indicator}</td><td>{item.base}</td><td>{item.target}</td></tr>",
        f"<tr><th rowspan=2>事業費（千円）</th>{years}</tr>",
        f"<tr>{costs}</tr>",
        f"<tr><th>実施期間</th><td>令和６年度～令和10年度</td><th>担当課</th><td>{item.department}</td></tr>",
    ]
    heading = "" if titled else f"<h3>No.{number}　{item.title}</h3>"
    return f"{heading}<table><colgroup><col style='width:20%'><col style='width:26%'><col style='width:27%'><col></colgroup>{''.join(rows)}</table>"


def forms(items: tuple[Item, ...], *, titled: bool = True) -> str:
    """One sheet per page."""
    return "".join(
        f"<div class='{'break' if number > 1 else ''}'>{form(item, number, titled=titled)}</div>"
        for number, item in enumerate(items, start=1)
    )


def forms_above(items: tuple[Item, ...]) -> str:
    """Sheets with labels above their content, two per page."""
    sheets = []
    for number, item in enumerate(items, start=1):
        sheets.append(
            f"<table style='margin-bottom:12mm' class='{'break' if number > 1 and number % 2 else ''}'>"
            "<tr><th style='width:60%'>取組名</th><th>担当課</th></tr>"
            f"<tr><td>{item.title}</td><td>{item.department}</td></tr>"
            "<tr><th colspan=2>取組の内容</th></tr>"
            f"<tr><td colspan=2>{item.description}</td></tr>"
            "<tr><th>甲の役割</th><th>乙の役割</th></tr>"
            f"<tr><td>{item.core}</td><td>{item.member}</td></tr></table>"
        )
    return "".join(
        f"<div class='{'break' if n > 0 and n % 2 == 0 else ''}'>{s}</div>" for n, s in enumerate(sheets)
    )


PROSE = (
    "<h2>第１章　ビジョンの策定に当たって</h2><h3>１　策定の趣旨</h3>"
    "<p>人口減少と少子高齢化が進む中、住民が安心して暮らし続けられる圏域を築くため、この連携中枢都市圏ビジョンを策定します。</p>"
    "<h3>２　圏域の名称及び構成市町村</h3><p>霧ヶ丘広域連携中枢都市圏（霧ヶ丘市、白鷺市、若葉町、汐見町、玉川村）</p>"
    "<h3>３　ビジョンの期間</h3><p>令和６年度から令和10年度までの５年間とし、毎年度、所要の見直しを行います。</p>"
    "<h2>第２章　圏域の現状</h2><p>圏域の人口は、平成12年の28万６千人をピークに減少を続け、令和２年には25万１千人となりました。</p>"
)


def outline(items: tuple[Item, ...]) -> str:
    """Chapters, fields, numbered titles, each followed by a paragraph."""
    parts = [
        PROSE,
        "<h2 class='break'>第３章　具体的な取組</h2><h3>１　圏域全体の生活関連機能サービスの向上</h3>",
    ]
    for number, (name, group) in enumerate(groupby(items, key=lambda item: item.field), start=1):
        parts.append(f"<h3>（{number}）{name}</h3>")
        for index, item in enumerate(group):
            parts.append(
                f"<h4>{'①②③④⑤'[index]}　{item.title}</h4><p style='text-indent:1em'>{item.description}</p>"
            )
    parts.append(
        "<h2 class='break'>第４章　推進体制</h2><p>ビジョン懇談会の意見を聴きながら、取組の進捗を管理し、必要に応じて見直します。</p>"
    )
    return "".join(parts)


def bracketed(items: tuple[Item, ...]) -> str:
    """Titles, each followed by paragraphs that begin with a label in 【】."""
    parts = ["<h2>第４章　連携協約に基づき推進する具体的取組</h2>"]
    for number, item in enumerate(items, start=1):
        parts.append(
            f"<h3>（{number}）{item.title}</h3><p>【現状と課題】</p><p style='text-indent:1em'>{item.background}</p>"
            f"<p>【取組の内容】</p><p style='text-indent:1em'>{item.description}</p>"
            f"<p>【中心市の役割】</p><p style='text-indent:1em'>{item.core}</p>"
            f"<p>【連携市町村の役割】</p><p style='text-indent:1em'>{item.member}</p>"
        )
    return "".join(parts)


def labelled(items: tuple[Item, ...]) -> str:
    """Lines that begin with a label and a colon."""
    return "<h2>連携事業の一覧</h2>" + "".join(
        f"<div style='margin-bottom:6mm'><div>■事業名：{item.title}</div><div>事業内容：{item.description}</div>"
        f"<div>関係市町村：{'、'.join(item.municipalities)}</div>"
        f"<div>ＫＰＩ：{item.indicator} {item.base}（令和５年度）→{item.target}（令和10年度）</div></div>"
        for item in items
    )


def ruby(text: str) -> str:
    """Furigana above some words."""
    for word, reading in (
        ("霧ヶ丘", "きりがおか"),
        ("汐見", "しおみ"),
        ("玉川", "たまがわ"),
        ("若葉", "わかば"),
        ("図書館", "としょかん"),
    ):
        text = text.replace(word, f"<ruby>{word}<rt>{reading}</rt></ruby>")
    return text


def with_ruby(items: tuple[Item, ...]) -> str:
    """Easy-to-read sheets with furigana."""
    return "<h2>具体的な取組</h2>" + "".join(
        f"<h3>（{number}）{ruby(item.title)}</h3><p>{ruby(item.description)}</p>"
        for number, item in enumerate(items, start=1)
    )


def columns(items: tuple[Item, ...]) -> str:
    """Two columns of prose."""
    body = "".join(
        f"<h4>（{n}）{item.title}</h4><p>{item.description}</p>" for n, item in enumerate(items, start=1)
    )
    return f"<h2>具体的取組</h2><div style='columns:2;column-gap:10mm;column-fill:auto;height:190mm'>{body}</div>"


def vertical(items: tuple[Item, ...]) -> str:
    """A newsletter in vertical text."""
    body = "".join(
        f"<h4>（{n}）{item.title}</h4><p>{item.description}</p>" for n, item in enumerate(items, start=1)
    )
    return f"<div style='writing-mode:vertical-rl;height:240mm;width:165mm'><h2>具体的取組</h2>{body}</div>"


def loose_table(items: tuple[Item, ...]) -> str:
    """A table without ruling lines."""
    rows = "".join(
        f"<tr><td style='width:34%;padding-bottom:5mm'>{item.title}</td><td style='padding-bottom:5mm'>{item.description}</td></tr>"
        for item in items
    )
    return (
        "<style>td,th{border:none;padding-right:8mm}</style><h2>連携する取組及び役割分担</h2>"
        f"<table><tr><td style='padding-bottom:5mm'>連携施策</td><td style='padding-bottom:5mm'>取組内容</td></tr>{rows}</table>"
    )


def slides(items: tuple[Item, ...]) -> str:
    """One page per region: boxes side by side, each with a title and a text (the layout of source 001)."""
    boxes = "".join(
        f"<div style='border:1pt solid #06c;padding:3mm;break-inside:avoid'><div style='font-size:12pt'>{item.title}</div>"
        f"<div style='font-size:9.5pt'>{item.description}</div></div>"
        for item in items
    )
    return (
        f"<h1>{REGION}の取組</h1><h3>圏域全体の経済成長のけん引</h3>"
        f"<div style='display:grid;grid-template-columns:1fr 1fr;gap:8mm'>{boxes}</div>"
    )


def bullets(items: tuple[Item, ...]) -> str:
    """Fields, and under each its examples as bullets (the layout of source 004)."""
    parts = ["<h2>圏域全体の生活関連機能サービスの向上の取組例</h2>"]
    for letter, (name, group) in zip(
        "ａｂｃｄｅｆｇ", groupby(items, key=lambda item: item.field), strict=False
    ):
        parts.append(f"<h3>{letter}　{name}</h3>")
        parts += [f"<p style='padding-left:1em;text-indent:-1em'>・{item.description}</p>" for item in group]
    return "".join(parts)


def characteristic(items: tuple[Item, ...]) -> str:
    """Region, field, description: no titles (the layout of source 000)."""
    rows = "".join(row(REGION, item.field, item.description) for item in items)
    return f"<h3>● 連携する特徴的取組</h3><p>（令和７年12月１日現在）</p><table>{row('圏域名', '政策分野', '具体的内容')}{rows}</table>"


def plain_page(items: tuple[Item, ...]) -> str:
    """A web page."""
    body = "".join(
        f"<h3>{escape(item.title)}</h3><p>{escape(item.description)}</p><dl><dt>関係市町村</dt><dd>{'、'.join(item.municipalities)}</dd></dl>"
        for item in items
    )
    return (
        "<!doctype html><html lang='ja'><head><meta charset='utf-8'><title>霧ヶ丘広域連携中枢都市圏の取組｜霧ヶ丘市</title></head>"
        "<body><nav><ul><li><a href='/'>ホーム</a></li><li><a href='/kurashi'>くらし</a></li></ul></nav>"
        f"<main><h1>霧ヶ丘広域連携中枢都市圏の取組</h1><h2>具体的な取組</h2>{body}</main>"
        "<footer>霧ヶ丘市企画政策課</footer><script>alert('x')</script></body></html>"
    )
