"""A third held-out set: turned pages, vertical headings, finer columns, figures in a table of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.corpus.documents import layout_html as html
from tests.corpus.documents.content import ITEMS, pick
from tests.corpus.documents.make import TAXONOMY, Spec
from tests.corpus.documents.truth import Expected, Truth, expect

if TYPE_CHECKING:
    from tests.corpus.documents.content import Item


def _spec(
    name: str, body: str, truth: list[Expected], *, heading: str = "", style: str = "", turned: bool = False
) -> Spec:
    return Spec(name, "chromium", html.page(body, style).encode(), ".html", Truth(truth), heading, turned)


def _all(items: tuple[Item, ...], **parts: Any) -> list[Expected]:
    return [expect(item, TAXONOMY, **parts) for item in items]


def _finer(items: tuple[Item, ...]) -> str:
    rows = "".join(
        f"<tr>{f'<td rowspan={len(items)}>暮らしを支える施策</td>' if n == 0 else ''}<td>{item.title}</td><td>{item.description}</td><td>{'　'.join(item.municipalities)}</td></tr>"
        for n, item in enumerate(items)
    )
    return f"<table><tr><th style='width:14%'>施策名</th><th style='width:24%'>事業名</th><th>事業概要</th><th style='width:18%'>関係市町村</th></tr>{rows}</table>"


def _vertical_headings(items: tuple[Item, ...]) -> str:
    rows = "".join(
        f"<table style='margin-bottom:8mm'><tr><th style='width:18%'>連携事業名</th><td colspan=2>{item.title}</td></tr><tr><th>事業の概要</th><td colspan=2>{item.description}</td></tr>"
        f"<tr><th rowspan=2><div style='writing-mode:vertical-rl;height:24mm'>役割分担</div></th><th style='width:12%'>甲</th><td>{item.core}</td></tr><tr><th>乙</th><td>{item.member}</td></tr></table>"
        for item in items
    )
    return f"<h2>別紙　連携事業</h2>{rows}"


def _figures_apart(items: tuple[Item, ...]) -> str:
    body = "".join(
        f"<h3>（{n}）{item.title}</h3><p style='text-indent:1em'>{item.description}</p>"
        for n, item in enumerate(items, 1)
    )
    rows = "".join(
        f"<tr><td>{item.title}</td><td>{item.indicator}</td><td>{item.base}</td><td>{item.target}</td></tr>"
        for item in items
    )
    return (
        f"<h2>第３章　具体的取組</h2>{body}<h2 class='break'>第４章　成果指標</h2>"
        f"<table><tr><th>取組名</th><th>指標</th><th>基準値</th><th>目標値</th></tr>{rows}</table>"
    )


def _broken_form(items: tuple[Item, ...]) -> str:
    """Forms one after the other, broken where the page ends."""
    parts = [
        f"<table style='margin-bottom:10mm'><tr><th style='width:20%'>事業番号</th><td>{n}</td></tr><tr><th>事業名</th><td>{item.title}</td></tr>"
        f"<tr><th>事業内容</th><td>{item.description * 3}</td></tr><tr><th>効果</th><td>{item.effect * 4}</td></tr>"
        f"<tr><th>甲の役割</th><td>{item.core}</td></tr><tr><th>乙の役割</th><td>{item.member}</td></tr></table>"
        for n, item in enumerate(items, 1)
    ]
    return f"<h2>個別事業</h2>{''.join(parts)}"


def held_out_last() -> list[Spec]:
    """The documents."""
    forms = pick(0, 2, 4, 6, 8)
    broken = _all(forms, roles=True)
    for item, expected in zip(forms, broken, strict=True):
        expected.description = item.description * 3
    turned = ITEMS[10:16]
    return [
        _spec("last-finer-columns", _finer(pick(8, 11, 20)), _all(pick(8, 11, 20), municipalities=True)),
        _spec(
            "last-vertical-headings", _vertical_headings(pick(3, 14, 17)), _all(pick(3, 14, 17), roles=True)
        ),
        _spec(
            "last-figures-apart",
            _figures_apart(pick(1, 9, 12, 19)),
            _all(pick(1, 9, 12, 19), indicators=True),
        ),
        _spec("last-broken-forms", _broken_form(forms), broken, heading="連携事業個票"),
        _spec(
            "last-turned-page",
            f"<div style='transform:rotate(-90deg) translateX(-245mm);transform-origin:top left;width:245mm'>{html.list_table(turned)}</div>",
            _all(turned, page=1, stated=True),
            turned=True,
        ),
    ]
