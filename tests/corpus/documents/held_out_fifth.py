"""A fifth held-out set: several figures per form, wrapped titles, tables beside each other, costs in several rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.corpus.documents import layout_html as html
from tests.corpus.documents.content import ITEMS, pick
from tests.corpus.documents.make import TAXONOMY, Spec
from tests.corpus.documents.truth import Expected, Truth, expect

if TYPE_CHECKING:
    from tests.corpus.documents.content import Item


def _spec(name: str, body: str, truth: list[Expected], *, heading: str = "", style: str = "") -> Spec:
    return Spec(name, "chromium", html.page(body, style).encode(), ".html", Truth(truth), heading)


def _all(items: tuple[Item, ...], **parts: Any) -> list[Expected]:
    return [expect(item, TAXONOMY, **parts) for item in items]


def _many_figures(items: tuple[Item, ...]) -> str:
    return "".join(
        f"<table class='{'break' if n > 1 else ''}'><tr><th style='width:20%'>取組名称</th><td colspan=4>{item.title}</td></tr>"
        f"<tr><th>取組の概要</th><td colspan=4>{item.description}</td></tr>"
        f"<tr><th rowspan=3>成果指標</th><th colspan=2>指標名</th><th>基準値（R5）</th><th>目標値（R10）</th></tr>"
        f"<tr><td colspan=2>{item.indicator}</td><td>{item.base}</td><td>{item.target}</td></tr>"
        f"<tr><td colspan=2>利用者の満足度</td><td>55％</td><td>75％</td></tr>"
        f"<tr><th rowspan=3>事業費（千円）</th><th>年度</th><th>R6</th><th>R7</th><th>R8</th></tr>"
        f"<tr><td>総額</td>{''.join(f'<td>{cost}</td>' for cost in item.costs)}</tr><tr><td>備考</td><td colspan=3>国の交付金を活用する。</td></tr></table>"
        for n, item in enumerate(items, 1)
    )


def _wrapped_titles(items: tuple[Item, ...]) -> str:
    return "<h2>具体的取組</h2>" + "".join(
        f"<h3 style='width:60mm'>（{n}）{item.title}</h3><p>{item.description}</p><p>○関係市町村：{'、'.join(item.municipalities)}</p>"
        for n, item in enumerate(items, 1)
    )


def _beside(items: tuple[Item, ...]) -> str:
    tables = "".join(
        f"<table style='width:80mm'><tr><th style='width:24mm'>事業名</th><td>{item.title}</td></tr><tr><th>内容</th><td>{item.description}</td></tr>"
        f"<tr><th>担当課</th><td>{item.department}</td></tr></table>"
        for item in items
    )
    return f"<h2>連携事業</h2><div style='display:grid;grid-template-columns:1fr 1fr;gap:8mm'>{tables}</div>"


def _fields_inline(items: tuple[Item, ...]) -> str:
    rows = "".join(
        f"<tr><td>{item.title}<br>（{item.department}）</td><td>{item.description}</td><td>{item.core}</td><td>{item.member}</td></tr>"
        for item in items
    )
    return f"<h2>（１）{items[0].field}</h2><table><tr><th style='width:24%'>取組名（担当課）</th><th>取組内容</th><th style='width:20%'>中心市</th><th style='width:20%'>近隣市町村</th></tr>{rows}</table>"


def held_out_fifth() -> list[Spec]:
    """The documents."""
    figures = pick(4, 10)
    truth = [
        expect(item, TAXONOMY, page=n, indicators=True, years=("R6", "R7", "R8"))
        for n, item in enumerate(figures, 1)
    ]
    for expected in truth:
        expected.indicators += [("利用者の満足度", "55％"), ("利用者の満足度", "75％")]
    welfare = pick(8, 9, 20)
    inline = _all(welfare, stated=True, roles=True)
    for item, expected in zip(welfare, inline, strict=True):
        expected.title = f"{item.title}（{item.department}）"
    return [
        _spec("fifth-many-figures", _many_figures(figures), truth),
        _spec(
            "fifth-wrapped-titles",
            _wrapped_titles(pick(15, 18, 11, 13)),
            _all(pick(15, 18, 11, 13), municipalities=True),
        ),
        _spec("fifth-tables-beside", _beside(ITEMS[12:18]), _all(ITEMS[12:18], page=1)),
        _spec("fifth-field-above", _fields_inline(welfare), inline),
    ]
