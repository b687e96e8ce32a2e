"""A second set of held-out documents, closer to what regions publish: spaced labels, tables of contents, shaded cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.corpus.documents import layout_html as html
from tests.corpus.documents.content import ITEMS, pick
from tests.corpus.documents.make import TAXONOMY, Spec
from tests.corpus.documents.truth import Expected, Truth, expect

if TYPE_CHECKING:
    from tests.corpus.documents.content import Item

LONG = (
    "あわせて、利用者へのアンケートを毎年実施し、その結果を圏域の担当者会議で共有して、次年度の事業の改善に生かす。"
    "周知に当たっては、広報紙、ホームページ、ケーブルテレビを活用するとともに、各市町村の窓口でチラシを配布する。"
)


def _spec(name: str, body: str, truth: list[Expected], *, heading: str = "", style: str = "") -> Spec:
    return Spec(name, "chromium", html.page(body, style).encode(), ".html", Truth(truth), heading)


def _all(items: tuple[Item, ...], **parts: Any) -> list[Expected]:
    return [expect(item, TAXONOMY, **parts) for item in items]


def _spaced_form(item: Item, number: int) -> str:
    years = "".join(f"<td>{year}年度</td>" for year in (6, 7, 8))
    costs = "".join(f"<td>{cost}</td>" for cost in item.costs)
    return (
        f"<table class='{'break' if number > 1 else ''}'><tr><th style='width:22%'>分　　野</th><td colspan=4>{item.field}</td></tr>"
        f"<tr><th>事　業　名</th><td colspan=4>{item.title}</td></tr><tr><th>関係市町村</th><td colspan=4>{'、'.join(item.municipalities)}</td></tr>"
        f"<tr><th>事　業　概　要</th><td colspan=4>{item.description}</td></tr><tr><th>期待する効果</th><td colspan=4>{item.effect}</td></tr>"
        f"<tr><th rowspan=2>事業費（千円）</th>{years}<td>計</td></tr><tr>{costs}<td>―</td></tr>"
        f"<tr><th>国県補助事業等の名称</th><td colspan=4>―</td></tr></table>"
    )


def _shaded(items: tuple[Item, ...]) -> str:
    """No ruling lines: cells differ by colour only."""
    rows = "".join(
        f"<table style='margin-bottom:7mm'><tr><td class=l>取組名</td><td>{item.title}</td></tr><tr><td class=l>取組内容</td><td>{item.description}</td></tr>"
        f"<tr><td class=l>中心市の役割</td><td>{item.core}</td></tr><tr><td class=l>連携市町村の役割</td><td>{item.member}</td></tr></table>"
        for item in items
    )
    return f"<style>td{{border:none;padding:2mm}} .l{{background:#cde;width:24%}}</style><h2>具体的取組</h2>{rows}"


def _inline_labels(items: tuple[Item, ...]) -> str:
    return "".join(
        f"<table style='margin-bottom:7mm'><tr><td colspan=2>事業名：{item.title}</td></tr>"
        f"<tr><td style='width:60%'>【事業内容】<br>{item.description}</td><td>【役割分担】<br>中心市：{item.core}<br>連携市町村：{item.member}</td></tr></table>"
        for item in items
    )


def _with_tables(items: tuple[Item, ...]) -> str:
    parts = ["<h2>４　具体的取組</h2>"]
    for number, item in enumerate(items, start=1):
        years = "".join(f"<th>令和{year}年度</th>" for year in (6, 7, 8))
        costs = "".join(f"<td>{cost}</td>" for cost in item.costs)
        parts.append(
            f"<h3>（{number}）{item.title}</h3><p style='text-indent:1em'>{item.description}</p>"
            f"<table style='margin-bottom:3mm'><tr><th>KPI</th><th>現状値（R5）</th><th>目標値（R10）</th></tr><tr><td>{item.indicator}</td><td>{item.base}</td><td>{item.target}</td></tr></table>"
            f"<table><tr><th>事業費（千円）</th>{years}</tr><tr><td></td>{costs}</tr></table>"
        )
    return "".join(parts)


def _mixed_list(items: tuple[Item, ...]) -> str:
    rows = "".join(
        f"<tr><td>1-{number}</td><td>{item.title}</td><td>・{item.description}</td><td>霧ヶ丘市：{item.core}<br>連携市町村：{item.member}</td><td>{item.indicator}<br>{item.base}（R5）→{item.target}（R10）</td></tr>"
        for number, item in enumerate(items, start=1)
    )
    return f"<h2>連携事業一覧</h2><table style='font-size:9pt'><thead><tr><th>No.</th><th>事業名</th><th>事業の概要</th><th>役割分担</th><th>成果指標</th></tr></thead>{rows}</table>"


def _with_contents(items: tuple[Item, ...]) -> str:
    lines = "".join(
        f"<div style='display:flex'><span>（{n}）{item.title}</span><span style='flex:1;overflow:hidden;white-space:nowrap'>{'・' * 80}</span><span>{n + 2}</span></div>"
        for n, item in enumerate(items, start=1)
    )
    body = "".join(
        f"<h3>（{n}）{item.title}</h3><p style='text-indent:1em'>{item.description}</p>"
        for n, item in enumerate(items, start=1)
    )
    return f"<h2>目　次</h2>{lines}<h2 class='break'>第３章　連携する取組</h2>{body}"


def _three_lines(items: tuple[Item, ...]) -> str:
    rows = "".join(
        f"<tr style='border-bottom:0.5pt solid #999'><td>{item.title}</td><td>{item.description}</td><td>{item.department}</td></tr>"
        for item in items
    )
    return (
        "<style>td,th{border:none} table{border-top:1pt solid #000;border-bottom:1pt solid #000}</style><h2>取組の一覧</h2>"
        "<table><tr style='border-bottom:1pt solid #000'><th style='width:30%'>取組名</th><th>取組内容</th><th style='width:18%'>担当課</th></tr>"
        f"{rows}</table>"
    )


def _over_pages(items: tuple[Item, ...]) -> tuple[str, list[Expected]]:
    parts, truth = ["<h2>第４章　具体的取組</h2>"], []
    for number, item in enumerate(items, start=1):
        description = item.description + LONG * 4
        parts.append(f"<h3>（{number}）{item.title}</h3><p style='text-indent:1em'>{description}</p>")
        expected = expect(item, TAXONOMY)
        expected.description = description
        truth.append(expected)
    return "".join(parts), truth


def held_out_later() -> list[Spec]:
    """The documents."""
    forms = pick(4, 9, 15)
    found = [
        _spec(
            "later-spaced-form",
            "".join(_spaced_form(item, n) for n, item in enumerate(forms, 1)),
            [
                expect(
                    item,
                    TAXONOMY,
                    page=n,
                    stated=True,
                    municipalities=True,
                    years=("6年度", "7年度", "8年度"),
                )
                for n, item in enumerate(forms, 1)
            ],
        ),
        _spec("later-shaded-cells", _shaded(pick(1, 12, 21)), _all(pick(1, 12, 21), roles=True)),
        _spec("later-labels-in-cells", _inline_labels(pick(7, 13, 18)), _all(pick(7, 13, 18), roles=True)),
        _spec(
            "later-paragraphs-and-tables",
            _with_tables(pick(2, 8, 16)),
            _all(pick(2, 8, 16), indicators=True, years=("令和6年度", "令和7年度", "令和8年度")),
        ),
        _spec(
            "later-roles-in-one-cell",
            _mixed_list(pick(0, 3, 10, 14)),
            _all(pick(0, 3, 10, 14), roles=True, indicators=True),
        ),
        _spec(
            "later-contents", _with_contents(ITEMS[8:16]), _all(ITEMS[8:16], page=2), heading="圏域ビジョン"
        ),
        _spec("later-three-lines", _three_lines(pick(6, 11, 17, 22)), _all(pick(6, 11, 17, 22))),
    ]
    body, truth = _over_pages(ITEMS[7:13])
    found.append(_spec("later-over-pages", body, truth, heading="霧ヶ丘広域連携中枢都市圏ビジョン"))
    return found
