"""Mistakes on the command line are explained in Japanese, with what may have been meant."""

from __future__ import annotations

import subprocess
import sys

import pytest


def _said(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "renkei_search", *arguments],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serch",), "「serch」というコマンドはありません。近いもの：search、serve。"),
        (("search", "--kindd", "x"), "--kindd という指定はありません。近いもの：--kind"),
        (("search", "--per-page"), "--per-page の値を指定してください。"),
        (("search", "--per-page", "x"), "--per-page：「x」は数ではありません。"),
        (("read",), "DOCUMENT を指定してください。使い方は renkei-search read --help で見られます。"),
        (("read", "nowhere.pdf"), "DOCUMENT：「nowhere.pdf」がありません。"),
        (("read", "."), "DOCUMENT：「.」はフォルダーです。ファイルを指定してください。"),
        (("serve", "--engine", "solr"), "--engine：「solr」は使えません。"),
        (("check", "x", "y"), "余分な言葉があります（x y）。"),
    ],
)
def test_a_mistake_is_explained(arguments: tuple[str, ...], said: str) -> None:
    code, error = _said(*arguments)
    assert code == 2
    assert error.startswith("エラー: ")
    assert said in error


def test_without_a_command_the_help_is_shown() -> None:
    code, error = _said()
    assert code == 2
    assert error.startswith("Usage:")
