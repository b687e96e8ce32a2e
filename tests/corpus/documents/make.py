"""Typeset the documents, and write the ground truth beside them: ``python -m tests.corpus.documents.make FOLDER``.

Chromium typesets HTML, LibreOffice Word and Excel files. The ground truth comes from what was put into a document,
never from what the reader makes of it. Only the page of an initiative is looked up in the typeset file, with
pdftotext, where the layout does not determine it.
"""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import msgspec
import pypdfium2 as pdfium
from playwright.sync_api import sync_playwright

from renkei_search.model.taxonomy import Taxonomy
from tests.corpus.documents import layout_html as html
from tests.corpus.documents import layout_office as office
from tests.corpus.documents.content import ITEMS, REGION, Item, bundled, pick
from tests.corpus.documents.truth import Expected, Truth, expect

ROOT = Path(__file__).parents[3]
TAXONOMY = msgspec.convert(
    tomllib.loads((ROOT / "corpus/taxonomy.toml").read_text(encoding="utf-8")), Taxonomy
)

Tool = Literal["chromium", "writer", "calc", "plain"]


@dataclass(frozen=True)
class Spec:
    """A document: how it is made, and what it contains."""

    name: str
    tool: Tool
    data: bytes
    suffix: str
    truth: Truth
    heading: str = ""
    turned: bool = False


def _html(
    name: str,
    body: str,
    truth: list[Expected],
    *,
    heading: str = "",
    style: str = "",
    region: str | None = None,
) -> Spec:
    return Spec(
        name, "chromium", html.page(body, style).encode(), ".html", Truth(truth, region=region), heading
    )


def _all(items: tuple[Item, ...], **parts: Any) -> list[Expected]:
    return [expect(item, TAXONOMY, **parts) for item in items]


