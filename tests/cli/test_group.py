"""The list of commands: complete without loading any, and true to the commands themselves."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest
from click.shell_completion import BashComplete

from renkei_search.cli import commands
from renkei_search.cli.group import CommandGroup, DeferredCommand
from tests.cli.command import run

# What every command that searches or imports loads, and the list of commands must not.
_HEAVY = ("flask", "numpy", "openpyxl", "renkei_search.cli.search", "renkei_search.corpus", "sudachipy")


def _loaded(code: str) -> set[str]:
    """The modules in a new process after some code, which may print."""
    report = "print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; {report}"], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_the_list_says_what_each_command_says_of_itself(name: str) -> None:
    listed = commands.commands[name]
    assert isinstance(listed, DeferredCommand)
    command = listed.load()
    assert command.name == name
    assert command.help == listed.help


def test_the_list_of_commands_loads_none() -> None:
    loaded = _loaded(
        "from renkei_search.cli import commands; commands.main(['--help'], standalone_mode=False)"
    )
    assert "renkei_search.cli.group" in loaded
    assert loaded.isdisjoint(_HEAVY)


def test_a_command_loads_only_what_it_needs() -> None:
    search, serve = (
        _loaded(f"from renkei_search.cli import commands; commands.main({line}, standalone_mode=False)")
        for line in (["search", "--help"], ["serve", "--help"])
    )
    assert "renkei_search.search.engine" in search & serve
    assert "gunicorn" not in search
    for loaded in (search, serve):
        assert loaded.isdisjoint({"PIL", "docx", "lxml", "openpyxl", "opensearchpy", "pptx", "pypdfium2"})


def _complete(*words: str) -> list[str]:
    completion = BashComplete(commands, {}, "renkei-search", "_RENKEI_SEARCH_COMPLETE")
    return [item.value for item in completion.get_completions(list(words[:-1]), words[-1])]


def test_a_shell_completes_commands_and_their_options() -> None:
    assert _complete("se") == ["search", "serve"]
    assert _complete("template", "--f") == ["--force"]
    assert _complete("search", "--sort", "rel") == ["relevance"]


def test_a_command_that_there_is_not_is_named() -> None:
    done = run("serach")
    assert done.returncode == 2
    assert "serach" in done.stderr
    assert "search" in done.stderr


def test_what_is_declared_has_to_be_a_command() -> None:
    group = CommandGroup("group")
    group.add_command(DeferredCommand("wrong", "renkei_search.cli.group:CommandGroup", ""))
    with pytest.raises(TypeError, match="no command"):
        group.resolve_command(click.Context(group), ["wrong"])


@pytest.mark.parametrize(("given", "used"), [(None, "1"), ("4", "4")])
def test_numpy_is_told_to_use_one_thread_before_it_is_loaded(given: str | None, used: str) -> None:
    code = """
import os, sys
from renkei_search.cli import main
sys.argv[1:] = ["--help"]
try:
    main()
except SystemExit:
    print(os.environ["OPENBLAS_NUM_THREADS"], "numpy" in sys.modules, file=sys.stderr)
"""
    kept = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=kept | ({} if given is None else {"OPENBLAS_NUM_THREADS": given}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.split() == [used, "False"]
