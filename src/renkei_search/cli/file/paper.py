"""``renkei-search paper``."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from renkei_search.cli.console import messages
from renkei_search.cli.file.replacing import ask_to_replace, replacing
from renkei_search.cli.workspace import FILE, ready_service, workspace_options
from renkei_search.errors import UsageError
from renkei_search.export.comparison import MAX_COMPARED
from renkei_search.export.paper.content import MAX_HEADING, MAX_NOTE, PaperOrder, make_paper
from renkei_search.export.paper.writer import PaperFont, PaperFormat, PaperTemplates, write_paper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TextIO

    from renkei_search.settings import Settings


def template_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options for the office's own templates; the command is given them as ``templates``."""

    @wraps(command)
    def run(*args: Any, docx_template: Path | None, pptx_template: Path | None, **options: Any) -> None:
        command(*args, templates=PaperTemplates(docx_template, pptx_template), **options)

    word = click.option(
        "--docx-template",
        type=FILE,
        envvar="RENKEI_SEARCH_DOCX_TEMPLATE",
        help="資料（Word）のひな形のファイル。",
    )
    slides = click.option(
        "--pptx-template",
        type=FILE,
        envvar="RENKEI_SEARCH_PPTX_TEMPLATE",
        help="資料（PowerPoint）のひな形のファイル。",
    )
    return word(slides(run))


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--output", "-o", type=FILE, required=True, help="書き出すファイル（.docx か .pptx）。")
@click.option("--heading", default="", help="資料の見出し。")
@click.option(
    "--note-file",
    type=click.File(encoding="utf-8"),
    help="所見を書いたテキストファイル（UTF-8）。- なら標準入力。",
)
@click.option(
    "--featured",
    type=click.IntRange(0, MAX_COMPARED),
    default=3,
    show_default=True,
    help="先進事例として全文を載せる取組の数。",
)
@click.option(
    "--font",
    type=click.Choice([font.value for font in PaperFont]),
    default=PaperFont.YU_GOTHIC.value,
    show_default=True,
    help="書体（游ゴシックか BIZ UDゴシック）。",
)
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば置き換えます。")
@template_options
@workspace_options
def paper(
    ids: tuple[str, ...],
    output: Path,
    heading: str,
    note_file: TextIO | None,
    *,
    force: bool,
    templates: PaperTemplates,
    settings: Settings,
    **options: Any,
) -> None:
    """選んだ取組（6件まで）の資料を、Word か PowerPoint の文書にします。"""
    ending = output.suffix.removeprefix(".").lower()
    if ending not in set(PaperFormat):
        raise UsageError(f"{output} の形式が分かりません。ファイル名の末尾を .docx か .pptx にしてください。")
    chosen = tuple(dict.fromkeys(ids))
    if len(chosen) > MAX_COMPARED:
        raise UsageError(f"資料にできる取組は{MAX_COMPARED}件までです。")
    note = note_file.read(MAX_NOTE + 1) if note_file is not None else ""
    for name, text, most in (("見出し", heading, MAX_HEADING), ("所見", note, MAX_NOTE)):
        if len(text) > most:
            raise UsageError(f"{name}が長すぎます。{most:,}文字以内にしてください。")
    ask_to_replace(output, force=force)
    engine = ready_service(settings).engine()
    initiatives = tuple(map(engine.get, chosen))
    order = PaperOrder(heading, note, chosen[: options["featured"]])
    made = make_paper(initiatives, engine.catalogue, order, engine.created)
    data = write_paper(PaperFormat(ending), made, templates, PaperFont(options["font"]))
    with replacing(output) as file:
        file.write(data)
    messages.print(
        f"取組{len(initiatives)}件の資料を {escape(str(output))} に書き出しました。", soft_wrap=True
    )
