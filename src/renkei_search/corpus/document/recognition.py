"""Run optical character recognition (OCR) on scanned pages with the program ocrmypdf, if it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from renkei_search.errors import DocumentError

LIMIT: Final = 3_600.0
"""Seconds after which recognition is aborted."""

OCR_REMEDY: Final = (
    "ocrmypdf が入っていれば、renkei-search read に --ocr を付けると、OCR で文字を付けてから読みます。"
)
"""What a user of the command line can do about a scanned document, as a Japanese sentence."""

_PROGRAM: Final = "ocrmypdf"
_OPTIONS: Final = (
    "--language", "jpn", "--skip-text", "--rotate-pages", "--deskew", "--output-type", "pdf", "--optimize", "0",
    "--quiet",
)  # fmt: skip
INSTALL: Final = (
    "ocrmypdf と tesseract の日本語データ（Debian や Ubuntu なら: apt install ocrmypdf tesseract-ocr-jpn）"
)
"""What has to be installed, as a Japanese sentence."""

# Exit codes of ocrmypdf.
_NO_PDF: Final = frozenset({2, 7})
_MISSING: Final = 3
_PROTECTED: Final = 8


def is_installed() -> bool:
    """Whether the OCR program is installed."""
    return shutil.which(_PROGRAM) is not None


def recognise(path: Path, *, limit: float = LIMIT) -> bytes:
    """Make a PDF file with the recognised characters on top of the pictures. Pages with characters stay unchanged.

    Args:
        path: the file.
        limit: seconds after which recognition is aborted.

    Raises:
        DocumentError: the program is not installed, or fails.
    """
    program = shutil.which(_PROGRAM)
    if program is None:
        raise DocumentError(f"OCR のソフトがありません。{INSTALL}を入れてください。")
    with TemporaryDirectory() as folder:
        target = Path(folder) / "recognised.pdf"
        try:
            done = subprocess.run(  # noqa: S603 # a known program, with paths that are no options
                [program, *_OPTIONS, str(path.resolve()), str(target)],
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DocumentError(
                f"{path.name} の OCR に時間がかかりすぎたため、中止しました。ページを分けてください。"
            ) from error
        if done.returncode or not target.is_file():
            raise DocumentError(_explain(path.name, done.returncode))
        return target.read_bytes()


def _explain(name: str, code: int) -> str:
    if code == _MISSING:
        return f"OCR に必要なソフトがそろっていません。{INSTALL}を入れてください。"
    if code in _NO_PDF:
        return f"{name} は PDF として読めないので、OCR ができません（ファイルが壊れています）。もう一度入手してください。"
    if code == _PROTECTED:
        return f"{name} は、パスワードで保護されています。保護を外した PDF を保存し、それを指定してください。"
    return f"{name} の OCR に失敗しました（ocrmypdf の終了コード {code}）。別の方法で文字を付けた PDF を指定してください。"