def specs() -> list[Spec]:
    """All documents that were used to develop the reader."""
    found: list[Spec] = []
    many = ITEMS[:20]
    found.append(
        _html(
            "list-repeated-heading",
            html.cover() + html.list_table(many),
            _all(many, stated=True),
            heading="第２期 霧ヶ丘広域連携中枢都市圏ビジョン",
            region=REGION,
        )
    )
    found.append(_html("list-heading-once", html.list_table(many, repeat=False), _all(many, stated=True)))
    some = pick(0, 1, 2, 7, 8, 10)
    found.append(
        _html(
            "agreement-annex",
            f"<h3>別表（第３条関係）</h3>{html.agreement_table(some)}",
            _all(some, roles=True),
        )
    )
    costly = pick(3, 4, 9, 10, 15, 16)
    found.append(
        _html(
            "list-figures-and-costs",
            html.budget_table(costly),
            _all(costly, indicators=True, years=("Ｒ６", "Ｒ７", "Ｒ８")),
            style="@page{size:A4 landscape}",
        )
    )
    sheets = pick(4, 10, 13)
    full: dict[str, Any] = {
        "stated": True,
        "roles": True,
        "indicators": True,
        "years": html.YEARS,
        "municipalities": True,
        "period": "令和６年度～令和10年度",
    }
    found.append(
        _html(
            "form-labels-left",
            html.forms(sheets),
            [expect(item, TAXONOMY, page=n, **full) for n, item in enumerate(sheets, 1)],
        )
    )
    found.append(
        _html(
            "form-title-above",
            html.forms(pick(7, 15, 18), titled=False),
            [expect(item, TAXONOMY, page=n, **full) for n, item in enumerate(pick(7, 15, 18), 1)],
        )
    )
    above = pick(0, 5, 6, 12)
    found.append(
        _html(
            "form-labels-above",
            html.forms_above(above),
            [expect(item, TAXONOMY, page=1 + n // 2, roles=True) for n, item in enumerate(above)],
        )
    )
    fields = ITEMS[7:15]
    found.append(
        _html(
            "headings-and-paragraphs",
            html.cover() + html.outline(fields),
            _all(fields, stated=True),
            region=REGION,
        )
    )
    found.append(
        _html(
            "headings-bracketed-parts",
            html.bracketed(pick(2, 8, 9, 17)),
            _all(pick(2, 8, 9, 17), roles=True),
            heading="霧ヶ丘広域連携中枢都市圏ビジョン",
        )
    )
    found.append(
        _html(
            "labels-with-colon",
            html.labelled(pick(11, 14, 19)),
            _all(pick(11, 14, 19), indicators=True, municipalities=True),
        )
    )
    found.append(_html("furigana", html.with_ruby(pick(4, 10, 21)), _all(pick(4, 10, 21))))
    found.append(
        _html(
            "two-columns",
            html.columns(ITEMS[10:18]),
            [expect(item, TAXONOMY, page=1) for item in ITEMS[10:18]],
        )
    )
    found.append(_html("vertical-text", html.vertical(pick(1, 3, 22)), _all(pick(1, 3, 22))))
    loose = bundled("002")[:6]
    found.append(_html("table-without-lines", html.loose_table(loose), _all(loose)))
    slide = bundled("001")[:6]
    found.append(_html("slide-boxes", html.slides(slide), [expect(item, TAXONOMY, page=1) for item in slide]))
    found.append(
        _html(
            "bullets-below-fields",
            html.bullets(pick(7, 8, 9, 13, 14, 23)),
            _all(pick(7, 8, 9, 13, 14, 23), stated=True, title=False),
        )
    )
    found.append(
        _html(
            "table-without-titles",
            html.characteristic(pick(2, 9, 15)),
            _all(pick(2, 9, 15), stated=True, title=False),
        )
    )
    found.append(
        _html(
            "annex-of-source-003",
            f"<h3>別表（第３条関係）</h3>{html.agreement_table(bundled('003')[:8])}".replace(
                "<td></td>", "<td>―</td>"
            ),
            _all(bundled("003")[:8]),
        )
    )
    stamp = "<div style='position:fixed;top:90mm;left:40mm;font-size:160pt;color:#ddd;transform:rotate(-30deg)'>案</div>"
    found.append(
        _html(
            "watermark",
            stamp + html.list_table(pick(5, 9, 13, 16, 19)),
            _all(pick(5, 9, 13, 16, 19), stated=True),
        )
    )
    found += _office_specs()
    found.append(
        Spec(
            "web-page",
            "plain",
            html.plain_page(pick(0, 4, 20)).encode(),
            ".html",
            Truth(_all(pick(0, 4, 20), municipalities=True), region=REGION),
        )
    )
    text = _text(pick(1, 9, 16))
    found.append(Spec("plain-text", "plain", text.encode(), ".txt", Truth(_all(pick(1, 9, 16), roles=True))))
    found.append(
        Spec(
            "plain-text-cp932",
            "plain",
            _text(pick(3, 6, 17)).encode("cp932"),
            ".txt",
            Truth(_all(pick(3, 6, 17), roles=True)),
        )
    )
    return found


def _office_specs() -> list[Spec]:
    found: list[Spec] = []
    listed, sheets, agreed = ITEMS[:8], pick(8, 9, 12), pick(7, 10, 15, 22)
    costly = ITEMS[12:22]
    form = {"stated": True, "roles": True, "municipalities": True}
    made: tuple[tuple[str, Tool, str, bytes, list[Expected]], ...] = (
        ("word-list", "writer", ".docx", office.word_list(listed), _all(listed, roles=True)),
        ("word-forms", "writer", ".docx", office.word_forms(sheets), _all(sheets, **form)),
        ("word-agreement", "writer", ".docx", office.word_outline(agreed), _all(agreed, roles=True)),
        (
            "excel-list",
            "calc",
            ".xlsx",
            office.sheet_list(costly),
            _all(costly, stated=True, years=office.YEARS),
        ),
        (
            "excel-forms",
            "calc",
            ".xlsx",
            office.sheet_forms(pick(2, 11)),
            _all(pick(2, 11), indicators=True, **form),
        ),
    )
    for name, tool, suffix, data, truth in made:
        if name == "word-forms":
            for item, expected in zip(sheets, truth, strict=True):
                expected.indicators = [(item.indicator, item.target)]
        found.append(Spec(f"{name}-pdf", tool, data, suffix, Truth(truth)))
        found.append(Spec(name, "plain", data, suffix, Truth(_as_stored(truth) if tool == "calc" else truth)))
    return found


def _as_stored(truth: list[Expected]) -> list[Expected]:
    """A workbook stores its numbers without the commas that it shows."""
    return [
        replace(
            expected, costs=[(year, amount.replace(",", "")) for year, amount in expected.costs], page=None
        )
        for expected in truth
    ]


def _text(items: tuple[Item, ...]) -> str:
    parts = ["霧ヶ丘広域連携中枢都市圏ビジョン", "", "第４章　具体的取組", ""]
    for number, item in enumerate(items, start=1):
        parts += [
            f"（{number}）{item.title}",
            "【取組の内容】",
            *_wrapped(item.description),
            "【甲の役割】",
            *_wrapped(item.core),
            "【乙の役割】",
            *_wrapped(item.member),
            "",
        ]
    return "\n".join(parts)


def _wrapped(text: str, width: int = 38) -> list[str]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def typeset(found: list[Spec], folder: Path) -> None:
    """Make the files of some documents, each with its ground truth."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = [spec for spec in found if spec.tool == "chromium"]
    if pages:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page()
            for spec in pages:
                page.set_content(spec.data.decode())
                page.pdf(
                    path=folder / f"{spec.name}.pdf",
                    prefer_css_page_size=True,
                    display_header_footer=bool(spec.heading),
                    header_template=f"<div style='font-size:8pt;width:100%;text-align:right;padding-right:20mm'>{spec.heading}</div>",
                    footer_template="<div style='font-size:8pt;width:100%;text-align:center'>- <span class='pageNumber'></span> -</div>",
                )
            browser.close()
    for spec in found:
        if spec.turned:
            _turn(folder / f"{spec.name}.pdf")
        if spec.tool in {"writer", "calc"}:
            _convert(spec, folder)
        elif spec.tool == "plain":
            (folder / f"{spec.name}{spec.suffix}").write_bytes(spec.data)
    for spec in found:
        _find_pages(spec, folder)
        spec.truth.write(folder / f"{spec.name}.json")


def _turn(path: Path) -> None:
    """Show all pages turned by a right angle, as landscape pages in a portrait file are."""
    document = pdfium.PdfDocument(path.read_bytes())
    for page in document:
        page.set_rotation(90)
    document.save(path)
    document.close()


def _convert(spec: Spec, folder: Path) -> None:
    source = folder / f"{spec.name}{spec.suffix}"
    source.write_bytes(spec.data)
    office_program = shutil.which("soffice") or "soffice"
    subprocess.run(
        [office_program, "--headless", "--convert-to", "pdf", "--outdir", folder, source],
        check=True,
        capture_output=True,
    )
    source.unlink()


def _find_pages(spec: Spec, folder: Path) -> None:
    """Find the page on which an initiative begins: its title is there, its description there or on the next page."""
    path = folder / f"{spec.name}.pdf"
    if not path.exists():
        for number, expected in enumerate(spec.truth.initiatives, 1):
            expected.page = number if spec.name in {"excel-forms", "word-forms"} else 1
        return
    program = shutil.which("pdftotext") or "pdftotext"
    done = subprocess.run([program, "-raw", path, "-"], check=True, capture_output=True, text=True)
    texts = [re.sub(r"\s", "", text) for text in done.stdout.split("\f")]
    for expected in spec.truth.initiatives:
        if expected.page is not None:
            continue
        title, start = (re.sub(r"\s", "", part or "")[:4] for part in (expected.title, expected.description))
        found = [n for n, text in enumerate(texts, 1) if title in text and start in text]
        found += [
            n
            for n, (text, after) in enumerate(itertools.pairwise(texts), 1)
            if title in text and start in after
        ]
        found = [min(found)] if found and expected.title else found
        expected.page = found[0] if found else 1


def main() -> None:
    typeset(specs(), Path(sys.argv[1]))


if __name__ == "__main__":
    main()
