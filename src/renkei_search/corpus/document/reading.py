"""Read a document and find its initiatives in a separate process, and explain failures."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.document.findings import Findings
from renkei_search.corpus.document.recognition import OCR_REMEDY
from renkei_search.errors import DocumentError, ScannedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from renkei_search.model.taxonomy import Taxonomy

STALL: Final = 60.0
"""Seconds without progress after which reading is aborted."""

_LIMIT: Final = 900.0
_WORKER: Final = "renkei_search.corpus.document.worker"


def read_document(
    path: Path,
    labels: Path,
    taxonomy: Taxonomy,
    progress: Callable[[int, int], None],
    *,
    then: Callable[[], None] = lambda: None,
    stall: float = STALL,
) -> Findings:
    """Read a document of any kind, and find the initiatives in it.

    Args:
        path: the file.
        labels: the file with the labels of tables and forms.
        taxonomy: the policy fields, which headings name.
        progress: called with the number of pages read so far and the total.
        then: called once all pages are read, before initiatives are searched for.
        stall: seconds without progress after which reading is aborted.

    Raises:
        ScannedError: it consists of pictures of pages, without characters.
        DocumentError: it cannot be read, or takes too long or too much memory.
    """
    process = subprocess.Popen(  # noqa: S603 # our own module, with a path that is no option
        [sys.executable, "-m", _WORKER, str(path.resolve()), str(labels)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    watch = _Watch(process, stall)
    try:
        _hand_over(process, taxonomy)
        return _Listener(path.name, progress, then, watch).listen(process)
    finally:
        watch.stop()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


class _Watch:
    """Kills a process that makes no progress or does not end."""

    def __init__(self, process: subprocess.Popen[bytes], stall: float) -> None:
        self.fired = False
        self._process = process
        self._stall = stall
        self._begun = self._last = time.monotonic()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def touch(self) -> None:
        self._last = time.monotonic()

    def stop(self) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(min(1.0, self._stall / 4)):
            now = time.monotonic()
            if now - self._last > self._stall or now - self._begun > _LIMIT:
                self.fired = True
                self._process.kill()
                return


def _hand_over(process: subprocess.Popen[bytes], taxonomy: Taxonomy) -> None:
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError), process.stdin:  # its exit code explains a missing answer
            process.stdin.write(msgspec.msgpack.encode(taxonomy))


class _Listener:
    """Receives the messages of the process, and reports how it ended if there is no result."""

    def __init__(
        self, name: str, progress: Callable[[int, int], None], then: Callable[[], None], watch: _Watch
    ) -> None:
        self._name = name
        self._progress = progress
        self._then = then
        self._watch = watch
        self._is_read = False

    def listen(self, process: subprocess.Popen[bytes]) -> Findings:
        stream = process.stdout
        if stream is None:
            raise DocumentError(f"{self._name} を読む処理を始められません。")
        for line in stream:
            self._watch.touch()
            kind, _, rest = line.decode().strip().partition(" ")
            if kind == "progress":
                done, total = map(int, rest.split())
                self._progress(done, total)
            elif kind == "proposing" and not self._is_read:
                self._is_read = True
                self._then()
            elif kind == "error":
                raise DocumentError(json.loads(rest))
            elif kind == "scanned":
                raise ScannedError(json.loads(rest), OCR_REMEDY)
            elif kind == "findings":
                return msgspec.msgpack.decode(stream.read(int(rest)), type=Findings)
        raise DocumentError(self._explain())

    def _explain(self) -> str:
        doing = f"{self._name} から取組を見つける" if self._is_read else f"{self._name} を読む"
        if self._watch.fired:
            remedy = (
                "文書を分けてください。"
                if self._is_read
                else "ページを分けるか、別の方法で PDF にしてください。"
            )
            return f"{doing}のに時間がかかりすぎたため、中止しました。{remedy}"
        return (
            f"{doing}途中で、処理が止まりました（ファイルが壊れているか、メモリーが足りません）。"
            "もう一度入手するか、ページを分けてください。"
        )
