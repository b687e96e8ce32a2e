from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from click.testing import CliRunner
from docx import Document
from pptx import Presentation

from renkei_search.cli import commands
from renkei_search.errors import NotFoundError, PaperTemplateError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

DENIM, NET119 = "001-bingo-denim-project", "000-niigata-net119"


def paper(index: Path, *arguments: str | Path, note: str | None = None) -> Result:
    return CliRunner().invoke(commands, ["paper", *map(str, arguments), "--index", str(index)], input=note)


def test_a_document_is_written_with_the_note_of_standard_input(index_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "資料.docx"
    done = paper(
        index_root,
        DENIM,
        NET119,
        "-o",
        path,
        "--heading",
        "題",
        "--note-file",
        "-",
        "--featured",
        "1",
        note="所見。",
    )
    assert done.exit_code == 0, done.output
    texts = [found.text for found in Document(str(path)).paragraphs]
    assert texts[0] == "題"
    assert "所見。" in texts
    assert "［1］備中備後ジャパンデニムプロジェクト" in texts
    assert "［2］NET119緊急通報システムの共同運用〔当サイトの見出し〕" not in texts


def test_the_ending_says_that_it_is_slides(index_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "資料.pptx"
    assert paper(index_root, DENIM, "-o", path).exit_code == 0
    assert Presentation(str(path)).slides[0].shapes.title.text == "先進事例の比較"


def test_what_is_there_is_only_replaced_by_force(index_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "資料.docx"
    path.write_bytes(b"mine")
    refused = paper(index_root, DENIM, "-o", path)
    assert isinstance(refused.exception, UsageError)
    assert path.read_bytes() == b"mine"
    assert paper(index_root, DENIM, "-o", path, "--force").exit_code == 0


def test_faults_are_said_and_leave_no_file(index_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "資料.docx"
    broken = tmp_path / "壊れた.docx"
    broken.write_bytes(b"broken")
    wrong: tuple[tuple[tuple[str | Path, ...], type[Exception]], ...] = (
        ((DENIM, "-o", tmp_path / "資料.pdf"), UsageError),
        (("nothing", "-o", path), NotFoundError),
        ((*(f"id-{n}" for n in range(7)), "-o", path), UsageError),
        ((DENIM, "-o", path, "--heading", "あ" * 81), UsageError),
        ((DENIM, "-o", path, "--docx-template", broken), PaperTemplateError),
    )
    for arguments, error in wrong:
        assert isinstance(paper(index_root, *arguments).exception, error), arguments
    assert not path.exists()


def test_a_service_does_not_start_on_a_broken_template(index_root: Path, tmp_path: Path) -> None:
    broken = tmp_path / "壊れた.pptx"
    broken.write_bytes(b"broken")
    done = CliRunner().invoke(commands, ["serve", "--pptx-template", str(broken), "--index", str(index_root)])
    assert isinstance(done.exception, PaperTemplateError)
    assert "壊れた.pptx" in str(done.exception)


def test_office_packages_are_loaded_only_when_asked_for() -> None:
    code = (
        "import sys, renkei_search.cli.file.paper, renkei_search.web.app;"
        "print(sorted({'docx', 'pptx', 'PIL', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
