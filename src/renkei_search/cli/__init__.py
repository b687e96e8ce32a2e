"""The command line: ``renkei-search index · serve · search · export · paper · read · desk · import · template · check · …``."""

from __future__ import annotations

import sys
from typing import NoReturn

import click
from rich.markup import escape

from renkei_search import __version__
from renkei_search.cli.check import check
from renkei_search.cli.console import messages
from renkei_search.cli.desk import desk
from renkei_search.cli.document import read
from renkei_search.cli.evaluate import evaluate
from renkei_search.cli.file.export import export
from renkei_search.cli.file.paper import paper
from renkei_search.cli.intake import import_, template
from renkei_search.cli.search import search
from renkei_search.cli.serve import index, serve
from renkei_search.errors import ParameterError, RenkeiSearchError


def main() -> NoReturn:
    """Run the command line and exit: 0 success, 2 wrong usage, 3 faulty corpus, 4 no usable index, 1 otherwise."""
    try:
        commands(standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.UsageError as error:
        _fail(error.format_message(), error.exit_code)
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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="renkei-search")
def commands() -> None:
    """連携中枢都市圏・定住自立圏の取組を探します。"""


for _command in (index, serve, search, export, paper, read, desk, import_, template, check, evaluate):
    commands.add_command(_command)
