"""The process that reads a document: ``python -m renkei_search.corpus.document.worker FILE LABELS``.

Documents come from anywhere. A hostile or damaged one can harm only this process, whose memory and time are limited;
its parent (:mod:`.reading`) reports how it ended.

The process receives the policy fields in MessagePack on standard input. It writes to standard output: a line
``progress DONE TOTAL`` for each page, a line ``proposing`` for each section, then ``findings LENGTH`` followed by
:class:`.Findings` in MessagePack. Instead of findings, it writes ``error MESSAGE`` if it fails, or ``scanned CAUSE`` for
a document that needs OCR.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import msgspec

from renkei_search.corpus.document.findings import Findings
from renkei_search.corpus.document.format.opening import read_file
from renkei_search.corpus.document.proposal.front import read_front
from renkei_search.corpus.document.proposal.label import read_labels
from renkei_search.corpus.document.proposal.proposing import propose
from renkei_search.errors import RenkeiSearchError, ScannedError
from renkei_search.model.taxonomy import Taxonomy

if TYPE_CHECKING:
    from collections.abc import Callable

MEMORY: Final = 2 * 1024**3
"""The maximum address space of the process in bytes."""

CPU_SECONDS: Final = 900


def main() -> None:
    """Read the document and write the answer."""
    answer = os.fdopen(os.dup(1), "wb")
    # Output of a parser must not get into the answer.
    os.dup2(2, 1)
    bound_process()
    path, labels = Path(sys.argv[1]), read_labels(Path(sys.argv[2]))
    taxonomy = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Taxonomy)
    try:
        document = read_file(path, labels.is_label, _reporter(answer))
        _say(answer, "proposing")
        proposals = propose(document, labels, taxonomy, lambda: _say(answer, "proposing"))
        front = read_front(document)
        document = msgspec.structs.replace(document, notes=(*document.notes, *front.notes()))
        findings = Findings(document=document, proposals=proposals, front=front)
        data = msgspec.msgpack.encode(findings)
    except ScannedError as error:
        _say(answer, f"scanned {json.dumps(error.cause)}")
        return
    except RenkeiSearchError as error:
        _say(answer, f"error {json.dumps(str(error))}")
        return
    except (MemoryError, RecursionError):
        _say(
            answer,
            "error " + json.dumps(f"{path.name} を読むには、メモリーが足りません。文書を分けてください。"),
        )
        return
    _say(answer, f"findings {len(data)}")
    answer.write(data)
    answer.flush()


def bound_process() -> None:
    """Limit the memory and time of this process, where the system supports it."""
    if os.name == "nt":
        return
    import resource  # noqa: PLC0415 # not on Windows

    for limit, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS)):
        _, hard = resource.getrlimit(limit)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (bound, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _reporter(answer: BinaryIO) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        _say(answer, f"progress {done} {total}")

    return report


def _say(answer: BinaryIO, line: str) -> None:
    answer.write(line.encode() + b"\n")
    answer.flush()


if __name__ == "__main__":
    main()
