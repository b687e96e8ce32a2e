"""The command line: ``renkei-search index · serve · search · export · paper · read · desk · import · template · check · …``."""

from __future__ import annotations

import os
import sys
from typing import Final, NoReturn

import click
from rich.markup import escape

from renkei_search import __version__
from renkei_search.cli.console import messages
from renkei_search.cli.group import CommandGroup, DeferredCommand
from renkei_search.cli.usage import explain_usage
from renkei_search.errors import ParameterError, RenkeiSearchError


def main() -> NoReturn:
    """Run the command line and exit: 0 success, 2 wrong usage, 3 faulty corpus, 4 no usable index, 1 otherwise."""
    # NumPy would start a thread for each core for its products, which are small here, and the threads wait for each other
    # by spinning, on cores that the workers need. Each command imports NumPy only after this, when it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        commands(prog_name="renkei-search", standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(error.exit_code)
    except click.UsageError as error:
        _fail(explain_usage(error), error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except ParameterError as error:
        _fail(f"--{error.parameter.replace('_', '-')}: {error}", error.exit_code)
    except RenkeiSearchError as error:
        _fail(str(error), error.exit_code)
    sys.exit(0)


def _fail(message: str, exit_code: int) -> NoReturn:
    messages.print(f"[bold red]エラー:[/] {escape(message)}", soft_wrap=True)
    sys.exit(exit_code)


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="renkei-search")
def commands() -> None:
    """連携中枢都市圏・定住自立圏の取組を探します。"""


_COMMANDS: Final = (
    ("index", "index:index", "索引を作り直します。"),
    ("serve", "serve:serve", "検索のページと JSON を配信します。索引がなければ作ります。"),
    ("search", "search:search", "取組を検索します。言葉を省くと、すべての取組を並べます。"),
    (
        "export",
        "file.export:export",
        "検索に合う取組をすべてファイルに書き出します。言葉を省くと、すべての取組を書き出します。",
    ),
    ("paper", "file.paper:paper", "選んだ取組（6件まで）の資料を、Word か PowerPoint の文書にします。"),
    (
        "read",
        "intake.read:read",
        "文書（PDF、Word、ウェブページ、Excel、テキスト）を読み、取組の下書き（XLSX）を作ります。",
    ),
    (
        "desk",
        "desk:desk",
        "文書を読み、原資料と見比べて直し、取り込む画面を、このコンピューターだけで開きます。",
    ),
    (
        "import",
        "intake.import_table:import_",
        "表（XLSX、XLS、ODS、CSV、JSON Lines）の取組をコーパスに取り込みます。",
    ),
    ("template", "intake.template:template", "取り込む取組を書くための表（XLSX）を作ります。"),
    ("check", "check:check", "コーパスを出典と照合し、収録の割合と対象外の文字を示します。"),
    ("evaluate", "evaluate:evaluate", "検索の精度を、判定つきの検索語で測ります（開発者向け）。"),
)
"""Of each command its name, its module and function, and the first paragraph of its help."""

for _name, _place, _summary in _COMMANDS:
    commands.add_command(DeferredCommand(_name, f"{__name__}.{_place}", _summary))
