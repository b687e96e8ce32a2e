"""``renkei-search read``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
from rich.markup import escape

from renkei_search import resources
from renkei_search.cli.console import messages
from renkei_search.cli.intake.document import read_bytes, read_with_progress
from renkei_search.cli.workspace import FILE, corpus_option
from renkei_search.corpus.document.recognition import OCR_REMEDY, recognise
from renkei_search.corpus.intake.draft.draft import DraftMaker, make_draft
from renkei_search.corpus.intake.writer import write_file
from renkei_search.corpus.reader import read_corpus
from renkei_search.desk.suggestion import make_suggester
from renkei_search.errors import TableError

_DOCUMENT: Final = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@click.argument("document", type=_DOCUMENT)
@click.option(
    "-o",
    "--output",
    "target",
    type=FILE,
    help="書き出すファイル（XLSX）。省くと「文書の名前.下書き.xlsx」です。",
)
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば置き換えます。")
@click.option(
    "--ocr",
    is_flag=True,
    help="画像だけの PDF に、OCR（ocrmypdf）で文字を付けてから読みます。文字を付けた PDF は下書きの隣に残します。",
)
@corpus_option
def read(document: Path, target: Path | None, force: bool, ocr: bool, corpus: tuple[Path, ...]) -> None:
    """文書（PDF、Word、ウェブページ、Excel、テキスト）を読み、取組の下書き（XLSX）を作ります。"""
    path = target or document.with_name(f"{document.stem}.下書き.xlsx")
    if path.exists() and not force:
        raise TableError(f"{path} はすでにあります。別の名前にするか、--force を付けてください。")
    if ocr:
        document = _recognise(document, path, force=force)
    known = read_corpus(*resources.corpus_folders(corpus))
    findings = read_with_progress(document, known.catalogue.taxonomy)
    found = findings.document
    maker = DraftMaker(known.catalogue, make_suggester(known))
    draft = make_draft(findings, document.name, read_bytes(document), maker)
    write_file(path, draft.data)
    for note in (*found.notes, *([OCR_REMEDY] if found.scanned else [])):
        messages.print(f"[yellow]注意:[/] {escape(note)}", soft_wrap=True)
    if draft.count:
        messages.print(
            f"取組 {draft.count}件を {escape(str(path))} に書き出しました（確からしさが高くないもの {draft.unsure}件）。"
            "原資料と見比べて直し、次のコマンドで取り込んでください: "
            + escape(f"renkei-search import {_quote(path)} --document {_quote(document)}"),
            soft_wrap=True,
        )
        if draft.unknown:
            messages.print(
                f"[yellow]資料から分かりません:[/] {'、'.join(draft.unknown)}。"
                "取り込む前に書いてください（書き方は、シート「読み取り結果」にあります）。",
                soft_wrap=True,
            )
    else:
        messages.print(
            f"取組は見つかりませんでした。読んだ文はすべて {escape(str(path))} のシート「取組にしていない文」にあります。",
            soft_wrap=True,
        )


def _quote(path: Path) -> str:
    """Quote a path for use in a command, in any shell."""
    return f'"{path}"' if any(char.isspace() for char in str(path)) else str(path)


def _recognise(document: Path, draft: Path, *, force: bool) -> Path:
    """Run OCR on the document; the result is a copy next to the draft."""
    target = draft.with_name(f"{document.stem}.OCR.pdf")
    if target.exists() and not force:
        raise TableError(
            f"{target} はすでにあります。--ocr を付けずにそれを読むか、--force を付けてください。"
        )
    with messages.status("OCR で文字を付けています。1ページに数秒から数十秒かかります。"):
        data = recognise(document)
    write_file(target, data)
    messages.print(f"OCR で文字を付けた {escape(str(target))} を読みます。", soft_wrap=True)
    return target
