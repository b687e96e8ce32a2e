"""Say in Japanese what is wrong with a command line."""

from __future__ import annotations

import re
from typing import Final

import click

# What click says about values, and what we say instead. Anything else keeps its words.
_VALUES: Final = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"(?:File|Path|Directory) '(.*)' does not exist\.", "「{}」がありません。"),
        (r"(?:File|Path) '(.*)' is a directory\.", "「{}」はフォルダーです。ファイルを指定してください。"),
        (r"Directory '(.*)' is a file\.", "「{}」はファイルです。フォルダーを指定してください。"),
        (r"'(.*)' is not a valid (?:integer|float).*\.", "「{}」は数ではありません。"),
        (r"(.*) is not in the range (.*)\.", "{} は {} の範囲にありません。"),
        (r"'(.*)' is not one of (.*)\.", "「{}」は使えません。{} のどれかを指定してください。"),
        (r"Option '(.*)' requires an argument\.", "{} の値を指定してください。"),
        (r"Option '(.*)' does not take a value\.", "{} に値は付けられません。"),
        (r"Got unexpected extra arguments? \((.*)\)", "余分な言葉があります（{}）。"),
    )
)


def explain_usage(error: click.UsageError) -> str:
    """What is wrong, what may have been meant, and where the usage is explained."""
    said = [_explain(error)]
    near = "、".join(getattr(error, "possibilities", None) or ())
    if near:
        said.append(f"近いもの：{near}。")
    if error.ctx is not None:
        said.append(f"使い方は {error.ctx.command_path} --help で見られます。")
    return "".join(said)


def _explain(error: click.UsageError) -> str:
    # click 8.2 has no class of its own for an unknown command.
    command = getattr(error, "command_name", None)
    if command is not None:
        return f"「{command}」というコマンドはありません。"
    if isinstance(error, click.NoSuchOption):
        return f"{error.option_name} という指定はありません。"
    name = error.param.opts[0] if isinstance(error, click.BadParameter) and error.param is not None else ""
    if isinstance(error, click.MissingParameter):
        return f"{_shown(name)} を指定してください。"
    for pattern, said in _VALUES:
        found = pattern.fullmatch(error.message)
        if found is not None:
            return f"{_shown(name)}：{said.format(*found.groups())}" if name else said.format(*found.groups())
    return error.format_message()


def _shown(name: str) -> str:
    """An option as it is typed; an argument as the help writes it."""
    return name if name.startswith("-") else name.upper()
