"""A document that breaks the search for initiatives ends with a message, in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.corpus.document import reading
from renkei_search.corpus.document.reading import read_document
from renkei_search.desk.room import Desk
from renkei_search.errors import DocumentError
from tests.corpus.document.conftest import FILES
from tests.corpus.importing import shell
from tests.desk.conftest import make_places, put
from tests.desk.test_recognising import await_reading

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Catalogue

DOCUMENT = FILES / "word-agreement-pdf.pdf"


def mislead(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(reading, "_WORKER", "tests.corpus.document.misled_worker")
    monkeypatch.setenv("MISLED", how)


def test_pages_come_first_and_initiatives_then(catalogue: Catalogue) -> None:
    heard: list[str] = []
    findings = read_document(
        DOCUMENT,
        resources.labels_file(),
        catalogue.taxonomy,
        lambda done, total: heard.append(f"{done}/{total}"),
        then=lambda: heard.append("then"),
    )
    assert heard == ["1/2", "2/2", "then"]
    assert len(findings.proposals) == 4
    assert findings.front.core_city == "霧ヶ丘市"


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("devour", "メモリーが足りません。文書を分けてください"),
        ("descend", "メモリーが足りません。文書を分けてください"),
        ("die", "から取組を見つける途中で、処理が止まりました.*ページを分けてください"),
    ],
)
def test_a_failure_of_the_search_ends_with_a_message(
    monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue, how: str, words: str
) -> None:
    mislead(monkeypatch, how)
    with pytest.raises(DocumentError, match=rf"{DOCUMENT.name}.*{words}"):
        read_document(DOCUMENT, resources.labels_file(), catalogue.taxonomy, lambda _done, _total: None)


def test_a_search_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    watches: list[reading._Watch] = []

    class Watch(reading._Watch):
        def __init__(self, process: object, stall: float) -> None:
            super().__init__(process, stall)  # type: ignore[arg-type]
            watches.append(self)

    mislead(monkeypatch, "hang")
    monkeypatch.setattr(reading, "_Watch", Watch)
    with pytest.raises(
        DocumentError,
        match="から取組を見つけるのに時間がかかりすぎたため、中止しました。文書を分けてください",
    ):
        read_document(
            DOCUMENT,
            resources.labels_file(),
            catalogue.taxonomy,
            lambda _done, _total: None,
            then=lambda: setattr(watches[0], "_stall", 0.2),
        )


def test_the_command_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mislead(monkeypatch, "die")
    done = shell("read", DOCUMENT, "-o", tmp_path / "下書き.xlsx")
    assert done.code == 2
    assert "から取組を見つける途中で、処理が止まりました" in done.said
    assert not (tmp_path / "下書き.xlsx").exists()


def test_the_desk_says_so_and_does_not_begin_again_and_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mislead(monkeypatch, "die")
    desk = Desk(tmp_path / "own.desk", make_places(tmp_path))
    desk.open()
    folder = desk.work(put(desk, DOCUMENT))
    progress = desk.reading(folder)
    assert progress.stage == "failed"
    assert f"{DOCUMENT.name} から取組を見つける途中で、処理が止まりました" in progress.message
    monkeypatch.setattr(reading, "_WORKER", "renkei_search.corpus.document.worker")
    await_reading(desk, folder)
    desk.read(folder)
    assert await_reading(desk, folder) == "done"
    assert len(desk.session(folder).work.rows) == 4
    desk.close()
